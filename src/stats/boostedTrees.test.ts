/** Boosted trees against answers by hand, an exhaustive twin, and the best classifier that exists. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRng, GlueballError } from "../base/index.ts";
import { BOOSTED_TREES, scoreBoostedTrees, trainBoostedTrees } from "./boostedTrees.ts";
import type { BoostedTreesSettings } from "./boostedTrees.ts";
import { auc, splitByLabel } from "./roc.ts";
import type { Columns } from "./sample.ts";
import { slowScores } from "./boostedTreesTwin.ts";

const ONE_TREE: BoostedTreesSettings = {
  trees: 1,
  shrinkage: 1,
  rowShare: 1,
  bins: 255,
  depth: 1,
  penalty: 0,
  leastHessian: 1e-9,
};
const ROUNDING = 12; // digits of scores of order 1, from sums in another order

function fitted(columns: Columns, labels: readonly number[], settings: BoostedTreesSettings): number[] {
  return [...scoreBoostedTrees(trainBoostedTrees(columns, labels, createRng(1), settings), columns)];
}

function aucOf(scores: Float64Array, labels: ArrayLike<number>): number {
  const { signal, background } = splitByLabel(scores, labels);
  return auc(signal, background);
}

describe("by hand", () => {
  test("one stump: p = 1/2, so g = +-1/2 and h = 1/4 a row, and each leaf of two rows is worth -+1 / (1/2)", () => {
    const model = trainBoostedTrees([[1, 2, 3, 4]], [0, 0, 1, 1], createRng(1), ONE_TREE);
    expect(model.start).toBe(0);
    expect(model.trees[0].threshold[0]).toBe(2.5);
    expect([...scoreBoostedTrees(model, [[2.5, 2.6, -9, 99, NaN]])]).toEqual([-2, 2, -2, 2, -2]);
  });

  test("a penalty of 1 makes them 1 / (1/2 + 1), and a shrinkage of 0.1 a tenth of that", () => {
    const scores = fitted([[1, 2, 3, 4]], [0, 0, 1, 1], { ...ONE_TREE, penalty: 1, shrinkage: 0.1 });
    [-1, -1, 1, 1].forEach((sign, row) => expect(scores[row]).toBeCloseTo((sign * 0.1) / 1.5, ROUNDING));
  });

  test("without a difference there is no split, and the score is that of the shares of the classes", () => {
    const model = trainBoostedTrees([[7, 7, 7, 7]], [0, 1, 1, 1], createRng(1), ONE_TREE);
    expect(scoreBoostedTrees(model, [[7]])[0]).toBeCloseTo(Math.log(3), ROUNDING);
    expect([...model.importance]).toEqual([0]);
  });

  test("what is missing lies below all others, in training too", () => {
    const scores = fitted([[NaN, 5, NaN, 1]], [1, 0, 1, 0], ONE_TREE);
    expect(scores).toEqual([2, -2, 2, -2]);
  });

  test("a leaf must have its least hessian: splits nearer to the edge are not made", () => {
    const labels = [1, 0, 0, 0, 0, 1];
    const thresholds = [0.2, 0.4, 0.6].map((leastHessian) => {
      const { trees } = trainBoostedTrees([[1, 2, 3, 4, 5, 6]], labels, createRng(1), { ...ONE_TREE, leastHessian });
      return trees[0].feature[0] === 0 ? trees[0].threshold[0] : undefined;
    });
    // p = 1/3, so h = 2/9 a row: 1, 2 and 3 rows a side; halves of three have the same share of ones, and nothing is gained.
    expect(thresholds).toEqual([1.5, 2.5, undefined]);
  });

  test("exclusive or: depth 1 cannot tell the corners apart, depth 2 can, if they are not all of one size", () => {
    const columns = [
      [0, 0, 0, 0, 1, 1, 1],
      [0, 0, 0, 1, 0, 1, 1],
    ];
    const labels = columns[0].map((x, row) => x ^ columns[1][row]);
    const signs = (depth: number) => fitted(columns, labels, { ...ONE_TREE, depth, trees: 5 }).map((s) => s > 0);
    expect(signs(2)).toEqual(labels.map((label) => label === 1));
    expect(signs(1)).not.toEqual(labels.map((label) => label === 1));
  });
});

const number = fc.oneof(fc.integer({ min: 0, max: 4 }), fc.double({ min: -1, max: 5, noNaN: true }), fc.constant(NaN));
const sample = fc
  .array(fc.record({ x: number, y: number, z: number, label: fc.integer({ min: 0, max: 1 }) }), {
    minLength: 2,
    maxLength: 25,
  })
  .filter((rows) => rows.some(({ label }) => label === 0) && rows.some(({ label }) => label === 1))
  .map((rows) => ({
    columns: [rows.map(({ x }) => x), rows.map(({ y }) => y), rows.map(({ z }) => z)],
    labels: rows.map(({ label }) => label),
  }));

test("bins, histograms and sisters by difference give the trees of an exhaustive search", () => {
  const settings = { ...ONE_TREE, trees: 4, depth: 3, shrinkage: 0.5, penalty: 0.3, leastHessian: 0.3 };
  fc.assert(
    fc.property(sample, ({ columns, labels }) => {
      const slow = slowScores(columns, labels, settings);
      fitted(columns, labels, settings).forEach((score, row) => expect(score).toBeCloseTo(slow[row], 9));
    }),
  );
});

test("only the order of a feature counts: scores of the rows do not change when features are cubed", () => {
  const settings = { ...ONE_TREE, trees: 3, depth: 2, bins: 6 };
  fc.assert(
    fc.property(sample, ({ columns, labels }) => {
      const cubes = columns.map((column) => column.map((x) => 1e-3 * x ** 3 - 7));
      // Rows may be cut elsewhere only where rounding makes two cubes equal.
      fc.pre(columns.every((column, k) => new Set(column).size === new Set(cubes[k]).size));
      const scores = fitted(columns, labels, settings);
      fitted(cubes, labels, settings).forEach((score, row) => expect(score).toBeCloseTo(scores[row], 9));
    }),
  );
});

/** Two classes of normal numbers in the plane, 1.5 standard deviations apart in x and as far in y. */
function normals(seed: number, count: number): { columns: Float64Array[]; labels: Uint8Array } {
  const rng = createRng(seed);
  const labels = Uint8Array.from({ length: count }, (_, row) => row % 2);
  const column = () => Float64Array.from(labels, (label) => rng.normal() + (label === 1 ? SHIFT : -SHIFT));
  return { columns: [column(), column(), Float64Array.from(labels, () => rng.normal())], labels };
}
const SHIFT = 0.75;

