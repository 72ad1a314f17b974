import { describe, expect, test } from "vitest";
import { createRng } from "../../base/index.ts";
import { embeddingTest, observableTest } from "./twoSample.ts";

/** Rows of independent Gaussians with their means at `shift`. */
function gaussians(count: number, width: number, seed: number, shift = 0) {
  const rng = createRng(seed);
  return { values: Float64Array.from({ length: count * width }, () => rng.normal() + shift), width };
}

function observablesOf(count: number, seed: number, shift: number) {
  const rng = createRng(seed);
  const column = (by: number) => Float64Array.from({ length: count }, () => rng.normal() + by);
  const [mass, pt, multiplicity, softDropMass, tau21, tau32, d2] = [shift, 0, 0, 0, 0, 0, 0].map(column);
  tau32[0] = NaN;
  return { mass, pt, multiplicity, softDropMass, tau21, tau32, d2 };
}

describe("two-sample test", () => {
  const options = () => ({ rng: createRng(1), resamples: 20 });

  test("trees: samples of one population cannot be told apart, moved ones can", () => {
    const reference = observablesOf(120, 2, 0);
    const same = observableTest({ generated: observablesOf(120, 3, 0), reference }, options());
    expect(Math.abs(same.auc.value - 0.5)).toBeLessThan(4 * same.auc.standardError);
    const moved = observableTest({ generated: observablesOf(120, 4, 2), reference }, options());
    expect(moved.auc.value).toBeGreaterThan(0.85);
    expect(moved.interval[0]).toBeLessThan(moved.auc.value);
    expect(Math.abs(moved.auc.floor - 0.5)).toBeLessThan(0.15);
    const { generated, reference: real } = moved.roc;
    expect([generated[0], real[0], generated.at(-1), real.at(-1)]).toEqual([0, 0, 1, 1]);
  });

  test("logistic regression reaches the ideal area of two Gaussians, Phi(d / sqrt 2)", () => {
    const pair = { generated: gaussians(2000, 3, 5, 0.5), reference: gaussians(2000, 3, 6) };
    const { auc } = embeddingTest(pair, options());
    const ideal = 0.7299; // d = 0.5 sqrt 3: Phi(0.6124)
    expect(Math.abs(auc.value - ideal)).toBeLessThan(4 * auc.standardError);
    expect(Math.abs(auc.floor - 0.5)).toBeLessThan(0.05);
  });
});
