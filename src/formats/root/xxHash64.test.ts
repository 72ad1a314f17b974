import fc from "fast-check";
import { expect, test } from "vitest";
import { xxHash64 } from "./xxHash64.ts";

const ascii = (text: string) => new TextEncoder().encode(text);

test("known answers of the specification's reference program", () => {
  expect(xxHash64(ascii(""))).toBe("ef46db3751d8e999");
  expect(xxHash64(ascii("a"))).toBe("d24ec4f1a98c6e5b");
  expect(xxHash64(ascii("abc"))).toBe("44bc2cf5ad770999");
  expect(xxHash64(ascii("Nobody inspects the spammish repetition"))).toBe("fbcea83c8a378bf1");
});

/** The specification word by word, with BigInt: slow. */
function twin(bytes: Uint8Array): string {
  const [p1, p2, p3, p4, p5] = [
    0x9e3779b185ebca87n,
    0xc2b2ae3d27d4eb4fn,
    0x165667b19e3779f9n,
    0x85ebca77c2b2ae63n,
    0x27d4eb2f165667c5n,
  ];
  const wrap = (x: bigint) => BigInt.asUintN(64, x);
  const turn = (x: bigint, by: bigint) => wrap((x << by) | (x >> (64n - by)));
  const round = (sum: bigint, lane: bigint) => wrap(turn(wrap(sum + lane * p2), 31n) * p1);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  let hash = p5;
  if (bytes.length >= 32) {
    const sums = [p1 + p2, p2, 0n, wrap(-p1)].map(wrap);
    for (; at + 32 <= bytes.length; at += 32) {
      for (let i = 0; i < 4; i++) sums[i] = round(sums[i], view.getBigUint64(at + 8 * i, true));
    }
    hash = wrap([1n, 7n, 12n, 18n].reduce((sum, by, i) => sum + turn(sums[i], by), 0n));
    for (const sum of sums) hash = wrap((hash ^ round(0n, sum)) * p1 + p4);
  }
  hash = wrap(hash + BigInt(bytes.length));
  for (; at + 8 <= bytes.length; at += 8) {
    hash = wrap(turn(hash ^ round(0n, view.getBigUint64(at, true)), 27n) * p1 + p4);
  }
  if (at + 4 <= bytes.length) {
    hash = wrap(turn(hash ^ wrap(BigInt(view.getUint32(at, true)) * p1), 23n) * p2 + p3);
    at += 4;
  }
  for (; at < bytes.length; at++) hash = wrap(turn(hash ^ wrap(BigInt(bytes[at]) * p5), 11n) * p1);
  hash = wrap((hash ^ (hash >> 33n)) * p2);
  hash = wrap((hash ^ (hash >> 29n)) * p3);
  return (hash ^ (hash >> 32n)).toString(16).padStart(16, "0");
}

test("equals the specification on random bytes", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(xxHash64(bytes)).toBe(twin(bytes));
    }),
    { seed: 1, numRuns: 500 },
  );
});
