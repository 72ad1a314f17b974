/** Sampling of one token: its distribution by scanning the uniform number, against one computed by brute force. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { checkSampling, sampleToken } from "./sample.ts";
import type { SamplingOptions } from "./sample.ts";

/** Probability of each token, by scanning the uniform number over a grid. */
function scanned(logits: readonly number[], options: SamplingOptions, points = 20_000): number[] {
  const counts = logits.map(() => 0);
  for (let i = 0; i < points; i++) counts[sampleToken(Float32Array.from(logits), (i + 0.5) / points, options)]++;
  return counts.map((count) => count / points);
}

function softmax(logits: readonly number[], temperature = 1): number[] {
  const top = Math.max(...logits);
  const weights = logits.map((logit) => Math.exp((logit - top) / temperature));
  const total = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / total);
}

/** The distribution that the options describe, from their definitions. */
function bruteForce(logits: readonly number[], options: SamplingOptions): number[] {
  const { temperature = 1, topK = logits.length, topP = 1, minP = 0, forbidden = [] } = options;
  const allowed = logits.map((logit, token) => (forbidden.includes(token) ? -Infinity : logit));
  const all = softmax(allowed, temperature);
  // A token stays when fewer than k are more probable, and these together are below p.
  const stays = all.map((p) => {
    const above = all.filter((other) => other > p);
    const likely = p >= minP * Math.max(...all);
    return p > 0 && likely && above.length < topK && above.reduce((a, b) => a + b, 0) < topP;
  });
  const total = all.reduce((sum, p, token) => sum + (stays[token] ? p : 0), 0);
  return all.map((p, token) => (stays[token] ? p / total : 0));
}

/** Two points of the grid beside the exact share; and rounding of the weights to float32. */
function expectDistribution(found: readonly number[], expected: readonly number[], points = 20_000): void {
  found.forEach((p, token) => expect(Math.abs(p - expected[token])).toBeLessThan(2 / points));
}

const LOGITS = [0.3, -1.2, 2.1, 0.9, -0.4];

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
  // So cold that logits / temperature leave the range of float32.
  expect(scanned(LOGITS, { temperature: 1e-300 }, 10)).toEqual([0, 0, 1, 0, 0]);
  expect(scanned(LOGITS, { temperature: 1e-39, topK: 3, topP: 0.9 }, 10)).toEqual([0, 0, 1, 0, 0]);
});

test("top-k keeps the k most probable, top-p the smallest set that reaches p", () => {
  expectDistribution(scanned(LOGITS, { topK: 2 }), restricted([2, 3]));
  expectDistribution(scanned(LOGITS, { topK: 99 }), softmax(LOGITS));
  // Probabilities in order: token 2 0.62, 3 0.19, 0 0.10, 4 0.05, 1 0.02.
  expectDistribution(scanned(LOGITS, { topP: 0.6 }), restricted([2]));
  expectDistribution(scanned(LOGITS, { topP: 0.7 }), restricted([2, 3]));
  expectDistribution(scanned(LOGITS, { topP: 0.9 }), restricted([2, 3, 0]));
  const edge = softmax(LOGITS)[2];
  expectDistribution(scanned(LOGITS, { topP: edge - 1e-6 }), restricted([2]));
  expectDistribution(scanned(LOGITS, { topP: edge + 1e-6 }), restricted([2, 3]));
  expectDistribution(scanned(LOGITS, { topP: 1 }), restricted([0, 1, 2, 3, 4]));
  expectDistribution(scanned(LOGITS, { topK: 3, temperature: 0.5 }), restricted([2, 3, 0], 0.5));
});

test("min-p keeps what has at least its fraction of the largest probability, after the temperature", () => {
  // Over the largest: token 3 0.30, 0 0.17, 4 0.08, 1 0.04; at temperature 0.5 the squares of these.
  expectDistribution(scanned(LOGITS, { minP: 0.2 }), restricted([2, 3]));
  expectDistribution(scanned(LOGITS, { minP: 0.05 }), restricted([2, 3, 0, 4]));
  expectDistribution(scanned(LOGITS, { minP: 0.2, temperature: 0.5 }), restricted([2], 0.5));
  expectDistribution(scanned(LOGITS, { minP: 0 }), softmax(LOGITS));
});

