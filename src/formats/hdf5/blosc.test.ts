import { deflateSync, zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { unblosc } from "./blosc.ts";
import { blosclz } from "./blosclz.ts";
import { FilterFailure } from "./filterFailure.ts";
import { unshuffle, unshuffleAny } from "./shuffle.ts";

/** blosclz of literals only: runs of up to 32. */
function literals(content: Uint8Array): Uint8Array {
  const out: number[] = [];
  for (let at = 0; at < content.length; at += 32) {
    const run = content.subarray(at, at + 32);
    out.push(run.length - 1, ...run);
  }
  return Uint8Array.from(out);
}

/** LZ4 of literals only. */
function lz4Literals(content: Uint8Array): Uint8Array {
  const out: number[] = [Math.min(15, content.length) << 4];
  for (let rest = content.length - 15; rest >= 0; rest -= 255) out.push(Math.min(255, rest));
  return Uint8Array.from([...out, ...content]);
}

const CODECS = [
  { name: "blosclz", code: 0, pack: literals },
  { name: "lz4", code: 1, pack: lz4Literals },
  { name: "zlib", code: 3, pack: (content: Uint8Array) => deflateSync(content) },
  { name: "zstd", code: 4, pack: (content: Uint8Array) => zstdCompressSync(content) },
] as const;

interface Recipe {
  readonly codec: (typeof CODECS)[number];
  readonly size: number;
  readonly block: number;
  readonly shuffle: boolean;
  readonly split: boolean;
}

/** A blosc-1 chunk by the description of the format: the twin of the reader, written the other way round. */
function pack(content: Uint8Array, { codec, size, block, shuffle, split }: Recipe): Uint8Array {
  const blocks: Uint8Array[] = [];
  for (let at = 0; at < content.length; at += block) {
    const plain = content.subarray(at, at + block);
    const bytes = shuffle && size > 1 ? shuffled(plain, size) : plain;
    const streams = split && size <= 16 && block / size >= 128 && bytes.length === block ? size : 1;
    const length = bytes.length / streams;
    const parts: Uint8Array[] = [];
    for (let i = 0; i < streams; i++) {
      const raw = bytes.subarray(i * length, (i + 1) * length);
      const packed = codec.pack(raw);
      const stored = packed.length < raw.length ? packed : raw;
      parts.push(u32(stored.length), stored);
    }
    blocks.push(Buffer.concat(parts));
  }
  const flags = (shuffle ? 1 : 0) | (split ? 0 : 16) | (codec.code << 5);
  const total = 16 + 4 * blocks.length + blocks.reduce((sum, each) => sum + each.length, 0);
  const head = [Uint8Array.of(2, 1, flags, size), u32(content.length), u32(block), u32(total)];
  let offset = 16 + 4 * blocks.length;
  for (const each of blocks) {
    head.push(u32(offset));
    offset += each.length;
  }
  return new Uint8Array(Buffer.concat([...head, ...blocks]));
}

function u32(value: number): Uint8Array {
  return new Uint8Array(new Uint32Array([value]).buffer);
}

function shuffled(plain: Uint8Array, size: number): Uint8Array {
  const m = Math.floor(plain.length / size);
  const out = plain.slice();
  for (let i = 0; i < m; i++) for (let j = 0; j < size; j++) out[j * m + i] = plain[i * size + j];
  return out;
}

function unpack(chunk: Uint8Array, length: number): Uint8Array {
  const output = new Uint8Array(length);
  unblosc(chunk, output, { bytes: new Uint8Array(0) });
  return output;
}

const small = fc.array(fc.nat({ max: 5 }), { minLength: 1, maxLength: 900 }).map((bytes) => Uint8Array.from(bytes));

describe("blosc chunks", () => {
  test("content comes back for every codec, element size, block size, with and without shuffle and splitting", () => {
    const recipe = fc.record({
      codec: fc.constantFrom(...CODECS),
      size: fc.constantFrom(1, 2, 3, 4, 8, 16, 20),
      shuffle: fc.boolean(),
      split: fc.boolean(),
    });
    fc.assert(
      fc.property(small, recipe, fc.nat({ max: 3 }), (content, recipe, cut) => {
        const whole = Math.ceil(content.length / 2 ** cut / recipe.size) * recipe.size;
        const block = Math.min(content.length, Math.max(recipe.size, whole));
        // A block that is a whole chunk of broken elements cannot be split; c-blosc never makes one.
        fc.pre(block % recipe.size === 0);
        expect(unpack(pack(content, { ...recipe, block }), content.length)).toEqual(content);
      }),
      { seed: 3, numRuns: 300 },
    );
  });

  test("stored content is copied", () => {
    const chunk = Uint8Array.from([2, 1, 2, 4, ...u32(3), ...u32(3), ...u32(19), 7, 8, 9]);
    expect(unpack(chunk, 3)).toEqual(Uint8Array.of(7, 8, 9));
  });

  test.each([
    [0, 9, "blosc version 9, expected 1 or 2"],
    [2, 4, "bit shuffle, which is not supported"],
    [2, 2 << 5, "blosc codec 2 (snappy), which is not supported"],
    [2, 7 << 5, "blosc codec 7 (unknown), which is not supported"],
    [3, 0, "elements of 0 bytes"],
    [4, 99, "a content of 355 bytes, expected 256"],
    [9, 7, "blocks of 1792 bytes"],
    [12, 3, "a stored size of"],
    [20, 255, "a stream of"],
  ])("byte %i changed to %i is refused", (byte, value, why) => {
    const content = Uint8Array.from({ length: 256 }, (_, i) => i);
    const chunk = pack(content, { codec: CODECS[0], size: 2, block: 256, shuffle: true, split: true });
    chunk[byte] = value;
    expect(() => unpack(chunk, 256)).toThrow(why);
    expect(() => unpack(chunk, 256)).toThrow(FilterFailure);
  });

  test("any changed byte or cut gives bytes of the right number or a failure with its byte", () => {
    fc.assert(
      fc.property(small, fc.constantFrom(...CODECS), fc.nat(), fc.nat({ max: 255 }), (content, codec, where, value) => {
        const chunk = pack(content, { codec, size: 1, block: content.length, shuffle: false, split: true });
        const changed = chunk.slice();
        changed[where % chunk.length] = value;
        for (const bad of [changed, chunk.subarray(0, where % chunk.length)]) {
          try {
            unpack(bad, content.length);
          } catch (error) {
            expect(error).toBeInstanceOf(FilterFailure);
          }
        }
      }),
      { seed: 4, numRuns: 300 },
    );
  });
});

describe("blosclz", () => {
  const run = (input: number[], length: number) => {
    const output = new Uint8Array(length);
    blosclz(Uint8Array.from(input), output);
    return [...output];
  };

  test("literals and matches, near, overlapping and long, by hand", () => {
    expect(run([2, 1, 2, 3], 3)).toEqual([1, 2, 3]);
    // 3 literals, then length (1 << 5 >> 5) - 1 + 3 = 3 from distance 2 + 1
    expect(run([2, 1, 2, 3, 1 << 5, 2], 6)).toEqual([1, 2, 3, 1, 2, 3]);
    // one literal, then 7 - 1 + 3 + 255 + 1 = 265 times the byte before
    expect(run([0, 5, 7 << 5, 255, 1, 0], 266)).toEqual(Array(266).fill(5));
    // the first control byte counts with its low five bits only
    expect(run([0x22, 1, 2, 3], 3)).toEqual([1, 2, 3]);
  });

  test("a far match adds two bytes to 8191", () => {
    const content = Uint8Array.from({ length: 9000 }, (_, i) => (i * i) >>> 4);
    const distance = 8800;
    const far = [(2 << 5) | 31, 255, (distance - 8192) >>> 8, (distance - 8192) & 255];
    const out = run([...literals(content), ...far], 9004);
    expect(out.slice(9000)).toEqual([...content.subarray(200, 204)]);
  });

  test.each([
    [[0, 5, 1 << 5, 1], 4, "a match begins before the output"],
    [[0, 5, 1 << 5, 0], 3, "a match runs past the end"],
    [[0, 5, 7 << 5, 255], 9, "a match is cut off"],
    [[5, 1], 6, "literals run past the end"],
    [[0, 5], 6, "1 bytes came out, expected 6"],
    [[], 1, "0 bytes came out, expected 1"],
  ])("%j is refused", (input, length, why) => {
    expect(() => run(input, length)).toThrow(why);
  });
});

test("the fast unshuffle equals the plain one, also for broken elements and odd places in memory", () => {
  fc.assert(
    fc.property(small, fc.constantFrom(2, 3, 4, 8), fc.nat({ max: 5 }), (content, size, shift) => {
      const fast = new Uint8Array(content.length + shift).subarray(shift);
      const plain = new Uint8Array(content.length);
      unshuffle(content, fast, size);
      const count = Math.floor(content.length / size);
      unshuffleAny(content, plain, size, count);
      plain.set(content.subarray(count * size), count * size);
      expect(fast).toEqual(plain);
    }),
    { seed: 5, numRuns: 200 },
  );
});
