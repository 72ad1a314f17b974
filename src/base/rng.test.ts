import { expect, test } from "vitest";
import { createRng, philox, philoxPair } from "./rng.ts";

// Known answers of the Random123 distribution (kat_vectors, philox4x32 10 rounds).
test.each([
  [
    [0, 0, 0, 0],
    [0, 0],
    [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
  ],
  [
    [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
    [0xffffffff, 0xffffffff],
    [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
  ],
  [
    [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
    [0xa4093822, 0x299f31d0],
    [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
  ],
])("philox4x32-10 gives the published answer for counter %j", (counter, key, expected) => {
  const out = new Uint32Array(4);
  philox(counter, key, out);
  expect([...out]).toEqual(expected);
});

test("two blocks at once are the blocks of a counter and of the next", () => {
  const pair = new Uint32Array(8);
  const one = new Uint32Array(4);
  for (const counter of [
    [0, 0, 0, 0],
    [0xfffffffe, 0x85a308d3, 0x13198a2e, 0x03707344],
  ]) {
    philoxPair(counter, [0xa4093822, 0x299f31d0], pair);
    const [first, ...rest] = counter;
    for (const n of [0, 1]) {
      philox([first + n, ...rest], [0xa4093822, 0x299f31d0], one);
      expect(pair.slice(4 * n, 4 * n + 4)).toEqual(one);
    }
  }
});

test("forks depend on their names and not on what was drawn before", () => {
  const rng = createRng(7);
  const before = rng.fork("noise").uniform();
  rng.uniform();
  expect(rng.fork("noise").uniform()).toBe(before);
  expect(rng.fork("shuffle").uniform()).not.toBe(before);
  expect(rng.fork(3).uniform()).not.toBe(rng.fork(4).uniform());
});

test("uniform and normal draws have the right moments within five standard errors", () => {
  const rng = createRng(1);
  const n = 200_000;
  let uniform = 0;
  let normal = 0;
  let square = 0;
  for (let i = 0; i < n; i++) {
    uniform += rng.uniform();
    const z = rng.normal();
    normal += z;
    square += z * z;
  }
  expect(Math.abs(uniform / n - 0.5)).toBeLessThan(5 * Math.sqrt(1 / 12 / n));
  expect(Math.abs(normal / n)).toBeLessThan(5 / Math.sqrt(n));
  expect(Math.abs(square / n - 1)).toBeLessThan(5 * Math.sqrt(2 / n));
});

test("a shuffle is a permutation and integers are uniform", () => {
  const rng = createRng(2);
  const items = rng.shuffle([...Array(100).keys()]);
  expect([...items].sort((a, b) => a - b)).toEqual([...Array(100).keys()]);
  const counts = new Float64Array(7);
  for (let i = 0; i < 70_000; i++) counts[rng.integer(7)]!++;
  const chi2 = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
  expect(chi2).toBeLessThan(30); // 6 degrees of freedom: p = 4e-5
});
