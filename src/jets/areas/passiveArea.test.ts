/**
 * Passive and Voronoi areas: FastJet's, the circle of anti-kt, and a slow twin that clusters the event again for every
 * ghost. FastJet's passive areas of Cambridge/Aachen are means of 50 sets of ghosts; those of kt, and all Voronoi areas,
 * have no error.
 */
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRng } from "../../base/index.ts";
import { findData } from "../../run/index.ts";
import { jetDefinition, type JetAlgorithm, type JetOptions } from "../definition.ts";
import { errorOf, masslessJet } from "../groomingTrial.ts";
import { readMomenta } from "../referenceEvents.ts";
import { reordered } from "../substructureTrial.ts";
import { ghostStream } from "./activeArea.ts";
import { randomEvent, totalArea } from "./areaTrial.ts";
import { clusterWithGhosts, ghostGrid, placeGhosts } from "./ghosts.ts";
import { areaOf } from "./jetAreas.ts";
import { passiveArea } from "./passiveArea.ts";
import { voronoiArea } from "./voronoiArea.ts";

const DATA = findData("jets-lhco");
const ALGORITHMS = ["antikt", "ca", "kt"] as const;
const SIGMAS = 4;
/** FastJet's areas are printed with five decimals. */
const PRINTED = 0.51e-5;

describe("FastJet references on single-event.dat, jets above 50 GeV", () => {
  const withData = test.skipIf(DATA === undefined);
  const event = () => readMomenta(join(DATA ?? "", "fjcontrib/single-event.dat"));

  withData.each<[JetAlgorithm, number, number, number[]]>([
    ["antikt", 0.4, 0.9, [0.55753, 0.56169, 0.51441]],
    ["antikt", 0.4, 1, [0.5772, 0.56834, 0.51441]],
    ["antikt", 1, 0.9, [2.5915, 2.99848, 2.89]],
    ["ca", 0.4, 0.9, [0.79773, 0.58015, 0.71211]],
    ["ca", 1, 0.9, [2.5915, 3.59601, 2.14015]],
    ["kt", 0.4, 0.9, [1.1693, 1.01365, 0.93024]],
    ["kt", 0.4, 1, [1.25513, 1.04964, 0.93026]],
    ["kt", 1, 1, [2.5915, 4.14082, 4.14097]],
  ])("Voronoi: %s, R = %d, discs of %d R (needs shared data)", (algorithm, radius, radiusFactor, wanted) => {
    const areas = voronoiArea(event(), jetDefinition({ algorithm, radius }), { radiusFactor });
    const found = areas.sequence.inclusiveJets(50).map((jet) => areaOf(areas, jet));
    expect(found).toHaveLength(wanted.length);
    found.forEach(({ area, error }, place) => {
      expect(Math.abs(area - wanted[place])).toBeLessThan(PRINTED);
      expect(error).toBe(0);
    });
  });

  withData("the transverse part of a Voronoi four-vector area (needs shared data)", () => {
    const areas = voronoiArea(event(), jetDefinition({ algorithm: "kt", radius: 1 }), { radiusFactor: 1 });
    const [, second] = areas.sequence.inclusiveJets(50).map((jet) => areaOf(areas, jet));
    expect(Math.abs(second.px - 3.06402)).toBeLessThan(PRINTED);
    expect(Math.abs(second.py + 0.34468)).toBeLessThan(PRINTED);
  });

  withData.each<[JetAlgorithm, number, [number, number][]]>([
    ["ca", 0.4, [[0.59301, 0.00319], [0.47633, 0.00318], [0.62453, 0.00301]]],
    ["ca", 1, [[2.41554, 0.00454], [3.38674, 0.00446], [2.24579, 0.00486]]],
    ["kt", 0.4, [[1.25513, 0], [1.04964, 0], [0.93026, 0]]],
    ["kt", 1, [[2.5915, 0], [4.14082, 0], [4.14097, 0]]],
  ])("passive: %s, R = %d (needs shared data)", (algorithm, radius, wanted) => {
    const options = { rng: createRng(1), rapidityMax: 2.3, ghostArea: 0.02, repeat: 16 };
    const areas = passiveArea(event(), jetDefinition({ algorithm, radius }), options);
    areas.sequence.inclusiveJets(50).forEach((jet, place) => {
      const { area, error } = areaOf(areas, jet);
      const [expected, expectedError] = wanted[place];
      expect(Math.abs(area - expected)).toBeLessThan(SIGMAS * Math.hypot(error!, expectedError));
      expect(error!).toBeLessThan(0.03 * expected);
    });
  }); // prettier-ignore
});

