/**
 * The events and FastJet results of the reference data (folder `jets-lhco`, whose README names their origin), read for
 * tests and benchmarks. Momenta in GeV; files are gzipped or plain.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { fromPtEtaPhiMassColumns, type FourMomentumColumns } from "../kinematics/index.ts";

/** A row of a FastJet result; phi in [0, 2 pi). */
export interface ReferenceJet {
  readonly rap: number;
  readonly phi: number;
  readonly pt: number;
}

/** 100 pp events at 13 TeV, 431 particles each in the mean. */
export function ppEvents(folder: string): FourMomentumColumns[] {
  const events: number[][][] = [];
  for (const [event, ...momentum] of rows(join(folder, "fastjet-pp/events_pp13TeV_100_px_py_pz_E.txt.gz"))) {
    (events[event] ??= []).push(momentum);
  }
  return events.map(momenta);
}

/** The final state of 100 e+e- events at 250 GeV; HepMC3, whose lines "P" end in px py pz E m status. */
export function eeEvents(folder: string): FourMomentumColumns[] {
  const [, ...events] = text(join(folder, "fastjet-ee/events.eeH.hepmc3.gz")).split("\nE ");
  const finalState = (event: string) =>
    event
      .split("\n")
      .filter((line) => line.startsWith("P ") && line.endsWith(" 1"))
      .map((line) => line.split(" ").slice(4, 8).map(Number));
  return events.map((event) => momenta(finalState(event)));
}

/** 1000 LHC Olympics events: 700 x (pt, eta, phi), massless, padded with zeros. */
export function lhcoEvents(folder: string): FourMomentumColumns[] {
  const bytes = gunzipSync(readFileSync(join(folder, "lhco/lhco_tiny_1000x2101_float32le.bin.gz")));
  const numbers = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  return Array.from({ length: 1000 }, (_, event) => {
    const values = numbers.subarray(event * 2101, event * 2101 + 2100);
    const particles = Array.from({ length: 700 }, (_, i) => i).filter((i) => values[3 * i] > 0);
    const column = (quantity: number) => Float64Array.from(particles, (i) => values[3 * i + quantity]);
    return fromPtEtaPhiMassColumns(column(0), column(1), column(2), new Float64Array(particles.length));
  });
}

/** Lines "px py pz E", as in fjcontrib's single-event.dat. */
export function readMomenta(path: string): FourMomentumColumns {
  return momenta([...rows(path)]);
}

/** One list of jets an event. */
export function referenceJets(path: string): ReferenceJet[][] {
  const events: { readonly jets: ReferenceJet[] }[] = JSON.parse(text(path));
  return events.map(({ jets }) => jets);
}

/** The numbers of each line that is not a remark. */
export function rows(path: string, separator: string | RegExp = /\s+/): number[][] {
  return text(path)
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => /^[-+.\d]/.test(line))
    .map((line) => line.split(separator).map(Number));
}

/** Columns of (px, py, pz, E). */
export function momenta(particles: readonly (readonly number[])[]): FourMomentumColumns {
  const column = (index: number) => Float64Array.from(particles, (particle) => particle[index]);
  return { px: column(0), py: column(1), pz: column(2), energy: column(3) };
}

function text(path: string): string {
  const bytes = readFileSync(path);
  return (path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
}
