/** Soft drop, its variants and the mass drop tagger on jets of a few particles whose answer can be worked out by hand. */
import { describe, expect, test } from "vitest";
import { invariantMass } from "../kinematics/index.ts";
import { bottomUpSoftDrop } from "./bottomUpSoftDrop.ts";
import { masslessJet, totalOf } from "./groomingTrial.ts";
import { iteratedSoftDrop, softDropAngularity } from "./iteratedSoftDrop.ts";
import { massDrop } from "./massDrop.ts";
import { recursiveSoftDrop } from "./recursiveSoftDrop.ts";
import { modifiedMassDrop, softDrop } from "./softDrop.ts";

/** (pt, eta, phi); the tree is ((0 + 1) + 2), with z = 3/13 at DeltaR = 0.1 and z = 1/27 before. */
const NESTED = masslessJet([
  [100, 0, 0],
  [30, 0.1, 0],
  [5, 0.6, 0],
]);

/** One hard particle, and two that weigh more together, have more energy and less pt. */
const HEAVY_PAIR = masslessJet([
  [100, 0, 0],
  [35, 1.2, 0],
  [35, 1.4, 0],
]);

/** Two particles in exactly the same direction: no angle, no mass. */
const COLLINEAR = masslessJet([
  [10, 0.3, 1],
  [10, 0.3, 1],
]);

const massOf = (jet: typeof NESTED, indices: number[]) => invariantMass([totalOf(jet, indices)]);