describe("two normal distributions, whose best score is the log-likelihood ratio 2 SHIFT (x + y)", () => {
  const [training, fresh] = [normals(1, 4000), normals(2, 8000)];
  const model = trainBoostedTrees(training.columns, training.labels, createRng(3));
  const scores = scoreBoostedTrees(model, fresh.columns);
  const [x, y] = fresh.columns;
  const best = x.map((own, row) => 2 * SHIFT * (own + y[row]));

  test("the AUC on fresh rows is that of the best score, Phi(1.5) = 0.9332, within one percent", () => {
    expect(aucOf(best, fresh.labels)).toBeCloseTo(0.9332, 2);
    expect(aucOf(best, fresh.labels) - aucOf(scores, fresh.labels)).toBeGreaterThan(0);
    expect(aucOf(best, fresh.labels) - aucOf(scores, fresh.labels)).toBeLessThan(0.01);
  });

  test("the score is calibrated: of rows with a score near s, a share 1 / (1 + exp(-s)) has label 1", () => {
    for (const s of [-2, -1, 0, 1, 2]) {
      const near = [...scores.keys()].filter((row) => Math.abs(scores[row] - s) < 0.25);
      const share = near.filter((row) => fresh.labels[row] === 1).length / near.length;
      const expected = 1 / (1 + Math.exp(-s));
      const error = Math.sqrt((expected * (1 - expected)) / near.length);
      expect(Math.abs(share - expected), `score ${s}, ${near.length} rows`).toBeLessThan(4 * error + 0.03);
    }
  });

  test("importance is shared by the two that matter, and noise gets little", () => {
    const [ofX, ofY, ofNoise] = model.importance;
    expect(ofX + ofY + ofNoise).toBeCloseTo(1, ROUNDING);
    expect(Math.min(ofX, ofY)).toBeGreaterThan(0.35);
    expect(ofNoise).toBeLessThan(0.15);
  });

  test("the same stream gives the same trees, another one others", () => {
    const few = { ...BOOSTED_TREES, trees: 5 };
    const scoresOf = (seed: number) => {
      return scoreBoostedTrees(
        trainBoostedTrees(training.columns, training.labels, createRng(seed), few),
        fresh.columns,
      );
    };
    expect(scoresOf(3)).toEqual(scoresOf(3));
    expect(scoresOf(3)).not.toEqual(scoresOf(4));
  });
});

