/** The kernel beside the same searches written plainly, on columns full of ties; and spaces that are used at once. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { cluster } from "./cluster.ts";
import { jetDefinition } from "./definition.ts";
import { metricOf } from "./metric.ts";
import { pseudojets } from "./pseudojets.ts";
import type { Recombiner } from "./recombination.ts";
import { momenta } from "./referenceEvents.ts";
import { CLOSER_COUNT, TIED } from "./searchKernel.ts";
import { enterSearchSpace, leaveSearchSpace, type SearchSpace } from "./searchSpace.ts";
import { NOBODY, type Slots } from "./slots.ts";

const metric = metricOf(jetDefinition({ algorithm: "kt", radius: 1 }));

/** Slots with coordinates, ranks, limits and distances of a few values only, so that many are equal. */
function filled(seed: number, count: number): SearchSpace {
  const rng = createRng(seed);
  const space = enterSearchSpace(pseudojets(0), metric, count);
  const { u, v, w, rank, limit, distance } = space.slots;
  for (let slot = 0; slot < count; slot++) {
    u[slot] = rng.integer(4) / 4;
    v[slot] = rng.integer(9) * 0.7;
    w[slot] = rng.integer(3) / 4;
    rank[slot] = rng.integer(4);
    limit[slot] = rng.integer(5) === 0 ? Infinity : rng.integer(4) / 4;
    distance[slot] = rng.integer(5) / 8;
    space.keys[slot] = rng.integer(20) === 0 ? Infinity : rng.integer(9);
  }
  return space;
}

function separation({ u, v, w }: Slots, a: number, b: number, spherical: boolean): number {
  const dv = Math.abs(v[a] - v[b]);
  const wrapped = Math.min(dv, 2 * Math.PI - dv);
  const onCylinder = (u[a] - u[b]) ** 2 + wrapped * wrapped;
  return spherical ? onCylinder + (w[a] - w[b]) ** 2 : onCylinder;
}

/** Who is nearest to `slot`, all of them, how near, and to whom it is close. */
function searched(slots: Slots, slot: number, count: number, spherical: boolean) {
  const { rank, limit, distance } = slots;
  const others = [...Array(count).keys()].filter((other) => other !== slot);
  const d = (other: number) => separation(slots, slot, other, spherical);
  const within = others.filter((other) => rank[other] >= rank[slot] && d(other) < limit[slot]);
  const least = Math.min(limit[slot], ...within.map(d));
  const closer = others.filter((other) => rank[other] <= rank[slot] && d(other) <= distance[other]);
  return { least, nearest: within.filter((other) => d(other) === least), closer };
}

describe("the kernel finds what a plain search finds", () => {
  test.each([
    ["on the cylinder", false],
    ["on the sphere", true],
  ])("nearest and closer %s", (_, spherical) => {
    const property = fc.property(fc.integer(), fc.integer({ min: 1, max: 40 }), fc.nat(), (seed, all, draw) => {
      const space = filled(seed, all);
      const { kernel, slots, least, counts } = space;
      const look = spherical ? kernel.lookOnSphere : kernel.lookOnCylinder;
      for (const [slot, count, both] of [
        [draw % all, all, 1],
        [draw % all, all, 0],
        [all - 1, all - 1, 1],
      ] as const) {
        const expected = searched(slots, slot, count, spherical);
        const best = look(slot, count, both);
        expect(least[0]).toBe(expected.least);
        expect(expected.nearest.length === 0 ? [NOBODY] : expected.nearest).toContain(best);
        expect(counts[TIED]).toBe(expected.nearest.length > 1 ? 1 : 0);
        expect([...slots.closer.subarray(0, counts[CLOSER_COUNT])]).toEqual(both === 1 ? expected.closer : []);
      }
      leaveSearchSpace(space);
    });
    fc.assert(property, { numRuns: 300 });
  });

  test("the smallest key", () => {
    const property = fc.property(fc.integer(), fc.integer({ min: 1, max: 40 }), (seed, count) => {
      const space = filled(seed, count);
      const { kernel, keys, counts } = space;
      const least = Math.min(...keys.subarray(0, count));
      const owners = [...Array(count).keys()].filter((slot) => keys[slot] === least);
      expect(owners).toContain(kernel.smallest(count));
      expect(counts[TIED]).toBe(owners.length > 1 ? 1 : 0);
      leaveSearchSpace(space);
    });
    fc.assert(property, { numRuns: 300 });
  });
});

describe("spaces do not disturb each other", () => {
  const rng = createRng(7);
  const event = (particles: number) =>
    momenta(
      Array.from({ length: particles }, () => {
        const [px, py, pz] = [rng.normal(), rng.normal(), rng.normal()];
        return [px, py, pz, Math.hypot(px, py, pz)] as const;
      }),
    );
  const [small, large] = [event(20), event(2000)];
  const options = { algorithm: "ca", radius: 0.8, strategy: "plain" } as const;
  const add: Recombiner = ({ px, py, pz, energy }, a, b, into) => {
    for (const column of [px, py, pz, energy]) column[into] = column[a] + column[b];
  };
  const expected = cluster(small, jetDefinition(options)).inclusiveJets();

  test("clustering in the middle of clustering, and of more particles", () => {
    let inner = 0;
    const nesting: Recombiner = (jets, a, b, into) => {
      if (inner === 0) inner = cluster(large, jetDefinition(options)).inclusiveJets().length;
      add(jets, a, b, into);
    };
    expect(cluster(small, jetDefinition({ ...options, scheme: nesting })).inclusiveJets()).toEqual(expected);
    expect(inner).toBeGreaterThan(10);
  });

  test("clustering after a recombination scheme has thrown", () => {
    const failing: Recombiner = () => {
      throw new Error("no sum");
    };
    expect(() => cluster(large, jetDefinition({ ...options, scheme: failing }))).toThrow("no sum");
    expect(cluster(small, jetDefinition(options)).inclusiveJets()).toEqual(expected);
  });
});
