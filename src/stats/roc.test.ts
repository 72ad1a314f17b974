import fc from "fast-check";
import { expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { accuracy, auc, quantile, rejectionAt, rocCurve, splitByLabel, taggingPerformance } from "./index.ts";
import type { Sample } from "./index.ts";

const score = fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 0, max: 4 }));
const scores = fc.array(score, { minLength: 1, maxLength: 30 });

function gaussian(count: number, stream: string, shift = 0): Float64Array {
  const rng = createRng(41).fork(stream);
  return Float64Array.from({ length: count }, () => shift + rng.normal());
}

/** The slow twin: every pair of one signal and one background. */
function aucByPairs(signal: Sample, background: Sample): number {
  let wins = 0;
  for (const s of Array.from(signal)) {
    for (const b of Array.from(background)) wins += s > b ? 1 : s === b ? 0.5 : 0;
  }
  return wins / (signal.length * background.length);
}

test("perfect, opposite and useless scores have AUC 1, 0 and 1/2; scipy's Mann-Whitney with ties", () => {
  expect(auc([2, 3], [0, 1])).toBe(1);
  expect(auc([0, 1], [2, 3])).toBe(0);
  expect(auc([1, 1, 1], [1, 1])).toBe(0.5);
  expect(auc([1, 2, 2, 5], [0, 2, 3])).toBeCloseTo(0.5833333333333334, 15);
});

test("the walk counts what all pairs count, and so does the area under the curve", () => {
  fc.assert(
    fc.property(scores, scores, (signal, background) => {
      const expected = aucByPairs(signal, background);
      expect(auc(signal, background)).toBeCloseTo(expected, 12);
      const { signalEfficiency, backgroundEfficiency } = rocCurve(signal, background);
      let area = 0;
      for (let k = 1; k < signalEfficiency.length; k++) {
        const width = backgroundEfficiency[k] - backgroundEfficiency[k - 1];
        area += (width * (signalEfficiency[k] + signalEfficiency[k - 1])) / 2;
      }
      expect(area).toBeCloseTo(expected, 12);
    }),
  );
});

test("exchanging the classes gives 1 - AUC, and only the order of the scores counts", () => {
  fc.assert(
    fc.property(scores, scores, (signal, background) => {
      const value = auc(signal, background);
      expect(auc(background, signal)).toBeCloseTo(1 - value, 12);
      const stretched = (list: number[]) => list.map((x) => Math.round(x * 1000) ** 3);
      const rounded = (list: number[]) => list.map((x) => Math.round(x * 1000));
      expect(auc(stretched(signal), stretched(background))).toBe(auc(rounded(signal), rounded(background)));
    }),
  );
});

test("every point of the curve is the counted efficiency at its threshold", () => {
  fc.assert(
    fc.property(scores, scores, (signal, background) => {
      const curve = rocCurve(signal, background);
      curve.thresholds.forEach((threshold, k) => {
        const passing = (list: number[]) => list.filter((x) => x >= threshold).length / list.length;
        expect(curve.signalEfficiency[k]).toBe(passing(signal));
        expect(curve.backgroundEfficiency[k]).toBe(passing(background));
      });
      expect(curve.thresholds[0]).toBe(Infinity);
      expect([curve.signalEfficiency.at(-1), curve.backgroundEfficiency.at(-1)]).toEqual([1, 1]);
    }),
  );
});

test("rejection and accuracy are counted efficiencies", () => {
  fc.assert(
    fc.property(scores, scores, fc.double({ min: 0.05, max: 0.95, noNaN: true }), (signal, background, efficiency) => {
      const found = rejectionAt(signal, background, efficiency);
      const threshold = quantile(signal, 1 - efficiency);
      const passed = background.filter((x) => x > threshold).length;
      expect(found.threshold).toBe(threshold);
      expect(found.backgroundPassed).toBe(passed);
      expect(found.rejection).toBe(background.length / passed);
      expect(found.signalEfficiency).toBe(signal.filter((x) => x > threshold).length / signal.length);
      const right = signal.filter((x) => x > 0.5).length + background.filter((x) => x <= 0.5).length;
      expect(accuracy(signal, background, 0.5)).toBe(right / (signal.length + background.length));
    }),
  );
});

