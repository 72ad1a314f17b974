/**
 * Observables of both leading jets of 1000 LHC Olympics events, and the columns of the events, against FastJet 3.4.0 with
 * fjcontrib. Groomed columns are compared in groomingLhco.test.ts.
 */
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { findData } from "../run/index.ts";
import { cluster } from "./cluster.ts";
import { jetDefinition } from "./definition.ts";
import { dijet } from "./dijet.ts";
import { jetConstituents } from "./jetConstituents.ts";
import { jetObservables } from "./observables.ts";
import { lhcoEvents } from "./referenceEvents.ts";
import { largestDeviation, namedColumns } from "./substructureTrial.ts";

const DATA = findData("jets-lhco/lhco");

/** Relative: the table has nine digits. */
const NINE_DIGITS = 1e-8;

/** Columns of the table by our names. */
const COLUMNS: Readonly<Record<string, string>> = {
  pt: "pt",
  rapidity: "rap",
  eta: "eta",
  mass: "m",
  energy: "E",
  multiplicity: "nconst",
  ptLeading: "ptlead",
  ...Object.fromEntries([1, 2, 3, 4].map((count) => [`tau${count}`, `tau${count}`])),
  ...Object.fromEntries([1, 2, 3].flatMap((n) => ["wta", "kt"].map((axes) => [`tau${n}_${axes}`, `tau${n}_${axes}`]))),
  c2: "C2_b1",
  d2: "D2_b1",
  c2_b2: "C2_b2",
  d2_b2: "D2_b2",
  n2: "N2_b1",
  m2: "M2_b1",
  girth: "girth",
  ptD: "ptD",
  lha: "LHA",
  pullY: "pull_y",
  pullPhi: "pull_phi",
  lundMultiplicity: "nLund",
  lundKtMax: "lund_kt_max",
};

(DATA === undefined ? describe.skip : describe)("LHC Olympics events (needs shared data)", () => {
  const folder = DATA ?? "";
  const column = DATA === undefined ? () => [] : namedColumns(join(folder, "lhco_tiny_fastjet340_leading2.csv.gz"));
  const names = [...Object.keys(COLUMNS), "phi"];
  const observe = jetObservables(names, { radius: 1 });
  const antikt = jetDefinition({ algorithm: "antikt", radius: 1 });
  const events = (DATA === undefined ? [] : lhcoEvents(join(folder, ".."))).map((event) => {
    const sequence = cluster(event, antikt);
    const jets = sequence.inclusiveJets(20);
    const observed = jets.slice(0, 2).map((jet) => observe(jetConstituents(sequence, jet)));
    return { particles: event.px.length, jets, dijet: dijet(jets[0], jets[1]), observed };
  });

  function expectEqual(name: string, ours: readonly (number | undefined)[], theirs: readonly number[]): void {
    expect(ours).toHaveLength(1000);
    const { deviation, ...where } = largestDeviation(ours, theirs);
    expect(deviation, JSON.stringify({ name, ...where })).toBeLessThan(NINE_DIGITS);
  }

  test.for([0, 1])("30 columns of leading jet %i to nine digits", (place) => {
    const values = (name: string) => events.map(({ observed }) => observed[place][names.indexOf(name)]);
    expect(Object.keys(COLUMNS)).toHaveLength(30);
    for (const [name, theirs] of Object.entries(COLUMNS))
      expectEqual(name, values(name), column(`j${place + 1}_${theirs}`));
    // Their azimuth is in (-pi, pi].
    const phi = values("phi").map((value) => (value! > Math.PI ? value! - 2 * Math.PI : value));
    expectEqual("phi", phi, column(`j${place + 1}_phi`));
  });

  test("columns of the events: dijet mass, pt, separations; numbers of particles and jets", () => {
    expectEqual(
      "mjj",
      events.map(({ dijet }) => dijet.mass),
      column("mjj"),
    );
    expectEqual(
      "ptjj",
      events.map(({ dijet }) => dijet.pt),
      column("ptjj"),
    );
    expectEqual(
      "dRjj",
      events.map(({ dijet }) => dijet.deltaR),
      column("dRjj"),
    );
    expectEqual(
      "detajj",
      events.map(({ dijet }) => dijet.deltaEta),
      column("detajj"),
    );
    expectEqual(
      "dphijj",
      events.map(({ dijet }) => dijet.deltaPhi),
      column("dphijj"),
    );
    expectEqual(
      "njets_pt20",
      events.map(({ jets }) => jets.length),
      column("njets_pt20"),
    );
    expectEqual(
      "nparticles",
      events.map(({ particles }) => particles),
      column("nparticles"),
    );
  });
});
