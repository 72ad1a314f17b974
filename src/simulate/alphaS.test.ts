import { expect, test } from "vitest";
import { activeFlavours, createAlphaS } from "./alphaS.ts";

test("alpha_s has the values of the specification", () => {
  const alphaS = createAlphaS();
  expect(alphaS(91.2)).toBeCloseTo(0.127, 14);
  expect(alphaS(20)).toBeCloseTo(0.16604, 5);
  expect(alphaS(1200)).toBeCloseTo(0.09248, 5);
});

test("it is continuous at the thresholds, and its slope is beta_0 of the flavours on that side", () => {
  const alphaS = createAlphaS(0.118);
  for (const threshold of [1.3, 4.5, 173]) {
    expect(alphaS(threshold * (1 + 1e-12))).toBeCloseTo(alphaS(threshold * (1 - 1e-12)), 10);
  }
  for (const [q, nf] of [
    [1.1, 3],
    [3, 4],
    [50, 5],
    [800, 6],
  ] as const) {
    expect(activeFlavours(q)).toBe(nf);
    const step = 1e-4;
    const slope = (1 / alphaS(q * (1 + step)) - 1 / alphaS(q)) / (2 * Math.log(1 + step));
    expect(slope).toBeCloseTo((33 - 2 * nf) / (12 * Math.PI), 8);
  }
});

test("what cannot be is refused", () => {
  expect(() => createAlphaS(1.2)).toThrow(
    "the strong coupling at the Z mass cannot be this: found 1.2, expected a number between 0 and 1; 0.118 is the " +
      "measured one, 0.127 serves leading order [simulate/bad-alpha-s]",
  );
  expect(() => createAlphaS()(0.05)).toThrow(
    'the one-loop strong coupling has no value at this scale: found "Q = 0.05 GeV with alpha_s(M_Z) = 0.127", ' +
      "expected a scale above its pole, which is some 0.1 to 0.5 GeV [simulate/below-landau-pole]. " +
      "Raise the cut-off of the shower",
  );
});
