import { expect, test } from "vitest";
import { createRng } from "../../base/index.ts";
import type { CellResult, LadderMode } from "./ladderCell.ts";
import { scoreOfLogits } from "./ladderCell.ts";
import { gainsOf, rungsOf, verdictOf } from "./ladderSummary.ts";

function cell(mode: LadderMode, repeat: number, accuracy: number, validationAccuracy: number): CellResult {
  const rest = { auc: accuracy, r30: 2, r50: 2, validationLoss: 1, steps: 1, seconds: 1 };
  return { mode, size: 100, repeat, accuracy, validationAccuracy, ...rest };
}

/** The repetitions differ much, the gain within each hardly: 0.10 and 0.12. */
const RESULTS = [
  cell("scratch", 0, 0.5, 0.5),
  cell("scratch", 1, 0.7, 0.7),
  cell("full", 0, 0.6, 0.65),
  cell("full", 1, 0.82, 0.8),
  cell("fixed", 0, 0.9, 0.6),
  cell("fixed", 1, 0.9, 0.6),
  cell("trees", 0, 0.99, 0.99),
];

test("means with their errors over the repetitions; one repetition has no error", () => {
  const rungs = rungsOf(RESULTS);
  const scratch = rungs.find(({ mode }) => mode === "scratch")!;
  expect(scratch.accuracy.value).toBeCloseTo(0.6, 12);
  expect(scratch.accuracy.error).toBeCloseTo(0.1, 12); // sqrt(2) 0.1 / sqrt(2)
  expect(rungs.find(({ mode }) => mode === "trees")!.accuracy).toEqual({ value: 0.99, error: Infinity });
});

test("the gain is that of the mode which validation prefers, taken in pairs of equal labelled jets", () => {
  const [{ mode, points, size }] = gainsOf(RESULTS);
  expect([mode, size]).toEqual(["full", 100]);
  expect(points.value).toBeCloseTo(11, 10);
  expect(points.error).toBeCloseTo(1, 10);
  expect(verdictOf(gainsOf(RESULTS))).toEqual({
    passed: true,
    text: "pre-training (full) gains 11.0 +- 1.0 points at 100 jets",
  });
  expect(verdictOf(gainsOf(RESULTS.filter(({ mode: own }) => own !== "scratch")))).toBeUndefined();
});

test("figures of two classes come from their log odds, of three from each class against the others", () => {
  const labels = Int32Array.of(0, 0, 1, 1);
  const two = { logits: Float32Array.of(1, 0, 0, 1, 0, 2, 0, 3), labels };
  // One jet of class 0 lies above 0, and all below 1.5, which is the middle that the validation jets choose.
  expect(scoreOfLogits(two, two)).toMatchObject({ accuracy: 0.75, tunedAccuracy: 1, auc: 1 });
  const rng = createRng(2);
  const three = Int32Array.from({ length: 3000 }, (_, i) => i % 3);
  const noise = Float32Array.from({ length: 9000 }, () => rng.normal());
  const { auc, accuracy, r30 } = scoreOfLogits({ logits: noise, labels: three }, two);
  expect(Math.abs(auc - 0.5)).toBeLessThan(0.03);
  expect(Math.abs(accuracy - 1 / 3)).toBeLessThan(0.03);
  expect(r30).toBeUndefined();
  const right = noise.map((value, i) => (i % 3 === three[Math.floor(i / 3)] ? value + 20 : value));
  expect(scoreOfLogits({ logits: right, labels: three }, two)).toEqual({ accuracy: 1, auc: 1 });
});