describe("bad input", () => {
  const columns = [
    [1, 2, 3, 4],
    [5, 6, 7, 8],
  ];
  const labels = [0, 1, 0, 1];
  const train = (given: Columns, own: readonly number[], more: Partial<BoostedTreesSettings> = {}) => {
    return messageOf(() => trainBoostedTrees(given, own, createRng(1), { ...BOOSTED_TREES, ...more }));
  };

  test("features that cannot be", () => {
    expect(train([], labels)).toContain("rows are told apart by their features: found 0 [stats/no-features]");
    expect(train([[1, 2, 3, 4], [5]], labels)).toContain(
      "one value a row of every feature at feature 1: found 1, expected 4, as feature 0 has [stats/columns-differ-in-length]",
    );
    expect(train([[1, 2, -Infinity, 4]], labels)).toContain(
      "a feature has no finite value at feature 0, row 2: found -Infinity, expected a finite number, or NaN for a missing " +
        "one [stats/feature-infinite]",
    );
  });

  test("labels that cannot be", () => {
    expect(train(columns, [0, 1, 0])).toContain("found 3, expected 4 labels [stats/labels-differ-in-length]");
    expect(train(columns, [0, 1, 2, 1])).toContain("at labels, entry 2: found 2");
    expect(train(columns, [0, 0, 0, 0])).toContain("[stats/class-missing]");
  });

  test.for([
    [{ trees: 0 }, "at trees: found 0, expected a whole number, at least 1"],
    [{ depth: 13 }, "at depth: found 13, expected a whole number from 1 to 12"],
    [{ bins: 256 }, "at bins: found 256, expected a whole number from 2 to 255"],
    [{ shrinkage: 0 }, "at shrinkage: found 0, expected above 0 and at most 1"],
    [{ rowShare: 1.5 }, "at rowShare: found 1.5, expected above 0 and at most 1"],
    [{ penalty: -1 }, "at penalty: found -1, expected 0 or more"],
    [{ leastHessian: 0 }, "at leastHessian: found 0, expected above 0"],
  ] as const)("settings that cannot be: %o", ([wrong, message]) => {
    expect(train(columns, labels, wrong)).toBe(`no trees grow with this ${message} [stats/trees-setting]`);
  });

  test("trees are asked about other features than they know", () => {
    const model = trainBoostedTrees(columns, labels, createRng(1));
    expect(messageOf(() => scoreBoostedTrees(model, [[1]]))).toBe(
      "trees judge by the features that they were trained on: found 1, expected 2 features [stats/features-differ]",
    );
  });
});

function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof GlueballError) return error.message;
  }
  throw new Error("no GlueballError was thrown");
}
