import { expect, test } from "vitest";
import { interpret } from "./interpret.ts";
import { lower } from "./lower.ts";
import { binaryCrossEntropy, crossEntropy, huber, meanSquaredError } from "./losses.ts";
import { errorFunction } from "./ops/elementwise.ts";
import { Program } from "./program.ts";
import { grad } from "./gradient.ts";
import { constant, input, range, triangularMask } from "./tensor.ts";

const CPU = { device: "cpu", threads: 1 } as const;
const x = input("x", [3]);

test("state is read whole before it is replaced, and the last run can be taken back", async () => {
  // Each new value needs both old ones.
  const [a, b] = [input("a", [2]), input("b", [2])];
  const program = await Program.compile(
    { outputs: { sum: a.add(b).sum() }, updates: { a: b.mul(2), b: a.add(b) } },
    CPU,
  );
  program.state("a").set([1, 2]);
  program.state("b").set([10, 20]);
  expect((await program.run()).sum[0]).toBe(33);
  expect([[...program.state("a")], [...program.state("b")]]).toEqual([
    [20, 40],
    [11, 22],
  ]);
  await program.run();
  expect([...program.state("b")]).toEqual([31, 62]);
  program.revert();
  expect([[...program.state("a")], [...program.state("b")]]).toEqual([
    [20, 40],
    [11, 22],
  ]);
  await program.release();
});

test("values stay fed until they are fed again; wrong ones are refused by name", async () => {
  const program = await Program.compile({ outputs: { y: x.mul(2) } }, CPU);
  expect([...(await program.run({ x: [1, 2, 3] })).y]).toEqual([2, 4, 6]);
  expect([...(await program.run()).y]).toEqual([2, 4, 6]);
  await expect(program.run({ x: [1, 2] })).rejects.toThrow(
    'input x of the program: found "2 numbers", expected 3 numbers for float32[3] [tensor/wrong-feed]',
  );
  await expect(program.run({ z: [1] })).rejects.toThrow('no such input: found "z", expected x [tensor/unknown-feed]');
  expect(() => interpret([x], {})).toThrow('input x of the program: found "no value"');
  await program.release();
});

test("outputs may be an input, one value under two names, or named like anything", async () => {
  const y = x.exp();
  const program = await Program.compile(
    { outputs: { first: y, second: y, same: x, "#0": y.add(1), v1: y.add(2) } },
    CPU,
  );
  const out = await program.run({ x: [0, 0, 1] });
  expect([...out.first]).toEqual([...out.second]);
  expect([...out.same]).toEqual([0, 0, 1]);
  expect(out["#0"][0]).toBe(2);
  expect(out.v1[0]).toBe(3);
  await program.release();
});

test("equal nodes are merged, dead ones are not lowered, equal constants are one", () => {
  const count = (...tensors: (typeof x)[]) =>
    lower(Object.fromEntries(tensors.map((tensor, k) => [`y${k}`, tensor]))).nodeCount;
  const twice = () => x.exp().add(constant([1, 2, 3], [3]));
  twice().sin(); // never used
  expect(count(twice())).toBe(2);
  expect(count(twice(), twice().mul(3))).toBe(3);
  expect(count(twice(), x.exp().add(constant([1, 2, 4], [3])))).toBe(3);
});

test("one name with two meanings is refused", () => {
  expect(() => lower({ y: x.sum(), z: input("x", [4]).sum() })).toThrow(
    'two inputs of one program are called x: found "float32[3] and float32[4]", expected one shape and element type a name ' +
      "[tensor/input-name-clash]. Parameters are inputs too: rename one of the two.",
  );
});

test("a device that is not there is named with those that are", async () => {
  await expect(Program.compile({ outputs: { y: x.exp() } }, { device: "cuda", threads: 1 })).rejects.toThrow(
    /^device cuda cannot be used: found ".*", expected one of cpu.* with its driver \[tensor\/device-absent\]/,
  );
});

test.each([
  [
    () => x.add(input("y", [4])),
    /^shapes do not fit in add at \S*program\.test\.ts:\d+:\d+: found "\[3\] and \[4\]", expected equal extents, or 1, counted from the last axis \[tensor\/shape-mismatch\]$/,
  ],
  [
    () => input("a", [2, 3]).matmul(input("b", [2, 3])),
    /matmul\(NN1\) at \S*program\.test\.ts:\d+:\d+: found "\[2, 3\] and \[2, 3\]", expected \[\.\.\., M, K\] and \[\.\.\., K, N\]/,
  ],
  [
    () => x.reshape([2, -1]),
    /cannot reshape \[3\] at \S*program\.test\.ts:\d+:\d+: found "\[2, -1\]", expected a shape of 3 elements/,
  ],
  [
    () => x.sum(1),
    /no such axis in sum of shape \[3\] at \S*program\.test\.ts:\d+:\d+: found 1, expected an integer from -1 to 0 \[tensor\/axis-out-of-range\]/,
  ],
  [
    () => x.narrow(0, 1, 5),
    /slice outside axis 0 of \[3\] at \S*: found "4 positions from 1 in steps of 1", expected at least one position, all from 0 to 2 \[tensor\/slice-out-of-range\]/,
  ],
  [
    () => x.gather(x),
    /wrong element type in gather at \S*: found "float32\[3\]", expected int32 \[tensor\/wrong-dtype\]/,
  ],
  [() => grad(x, [x]), /a gradient is taken of one number at \S*program\.test\.ts:\d+:\d+: found "\[3\]"/],
])("error %#: shows the shapes, the op and the user's line", (build, message) => {
  expect(build).toThrow(message);
});

