import { expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { drawCounts, requireRows, scaledByReference } from "./featureRows.ts";
import { distanceFloorOfRows, featureMoments, frechetDistance, takeFeatureRows } from "./index.ts";

test("rows are taken in the given order", () => {
  const rows = { values: Float32Array.of(1, 2, 3, 4, 5, 6), width: 2 };
  expect(takeFeatureRows(rows, Uint32Array.of(2, 0, 2))).toEqual({
    values: Float64Array.of(5, 6, 1, 2, 5, 6),
    width: 2,
  });
});

test("the floor of a Frechet distance: halves of one sample, 2 w / N + w (w + 1) / 2 N apart", () => {
  const rng = createRng(5);
  const sample = { values: Float64Array.from({ length: 4000 }, () => rng.normal()), width: 2 };
  const distance = (first: Uint32Array, second: Uint32Array) =>
    frechetDistance(featureMoments(takeFeatureRows(sample, first)), featureMoments(takeFeatureRows(sample, second)));
  const floor = distanceFloorOfRows(2000, distance, { rng: createRng(6), splits: 40 });
  // 40 splits of seven degrees of freedom vary by 8 %.
  expect(Math.abs((floor.value * 1000) / 7 - 1)).toBeLessThan(0.25);
});

test("features are divided by the largest |reference value|, and by 1 where that is 0", () => {
  const reference = { values: [-4, 0, 2, 0], width: 2 };
  expect(scaledByReference(reference, { values: [8, 3], width: 2 })).toEqual({
    reference: Float64Array.of(-1, 0, 0.5, 0),
    other: Float64Array.of(2, 3),
  });
});

test("draws with replacement: so many in total, each row alike", () => {
  const counts = drawCounts(10, 100_000, createRng(7));
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(100_000);
  const chi2 = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
  expect(chi2).toBeLessThan(27.9); // nine degrees of freedom, probability 0.001
});

test("rows are counted and checked", () => {
  expect(requireRows({ values: [1, 2, 3, 4], width: 2 }, 2, "rows")).toBe(2);
  expect(() => requireRows({ values: [], width: 0 }, 0, "rows")).toThrow("stats/rows-incomplete");
  expect(() => requireRows({ values: [1, 2], width: 2 }, 2, "rows")).toThrow("stats/too-few-rows");
  expect(() => requireRows({ values: [1, Infinity], width: 1 }, 2, "rows")).toThrow("stats/value-not-finite");
});
