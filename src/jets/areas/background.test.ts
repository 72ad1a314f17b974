/**
 * Background density: the figures of the specification, FastJet's median over jets, events whose density is known, and
 * subtraction by area. FastJet's figures are means of 20 sets of ghosts with |y| < 4 and area 0.01, from its version 3.4.0,
 * with the four-vector area.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRng } from "../../base/index.ts";
import { fromPtEtaPhiMassColumns, mass, type FourMomentumColumns } from "../../kinematics/index.ts";
import { findData } from "../../run/index.ts";
import { cluster } from "../cluster.ts";
import { jetDefinition } from "../definition.ts";
import { errorOf, masslessJet } from "../groomingTrial.ts";
import { reordered } from "../substructureTrial.ts";
import { activeArea } from "./activeArea.ts";
import { joined, pileupEvent, randomEvent, within } from "./areaTrial.ts";
import { gridMedianBackground, jetMedianBackground } from "./background.ts";
import { areaOf } from "./jetAreas.ts";
import { subtractBackground } from "./subtraction.ts";
import { voronoiArea } from "./voronoiArea.ts";

const DATA = findData("jets-lhco");
const RUNS = { numRuns: 20, seed: 21 };
/** Six decimals are given. */
const PRINTED = 0.51e-6;

describe("the pileup event, |y| < 4", () => {
  const withData = test.skipIf(DATA === undefined);
  const event = () => within(pileupEvent(DATA ?? "").full, 4);

  withData("grid of 15 x 11 cells (needs shared data)", () => {
    const { rho, sigma, places, meanArea, skipped } = gridMedianBackground(event(), { rapidityMax: 4 });
    expect(Math.abs(rho - 13.03522)).toBeLessThan(PRINTED);
    expect(Math.abs(sigma - 2.913171)).toBeLessThan(PRINTED);
    expect([places, skipped]).toEqual([165, 0]);
    expect(meanArea).toBeCloseTo((8 * 2 * Math.PI) / 165, 12);
  });

  // rho and sigma with the spread of one set of ghosts.
  withData.each([
    ["kt", 14.76, 0.37, 3.25, 0.3],
    ["ca", 13.8, 0.29, 3.58, 0.23],
  ] as const)("%s jets of R = 0.4 in |y| < 3 (needs shared data)", (algorithm, rho, rhoSpread, sigma, sigmaSpread) => {
    const options = { rng: createRng(5), rapidityMax: 3, ghostArea: 0.02, excludeHardest: 0, algorithm };
    const found = jetMedianBackground(event(), options);
    expect(Math.abs(found.rho - rho)).toBeLessThan(3 * rhoSpread);
    expect(Math.abs(found.sigma - sigma)).toBeLessThan(3 * sigmaSpread);
  });
});

/** A particle of the same pt and mass in the middle of each cell of a fine lattice. */
function uniformEvent(pt: number, mass: number, side: number, rapidityMax: number): FourMomentumColumns {
  const [rows, columns] = [Math.round((2 * rapidityMax) / side), Math.round((2 * Math.PI) / side)];
  const places = Array.from({ length: rows * columns }, (_, i) => i);
  const transverse = Math.hypot(pt, mass);
  const rapidity = (i: number) => (Math.floor(i / columns) + 0.5) * side - rapidityMax;
  // The pseudorapidity that has this rapidity: pt sinh eta = m_T sinh y.
  const eta = (i: number) => Math.asinh((transverse / pt) * Math.sinh(rapidity(i)));
  const column = (value: (i: number) => number) => Float64Array.from(places, value);
  return fromPtEtaPhiMassColumns(
    column(() => pt),
    column(eta),
    column((i) => (((i % columns) + 0.5) * 2 * Math.PI) / columns),
    column(() => mass),
  );
}

