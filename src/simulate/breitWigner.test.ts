import { expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { breitWignerMass, breitWignerPhase, drawMass, massWindow } from "./breitWigner.ts";
import { HIGGS_POLE, W_POLE } from "./standardModel.ts";

const range = { lowest: 60, highest: 120 };

test("equal shares of u are equal shares of the density, by quadrature", () => {
  const density = (m: number) => (2 * m) / ((m * m - W_POLE.mass ** 2) ** 2 + (W_POLE.mass * W_POLE.width) ** 2);
  const integral = (from: number, to: number) => {
    const steps = 4000;
    const step = (to - from) / steps;
    let sum = 0;
    for (let i = 0; i < steps; i++) sum += density(from + (i + 0.5) * step) * step;
    return sum;
  };
  const whole = integral(range.lowest, range.highest);
  const phase = breitWignerPhase(W_POLE, range.highest) - breitWignerPhase(W_POLE, range.lowest);
  expect(phase / (W_POLE.mass * W_POLE.width) / whole).toBeCloseTo(1, 5);
  for (const u of [0.01, 0.2, 0.5, 0.9]) {
    expect(integral(range.lowest, breitWignerMass(W_POLE, range, u)) / whole).toBeCloseTo(u, 5);
  }
  expect([breitWignerMass(W_POLE, range, 0), breitWignerMass(W_POLE, range, 1)]).toEqual([60, 120]);
});

test("masses stay within 20 widths and within what is open; without a width there is one mass", () => {
  expect(massWindow(W_POLE, { highest: 100 })).toEqual({ lowest: 80.4 - 20 * 2.09, highest: 100 });
  const rng = createRng(1);
  const masses = Array.from({ length: 500 }, () => drawMass(rng, W_POLE, { highest: 85 }));
  expect(Math.min(...masses)).toBeGreaterThan(38);
  expect(Math.max(...masses)).toBeLessThanOrEqual(85);
  // Half of a Breit-Wigner lies within half a width of its pole; the cut at 85 takes 7 %.
  const near = masses.filter((m) => Math.abs(m - W_POLE.mass) < W_POLE.width / 2).length;
  expect(Math.abs(near / 500 - 0.53)).toBeLessThan(0.07);
  expect(drawMass(rng, HIGGS_POLE)).toBe(125);
});

test("what cannot be is refused", () => {
  expect(() => drawMass(createRng(1), { mass: 500, width: -1 })).toThrow(
    'a resonance cannot have this mass and width: found "mass 500 and width -1", expected a mass above 0 and a width ' +
      "that is 0 or more, in GeV [simulate/bad-resonance]",
  );
  expect(() => drawMass(createRng(1), HIGGS_POLE, { lowest: 130 })).toThrow(
    'a resonance has no mass that its production and its decay leave open: found "mass 125 and width 0", expected a ' +
      "mass between 130 and Infinity GeV [simulate/mass-out-of-reach]",
  );
});
