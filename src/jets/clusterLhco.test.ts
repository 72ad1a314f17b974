/** The 1000 LHC Olympics events: every anti-kt jet, R = 1, of FastJet 3.4.0, and the sums of the specification. */
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { invariantMass } from "../kinematics/index.ts";
import { findData } from "../run/index.ts";
import { cluster } from "./cluster.ts";
import { jetDefinition } from "./definition.ts";
import { lhcoEvents, rows } from "./referenceEvents.ts";

const DATA = findData("jets-lhco");
const ANTIKT = jetDefinition({ algorithm: "antikt", radius: 1 });

/** The file has nine digits. */
const RELATIVE = 1e-8;
/** The square of a mass is a difference of squared energies: some units in the last place of E^2 are lost. */
const ROUNDING = 1e-14;

(DATA === undefined ? describe.skip : describe)("LHC Olympics events (needs shared data)", () => {
  const folder = DATA ?? "";
  const events = lhcoEvents(folder);
  const sequences = events.map((event) => cluster(event, ANTIKT));
  const jets = sequences.map((sequence) => sequence.inclusiveJets(20));
  const constituents = (event: number, place: number) => sequences[event].constituents(jets[event][place]).length;

  test("all 3624 jets above 20 GeV: pt, rapidity, phi, mass, number of constituents", () => {
    const reference = rows(join(folder, "lhco/lhco_tiny_fastjet340_alljets_antikt10_pt20.csv.gz"), ",");
    expect(reference.length).toBe(3624);
    expect(jets.flat().length).toBe(3624);
    for (const [event, place, pt, rap, phi, mass, count] of reference) {
      const jet = jets[event][place];
      expect(Math.abs(jet.pt / pt - 1)).toBeLessThan(RELATIVE);
      expect(Math.abs(jet.rapidity - rap)).toBeLessThan(RELATIVE);
      expect(Math.abs(Math.sin((jet.phi - phi) / 2))).toBeLessThan(RELATIVE);
      const mass2 = mass * Math.abs(mass);
      expect(Math.abs(jet.mass * Math.abs(jet.mass) - mass2)).toBeLessThan(
        RELATIVE * Math.abs(mass2) + ROUNDING * jet.energy ** 2,
      );
      expect(constituents(event, place)).toBe(count);
    }
  });

  test("sums over all events", () => {
    const sum = (value: (event: number) => number) => events.reduce((total, _, event) => total + value(event), 0);
    expect(sum((event) => events[event].px.length)).toBe(169_742);
    expect(sum((event) => constituents(event, 0))).toBe(56_989);
    expect(sum((event) => invariantMass(jets[event].slice(0, 2)))).toBeCloseTo(3_191_848.5449, 3);
    expect(sum((event) => jets[event][0].pt)).toBeCloseTo(1_438_680.5985, 3);
    expect(sum((event) => jets[event][1].pt)).toBeCloseTo(1_311_878.5534, 3);
    expect(sum((event) => jets[event][0].mass)).toBeCloseTo(215_100.5598, 3);
    expect(sum((event) => jets[event][1].mass)).toBeCloseTo(202_582.5338, 3);
  });

  test("single events of background (0) and signal (4, 8)", () => {
    const compare = (found: number, expected: number) => expect(Math.abs(found / expected - 1)).toBeLessThan(RELATIVE);
    const mjj = (event: number) => invariantMass(jets[event].slice(0, 2));
    compare(mjj(0), 2580.48957);
    compare(jets[0][0].pt, 1286.72769);
    compare(jets[0][0].mass, 106.912129);
    expect(constituents(0, 0)).toBe(36);
    compare(mjj(4), 3313.48884);
    compare(jets[4][0].mass, 129.499352);
    compare(mjj(8), 3585.63673);
    compare(jets[8][1].mass, 515.054419);
  });
});
