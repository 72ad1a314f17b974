/** A convolution net with every kind of layer for images, as one file: native, on WebAssembly, in Python. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as web from "onnxruntime-web";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { exportOnnx, openOnnx } from "./export.ts";
import type { OnnxArray, OnnxProgram } from "./export.ts";
import { interpret } from "./interpret.ts";
import { convolution, transposedConvolution } from "./layers/convolution.ts";
import { dropout } from "./layers/dropout.ts";
import { linear } from "./layers/linear.ts";
import { groupNorm } from "./layers/norm.ts";
import { globalAveragePool, maxPool } from "./layers/pooling.ts";
import { convolutionBlock, residualStack } from "./layers/residual.ts";
import { encodeModel } from "./onnx.ts";
import { Scope } from "./scope.ts";
import type { NamedArrays } from "./scope.ts";
import { input } from "./tensor.ts";
import type { Tensor } from "./tensor.ts";

const FLOAT32 = 1e-5; // of values of order 1
const CPU = { device: "cpu", threads: 1 } as const;
const SHAPE = [2, 1, 8, 6];
const CLASSES = 3;

function net(scope: Scope, image: Tensor): Record<string, Tensor> {
  const ring = { channels: 4, kernel: [3, 3], padding: [1, 1], cyclicAxes: [1] };
  const stem = groupNorm(scope.child("norm"), convolution(scope.child("stem"), image, ring), 2).silu();
  const body = residualStack(scope.child("body"), maxPool(stem, { window: [2, 2] }), 2, (s, h) =>
    convolutionBlock(s, h, 4, [3, 3]),
  );
  const up = { channels: 2, kernel: [2, 3], stride: [2, 1], groups: 2 };
  const wide = dropout(scope.child("drop"), transposedConvolution(scope.child("up"), body, up), 0.5);
  const logits = linear(scope.child("head"), globalAveragePool(wide), CLASSES);
  return { logits, label: logits.argMax(-1), confident: logits.max(-1).greater(0) };
}

const rng = createRng(1);
const scope = Scope.create();
const outputs = net(scope, input("image", SHAPE));
/** Running statistics that are not those of the first step. */
const parameters: NamedArrays = new Map(
  [...scope.initialValues(rng)].map(([name, { shape, data }]) => [
    name,
    { shape, data: name.includes("running") ? data.map((_, i) => 0.5 + 0.25 * i) : data },
  ]),
);
const pixels = Float32Array.from({ length: 2 * 8 * 6 }, () => rng.normal());
const feeds = { image: { shape: SHAPE, data: pixels } };
const expected = Object.fromEntries(
  interpret(Object.values(outputs), {
    ...Object.fromEntries([...parameters].map(([name, { data }]) => [name, data])),
    image: pixels,
  }).map(({ data }, k) => [Object.keys(outputs)[k], data]),
);

const folder = mkdtempSync(join(tmpdir(), "glueball-export-"));
const file = join(folder, "net.onnx");
beforeAll(() => exportOnnx(file, outputs, parameters));
afterAll(() => rmSync(folder, { recursive: true }));

function expectOutputs(found: Readonly<Record<string, ArrayLike<number>>>): void {
  expect(Object.keys(found)).toEqual(Object.keys(outputs));
  expect(Array.from(found.label)).toEqual([...expected.label]);
  expect(Array.from(found.confident)).toEqual([...expected.confident]);
  expected.logits.forEach((value, i) => expect(Math.abs(found.logits[i] - value)).toBeLessThan(FLOAT32));
}

test("native: float32, int32 and bool outputs; the folder holds the file and nothing else", async () => {
  const program = await openOnnx(file, CPU);
  expect([program.inputs, program.outputs]).toEqual([["image"], ["logits", "label", "confident"]]);
  expectOutputs(await program.run(feeds));
  await program.release();
  expect(readdirSync(folder)).toEqual(["net.onnx"]);
});

test("on WebAssembly", async () => {
  web.env.wasm.numThreads = 1;
  web.env.logLevel = "error";
  const session = await web.InferenceSession.create(readFileSync(file), { executionProviders: ["wasm"] });
  const results = await session.run({ image: new web.Tensor("float32", pixels, SHAPE) });
  const arrays = Object.entries(results).map(([name, { data }]) => [name, data as Float32Array] as const);
  expectOutputs(Object.fromEntries(arrays));
});

test("in Python's onnxruntime", (context) => {
  const script = `import sys, json, numpy, onnxruntime
session = onnxruntime.InferenceSession(sys.argv[1])
image = numpy.array(json.loads(sys.argv[2]), dtype=numpy.float32).reshape(${SHAPE.join()})
results = session.run(None, {"image": image})
print(json.dumps({o.name: r.ravel().astype(float).tolist() for o, r in zip(session.get_outputs(), results)}))`;
  const child = spawnSync("python3", ["-c", script, file, JSON.stringify([...pixels])], { encoding: "utf8" });
  if (child.status !== 0 && /ModuleNotFoundError|ENOENT/.test(child.stderr ?? String(child.error))) {
    context.skip("Python with numpy and onnxruntime is not on this machine");
  }
  expect(child.status, child.stderr).toBe(0);
  expectOutputs(JSON.parse(child.stdout));
});

