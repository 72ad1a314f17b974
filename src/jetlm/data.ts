/**
 * Real jets from a file into one ragged store: the constituents of all jets in flat columns, those of jet j in rows
 * offsets[j] .. offsets[j + 1] - 1, ordered by falling pT.
 *
 * The file holds four-vectors as (jets, 4, slots) = px, py, pz, E, padded with zeros. A row is checked before it is
 * taken: what is not a number, E <= 0 or pT = 0 with other components, and |eta| > 6 is an error with its place, or
 * skipped and counted on request. Nothing is repaired in silence; what was skipped or sorted stands in the store.
 */
import { GlueballError } from "../base/index.ts";
import type { Rng } from "../base/index.ts";
import { readNpyFile } from "../formats/index.ts";
import { jetKinematics } from "../kinematics/index.ts";
import { quantile } from "../stats/index.ts";
import { jetSetName, labelsBeside } from "./jetSets.ts";

/** |eta| of a constituent above this is a damaged row (no detector reaches it). */
const LARGEST_ETA = 6;
/** A sample whose median jet pT is above this was written in MeV: no jet has 100 TeV. */
export const SUSPICIOUS_PT = 1e5;
const COLUMNS = ["px", "py", "pz", "E"] as const;

/** The constituents of all jets in GeV: those of jet j in rows offsets[j] .. offsets[j + 1] - 1. */
export interface JetMomenta {
  /** n + 1 entries for n jets. */
  readonly offsets: Int32Array;
  readonly px: Float64Array;
  readonly py: Float64Array;
  readonly pz: Float64Array;
  readonly energy: Float64Array;
}

/** The constituents of each jet are ordered by falling pT. */
export interface Jets extends JetMomenta {
  readonly name: string;
  /** SHA-256 of the file the jets come from; of self-made jets, that of the jets themselves. */
  readonly sha256: string;
  /** Class of each jet, where the file comes with labels. */
  readonly labels: Int32Array | undefined;
  /** Row of each jet in the file. */
  readonly rows: Int32Array;
  /** Rows of the file that are not in the store, by reason. */
  readonly skipped: { readonly empty: number; readonly bad: number };
  readonly warnings: readonly string[];
}

export interface ReadJetsOptions {
  /** The unit of the file; momenta in the store are GeV. */
  readonly unit?: "GeV" | "MeV";
  /** Leave out jets with a bad constituent and count them, instead of stopping at the first. */
  readonly skipBad?: boolean;
}

interface Vectors {
  readonly path: string;
  readonly data: Float32Array | Float64Array;
  readonly jets: number;
  readonly slots: number;
}

/**
 * Reads `<name>_vectors.npy(.gz)` and, if it lies beside it, `<name>_labels.npy(.gz)`.
 * @throws GlueballError from the reader, `jetlm/vectors-shape`, `jetlm/labels-mismatch`, `jetlm/bad-constituent`,
 *   `jetlm/no-jets`.
 */
export function readJets(path: string, options: ReadJetsOptions = {}): Jets {
  const { sha256, ...file } = readNpyFile(path);
  const vectors = checkVectors(path, file.shape, file.data);
  const labels = readLabels(path, vectors.jets);
  const { kept, empty, bad } = selectRows(vectors, options.skipBad ?? false);
  if (kept.length === 0) {
    throw new GlueballError({
      code: "jetlm/no-jets",
      what: "the file has no usable jet",
      place: path,
      found: `${vectors.jets} rows, of which ${empty} without constituents and ${bad} bad`,
      expected: "at least one jet with a constituent",
    });
  }
  const columns = copyJets(vectors, kept, options.unit === "MeV" ? 1e-3 : 1);
  const unsorted = orderByPt(columns);
  const warnings: string[] = [];
  if (unsorted > 0) warnings.push(`${unsorted} of ${kept.length} jets were not ordered by falling pT and were sorted`);
  warnings.push(...unitWarnings(columns));
  return {
    name: jetSetName(path),
    sha256,
    ...columns,
    labels: labels && kept.map((row) => labels[row]),
    rows: kept,
    skipped: { empty, bad },
    warnings,
  };
}

