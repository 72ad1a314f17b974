import { expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { createDecayContext } from "./clusterDecay.ts";
import { CLUSTER_HADRONISATION } from "./clusterHadronisation.ts";
import { addCluster, createAxis, createClusters, type Clusters } from "./clusters.ts";
import { clearEvent, createEventRecord } from "./eventRecord.ts";
import { hadronPairs } from "./hadronPairs.ts";
import { giveHeavyHadrons } from "./heavyFragmentation.ts";
import { petersonDensity } from "./peterson.ts";

const card = CLUSTER_HADRONISATION;
const event = createEventRecord();
const context = createDecayContext(event, card, createAxis());
const QUARK_MASS = { 4: 1.55, 5: 4.8 } as const;

/** One cluster at rest with its triplet along +z. */
function clusterOf(triplet: number, antitriplet: number, mass: number): Clusters {
  const clusters = createClusters(2);
  addCluster(clusters);
  clusters.triplet[0] = triplet;
  clusters.antitriplet[0] = antitriplet;
  clusters.mass[0] = mass;
  clusters.momentum[3] = mass;
  clusters.reference.set([0, 0, 1, 1]);
  clearEvent(event);
  return clusters;
}

const hasFlavour = (code: number, flavour: number): boolean =>
  [1000, 100].some((place) => Math.floor(Math.abs(code) / place) % 10 === flavour);

test.each([
  [4, -1],
  [2, -4],
  [5, -2],
  [1, -5],
  [5, 2101],
])("a cluster %i %i gives its heavy hadron away to its own side, and the rest can decay", (triplet, antitriplet) => {
  const rng = createRng(1);
  const heavy = [triplet, -antitriplet].includes(5) ? 5 : 4;
  const side = triplet === heavy ? 1 : -1;
  let forward = 0;
  for (let n = 0; n < 100; n++) {
    const clusters = clusterOf(triplet, antitriplet, 30);
    giveHeavyHadrons(context, clusters, 0, card, rng);
    expect(event.count).toBe(1);
    expect(hasFlavour(event.pdgId[0], heavy)).toBe(true);
    const ends = [clusters.triplet[0], clusters.antitriplet[0]];
    expect(ends.some((end) => Math.abs(end) === heavy)).toBe(false);
    expect(event.energy[0] + clusters.momentum[3]).toBeCloseTo(30, 9);
    expect(event.pz[0] + clusters.momentum[2]).toBeCloseTo(0, 9);
    expect(clusters.mass[0]).toBeGreaterThan(hadronPairs(ends[0], ends[1]).threshold);
    if (event.pz[0] * side > 0) forward++;
  }
  expect(forward).toBeGreaterThan(95);
});

test("two heavy quarks in one cluster give two hadrons", () => {
  const clusters = clusterOf(4, -5, 40);
  giveHeavyHadrons(context, clusters, 0, card, createRng(2));
  expect(event.count).toBe(2);
  expect([hasFlavour(event.pdgId[0], 5), hasFlavour(event.pdgId[1], 4)]).toEqual([true, true]);
});

test.each([
  [4, card.petersonCharm],
  [5, card.petersonBottom],
] as const)("far from thresholds the share of light-cone momentum of flavour %i is Peterson's", (flavour, epsilon) => {
  const rng = createRng(3);
  const mass = 2000;
  const quarkPlus = mass * (1 + QUARK_MASS[flavour] ** 2 / mass ** 2); // (E + p) of a quark against a light one
  const count = 2000;
  let mean = 0;
  for (let n = 0; n < count; n++) {
    giveHeavyHadrons(context, clusterOf(flavour, -1, mass), 0, card, rng);
    mean += (event.energy[0] + event.pz[0]) / quarkPlus / count;
  }
  let [norm, first, second] = [0, 0, 0];
  for (let z = 0.0005; z < 1; z += 0.001) {
    norm += petersonDensity(z, epsilon);
    first += z * petersonDensity(z, epsilon);
    second += z * z * petersonDensity(z, epsilon);
  }
  const spread = Math.sqrt(second / norm - (first / norm) ** 2);
  expect(Math.abs(mean - first / norm)).toBeLessThan((3.5 * spread) / Math.sqrt(count));
});

test("clusters without heavy quarks, and those too light for a heavy hadron and a cluster, are left", () => {
  for (const [triplet, antitriplet, mass] of [
    [1, -3, 20],
    [5, -1, 5.5],
    [4, -5, 7.2],
  ] as const) {
    const clusters = clusterOf(triplet, antitriplet, mass);
    giveHeavyHadrons(context, clusters, 0, card, createRng(4));
    expect([event.count, clusters.triplet[0], clusters.mass[0]]).toEqual([0, triplet, mass]);
  }
});