test("parameters of another network are refused before anything is written", () => {
  const other = new Map(parameters);
  other.set("head.bias", { shape: [4], data: new Float32Array(4) });
  other.set("norm.gain", { shape: [2, 2], data: new Float32Array(4) });
  expect(() => exportOnnx(join(folder, "other.onnx"), outputs, other)).toThrow(
    'the parameters belong to another network: found "norm.gain is float32[2, 2] instead of float32[4]; ' +
      'head.bias is float32[4] instead of float32[3]", expected those that the exported program was traced with ' +
      "[tensor/checkpoint-mismatch]",
  );
  const count = { total: input("count", [2], "int32").sum() };
  const values = new Map([["count", { shape: [2], data: new Float32Array(2) }]]);
  expect(() => exportOnnx(join(folder, "other.onnx"), count, values)).toThrow(
    'found "count is float32[2] instead of int32[2]"',
  );
  expect(readdirSync(folder)).toEqual(["net.onnx"]);
});

test("a file that is absent, cut off or no model is refused with its path", async () => {
  const path = join(folder, "bad.onnx");
  await expect(openOnnx(path, CPU)).rejects.toThrow(
    /^the ONNX file cannot be read at .*bad\.onnx: found "ENOENT.*\[tensor\/onnx-unreadable\]$/,
  );
  const whole = readFileSync(file);
  for (const bytes of [whole.subarray(0, whole.length - 40), new TextEncoder().encode("no protobuf")]) {
    writeFileSync(path, bytes);
    await expect(openOnnx(path, CPU)).rejects.toThrow(
      /^onnxruntime does not accept this file at .*bad\.onnx: found ".*\[tensor\/onnx-refused\]$/,
    );
  }
  rmSync(path);
});

test("a file with an output of 64-bit integers is refused: its values would not be what the types say", async () => {
  const value = { name: "x", shape: [3], dtype: "int32" } as const;
  const cast = { type: "Cast", domain: "", inputs: ["x"], outputs: ["long"], attributes: { to: 7 } };
  const long = { ...value, name: "long" };
  const bytes = Buffer.from(encodeModel({ nodes: [cast], initializers: [], inputs: [value], outputs: [long] }));
  bytes[bytes.lastIndexOf(Uint8Array.of(8, 6)) + 1] = 7; // the element type of the last value: INT32 to INT64
  const path = join(folder, "long.onnx");
  writeFileSync(path, bytes);
  await expect(openOnnx(path, CPU)).rejects.toThrow(
    `long has an element type that is not supported here at ${path}: found "int64", expected float32, int32 or bool [tensor/onnx-refused]`,
  );
  rmSync(path);
});

test("an axis of free extent takes any extent", async () => {
  const path = join(folder, "free.onnx");
  exportOnnx(path, { y: input("x", [128]).mul(2) }, new Map());
  // As other exporters write it: dim_value 128 becomes dim_param "N", in the input and in the output.
  const bytes = readFileSync(path);
  const fixed = Uint8Array.of(0x08, 0x80, 0x01);
  for (let at = bytes.indexOf(fixed); at >= 0; at = bytes.indexOf(fixed)) bytes.set([0x12, 0x01, 0x4e], at);
  writeFileSync(path, bytes);
  const program = await openOnnx(path, CPU);
  for (const values of [[1], [1, 2, 3]]) {
    const { y } = await program.run({ x: { shape: [values.length], data: Float32Array.from(values) } });
    expect([...y]).toEqual(values.map((value) => 2 * value));
  }
  await expect(program.run({ x: { shape: [1, 1], data: Float32Array.of(1) } })).rejects.toThrow(
    'found "x is float32[1, 1] instead of float32[N]"',
  );
  await program.release();
  rmSync(path);
});

describe("values that do not fit the inputs are refused", () => {
  let program: OnnxProgram;
  beforeAll(async () => {
    program = await openOnnx(file, CPU);
  });
  afterAll(() => program.release());

  test.each<[string, Record<string, OnnxArray>]>([
    ["no image, float32[2, 1, 8, 6]", {}],
    [
      "image is int32[2, 1, 8, 6] instead of float32[2, 1, 8, 6]",
      { image: { shape: SHAPE, data: new Int32Array(96) } },
    ],
    [
      "image is float32[1, 1, 8, 6] instead of float32[2, 1, 8, 6]",
      { image: { shape: [1, 1, 8, 6], data: pixels.subarray(48) } },
    ],
    ["image is float32[96] instead of float32[2, 1, 8, 6]", { image: { shape: [96], data: pixels } }],
    ["95 numbers for image, float32[2, 1, 8, 6]", { image: { shape: SHAPE, data: pixels.subarray(1) } }],
    ["picture, which is no input", { ...feeds, picture: { shape: [1], data: Float32Array.of(1) } }],
  ])("%s", async (found, wrong) => {
    await expect(program.run(wrong)).rejects.toThrow(
      `the values do not fit the inputs of the model at ${file}: found "${found}", expected image float32[2, 1, 8, 6] [tensor/wrong-feed]`,
    );
  });
});
