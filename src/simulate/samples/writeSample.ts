/** Samples as files: which rows a file needs, and how they are laid out in it. The ending of its name decides. */
import { GlueballError } from "../../base/index.ts";
import { writeLhco, writeTable, type Batch, type Dataset, type Table } from "../../formats/index.ts";
import { tableOf } from "../../formats/index.ts";
import { paddedEvents, paddedJets, type Padded } from "./paddedRows.ts";
import type { SampleRows } from "./sampleWork.ts";

const HEPMC = /\.hepmc3?(\.gz|\.zst)?$/u;
const HDF5 = /\.(h5|hdf5)$/u;
const NPY = /\.npy$/u;

/** Whole records for HepMC, which has a place for them; else what was observed. */
export function eventRowsFor(path: string): Exclude<SampleRows, "jets"> {
  return HEPMC.test(path) ? "records" : "events";
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
    return { paths: [path], warnings: cutWarning(padded) };
  }
  return writeRows(path, rows, paddedEvents);
}

/** `.npy` and HDF5 hold `vectors` [jets, 4, 200], beside `.npy` a file of labels; all others JetClass' columns. */
export async function writeJets(path: string, rows: Dataset): Promise<Written> {
  if (HEPMC.test(path)) throw noRecords(path);
  if (HDF5.test(path)) {
    const padded = paddedJets(rows);
    await writeTable(path, padded.table);
    return { paths: [path], warnings: cutWarning(padded) };
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
  return { paths: [path, labelsPath], warnings: cutWarning(padded) };
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

function cutWarning(padded: Padded): string[] {
  const cut = padded.cut();
  return cut === 0 ? [] : [`${cut} of the softest particles found no place in rows of fixed size and are not in the file`];
}

function noRecords(path: string): GlueballError {
  return new GlueballError({
    code: "simulate/jets-not-hepmc",
    what: "HepMC holds events, and these are single jets",
    place: path,
    expected: "a name that ends with .parquet, .npy, .npz, .h5, .jsonl or .csv",
    hint: "simulate events --preset jetclass writes the events of the same jets",
  });
}