test("R30 of ten against ten; infinite with its 95 % bound when none passes", () => {
  const signal = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
  expect(rejectionAt(signal, [0, 0, 0, 0, 0, 0, 0, 0, 7, 9], 0.3)).toEqual({
    rejection: 5,
    lowerBound95: undefined,
    threshold: 6.3,
    signalEfficiency: 0.3,
    backgroundPassed: 2,
  });
  const none = rejectionAt(signal, new Float64Array(1000), 0.3);
  expect(none.rejection).toBe(Infinity);
  // At the bound, seeing none of 1000 has a chance of 5 %; about N / 3.
  expect((1 - 1 / none.lowerBound95!) ** 1000).toBeCloseTo(0.05, 10);
  expect(none.lowerBound95).toBeCloseTo(334.3, 1);
});

test("labels split the scores", () => {
  expect(splitByLabel([0.1, 0.9, 0.4], [0, 1, 0])).toEqual({
    signal: Float64Array.of(0.9),
    background: Float64Array.of(0.1, 0.4),
  });
});

test("performance on Gaussians: the textbook AUC and accuracy, and DeLong's error of the AUC", () => {
  const [signal, background] = [gaussian(600, "signal", 1), gaussian(900, "background")];
  const found = taggingPerformance(signal, background, { rng: createRng(1), threshold: 0.5, resamples: 300 });
  expect(found).toMatchObject({ signalCount: 600, backgroundCount: 900 });
  // Phi(1 / sqrt 2) and Phi(1/2).
  expect(Math.abs(found.auc.value - 0.76025)).toBeLessThan(4 * found.auc.standardError);
  expect(Math.abs(found.accuracy.value - 0.69146)).toBeLessThan(4 * found.accuracy.standardError);
  expect(found.auc.value).toBe(aucByPairs(signal, background));
  expect(found.r30.value).toBe(rejectionAt(signal, background, 0.3).rejection);
  expect(found.r50.interval[0]).toBeLessThan(found.r50.value);
  expect(found.r50.interval[1]).toBeGreaterThan(found.r50.value);

  // DeLong, Biometrics 44 (1988) 837: the variance of the placements of each class, over its size.
  const variance = (list: number[]) => {
    const mean = list.reduce((a, b) => a + b, 0) / list.length;
    return list.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (list.length - 1);
  };
  const signalPlaces = Array.from(signal, (s) => aucByPairs([s], background));
  const backgroundPlaces = Array.from(background, (b) => aucByPairs(signal, [b]));
  const deLong = Math.sqrt(variance(signalPlaces) / 600 + variance(backgroundPlaces) / 900);
  expect(Math.abs(found.auc.standardError / deLong - 1)).toBeLessThan(0.15);
});

test("when no background passes, the interval starts at the bound and is open", () => {
  const found = taggingPerformance([5, 6, 7, 8], [1, 2, 3], { rng: createRng(2), threshold: 4, level: 0.68 });
  expect(found.auc).toMatchObject({ value: 1, standardError: 0, level: 0.68 });
  expect(found.accuracy.value).toBe(1);
  expect(found.r30).toMatchObject({ value: Infinity, standardError: Infinity, level: 0.95, backgroundPassed: 0 });
  expect(found.r30.interval).toEqual([found.r30.lowerBound95, Infinity]);
});

test("bad input: labels and efficiencies", () => {
  expect(() => splitByLabel([1, 2], [1])).toThrow(
    "there must be one label a score: found 1, expected 2 labels [stats/labels-differ-in-length]",
  );
  expect(() => splitByLabel([1, 2], [1, -1])).toThrow(
    "a label that is neither signal nor background at labels, entry 1: found -1, expected 1 (signal) or 0 (background) " +
      "[stats/label-not-binary]",
  );
  expect(() => splitByLabel([1, 2], [1, 1])).toThrow(
    'one of the two classes does not occur at labels: found "2 signal, 0 background", expected at least one of each ' +
      "[stats/class-missing]",
  );
  expect(() => rejectionAt([1], [0], 30)).toThrow(
    "a rejection needs a signal efficiency: found 30, expected a number between 0 and 1, for example 0.3 " +
      "[stats/efficiency-out-of-range]",
  );
  expect(() => auc([], [1])).toThrow("a sample without values at signal scores");
  expect(() => auc([1], [NaN])).toThrow("at background scores, entry 0: found NaN");
});
