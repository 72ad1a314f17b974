import { describe, expect, test } from "vitest";
import { createRng } from "../../base/index.ts";
import { evaluateLogits } from "./evaluateTagger.ts";
import { logOdds, probabilitiesOf, scoreLogits } from "./scoring.ts";

const rng = createRng(1);
const evaluate = (logits: number[], labels: number[], classes: number) =>
  evaluateLogits(Float32Array.from(logits), Int32Array.from(labels), classes, rng);

describe("known answers", () => {
  test("equal logits: the loss is ln of the classes, the AUC a half, the first class is called", () => {
    const labels = [0, 1, 2, 2];
    const { loss, accuracy, auc, confusion } = evaluate(new Array(12).fill(7), labels, 3);
    expect(loss.value).toBeCloseTo(Math.log(3), 6);
    expect(loss.standardError).toBeCloseTo(0, 12);
    expect([accuracy.value, auc]).toEqual([0.25, 0.5]);
    expect(accuracy.standardError).toBeCloseTo(Math.sqrt((0.25 * 0.75) / 4), 12);
    expect(confusion).toEqual([
      [1, 0, 0],
      [1, 0, 0],
      [2, 0, 0],
    ]);
  });

  test("the right class always far ahead: no loss, all right, area 1", () => {
    const labels = [0, 1, 2, 1];
    const logits = labels.flatMap((label) => [0, 1, 2].map((k) => (k === label ? 40 : 0)));
    const { loss, accuracy, auc } = evaluate(logits, labels, 3);
    expect([accuracy.value, auc]).toEqual([1, 1]);
    expect(loss.value).toBeLessThan(1e-15);
  });

  test("one jet of logits 1000 and 1001 does not overflow", () => {
    const { loss } = scoreLogits(Float32Array.of(1000, 1001), Int32Array.of(1));
    expect(loss).toBeCloseTo(Math.log(1 + Math.exp(-1)), 6);
    expect([...probabilitiesOf(Float32Array.of(1000, 1001), 2)][1]).toBeCloseTo(1 / (1 + Math.exp(-1)), 6);
    expect([...logOdds(Float32Array.of(1000, 1001, 3, 1), 2, 1, 0)]).toEqual([1, -2]);
  });
});

test("two classes with scores: the figures of the ROC curve with class 1 as signal", () => {
  const labels = [0, 0, 0, 1, 1, 1];
  const odds = [-2, -1, 1.5, -0.5, 1, 2];
  const { binary, auc, accuracy } = evaluate(
    odds.flatMap((value) => [0, value]),
    labels,
    2,
  );
  expect(auc).toBeCloseTo(7 / 9, 12); // 7 of the 9 pairs of a signal and a background jet are in order
  expect(binary!.auc.value).toBeCloseTo(auc, 12);
  expect(accuracy.value).toBeCloseTo(4 / 6, 12);
  expect(binary!.accuracy.value).toBeCloseTo(4 / 6, 12);
});

test("classes without jets are left out of the mean area, and one class alone has none", () => {
  const logits = [2, 1, 0, 1, 2, 0];
  expect(evaluate(logits, [0, 1], 3).auc).toBe(1);
  expect(evaluate(logits, [1, 1], 3).auc).toBeNaN();
  expect(evaluate([2, 1, 1, 2], [1, 1], 2).binary).toBeUndefined();
});
