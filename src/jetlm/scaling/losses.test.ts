import { expect, test } from "vitest";
import { createRng } from "../../base/index.ts";
import { packRows } from "../pack.ts";
import { packSequences } from "../tokens.ts";
import { excessOver, lossesByPosition, ratioOfSums, sequenceLosses } from "./losses.ts";
import { unigramLosses } from "../baselines.ts";

const SEQUENCES = packSequences([Int32Array.of(0, 1, 2, 4), Int32Array.of(0, 3, 4), Int32Array.of(0, 2, 2, 2, 4)]);

/** A loss for every target that tells which it is: id + 10 x position. */
function packed() {
  const rows = packRows(SEQUENCES, [2, 0, 1], 5);
  const losses = new Float64Array(rows.targets.length);
  let position = 0;
  rows.targets.forEach((target, at) => {
    position = at % 5 > 0 && rows.segments[at] === rows.segments[at - 1] ? position + 1 : 0;
    if (target >= 0) losses[at] = target + 10 * position;
  });
  return { rows, losses };
}

test("losses of packed rows come back by sequence and by position", () => {
  const { rows, losses } = packed();
  const own = sequenceLosses(rows, losses);
  expect(own.toSorted((a, b) => a.ids.localeCompare(b.ids))).toEqual([
    { ids: "1,2,4", sum: 37, count: 3 },
    { ids: "2,2,2,4", sum: 70, count: 4 },
    { ids: "3,4", sum: 17, count: 2 },
  ]);
  expect(lossesByPosition(rows, losses)).toEqual([
    { sum: 6, count: 3 },
    { sum: 8 + 30, count: 3 },
    { sum: 6 + 40, count: 2 },
    { sum: 34, count: 1 },
  ]);
  const excess = excessOver(Float64Array.of(36, 16, 69), SEQUENCES, own);
  expect(excess.perSequence).toBeCloseTo(1, 12);
  expect(excess.perToken).toBeCloseTo(3 / 9, 12);
  expect(excess.perSequenceError).toBeCloseTo(0, 12);
});

test("the error of the ratio is the spread of the ratio over repeated samples", () => {
  const draw = (seed: number) => {
    const rng = createRng(seed);
    return ratioOfSums(
      Array.from({ length: 200 }, () => {
        const count = 1 + rng.integer(20);
        return { count, sum: count * (2 + rng.normal()) + rng.normal() };
      }),
    );
  };
  const all = Array.from({ length: 200 }, (_, seed) => draw(seed + 1));
  const mean = all.reduce((sum, { perToken }) => sum + perToken, 0) / all.length;
  const spread = Math.sqrt(all.reduce((sum, { perToken }) => sum + (perToken - mean) ** 2, 0) / all.length);
  const stated = all.reduce((sum, { error }) => sum + error, 0) / all.length;
  expect(Math.abs(stated / spread - 1)).toBeLessThan(0.15);
});

test("the unigram of each position: what is certain costs nothing, what is random costs its entropy", () => {
  const rng = createRng(3);
  const draw = (count: number) =>
    packSequences(Array.from({ length: count }, () => Int32Array.of(0, 1, 2 + rng.integer(4), 6)));
  const { perToken, positions } = unigramLosses(draw(20_000), draw(2000), 7);
  const means = positions.map(({ sum, count }) => sum / count);
  expect(means[0]).toBeLessThan(0.02);
  // A hundredth of the weight is that of all positions, of which each of these ids has a twelfth.
  expect(means[1]).toBeCloseTo(Math.log(20_200 / (5000 + 200 / 12)), 3);
  expect(means[2]).toBeLessThan(0.02);
  expect(perToken).toBeCloseTo((means[0] + means[1] + means[2]) / 3, 12);
});
