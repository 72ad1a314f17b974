import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { GlueballError } from "../base/index.ts";
import { parseSafetensors, readBytes, readSafetensors, writeSafetensors } from "./safetensors.ts";
import type { StoredArrays, StoredData } from "./safetensors.ts";

const folder = mkdtempSync(join(tmpdir(), "glueball-safetensors-"));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, "a.safetensors");
const ARRAYS: StoredArrays = new Map([
  ["b.weight", { shape: [2, 3], data: Float32Array.of(1, -2, 3.5, 1e-40, Infinity, -0) }],
  ["scalar", { shape: [], data: Float32Array.of(7) }],
  ["empty", { shape: [0, 4], data: new Float32Array(0) }],
]);

/** Every bit, with the type and the shape. */
function bits({ shape, data }: { shape: readonly number[]; data: StoredData }): unknown {
  return [
    data.constructor.name,
    [...shape],
    Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("hex"),
  ];
}

test("a round trip keeps names, order, shapes, every bit, and metadata", () => {
  writeSafetensors(file, ARRAYS, { step: "12", ü: "ö" });
  const { arrays, metadata } = readSafetensors(file);
  expect([...arrays.keys()]).toEqual([...ARRAYS.keys()]);
  for (const [name, array] of ARRAYS) expect(bits(arrays.get(name)!)).toEqual(bits(array));
  expect(metadata).toEqual({ step: "12", ü: "ö" });
});

/** Written by Hugging Face's library, version 0.8.0. */
const REFERENCE = Buffer.from(
  "SAEAAAAAAAB7Il9fbWV0YWRhdGFfXyI6eyJ3aG8iOiJzYWZldGVuc29ycyAwLjguMCJ9LCJuIjp7ImR0eXBlIjoiSTY0Iiwic2hhcGUiOlsxXSwi" +
    "ZGF0YV9vZmZzZXRzIjpbMCw4XX0sImhhbGYiOnsiZHR5cGUiOiJGNjQiLCJzaGFwZSI6WzJdLCJkYXRhX29mZnNldHMiOls4LDI0XX0sInciOnsi" +
    "ZHR5cGUiOiJGMzIiLCJzaGFwZSI6W10sImRhdGFfb2Zmc2V0cyI6WzI0LDI4XX0sImlkIjp7ImR0eXBlIjoiSTMyIiwic2hhcGUiOlsxXSwiZGF0" +
    "YV9vZmZzZXRzIjpbMjgsMzJdfSwibWFzayI6eyJkdHlwZSI6IkJPT0wiLCJzaGFwZSI6WzEsM10sImRhdGFfb2Zmc2V0cyI6WzMyLDM1XX19ICAg" +
    "AQAAAAABAAAAAAAAAADgPwAAAAAAAADAAABQQP3///8BAAE=",
  "base64",
);

test("a file of the format's own library is read, and written again byte for byte", () => {
  const { arrays, metadata } = parseSafetensors(REFERENCE, "reference");
  expect(Object.fromEntries(arrays)).toEqual({
    n: { shape: [1], data: BigInt64Array.of(2n ** 40n + 1n) },
    half: { shape: [2], data: Float64Array.of(0.5, -2) },
    w: { shape: [], data: Float32Array.of(3.25) },
    id: { shape: [1], data: Int32Array.of(-3) },
    mask: { shape: [1, 3], data: Uint8Array.of(1, 0, 1) },
  });
  expect(metadata).toEqual({ who: "safetensors 0.8.0" });
  writeSafetensors(file, arrays, metadata);
  expect(readFileSync(file).equals(REFERENCE)).toBe(true);
});