describe("known answers", () => {
  test("an even density is found, does not fluctuate on its lattice, and a hard jet does not move it", () => {
    const side = 0.1;
    const even = uniformEvent(0.05, 0, side, 2);
    const hard = masslessJet([[300, 0.3, 1], [100, 0.35, 1.1]]); // prettier-ignore
    const both = joined(even, hard);
    const density = 0.05 / (side * ((2 * Math.PI) / 63));
    for (const event of [even, both]) {
      // Cells hold 5 x 5 places, or 5 x 4; on average 5 x 63 / 13.
      const grid = gridMedianBackground(event, { rapidityMax: 2, cell: 0.5 });
      expect(grid.rho / density).toBeCloseTo((5 * 13) / 63, 10);
    }
    const jets = jetMedianBackground(both, { rng: createRng(1), rapidityMax: 1, ghostArea: 0.02 });
    expect(Math.abs(jets.rho / density - 1)).toBeLessThan(0.05);
    expect(jets.sigma / density).toBeLessThan(0.1);
  });

  test("m_T - pt of massive particles is rho_m, and of massless ones nothing", () => {
    const [pt, mass, side] = [0.3, 0.4, Math.PI / 16];
    const grid = { rapidityMax: 2 * side * 4, cell: 2 * side };
    const massive = gridMedianBackground(uniformEvent(pt, mass, side, grid.rapidityMax), grid);
    // Four particles a cell, m_T = 0.5.
    expect(massive.rho).toBeCloseTo(pt / side ** 2, 10);
    expect(massive.rhoM).toBeCloseTo((0.5 - pt) / side ** 2, 10);
    expect([massive.sigma, massive.sigmaM]).toEqual([expect.closeTo(0, 10), expect.closeTo(0, 10)]);
    const massless = gridMedianBackground(uniformEvent(pt, 0, side, grid.rapidityMax), grid);
    expect(massless.rhoM).toBeCloseTo(0, 10);
  });

  test("median and quantile of four cells by hand", () => {
    // One row of four cells of width pi / 2: sums 1, 2, 4, 8 and an area of 2 pi / 4 times 2.
    const cells = masslessJet([[1, 0, 0.5], [2, 0, 2], [4, 0, 4], [8, 0, 6]]); // prettier-ignore
    const { rho, sigma, meanArea, places } = gridMedianBackground(cells, { rapidityMax: 0.79, cell: 1.57 });
    expect(places).toBe(4);
    expect(rho).toBeCloseTo(3 / meanArea, 12);
    // Position 4 x 0.15865 - 0.5 = 0.1346 between 1 and 2.
    expect(sigma).toBeCloseTo((3 - 1.1346) / Math.sqrt(meanArea), 12);
  });

  test("in an empty event there is none", () => {
    const grid = gridMedianBackground(masslessJet([]), { rapidityMax: 2 });
    const jets = jetMedianBackground(masslessJet([]), { rng: createRng(1), rapidityMax: 1, ghostArea: 0.05 });
    expect([grid.rho, grid.sigma, grid.rhoM]).toEqual([0, 0, 0]);
    for (const value of [jets.rho, jets.sigma]) expect(value).toBeLessThan(1e-90);
  });
});

describe("properties", () => {
  test("scales with pt; the order of the particles does not matter", () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 0, max: 200 }), (seed, count) => {
        const event = randomEvent(createRng(seed), count, 3);
        const places = createRng(seed)
          .fork("order")
          .shuffle([...Array(count).keys()]);
        const one = gridMedianBackground(event, { rapidityMax: 3 });
        const shuffled = gridMedianBackground(reordered(event, places), { rapidityMax: 3 });
        expect(shuffled.rho).toBeCloseTo(one.rho, 9);
        expect(shuffled.sigma).toBeCloseTo(one.sigma, 9);
        const [px, py, pz, energy] = [event.px, event.py, event.pz, event.energy].map((c) => c.map((x) => 3 * x));
        expect(gridMedianBackground({ px, py, pz, energy }, { rapidityMax: 3 }).rho).toBeCloseTo(3 * one.rho, 9);
      }),
      RUNS,
    );
  });
});

