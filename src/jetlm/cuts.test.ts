import { expect, test } from "vitest";
import { passing, parseCut } from "./cuts.ts";
import { packJets } from "./features.ts";

/** Two particles of 50 GeV at +-half: mass = 100 sinh(half). */
function pairs(halves: readonly number[]) {
  const pair = (half: number) => {
    return { pt: Float64Array.of(50, 50), etaRel: Float64Array.of(half, -half), phiRel: Float64Array.of(0, 0) };
  };
  return packJets(halves.map(pair), undefined);
}

test("ranges with two ends or one", () => {
  expect(parseCut("mass=150:200")).toEqual({ observable: "mass", lowest: 150, highest: 200 });
  expect(parseCut("pt= :600.5")).toEqual({ observable: "pt", lowest: -Infinity, highest: 600.5 });
  expect(parseCut("multiplicity=10:")).toEqual({ observable: "multiplicity", lowest: 10, highest: Infinity });
});

test("known masses; all cuts must pass; ends belong to the range", () => {
  const jets = pairs([0.1, 0.2, 0.3, 0.4]);
  const mass = (half: number) => 100 * Math.sinh(half);
  const below = { observable: "mass", lowest: -Infinity, highest: mass(0.35) } as const;
  expect(passing(jets, [below])).toEqual([0, 1, 2]);
  expect(passing(jets, [below, { observable: "mass", lowest: mass(0.15), highest: Infinity }])).toEqual([1, 2]);
  expect(passing(jets, [{ observable: "multiplicity", lowest: 2, highest: 2 }])).toEqual([0, 1, 2, 3]);
  expect(passing(jets, [])).toEqual([0, 1, 2, 3]);
});

test.each(["mass", "mass=150", "mass=200:150", "mass=:", "mass=a:b", "mass=1:2:3", "=1:2"])(
  "bad input: %s",
  (words) => {
    expect(() => parseCut(words)).toThrow(
      "expected NAME=LOWEST:HIGHEST of mass, pt, multiplicity, for example mass=150:200, mass=150: or pt=:600 [GeV] [jetlm/bad-cut]",
    );
  },
);

test("bad input: an observable that is not cut on, with the nearest one", () => {
  expect(() => parseCut("mas=1:2")).toThrow("[jetlm/bad-cut]. Nearest: mass");
});