/** What looks like momenta in another unit. */
export function unitWarnings(jets: JetMomenta): string[] {
  const medianPt = quantile(jetPts(jets), 0.5);
  return medianPt > SUSPICIOUS_PT ? [`the median jet pT is ${medianPt} GeV: these look like MeV (unit MeV)`] : [];
}

function checkVectors(path: string, shape: readonly number[], data: { readonly length: number }): Vectors {
  const numbers = data instanceof Float32Array || data instanceof Float64Array;
  if (numbers && shape.length === 3 && shape[1] === COLUMNS.length) {
    return { path, data, jets: shape[0], slots: shape[2] };
  }
  throw new GlueballError({
    code: "jetlm/vectors-shape",
    what: "the file does not hold four-vectors of jets",
    place: path,
    found: `${data.constructor.name} of shape (${shape.join(", ")})`,
    expected: "float32 or float64 of shape (jets, 4, slots): px, py, pz, E",
  });
}

function readLabels(vectorsPath: string, jets: number): Int32Array | undefined {
  const path = labelsBeside(vectorsPath);
  if (path === undefined) return undefined;
  const { shape, data, type } = readNpyFile(path);
  if (shape.length !== 1 || shape[0] !== jets || type.startsWith("f")) {
    throw new GlueballError({
      code: "jetlm/labels-mismatch",
      what: "the labels do not belong to the jets",
      place: path,
      found: `${type} of shape (${shape.join(", ")})`,
      expected: `integers of shape (${jets})`,
    });
  }
  return Int32Array.from(data as ArrayLike<number | bigint>, Number);
}

/** The rows to keep, and how many were empty or bad. */
function selectRows(vectors: Vectors, skipBad: boolean): { kept: Int32Array; empty: number; bad: number } {
  const kept: number[] = [];
  let empty = 0;
  let bad = 0;
  for (let row = 0; row < vectors.jets; row++) {
    const fault = findFault(vectors, row);
    if (fault !== undefined && !skipBad) throw fault();
    if (fault !== undefined) bad++;
    else if (countConstituents(vectors, row) === 0) empty++;
    else kept.push(row);
  }
  return { kept: Int32Array.from(kept), empty, bad };
}

function countConstituents({ data, slots }: Vectors, row: number): number {
  const energies = (row * 4 + 3) * slots;
  let count = 0;
  for (let slot = 0; slot < slots; slot++) if (data[energies + slot] > 0) count++;
  return count;
}

/** The error of the first bad constituent of a row, to be made when it is needed. */
function findFault({ path, data, slots }: Vectors, row: number): (() => GlueballError) | undefined {
  for (let slot = 0; slot < slots; slot++) {
    const at = row * 4 * slots + slot;
    const fault = constituentFault(data[at], data[at + slots], data[at + 2 * slots], data[at + 3 * slots]);
    if (fault === undefined) continue;
    return () =>
      new GlueballError({
        code: "jetlm/bad-constituent",
        what: "a constituent is not a particle",
        place: `${path}, row ${row}, slot ${slot}, column ${COLUMNS[fault.column]}`,
        found: data[at + fault.column * slots],
        expected: fault.expected,
        hint: "Skipping bad jets (skip-bad) leaves such rows out and counts them",
      });
  }
  return undefined;
}

function constituentFault(px: number, py: number, pz: number, energy: number) {
  if (!Number.isFinite(px + py + pz + energy)) {
    const column = [px, py, pz, energy].findIndex((component) => !Number.isFinite(component));
    return { column, expected: "a finite number" };
  }
  const padding = px === 0 && py === 0 && pz === 0 && energy === 0;
  if (padding) return undefined;
  if (energy <= 0) return { column: 3, expected: "E > 0, or four zeros for padding" };
  const pt = Math.hypot(px, py);
  if (pt === 0) return { column: 0, expected: "pT > 0" };
  if (Math.abs(pz) > Math.sinh(LARGEST_ETA) * pt) {
    return { column: 2, expected: `|eta| <= ${LARGEST_ETA} (pT = ${pt} GeV)` };
  }
  return undefined;
}

