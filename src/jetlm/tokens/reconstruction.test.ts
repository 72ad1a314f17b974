import { expect, test } from "vitest";
import { createRng } from "../../base/index.ts";
import { createContext, dataFolders, findData } from "../../run/index.ts";
import { readJets } from "../data.ts";
import { constituentsOf, jetCount, packJets, relativeJets, selectJets } from "../features.ts";
import type { Constituents, RelativeJets } from "../features.ts";
import { findJets } from "../jetSets.ts";
import { binnedTokeniser } from "./binned.ts";
import { RECONSTRUCTION_OBSERVABLES, reconstructionReport } from "./reconstruction.ts";
import { emptyCounts } from "./tokeniser.ts";

/** Three prongs of a few particles each. */
function prongs(count: number, seed: number): RelativeJets {
  const rng = createRng(seed);
  const jets = Array.from({ length: count }, () => {
    const column = (f: (i: number) => number) => Float64Array.from({ length: 12 }, (_, i) => f(i));
    return {
      pt: column((i) => 100 * Math.exp(-0.3 * i + 0.1 * rng.normal())),
      etaRel: column((i) => [0.2, -0.3, 0.1][i % 3] + 0.03 * rng.normal()),
      phiRel: column((i) => [0.1, 0.2, -0.3][i % 3] + 0.03 * rng.normal()),
    };
  });
  return packJets(jets, undefined);
}

function changed(jets: RelativeJets, f: (jet: Constituents) => Constituents): RelativeJets {
  const all = Array.from({ length: jetCount(jets) }, (_, jet) => f(constituentsOf(jets, jet)));
  return packJets(all, jets.labels);
}

test("the same jets: no shift of anything", () => {
  const jets = prongs(20, 1);
  const { shifts, ...counts } = reconstructionReport(jets, jets);
  expect(counts).toEqual({ jets: 20, empty: 0 });
  for (const name of RECONSTRUCTION_OBSERVABLES) {
    expect(shifts[name], name).toEqual({ q16: 0, q50: 0, q84: 0, width: 0, jets: 20 });
  }
});

test("all momenta a tenth larger: masses and pT too, ratios of tau stay", () => {
  const jets = prongs(50, 2);
  const larger = changed(jets, ({ pt, ...angles }) => ({ ...angles, pt: pt.map((v) => 1.1 * v) }));
  const { shifts } = reconstructionReport(jets, larger);
  const back = reconstructionReport(larger, jets).shifts;
  expect(shifts.relativePt.q16).toBeCloseTo(0.1, 12);
  expect(shifts.relativePt.width).toBeCloseTo(0, 12);
  expect(back.relativePt.q50).toBeCloseTo(1 / 1.1 - 1, 12);
  expect(shifts.mass.q50).toBeGreaterThan(5);
  expect(back.mass.q16).toBeCloseTo(-shifts.mass.q84, 9);
  expect(back.softDropMass.q84).toBeCloseTo(-shifts.softDropMass.q16, 9);
  for (const name of ["tau21", "tau32"] as const) expect(Math.abs(shifts[name].q84), name).toBeLessThan(1e-9);
});

test("particles on the axes of their prongs: tau21 and tau32 fall, the mass hardly moves", () => {
  const jets = prongs(50, 3);
  const narrow = changed(jets, (jet) => ({
    pt: jet.pt,
    etaRel: jet.etaRel.map((v, i) => [0.2, -0.3, 0.1][i % 3] + 0.1 * (v - [0.2, -0.3, 0.1][i % 3])),
    phiRel: jet.phiRel.map((v, i) => [0.1, 0.2, -0.3][i % 3] + 0.1 * (v - [0.1, 0.2, -0.3][i % 3])),
  }));
  const { shifts } = reconstructionReport(jets, narrow);
  expect(shifts.tau32.q84).toBeLessThan(-0.1);
  expect(Math.abs(shifts.mass.q50)).toBeLessThan(5);
});

test("a jet that lost all constituents is left out; ratios that do not exist are too", () => {
  const jet = (length: number) => ({
    pt: new Float64Array(length).fill(10),
    etaRel: Float64Array.from({ length }, (_, i) => 0.1 * i),
    phiRel: new Float64Array(length),
  });
  const original = packJets([jet(2), jet(1), jet(4)], undefined);
  const { shifts, ...counts } = reconstructionReport(original, packJets([jet(2), jet(0), jet(4)], undefined));
  expect(counts).toEqual({ jets: 2, empty: 1 });
  // tau2 of two constituents is 0, and with it tau32 of the first jet does not exist.
  expect([shifts.mass.jets, shifts.tau21.jets, shifts.tau32.jets]).toEqual([2, 2, 1]);
});

test("other numbers of jets are refused", () => {
  expect(() => reconstructionReport(prongs(3, 1), prongs(2, 1))).toThrow(
    expect.objectContaining({ code: "jetlm/other-jets", message: expect.stringContaining("2 reconstructed jets") }),
  );
});

// The table of the specification (jetlm.md, 6.1), measured there with FastJet and fjcontrib. Constituents of one cell of a
// grid coincide, and the order in which kt merges equal distances is free: the ratios of tau move by up to 0.003.
const haveJets = findData("jet-foundation/jets") !== undefined;
const TAU_TIES = 0.0035;

test.skipIf(!haveJets).each([
  { bins: 16, mass: [-1.6, 5.5, 12.9], tau32: [-0.108, 0.008, 0.089], tau21: [-0.087, 0.003, 0.053] },
  { bins: 21, mass: [-2.7, 2.2, 7.5], tau32: [-0.074, 0.013, 0.079], tau21: [-0.031, 0.011, 0.073] },
  { bins: [40, 30, 30], mass: [-1.7, 1.5, 4.4], tau32: [-0.066, 0.008, 0.061], tau21: [-0.03, 0.005, 0.039] },
  { bins: 64, mass: [-1.0, 0.7, 2.2], tau32: [-0.023, 0.003, 0.027], tau21: [-0.011, 0.002, 0.018] },
])("a grid of $bins bins on jets 0-599 of top2000 (needs shared data)", async ({ bins, ...expected }) => {
  const all = relativeJets(readJets(findJets(dataFolders(), "top2000")));
  const first = Int32Array.from({ length: 600 }, (_, jet) => jet);
  const jets = changed(selectJets(all, first), (jet) => {
    const keep = (_: number, i: number) => Math.abs(jet.etaRel[i]) < 0.8 && Math.abs(jet.phiRel[i]) < 0.8;
    return { pt: jet.pt.filter(keep), etaRel: jet.etaRel.filter(keep), phiRel: jet.phiRel.filter(keep) };
  });
  const [binsPt, binsEta, binsPhi] = typeof bins === "number" ? [bins, bins, bins] : bins;
  const tokeniser = binnedTokeniser({ binsPt, binsEta, binsPhi });
  const context = createContext({ seed: 1, threads: 1 });
  const codes = await tokeniser.encode(context, jets, 1000, emptyCounts());
  const { shifts } = reconstructionReport(jets, await tokeniser.decode(context, codes));
  const found = (name: "mass" | "tau32" | "tau21") => [shifts[name].q16, shifts[name].q50, shifts[name].q84];
  expected.mass.forEach((value, i) => expect(found("mass")[i]).toBeCloseTo(value, 1));
  for (const name of ["tau32", "tau21"] as const) {
    expected[name].forEach((value, i) => expect(Math.abs(found(name)[i] - value), name).toBeLessThan(TAU_TIES));
  }
});
