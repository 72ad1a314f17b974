/** The 62 observables and their table, against the statistics of the real events that came with the reference data. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { GlueballError } from "../../base/index.ts";
import type { ParticleBatch } from "../../formats/index.ts";
import { findData } from "../../run/index.ts";
import { describe as moments, quantile } from "../../stats/index.ts";
import { LHCO_OBSERVABLES, lhcoObservables } from "./lhcoObservables.ts";
import { columnOf, rowsOfClass, type ObservableTable } from "./observableTable.ts";
import { LHCO_LABELS, lhcoTarget, type LhcoClass } from "./targets/lhco.ts";
import { batchOf, realLhcoEvents } from "./validationTrial.ts";

const DATA = findData("jets-lhco");
const withData = DATA === undefined ? describe.skip : describe;
const folder = DATA ?? "";
const CLASSES = ["background", "signal"] as const;

/** Milliseconds that the hook may take where other work keeps the processors; alone it takes three seconds. */
const BUSY_MACHINE = 60_000;
/** Relative: the statistics were made from values of nine digits. */
const NINE_DIGITS = 1e-6;
/** Half of the fifth digit of the built-in table, relative to a number that starts with 1. */
const FIVE_DIGITS = 5e-5;

type Statistics = Readonly<Record<LhcoClass, Readonly<Record<string, Readonly<Record<string, number>>>>>>;

function publishedStatistics(): Statistics {
  const path = join(folder, "generator/lhco_tiny_target_statistics.json");
  return JSON.parse(readFileSync(path, "utf8")) as Statistics;
}

test("there are 62 observables, and the built-in tables have a row for each of them", () => {
  expect(Object.keys(LHCO_OBSERVABLES)).toHaveLength(62);
  for (const name of CLASSES) expect(Object.keys(lhcoTarget(name).references)).toEqual(Object.keys(LHCO_OBSERVABLES));
});

withData("1000 real LHC Olympics events (needs shared data)", () => {
  let table: ObservableTable;
  let published: Statistics;
  beforeAll(async () => {
    published = publishedStatistics();
    table = lhcoObservables(await realLhcoEvents(folder));
  }, BUSY_MACHINE);

  test.for(CLASSES)("%s: number, mean and quantiles of all 62 equal the published statistics", (name) => {
    const own = rowsOfClass(table, LHCO_LABELS[name]);
    const deviating: string[] = [];
    for (const observable of Object.keys(LHCO_OBSERVABLES)) {
      const values = columnOf(own, observable);
      const wanted = published[name][observable]!;
      const found: Record<string, number> = { n: values.length, mean: moments(values).mean };
      for (const percent of [5, 25, 50, 75, 95]) {
        found[`q${String(percent).padStart(2, "0")}`] = quantile(values, percent / 100);
      }
      for (const [statistic, value] of Object.entries(found)) {
        const allowed = NINE_DIGITS * Math.abs(wanted[statistic]!);
        if (!(Math.abs(value - wanted[statistic]!) <= allowed)) {
          deviating.push(`${observable} ${statistic}: ${value}, published ${wanted[statistic]}`);
        }
      }
    }
    expect(deviating).toEqual([]);
  });

  test.for(CLASSES)("%s: the built-in table holds the published numbers to five digits", (name) => {
    for (const [observable, reference] of Object.entries(lhcoTarget(name).references)) {
      if (reference.kind !== "quantiles") throw new Error("quantiles expected");
      const { n, mean, q05, q25, q50, q75, q95 } = published[name][observable]!;
      expect(reference.count).toBe(n);
      [mean, q05, q25, q50, q75, q95].forEach((wanted, k) => {
        const found = [reference.mean!, ...reference.quantiles][k];
        expect(Math.abs(found - wanted!), `${observable} ${k}`).toBeLessThanOrEqual(FIVE_DIGITS * Math.abs(wanted!));
      });
    }
  });
});

test("one event by hand: two back-to-back jets of one particle each, one soft particle far forward", () => {
  const table = lhcoObservables(
    batchOf([
      [
        { pt: 100, eta: 0.5, phi: 0 },
        { pt: 80, eta: -0.5, phi: Math.PI },
        { pt: 2, eta: 3, phi: 1 },
      ],
    ]),
  );
  const value = (name: string) => columnOf(table, name)[0];
  expect(value("mjj")).toBeCloseTo(Math.sqrt(2 * 100 * 80 * (Math.cosh(1) + 1)), 9);
  expect(value("ptjj")).toBeCloseTo(20, 9);
  expect(value("abs_deta")).toBeCloseTo(1, 9);
  expect(value("abs_dphi")).toBeCloseTo(Math.PI, 9);
  expect(value("HT_all")).toBeCloseTo(182, 9);
  const counts = ["n_event", "njets20", "n_pt1", "n_pt10", "n_absEta_gt2p5", "j1_nconst", "j2_nLund"];
  expect(counts.map(value)).toEqual([3, 2, 3, 2, 1, 1, 0]);
  // No splitting, and ratios 0 / 0.
  expect(["j1_sd_dR_z01b0", "j1_sd_z_z01b0", "j1_tau21", "j1_D2_b1"].map(value)).toEqual([-1, -1, NaN, NaN]);
  expect(value("j1_ptlead_frac")).toBeCloseTo(1, 12);
});

test("an event with one jet is counted as skipped", () => {
  const alone = [{ pt: 1300, eta: 0, phi: 0 }];
  const table = lhcoObservables(batchOf([alone, [...alone, { pt: 1200, eta: 0, phi: 3 }], alone]));
  expect(table.rows).toBe(1);
  expect(table.skipped).toEqual({ "fewer than two jets above 20 GeV": 2 });
});

test("bad input: weighted events", () => {
  const batch: ParticleBatch = {
    ...batchOf([[{ pt: 30, eta: 0, phi: 0 }], [{ pt: 30, eta: 0, phi: 0 }]]),
    weight: Float64Array.of(1, 0.5),
  };
  const error = catchError(() => lhcoObservables(batch));
  expect(error.code).toBe("simulate/weighted-sample");
  expect(error.message).toBe(
    "events of different weights cannot be compared here at event 1: found 0.5, expected the weight of the batch's " +
      "first event, 1 [simulate/weighted-sample]. Make an unweighted sample",
  );
});

function catchError(run: () => unknown): GlueballError {
  try {
    run();
  } catch (error) {
    if (error instanceof GlueballError) return error;
  }
  throw new Error("no GlueballError was thrown");
}
