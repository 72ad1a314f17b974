import { describe, expect, test } from "vitest";
import { createRng } from "../../base/index.ts";
import { trainLogisticRegression, scoreLogisticRegression } from "./logisticRegression.ts";
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

describe("logistic regression", () => {
  const rows = gaussians(300, 4, 7);
  const labels = Uint8Array.from({ length: 300 }, (_, i) =>
    rows.values[4 * i] + rows.values[4 * i + 1] > 0.3 ? 1 : 0,
  );
  const penalty = 0.01;

  test("at the minimum the gradient is 0", () => {
    const { weights, offset, mean, scale } = trainLogisticRegression(rows, labels, { penalty, steps: 2000 });
    const scores = scoreLogisticRegression({ weights, offset, mean, scale }, rows);
    const excess = scores.map((score, i) => (1 / (1 + Math.exp(-score)) - labels[i]) / labels.length);
    expect(excess.reduce((sum, own) => sum + own, 0)).toBeCloseTo(0, 10);
    weights.forEach((weight, c) => {
      let slope = penalty * weight;
      excess.forEach((own, i) => (slope += (own * (rows.values[4 * i + c] - mean[c])) / scale[c]));
      expect(slope).toBeCloseTo(0, 10);
    });
    expect(Math.min(weights[0], weights[1])).toBeGreaterThan(5 * Math.abs(weights[2]));
  });

  test("units and offsets of the columns change no score; the default settings are at the minimum to 1e-3", () => {
    const changed = { ...rows, values: rows.values.map((x, i) => (i % 4 === 1 ? 1000 * x - 7 : x)) };
    const scores = scoreLogisticRegression(trainLogisticRegression(rows, labels), rows);
    scoreLogisticRegression(trainLogisticRegression(changed, labels), changed).forEach((score, i) =>
      expect(score).toBeCloseTo(scores[i], 8),
    );
    const settled = trainLogisticRegression(rows, labels, { penalty: 1e-3, steps: 5000 });
    scoreLogisticRegression(settled, rows).forEach((score, i) =>
      expect(Math.abs(score - scores[i])).toBeLessThan(0.05),
    );
  });

  test("a constant column has no weight", () => {
    const flat = { ...rows, values: rows.values.map((x, i) => (i % 4 === 2 ? 5 : x)) };
    expect(Math.abs(trainLogisticRegression(flat, labels).weights[2])).toBeLessThan(1e-9);
  });
});
