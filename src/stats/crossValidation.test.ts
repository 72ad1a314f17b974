import { expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { BOOSTED_TREES } from "./boostedTrees.ts";
import { crossValidatedScores, dealFolds } from "./crossValidation.ts";
import { auc, splitByLabel } from "./roc.ts";

const FEW_TREES = { ...BOOSTED_TREES, trees: 30 };

function separation(scores: Float64Array, labels: ArrayLike<number>): number {
  const { signal, background } = splitByLabel(scores, labels);
  return auc(signal, background);
}

test("each fold has its share of each class, give or take one", () => {
  const labels = Uint8Array.from({ length: 107 }, (_, row) => (row % 10 === 0 ? 1 : 0));
  const fold = dealFolds(labels, 5, createRng(1));
  for (const label of [0, 1]) {
    const sizes = [0, 1, 2, 3, 4].map((k) => fold.filter((own, row) => own === k && labels[row] === label).length);
    expect(sizes.reduce((sum, size) => sum + size)).toBe(labels.filter((own) => own === label).length);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
  }
});

test("pure noise stays noise: labels that were learnt by heart are not seen again", () => {
  const rng = createRng(2);
  const count = 1000;
  const labels = Uint8Array.from({ length: count }, () => rng.integer(2));
  const columns = [0, 1, 2, 3].map(() => Float64Array.from({ length: count }, () => rng.normal()));
  const scores = crossValidatedScores(columns, labels, { rng: createRng(3), settings: FEW_TREES });
  // The AUC of two samples of 500 without a difference scatters by 1 / sqrt(12 * 250) = 0.018.
  expect(Math.abs(separation(scores, labels) - 0.5)).toBeLessThan(4 * 0.018);
});

test("a difference is found", () => {
  const rng = createRng(4);
  const labels = Uint8Array.from({ length: 600 }, (_, row) => row % 2);
  const columns = [Float64Array.from(labels, (label) => label + 0.5 * rng.normal())];
  // The best AUC is Phi(1 / (0.5 sqrt(2))) = 0.921.
  const found = separation(crossValidatedScores(columns, labels, { rng, settings: FEW_TREES }), labels);
  expect(found).toBeGreaterThan(0.88);
  expect(found).toBeLessThan(0.96);
});

test.for([1, 2.5, 4])("bad input: %s folds of classes of three and five rows", (folds) => {
  expect(() => dealFolds([1, 1, 1, 0, 0, 0, 0, 0], folds, createRng(1))).toThrow(
    `rows are dealt into folds with both classes in each: found ${folds}, expected a whole number of at least 2 and at ` +
      "most 3, the rows of the smaller class [stats/folds]",
  );
});
