import fc from "fast-check";
import { expect, test } from "vitest";
import { FilterFailure } from "./filterFailure.ts";
import { unlzf } from "./lzf.ts";

function run(input: number[], length: number): number[] {
  const output = new Uint8Array(length);
  unlzf(Uint8Array.from(input), output);
  return [...output];
}

test("literals and matches, near, overlapping and long, by hand", () => {
  expect(run([2, 1, 2, 3], 3)).toEqual([1, 2, 3]);
  expect(run([2, 1, 2, 3, 1 << 5, 2], 6)).toEqual([1, 2, 3, 1, 2, 3]); // 3 bytes from 3 back
  expect(run([0, 5, 7 << 5, 20, 0], 30)).toEqual(Array(30).fill(5)); // 7 + 2 + 20 from 1 back
  const literals = Array.from({ length: 512 }, (_, i) => i & 255);
  const packed = Array.from({ length: 16 }, (_, i) => [31, ...literals.slice(32 * i, 32 * i + 32)]).flat();
  expect(run([...packed, (1 << 5) | 1, 0xf3], 515).slice(512)).toEqual([12, 13, 14]); // 256 + 243 + 1 = 500 back
});

test.each([
  [[5, 1], 6, "literals run past the end"],
  [[0, 5, 1 << 5, 1], 4, "a match begins before the output"],
  [[0, 5, 1 << 5, 0], 3, "a match runs past the end"],
  [[0, 5, 7 << 5, 1], 12, "a match is cut off"],
  [[0, 5], 6, "1 bytes came out, expected 6"],
])("%j is refused", (input, length, why) => {
  expect(() => run(input, length)).toThrow(why);
});

test("random bytes give a failure with its byte, or exactly as many bytes as asked for", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), fc.nat({ max: 60 }), (input, length) => {
      try {
        unlzf(input, new Uint8Array(length));
      } catch (error) {
        expect(error).toBeInstanceOf(FilterFailure);
      }
    }),
    { seed: 9, numRuns: 500 },
  );
});
