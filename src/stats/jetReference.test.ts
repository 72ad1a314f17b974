/**
 * The acceptance table of the jet language model (specification 6.2): distances between 940 top and 1060 QCD jets of
 * the top-tagging reference set, and between even and odd rows of each class, from observables made with FastJet.
 */
import { existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import {
  auc,
  describe,
  quantiledKlOfDensities,
  quantiledKlOfProbabilities,
  splitByLabel,
  wasserstein1,
} from "./index.ts";

const roots = [
  ...(process.env["GLUEBALL_DATA"]?.split(delimiter) ?? []),
  join(import.meta.dirname, "../../../shared/data"),
];
const folder = roots.map((root) => join(root, "jet-foundation")).find((path) => existsSync(path));
const withData = test.skipIf(folder === undefined);

type Observable = "mass" | "pt" | "tau21" | "tau32" | "multiplicity";

interface Row {
  readonly observable: Observable;
  readonly w1: number;
  /** W1 over the standard deviation of the top jets. */
  readonly w1Standardised: number;
  readonly klTop: number;
  readonly klTopBins: number;
  readonly klQcd: number;
  readonly klProbabilities: number;
  /** W1 / std and KL of densities between even and odd rows of the top jets, then of the QCD jets. */
  readonly floors: readonly [w1Top: number, klTop: number, w1Qcd: number, klQcd: number];
}

// prettier-ignore
const TABLE: readonly Row[] = [
  { observable: "mass", w1: 81.587168, w1Standardised: 3.12714, klTop: 1.282637, klTopBins: 29, klQcd: 10.160656, klProbabilities: Infinity, floors: [0.110, 0.032, 0.114, 0.053] },
  { observable: "pt", w1: 1.466150, w1Standardised: 0.05087, klTop: 0.029903, klTopBins: 29, klQcd: 0.038292, klProbabilities: 0.036960, floors: [0.056, 0.056, 0.037, 0.048] },
  { observable: "tau21", w1: 0.086153, w1Standardised: 0.72424, klTop: 0.122374, klTopBins: 29, klQcd: 0.560485, klProbabilities: 0.336124, floors: [0.082, 0.054, 0.054, 0.058] },
  { observable: "tau32", w1: 0.219286, w1Standardised: 1.46049, klTop: 0.754211, klTopBins: 29, klQcd: 1.292364, klProbabilities: Infinity, floors: [0.102, 0.035, 0.067, 0.066] },
  { observable: "multiplicity", w1: 11.332919, w1Standardised: 0.84956, klTop: 0.135542, klTopBins: 28, klQcd: 2.400275, klProbabilities: 0.415736, floors: [0.097, 0.046, 0.087, 0.063] },
];
// Half of the last digit printed in the table, with room for the reference's nine digits.
const SIX_DIGITS = 6e-7;
const FIVE_DIGITS = 6e-6;
const THREE_DIGITS = 6e-4;

/** A gzipped one-dimensional int32 .npy file. */
function readLabels(name: string): Int32Array {
  const bytes = gunzipSync(readFileSync(join(folder!, "jets", `${name}_labels.npy.gz`)));
  const header = bytes.readUInt16LE(8);
  expect(bytes.toString("latin1", 10, 10 + header)).toContain("'descr': '<i4'");
  return Int32Array.from({ length: (bytes.length - 10 - header) / 4 }, (_, i) =>
    bytes.readInt32LE(10 + header + 4 * i),
  );
}

function readObservables(name: string): Record<Observable, Float64Array> {
  const [head, ...rows] = readFileSync(join(folder!, "reference", `${name}_fastjet.csv`), "utf8")
    .trim()
    .split("\n")
    .map((line) => line.split(","));
  const column = (key: string) => Float64Array.from(rows, (row) => Number(row[head.indexOf(key)]));
  const [tau1, tau2, tau3] = [column("tau1"), column("tau2"), column("tau3")];
  return {
    mass: column("mass"),
    pt: column("pt"),
    tau21: tau2.map((value, i) => value / tau1[i]),
    tau32: tau3.map((value, i) => value / tau2[i]),
    multiplicity: column("n"),
  };
}

function expectWithin(found: number, expected: number, tolerance: number): void {
  if (expected === Infinity) expect(found).toBe(Infinity);
  else expect(Math.abs(found - expected)).toBeLessThan(tolerance);
}

function classes(observable: Observable): { top: Float64Array; qcd: Float64Array } {
  const { signal, background } = splitByLabel(readObservables("top2000")[observable], readLabels("top2000"));
  return { top: signal, qcd: background };
}

withData.each(TABLE)("needs shared data: $observable, top against QCD", (row) => {
  const { top, qcd } = classes(row.observable);
  expect([top.length, qcd.length]).toEqual([940, 1060]);
  const distance = wasserstein1(top, qcd);
  expectWithin(distance, row.w1, SIX_DIGITS);
  expectWithin(distance / describe(top).standardDeviation, row.w1Standardised, FIVE_DIGITS);

  const klTop = quantiledKlOfDensities(top, qcd);
  expectWithin(klTop.value, row.klTop, SIX_DIGITS);
  expect(klTop.bins).toBe(row.klTopBins);
  expectWithin(quantiledKlOfDensities(qcd, top).value, row.klQcd, SIX_DIGITS);
  const probabilities = quantiledKlOfProbabilities(top, qcd);
  expectWithin(probabilities.value, row.klProbabilities, SIX_DIGITS);
  expect(probabilities.emptyBins > 0).toBe(row.klProbabilities === Infinity);
});

withData.each(TABLE)("needs shared data: $observable, floors between even and odd rows", (row) => {
  const { top, qcd } = classes(row.observable);
  const floors = [top, qcd].flatMap((jets) => {
    const even = jets.filter((_, i) => i % 2 === 0);
    const odd = jets.filter((_, i) => i % 2 === 1);
    return [wasserstein1(even, odd) / describe(jets).standardDeviation, quantiledKlOfDensities(even, odd).value];
  });
  row.floors.forEach((expected, k) => expectWithin(floors[k], expected, THREE_DIGITS));
});

withData("needs shared data: the mean of the five standardised W1 is 1.24246", () => {
  const standardised = TABLE.map(({ observable }) => {
    const { top, qcd } = classes(observable);
    return wasserstein1(top, qcd) / describe(top).standardDeviation;
  });
  expectWithin(describe(standardised).mean, 1.24246, FIVE_DIGITS);
});

withData("needs shared data: AUC of single observables, top against QCD and gluon against quark", () => {
  const area = (observable: Observable, sign: 1 | -1) => {
    const { top, qcd } = classes(observable);
    const signed = (values: Float64Array) => values.map((value) => sign * value);
    return auc(signed(top), signed(qcd));
  };
  const FOUR_DIGITS = 5e-5;
  expectWithin(area("tau32", -1), 0.853, FOUR_DIGITS);
  expectWithin(area("mass", 1), 0.9115, FOUR_DIGITS);
  expectWithin(area("multiplicity", 1), 0.7025, FOUR_DIGITS);
  const { signal: quark, background: gluon } = splitByLabel(
    readObservables("qg2000").multiplicity,
    readLabels("qg2000"),
  );
  expectWithin(auc(gluon, quark), 0.837, FOUR_DIGITS);
});
