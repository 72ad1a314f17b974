import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { input, linear, Scope } from "../tensor/index.ts";
import { readPublishedWeights } from "./publishedWeights.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "glueball-weights-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const TENSORS = [
  { name: "net.weight", shape: [2, 3], offset: 0, length: 6 },
  { name: "net.bias", shape: [2], offset: 6, length: 2 },
];
const MANIFEST = { classes: ["a", "b"], dtype: "float32 little-endian", count: 8, tensors: TENSORS };

function write(manifest: unknown, numbers: readonly number[] = [1, 2, 3, 4, 5, 6, 7, 8]): void {
  const bytes = Buffer.alloc(4 * numbers.length);
  numbers.forEach((value, i) => bytes.writeFloatLE(value, 4 * i));
  writeFileSync(join(folder, "manifest.json"), typeof manifest === "string" ? manifest : JSON.stringify(manifest));
  writeFileSync(join(folder, "weights.f32"), bytes);
}

function read() {
  const scope = Scope.create();
  linear(scope, input("x", [1, 3]), 2);
  return readPublishedWeights(folder, scope, (name) => `net.${name}`);
}

test("tensors go to the parameters of their names", () => {
  write(MANIFEST);
  const { parameters, classes } = read();
  expect(classes).toEqual(["a", "b"]);
  expect(Object.fromEntries(parameters)).toEqual({
    weight: { shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) },
    bias: { shape: [2], data: Float32Array.of(7, 8) },
  });
});

test("every tensor that does not fit is listed", () => {
  const tensors = [
    { name: "net.weight", shape: [3, 2], offset: 0, length: 6 },
    { name: "net.gain", shape: [2], offset: 6, length: 2 },
  ];
  write({ ...MANIFEST, tensors });
  expect(read).toThrow("net.weight is [3, 2] instead of [2, 3]; missing net.bias [2]; unexpected net.gain");
  expect(read).toThrow("nets/published-weights-mismatch");
});

test("damaged files", () => {
  expect(read).toThrow("nets/published-weights-absent");
  write("{");
  expect(read).toThrow("nets/published-weights-manifest");
  write({ ...MANIFEST, dtype: "float64" });
  expect(read).toThrow("nets/published-weights-manifest");
  write({ ...MANIFEST, tensors: [TENSORS[0], { ...TENSORS[1], offset: 5 }] });
  expect(read).toThrow("offset 5, length 2");
  write({ ...MANIFEST, tensors: [TENSORS[0]] });
  expect(read).toThrow("tensors of 6 numbers");
  write(MANIFEST, [1, 2, 3]);
  expect(read).toThrow("12 bytes");
  write(MANIFEST, [1, 2, 3, 4, 5, Infinity, 7, 8]);
  expect(read).toThrow("number 5");
});