test("cross-entropy: by hand, with ignored targets, with smoothing", () => {
  const logits = input("logits", [3, 4]);
  const targets = input("targets", [3], "int32");
  const values = [0.1, 2, -1, 0.5, 3, 3, 3, 3, -2, 0, 1, 0];
  const logP = [0, 1, 2].map((row) => {
    const line = values.slice(4 * row, 4 * row + 4);
    const norm = Math.log(line.reduce((sum, v) => sum + Math.exp(v), 0));
    return line.map((v) => v - norm);
  });
  const value = (labels: number[], options = {}) =>
    interpret([crossEntropy(logits, targets, options)], { logits: values, targets: labels })[0].data[0];
  expect(value([1, 0, 2])).toBeCloseTo(-(logP[0][1] + logP[1][0] + logP[2][2]) / 3, 12);
  expect(value([1, -1, 2], { ignoreIndex: -1 })).toBeCloseTo(-(logP[0][1] + logP[2][2]) / 2, 12);
  expect(value([-1, -1, -1], { ignoreIndex: -1 })).toBe(0);
  const smooth = (row: number, label: number) => 0.9 * logP[row][label] + 0.1 * (logP[row].reduce((a, b) => a + b) / 4);
  expect(value([1, 0, 2], { labelSmoothing: 0.1 })).toBeCloseTo(-(smooth(0, 1) + smooth(1, 0) + smooth(2, 2)) / 3, 12);
});

test("other losses: known values, and no overflow", () => {
  const [a, b] = [input("a", [4]), input("b", [4])];
  const feeds = { a: [100, -100, 0, 2], b: [1, 0, 1, 0] };
  const [bce, mse, h] = interpret([binaryCrossEntropy(a, b), meanSquaredError(a, b), huber(a, b, 1)], feeds);
  expect(bce.data[0]).toBeCloseTo((Math.LN2 + Math.log1p(Math.exp(2))) / 4, 12);
  expect(mse.data[0]).toBeCloseTo((99 ** 2 + 100 ** 2 + 1 + 4) / 4, 10);
  expect(h.data[0]).toBeCloseTo((98.5 + 99.5 + 0.5 + 1.5) / 4, 12);
});

// DLMF 7.23 / Abramowitz and Stegun table 7.1.
test.each([
  [0.1, 0.1124629160182849],
  [0.5, 0.5204998778130465],
  [1, 0.8427007929497149],
  [2, 0.9953222650189527],
  [2.9, 0.9999589021219005],
  [3.1, 0.9999883513426328],
  [4, 0.9999999845827421],
])("erf(%d)", (argument, value) => {
  expect(Math.abs(errorFunction(argument) - value)).toBeLessThan(2e-15);
  expect(errorFunction(-argument)).toBe(-errorFunction(argument));
});

test("uniform noise is the same in onnxruntime, bit for bit; uniform, and uncorrelated along the way", async () => {
  const size = 40_000;
  const key = input("key", [2], "int32");
  const [y, z] = [key.uniform([size], 5), key.uniform([size], 6)];
  const program = await Program.compile({ outputs: { y } }, CPU);
  const found = (await program.run({ key: [123, -456] })).y.slice();
  const [first, second] = interpret([y, z], { key: [123, -456] });
  expect([...found]).toEqual([...first.data]);
  expect(found.every((u) => u > 0 && u <= 1)).toBe(true);
  const error = 5 / Math.sqrt(size);
  const correlation = (a: ArrayLike<number>, b: ArrayLike<number>, shift: number) => {
    let sum = 0;
    for (let i = 0; i + shift < size; i++) sum += (a[i] - 0.5) * (b[i + shift] - 0.5) * 12;
    return sum / size;
  };
  for (const shift of [1, 2, 16, 200]) expect(Math.abs(correlation(found, found, shift))).toBeLessThan(error);
  expect(Math.abs(correlation(first.data, second.data, 0))).toBeLessThan(error);
  expect(Math.abs(correlation(found, found, 0) - 1)).toBeLessThan(error);
  await program.release();
});

test("ranges and masks", () => {
  const [r, mask] = interpret([range(4), triangularMask(2, 3)], {});
  expect([...r.data]).toEqual([0, 1, 2, 3]);
  expect([...mask.data]).toEqual([1, 0, 0, 1, 1, 0]);
});
