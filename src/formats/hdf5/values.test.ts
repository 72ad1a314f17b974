import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readDatatype } from "./datatype.ts";
import { fletcher32 } from "./fletcher32.ts";
import { readFillValue } from "./layout.ts";
import { cursorOf } from "./structures.ts";
import { columnForm, decodeElements, gatherField, valueText } from "./values.ts";

function bytes(...parts: (number | string)[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => (typeof part === "number" ? [part] : [...Buffer.from(part)])));
}

function typeOf(...parts: (number | string)[]) {
  return readDatatype(cursorOf(bytes(...parts), 100, "x.h5"));
}

const INT8 = [0x10, 8, 0, 0, 1, 0, 0, 0, 0, 0, 8, 0]; // signed, one byte, offset 0, 8 bits
const BITS = [0x14, 0, 0, 0, 1, 0, 0, 0, 0, 0, 8, 0]; // the bool of PyTables, a bit field of one byte
const FLOAT_TAIL = (size: number, exponent: number, mantissa: number, bias: number) => {
  return [0, 0, 8 * size, 0, mantissa, exponent, 0, mantissa, bias & 255, bias >>> 8, 0, 0];
};

describe("types that the library cannot write here", () => {
  test("big-endian numbers and half floats", () => {
    const big = typeOf(0x11, 0x21, 63, 0, 8, 0, 0, 0, ...FLOAT_TAIL(8, 11, 52, 1023));
    expect(big).toEqual({ kind: "float", size: 8, bigEndian: true });
    const view = new DataView(new ArrayBuffer(16));
    view.setFloat64(0, 0.1);
    view.setFloat64(8, -2.5);
    expect(decodeElements(new Uint8Array(view.buffer), big, "x")).toEqual(Float64Array.of(0.1, -2.5));
    const half = typeOf(0x11, 0x20, 15, 0, 2, 0, 0, 0, ...FLOAT_TAIL(2, 5, 10, 15));
    expect(columnForm(half)).toEqual({ type: "float32", shape: [] });
    const stored = new Uint8Array(Float16Array.of(0.5, -65504, 6e-8).buffer);
    expect(decodeElements(stored, half, "x")).toEqual(Float32Array.from(Float16Array.of(0.5, -65504, 6e-8)));
  });

  test("a float that is not IEEE, and an integer of 12 bits, are named and not read as numbers", () => {
    const odd = typeOf(0x11, 0x20, 31, 0, 4, 0, 0, 0, ...FLOAT_TAIL(4, 8, 23, 126));
    expect(odd).toEqual({ kind: "other", size: 4, name: "float with 32 bits that is not IEEE" });
    const twelve = typeOf(0x10, 0, 0, 0, 2, 0, 0, 0, 0, 0, 12, 0);
    expect(columnForm(twelve)).toBeUndefined();
  });

  test("an enumeration of FALSE and TRUE is bool, another is its integers, and a bool of 2 is damage", () => {
    const named = (first: string, second: string) => {
      const names = [...Buffer.from(first.padEnd(8, "\0")), ...Buffer.from(second.padEnd(8, "\0"))];
      return typeOf(0x18, 2, 0, 0, 1, 0, 0, 0, ...INT8, ...names, 0, 1);
    };
    expect(named("FALSE", "TRUE")).toEqual({ kind: "boolean", size: 1 });
    expect(named("barrel", "endcap")).toEqual({ kind: "integer", size: 1, signed: true, bigEndian: false });
    expect(typeOf(...BITS)).toEqual({ kind: "boolean", size: 1 });
    expect(() => decodeElements(bytes(0, 1, 2), { kind: "boolean", size: 1 }, "x.h5, dataset /b")).toThrow(
      "the HDF5 file is damaged: a bool is neither 0 nor 1 at x.h5, dataset /b, element 2: found 2, expected 0 or 1",
    );
  });

  test("compounds of versions 1, 2 and 3 and arrays", () => {
    const expected = {
      kind: "compound",
      size: 5,
      fields: [
        { name: "a", offset: 0, type: { kind: "integer", size: 1, signed: true, bigEndian: false } },
        { name: "b", offset: 1, type: { kind: "array", size: 4, shape: [2, 2] } },
      ],
    };
    const head = (version: number) => [(version << 4) | 6, 2, 0, 0, 5, 0, 0, 0];
    const array2 = [0x2a, 0, 0, 0, 4, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ...INT8];
    const array3 = [0x3a, 0, 0, 0, 4, 0, 0, 0, 2, 2, 0, 0, 0, 2, 0, 0, 0, ...INT8];
    const old = (rank: number) => [rank, ...Array(11).fill(0), 2, 0, 0, 0, 2, 0, 0, 0, ...Array(8).fill(0)];
    const a = ["a", ...Array(7).fill(0)];
    const b = ["b", ...Array(7).fill(0)];
    const version1 = typeOf(...head(1), ...a, 0, 0, 0, 0, ...old(0), ...INT8, ...b, 1, 0, 0, 0, ...old(2), ...INT8);
    expect(version1).toMatchObject(expected);
    expect(typeOf(...head(2), ...a, 0, 0, 0, 0, ...INT8, ...b, 1, 0, 0, 0, ...array2)).toMatchObject(expected);
    expect(typeOf(...head(3), "a", 0, 0, ...INT8, "b", 0, 1, ...array3)).toMatchObject(expected);
    expect(() => typeOf(...head(3), "a", 0, 0, ...INT8, "b", 0, 2, ...array3)).toThrow("field b lies outside its row");
  });

  test("types that no column holds are passed over within a compound", () => {
    const opaque = [0x15, 8, 0, 0, 2, 0, 0, 0, "tag\0\0\0\0\0"];
    const others = [[0x12, 0, 0, 0, 4, 0, 0, 0, 32, 0], opaque, [0x17, 0, 0, 0, 8, 0, 0, 0], BITS] as (
      | number
      | string
    )[][];
    const fields = [...others, INT8].flatMap((type, i) => [`f${i}`, 0, i, ...type]);
    const type = typeOf(0x36, 5, 0, 0, 20, 0, 0, 0, ...fields);
    const kinds = type.kind === "compound" ? type.fields.map((field) => field.type.kind) : [];
    expect(kinds).toEqual(["other", "other", "other", "boolean", "integer"]);
  });

  test("types nested without end, cut off, or of no known class are damage", () => {
    const nest = (depth: number): number[] => {
      return depth === 0 ? INT8 : [0x3a, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0, 0, ...nest(depth - 1)];
    };
    expect(() => typeOf(...nest(40))).toThrow("types are nested more than 16 deep");
    expect(() => typeOf(...INT8.slice(0, 9))).toThrow("a structure ends too early at x.h5, byte 108");
    expect(() => typeOf(0x1f, 0, 0, 0, 1, 0, 0, 0)).toThrow("unknown class of element type");
    expect(() => typeOf(0x10, 0, 0, 0, 0, 0, 0, 0)).toThrow("an element type has no bytes");
  });
});

