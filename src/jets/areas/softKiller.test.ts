/** SoftKiller: fjcontrib's printed example, a grid of a few cells by hand, and what it promises of what is left. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRng } from "../../base/index.ts";
import { findData } from "../../run/index.ts";
import { cluster } from "../cluster.ts";
import { jetDefinition } from "../definition.ts";
import { errorOf, masslessJet } from "../groomingTrial.ts";
import { reordered } from "../substructureTrial.ts";
import { pileupEvent, randomEvent } from "./areaTrial.ts";
import { gridMedianBackground } from "./background.ts";
import { softKiller } from "./softKiller.ts";

const DATA = findData("jets-lhco");
const RUNS = { numRuns: 60, seed: 31 };
/** Figures are printed with four digits. */
const FOUR_DIGITS = 0.5001e-3;

test.skipIf(DATA === undefined)("fjcontrib's example: the threshold and the jets after it (needs shared data)", () => {
  const killed = softKiller(pileupEvent(DATA ?? "").full, { rapidityMax: 5 });
  expect(killed.threshold).toBeCloseTo(0.7557, 4);
  const jets = cluster(killed, jetDefinition({ algorithm: "antikt", radius: 0.4 })).inclusiveJets();
  const printed = [
    { pt: 217.9, rapidity: -1.069, mass: 12.9 },
    { pt: 144, rapidity: 0.6651, mass: 16.54 },
  ];
  for (const [place, row] of printed.entries()) {
    for (const name of ["pt", "rapidity", "mass"] as const) {
      expect(Math.abs(jets[place][name] / row[name] - 1)).toBeLessThan(FOUR_DIGITS);
    }
  }
});

describe("by hand", () => {
  // One row of four cells, each pi / 2 wide.
  const options = { rapidityMax: 0.79, cell: 1.57 };

  test("of four cells the third hardest decides, and it goes too", () => {
    const event = masslessJet([[1, 0, 0.5], [3, 0, 2], [7, 0, 4], [2, 0, 4.1], [9, 0, 6], [5, 0.1, 6.1]]); // prettier-ignore
    const { threshold, kept, px, py } = softKiller(event, options);
    expect(threshold).toBeCloseTo(7, 12);
    expect([...kept]).toEqual([4]);
    expect(Math.hypot(px[0], py[0])).toBeCloseTo(9, 12);
  });

  test("where more than half of the cells are empty only particles without pt go", () => {
    const event = masslessJet([[1, 0, 6.1], [0, 0, 2], [7, 0, 6]]); // prettier-ignore
    const { threshold, kept } = softKiller(event, options);
    expect(threshold).toBe(0);
    expect([...kept]).toEqual([0, 2]);
  });

  test("particles beyond the cells do not count for the threshold, but go by it", () => {
    const event = masslessJet([[1, 0, 0.5], [1, 0, 2], [1, 0, 4], [2, 0, 6], [0.5, 3, 1], [50, -3, 1]]); // prettier-ignore
    expect([...softKiller(event, options).kept]).toEqual([3, 5]);
  });

  test("an empty event stays empty", () => {
    expect(softKiller(masslessJet([]), { rapidityMax: 2 })).toMatchObject({ threshold: 0, kept: new Int32Array(0) });
  });
});

describe("properties", () => {
  test("what is left is harder than all that went, has no median density, and is left alone the next time", () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 400 }), (seed, count) => {
        const event = randomEvent(createRng(seed), count, 2);
        const options = { rapidityMax: 2, cell: 0.6 };
        const killed = softKiller(event, options);
        const pt = event.px.map((px, i) => Math.hypot(px, event.py[i]));
        const gone = [...pt.keys()].filter((i) => !killed.kept.includes(i));
        for (const i of gone) expect(pt[i]).toBeLessThanOrEqual(killed.threshold * (1 + 1e-15));
        for (const i of killed.kept) expect(pt[i]).toBeGreaterThan(killed.threshold * (1 - 1e-15));
        expect(killed.kept.length + gone.length).toBe(count);
        expect(gridMedianBackground(killed, options).rho).toBe(0);
        expect(softKiller(killed, options).kept).toHaveLength(killed.kept.length);
      }),
      RUNS,
    );
  });

  test("the order of the particles does not matter", () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const event = randomEvent(createRng(seed), 100, 2);
        const places = createRng(seed)
          .fork("order")
          .shuffle([...Array(100).keys()]);
        const one = softKiller(event, { rapidityMax: 2 });
        const other = softKiller(reordered(event, places), { rapidityMax: 2 });
        expect(other.threshold).toBe(one.threshold);
        expect([...other.kept].map((i) => places[i]).toSorted((a, b) => a - b)).toEqual([...one.kept]);
      }),
      RUNS,
    );
  });
});

test("bad input", () => {
  const one = masslessJet([[1, 0, 0]]); // prettier-ignore
  expect(errorOf(() => softKiller(one, { rapidityMax: 0 })).message).toBe(
    "this cannot be asked at softKiller, rapidityMax: found 0, expected a rapidity in (0, 15] [jets/bad-area-parameter]",
  );
  const error = errorOf(() => softKiller(one, { rapidityMax: 5, cell: 1e-3 }));
  expect([error.message, error.exitCode]).toEqual([
    "a grid has too many cells: found 62830000, expected at most 1000000 [jets/too-many-cells]. " +
      "Take larger cells or a smaller rapidityMax",
    3,
  ]);
  const bad = { ...one, px: Float64Array.of(Number.NaN) };
  expect(errorOf(() => softKiller(bad, { rapidityMax: 5 })).code).toBe("jets/not-finite");
});
