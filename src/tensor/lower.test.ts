/** What the lowering merges, tells apart, leaves out and refuses. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { grad } from "./gradient.ts";
import { topologicalOrder } from "./graph.ts";
import { lower } from "./lower.ts";
import { bothWays } from "./ops/opSuite.ts";
import { constant, full, input } from "./tensor.ts";
import type { Tensor } from "./tensor.ts";

const x = input("x", [3]);

const nodeCount = (...tensors: readonly Tensor[]) =>
  lower(Object.fromEntries(tensors.map((tensor, k) => [`y${k}`, tensor]))).nodeCount;

// An output that is merged with another costs an Identity node: chains of two ops show merged and not merged apart.
test("equal nodes are merged, dead ones are not lowered, equal constants are one", () => {
  const m = input("m", [2, 3]);
  const chain = (last = 3) =>
    x
      .exp()
      .add(constant([1, 2, last], [3]))
      .sin();
  chain().cos(); // never used
  expect(nodeCount(chain())).toBe(3);
  expect(nodeCount(chain(), chain().mul(3))).toBe(4);
  expect(nodeCount(chain(), chain())).toBe(4);
  expect(nodeCount(x.exp().sin(), input("x", [3]).exp().sin())).toBe(3); // another handle of the same input
  expect(nodeCount(m.sum(0).exp(), m.sum([0]).exp())).toBe(3);
  const long = () => constant(new Array<number>(41).fill(1), [41]).exp().sin();
  expect(nodeCount(long(), long())).toBe(3);
  const parts = m.split([1, 2], 1);
  expect(nodeCount(parts[0].exp(), parts[1].exp())).toBe(3);
  expect(nodeCount(parts[1].exp())).toBe(2);
});

const [s, v] = [input("s", [2, 2]), input("v", [2])];
const at = constant([1, 0, 0, 1], [2, 2], "int32");
const t = s.mul(input("u", [2, 1, 1])); // 2 2 2
const large = (position: number, value: number) => constant(new Array<number>(41).fill(1).with(position, value), [41]);
const conv = (options: { strides?: number[]; dilations?: number[]; before?: number[]; after?: number[] }) =>
  input("signal", [1, 1, 6]).conv(input("kernel", [1, 1, 2]), {
    strides: [1],
    dilations: [1],
    before: [0],
    after: [0],
    groups: 1,
    ...options,
  });

/** Ops on equal inputs that differ in an attribute: each entry has values or a shape of its own. */
const VARIANTS: Readonly<Record<string, readonly Tensor[]>> = {
  constant: [x.add(constant([1, 2, 3], [3])), x.add(constant([1, 2, 4], [3])), x.add(constant([3, 2, 1], [3]))],
  // Large constants are told apart by a hash of all their bits.
  constantHashed: [large(0, 2), large(0, -1), large(40, 2), large(40, 1 + 2 ** -20), large(20, 2)].map((c) => c.mul(2)),
  full: [full([2], 1).mul(2), full([2], 1, "int32").mul(2), full([2], 2).mul(2), full([3], 1).mul(2)],
  leakyRelu: [s.leakyRelu(0.1), s.leakyRelu(0.2)],
  power: [s.pow(3), s.pow(4)],
  clamp: [s.clamp(-1, 1), s.clamp(-1, 2), s.clamp(-0.5, 1)],
  cast: [s.cast("int32"), s.cast("bool")],
  sum: [s.sum(1), s.sum(1, true), s.sum(0), s.sum()],
  argMax: [s.argMax(0), s.argMax(1)],
  cumSum: [false, true].flatMap((reverse) =>
    [false, true].flatMap((exclusive) => [0, 1].map((axis) => s.cumSum(axis, { reverse, exclusive }))),
  ),
  matmul: [{}, { transposeA: true }, { transposeB: true }, { scale: 2 }].map((options) => s.matmul(s, options)),
  reshape: [s.reshape([4]), s.reshape([4, 1]), s.reshape([1, 4])],
  transpose: [t.transpose([1, 0, 2]), t.transpose([0, 2, 1]), t.transpose([2, 1, 0])],
  broadcastTo: [v.broadcastTo([2, 2]), v.broadcastTo([3, 2])],
  slice: [
    { axis: 1, start: 0, count: 1, step: 1 },
    { axis: 0, start: 0, count: 1, step: 1 },
    { axis: 1, start: 1, count: 1, step: 1 },
    { axis: 1, start: 1, count: 2, step: -1 },
  ].map((range) => s.slice(range)),
  embed: [
    v.embed([4], { axis: 0, start: 0, count: 2, step: 1 }),
    v.embed([4], { axis: 0, start: 1, count: 2, step: 1 }),
    v.embed([4], { axis: 0, start: 0, count: 2, step: 2 }),
    v.embed([5], { axis: 0, start: 0, count: 2, step: 1 }),
  ],
  concat: [s.concat([s], 0), s.concat([s], 1)],
  split: [x.split([1, 2], 0)[1], x.split([2, 1], 0)[1], s.split([1, 1], 0)[1], s.split([1, 1], 1)[1]],
  pad: [s.pad([0, 0], [1, 0]), s.pad([0, 0], [1, 0], 2), s.pad([1, 0], [0, 0]), s.pad([0, 0], [0, 1])],
  scatterAdd: [s.scatterAdd(at, 2), s.scatterAdd(at, 3)],
  takeAlong: [s.takeAlong(at, 0), s.takeAlong(at, 1)],
  addAlong: [s.addAlong(at, s, 0), s.addAlong(at, s, 1)],
  putAlong: [s.putAlong(at, s, 0), s.putAlong(at, s, 1)],
  oneHot: [at.oneHot(2), at.oneHot(3)],
  topK: [s.topK(1, 1).values, s.topK(1, 1, { largest: false }).values, s.topK(1, 0).values, s.topK(2, 1).values],
  uniform: [1, 2].map((stream) => constant([1, 2], [2], "int32").uniform([2, 2], stream)),
  layerNorm: [s.layerNorm(v, v, 1e-5), s.layerNorm(v, v, 1)],
  rmsNorm: [s.rmsNorm(v, 1e-5), s.rmsNorm(v, 1)],
  conv: [conv({}), conv({ strides: [2] }), conv({ dilations: [2] }), conv({ before: [1] }), conv({ after: [1] })],
};

