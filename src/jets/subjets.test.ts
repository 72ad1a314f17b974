/** Trimming, filtering and pruning on jets of a few particles. */
import { expect, test } from "vitest";
import { filtering } from "./filtering.ts";
import { masslessJet } from "./groomingTrial.ts";
import { pruning } from "./pruning.ts";
import { trimming } from "./trimming.ts";

/** Subjets of pt 80, 32 and 16 in the same direction of azimuth: 128 GeV exactly. */
const THREE = masslessJet([
  [16, 0.8, 0],
  [64, 0, 0],
  [32, 0.4, 0],
  [16, 0.1, 0],
]);

test("trimming keeps a subjet that has the fraction of the jet's pt exactly", () => {
  for (const algorithm of ["kt", "ca", "antikt"] as const) {
    const kept = (fraction: number) => [...trimming(THREE, { algorithm, radius: 0.2, fraction }).kept];
    expect(kept(0.125)).toEqual([0, 1, 2, 3]);
    expect(kept(0.126)).toEqual([1, 2, 3]);
    expect(kept(0.25)).toEqual([1, 2, 3]);
    expect(kept(0.26)).toEqual([1, 3]);
    expect(kept(1)).toEqual([]);
    expect(trimming(THREE, { algorithm, radius: 0.2, fraction: 1 }).energy).toBe(0);
  }
});

test("filtering keeps the hardest subjets", () => {
  const kept = (hardest: number) => [...filtering(THREE, { algorithm: "ca", radius: 0.2, hardest }).kept];
  expect([1, 2, 3, 4].map(kept)).toEqual([
    [1, 3],
    [1, 2, 3],
    [0, 1, 2, 3],
    [0, 1, 2, 3],
  ]);
});

test("which subjets there are depends on the algorithm", () => {
  // 0 and 1 are closest, but both are hard; 2 is soft and kt merges it first.
  const jet = masslessJet([
    [50, 0, 0],
    [50, 0.28, 0],
    [1, 0.58, 0],
  ]);
  const hardest = (algorithm: "kt" | "ca" | "antikt") => [
    ...filtering(jet, { algorithm, radius: 0.31, hardest: 1 }).kept,
  ];
  expect(hardest("ca")).toEqual([0, 1]);
  expect(hardest("kt")).toEqual([0, 1, 2]);
  expect(hardest("antikt")).toEqual([0, 1]);
});

test("pruning drops what is soft and wide, and keeps what is soft or wide", () => {
  const jet = masslessJet([
    [100, 0, 0],
    [4, 0.05, 0],
    [60, 0.5, 0],
    [5, 0, 1.2],
  ]);
  expect([...pruning(jet, { zCut: 0.1, radiusFactor: 0.5 }).kept]).toEqual([0, 1, 2]);
  expect([...pruning(jet, { zCut: 0.1, radiusFactor: 0 }).kept]).toEqual([0, 2]);
  expect([...pruning(jet, { zCut: 0.01, radiusFactor: 0.5 }).kept]).toEqual([0, 1, 2, 3]);
  expect([...pruning(jet, { zCut: 0.1, radiusFactor: 5 }).kept]).toEqual([0, 1, 2, 3]);
});

test("z of pruning is the fraction of the pt of both together, as vectors", () => {
  // Back to back almost: the softer has 30 % of the scalar sum and 73 % of the vector sum.
  const jet = masslessJet([
    [70, 0, 0],
    [30, 0, 3.1],
  ]);
  expect(pruning(jet, { zCut: 0.5, radiusFactor: 0.1 }).kept).toHaveLength(2);
  expect(pruning(jet, { zCut: 0.8, radiusFactor: 0.1 }).kept).toHaveLength(1);
});
