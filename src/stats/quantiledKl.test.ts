import fc from "fast-check";
import { expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { quantiledKlOfDensities, quantiledKlOfProbabilities, quantiles } from "./index.ts";
import type { Sample } from "./index.ts";

// Multiples of 1/1000: a bin of width 5e-324 has no finite density.
const entry = fc.oneof(
  fc.integer({ min: -5000, max: 5000 }).map((n) => n / 1000),
  fc.integer({ min: -4, max: 4 }),
);
const reference = fc
  .array(entry, { minLength: 30, maxLength: 120 })
  .filter((values) => new Set(quantiles(values, [0.001, 0.25, 0.5, 0.75, 0.999])).size > 1);
const sample = fc.array(entry, { minLength: 1, maxLength: 60 });
const forms = [
  ["densities", quantiledKlOfDensities],
  ["probabilities", quantiledKlOfProbabilities],
] as const;

function gaussian(count: number, seed: number, shift = 0): Float64Array {
  const rng = createRng(seed);
  return Float64Array.from({ length: count }, () => shift + rng.normal());
}

/** The standard normal distribution function by Simpson's rule. */
function normalCdf(x: number): number {
  if (!Number.isFinite(x)) return x < 0 ? 0 : 1;
  const steps = 400;
  const h = x / steps;
  const weight = (i: number) => (i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2);
  let sum = 0;
  for (let i = 0; i <= steps; i++) sum += weight(i) * Math.exp(-0.5 * (i * h) ** 2);
  return 0.5 + (sum * h) / 3 / Math.sqrt(2 * Math.PI);
}

/** The slow twin of the form of densities, bin by bin from the definition. */
function densitiesByDefinition(ref: Sample, own: Sample, n: number): number {
  const step = (0.999 - 0.001) / (n - 1);
  const levels = Array.from({ length: n }, (_, i) => 0.001 + i * step);
  levels[n - 1] = 0.999;
  const edges = [...new Set(quantiles(ref, levels))];
  const heights = (values: Sample) => {
    const counts = edges.slice(1).map((upper, bin) => {
      const closed = bin === edges.length - 2;
      return Array.from(values).filter((x) => x >= edges[bin] && (x < upper || (closed && x === upper))).length;
    });
    const inside = counts.reduce((a, b) => a + b, 0);
    const raw = counts.map((count, bin) => count / inside / (edges[bin + 1] - edges[bin]) + 1e-8);
    const total = raw.reduce((a, b) => a + b, 0);
    return raw.map((height) => height / total);
  };
  const [p, q] = [heights(ref), heights(own)];
  return p.reduce((kl, share, bin) => kl + share * Math.log(share / q[bin]), 0);
}

/** The slow twin of the form of probabilities. */
function probabilitiesByDefinition(ref: Sample, own: Sample, bins: number): number {
  const edges = [
    ...new Set(
      quantiles(
        ref,
        // 3 * 0.2, not 3 / 5: the levels of numpy.linspace, to the last bit.
        Array.from({ length: bins + 1 }, (_, i) => (i === bins ? 1 : i * (1 / bins))),
      ),
    ),
  ];
  const share = (values: Sample, bin: number) => {
    const low = bin === 0 ? -Infinity : edges[bin];
    const high = bin === edges.length - 2 ? Infinity : edges[bin + 1];
    return Array.from(values).filter((x) => x >= low && x < high).length / values.length;
  };
  let kl = 0;
  for (let bin = 0; bin + 1 < edges.length; bin++) {
    const p = share(ref, bin);
    if (p > 0) kl += p * Math.log(p / share(own, bin));
  }
  return kl;
}

test("both forms follow their definitions, with ties, empty bins and entries outside", () => {
  fc.assert(
    fc.property(reference, sample, (ref, own) => {
      const slow = densitiesByDefinition(ref, own, 8);
      const fast = quantiledKlOfDensities(ref, own, 8);
      if (Number.isNaN(slow)) expect(fast).toMatchObject({ value: Infinity, sampleOutside: 1 });
      else expect(fast.value).toBeCloseTo(slow, 8);
    }),
  );
  fc.assert(
    fc.property(reference, sample, (ref, own) => {
      const slow = probabilitiesByDefinition(ref, own, 5);
      const fast = quantiledKlOfProbabilities(ref, own, 5);
      if (slow === Infinity) expect(fast.value).toBe(Infinity);
      else expect(fast.value).toBeCloseTo(slow, 10);
      expect(fast.value === Infinity).toBe(fast.emptyBins > 0);
    }),
  );
});

test.each(forms)("%s: a sample with itself is 0, and nothing is below 0", (_, kl) => {
  fc.assert(
    fc.property(reference, sample, (ref, own) => {
      expect(kl(ref, ref, 6)).toMatchObject({ value: 0, emptyBins: 0 });
      expect(kl(ref, own, 6).value).toBeGreaterThanOrEqual(0);
    }),
  );
});

test("against a shifted Gaussian, both forms equal the divergence of the exactly binned distributions", () => {
  const shift = 0.4;
  // The divergence of densities fluctuates by 10 % with 40,000 draws: its narrow bins are as uncertain as their widths.
  const ref = gaussian(1_000_000, 1);
  const own = gaussian(1_000_000, 2, shift);
  const binned = (edges: Float64Array, divideByWidth: boolean) => {
    const contents = (mean: number) =>
      Array.from(edges.subarray(1), (upper, bin) => {
        const content = normalCdf(upper - mean) - normalCdf(edges[bin] - mean);
        return divideByWidth ? content / (upper - edges[bin]) : content;
      });
    const normalised = (list: number[]) => list.map((x) => x / list.reduce((a, b) => a + b, 0));
    const [p, q] = [normalised(contents(0)), normalised(contents(shift))];
    return p.reduce((kl, share, bin) => kl + share * Math.log(share / q[bin]), 0);
  };
  const inner = quantiles(
    ref,
    Array.from({ length: 30 }, (_, i) => 0.001 + (0.998 * i) / 29),
  );
  const outer = quantiles(
    ref,
    Array.from({ length: 31 }, (_, i) => i / 30),
  );
  outer[0] = -Infinity;
  outer[30] = Infinity;
  const densities = quantiledKlOfDensities(ref, own).value;
  const probabilities = quantiledKlOfProbabilities(ref, own).value;
  expect(Math.abs(densities / binned(inner, true) - 1)).toBeLessThan(0.05);
  expect(Math.abs(probabilities / binned(outer, false) - 1)).toBeLessThan(0.05);
  // And binning only loses: the divergence of the Gaussians themselves is shift^2 / 2.
  expect(binned(outer, false)).toBeLessThan(shift ** 2 / 2);
  expect(binned(outer, false)).toBeGreaterThan(0.95 * (shift ** 2 / 2));
});

test("the record counts merged edges, empty bins and what lies outside", () => {
  const ref = [...Array(50).fill(1), ...Array(30).fill(2), ...Array(20).fill(4)];
  expect(quantiledKlOfProbabilities(ref, [1, 1, 0], 10)).toEqual({
    value: Infinity,
    // Quantiles between two values lie between them: edges 1, 1.5, 2, 2.4, 4 of 11.
    bins: 4,
    mergedEdges: 6,
    emptyBins: 2,
    referenceOutside: 0,
    sampleOutside: 0,
  });
  const inner = quantiledKlOfDensities(ref, [0, 1, 2, 5], 10);
  expect(inner).toMatchObject({ bins: 2, mergedEdges: 7, emptyBins: 0, referenceOutside: 0, sampleOutside: 0.5 });
  // Densities: the reference has 1/2 in [1, 2) and 1/2 in [2, 4], widths 1 and 2; so has the inside of the sample.
  expect(inner.value).toBeCloseTo(0, 12);
  const continuous = quantiledKlOfDensities(gaussian(1000, 3), gaussian(1000, 4));
  expect(continuous.referenceOutside).toBe(0.002);
});

test("a sample wholly outside the edges is infinitely far in both forms", () => {
  const ref = gaussian(100, 5);
  expect(quantiledKlOfDensities(ref, [99])).toMatchObject({ value: Infinity, sampleOutside: 1, emptyBins: 29 });
  expect(quantiledKlOfProbabilities(ref, [99])).toMatchObject({ value: Infinity, emptyBins: 29 });
});

test("bad input: a constant reference, one bin, no values, NaN", () => {
  expect(() => quantiledKlOfDensities([3, 3, 3], [1])).toThrow(
    "all quantiles of the reference are equal, so there is no bin at reference: found 3, expected an observable with at " +
      "least two values between its 0.1 % and 99.9 % quantiles [stats/reference-constant]",
  );
  expect(() => quantiledKlOfProbabilities([1, 2], [1], 1)).toThrow(
    "a quantiled divergence needs quantiles at bins: found 1, expected a whole number of at least 2 " +
      "[stats/bin-count-not-positive]",
  );
  expect(() => quantiledKlOfDensities([1, 2], [])).toThrow("a sample without values at sample");
  expect(() => quantiledKlOfDensities([1, NaN], [1])).toThrow("at reference, entry 1: found NaN");
});