/** The constituents of the kept rows in flat columns, in the order of the file. */
function copyJets(vectors: Vectors, kept: Int32Array, scale: number): JetMomenta {
  const { data, slots } = vectors;
  const offsets = new Int32Array(kept.length + 1);
  kept.forEach((row, jet) => (offsets[jet + 1] = offsets[jet] + countConstituents(vectors, row)));
  const column = () => new Float64Array(offsets[kept.length]);
  const [px, py, pz, energy] = [column(), column(), column(), column()];
  let to = 0;
  for (const row of kept) {
    const start = row * 4 * slots;
    for (let slot = 0; slot < slots; slot++) {
      if (!(data[start + 3 * slots + slot] > 0)) continue;
      px[to] = scale * data[start + slot];
      py[to] = scale * data[start + slots + slot];
      pz[to] = scale * data[start + 2 * slots + slot];
      energy[to] = scale * data[start + 3 * slots + slot];
      to++;
    }
  }
  return { offsets, px, py, pz, energy };
}

/** Orders the constituents of each jet by falling pT, in place (equal pT: as they were). Returns how many were not. */
export function orderByPt({ offsets, px, py, pz, energy }: JetMomenta): number {
  let unsorted = 0;
  for (let jet = 0; jet + 1 < offsets.length; jet++) {
    const rows = Array.from({ length: offsets[jet + 1] - offsets[jet] }, (_, i) => offsets[jet] + i);
    const pt = (row: number) => Math.hypot(px[row], py[row]);
    if (rows.every((row, i) => i === 0 || pt(rows[i - 1]) >= pt(row))) continue;
    unsorted++;
    rows.sort((a, b) => pt(b) - pt(a));
    for (const column of [px, py, pz, energy])
      column.set(
        Float64Array.from(rows, (row) => column[row]),
        offsets[jet],
      );
  }
  return unsorted;
}

function jetPts({ offsets, px, py, pz, energy }: JetMomenta): Float64Array {
  return new Float64Array(offsets.length - 1).map(
    (_, jet) => jetKinematics({ px, py, pz, energy }, offsets[jet], offsets[jet + 1]).pt,
  );
}

export interface Split {
  readonly train: Int32Array;
  readonly validation: Int32Array;
  readonly test: Int32Array;
}

/**
 * Splits jets 0 .. n - 1 at random, before anything is looked at. The parts are disjoint, cover every jet, have the
 * sizes that the fractions ask for (rounded) and list their jets in rising order.
 * @throws GlueballError `jetlm/bad-split` when the fractions do not sum to 1 or a part would be empty.
 */
export function splitJets(n: number, rng: Rng, fractions: Readonly<Record<keyof Split, number>>): Split {
  const { train, validation, test } = fractions;
  const ends = [0, Math.round(n * train), Math.round(n * (train + validation)), n];
  const sizes = [0, 1, 2].map((part) => ends[part + 1] - ends[part]);
  const whole = Math.abs(train + validation + test - 1) < 1e-9;
  if (!(whole && sizes.every((size) => size >= 1))) {
    throw new GlueballError({
      code: "jetlm/bad-split",
      what: "the jets cannot be split like this",
      found: `fractions ${train}, ${validation}, ${test} of ${n} jets`,
      expected: "three fractions that sum to 1 and give at least one jet each",
    });
  }
  const shuffled = rng.shuffle(Int32Array.from({ length: n }, (_, jet) => jet));
  const [first, second, third] = [0, 1, 2].map((part) => shuffled.slice(ends[part], ends[part + 1]).sort());
  return { train: first, validation: second, test: third };
}
