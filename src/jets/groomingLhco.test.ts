/**
 * Groomed masses and Lund planes of the two leading jets of 1000 LHC Olympics events against FastJet 3.4.0 with fjcontrib
 * (columns sd_*, trim_*, prune_m, filt_m, nLund and lund_kt_max of the reference table), all from one reclustering a jet.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { findData } from "../run/index.ts";
import { groomer } from "./groom.ts";
import { jetsOf, seen } from "./groomingTrial.ts";
import { reclusterCambridgeAachen } from "./jetTree.ts";
import type { JetConstituents } from "./jetConstituents.ts";
import { primaryLundPlane } from "./lund.ts";
import { lhcoEvents } from "./referenceEvents.ts";

const DATA = findData("jets-lhco");
const withData = DATA === undefined ? describe.skip : describe;
const folder = DATA ?? "";

/** Relative: the table has nine digits. */
const TOLERANCE = 1e-6;
/** What rounding makes of the mass of one massless particle of 1 TeV: E sqrt(4 x 2^-52), with either sign. */
const MASSLESS = 4e-5;

const softDrop = groomer("softdrop:0.1,0");
const softDrop005 = groomer("softdrop:0.05,0");
const softDropBeta1 = groomer("softdrop:0.1,1");
const trim = groomer("trim:kt,0.2,0.05");
const prune = groomer("prune:0.1,0.5");
const filter = groomer("filter:ca,0.3,3");

/** The columns of one jet; a jet in which nothing passes has no DeltaR and z, which the table writes as -1. */
function columns(jet: JetConstituents): Record<string, number> {
  const tree = reclusterCambridgeAachen(jet);
  const dropped = softDrop(tree);
  const trimmed = seen(trim(tree));
  const plane = primaryLundPlane(tree);
  return {
    sd_m_z01b0: seen(dropped).mass,
    sd_pt_z01b0: seen(dropped).pt,
    sd_dR_z01b0: dropped.splitting?.deltaR ?? -1,
    sd_z_z01b0: dropped.splitting?.z ?? -1,
    sd_m_z005b0: seen(softDrop005(tree)).mass,
    sd_m_z01b1: seen(softDropBeta1(tree)).mass,
    trim_m_r02f05: trimmed.mass,
    trim_pt_r02f05: trimmed.pt,
    prune_m: seen(prune(tree)).mass,
    filt_m_r03n3: seen(filter(tree)).mass,
    nLund: plane.length,
    lund_kt_max: Math.max(0, ...plane.map(({ kt }) => kt)),
  };
}

withData("groomed LHC Olympics jets (needs shared data)", () => {
  test("12 columns of both leading jets in all 1000 events", () => {
    const path = join(folder, "lhco/lhco_tiny_fastjet340_leading2.csv.gz");
    const [header, ...lines] = gunzipSync(readFileSync(path)).toString("utf8").trimEnd().split("\n");
    const names = header.split(",");
    const deviating: string[] = [];
    let compared = 0;
    lhcoEvents(folder).forEach((event, at) => {
      const reference = lines[at].split(",").map(Number);
      jetsOf(event, "antikt", 1, 20)
        .slice(0, 2)
        .forEach((jet, leading) => {
          for (const [name, ours] of Object.entries(columns(jet))) {
            const wanted = reference[names.indexOf(`j${leading + 1}_${name}`)];
            const massless = name.includes("_m_") && Math.abs(wanted) < MASSLESS;
            const allowed = massless ? 2 * MASSLESS : TOLERANCE * Math.abs(wanted);
            compared++;
            if (!(Math.abs(ours - wanted) <= allowed)) deviating.push(`${at} ${name} ${ours} ${wanted}`);
          }
        });
    });
    expect(deviating).toEqual([]);
    expect(compared).toBe(24_000);
  });
});