test("texts end at a zero byte or before padding blanks", () => {
  const cell = bytes("ab\0d", "pT  ");
  expect(decodeElements(cell, { kind: "string", size: 4, spacePadded: false }, "x")).toEqual(["ab", "pT  "]);
  expect(decodeElements(cell, { kind: "string", size: 4, spacePadded: true }, "x")).toEqual(["ab", "pT"]);
});

test("fields of rows, narrow and wide, are what a loop over bytes picks", () => {
  const width = fc.integer({ min: 1, max: 200 });
  fc.assert(
    fc.property(width, fc.nat(), fc.nat(), (rowBytes, a, b) => {
      const offset = a % rowBytes;
      const length = 1 + (b % (rowBytes - offset));
      const rows = Uint8Array.from({ length: 3 * rowBytes }, (_, i) => i);
      const picked = gatherField(rows, { rowBytes, offset, bytes: length }, 3);
      const wanted = [0, 1, 2].flatMap((row) => [...rows.slice(row * rowBytes + offset).subarray(0, length)]);
      expect([...picked]).toEqual(wanted);
    }),
    { seed: 7, numRuns: 100 },
  );
});

test("Fletcher's checksum of published examples, of both lengths, and with sums beyond one block", () => {
  const swapped = (text: string) => Uint8Array.from(Buffer.from(text)); // big-endian words, as HDF5 sums them
  // The published little-endian examples "abcde", "abcdef", "abcdefgh" with the bytes of each word exchanged.
  expect(fletcher32(swapped("badcfe")).toString(16)).toBe("56502d2a");
  expect(fletcher32(swapped("badcfehg")).toString(16)).toBe("ebe19591");
  const long = Uint8Array.from({ length: 100_001 }, (_, i) => (i * 7) & 255);
  let [first, second] = [0n, 0n];
  for (let i = 0; i < long.length; i += 2) {
    first += BigInt((long[i]! << 8) | (long[i + 1] ?? 0));
    second += first;
  }
  // Equal modulo 65535; the folded sums write a multiple of it as 65535 where it is not zero.
  const sum = fletcher32(long);
  expect([BigInt(sum & 0xffff) % 65535n, BigInt(sum >>> 16) % 65535n]).toEqual([first % 65535n, second % 65535n]);
});

test("fill values of every version", () => {
  const fill = (old: boolean, ...content: number[]) => [...readFillValue(cursorOf(bytes(...content), 0, "x"), old, 2)];
  expect(fill(true, 2, 0, 0, 0, 7, 8)).toEqual([7, 8]);
  expect(fill(false, 1, 0, 0, 0, 2, 0, 0, 0, 7, 8)).toEqual([7, 8]);
  expect(fill(false, 2, 0, 0, 1, 2, 0, 0, 0, 7, 8)).toEqual([7, 8]);
  expect(fill(false, 2, 0, 0, 0)).toEqual([0, 0]);
  expect(fill(false, 3, 0x29, 2, 0, 0, 0, 7, 8)).toEqual([7, 8]);
  expect(fill(false, 3, 0x09)).toEqual([0, 0]);
  expect(() => fill(true, 3, 0, 0, 0, 1, 2, 3)).toThrow("a fill value has another size");
});

test("values as text", () => {
  expect([valueText("a"), valueText(2n), valueText(Float32Array.of(0.5, 2))]).toEqual(["a", "2", "0.5, 2"]);
  expect(valueText(new Int8Array(20))).toBe(`${Array(16).fill(0).join(", ")}, ... (20 in all)`);
});
