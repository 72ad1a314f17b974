/** Reading and adding at positions that are data. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { interpret } from "../interpret.ts";
import { constant, input } from "../tensor.ts";
import type { Tensor } from "../tensor.ts";
import { bothWays, constantOf, joined, testOps } from "./opSuite.ts";
import * as indexing from "./indexing.ts";

testOps({
  modules: [indexing],
  differentiable: {
    gather: (d) => {
      const [two, one, none] = [d.indices(5, 2, 3), d.indices(5, 4), d.indices(5)];
      return [
        { x: d.normal(5, 2), v: d.normal(5) },
        ({ x, v }) => joined([x.mul(x).gather(two), x.mul(x).gather(one), x.mul(x).gather(none), v.mul(v).gather(two)]),
      ];
    },
    scatterAdd: (d) => {
      const indices = d.indices(4, 2, 3);
      // Both lowerings: few rows and many.
      return [
        { x: d.normal(2, 3, 2) },
        ({ x }) =>
          joined(
            [4, 1030].flatMap((rows) =>
              [x.mul(x), x.narrow(2, 0, 1).squeeze(2)].map((u) => u.scatterAdd(indices, rows)),
            ),
          ),
      ];
    },
    takeAlong: (d) => {
      const indices = d.indices(5, 2, 3, 2);
      const last = d.indices(2, 2, 5, 4);
      return [
        { x: d.normal(2, 5, 2) },
        ({ x }) => joined([x.mul(x).takeAlong(indices, 1), x.mul(x).takeAlong(last, -1)]),
      ];
    },
    addAlong: (d) => {
      const [last, first] = [d.indices(4, 2, 3), d.indices(2, 3, 4)];
      return [
        { x: d.normal(2, 4), u: d.normal(2, 3), v: d.normal(3, 4) },
        ({ x, u, v }) => joined([x.mul(x).addAlong(last, u.mul(u), 1), x.mul(x).addAlong(first, v.mul(v), 0)]),
      ];
    },
    putAlong: (d) => {
      const indices = constant([2, 0, 1, 3], [2, 2], "int32");
      return [{ x: d.normal(2, 4), u: d.normal(2, 2) }, ({ x, u }) => x.mul(x).putAlong(indices, u.mul(u), 1)];
    },
    topK: (d) => [
      { x: d.distinct(3, 4) },
      ({ x }) =>
        joined([
          x.topK(2, 1).values.pow(2),
          x.topK(2, 0, { largest: false }).values.pow(3),
          x.sort(0).values.pow(2),
          x.sort(-1, { descending: true }).values.pow(2),
        ]),
    ],
  },
  discrete: {
    gatherOfIntegers: (d) => [
      { i: d.integers(-9, 9, 5, 2), c: d.conditions(5), at: d.integers(0, 4, 2, 3) },
      ({ i, c, at }) => joined([i.gather(at), c.gather(at).cast("int32")]),
    ],
    takeAlongOfIntegers: (d) => [
      { i: d.integers(-9, 9, 2, 5), c: d.conditions(2, 5), at: d.integers(0, 4, 2, 3) },
      ({ i, c, at }) => joined([i.takeAlong(at, 1), c.takeAlong(at, -1).cast("int32")]),
    ],
    addAlongOfIntegers: (d) => [
      { i: d.integers(-9, 9, 2, 4), u: d.integers(-9, 9, 2, 5), at: d.integers(0, 3, 2, 5) },
      ({ i, u, at }) => i.addAlong(at, u, 1),
    ],
    putAlongOfIntegers: (d) => {
      const at = constantOf({ shape: [2, 2], values: Float64Array.of(2, 0, 1, 3), dtype: "int32" });
      return [
        { i: d.integers(-9, 9, 2, 4), u: d.integers(-9, 9, 2, 2), c: d.conditions(2, 4), v: d.conditions(2, 2) },
        ({ i, u, c, v }) => joined([i.putAlong(at, u, 1), c.putAlong(at, v, 1).cast("int32")]),
      ];
    },
    oneHot: (d) => [
      { i: d.integers(0, 3, 2, 3), point: d.integers(0, 1) },
      ({ i, point }) => joined([i.oneHot(4), i.oneHot(6), point.oneHot(2)]),
    ],
    topKIndices: (d) => [
      // Few values: with ties, of which the lower position comes first.
      { x: d.numbers([3, 6], () => d.size(0, 2)), long: d.numbers([200], () => d.size(0, 9)), i: d.integers(0, 2, 6) },
      ({ x, long, i }) =>
        joined([
          x.topK(4, 1).indices,
          x.topK(2, 0, { largest: false }).indices,
          long.sort(0).indices,
          long.topK(3, 0).indices,
          long.topK(90, 0, { largest: false }).indices,
          ...Object.values(i.sort(0, { descending: true })),
        ]),
    ],
  },
});

test("scatterAdd is the transpose of gather, addAlong that of takeAlong: <A x, y> = <x, A^T y>", async () => {
  const numbers = (length: number) =>
    fc.array(fc.integer({ min: -9, max: 9 }), { minLength: length, maxLength: length });
  const at = fc.array(fc.nat(4), { minLength: 6, maxLength: 6 });
  fc.assert(
    fc.property(numbers(10), numbers(12), numbers(6), at, (x, y, z, indices) => {
      const table = constant(x, [5, 2]);
      const rows = constant(indices, [2, 3], "int32");
      const columns = constant(indices, [3, 2], "int32");
      const dot = (a: ArrayLike<number>, b: readonly number[]) => b.reduce((sum, v, i) => sum + v * a[i], 0);
      const [read, added, taken, back] = interpret(
        [
          table.gather(rows),
          constant(y, [2, 3, 2]).scatterAdd(rows, 5),
          table.takeAlong(columns, 0),
          table.zerosLike().addAlong(columns, constant(z, [3, 2]), 0),
        ],
        {},
      );
      expect(dot(read.data, y)).toBe(dot(added.data, x));
      expect(dot(taken.data, z)).toBe(dot(back.data, x));
    }),
    { seed: 7, numRuns: 100 },
  );
});

test("sorting: known values, with their positions", async () => {
  const x = input("x", [5]);
  const { values, indices } = x.sort(0, { descending: true });
  const { expected, found } = await bothWays({ values, indices }, { x: [2, 7, 2, -1, 7] });
  for (const result of [{ values: expected.values.data, indices: expected.indices.data }, found]) {
    expect([...result.values]).toEqual([7, 7, 2, 2, -1]);
    expect([...result.indices]).toEqual([1, 4, 0, 2, 3]);
  }
});

const five = constant([1, 2, 3, 4, 5], [5], "int32");

test.each([
  ["gather", (i: Tensor) => five.cast("float32").gather(i)],
  ["takeAlong", (i: Tensor) => five.takeAlong(i, 0)],
  ["addAlong", (i: Tensor) => five.addAlong(i, i, 0)],
  ["putAlong", (i: Tensor) => five.putAlong(i, i, 0)],
  ["scatterAdd", (i: Tensor) => i.cast("float32").scatterAdd(i, 5)],
  ["oneHot", (i: Tensor) => i.oneHot(5)],
  ["negativeLogLikelihood", (i: Tensor) => constant(new Float64Array(5), [1, 5]).negativeLogLikelihood(i)],
])("%s: the interpreter refuses an index outside the axis", (name, f) => {
  const y = f(input("i", [1], "int32"));
  expect(() => interpret([y], { i: [4] })).not.toThrow();
  for (const wrong of [-1, 5, NaN]) {
    expect(() => interpret([y], { i: [wrong] })).toThrow(
      `index outside its axis in ${name}: found ${wrong}, expected 0 to 4 [tensor/index-out-of-range]`,
    );
  }
});
