import { expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { coverageAndMmd, coverageOfBatch } from "./index.ts";
import type { MovableJet } from "./index.ts";

/** Jets of one particle of pT 1: their distance is that of their positions. */
function points(positions: readonly number[]): MovableJet[] {
  return positions.map((eta) => ({ pt: [1], eta: [eta], phi: [0] }));
}

test("a matrix by hand: generated rows, real columns; of equally near jets the first counts", () => {
  // Distances 1, 0, 7 / 1, 2, 9 / 3, 2, 5: nearest real jets 1, 0, 1. Smallest of the columns: 1, 0, 5.
  const batch = { generated: points([0, -2, 2]), real: points([-1, 0, 7]) };
  expect(coverageOfBatch(batch)).toEqual({ coverage: 2 / 3, mmd: 2 });
  expect(coverageOfBatch({ generated: points([1]), real: points([0, 2, 2]) })).toEqual({ coverage: 1 / 3, mmd: 1 });
});

test("JetNet's axes: generated jets at one of two real places cover one jet only; mmd sees the other place", () => {
  const options = { rng: createRng(1), jets: 50, batches: 4 };
  const { coverage, mmd } = coverageAndMmd(points([0, 0.5]), points([0]), options);
  // Of 50 real jets, which are copies of two, the first at 0 is nearest to all; half of the others are 0.5 away.
  expect(coverage).toEqual({ value: 1 / 50, standardDeviation: 0 });
  expect(Math.abs(mmd.value - 0.25)).toBeLessThan(4 * (0.25 / Math.sqrt(200)));
});

test("two samples of one population on the line meet 5/9 of the real jets", () => {
  const rng = createRng(2);
  const positions = () => Array.from({ length: 5000 }, () => rng.uniform());
  const { coverage, mmd } = coverageAndMmd(points(positions()), points(positions()), { rng: createRng(3) });
  // A real jet's cell on the line is g / 100, g of Gamma(2, 1/2); no generated jet in it: E exp(-g) = (1 + 1/2)^-2.
  expect(Math.abs(coverage.value - (1 - 1 / 1.5 ** 2))).toBeLessThan(0.04);
  // The nearest of 100 points on both sides: exponential of mean 1 / 200.
  expect(Math.abs(mmd.value * 200 - 1)).toBeLessThan(0.15);
});

test("one seed, one value", () => {
  const at = (seed: number) => coverageAndMmd(points([0, 1, 2]), points([0.5, 3]), { rng: createRng(seed), jets: 9 });
  expect(at(1)).toEqual(at(1));
  expect(at(2)).not.toEqual(at(1));
});

test("bad input: no jets, no batch", () => {
  const rng = createRng(1);
  expect(() => coverageAndMmd([], points([0]), { rng })).toThrow(
    "no jets to compare at real jets: expected jets [stats/empty-sample]",
  );
  expect(() => coverageAndMmd(points([0]), points([0]), { rng, jets: 0 })).toThrow("stats/batches-not-positive");
});
