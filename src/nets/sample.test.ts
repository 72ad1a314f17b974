import { expect, test } from "vitest";
import fc from "fast-check";
import { checkSampling, sampleToken } from "./sample.ts";
import type { SamplingOptions } from "./sample.ts";

/** Probability of each token, by scanning the uniform number over a grid. */
function scanned(logits: readonly number[], options: SamplingOptions, points = 20_000): number[] {
  const counts = logits.map(() => 0);
  for (let i = 0; i < points; i++) counts[sampleToken(Float32Array.from(logits), (i + 0.5) / points, options)]++;
  return counts.map((count) => count / points);
}

function softmax(logits: readonly number[], temperature = 1): number[] {
  const weights = logits.map((logit) => Math.exp(logit / temperature));
  const total = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / total);
}

const LOGITS = [0.3, -1.2, 2.1, 0.9, -0.4];
const GRID = 1e-4; // two grid points of 20000

function expectDistribution(found: readonly number[], expected: readonly number[]): void {
  found.forEach((p, token) => expect(Math.abs(p - expected[token])).toBeLessThan(GRID));
}

/** The distribution restricted to some tokens. */
function restricted(kept: readonly number[], temperature = 1): number[] {
  const all = softmax(LOGITS, temperature);
  const total = kept.reduce((sum, token) => sum + all[token], 0);
  return all.map((p, token) => (kept.includes(token) ? p / total : 0));
}

test("temperature divides the logits", () => {
  expectDistribution(scanned(LOGITS, {}), softmax(LOGITS));
  expectDistribution(scanned(LOGITS, { temperature: 2.5 }), softmax(LOGITS, 2.5));
  expect(scanned(LOGITS, { temperature: 0 }, 10)).toEqual([0, 0, 1, 0, 0]);
});

test("top-k keeps the k most probable, top-p the smallest set that reaches p", () => {
  expectDistribution(scanned(LOGITS, { topK: 2 }), restricted([2, 3]));
  // Probabilities in order: token 2 0.62, 3 0.19, 0 0.10, 4 0.05, 1 0.02.
  expectDistribution(scanned(LOGITS, { topP: 0.6 }), restricted([2]));
  expectDistribution(scanned(LOGITS, { topP: 0.7 }), restricted([2, 3]));
  expectDistribution(scanned(LOGITS, { topP: 0.9 }), restricted([2, 3, 0]));
  expectDistribution(scanned(LOGITS, { topP: 1 }), restricted([0, 1, 2, 3, 4]));
  expectDistribution(scanned(LOGITS, { topK: 3, temperature: 0.5 }), restricted([2, 3, 0], 0.5));
});

test("forbidden tokens and those at -Infinity are never drawn, for any u", () => {
  const logits = [1, -Infinity, 0, 3, 2];
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (u) => {
      const token = sampleToken(Float32Array.from(logits), u, { forbidden: [3] });
      expect([0, 2, 4]).toContain(token);
    }),
  );
});

test.each([
  [{ temperature: -1 }, "sampling option temperature: found -1, expected 0 or more [nets/bad-sampling-option]"],
  [{ temperature: NaN }, "sampling option temperature: found NaN, expected 0 or more [nets/bad-sampling-option]"],
  [{ topK: 0 }, "sampling option topK: found 0, expected a whole number above 0 [nets/bad-sampling-option]"],
  [{ topP: 1.5 }, "sampling option topP: found 1.5, expected above 0, at most 1 [nets/bad-sampling-option]"],
])("bad option %j", (options, message) => {
  expect(() => checkSampling(options)).toThrow(message);
});
