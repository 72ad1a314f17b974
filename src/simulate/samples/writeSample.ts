/** Samples as files: which rows a file needs, and how they are laid out in it. The ending of its name decides. */
import { existsSync } from "node:fs";
import { GlueballError } from "../../base/index.ts";
import { tableOf, writeLhco, writeTable, type Batch, type Dataset, type Table } from "../../formats/index.ts";
import { JET_PARTICLES, LHCO_PARTICLES, paddedEvents, paddedJets, type Padded } from "./paddedRows.ts";
import type { SampleRows } from "./sampleWork.ts";

const HEPMC = /\.hepmc3?(\.gz|\.zst)?$/u;
const HDF5 = /\.(h5|hdf5)$/u;
const NPY = /\.npy$/u;

/** Whole records for HepMC, which has a place for them; else what was observed. */
export function eventRowsFor(path: string): Exclude<SampleRows, "jets"> {
  return HEPMC.test(path) ? "records" : "events";
}

/** An estimate; lists are packed in some formats and text in others. */
export function bytesPerRow(path: string, rows: SampleRows): number {
  if (rows === "records") return 100_000;
  const isArray = NPY.test(path) || HDF5.test(path);
  if (rows === "jets") return isArray ? 4 * 4 * JET_PARTICLES : 5000;
  return isArray ? 3 * LHCO_PARTICLES * (HDF5.test(path) ? 8 : 4) : 15_000;
}

/**
 * Refuses weights of other scales where the file has no place for them, and labels beside an array that would replace others.
 *
 * @throws GlueballError simulate/no-place-for-weights, simulate/labels-exist
 */
export function requirePlaces(path: string, scaleFactors: readonly number[]): void {
  if (scaleFactors.length > 0 && (NPY.test(path) || HDF5.test(path))) throw noWeights(path);
  // An array that is there was allowed to be replaced, and its labels with it.
  if (NPY.test(path) && existsSync(labelsPathOf(path)) && !existsSync(path)) throw labelsExist(labelsPathOf(path));
}

/** Files that were written, and what did not fit into them. */
export interface Written {
  readonly paths: readonly string[];
  readonly warnings: readonly string[];
}

/** HDF5 in the layout of the LHC Olympics, `.npy` as an array [events, 700, 3] of pt, eta, phi, and all other tables as lists. */
export async function writeEvents(path: string, rows: Dataset): Promise<Written> {
  if (HDF5.test(path)) {
    const padded = paddedEvents(rows);
    await writeLhco(path, padded.table);
    return { paths: [path], warnings: lostWarnings(padded) };
  }
  return writeRows(path, rows, paddedEvents);
}

/** `.npy` and HDF5 hold `vectors` [jets, 4, 200], beside `.npy` a file of labels; all others JetClass' columns. */
export async function writeJets(path: string, rows: Dataset): Promise<Written> {
  if (HEPMC.test(path)) throw noRecords(path);
  if (HDF5.test(path)) {
    const padded = paddedJets(rows);
    await writeTable(path, padded.table);
    return { paths: [path], warnings: lostWarnings(padded) };
  }
  return writeRows(path, rows, paddedJets);
}

async function writeRows(path: string, rows: Dataset, pad: (rows: Dataset) => Padded): Promise<Written> {
  if (!NPY.test(path)) {
    await writeTable(path, tableOf(rows));
    return { paths: [path], warnings: [] };
  }
  const padded = pad(rows);
  const [values, label] = padded.table.schema;
  const labelsPath = labelsPathOf(path);
  await writeTable(path, oneColumn(padded.table, values.name));
  await writeTable(labelsPath, oneColumn(pad(rows).table, label.name));
  return { paths: [path, labelsPath], warnings: lostWarnings(padded) };
}

function oneColumn({ schema, metadata, batches }: Table, name: string): Table {
  async function* chosen(): AsyncGenerator<Batch> {
    for await (const batch of batches) yield { ...batch, columns: new Map([[name, batch.columns.get(name)!]]) };
  }
  return { schema: schema.filter((column) => column.name === name), metadata, batches: chosen() };
}

/** `x_labels.npy` for `x_vectors.npy`, where `glueball jetlm` looks for it, and for `x.npy`. */
function labelsPathOf(path: string): string {
  return path.replace(/(_vectors)?\.npy$/u, "_labels.npy");
}

function lostWarnings(padded: Padded): string[] {
  const { particles, weights } = padded.lost();
  const texts = [];
  if (particles > 0) {
    texts.push(`${particles} of the softest particles found no place in rows of fixed size and are not in the file`);
  }
  if (weights > 0) texts.push(`${weights} rows have a weight other than 1, for which the file has no place`);
  return texts;
}

function noRecords(path: string): GlueballError {
  return new GlueballError({
    code: "simulate/jets-not-hepmc",
    what: "HepMC holds events, and these are single jets",
    place: path,
    expected: "a name that ends with .parquet, .npy, .npz, .h5 or .jsonl",
    hint: "simulate events --preset jetclass writes the events of the same jets",
  });
}

function noWeights(path: string): GlueballError {
  return new GlueballError({
    code: "simulate/no-place-for-weights",
    what: "arrays of fixed size have no place for weights of other scales",
    place: path,
    expected: "a name that ends with .parquet, .jsonl, .npz or, for events, .hepmc.gz",
    hint: "Leave --scale-factors away, or choose another --out",
  });
}

function labelsExist(path: string): GlueballError {
  return new GlueballError({
    code: "simulate/labels-exist",
    what: "the file for the labels exists, without the array that it would belong to",
    place: path,
    hint: "Choose another --out, or remove the file",
  });
}
