import fc from "fast-check";
import { compressors } from "hyparquet-compressors";
import { describe, expect, test } from "vitest";
import { GlueballError } from "../base/index.ts";
import { lz4Block } from "./lz4.ts";

/** A greedy compressor, so that random content can go round; `matches` are found by comparing with every earlier byte. */
function compress(content: Uint8Array): Uint8Array {
  const out: number[] = [];
  let literalStart = 0;
  let at = 0;
  while (at < content.length) {
    const { distance, length } = longestMatch(content, at);
    if (length < 4 || content.length - at - length < 5) {
      at++;
      continue;
    }
    putSequence(out, content.subarray(literalStart, at), distance, length);
    at += length;
    literalStart = at;
  }
  putSequence(out, content.subarray(literalStart), 0, 0);
  return Uint8Array.from(out);
}

function longestMatch(content: Uint8Array, at: number): { distance: number; length: number } {
  let best = { distance: 0, length: 0 };
  for (let distance = 1; distance <= Math.min(at, 65535); distance++) {
    let length = 0;
    while (at + length < content.length && content[at + length] === content[at + length - distance]) length++;
    if (length > best.length) best = { distance, length };
  }
  return best;
}

function putSequence(out: number[], literals: Uint8Array, distance: number, length: number): void {
  const high = Math.min(15, literals.length);
  const low = length === 0 ? 0 : Math.min(15, length - 4);
  out.push((high << 4) | low);
  if (high === 15) putRest(out, literals.length - 15);
  out.push(...literals);
  if (length === 0) return;
  out.push(distance & 255, distance >>> 8);
  if (low === 15) putRest(out, length - 19);
}

function putRest(out: number[], rest: number): void {
  for (; rest >= 255; rest -= 255) out.push(255);
  out.push(rest);
}

function codeOf(run: () => void): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    return error instanceof GlueballError ? error.code : `untyped: ${String(error)}`;
  }
}

const content = fc.array(fc.nat({ max: 3 }), { maxLength: 600 }).map((bytes) => Uint8Array.from(bytes));

describe("LZ4 blocks", () => {
  test("a block written by hand: literals, then a match that overlaps itself", () => {
    // token 2 literals + match of 4 + 3 bytes at distance 2, then a last literal
    const block = Uint8Array.of(0x23, 97, 98, 2, 0, 0x10, 99);
    const output = new Uint8Array(10);
    lz4Block(block, output);
    expect(new TextDecoder().decode(output)).toBe("ababababac");
  });

  test("content comes back, and equals what the decoder of hyparquet-compressors gives", () => {
    fc.assert(
      fc.property(content, (bytes) => {
        const block = compress(bytes);
        const output = new Uint8Array(bytes.length);
        lz4Block(block, output);
        expect(output).toEqual(bytes);
        if (bytes.length === 0) return;
        expect(Uint8Array.from(compressors.LZ4_RAW!(block, bytes.length))).toEqual(bytes);
      }),
      { seed: 1, numRuns: 100 },
    );
  });

  test("long literal runs and long matches use the length bytes", () => {
    const bytes = Uint8Array.from({ length: 1100 }, (_, i) => (i < 400 ? (i * i * 31) >>> 3 : 7));
    const output = new Uint8Array(bytes.length);
    lz4Block(compress(bytes), output);
    expect(output).toEqual(bytes);
  });

  test("a changed byte or a cut gives the same length or a typed error, never anything else", () => {
    fc.assert(
      fc.property(content, fc.nat(), fc.nat(), (bytes, where, value) => {
        const block = compress(bytes);
        const changed = block.slice();
        changed[where % changed.length] = value & 255;
        for (const input of [changed, block.subarray(0, where % block.length)]) {
          const code = codeOf(() => lz4Block(input, new Uint8Array(bytes.length)));
          expect([undefined, "formats/lz4-damaged"]).toContain(code);
        }
      }),
      { seed: 2, numRuns: 300 },
    );
  });

  test("errors name the byte", () => {
    const run = (block: number[], length: number) => () => lz4Block(Uint8Array.from(block), new Uint8Array(length));
    expect(run([0x20, 97], 2)).toThrow(
      "the LZ4 block is damaged (literals run past the end of the block) at byte 1 of the block [formats/lz4-damaged]",
    );
    expect(run([0x10, 97, 2, 0, 0], 8)).toThrow("a match 2 bytes back of byte 1");
    expect(run([0x10, 97, 1], 8)).toThrow("the block is cut off");
    expect(run([0x10, 97, 1, 0], 3)).toThrow("a match runs past the end of the output");
    expect(run([0x10, 97], 3)).toThrow("1 bytes came out, expected 3");
    expect(run([], 3)).toThrow("0 bytes came out, expected 3");
  });
});