describe("soft drop", () => {
  test("drops the soft wide branch and stops at the splitting that passes", () => {
    const groomed = softDrop(NESTED, { zCut: 0.1, beta: 0 });
    expect([...groomed.kept]).toEqual([0, 1]);
    expect(groomed.px).toBeCloseTo(130, 12);
    expect(groomed.splitting?.z).toBeCloseTo(3 / 13, 14);
    expect(groomed.splitting?.deltaR).toBeCloseTo(0.1, 14);
    expect(groomed.splitting?.mu).toBeCloseTo(0, 12);
  });

  test("z must exceed z_cut (DeltaR / R0)^beta", () => {
    const kept = (zCut: number, beta: number, r0: number) => softDrop(NESTED, { zCut, beta, r0 }).kept.length;
    // The rapidity of 0 and 1 together is near 0.023, so the first splitting has DeltaR = 0.577 and z = 0.037.
    expect(kept(0.06, 1, 1)).toBe(3);
    expect(kept(0.07, 1, 1)).toBe(2);
    expect(kept(0.06, 1, 0.5)).toBe(2);
    expect(kept(0.06, 0, 1)).toBe(2);
    expect(kept(0.1, 2, 1)).toBe(3);
  });

  test("where nothing passes a groomer leaves the last constituent, a tagger nothing", () => {
    const groomed = softDrop(NESTED, { zCut: 0.4, beta: 0 });
    expect([[...groomed.kept], groomed.px, groomed.splitting]).toEqual([[0], 100, undefined]);
    const tagged = softDrop(NESTED, { zCut: 0.4, beta: 0, mode: "tag" });
    expect(tagged).toEqual({ px: 0, py: 0, pz: 0, energy: 0, kept: new Int32Array(0), splitting: undefined });
    expect(modifiedMassDrop(NESTED, { zCut: 0.4 })).toEqual(tagged);
  });

  test("follows the branch of larger pt, mass or energy", () => {
    const kept = (follow?: "pt" | "mass" | "energy") => [
      ...softDrop(HEAVY_PAIR, { zCut: 0.45, beta: 0, ...(follow !== undefined && { follow }) }).kept,
    ];
    expect(kept()).toEqual([0]);
    expect(kept("pt")).toEqual([0]);
    expect(kept("mass")).toEqual([1, 2]);
    expect(kept("energy")).toEqual([1, 2]);
  });

  test("measured with energies the angle is that in space, and the more energetic branch is followed", () => {
    const groomed = softDrop(HEAVY_PAIR, { zCut: 0.45, beta: 0, measure: "energy" });
    const [low, high] = [Math.cosh(1.2), Math.cosh(1.4)];
    expect([...groomed.kept]).toEqual([1, 2]);
    expect(groomed.splitting?.z).toBeCloseTo(low / (low + high), 14);
    expect(groomed.splitting?.deltaR).toBeCloseTo(Math.acos(1 / high) - Math.acos(1 / low), 13);
  });

  test("the mass drop cut asks for a heavier branch lighter than mu times both", () => {
    const mu = massOf(NESTED, [0, 1]) / massOf(NESTED, [0, 1, 2]);
    const condition = { zCut: 0.01, beta: 0 };
    expect(softDrop(NESTED, condition).splitting?.mu).toBeCloseTo(mu, 12);
    expect(softDrop(NESTED, { ...condition, muCut: mu + 1e-6 }).kept).toHaveLength(3);
    expect(softDrop(NESTED, { ...condition, muCut: mu - 1e-6 }).kept).toHaveLength(2);
    expect(modifiedMassDrop(NESTED, { zCut: 0.01, muCut: mu - 1e-6 }).kept).toHaveLength(2);
  });

  test("what is exactly collinear passes for beta > 0 and has no mass to drop", () => {
    const { kept, splitting } = softDrop(COLLINEAR, { zCut: 0.6, beta: 1 });
    expect([[...kept], splitting]).toEqual([[0, 1], { z: 0.5, deltaR: 0, mu: 1 }]);
    expect(softDrop(COLLINEAR, { zCut: 0.1, beta: -1 }).splitting).toBeUndefined();
    expect(softDrop(COLLINEAR, { zCut: 0.1, beta: 1, muCut: 0.99 }).splitting).toBeUndefined();
  });

  test("a branch without pt never passes", () => {
    const jet = { px: [5, 0], py: [0, 0], pz: [0, 0], energy: [5, 1] };
    expect([...softDrop(jet, { zCut: 0, beta: 0 }).kept]).toEqual([0]);
  });

  test("mMDT filters with half the angle of the splitting, at most maxRadius", () => {
    const jet = masslessJet([
      [100, 0, 0],
      [80, 0.8, 0],
      [20, 0.3, 0],
      [10, 0.8, 0.35],
    ]);
    const kept = (maxRadius: number, hardest: number) => [
      ...modifiedMassDrop(jet, { zCut: 0.1, filter: { maxRadius, hardest } }).kept,
    ];
    // With radius 0.3 particle 2 is with 0 and particle 3 alone; with 0.25 particle 2 is alone too.
    expect(kept(0.3, 2)).toEqual([0, 1, 2]);
    expect(kept(0.25, 2)).toEqual([0, 1]);
    expect(kept(0.25, 3)).toEqual([0, 1, 2]);
    expect(kept(0.25, 4)).toEqual([0, 1, 2, 3]);
    // Half of DeltaR = 0.75 is 0.37: now particle 3 is with 1.
    expect(kept(10, 2)).toEqual([0, 1, 2, 3]);
  });
});

describe("recursive soft drop", () => {
  /** ((0 + 1) + (2 + 3)): the first splitting at DeltaR near 0.8, then 0.2 with z = 1/11 and 0.1 with z = 1/21. */
  const jet = masslessJet([
    [100, 0, 0],
    [10, 0, 0.2],
    [80, 0.8, 0],
    [4, 0.8, 0.1],
  ]);
  const kept = (layers: number, zCut: number, dynamicR0: boolean) => [
    ...recursiveSoftDrop(jet, { zCut, beta: 1, layers, dynamicR0 }).kept,
  ];

  test("goes on where the next splitting is widest, and leaves whole what it does not reach", () => {
    const { prong, splittings, splitting } = recursiveSoftDrop(jet, { zCut: 0.1, beta: 1, layers: 2 });
    expect(splittings.map(({ deltaR }) => deltaR)).toEqual([expect.closeTo(0.8, 2), expect.closeTo(0.2, 12)]);
    expect(splitting).toEqual(splittings[0]);
    const [harder, softer] = prong.branches ?? [];
    expect([harder?.splitting, softer?.splitting]).toEqual([splittings[1], undefined]);
    expect(softer?.px).toBeCloseTo(80 + 4 * Math.cos(0.1), 12);
  });

  test("a dynamic R0 is the angle of the splitting before", () => {
    // Cuts at 0.2 and 0.1: z_cut times the angle, or times the angle over 0.8.
    expect(kept(Infinity, 0.4, false)).toEqual([0, 1, 2, 3]);
    expect(kept(Infinity, 0.4, true)).toEqual([0, 2]);
    expect(kept(Infinity, 0.3, true)).toEqual([0, 1, 2, 3]);
  });

  test("counts what it drops", () => {
    const { prong } = recursiveSoftDrop(jet, { zCut: 0.4, beta: 1, layers: 4 });
    const dropped = prong.branches?.map(({ droppedCount, maxDroppedZ }) => [droppedCount, maxDroppedZ]);
    expect(dropped).toEqual([
      [1, expect.closeTo(1 / 11, 12)],
      [1, expect.closeTo(1 / 21, 12)],
    ]);
  });
});

