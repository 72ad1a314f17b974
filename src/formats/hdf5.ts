/**
 * HDF5 files as tables. What is in a file decides what its columns are:
 *
 * - events of the LHC Olympics and AspenOpenJets are recognised by their shapes (lhco.ts, aspenOpenJets.ts);
 * - a pandas frame gives its columns by name (pandasHdf5.ts);
 * - otherwise each dataset is a column, rows being its first axis, and each field of a compound is one. Datasets of
 *   another length, scalars, and types that no column holds are named in the metadata and warnings.
 *
 * `part` chooses a group, a frame or a dataset where there are several.
 */
import { GlueballError } from "../base/index.ts";
import { aspenOpenJets } from "./aspenOpenJets.ts";
import { listed } from "./columns.ts";
import type { Dataset, Reader } from "./dataset.ts";
import { superblockStart } from "./hdf5/classic.ts";
import { absolutePath, readAll, rowsOf, type Hdf5Dataset, type Hdf5File } from "./hdf5/file.ts";
import { filterName } from "./hdf5/filterList.ts";
import { openHdf5 } from "./hdf5/open.ts";
import { fieldColumns, tableDataset, wholeColumn, type Hdf5Column } from "./hdf5/tableDataset.ts";
import { valueText } from "./hdf5/values.ts";
import { findMatrices, isLhco, lhcoDataset } from "./lhco.ts";
import { framePaths, readFrame } from "./pandasHdf5.ts";

export const hdf5Reader: Reader = {
  name: "hdf5",
  recognises: (head) => superblockStart(head) !== undefined,
  open: async (path, part) => {
    const file = await openHdf5(path);
    try {
      return tableOf(file, part);
    } catch (error) {
      file.close();
      throw error;
    }
  },
};

function tableOf(file: Hdf5File, part: string | undefined): Dataset {
  const events = findMatrices(file, part).filter(isLhco);
  if (events.length === 1) return lhcoDataset(file, events[0]!);
  const jets = part === undefined ? aspenOpenJets(file) : undefined;
  if (jets !== undefined) return jets;
  const frames = framePaths(file).filter((path) => part === undefined || path === absolutePath(part));
  if (frames.length > 1) throw severalFrames(file, frames);
  return frames.length === 1 ? frameTable(file, frames[0]!) : plainTable(file, part);
}

function frameTable(file: Hdf5File, path: string): Dataset {
  const { kind, columns, warnings } = readFrame(file, path)!;
  file.warnings.push(...warnings);
  const group = file.objects.get(path)!;
  const format = `pandas ${kind} frame ${path} (HDF5${packing(columns)})`;
  return tableDataset(file, { format, columns, metadata: texts(group.attributes) });
}

function severalFrames(file: Hdf5File, frames: readonly string[]): GlueballError {
  return new GlueballError({
    code: "formats/hdf5-several-frames",
    what: "the file holds several pandas frames",
    place: file.path,
    found: listed(frames),
    hint: `Name one of them, for example ${frames[0]}`,
  });
}

function plainTable(file: Hdf5File, part: string | undefined): Dataset {
  const datasets = datasetsIn(file, part);
  const scalars = datasets.filter(({ shape }) => shape.length === 0);
  const arrays = datasets.filter(({ shape }) => shape.length > 0);
  const length = commonLength(arrays);
  const prefix = part === undefined ? "/" : `${absolutePath(part)}/`;
  const name = (path: string) => (path.startsWith(prefix) ? path.slice(prefix.length) : path.slice(1));
  const columns: Hdf5Column[] = [];
  for (const dataset of arrays) {
    const own = rowsOf(dataset) === length ? columnsOf(dataset, name(dataset.path)) : [];
    if (own.length === 0) file.warnings.push(leftOut(dataset, length));
    columns.push(...own);
  }
  const attributes = texts(file.objects.get(part === undefined ? "/" : absolutePath(part))?.attributes ?? new Map());
  const single = Object.fromEntries(scalars.map((dataset) => [name(dataset.path), scalarText(dataset)]));
  return tableDataset(file, { format: `HDF5${packing(columns)}`, columns, metadata: { ...attributes, ...single } });
}

/** Datasets at or below `part`. @throws GlueballError formats/hdf5-no-such-part. */
function datasetsIn(file: Hdf5File, part: string | undefined): Hdf5Dataset[] {
  const all = [...file.objects.values()].filter((object) => object.kind === "dataset");
  if (part === undefined) return all;
  const path = absolutePath(part);
  const chosen = all.filter((dataset) => dataset.path === path || dataset.path.startsWith(`${path}/`));
  if (chosen.length > 0) return chosen;
  throw new GlueballError({
    code: "formats/hdf5-no-such-part",
    what: "the file has no such group or dataset",
    place: file.path,
    found: part,
    expected: `one of ${listed([...file.objects.keys()])}`,
  });
}

/** The number of rows that most datasets have; of equally frequent ones the larger. */
function commonLength(datasets: readonly Hdf5Dataset[]): number {
  const counts = new Map<number, number>();
  for (const dataset of datasets) counts.set(rowsOf(dataset), (counts.get(rowsOf(dataset)) ?? 0) + 1);
  const [first] = [...counts].toSorted((a, b) => b[1] - a[1] || b[0] - a[0]);
  return first === undefined ? 0 : first[0];
}

function columnsOf(dataset: Hdf5Dataset, name: string): Hdf5Column[] {
  if (dataset.type.kind === "compound") return fieldColumns(dataset, `${name}.`);
  const column = wholeColumn(name, dataset);
  return column === undefined ? [] : [column];
}

function leftOut(dataset: Hdf5Dataset, length: number): string {
  const { path, shape, type } = dataset;
  const what = type.kind === "other" ? type.name : type.kind;
  const why = rowsOf(dataset) === length ? `no column holds ${what}` : `the other datasets have ${length} rows`;
  return `${path} (${what}, ${shape.join(" x ")}) is left out: ${why}`;
}

function scalarText(dataset: Hdf5Dataset): string {
  if (wholeColumn(dataset.path, dataset) === undefined) return `(${dataset.type.kind})`;
  return valueText(readAll(dataset));
}

function texts(attributes: ReadonlyMap<string, Parameters<typeof valueText>[0]>): Record<string, string> {
  return Object.fromEntries([...attributes].map(([name, value]) => [name, valueText(value)]));
}

/** The names of the filters, for example ", shuffle, deflate". */
function packing(columns: readonly Hdf5Column[]): string {
  const filters = new Set(columns.flatMap(({ dataset }) => dataset.filters.map(filterName)));
  return [...filters].map((name) => `, ${name}`).join("");
}
