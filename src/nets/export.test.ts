/** An exported model runs without our graph: in onnxruntime native, on WebAssembly, and in Python where it is there. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import * as web from "onnxruntime-web";
import { createRng } from "../base/index.ts";
import { exportOnnx, input, interpret, openOnnx, Scope } from "../tensor/index.ts";
import { decoder } from "./transformer.ts";
import type { DecoderConfig } from "./transformer.ts";

const FLOAT32 = 1e-4;
const config: DecoderConfig = {
  layers: 2,
  width: 16,
  heads: 4,
  keyValueHeads: 2,
  context: 8,
  vocabulary: 9,
  positions: "rotary",
  norm: "rms",
};
const scope = Scope.create();
const logits = decoder(scope, input("tokens", [2, 5], "int32"), config);
const values = scope.initialValues(createRng(1));
const tokens = Int32Array.of(0, 1, 2, 3, 4, 8, 7, 6, 5, 4);
const [expected] = interpret([logits], {
  ...Object.fromEntries([...values].map(([name, { data }]) => [name, data])),
  tokens,
});

const folder = mkdtempSync(join(tmpdir(), "glueball-export-"));
const file = join(folder, "model.onnx");
exportOnnx(file, { logits }, values);
afterAll(() => rmSync(folder, { recursive: true }));

function expectLogits(found: ArrayLike<number>): void {
  expect(found.length).toBe(expected.data.length);
  expected.data.forEach((value, i) => expect(Math.abs(found[i] - value)).toBeLessThan(FLOAT32));
}

test("native onnxruntime, from the file alone", async () => {
  const program = await openOnnx(file, { device: "cpu", threads: 1 });
  expect(program.inputs).toEqual(["tokens"]);
  expect(program.outputs).toEqual(["logits"]);
  expectLogits((await program.run({ tokens: { data: tokens, shape: [2, 5] } })).logits);
});

test("onnxruntime on WebAssembly", async () => {
  web.env.wasm.numThreads = 1;
  web.env.logLevel = "error";
  const session = await web.InferenceSession.create(readFileSync(file), { executionProviders: ["wasm"] });
  const results = await session.run({ tokens: new web.Tensor("int32", tokens, [2, 5]) });
  expectLogits(results.logits.data as Float32Array);
});

test("Python's onnxruntime", (context) => {
  const script = `import sys, json, numpy, onnxruntime
session = onnxruntime.InferenceSession(sys.argv[1])
print(json.dumps(session.run(None, {"tokens": numpy.array(json.loads(sys.argv[2]), dtype=numpy.int32).reshape(2, 5)})[0].ravel().tolist()))`;
  const child = spawnSync("python3", ["-c", script, file, JSON.stringify([...tokens])], { encoding: "utf8" });
  if (child.status !== 0 && /ModuleNotFoundError|ENOENT/.test(child.stderr ?? String(child.error))) {
    context.skip("Python with numpy and onnxruntime is not on this machine");
  }
  expect(child.status, child.stderr).toBe(0);
  expectLogits(JSON.parse(child.stdout));
});

test("the bytes are a ModelProto: IR 10, opset 21, all parameters inside, one input", () => {
  const model = fieldsOf(readFileSync(file));
  expect(model.get(1)).toEqual([10]);
  const opsets = model.get(8)!.map((bytes) => fieldsOf(bytes as Uint8Array));
  expect(opsets.map((opset) => opset.get(2)![0])).toEqual([21, 1]);
  const graph = fieldsOf(model.get(7)![0] as Uint8Array);
  const names = graph
    .get(5)!
    .map((bytes) => new TextDecoder().decode(fieldsOf(bytes as Uint8Array).get(8)![0] as Uint8Array));
  for (const { name } of scope.parameters) expect(names).toContain(name);
  expect(graph.get(11)).toHaveLength(1);
  expect(graph.get(12)).toHaveLength(1);
});

/** The fields of a protobuf message: varints as numbers, the rest as bytes. */
function fieldsOf(bytes: Uint8Array): Map<number, (number | Uint8Array)[]> {
  const reader = new BinaryReader(bytes);
  const fields = new Map<number, (number | Uint8Array)[]>();
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    const value =
      type === WireType.Varint
        ? Number(reader.int64())
        : type === WireType.LengthDelimited
          ? reader.bytes()
          : (reader.skip(type), 0);
    fields.set(field, [...(fields.get(field) ?? []), value]);
  }
  return fields;
}
