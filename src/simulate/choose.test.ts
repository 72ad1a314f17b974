import { expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { choose } from "./choose.ts";

test("choose takes an index in proportion to its weight, and never one without weight", () => {
  const rng = createRng(7);
  const counts = [0, 0, 0, 0];
  for (let i = 0; i < 4000; i++) counts[choose(rng, [0, 1, 3, 0])]++;
  expect([counts[0], counts[3]]).toEqual([0, 0]);
  expect(Math.abs(counts[1] / 4000 - 0.25)).toBeLessThan(3.3 * Math.sqrt(0.1875 / 4000));
});
