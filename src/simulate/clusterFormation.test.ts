import fc from "fast-check";
import { expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { formClusters, isLight } from "./clusterFormation.ts";
import { createClusters, type Clusters } from "./clusters.ts";
import { colourChains } from "./colourChains.ts";
import { constituentChain, constituentMass, type ConstituentChain } from "./constituentChain.ts";
import { createEventRecord, newLine, type EventRecord } from "./eventRecord.ts";
import { putFinal, type Vector } from "./partonTrial.ts";
import { massAt } from "./restFrame.ts";

const GLUON_MASS = 0.95;
const STRANGE = 0.3;

/** A chain from first to last through gluons, or a ring of gluons alone. */
function eventOf(momenta: readonly Vector[], ends?: readonly [number, number]): EventRecord {
  const event = createEventRecord();
  const lines = momenta.map(() => newLine(event));
  momenta.forEach((p, n) => {
    const last = momenta.length - 1;
    const antiColour = n > 0 ? lines[n - 1] : ends === undefined ? lines[last] : 0;
    const colour = n < last || ends === undefined ? lines[n] : 0;
    const pdgId = ends === undefined || (n > 0 && n < last) ? 21 : n === 0 ? ends[0] : ends[1];
    putFinal(event, pdgId, p, [colour, antiColour]);
  });
  return event;
}

const chainOf = (event: EventRecord): ConstituentChain => constituentChain(event, colourChains(event)[0], GLUON_MASS);

function total(momentum: Float64Array, count: number): number[] {
  return [0, 1, 2, 3].map((axis) => {
    let sum = 0;
    for (let n = 0; n < count; n++) sum += momentum[4 * n + axis];
    return sum;
  });
}

// Never 0: steps of 0.1 GeV around half of one.
const component = fc.integer({ min: -400, max: 400 }).map((steps) => (steps + 0.5) / 10);
const momenta = fc.array(fc.tuple(component, component, component), { minLength: 2, maxLength: 9 });

test("masses come in without changing the chain's momentum, or gluons go until they fit", () => {
  fc.assert(
    fc.property(momenta, fc.constantFrom([1, -1] as const, [4, -5] as const, undefined), (vectors, ends) => {
      const event = eventOf(vectors, ends);
      const before = [event.px, event.py, event.pz, event.energy].map((column) => {
        return column.subarray(0, event.count).reduce((sum, value) => sum + value, 0);
      });
      const chain = chainOf(event);
      total(chain.momentum, chain.count).forEach((sum, axis) => {
        expect(Math.abs(sum - before[axis])).toBeLessThan(1e-10 * before[3]);
      });
      expect(chain.count + chain.joined).toBe(vectors.length);
      for (let n = 0; n < chain.count; n++) {
        const mass = chain.pdgId[n] === 21 ? GLUON_MASS : constituentMass(chain.pdgId[n]);
        expect(chain.mass[n]).toBe(mass);
        // A boost by gamma leaves gamma^2 roundings of the mass.
        if (chain.fits) expect(massAt(chain.momentum, 4 * n)).toBeCloseTo(mass, 4);
      }
      if (!chain.fits) expect(chain.count).toBe(2);
      if (ends !== undefined) expect([chain.pdgId[0], chain.pdgId[chain.count - 1]]).toEqual([...ends]);
    }),
    { seed: 1, numRuns: 200 },
  );
});

const LONG: readonly Vector[] = [
  [0, 0, 40],
  [10, 0, 5],
  [0, 12, -5],
  [0, 0, -40],
];

/** Ends of the clusters as pairs of codes. */
const endsOf = (clusters: Clusters): number[][] =>
  Array.from({ length: clusters.count }, (_, n) => [clusters.triplet[n], clusters.antitriplet[n]]);

test("neighbours along the colour flow make a cluster, and each gluon gives its quark and antiquark to two", () => {
  const event = eventOf(LONG, [3, -4]);
  const clusters = createClusters(4);
  expect(formClusters(clusters, chainOf(event), STRANGE, createRng(1))).toBe(0);
  const [first, second, third] = endsOf(clusters);
  expect(clusters.count).toBe(3);
  expect([first[0], third[1]]).toEqual([3, -4]);
  expect([first[1], second[1]]).toEqual([-second[0], -third[0]]);
  expect([...clusters.tripletEntry.subarray(0, 3)]).toEqual([0, 1, 2]);
  expect([...clusters.antitripletEntry.subarray(0, 3)]).toEqual([1, 2, 3]);
  total(clusters.momentum, 3).forEach((sum, axis) =>
    expect(sum).toBeCloseTo([10, 12, 0, 80 + Math.hypot(10, 5) + 13][axis], 9),
  );
});

test("a ring of gluons makes as many clusters as gluons", () => {
  const clusters = createClusters(4);
  formClusters(clusters, chainOf(eventOf(LONG)), STRANGE, createRng(1));
  const ends = endsOf(clusters);
  expect(ends.length).toBe(4);
  ends.forEach(([, antitriplet], n) => expect(antitriplet).toBe(-ends[(n + 1) % 4][0]));
  expect(clusters.antitripletEntry[3]).toBe(0);
});

test("clusters below any pair of hadrons merge with a neighbour until each can decay", () => {
  // K Kbar needs 0.99 GeV, and s and sbar with a slow gluon between often have less a half.
  const rng = createRng(2);
  let merged = 0;
  for (let n = 0; n < 200; n++) {
    const event = eventOf(
      [
        [0, 0, 0.96],
        [0.1, 0, 0],
        [0, 0, -0.96],
      ],
      [3, -3],
    );
    const clusters = createClusters(4);
    const count = formClusters(clusters, chainOf(event), STRANGE, rng);
    merged += count;
    expect(clusters.count).toBe(2 - count);
    expect([clusters.triplet[0], clusters.antitriplet[clusters.count - 1]]).toEqual([3, -3]);
    for (let i = 0; i < clusters.count; i++) expect(isLight(clusters, i)).toBe(false);
    expect(total(clusters.momentum, clusters.count)[3]).toBeCloseTo(2.02, 9);
  }
  expect(merged).toBeGreaterThan(20);
});

test("a chain too light for its constituents is one cluster as a whole", () => {
  const clusters = createClusters(4);
  const event = eventOf([
    [0, 0.4, 3],
    [0, -0.4, 3],
  ]);
  formClusters(clusters, chainOf(event), STRANGE, createRng(3));
  expect(clusters.count).toBe(1);
  expect(clusters.antitriplet[0]).toBe(-clusters.triplet[0]);
  expect(clusters.mass[0]).toBeCloseTo(0.8, 9);
});
