/**
 * Groomers against stored FastJet results: jets of 100 pp events, Cambridge/Aachen with R = 1 and pt of at least 5 GeV.
 * Totals are those of the specification; an empty comparison would agree as well.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { findData } from "../run/index.ts";
import { groomer } from "./groom.ts";
import { jetsOf, seen } from "./groomingTrial.ts";
import { primaryLundPlane, type LundEmission } from "./lund.ts";
import { ppEvents, referenceJets } from "./referenceEvents.ts";

const DATA = findData("jets-lhco");
const withData = DATA === undefined ? describe.skip : describe;
const folder = DATA ?? "";

/** Relative for pt, absolute for angles: the first two files have 16 digits, that of soft drop six. */
const FULL = 1e-7;
const SIX_DIGITS = 1e-5;

const CASES = [
  { file: "fastjet-jet-filter", spec: "filter:ca,0.3,3", tolerance: FULL, sumPt: 13_155.810709 },
  { file: "fastjet-mass-drop", spec: "massdrop:0.67,0.09", tolerance: FULL, sumPt: 13_154.637358 },
  { file: "fastjet-soft-drop", spec: "softdrop:0.1,2", tolerance: SIX_DIGITS, sumPt: 16_974.03924 },
];

withData("groomed pp jets (needs shared data)", () => {
  const events = DATA === undefined ? [] : ppEvents(folder).map((event) => jetsOf(event, "ca", 1, 5));

  test.for(CASES)("$spec equals $file", ({ file, spec, tolerance, sumPt }) => {
    const reference = referenceJets(join(folder, `fastjet-pp/${file}.json.gz`));
    const groom = groomer(spec);
    const ours = events.map((jets) => jets.map((jet) => seen(groom(jet))).sort((a, b) => b.pt - a.pt));
    expect(ours.map((jets) => jets.length)).toEqual(reference.map((jets) => jets.length));
    const pairs = ours.flatMap((jets, event) => jets.map((jet, at) => ({ jet, wanted: reference[event][at] })));
    expect(pairs).toHaveLength(1231);
    for (const { jet, wanted } of pairs) {
      expect(Math.abs(jet.pt - wanted.pt)).toBeLessThanOrEqual(tolerance * wanted.pt);
      // Of a jet that was not tagged nothing is left, and its direction means nothing.
      if (wanted.pt === 0) continue;
      expect(Math.abs(jet.rapidity - wanted.rap)).toBeLessThanOrEqual(tolerance);
      expect(Math.abs(jet.phi - wanted.phi)).toBeLessThanOrEqual(tolerance);
    }
    const total = pairs.reduce((sum, { jet }) => sum + jet.pt, 0);
    expect(Math.abs(total / sumPt - 1)).toBeLessThanOrEqual(tolerance);
  });
});

withData("Lund planes of pp jets (needs shared data)", () => {
  test("4959 emissions equal fastjet-lundplane in all eight quantities", () => {
    const bytes = gunzipSync(readFileSync(join(folder, "fastjet-pp/fastjet-lundplane.json.gz")));
    const reference: Record<string, number>[] = JSON.parse(bytes.toString("utf8"));
    const ours = ppEvents(folder).flatMap((event) => jetsOf(event, "antikt", 1, 10).flatMap(primaryLundPlane));
    expect(ours).toHaveLength(4959);
    expect(reference).toHaveLength(4959);
    const names: Record<string, keyof LundEmission> = {
      p_pt: "pt",
      p_m: "mass",
      h_pt: "harderPt",
      s_pt: "softerPt",
      z: "z",
      Delta: "deltaR",
      kt: "kt",
      psi: "psi",
    };
    for (const [theirs, name] of Object.entries(names)) {
      const worst = Math.max(...ours.map((row, at) => Math.abs(row[name] / reference[at][theirs] - 1)));
      expect(worst, theirs).toBeLessThan(SIX_DIGITS);
    }
    // The specification adds up the six digits of the file.
    expect(Math.abs(ours.reduce((sum, { kt }) => sum + kt, 0) - 5861.26122)).toBeLessThan(1e-3);
  });
});