describe("bottom-up and iterated soft drop", () => {
  test("bottom up, soft particles beside a hard one are dropped that soft drop leaves", () => {
    const jet = masslessJet([
      [100, 0, 0],
      [2, 0.05, 0],
      [40, 0.6, 0],
    ]);
    expect([...softDrop(jet, { zCut: 0.1, beta: 0 }).kept]).toEqual([0, 1, 2]);
    expect([...bottomUpSoftDrop(jet, { zCut: 0.1, beta: 0 }).kept]).toEqual([0, 2]);
    expect([...bottomUpSoftDrop(jet, { zCut: 0.1, beta: 1 }).kept]).toEqual([0, 1, 2]);
  });

  test("iterated soft drop lists what passes along the harder branch", () => {
    const all = iteratedSoftDrop(NESTED, { zCut: 0.01, beta: 0 });
    expect(all.map(({ z }) => z)).toEqual([expect.closeTo(1 / 27, 14), expect.closeTo(3 / 13, 14)]);
    expect(iteratedSoftDrop(NESTED, { zCut: 0.1, beta: 0 })).toEqual([all[1]]);
    expect(iteratedSoftDrop(NESTED, { zCut: 0.01, beta: 0, minDeltaR: 0.2 })).toEqual([all[0]]);
    // With energies the more energetic branch is the pair, which splits again.
    expect(iteratedSoftDrop(HEAVY_PAIR, { zCut: 0, beta: 0 })).toHaveLength(1);
    expect(iteratedSoftDrop(HEAVY_PAIR, { zCut: 0, beta: 0, measure: "energy" })).toHaveLength(2);
    expect(softDropAngularity(all, 0, 0)).toBe(2);
    expect(softDropAngularity(all, 2, 1)).toBeCloseTo(all[0].deltaR ** 2 / 27 + 0.03 / 13, 14);
  });
});

describe("mass drop", () => {
  test("tags a heavy object that falls into two", () => {
    const pair = masslessJet([
      [50, 0.4, 0],
      [50, -0.4, 0],
    ]);
    const tagged = massDrop(pair, { mu: 0.67, y: 0.09 });
    expect([...tagged.kept]).toEqual([0, 1]);
    expect(tagged.splitting).toEqual({ z: 0.5, deltaR: expect.closeTo(0.8, 12), mu: expect.closeTo(0, 6) });
    // y of this pair is (pt DeltaR / m)^2 with m^2 = 2 pt^2 (cosh 0.8 - 1).
    const y = 0.64 / (2 * (Math.cosh(0.8) - 1));
    expect(massDrop(pair, { mu: 0.67, y: y - 1e-9 }).kept).toHaveLength(2);
    expect(massDrop(pair, { mu: 0.67, y: y + 1e-9 }).kept).toHaveLength(0);
  });

  test("goes on in the heavier branch until the mass drops", () => {
    // The first splitting takes away too little mass.
    const jet = masslessJet([
      [50, 0.4, 0],
      [50, -0.4, 0],
      [1, 0, 0.9],
    ]);
    expect([...massDrop(jet, { mu: 0.67, y: 0.09 }).kept]).toEqual([0, 1]);
    expect([...massDrop(jet, { mu: 1, y: 0 }).kept]).toEqual([0, 1, 2]);
    expect([...massDrop(HEAVY_PAIR, { mu: 0.05, y: 0.5 }).kept]).toEqual([1, 2]);
  });
});
