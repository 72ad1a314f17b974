/**
 * One contract for all strategies: the history of each is that of the slow twin, bit for bit, on events with all that is
 * awkward: duplicates, pt = 0, exactly collinear pairs, equal distances, rapidities up to 1e5.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRng, type Rng } from "../base/index.ts";
import type { FourMomentumColumns } from "../kinematics/index.ts";
import { cluster } from "./cluster.ts";
import { clusterTwin } from "./clusterTwin.ts";
import { jetDefinition, type JetOptions } from "./definition.ts";
import type { History } from "./history.ts";
import { momenta } from "./referenceEvents.ts";

const CYLINDER: readonly JetOptions[] = [
  { algorithm: "antikt", radius: 0.4 },
  { algorithm: "ca", radius: 0.4 },
  { algorithm: "kt", radius: 0.4 },
  { algorithm: "antikt", radius: 0.05 },
  { algorithm: "ca", radius: 2.5 },
  { algorithm: "kt", radius: 1000 },
  { algorithm: "genkt", p: 0.3, radius: 1 },
  { algorithm: "genkt", p: -2, radius: 1, scheme: "wta-pt" },
  { algorithm: "antikt", radius: 0.7, scheme: "pt2" },
  { algorithm: "variable-r", p: -1, rho: 30, minRadius: 0.2, radius: 1.5 },
  { algorithm: "variable-r", p: 1, rho: 30, radius: 1.5 },
];
const SPHERE: readonly JetOptions[] = [
  { algorithm: "durham" },
  { algorithm: "ee-genkt", p: -1, radius: 1 },
  { algorithm: "ee-genkt", p: 0, radius: 4 },
  { algorithm: "valencia", radius: 1, beta: 1.2, gamma: 0.8 },
];

/** Events for each definition: 11,000 on the cylinder in the long tier. */
const RUNS = process.env["GLUEBALL_LONG"] === undefined ? 200 : 1000;

type Momentum = readonly [number, number, number, number];

function massless(pt: number, y: number, phi: number): Momentum {
  return [pt * Math.cos(phi), pt * Math.sin(phi), pt * Math.sinh(y), pt * Math.cosh(y)];
}

/** A new particle, or one that stands in an awkward relation to those before. */
function draw(rng: Rng, before: readonly Momentum[]): Momentum {
  const kind = before.length === 0 ? 0 : rng.integer(10);
  const [px, py, pz, energy] = before.length === 0 ? [0, 0, 0, 0] : before[rng.integer(before.length)];
  if (kind === 1) return [px, py, pz, energy];
  if (kind === 2) return [2 * px, 2 * py, 2 * pz, 2 * energy];
  if (kind === 3) return [px, -py, pz, energy];
  if (kind === 4) return [px, py, -pz, energy];
  if (kind === 5) return rng.uniform() < 0.5 ? [0, 0, 50, 50] : [0, 0, -3, 3];
  if (kind === 6) return [0, 0, 0, rng.uniform() < 0.5 ? 0 : 1];
  if (kind === 7) return massless(1e-100 * (1 + rng.integer(3)), rng.normal() * 2, 2 * Math.PI * rng.uniform());
  if (kind === 8) return massless(1, rng.integer(12) / 2 - 3, (rng.integer(8) * Math.PI) / 4);
  return massless(Math.exp(rng.normal() * 1.5), rng.normal() * 2, 2 * Math.PI * rng.uniform());
}

function event(seed: number, particles: number): FourMomentumColumns {
  const rng = createRng(seed).fork("event");
  const drawn: Momentum[] = [];
  for (let i = 0; i < particles; i++) drawn.push(draw(rng, drawn));
  return momenta(drawn);
}

/** Everything that a clustering says, without the room that is left in its columns. */
function course({ jets, parent1, parent2, child, dij, maxDij, length }: History): unknown {
  const { px, py, pz, energy, count } = jets;
  return {
    momenta: [px, py, pz, energy].map((column) => column.slice(0, count)),
    entries: [parent1, parent2, child, dij, maxDij].map((column) => column.slice(0, length)),
  };
}

const courseOf = (particles: FourMomentumColumns, options: JetOptions) =>
  course(cluster(particles, jetDefinition(options)).history);

describe("every strategy takes the same course as the slow twin", () => {
  test.each(CYLINDER.map((options) => [JSON.stringify(options), options] as const))("%s", (_, options) => {
    const property = fc.property(fc.integer(), fc.integer({ min: 0, max: 45 }), (seed, particles) => {
      const input = event(seed, particles);
      const twin = course(clusterTwin(input, jetDefinition(options)));
      for (const strategy of ["plain", "tiled", "heap"] as const) {
        expect(courseOf(input, { ...options, strategy })).toEqual(twin);
      }
    });
    fc.assert(property, { numRuns: RUNS });
  });

  test.each(SPHERE.map((options) => [JSON.stringify(options), options] as const))("%s", (_, options) => {
    const property = fc.property(fc.integer(), fc.integer({ min: 0, max: 45 }), (seed, particles) => {
      const input = event(seed, particles);
      expect(courseOf(input, options)).toEqual(course(clusterTwin(input, jetDefinition(options))));
    });
    fc.assert(property, { numRuns: RUNS });
  });

  const crowded = { algorithm: "antikt", radius: 1 } as const;
  test.each([...CYLINDER.slice(0, 3), crowded, { ...crowded, algorithm: "kt" as const }])(
    "$algorithm, R = $radius: plain, tiled and heap agree on up to 2000 particles",
    (options) => {
      const property = fc.property(fc.integer(), fc.integer({ min: 100, max: 2000 }), (seed, particles) => {
        const input = event(seed, particles);
        const plain = courseOf(input, { ...options, strategy: "plain" });
        expect(courseOf(input, { ...options, strategy: "tiled" })).toEqual(plain);
        expect(courseOf(input, { ...options, strategy: "heap" })).toEqual(plain);
      });
      fc.assert(property, { numRuns: 4 });
    },
  );

  test("a strategy with tiles is refused on the sphere", () => {
    expect(() => cluster(event(1, 3), jetDefinition({ algorithm: "durham", strategy: "heap" }))).toThrow(
      'this algorithm has no tiles at durham: found "heap", expected the strategy plain or best [jets/no-tiles-on-sphere]',
    );
  });
});
