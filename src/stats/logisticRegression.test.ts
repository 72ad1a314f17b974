import { describe, expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { scoreLogisticRegression, trainLogisticRegression } from "./logisticRegression.ts";

describe("logistic regression", () => {
  const rng = createRng(7);
  const rows = { width: 4, values: Float64Array.from({ length: 1200 }, () => rng.normal()) };
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

  test("units and offsets of the columns change no score; scores of the default settings are those of the minimum to 0.05", () => {
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
