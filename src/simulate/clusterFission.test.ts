import { expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { breakClusters } from "./clusterFission.ts";
import { addCluster, createAxis, createClusters, setAxis, type Clusters } from "./clusters.ts";
import { hadronPairs } from "./hadronPairs.ts";
import { intoRestFrame, massAt } from "./restFrame.ts";
import { CHI2_19, uniformity } from "./samplingTrial.ts";
import { DIQUARK_FLAVOURS, drawVacuum, vacuumWeights } from "./vacuumPairs.ts";

const vacuum = vacuumWeights({ strange: 0.3, diquark: 0.2 });
const axis = createAxis();

/** One cluster u dbar of a mass that flies along x, with its u along +z in its rest frame. */
function clusterOf(mass: number, px = 0): Clusters {
  const clusters = createClusters(4);
  addCluster(clusters);
  clusters.triplet[0] = 2;
  clusters.antitriplet[0] = -1;
  clusters.tripletEntry[0] = 7;
  clusters.antitripletEntry[0] = 8;
  clusters.mass[0] = mass;
  const energy = Math.hypot(px, mass);
  clusters.momentum.set([px, 0, 0, energy]);
  // A light-like momentum along z at rest is this one where the cluster moves along x.
  clusters.reference.set([px / mass, 0, 1, energy / mass]);
  return clusters;
}

test("both halves keep the parent's axis: the second's is its partner's, never its own momentum", () => {
  const rng = createRng(1);
  const context = { settings: { maxClusterMass: 3 }, axis, vacuum };
  for (const px of [0, 40]) {
    for (let n = 0; n < 30; n++) {
      const clusters = clusterOf(5, px);
      const parent = clusters.momentum.slice(0, 4);
      breakClusters(context, clusters, rng);
      expect(clusters.count).toBeGreaterThan(1);
      for (let cluster = 0; cluster < clusters.count; cluster++) {
        setAxis(axis, clusters, cluster, rng);
        if (px === 0) expect(axis.direction[2]).toBeCloseTo(1, 12);
        // From a half that left along the axis, the parent is seen to leave along it.
        const seen = parent.slice();
        intoRestFrame(seen, 0, axis.frame);
        const along = [0, 1, 2].reduce((sum, i) => sum + seen[i] * axis.direction[i], 0);
        expect(Math.abs(along) / Math.hypot(seen[0], seen[1], seen[2])).toBeCloseTo(1, 9);
      }
    }
  }
});

test("a reference at rest with the cluster is no axis: the direction is uniform and never NaN", () => {
  const rng = createRng(2);
  const clusters = clusterOf(5, 3);
  clusters.reference.set(clusters.momentum.subarray(0, 4));
  const heights = Array.from({ length: 2000 }, () => {
    setAxis(axis, clusters, 0, rng);
    return (1 + axis.direction[0]) / 2;
  });
  expect(uniformity(heights)).toBeLessThan(CHI2_19);
});

test("momentum and flavours are conserved, ends keep their partons, and what is left can decay and is light", () => {
  const rng = createRng(3);
  const maxClusterMass = 2.4;
  for (let n = 0; n < 50; n++) {
    const clusters = clusterOf(20, 100);
    const before = clusters.momentum.slice(0, 4);
    breakClusters({ settings: { maxClusterMass }, axis, vacuum }, clusters, rng);
    const total = [0, 0, 0, 0];
    const ends: number[] = [];
    for (let i = 0; i < clusters.count; i++) {
      for (let k = 0; k < 4; k++) total[k] += clusters.momentum[4 * i + k];
      expect(massAt(clusters.momentum, 4 * i)).toBeCloseTo(clusters.mass[i], 6);
      expect(clusters.mass[i]).toBeGreaterThan(hadronPairs(clusters.triplet[i], clusters.antitriplet[i]).threshold);
      // Heavier constituents raise the limit; two diquarks of s have the highest.
      expect(clusters.mass[i]).toBeLessThan(maxClusterMass + 2 * (0.9 - 0.325));
      ends.push(clusters.triplet[i], clusters.antitriplet[i]);
    }
    total.forEach((sum, k) => expect(Math.abs(sum - before[k])).toBeLessThan(1e-11 * before[3]));
    // Everything but u and dbar appears with its opposite.
    const left = ends.reduce<Map<number, number>>((map, code) => {
      const key = Math.abs(code);
      return map.set(key, (map.get(key) ?? 0) + Math.sign(code));
    }, new Map());
    expect([...left].filter(([, sum]) => sum !== 0).sort()).toEqual([
      [1, -1],
      [2, 1],
    ]);
    const entries = [...clusters.tripletEntry.subarray(0, clusters.count)];
    expect(entries.every((entry) => entry === 7 || entry === 8)).toBe(true);
    expect([clusters.tripletEntry[0], clusters.antitripletEntry[1]]).toEqual([7, 8]);
  }
});

test("the masses of the halves are uniform where both can decay and their sum fits", () => {
  const rng = createRng(4);
  const shares: number[] = [];
  for (let n = 0; n < 3000; n++) {
    const clusters = clusterOf(5);
    breakClusters({ settings: { maxClusterMass: 4.999 }, axis, vacuum }, clusters, rng);
    const threshold = (i: number) => hadronPairs(clusters.triplet[i], clusters.antitriplet[i]).threshold;
    const share = (clusters.mass[0] - threshold(0)) / (5 - threshold(0) - threshold(1));
    shares.push(1 - (1 - share) ** 2); // uniform in the triangle r1 + r2 < 1
  }
  expect(uniformity(shares)).toBeLessThan(CHI2_19);
});

test("a cluster that no pair from the vacuum fits stays whole", () => {
  const clusters = clusterOf(0.5);
  breakClusters({ settings: { maxClusterMass: 0.4 }, axis, vacuum }, clusters, createRng(5));
  expect(clusters.count).toBe(1);
});

test("pairs from the vacuum come with their weights", () => {
  const rng = createRng(6);
  const count = 20_000;
  const drawn = new Map<number, number>();
  for (let n = 0; n < count; n++) {
    const x = drawVacuum(vacuum, rng);
    drawn.set(x, (drawn.get(x) ?? 0) + 1);
  }
  const weights = new Map([
    [1, 1],
    [2, 1],
    [3, 0.3],
    ...DIQUARK_FLAVOURS.map((code) => [-code, 0.2 * 0.3 ** strangeIn(code)] as const),
  ]);
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  for (const [x, weight] of weights) {
    const expected = (count * weight) / total;
    expect(Math.abs((drawn.get(x) ?? 0) - expected)).toBeLessThan(4 * Math.sqrt(expected));
  }
});

const strangeIn = (code: number): number => [...String(code)].filter((digit) => digit === "3").length;

test("strings break at an even rapidity, wherever both pieces can decay", () => {
  const rng = createRng(7);
  const mass = 1000;
  const rapidities: number[] = [];
  for (let n = 0; n < 6000; n++) {
    const clusters = clusterOf(mass);
    breakClusters({ settings: { maxClusterMass: mass - 1 }, axis, vacuum }, clusters, rng);
    // M_1 / M_2 = sqrt(x- / x+) but for the ends.
    const rapidity = Math.log(clusters.mass[1] / clusters.mass[0]);
    if (Math.abs(rapidity) < 4) rapidities.push((rapidity + 4) / 8);
  }
  // ln(M^2 / Gamma) = 13.2 units are there.
  expect(rapidities.length).toBeGreaterThan(3000);
  expect(uniformity(rapidities)).toBeLessThan(CHI2_19);
});

test("the number of clusters grows with the logarithm of the mass, not with a power", () => {
  const rng = createRng(8);
  const meanCount = (mass: number) => {
    let sum = 0;
    for (let n = 0; n < 150; n++) {
      const clusters = clusterOf(mass);
      breakClusters({ settings: { maxClusterMass: 2.4 }, axis, vacuum }, clusters, rng);
      sum += clusters.count / 150;
    }
    return sum;
  };
  const [a, b, c] = [30, 600, 12_000].map(meanCount);
  expect((c - b) / (b - a)).toBeGreaterThan(0.85);
  expect((c - b) / (b - a)).toBeLessThan(1.15);
});