describe("subtraction by area", () => {
  const definition = jetDefinition({ algorithm: "antikt", radius: 0.6 });

  test("without a background a jet stays, and with enough of it nothing is left", () => {
    const areas = voronoiArea(randomEvent(createRng(3), 30, 1), definition);
    for (const jet of areas.sequence.inclusiveJets()) {
      const { px, py, pz, energy } = jet;
      expect(subtractBackground(jet, areas, { rho: 0 })).toEqual({ px, py, pz, energy });
      const { px: ax, py: ay } = areaOf(areas, jet);
      const enough = jet.pt / Math.hypot(ax, ay);
      expect(subtractBackground(jet, areas, { rho: 1.0001 * enough })).toEqual({ px: 0, py: 0, pz: 0, energy: 0 });
      const less = subtractBackground(jet, areas, { rho: 0.9999 * enough });
      expect(Math.hypot(less.px, less.py)).toBeGreaterThan(0);
    }
  });

  test("gives back pt and mass of a hard jet in an even background, massive or not", () => {
    const hard = [[100, 0.1, 1], [60, 0.2, 1.2]] as const; // prettier-ignore
    const [alone] = cluster(masslessJet(hard), definition).inclusiveJets();
    for (const mass0 of [0, 0.02]) {
      const soft = uniformEvent(0.02, mass0, 0.1, 1.2);
      const all = joined(masslessJet(hard), soft);
      const areas = activeArea(all, definition, { rng: createRng(2), rapidityMax: 1, ghostArea: 0.02, repeat: 4 });
      const [jet] = areas.sequence.inclusiveJets();
      const cellArea = 0.1 * ((2 * Math.PI) / 63);
      const density = { rho: 0.02 / cellArea, rhoM: (Math.hypot(0.02, mass0) - 0.02) / cellArea };
      const { px, py, pz, energy } = subtractBackground(jet, areas, density);
      // The background has 2 GeV in the jet, and the area is known to 1 %.
      expect(Math.abs(Math.hypot(px, py) - alone.pt)).toBeLessThan(0.1);
      expect(jet.pt - alone.pt).toBeGreaterThan(1.5);
      expect(Math.abs(mass(px, py, pz, energy) / alone.mass - 1)).toBeLessThan(0.05);
      expect(jet.mass / alone.mass).toBeGreaterThan(1.1);
    }
  });

  test("bad input", () => {
    const areas = voronoiArea(masslessJet([[50, 0, 0]]), definition); // prettier-ignore
    const [jet] = areas.sequence.inclusiveJets();
    expect(errorOf(() => subtractBackground(jet, undefined, { rho: 10 })).message).toBe(
      "background cannot be subtracted from a jet without an area: expected the areas that activeArea or voronoiArea " +
        "gives [jets/areas-missing]. Cluster with areas, and ask for jets of its sequence",
    );
    expect(errorOf(() => subtractBackground(jet, areas, { rho: -1 })).message).toBe(
      "this cannot be asked at subtractBackground, rho: found -1, expected a pt in GeV per unit of area, finite and 0 or " +
        "more [jets/bad-area-parameter]",
    );
    const { code, message } = errorOf(() => gridMedianBackground(masslessJet([]), { rapidityMax: 2, cell: -0.5 }));
    expect(code).toBe("jets/bad-area-parameter");
    expect(message).toContain("gridMedianBackground, cell: found -0.5");
    const none = { rng: createRng(1), rapidityMax: 0.3, excludeHardest: 10_000, ghostArea: 0.1 };
    expect(errorOf(() => jetMedianBackground(masslessJet([]), none)).message).toBe(
      "no jet is left to take the background from at |y| < 0.3 without the 10000 hardest [jets/no-places]. " +
        "Take a larger rapidityMax or a smaller radius",
    );
  });
});
