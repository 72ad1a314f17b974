import fc from "fast-check";
import { expect, test } from "vitest";
import { binErrors, density, histogram, linearEdges, quantileEdges } from "./index.ts";

const value = fc.oneof(fc.double({ min: -2, max: 6, noNaN: true }), fc.integer({ min: -2, max: 6 }));
const filled = fc.array(fc.tuple(value, fc.double({ min: -1, max: 3, noNaN: true })), { maxLength: 60 });
const edges = fc
  .uniqueArray(fc.double({ min: -1, max: 5, noNaN: true }), { minLength: 2, maxLength: 9, comparator: "SameValueZero" })
  .map((list) => list.sort((a, b) => a - b));

test("numpy's counts: the last bin holds its upper edge, flows keep the rest", () => {
  const h = histogram([0, 0.5, 1, 1, 1.5, 2, 3, -1], [0, 1, 2]);
  expect([...h.values]).toEqual([2, 4]);
  expect(h.underflow).toEqual({ value: 1, variance: 1 });
  expect(h.overflow).toEqual({ value: 1, variance: 1 });
});

test("numpy's density, and errors sqrt(n) scaled alike", () => {
  const h = histogram([0, 0.1, 0.5, 1.2, 3.9, 4], [0, 0.5, 1, 4]);
  const { values, errors } = density(h);
  [2 / 3, 1 / 3, 1 / 6].forEach((height, bin) => expect(values[bin]).toBeCloseTo(height, 15));
  expect(errors[2]).toBeCloseTo(Math.sqrt(3) / (6 * 3), 15);
});

test("weights add up and their squares make the error", () => {
  const h = histogram([0.5, 0.5, 1.5], [0, 1, 2], [3, 4, -2]);
  expect([...h.values]).toEqual([7, -2]);
  expect([...h.variances]).toEqual([25, 4]);
  expect([...binErrors(h)]).toEqual([5, 2]);
});

test("bisection finds the bin that a scan of all bins finds", () => {
  fc.assert(
    fc.property(filled, edges, (entries, bounds) => {
      const [values, weights] = [entries.map(([x]) => x), entries.map(([, w]) => w)];
      const h = histogram(values, bounds, weights);
      const last = bounds.length - 2;
      h.values.forEach((content, bin) => {
        const inside = (x: number) =>
          x >= bounds[bin] && (x < bounds[bin + 1] || (bin === last && x === bounds[bin + 1]));
        const scanned = entries.filter(([x]) => inside(x)).reduce((sum, [, w]) => sum + w, 0);
        expect(content).toBeCloseTo(scanned, 12);
      });
    }),
  );
});

test("nothing is lost: bins and flows hold all weights and all squares", () => {
  fc.assert(
    fc.property(filled, edges, (entries, bounds) => {
      const weights = entries.map(([, w]) => w);
      const h = histogram(
        entries.map(([x]) => x),
        bounds,
        weights,
      );
      const sum = (list: Iterable<number>) => [...list].reduce((total, x) => total + x, 0);
      expect(sum([...h.values, h.underflow.value, h.overflow.value])).toBeCloseTo(sum(weights), 10);
      const squares = sum(weights.map((w) => w * w));
      expect(sum([...h.variances, h.underflow.variance, h.overflow.variance])).toBeCloseTo(squares, 10);
    }),
  );
});

test("a density integrates to 1 over the bins", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1 }), (values) => {
      const h = histogram(values, linearEdges(0, 1, 7));
      const area = density(h).values.reduce((sum, height, bin) => sum + height * (h.edges[bin + 1] - h.edges[bin]), 0);
      expect(area).toBeCloseTo(1, 12);
    }),
  );
});

test("quantile edges make bins of equal population and merge where an integer repeats", () => {
  const ramp = Array.from({ length: 1001 }, (_, i) => i);
  const h = histogram(ramp, quantileEdges(ramp, [0, 0.25, 0.5, 0.75, 1]));
  expect([...h.values]).toEqual([250, 250, 250, 251]);
  expect([...quantileEdges([1, 1, 1, 1, 2], [0, 0.25, 0.5, 0.75, 1])]).toEqual([1, 2]);
});

test("bad input: edges, bins, weights, NaN, an empty histogram's density", () => {
  expect(() => histogram([1], [0, 2, 2])).toThrow(
    "a histogram needs ascending edges: found [0, 2, 2], expected two or more numbers, each larger than the one before " +
      "[stats/edges-not-ascending]",
  );
  expect(() => histogram([1], [NaN, 1])).toThrow("[stats/edges-not-ascending]");
  expect(() => linearEdges(5, 0, 10)).toThrow("[stats/edges-not-ascending]");
  expect(() => linearEdges(0, 5, 0)).toThrow(
    "a histogram needs bins: found 0, expected a whole number of at least 1 [stats/bin-count-not-positive]",
  );
  expect(() => histogram([1, 2], [0, 3], [1])).toThrow(
    "there must be one weight a value at weights: found 1, expected 2 weights [stats/weights-differ-in-length]",
  );
  expect(() => histogram([1, NaN], [0, 3])).toThrow("at sample, entry 1: found NaN");
  expect(() => density(histogram([9], [0, 3]))).toThrow(
    "a histogram without content has no density: found 0, expected a positive sum of weights inside the edges " +
      "[stats/histogram-empty]",
  );
});
