import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { createContext, dataFolders, findData } from "../../run/index.ts";
import { readJets } from "../data.ts";
import { constituentsOf, jetCount, packJets, relativeJets, selectJets, type RelativeJets } from "../features.ts";
import { findJets } from "../jetSets.ts";
import { quantile } from "../../stats/index.ts";
import { substructureOf, substructureRows } from "./substructure.ts";
import { trialJets } from "./trialJets.ts";

const WIDTH = 4;
const context = createContext({ threads: 1 });

/** Largest relative difference. */
function deviation(found: Float64Array, expected: readonly number[]): number {
  return Math.max(...expected.map((value, i) => Math.abs(found[i] - value) / Math.max(Math.abs(value), 1e-3)));
}

const FASTJET = findData("jet-foundation/reference/top2000_fastjet.csv");

test.skipIf(FASTJET === undefined)("FastJet's columns of real jets, moved to eta = 0 (needs shared data)", async () => {
  const [head, ...rows] = readFileSync(FASTJET!, "utf8")
    .trim()
    .split("\n")
    .slice(0, 61)
    .map((line) => line.split(","));
  const column = (name: string) => rows.map((row) => Number(row[head.indexOf(name)]));
  const all = relativeJets(readJets(findJets(dataFolders(), "top2000")));
  const jets = selectJets(all, Array.from(rows.keys()));
  const { softDropMass, tau21, tau32, d2 } = await substructureOf(context, jets, "jets");
  // Invariant under the boost along the beam: what is left are the float32 momenta of the file.
  expect(deviation(softDropMass, column("msd"))).toBeLessThan(2e-4);
  expect(deviation(d2, column("d2"))).toBeLessThan(2e-4);
  // tau is not, by the pseudorapidity of massive axes: a percent in the median, more far from eta = 0.
  const ratio = (above: string, below: string) => column(above).map((tau, i) => tau / column(below)[i]);
  for (const [found, expected] of [
    [tau21, ratio("tau2", "tau1")],
    [tau32, ratio("tau3", "tau2")],
  ] as const) {
    const relative = expected.map((value, i) => Math.abs(found[i] / value - 1));
    const central = relative.filter((_, i) => Math.abs(column("eta")[i]) < 0.3);
    expect(quantile(relative, 0.5)).toBeLessThan(0.015);
    expect(quantile(central, 0.5)).toBeLessThan(0.005);
    expect(Math.max(...relative)).toBeLessThan(0.15);
  }
});

test("jets of fewer than three constituents have no tau ratio and no D2, but a soft-drop mass", () => {
  const jet = (length: number) => ({
    pt: Float64Array.from({ length }, () => 10),
    etaRel: Float64Array.from({ length }, (_, i) => 0.1 * i),
    phiRel: new Float64Array(length),
  });
  const rows = substructureRows(packJets([1, 2, 3].map(jet), undefined));
  expect([...rows.subarray(0, WIDTH)]).toEqual([0, NaN, NaN, NaN]);
  expect([...rows.subarray(WIDTH + 1, 2 * WIDTH)]).toEqual([NaN, NaN, NaN]);
  // Two massless particles of 10 GeV at a distance of 0.1 pass soft drop: m^2 = 2 pT^2 (cosh(0.1) - 1).
  expect(rows[WIDTH]).toBeCloseTo(Math.sqrt(2 * 100 * (Math.cosh(0.1) - 1)), 8);
  expect(rows.subarray(2 * WIDTH).every(Number.isFinite)).toBe(true);
});

test("a turn about the axis of eta and phi's mirror leaves all four; so do more threads", async () => {
  const jets = trialJets({ count: 250, seed: 1 });
  const mirrored: RelativeJets = {
    ...jets,
    phiRel: jets.phiRel.map((phi) => -phi),
    etaRel: jets.etaRel.map((eta) => -eta),
  };
  const values = substructureRows(jets);
  substructureRows(mirrored).forEach((value, i) => expect(value).toBeCloseTo(values[i], 8));
  const two = await substructureOf(createContext({ threads: 2 }), jets, "jets");
  two.tau21.forEach((value, jet) => expect(value).toBe(values[jet * WIDTH + 1]));
});

test("the unit of momentum scales the soft-drop mass and nothing else", () => {
  const jets = trialJets({ count: 40, seed: 2 });
  const values = substructureRows(jets);
  const scaled = substructureRows({ ...jets, pt: jets.pt.map((pt) => 7 * pt) });
  scaled.forEach((value, i) => {
    const factor = i % WIDTH === 0 ? 7 : 1;
    expect(value).toBeCloseTo(factor * values[i], 7);
  });
});

test("columns have one value a jet, in order", async () => {
  const jets = trialJets({ count: 210, seed: 3 });
  const { d2 } = await substructureOf(context, jets, "jets");
  expect(d2).toHaveLength(jetCount(jets));
  const last = packJets([constituentsOf(jets, 209)], undefined);
  expect(d2[209]).toBe(substructureRows(last)[3]);
});