test("nodes that differ in an attribute, a constant or a type are not merged: every value is its own", async () => {
  const named = Object.entries(VARIANTS).flatMap(([op, tensors]) =>
    tensors.map((tensor, k) => [`${op}.${k}`, tensor] as const),
  );
  const numbers = (length: number) => Array.from({ length }, (_, i) => 3 * Math.sin(2 * i + 0.5));
  const feeds = { x: [1, 2, 5], s: [-0.75, 4, -3, 1.5], v: [2, 3], u: [1, 10], signal: numbers(6), kernel: [1, 3] };
  const { expected, found } = await bothWays(Object.fromEntries(named), feeds);
  for (const [op, tensors] of Object.entries(VARIANTS)) {
    const values = tensors.map(({ shape, dtype }, k) => {
      const name = `${op}.${k}`;
      expected[name].data.forEach((value, i) => expect(found[name][i], `${name}[${i}]`).toBeCloseTo(value, 4));
      return `${dtype}${shape.join()}:${found[name].join()}`;
    });
    expect(new Set(values).size, op).toBe(tensors.length); // equal values would hide a wrong merge
  }
});

test("the table of variants has every op with attributes", () => {
  const folder = join(import.meta.dirname, "ops");
  const sources = globSync("*.ts", {
    cwd: folder,
    exclude: (file) => file.includes(".test.") || file === "opSuite.ts",
  });
  const text = sources.map((file) => readFileSync(join(folder, file), "utf8")).join("\n");
  const keyed = [...text.matchAll(/name: "(\w+)",\n\s+key(?:: (?!"")|,)/g)].map(([, name]) => name);
  expect(keyed.length).toBeGreaterThan(15);
  const used = new Set(topologicalOrder(Object.values(VARIANTS).flat()).map(({ op }) => op.name));
  expect(keyed.filter((name) => name !== "input" && (!used.has(name) || VARIANTS[name] === undefined))).toEqual([]);
});

test("inputs that no output needs are not asked for", () => {
  const unused = input("unused", [3]);
  const [slope] = grad(x.mul(2).add(unused).sum(), [x]); // 2, whatever the inputs
  expect(lower({ slope }).inputs).toEqual([]);
  expect(lower({ slope, y: x.exp() }).inputs.map(({ name }) => name)).toEqual(["x"]);
});

test("names that would stand for two values are refused", () => {
  expect(() => lower({ y: x.sum(), z: input("x", [4]).sum() })).toThrow(
    'two inputs of one program are called x: found "float32[3] and float32[4]", expected one shape and element type a name ' +
      "[tensor/input-name-clash]. Parameters are inputs too: rename one of the two.",
  );
  expect(() => lower({ y: x.sum(), z: input("x", [3], "int32").sum() })).toThrow(
    'two inputs of one program are called x: found "float32[3] and int32[3]"',
  );
  for (const y of [x, x.mul(2)]) {
    expect(() => lower({ x: y })).toThrow(
      "an input and an output of one program are called x: expected a name of its own for each output " +
        "[tensor/output-name-clash]. Parameters and state are inputs too: rename the output.",
    );
  }
});
