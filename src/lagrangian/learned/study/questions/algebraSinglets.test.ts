/** Singlets by the algebra against known products, and against integrals over the group. */
import { expect, test } from "vitest";
import { createRng } from "../../../../base/index.ts";
import { singlets } from "../../../../exact/index.ts";
import { createAlgebraSinglets } from "./algebraSinglets.ts";

const count = createAlgebraSinglets();

test("known products: nothing is a singlet, 3 3bar has one, 3 3 none, 8^3 two, 8^4 eight, 2^4 two", () => {
  expect(count(3, [])).toBe(1);
  expect(
    count(3, [
      [0, 0],
      [0, 0],
    ]),
  ).toBe(1);
  expect(count(3, [[1, 0]])).toBe(0);
  expect(
    count(3, [
      [1, 0],
      [0, 1],
    ]),
  ).toBe(1);
  expect(
    count(3, [
      [1, 0],
      [1, 0],
    ]),
  ).toBe(0);
  expect(
    count(3, [
      [1, 1],
      [1, 1],
      [1, 1],
    ]),
  ).toBe(2);
  expect(
    count(3, [
      [1, 1],
      [1, 1],
      [1, 1],
      [1, 1],
    ]),
  ).toBe(8);
  expect(count(2, [[1], [1], [1], [1]])).toBe(2);
  expect(count(2, [[1], [1], [1]])).toBe(0);
});

test("the integral over the group gives the same for random products", () => {
  const irreps = [
    [1, 0],
    [0, 1],
    [2, 0],
    [0, 2],
    [1, 1],
  ];
  const rng = createRng(2);
  for (let draw = 0; draw < 30; draw++) {
    const own = rng.fork(draw);
    const factors = Array.from({ length: 2 + own.integer(3) }, () => irreps[own.integer(irreps.length)]);
    expect(count(3, factors), factors.join(" ")).toBe(singlets(3, factors));
    const spins = factors.map(() => [own.integer(5)]);
    expect(count(2, spins), spins.join(" ")).toBe(singlets(2, spins));
  }
});
