/**
 * Clustering against stored FastJet results, with every strategy. Totals (jets, sum of pt) are those of the
 * specification; they are compared beside each single jet, because an empty comparison would agree as well.
 */
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { MomentumColumns } from "../kinematics/index.ts";
import { findData } from "../run/index.ts";
import { cluster } from "./cluster.ts";
import type { ClusterSequence } from "./clusterSequence.ts";
import { jetDefinition, STRATEGIES, type JetOptions, type Strategy } from "./definition.ts";
import { azimuthDistance, type Jet } from "./pseudojets.ts";
import { eeEvents, ppEvents, referenceJets, type ReferenceJet } from "./referenceEvents.ts";

const DATA = findData("jets-lhco");
const withData = DATA === undefined ? describe.skip : describe;
const folder = DATA ?? "";

/** Absolute for rapidity and azimuth, relative for pt: the files have 8 decimals or more, but for the one with four. */
const TOLERANCE = 1e-7;
const FOUR_DECIMALS = 0.501e-4;
/** Sums are printed with six decimals. */
const SUM_PT = 2e-6;

interface Case {
  readonly file: string;
  readonly options: JetOptions;
  readonly jets: (sequence: ClusterSequence) => Jet[];
  readonly count: number;
  readonly sumPt: number;
  /** For files whose jets are not sorted by pt: each is compared with our nearest. */
  readonly match?: "nearest";
  readonly tolerance?: number;
}

const R04 = { radius: 0.4 } as const;
const inclusive5 = (sequence: ClusterSequence) => sequence.inclusiveJets(5);

const PP: readonly Case[] = [
  {
    file: "inclusive-AntiKt",
    options: { algorithm: "antikt", ...R04 },
    jets: inclusive5,
    count: 772,
    sumPt: 9080.563444,
  },
  { file: "inclusive-CA", options: { algorithm: "ca", ...R04 }, jets: inclusive5, count: 729, sumPt: 8649.450329 },
  { file: "inclusive-Kt", options: { algorithm: "kt", ...R04 }, jets: inclusive5, count: 765, sumPt: 9036.836974 },
  {
    file: "inclusive-AntiKt-ptscheme",
    options: { algorithm: "antikt", scheme: "pt", ...R04 },
    jets: inclusive5,
    count: 767,
    sumPt: 9087.015758,
  },
  {
    file: "njets4-Kt",
    options: { algorithm: "kt", ...R04 },
    jets: (sequence) => sequence.exclusiveJets(4),
    count: 400,
    sumPt: 6340.48485,
  },
  {
    file: "dij0.99-CA",
    options: { algorithm: "ca", ...R04 },
    jets: (sequence) => sequence.exclusiveJetsAt(0.99),
    count: 16711,
    sumPt: 23473.679627,
  },
];

const EE: readonly Case[] = [
  {
    file: "njets3-Durham-eeH",
    options: { algorithm: "durham" },
    jets: (sequence) => sequence.exclusiveJets(3),
    count: 300,
    sumPt: 18012.084478,
  },
  {
    file: "njets4-EEKt-p1-R2.0",
    options: { algorithm: "ee-genkt", p: 1, radius: 2 },
    jets: (sequence) => sequence.exclusiveJets(4),
    count: 400,
    sumPt: 18202.215068,
  },
  {
    file: "inclusive-EEKt-p-1-R1.0",
    options: { algorithm: "ee-genkt", p: -1, radius: 1 },
    jets: inclusive5,
    count: 243,
    sumPt: 17858.652767,
  },
  {
    file: "valencia-exclusive4-beta1.0-gamma1.0-R1.0-eeH",
    options: { algorithm: "valencia", radius: 1 },
    jets: (sequence) => sequence.exclusiveJets(4),
    count: 400,
    sumPt: 18123.164118,
    match: "nearest",
  },
  {
    file: "valencia-inclusive20-beta1.0-gamma1.0-R1.0-eeH",
    options: { algorithm: "valencia", radius: 1 },
    jets: (sequence) => sequence.inclusiveJets(20),
    count: 219,
    sumPt: 17517.8313,
    match: "nearest",
    tolerance: FOUR_DECIMALS,
  },
];

const rapidityError = (jet: Jet, row: ReferenceJet) => Math.abs(jet.rapidity - row.rap);
const phiError = (jet: Jet, row: ReferenceJet) => azimuthDistance(jet.phi, row.phi);
const distance = (jet: Jet, row: ReferenceJet) => Math.hypot(rapidityError(jet, row), phiError(jet, row));

/** Of all jets of an event the largest deviations, in units of the tolerance. */
function worst(jets: readonly Jet[], reference: readonly ReferenceJet[], { match, tolerance }: Case): number {
  const angle = tolerance ?? TOLERANCE;
  const deviations = reference.map((row, place) => {
    const jet = match === undefined ? jets[place] : jets.toSorted((a, b) => distance(a, row) - distance(b, row))[0];
    const pt = Math.abs(jet.pt - row.pt) / (tolerance ?? TOLERANCE * row.pt);
    return Math.max(rapidityError(jet, row) / angle, phiError(jet, row) / angle, pt);
  });
  return Math.max(0, ...deviations);
}

function compare(events: readonly MomentumColumns[], subfolder: string, expected: Case, strategy: Strategy): void {
  const references = referenceJets(join(folder, subfolder, `jet-collections-fastjet-${expected.file}.json.gz`));
  const definition = jetDefinition({ ...expected.options, strategy });
  const found = events.map((event) => expected.jets(cluster(event, definition)));
  const { tolerance, count, sumPt } = expected;
  expect(found.flat().length).toBe(count);
  const total = found.flat().reduce((sum, { pt }) => sum + pt, 0);
  expect(Math.abs(total - sumPt)).toBeLessThan(tolerance === undefined ? SUM_PT : tolerance * count);
  expect(found.map((jets) => jets.length)).toEqual(references.map((jets) => jets.length));
  const deviations = found.map((jets, event) => ({ event, worst: worst(jets, references[event], expected) }));
  expect(deviations.filter((one) => !(one.worst < 1))).toEqual([]);
}

const byStrategy = (cases: readonly Case[]) =>
  cases.flatMap((one) => STRATEGIES.map((strategy) => ({ ...one, strategy, title: `${one.file}, ${strategy}` })));

withData("FastJet references (needs shared data)", () => {
  const pp = ppEvents(folder);
  test.each(byStrategy(PP))("pp: $title", (one) => compare(pp, "fastjet-pp", one, one.strategy));

  test("pp: the exclusive C/A file is a tie in FastJet; ours has its count, and one answer for all strategies", () => {
    const answers = STRATEGIES.map((strategy) => {
      const definition = jetDefinition({ algorithm: "ca", ...R04, strategy });
      return pp.flatMap((event) => cluster(event, definition).exclusiveJets(4));
    });
    for (const answer of answers) {
      expect(answer.length).toBe(400);
      expect(answer).toEqual(answers[0]);
    }
  });

  const ee = eeEvents(folder);
  test("ee: the events are read in full", () => {
    expect(ee.length).toBe(100);
    expect(ee.reduce((sum, { px }) => sum + px.length, 0)).toBe(6497);
  });
  test.each(EE)("ee: $file", (one) => compare(ee, "fastjet-ee", one, "best"));
});