describe("known answers", () => {
  const antikt = jetDefinition({ algorithm: "antikt", radius: 0.5 });
  const options = { rng: createRng(2), rapidityMax: 1.5, ghostArea: 0.005, repeat: 4 };

  test.each([...ALGORITHMS, "genkt"] as const)("%s: an isolated particle has the circle", (algorithm) => {
    const definition = jetDefinition({ algorithm, radius: 0.5, p: -0.5 });
    const areas = passiveArea(masslessJet([[20, 0.4, 6.2]]), definition, options);
    const { area, error } = areaOf(areas, areas.sequence.inclusiveJets()[0]);
    expect(Math.abs(area - Math.PI * 0.25)).toBeLessThan(SIGMAS * error!);
    expect(error!).toBeLessThan(0.01);
  });

  test("anti-kt: the harder of two that overlap keeps its circle, the softer has what is left", () => {
    const areas = passiveArea(masslessJet([[100, 0, 1], [10, 0, 1.6]]), antikt, options); // prettier-ignore
    const [hard, soft] = areas.sequence.inclusiveJets().map((jet) => areaOf(areas, jet));
    expect(Math.abs(hard.area - Math.PI * 0.25)).toBeLessThan(SIGMAS * hard.error!);
    const lens = 2 * 0.25 * Math.acos(0.6) - 0.6 * Math.sqrt(0.25 - 0.09);
    expect(Math.abs(soft.area - (Math.PI * 0.25 - lens))).toBeLessThan(SIGMAS * soft.error!);
    expect(soft.error! / lens).toBeLessThan(0.1);
  });

  test("anti-kt: a jet that nothing overlaps has no more than the circle around its particles", () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        // A core of 100 GeV, and soft particles within a tenth of it.
        const rng = createRng(seed);
        const soft = Array.from({ length: 5 }, () => [1, 0.1 * rng.uniform(), 1 + 0.1 * rng.uniform()] as const);
        const areas = passiveArea(masslessJet([[100, 0, 1], ...soft]), antikt, options); // prettier-ignore
        const [jet] = areas.sequence.inclusiveJets().map((jet) => areaOf(areas, jet));
        expect(jet.area).toBeLessThan(Math.PI * 0.25 + SIGMAS * jet.error!);
      }),
      { numRuns: 10, seed: 3 },
    );
  });

  test("variable R: the circle of R_eff = rho / pt", () => {
    const definition = jetDefinition({ algorithm: "variable-r", p: -1, rho: 30, radius: 1 });
    const areas = passiveArea(masslessJet([[100, 0.1, 3]]), definition, options);
    const { area, error } = areaOf(areas, areas.sequence.inclusiveJets()[0]);
    expect(Math.abs(area - Math.PI * 0.09)).toBeLessThan(SIGMAS * error!);
  });
});