test("any logits and options give the distribution that brute force finds", () => {
  const points = 500;
  const cases = fc.record({
    // Distinct logits at multiples of 0.01, so that neither ranks nor the edge of a nucleus hang on rounding.
    logits: fc.uniqueArray(fc.integer({ min: -400, max: 400 }), { minLength: 2, maxLength: 7 }),
    temperature: fc.double({ min: 0.3, max: 3, noNaN: true }),
    topK: fc.option(fc.integer({ min: 1, max: 8 }), { nil: undefined }),
    topP: fc.option(fc.double({ min: 0.05, max: 1, noNaN: true }), { nil: undefined }),
    minP: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }),
    forbidden: fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { maxLength: 2 }),
  });
  fc.assert(
    fc.property(cases, ({ logits, ...options }) => {
      const values = logits.map((v) => v / 100);
      fc.pre(values.some((_, token) => !options.forbidden.includes(token)));
      expectDistribution(scanned(values, options, points), bruteForce(values, options), points);
    }),
    { numRuns: 60 },
  );
});

test("of equal logits all are drawn alike, and top-k keeps the first", () => {
  expectDistribution(scanned([1, 1, 1, 1], {}), [0.25, 0.25, 0.25, 0.25]);
  expectDistribution(scanned([1, 1, 1, 1], { topK: 2 }), [0.5, 0.5, 0, 0]);
  expect(scanned([1, 2, 2, 1], { temperature: 0 }, 10)).toEqual([0, 1, 0, 0]);
});

test("the largest u draws the last token that is allowed, whatever rounding leaves over", () => {
  const logits = fc.array(fc.integer({ min: -400, max: 400 }), { minLength: 3, maxLength: 7 });
  fc.assert(
    fc.property(logits, (values) => {
      const last = values.length - 1;
      const draw = (u: number) =>
        sampleToken(
          Float32Array.from(values, (v) => v / 100),
          u,
          { forbidden: [last] },
        );
      expect(draw(1 - 2 ** -53)).toBe(last - 1);
      expect(draw(0)).toBe(0);
    }),
  );
});

test("forbidden tokens and those at -Infinity are never drawn, for any u", () => {
  const logits = [1, -Infinity, 0, 3, 2];
  const options = fc.constantFrom<SamplingOptions>({}, { topK: 4 }, { topP: 1 }, { temperature: 0 });
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), options, (u, more) => {
      const token = sampleToken(Float32Array.from(logits), u, { forbidden: [3], ...more });
      expect([0, 2, 4]).toContain(token);
    }),
  );
});

const EXPECTED = "expected finite logits, and at least one token that may follow [nets/no-token-to-draw]";

test.each([{}, { temperature: 0 }, { topK: 2 }, { topP: 0.5 }])("nothing to draw is an error, with %j", (options) => {
  const draw = (logits: number[], forbidden: number[] = []) =>
    sampleToken(Float32Array.from(logits), 0.3, { ...options, forbidden });
  expect(() => draw([1, 2], [0, 1])).toThrow(`no token can be drawn: found "every token ruled out", ${EXPECTED}`);
  expect(() => draw([-Infinity, 2], [1])).toThrow("every token ruled out");
  expect(() => draw([1, NaN, 3])).toThrow(`no token can be drawn: found "a logit of NaN", ${EXPECTED}`);
  expect(() => draw([1, Infinity, 3])).toThrow(`no token can be drawn: found "a logit of Infinity", ${EXPECTED}`);
});

test.each([
  [{ temperature: -1 }, "sampling option temperature: found -1, expected 0 or more [nets/bad-sampling-option]"],
  [{ temperature: NaN }, "sampling option temperature: found NaN, expected 0 or more [nets/bad-sampling-option]"],
  [
    { temperature: Infinity },
    "sampling option temperature: found Infinity, expected 0 or more [nets/bad-sampling-option]",
  ],
  [{ topK: 0 }, "sampling option topK: found 0, expected a whole number above 0 [nets/bad-sampling-option]"],
  [{ topK: 2.5 }, "sampling option topK: found 2.5, expected a whole number above 0 [nets/bad-sampling-option]"],
  [{ topP: 0 }, "sampling option topP: found 0, expected above 0, at most 1 [nets/bad-sampling-option]"],
  [{ minP: 1.5 }, "sampling option minP: found 1.5, expected from 0 to 1 [nets/bad-sampling-option]"],
  [{ topP: 1.5 }, "sampling option topP: found 1.5, expected above 0, at most 1 [nets/bad-sampling-option]"],
])("bad option %j", (options, message) => {
  expect(() => checkSampling(options)).toThrow(message);
});
