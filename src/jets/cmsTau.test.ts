/**
 * N-subjettiness of 21 AK8 jets of CMS (AspenOpenJets layout, made from PFNano), from PUPPI-weighted constituents: against
 * values that FastJet gave for the same constituents, and against what NanoAOD stores.
 */
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { open } from "../formats/index.ts";
import { findData } from "../run/index.ts";
import { quantile } from "../stats/index.ts";
import { weightedConstituents, type Constituents } from "./constituents.ts";
import { NANOAOD_TAU, nSubjettiness, type NSubjettinessOptions } from "./nSubjettiness.ts";
import { axesDefinition } from "./nSubjettinessAxes.ts";
import { largestDeviation, namedColumns } from "./substructureTrial.ts";

const DATA = findData("jet-foundation");
const folder = DATA ?? "";

/** Relative: the table has seven digits and was made from momenta of more than the float32 of the sample. */
const SEVEN_DIGITS = 1e-5;
/** Numbers of ten bits, and constituents of the file's own rounding. */
const STORED_MEDIAN = 2e-3;

interface CmsJet {
  readonly constituents: Constituents;
  /** Row of the table of FastJet values. */
  readonly row: number;
  readonly storedTau: readonly number[];
}

(DATA === undefined ? describe.skip : describe)("CMS jets (needs shared data)", () => {
  const column = DATA === undefined ? () => [] : namedColumns(join(folder, "reference/pfnano_ak8.csv"));
  let jets: CmsJet[] = [];
  beforeAll(async () => {
    jets = await cmsJets(column);
    expect(jets).toHaveLength(21);
  });
  const tau = (count: number, options: NSubjettinessOptions) =>
    jets.map(({ constituents }) => nSubjettiness(constituents, count, options));
  const relative = (count: number, options: NSubjettinessOptions) =>
    tau(count, options).map((value, jet) => value! / jets[jet].storedTau[count - 1] - 1);
  const median = (values: readonly number[]) => quantile(Float64Array.from(values), 0.5);

  test.for([
    ["kt", "KT"],
    ["wta", "WTA_KT"],
  ] as const)("columns calc_tauN_%s: axes %s of radius 0.8 in pseudorapidity", ([suffix, name]) => {
    const axes = axesDefinition(name, { radius: 0.8 });
    for (const count of [1, 2, 3]) {
      const theirs = column(`calc_tau${count}_${suffix}`);
      const ours = tau(count, { axes, beta: 1, radius: 0.8, distance: "pseudorapidity" });
      const { deviation, ...where } = largestDeviation(
        ours,
        jets.map(({ row }) => theirs[row]),
      );
      expect(deviation, JSON.stringify({ count, ...where })).toBeLessThan(SEVEN_DIGITS);
    }
  });

  test("NanoAOD's own tau1 to tau4: one-pass kt axes to 0.2 % in the median of |deviation|", () => {
    for (const count of [1, 2, 3, 4]) {
      expect(median(relative(count, NANOAOD_TAU).map(Math.abs)), `tau${count}`).toBeLessThan(STORED_MEDIAN);
    }
  });

  test("winner-take-all kt axes: the median deviation is below 0.2 %, but kt axes are 9 to 25 % too large", () => {
    for (const count of [1, 2, 3]) {
      const winner = relative(count, { ...NANOAOD_TAU, axes: axesDefinition("WTA_KT") });
      expect(Math.abs(median(winner)), `tau${count}`).toBeLessThan(STORED_MEDIAN);
      const kt = median(relative(count, { ...NANOAOD_TAU, axes: axesDefinition("KT") }));
      expect(kt).toBeGreaterThan(0.09);
      expect(kt).toBeLessThan(0.25);
    }
  });
});

/** The sample's jets with their rows in the table, which are those of the same tau1. */
async function cmsJets(column: (name: string) => number[]): Promise<CmsJet[]> {
  const dataset = await open(join(folder, "cms/aoj_schema_sample.h5"));
  const [batch] = await Array.fromAsync(dataset.batches());
  await dataset.close();
  const numbers = (name: string) => batch.columns.get(name)!.values as Float32Array;
  const candidates = numbers("PFCands");
  const taus = [1, 2, 3, 4].map((count) => numbers(`tau${count}`));
  const tau1 = column("tau1");
  return Array.from({ length: batch.length }, (_, jet) => {
    const [px, py, pz, energy, weight] = [0, 1, 2, 3, 10].map((quantity) =>
      Float64Array.from({ length: 150 }, (_, i) => candidates[1650 * jet + 11 * i + quantity]),
    );
    return {
      constituents: weightedConstituents({ px, py, pz, energy }, weight),
      row: tau1.findIndex((value) => Math.abs(value / taus[0][jet] - 1) < 1e-6),
      storedTau: taus.map((values) => values[jet]),
    };
  });
}
