/** The handles: what adds no node, numbers as operands, axes from the end, and what small helpers make. */
import { expect, test } from "vitest";
import { interpret } from "./interpret.ts";
import { constant, full, input, range, scalar, triangularMask } from "./tensor.ts";
import type { Tensor } from "./tensor.ts";

const x = input("x", [2, 3]);

test("calls that change nothing give the tensor itself", () => {
  const same: readonly Tensor[] = [
    x.add(0),
    x.sub(0),
    x.mul(1),
    x.div(1),
    x.pow(1),
    x.cast("float32"),
    x.reshape([2, 3]),
    x.reshape([2, -1]),
    x.reshape([6]).reshape([3, 2]).reshape([2, 3]),
    x.transpose([0, 1]),
    x.broadcastTo([2, 3]),
    x.sumTo([2, 3]),
    x.concat([], 0),
    x.split([3], 1)[0],
    x.slice({ axis: 1, start: 0, count: 3, step: 1 }),
    x.narrow(1, 0, 3),
    x.embed([2, 3], { axis: 1, start: 0, count: 3, step: 1 }),
    x.pad([0, 0], [0, 0]),
    x.padCyclic(0, 0, 0),
    x.unsqueeze(1).squeeze(1),
  ];
  expect(same.map((tensor) => tensor === x)).toEqual(same.map(() => true));
});

test("numbers are scalars of the other operand's type", () => {
  const i = input("i", [3], "int32");
  expect([i.add(2), i.maximum(0), i.less(1), i.greater(0).where(i, 7)].map(({ dtype }) => dtype)).toEqual([
    "int32",
    "int32",
    "bool",
    "int32",
  ]);
  const [half, one, chosen] = interpret([x.div(2), x.pow(0), x.greater(2).where(1, -1)], { x: [1, 2, 3, 4, 5, 6] });
  expect([...half.data]).toEqual([0.5, 1, 1.5, 2, 2.5, 3]);
  expect([...one.data]).toEqual(Array(6).fill(1));
  expect([...chosen.data]).toEqual([-1, -1, 1, 1, 1, 1]);
});

test("axes may be counted from the last", () => {
  const t = input("t", [2, 3, 4]);
  const shapes = [
    t.sum(-1),
    t.argMax(-2),
    t.unsqueeze(-1),
    t.unsqueeze(-4),
    t.narrow(-1, 1, 3),
    t.slice({ axis: -1, start: 3, count: 2, step: -3 }),
    t.embed([2, 3, 9], { axis: -1, start: 8, count: 4, step: -2 }),
    t.concat([t], -3),
    t.split([1, 2], -2)[1],
    t.topK(2, -1).values,
    t.padCyclic(-1, 1, 1),
  ].map(({ shape }) => shape.join());
  expect(shapes).toEqual([
    "2,3",
    "2,4",
    "2,3,4,1",
    "1,2,3,4",
    "2,3,2",
    "2,3,2",
    "2,3,9",
    "4,3,4",
    "2,2,4",
    "2,3,2",
    "2,3,6",
  ]);
});

test("sumTo undoes a broadcast: it is its transpose", () => {
  for (const [from, to] of [
    [[3], [2, 3]],
    [
      [2, 1],
      [2, 3],
    ],
    [[], [2, 3]],
    [
      [1, 1],
      [4, 3],
    ],
    [
      [1, 3, 1],
      [2, 4, 3, 5],
    ],
  ] as const) {
    const a = input("a", from);
    const b = input("b", to);
    const [wide, narrow] = [a.broadcastTo(to), b.sumTo(from)];
    const feeds = {
      a: Float64Array.from({ length: a.size }, (_, i) => i + 1),
      b: Float64Array.from({ length: b.size }, (_, i) => (i * i) % 7),
    };
    const [left, right] = interpret([wide.mul(b).sum(), narrow.mul(a).sum()], feeds);
    expect(narrow.shape).toEqual(from);
    expect(left.data[0]).toBe(right.data[0]);
  }
});

test("ranges, masks, fills", () => {
  const tensors = [range(4), triangularMask(2, 3), triangularMask(2, 3, 1), full([2], 7), scalar(3, "int32")];
  expect(tensors.map(({ dtype, rank, size }) => [dtype, rank, size])).toEqual([
    ["int32", 1, 4],
    ["bool", 2, 6],
    ["bool", 2, 6],
    ["float32", 1, 2],
    ["int32", 0, 1],
  ]);
  expect(interpret(tensors, {}).map(({ data }) => [...data])).toEqual([
    [0, 1, 2, 3],
    [1, 0, 0, 1, 1, 0],
    [1, 1, 0, 1, 1, 1],
    [7, 7],
    [3],
  ]);
});

test("top-k hands out values and positions that belong together", () => {
  const { values, indices } = x.topK(2, 1);
  const taken = x.takeAlong(indices, 1);
  const [a, b] = interpret([values, taken], { x: [3, 1, 2, -1, 5, 5] });
  expect([...a.data]).toEqual([3, 2, 5, 5]);
  expect(b.data).toEqual(a.data);
  expect(constant([1, 2], [2]).sort(0).indices.dtype).toBe("int32");
});