describe("properties", () => {
  const RUNS = { numRuns: 12, seed: 9 };
  const definitions: JetOptions[] = [
    ...ALGORITHMS.map((algorithm) => ({ algorithm, radius: 0.7 })),
    { algorithm: "genkt", p: 0.3, radius: 0.7 },
    { algorithm: "genkt", p: -2, radius: 0.7 },
    { algorithm: "variable-r", p: 0, rho: 5, minRadius: 0.1, radius: 0.7 },
  ];

  test.each(definitions)("$algorithm $p: each ghost goes where a clustering with it alone puts it", (options) => {
    const definition = jetDefinition(options);
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 30 }), (seed, count) => {
        const event = randomEvent(createRng(seed), count, 1);
        const ghostOptions = { rng: createRng(seed), rapidityMax: 1.2, ghostArea: 0.1 };
        const { sequence, columns } = passiveArea(event, definition, ghostOptions);
        const jets = sequence.inclusiveJets();
        const twin = passiveTwin(event, definition, ghostOptions);
        expect(jets.map(({ index }) => columns.area[index])).toEqual(twin.map((area) => expect.closeTo(area, 10)));
      }),
      RUNS,
    );
  });

  test("kt: the passive areas are the Voronoi areas with whole discs", () => {
    const definition = jetDefinition({ algorithm: "kt", radius: 0.7 });
    const event = randomEvent(createRng(3), 20, 1);
    const passive = passiveArea(event, definition, { rng: createRng(1), rapidityMax: 2, ghostArea: 0.01, repeat: 10 });
    const voronoi = voronoiArea(event, definition, { radiusFactor: 1 });
    const jets = passive.sequence.inclusiveJets();
    expect(jets.length).toBeGreaterThan(5);
    for (const { index } of jets) {
      const difference = passive.columns.area[index] - voronoi.columns.area[index];
      expect(Math.abs(difference)).toBeLessThan(SIGMAS * passive.errors![index] + 1e-3);
    }
  });

  test.each(ALGORITHMS)(
    "%s: jets and nobody share the ghosted area; the order of the input does not matter",
    (algorithm) => {
      const definition = jetDefinition({ algorithm, radius: 0.7 });
      fc.assert(
        fc.property(fc.nat(), (seed) => {
          const ghosts = { rng: createRng(seed), rapidityMax: 2, ghostArea: 0.2, repeat: 2 };
          const event = randomEvent(createRng(seed), 20, 2);
          const passive = passiveArea(event, definition, ghosts);
          expect(totalArea(passive)).toBeCloseTo(8 * Math.PI, 10);
          const places = createRng(seed)
            .fork("order")
            .shuffle([...Array(20).keys()]);
          const shuffled = reordered(event, places);
          const found = [passive, passiveArea(shuffled, definition, ghosts)].map(jetAreas);
          expect(found[1]).toEqual(found[0].map((area) => expect.closeTo(area, 10)));
          const cells = [voronoiArea(event, definition), voronoiArea(shuffled, definition)].map(jetAreas);
          expect(cells[1]).toEqual(cells[0].map((area) => expect.closeTo(area, 10)));
        }),
        RUNS,
      );
    },
  );
});

const jetAreas = ({ sequence, columns }: ReturnType<typeof voronoiArea>) =>
  sequence.inclusiveJets().map(({ index }) => columns.area[index]);

/** Clusters the event once more for every ghost. */
function passiveTwin(...[event, definition, options]: Parameters<typeof passiveArea>): number[] {
  const grid = ghostGrid("twin", options);
  const ghosts = placeGhosts(grid, ghostStream(options.rng, 0));
  const { length } = event.px;
  const areas: number[] = [];
  for (let g = 0; g < ghosts.count; g++) {
    const slice = (column: Float64Array) => column.slice(g, g + 1);
    const [px, py, pz, energy] = [ghosts.px, ghosts.py, ghosts.pz, ghosts.energy].map(slice);
    const sequence = clusterWithGhosts(event, { count: 1, area: ghosts.area, px, py, pz, energy }, definition);
    sequence
      .inclusiveJets()
      .filter((jet) => sequence.constituents(jet)[0] !== length)
      .forEach((jet, place) => {
        areas[place] = (areas[place] ?? 0) + (sequence.constituents(jet).includes(length) ? ghosts.area : 0);
      });
  }
  return areas;
}

describe("bad input", () => {
  const one = masslessJet([[50, 0, 0]]);
  test("is refused as for active areas", () => {
    const antikt = jetDefinition({ algorithm: "antikt", radius: 1 });
    expect(errorOf(() => voronoiArea(one, antikt, { radiusFactor: 1.5 })).message).toBe(
      "this cannot be asked at voronoiArea, radiusFactor: found 1.5, expected a fraction of the jet radius in (0, 1] " +
        "[jets/bad-area-parameter]",
    );
    const durham = jetDefinition({ algorithm: "durham" });
    expect(errorOf(() => voronoiArea(one, durham)).code).toBe("jets/no-area");
    expect(errorOf(() => passiveArea(one, durham, { rng: createRng(1) })).code).toBe("jets/no-area");
    const areas = passiveArea(one, antikt, { rng: createRng(1), rapidityMax: 0.9 });
    expect(errorOf(() => areaOf(areas, areas.sequence.inclusiveJets()[0])).code).toBe("jets/ghosts-do-not-cover");
  });
});
