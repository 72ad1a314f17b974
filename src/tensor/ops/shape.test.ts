/** Moving elements: reshape, transpose, slices and their inverse, pads, concat, split, broadcast. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { interpret } from "../interpret.ts";
import { constant, input } from "../tensor.ts";
import type { Tensor } from "../tensor.ts";
import { constantOf, joined, testOps } from "./opSuite.ts";
import type { Case, Draw } from "./opSuite.ts";
import * as moving from "./shape.ts";

const RANGES = [
  { start: 1, count: 3, step: 2 },
  { start: 6, count: 4, step: -2 },
  { start: 6, count: 7, step: -1 },
  { start: 4, count: 2, step: -3 },
  { start: 0, count: 2, step: 5 },
  { start: 2, count: 3, step: 1 },
  { start: 5, count: 1, step: 9 },
  { start: 3, count: 1, step: -1 },
];

const slices = (x: Tensor) =>
  joined(RANGES.flatMap((range) => [x.slice({ axis: 1, ...range }), x.transpose([1, 0]).slice({ axis: 0, ...range })]));

const embeds = (x: Tensor) =>
  joined(
    RANGES.flatMap((range) => {
      const part = x.narrow(1, 0, range.count);
      return [
        part.embed([2, 7], { axis: 1, ...range }),
        part.transpose([1, 0]).embed([7, 2], { axis: 0, ...range }),
        part.embed([2, 15], { axis: -1, ...range }),
      ];
    }),
  );

const moved = {
  reshape: (x: Tensor) => joined([x.reshape([7, -1]), x.reshape([2, 1, 7]), x.unsqueeze(-1).squeeze(2)]),
  transpose: (x: Tensor) => joined([x.transpose([1, 0]), x.reshape([2, 7, 1]).transpose([2, 0, 1])]),
  broadcastTo: (x: Tensor) => joined([x.broadcastTo([3, 2, 7]), x.narrow(1, 2, 3).broadcastTo([1, 2, 4])]),
  slice: slices,
  embed: embeds,
  concat: (x: Tensor) => joined([x.concat([x, x.narrow(0, 1, 2)], 0), x.concat([x.narrow(1, 0, 1)], -1)]),
  split: (x: Tensor) => {
    const parts = x.split([1, 2, 4], 1);
    const many = x.concat([x], 1).split([1, 2, 1, 2, 1, 2, 1, 2, 2], -1); // more than one Split node takes
    return joined([parts[2], parts[0], ...many.slice(3), ...x.split([1, 1], 0)]);
  },
};

const everyCase =
  (draw: (d: Draw) => Case[0], change: (x: Tensor) => Tensor) =>
  (f: (x: Tensor) => Tensor) =>
  (d: Draw): Case => [draw(d), ({ x }) => f(change(x))];

const floats = everyCase(
  (d) => ({ x: d.normal(2, 7) }),
  (x) => x.mul(x),
);
const integers = everyCase(
  (d) => ({ x: d.integers(-99, 99, 2, 7) }),
  (x) => x,
);
const conditions = everyCase(
  (d) => ({ x: d.conditions(2, 7) }),
  (x) => x,
);

testOps({
  modules: [moving],
  helpers: ["resolveShape"],
  differentiable: {
    ...Object.fromEntries(Object.entries(moved).map(([name, f]) => [name, floats(f)])),
    pad: floats((x) => joined([x.pad([1, 0], [2, 1], 0.7), x.pad([0, 2], [0, 0]), x.padCyclic(1, 2, 3)])),
    sliceOfSlice: floats((x) => x.flip([0, 1]).slice({ axis: -1, start: 6, count: 3, step: -2 }).flip(1)),
    splitInPart: (d) => [
      { x: d.normal(2, 6) },
      ({ x }) => {
        const [a, , c] = x.split([1, 3, 2], 1);
        return a.mul(c); // no gradient reaches the middle
      },
    ],
    broadcastToFromScalar: (d) => [{ x: d.normal() }, ({ x }) => x.mul(x).broadcastTo([2, 3])],
    concatOfManyRanks: (d) => [
      { a: d.normal(2, 1, 3), b: d.normal(2, d.size(), 3) },
      ({ a, b }) => joined([a.concat([b, a], 1), a.concat([b.narrow(1, 0, 1)], -3), b.concat([], 0)]),
    ],
  },
  discrete: {
    ...Object.fromEntries(Object.entries(moved).map(([name, f]) => [`${name}OfIntegers`, integers(f)])),
    ...Object.fromEntries(Object.entries(moved).map(([name, f]) => [`${name}OfConditions`, conditions(f)])),
    padOfIntegers: integers((x) => joined([x.pad([1, 0], [2, 1], -3), x.pad([0, 2], [0, 0])])),
    padOfConditions: conditions((x) => joined([x.pad([1, 0], [2, 1], 1), x.pad([0, 2], [0, 0])])),
  },
});

test("a slice is what an index loop reads; embed puts it back where it was and zeros elsewhere", () => {
  const range = fc
    .tuple(fc.integer({ min: 1, max: 9 }), fc.nat(), fc.integer({ min: 1, max: 4 }), fc.boolean(), fc.nat())
    .map(([extent, first, stride, backwards, many]) => {
      const start = first % extent;
      const room = backwards ? start : extent - 1 - start;
      return { extent, start, count: 1 + (many % (Math.floor(room / stride) + 1)), step: backwards ? -stride : stride };
    });
  fc.assert(
    fc.property(range, fc.boolean(), ({ extent, ...positions }, last) => {
      const shape = last ? [2, extent] : [extent, 2];
      const axis = last ? -1 : 0;
      const x = constant(
        Float64Array.from({ length: 2 * extent }, (_, i) => i + 1),
        shape,
      );
      const part = x.slice({ axis, ...positions });
      const [values, back] = interpret([part, part.embed(shape, { axis, ...positions })], {});
      const read = Array.from({ length: positions.count }, (_, k) => positions.start + k * positions.step);
      const at = (row: number, position: number) => (last ? row * extent + position : 2 * position + row);
      const expected = last
        ? [0, 1].flatMap((row) => read.map((position) => at(row, position) + 1))
        : read.flatMap((position) => [0, 1].map((row) => at(row, position) + 1));
      expect([...values.data]).toEqual(expected);
      const kept = new Set(expected);
      expect([...back.data]).toEqual(Array.from({ length: 2 * extent }, (_, i) => (kept.has(i + 1) ? i + 1 : 0)));
    }),
    { seed: 5, numRuns: 200 },
  );
});

test("concat and split undo each other; any transpose is undone by its inverse", () => {
  const cuts = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 12 });
  const order = fc.shuffledSubarray([0, 1, 2], { minLength: 3, maxLength: 3 });
  fc.assert(
    fc.property(cuts, fc.constantFrom(0, 1, -1), order, (sizes, axis, permutation) => {
      const total = sizes.reduce((a, b) => a + b, 0);
      const shape = [2, 2, 2].with(axis, total);
      const values = Float64Array.from({ length: 4 * total }, (_, i) => i);
      const x = constantOf({ shape, values });
      const parts = x.split(sizes, axis);
      const inverse = permutation.map((_, k) => permutation.indexOf(k));
      const [whole, turned] = interpret(
        [parts[0].concat(parts.slice(1), axis), x.transpose(permutation).transpose(inverse)],
        {},
      );
      expect(whole.data).toEqual(values);
      expect(turned.data).toEqual(values);
    }),
    { seed: 6, numRuns: 50 },
  );
});

test("cyclic padding continues the axis", () => {
  const x = input("x", [2, 3]);
  const [along, across] = interpret([x.padCyclic(1, 2, 1), x.padCyclic(0, 0, 2)], { x: [1, 2, 3, 4, 5, 6] });
  expect([...along.data]).toEqual([2, 3, 1, 2, 3, 1, 5, 6, 4, 5, 6, 4]);
  expect([...across.data]).toEqual([1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6]);
});
