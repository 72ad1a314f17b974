import { expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { createDecayContext, decayCluster, lendMomentum, smearDirection } from "./clusterDecay.ts";
import { addCluster, createAxis, createClusters, massTogether, type Clusters } from "./clusters.ts";
import { clearEvent, createEventRecord } from "./eventRecord.ts";
import { hadronPairs } from "./hadronPairs.ts";
import { particleOf } from "./particleTable.ts";
import { twoBodyMomentum } from "./phaseSpace.ts";
import { massAt } from "./restFrame.ts";
import { CHI2_19, uniformity } from "./samplingTrial.ts";

const settings = { strange: 0.3, diquark: 0.2, vector: 0.8, smear: 0.5 };

function put(clusters: Clusters, ends: readonly [number, number], p: readonly number[], mass: number): number {
  const cluster = addCluster(clusters);
  clusters.triplet[cluster] = ends[0];
  clusters.antitriplet[cluster] = ends[1];
  clusters.momentum.set([...p, Math.hypot(...p, mass)], 4 * cluster);
  clusters.reference.set([0, 0, 1, 1], 4 * cluster);
  clusters.mass[cluster] = mass;
  return cluster;
}

test("pairs of hadrons come with pair weight, spin states and two-body momentum", () => {
  const event = createEventRecord();
  const context = createDecayContext(event, settings, createAxis());
  const clusters = createClusters(4);
  const mass = 2.3;
  put(clusters, [2, -2], [0, 0, 0], mass);
  const [count, rng] = [6000, createRng(1)];
  const found = new Map<string, number>();
  for (let n = 0; n < count; n++) {
    clearEvent(event);
    decayCluster(context, clusters, 0, rng);
    expect(event.count).toBe(2);
    const key = `${event.pdgId[0]} ${event.pdgId[1]}`;
    found.set(key, (found.get(key) ?? 0) + 1);
  }
  const pairs = hadronPairs(2, -2);
  const suppression = [1, 0.3, 0.2, 0.2 * 0.3, 0.2 * 0.09];
  const weights = new Map<string, number>();
  pairs.first.forEach((first, n) => {
    const p = twoBodyMomentum(mass, particleOf(first).mass, particleOf(pairs.second[n]).mass);
    const weight = suppression[pairs.vacuum[n]] * pairs.states[n] * 0.8 ** pairs.excited[n] * p;
    const key = `${first} ${pairs.second[n]}`;
    weights.set(key, (weights.get(key) ?? 0) + weight);
  });
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  let [chi2, bins] = [0, 0];
  for (const [key, weight] of weights) {
    const expected = (count * weight) / total;
    if (weight === 0) expect(found.get(key)).toBeUndefined();
    if (expected < 8) continue;
    chi2 += ((found.get(key) ?? 0) - expected) ** 2 / expected;
    bins++;
  }
  expect(bins).toBeGreaterThan(20);
  expect(chi2).toBeLessThan(bins + 3.1 * Math.sqrt(2 * bins));
});

test("the table of weights has room for the pairs of every cluster", () => {
  const room = createDecayContext(createEventRecord(), settings, createAxis()).weights.length;
  for (const triplet of [1, 2, 3, 4, 5, -2101]) {
    for (const antitriplet of [-1, -2, -3, -4, -5, 2101]) {
      expect(hadronPairs(triplet, antitriplet).first.length).toBeLessThanOrEqual(room);
    }
  }
});

test("directions follow cos = 1 + smear ln u about any axis, uniformly around it", () => {
  const rng = createRng(2);
  const smear = 0.5;
  for (const axis of [
    [0, 0, 1],
    [0, 0, -1],
    [0.6, 0, -0.8],
  ]) {
    const [quantiles, angles] = [[] as number[], [] as number[]];
    const direction = new Float64Array(3);
    const across = Math.abs(axis[0]) > 0.5 ? [0.8, 0, 0.6] : [1, 0, 0];
    for (let n = 0; n < 2000; n++) {
      direction.set(axis);
      smearDirection(direction, smear, rng);
      expect(Math.hypot(...direction)).toBeCloseTo(1, 12);
      const cos = direction[0] * axis[0] + direction[1] * axis[1] + direction[2] * axis[2];
      const lowest = Math.exp(-2 / smear);
      quantiles.push((Math.exp((cos - 1) / smear) - lowest) / (1 - lowest));
      const sideways = direction[0] * across[0] + direction[2] * across[2];
      angles.push(0.5 + Math.atan2(direction[1], sideways) / (2 * Math.PI));
    }
    expect(uniformity(quantiles)).toBeLessThan(CHI2_19);
    expect(uniformity(angles)).toBeLessThan(CHI2_19);
  }
  const straight = Float64Array.of(0.6, 0, 0.8);
  smearDirection(straight, 0, rng);
  expect([...straight]).toEqual([0.6, 0, 0.8]);
});

test("without smearing the hadron with the triplet flies along the axis, and the pair is the cluster again", () => {
  const event = createEventRecord();
  const context = createDecayContext(event, { ...settings, smear: 0 }, createAxis());
  const clusters = createClusters(4);
  put(clusters, [3, -2], [0, 0, 0], 1.9);
  const rng = createRng(3);
  for (let n = 0; n < 100; n++) {
    clearEvent(event);
    decayCluster(context, clusters, 0, rng);
    expect(event.pz[0]).toBeGreaterThan(0);
    expect([event.px[0], event.py[0], event.pz[0] + event.pz[1]]).toEqual([0, 0, 0]);
    expect(event.energy[0] + event.energy[1]).toBeCloseTo(1.9, 12);
  }
});

test("a cluster below any pair takes energy from the nearest that can give it, and is one hadron", () => {
  const event = createEventRecord();
  const clusters = createClusters(4);
  const light = put(clusters, [2, -1], [3, 0, 0], 0.2);
  const far = put(clusters, [1, -1], [-50, 0, 0], 3);
  const near = put(clusters, [1, -1], [3, 1, 0], 2);
  const before = clusters.momentum.slice(0, 12);
  const together = massTogether(clusters, light, near);
  lendMomentum(clusters, light);
  expect(massTogether(clusters, light, near)).toBeCloseTo(together, 9);
  expect(clusters.momentum.subarray(4 * far, 4 * far + 4)).toEqual(before.subarray(4 * far, 4 * far + 4));
  expect(massAt(clusters.momentum, 4 * light)).toBeCloseTo(0.13957, 6);
  expect(massAt(clusters.momentum, 4 * near)).toBeCloseTo(2, 9);
  decayCluster(createDecayContext(event, settings, createAxis()), clusters, light, createRng(4));
  expect([event.count, event.pdgId[0], event.mass[0]]).toEqual([1, 211, 0.13957]);
});

test("where none can keep its mass, the one with most to spare gives some of it, and can still decay", () => {
  const clusters = createClusters(4);
  // At rest with each other: no energy but that of the masses.
  const light = put(clusters, [5, -3], [0, 0, 0], 0.7);
  const heavy = put(clusters, [3, -5], [0, 0, 0], 13);
  const lighter = put(clusters, [1, -1], [0, 0, 0], 3);
  lendMomentum(clusters, light);
  expect(massAt(clusters.momentum, 4 * light)).toBeCloseTo(particleOf(531).mass, 9);
  expect(clusters.mass[heavy]).toBeCloseTo(13.7 - particleOf(531).mass - 0.1, 9);
  expect(massAt(clusters.momentum, 4 * heavy)).toBeCloseTo(clusters.mass[heavy], 9);
  expect(massTogether(clusters, light, heavy)).toBeCloseTo(13.7, 9);
  expect(clusters.mass[lighter]).toBe(3);
});

test("a massless cluster does not spread NaN", () => {
  const clusters = createClusters(4);
  const light = put(clusters, [3, -3], [7, 0, 0], 0);
  put(clusters, [1, -1], [7, 0.5, 0], 2);
  lendMomentum(clusters, light);
  expect(clusters.momentum.every((value) => Number.isFinite(value))).toBe(true);
  expect(massAt(clusters.momentum, 0)).toBeCloseTo(particleOf(221).mass, 6);
});
