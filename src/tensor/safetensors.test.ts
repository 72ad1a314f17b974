import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { GlueballError } from "../base/index.ts";
import { parseSafetensors, readSafetensors, writeSafetensors } from "./safetensors.ts";
import type { NamedArrays } from "./scope.ts";

const folder = mkdtempSync(join(tmpdir(), "glueball-safetensors-"));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, "a.safetensors");
const ARRAYS: NamedArrays = new Map([
  ["b.weight", { shape: [2, 3], data: Float32Array.of(1, -2, 3.5, 1e-40, Infinity, -0) }],
  ["scalar", { shape: [], data: Float32Array.of(7) }],
  ["empty", { shape: [0, 4], data: new Float32Array(0) }],
]);

test("a round trip keeps names, order, shapes, every bit, and metadata", () => {
  writeSafetensors(file, ARRAYS, { step: "12", ü: "ö" });
  const { arrays, metadata } = readSafetensors(file);
  expect([...arrays.keys()]).toEqual([...ARRAYS.keys()]);
  for (const [name, { shape, data }] of ARRAYS) {
    expect(arrays.get(name)!.shape).toEqual(shape);
    expect(new Uint32Array(arrays.get(name)!.data.buffer)).toEqual(new Uint32Array(data.buffer));
  }
  expect(metadata).toEqual({ step: "12", ü: "ö" });
});

test("a round trip of any names, shapes and bit patterns, from parts of larger arrays", () => {
  const array = fc
    .tuple(fc.array(fc.nat(3), { maxLength: 3 }), fc.uint32Array({ minLength: 64, maxLength: 64 }), fc.nat(30))
    .map(([shape, bits, from]) => {
      const size = shape.reduce((product, extent) => product * extent, 1);
      return { shape, data: new Float32Array(bits.buffer, bits.byteOffset + 4 * from, size) };
    });
  const name = fc.oneof(fc.string({ unit: "grapheme" }), fc.constantFrom("__proto__", "constructor", "1", ""));
  fc.assert(
    fc.property(fc.uniqueArray(fc.tuple(name, array), { selector: ([key]) => key, maxLength: 5 }), (entries) => {
      writeSafetensors(file, new Map(entries), {});
      const { arrays } = readSafetensors(file);
      expect(arrays.size).toBe(entries.length);
      for (const [key, { shape, data }] of entries) {
        const bits = (values: Float32Array) => [...new Uint32Array(values.buffer, values.byteOffset, values.length)];
        expect(arrays.get(key)!.shape).toEqual(shape);
        expect(bits(arrays.get(key)!.data)).toEqual(bits(data));
      }
    }),
    { seed: 2, numRuns: 60 },
  );
});

/** A file made by hand from a header and data bytes, as the format's page describes. */
function byHand(header: unknown, data: readonly number[]): Uint8Array {
  const json = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  bytes.set(data, 8 + json.length);
  return bytes;
}

const ONE = [0, 0, 0x80, 0x3f]; // 1.0 in little-endian float32
const entry = (from: number, to: number, shape = [1], dtype = "F32") => ({ dtype, shape, data_offsets: [from, to] });

test("a file made by hand is read", () => {
  const { arrays } = parseSafetensors(byHand({ x: entry(4, 8), y: entry(0, 4) }, [...ONE, 0, 0, 0, 0x40]), "hand");
  expect([...arrays.get("y")!.data, ...arrays.get("x")!.data]).toEqual([1, 2]);
});

test.each([
  [
    "shorter than its length field",
    new Uint8Array(5),
    'at hand, byte 0: found "5 bytes", expected a header length of 8 bytes',
  ],
  [
    "a header longer than the file",
    byHand("{}", []).subarray(0, 9),
    'at hand, byte 0: found "a header of 2 bytes", expected at most 1 bytes',
  ],
  ["no JSON", byHand("{x", []), "at hand, byte 8"],
  ["JSON that is a list", byHand("[]", []), "expected tensors by name"],
  ["another element type", byHand({ x: entry(0, 2, [1], "F16") }, [0, 0]), "at hand, tensor x"],
  [
    "offsets beyond the file",
    byHand({ x: entry(0, 4) }, [0, 0]),
    'at hand, tensor x: found "bytes 0 to 4", expected 4 bytes inside the file',
  ],
  [
    "offsets that do not fit the shape",
    byHand({ x: entry(0, 8) }, [...ONE, ...ONE]),
    'found "bytes 0 to 8", expected 4 bytes',
  ],
  [
    "a gap",
    byHand({ x: entry(4, 8) }, [...ONE, ...ONE]),
    'at hand, data byte 0: found "the next tensor at 4", expected no gap and no overlap',
  ],
  ["an overlap", byHand({ x: entry(0, 4), y: entry(0, 4) }, ONE), 'at hand, data byte 4: found "the next tensor at 0"'],
  [
    "bytes after the last tensor",
    byHand({ x: entry(0, 4) }, [...ONE, 1]),
    'at hand, data byte 4: found "1 bytes after the last tensor"',
  ],
  ["metadata that are not strings", byHand({ __metadata__: { a: 1 } }, []), "at hand, __metadata__"],
])("damaged: %s", (_what, bytes, message) => {
  expect(() => parseSafetensors(bytes, "hand")).toThrow(message);
  expect(() => parseSafetensors(bytes, "hand")).toThrow("[tensor/safetensors-damaged]");
});

test("whatever the bytes, a file is read or refused with a GlueballError", () => {
  writeSafetensors(file, ARRAYS, { step: "12" });
  const good = new Uint8Array(readFileSync(file));
  // Any byte, and characters that keep a header JSON but change its numbers and structure.
  const byte = fc.oneof(fc.nat(255), fc.constantFrom(...new TextEncoder().encode('0123456789-.e,:[]{}" ')));
  const changes = fc.array(fc.record({ at: fc.nat(good.length - 1), to: byte }), { minLength: 1, maxLength: 4 });
  let read = 0;
  let refused = 0;
  fc.assert(
    fc.property(changes, (list) => {
      const bytes = good.slice();
      for (const { at, to } of list) bytes[at] = to;
      try {
        parseSafetensors(bytes, "fuzz");
        read++;
      } catch (error) {
        expect(error).toBeInstanceOf(GlueballError);
        refused++;
      }
    }),
    { seed: 3, numRuns: 1000 },
  );
  expect(Math.min(read, refused)).toBeGreaterThan(50);
});

test("a file cut off anywhere, or absent, is refused", () => {
  writeSafetensors(file, ARRAYS, {});
  const good = new Uint8Array(readFileSync(file));
  for (let length = 0; length < good.length; length++) {
    expect(() => parseSafetensors(good.subarray(0, length), "cut")).toThrow("[tensor/safetensors-damaged]");
  }
  expect(() => readSafetensors(join(folder, "none"))).toThrow("[tensor/safetensors-unreadable]");
});