test("a round trip of any names, types, shapes and bit patterns, from parts of larger arrays; elements are aligned", () => {
  const types = fc.constantFrom(Float64Array, Float32Array, BigInt64Array, Int32Array, Uint8Array);
  const array = fc
    .tuple(types, fc.array(fc.nat(3), { maxLength: 3 }), fc.uint32Array({ minLength: 80, maxLength: 80 }), fc.nat(12))
    .map(([Elements, shape, words, from]) => {
      const size = shape.reduce((product, extent) => product * extent, 1);
      if (Elements === Uint8Array) return { shape, data: Uint8Array.from(words.subarray(0, size), (word) => word % 2) };
      return { shape, data: new Elements(words.buffer, 8 * from, size) };
    });
  const name = fc.oneof(fc.string({ unit: "grapheme" }), fc.constantFrom("__proto__", "constructor", "1", ""));
  const named = fc.tuple(name, array).filter(([key]) => key !== "__metadata__");
  fc.assert(
    fc.property(fc.uniqueArray(named, { selector: ([key]) => key, maxLength: 5 }), (entries) => {
      writeSafetensors(file, new Map(entries), {});
      const { arrays } = readSafetensors(file);
      expect(arrays.size).toBe(entries.length);
      for (const [key, value] of entries) expect(bits(arrays.get(key)!)).toEqual(bits(value));
      const bytes = readFileSync(file);
      const start = 8 + bytes.readUInt32LE(0);
      const header: Record<string, { data_offsets: [number, number] }> = JSON.parse(bytes.toString("utf8", 8, start));
      for (const [key, { data }] of entries) {
        expect((start + header[key].data_offsets[0]) % data.BYTES_PER_ELEMENT).toBe(0);
      }
    }),
    { seed: 2, numRuns: 80 },
  );
});

test("what could not be read again is not written", () => {
  const write = (name: string, shape: number[]) => () =>
    writeSafetensors(join(folder, "no"), new Map([[name, { shape, data: Float32Array.of(1, 2) }]]), {});
  expect(write("x", [3])).toThrow(
    'array x cannot be stored: found "2 numbers of shape [3]", expected as many numbers as the shape says, ' +
      "and another name than __metadata__ [tensor/not-storable]",
  );
  expect(write("__metadata__", [2])).toThrow("array __metadata__ cannot be stored");
  expect(existsSync(join(folder, "no"))).toBe(false);
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

const X = JSON.stringify(entry(0, 4));

test("equal names in two tensors, and equal strings that are no names, are no repetition", () => {
  const metadata = { a: "x", b: "x", c: '"x":', d: "{}", e: "", f: '","x":1,"x":1,"' };
  expect(parseSafetensors(byHand({ x: entry(0, 4), __metadata__: metadata }, ONE), "hand").metadata).toEqual(metadata);
});

test("element types that are not read are told from damage", () => {
  expect(() => parseSafetensors(byHand({ x: entry(0, 2, [1], "F16") }, [0, 0]), "hand")).toThrow(
    'an element type that is not read here at hand, tensor x: found "F16", expected F64, F32, I64, I32, BOOL ' +
      "[tensor/safetensors-element-type]",
  );
});

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
  ["JSON after a space", byHand(" {}", []), "expected tensors by name"],
  ["no entry", byHand({ x: 1 }, []), "at hand, tensor x"],
  [
    "an entry a hundred thousand lists deep",
    byHand(`{"x":${"[".repeat(1e5)}${"]".repeat(1e5)}}`, []),
    "at hand, tensor x",
  ],
  ["a shape that is too large to count", byHand({ x: entry(0, 4, [2 ** 40, 2 ** 40]) }, ONE), "bytes inside the file"],
  [
    "a name twice",
    byHand(`{"x":${X},"x":${X}}`, ONE),
    'at hand, byte 8: found "the name x twice", expected each name once',
  ],
  ["a name twice, written in two ways", byHand(`{"x":${X},"\\u0078" : ${X}}`, ONE), "the name x twice"],
  ["a shape twice", byHand(`{"x":${X.replace("{", '{"shape":[1],')}}`, ONE), "the name shape twice"],
  ["a boolean of 2", byHand({ x: entry(0, 2, [2], "BOOL") }, [1, 2]), 'found "other bytes", expected booleans, 0 or 1'],
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

test("bytes are read in pieces of any length; a file that ends too early is told", () => {
  writeSafetensors(file, ARRAYS, {});
  const bytes = readFileSync(file);
  const descriptor = openSync(file, "r");
  try {
    for (let piece = 1; piece <= bytes.length + 1; piece++) {
      expect(Buffer.from(readBytes(descriptor, 5, bytes.length - 3, piece))).toEqual(bytes.subarray(5, -3));
    }
    expect(() => readBytes(descriptor, 5, bytes.length + 1)).toThrow(`the file ended at byte ${bytes.length}`);
  } finally {
    closeSync(descriptor);
  }
});

test("a damaged file on disk is told by its path", () => {
  writeFileSync(file, byHand({ x: entry(0, 4) }, [0, 0]));
  expect(() => readSafetensors(file)).toThrow(`${file}, tensor x: found "bytes 0 to 4", expected 4 bytes inside`);
  expect(() => readSafetensors(folder)).toThrow(/EISDIR.*\[tensor\/safetensors-unreadable\]/u);
});
