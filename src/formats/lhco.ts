/**
 * Events of the LHC Olympics 2020 (G. Kasieczka et al., arXiv:2101.08320): one row an event, 700 particles as
 * (pt, eta, phi), zero padded and unordered, massless; GeV. R&D files have a 2101st column, the label (1 signal);
 * black boxes have 2100 columns, and their labels come in a separate "master key", one integer a line. The published
 * files are pandas frames packed with blosc; a plain matrix of that width is taken too.
 */
import { GlueballError } from "../base/index.ts";
import type { Batch, ColumnSchema, Dataset, NumberArray } from "./dataset.ts";
import { absolutePath, rowsOf, type Hdf5File } from "./hdf5/file.ts";
import { openHdf5 } from "./hdf5/open.ts";
import { columnOf, tableDataset, wholeColumn, type Hdf5Column } from "./hdf5/tableDataset.ts";
import { framePaths, readFrame } from "./pandasHdf5.ts";
import { readSource } from "./source.ts";

export const LHCO = { particles: 700, columns: 2100 } as const;

export interface LhcoOptions {
  /** Path of the frame or dataset in the file, where it holds several. */
  readonly part?: string;
  /** File with the labels of a black box. */
  readonly masterKey?: string;
}

/**
 * Opens events as the columns `particles` (shape [700, 3]) and, where labels are known, `label`.
 * @throws GlueballError formats/lhco-wrong-width, formats/lhco-wrong-key, formats/lhco-wrong-label (while reading).
 */
export async function openLhco(path: string, { part, masterKey }: LhcoOptions = {}): Promise<Dataset> {
  const file = await openHdf5(path);
  const matrices = findMatrices(file, part);
  const events = matrices.find(isLhco);
  if (events === undefined) {
    file.close();
    throw wrongWidth(path, matrices);
  }
  const dataset = lhcoDataset(file, events);
  return masterKey === undefined ? dataset : withKey(dataset, masterKey);
}

/** Numbers of one type that lie side by side in every row. */
export interface RowMatrix {
  readonly path: string;
  /** The first column and how many there are. */
  readonly first: Hdf5Column;
  readonly width: number;
}

export function isLhco({ first, width }: RowMatrix): boolean {
  return first.type.kind === "float" && (width === LHCO.columns || width === LHCO.columns + 1);
}

/** Every frame of one block and every plain matrix, in the whole file or at `part`. */
export function findMatrices(file: Hdf5File, part?: string): RowMatrix[] {
  const frames = framePaths(file);
  const inFrame = (path: string) => frames.some((frame) => path.startsWith(`${frame}/`));
  const found = frames.flatMap((path) => frameMatrix(file, path) ?? []);
  for (const object of file.objects.values()) {
    if (object.kind !== "dataset" || object.shape.length !== 2 || inFrame(object.path)) continue;
    const first = wholeColumn(object.path, object);
    if (first !== undefined) found.push({ path: object.path, first, width: object.shape[1]! });
  }
  return part === undefined ? found : found.filter(({ path }) => path === absolutePath(part));
}

function frameMatrix(file: Hdf5File, path: string): RowMatrix | undefined {
  const columns = readFrame(file, path)?.columns ?? [];
  const [first] = columns;
  const together = columns.every(({ dataset, type, offset }, i) => {
    return dataset === first!.dataset && type.kind === first!.type.kind && offset === first!.offset + i * type.size;
  });
  return first === undefined || !together ? undefined : { path, first, width: columns.length };
}

/** The events of a matrix for which `isLhco` holds. */
export function lhcoDataset(file: Hdf5File, { path, first, width }: RowMatrix): Dataset {
  const { dataset, type, offset } = first;
  const bytes = LHCO.columns * type.size;
  const particles = columnOf("particles", dataset, type, { offset, bytes, shape: [LHCO.particles, 3] })!;
  const labelled = width === LHCO.columns + 1;
  const after = { offset: offset + bytes, bytes: type.size, shape: [] };
  const label = labelled ? [columnOf("label", dataset, type, after)!] : [];
  const table = tableDataset(file, {
    format: `LHC Olympics 2020 events (HDF5, ${labelled ? "2101 columns with label" : "2100 columns without label"})`,
    metadata: { object: path, particles: "700 x (pt, eta, phi), zero padded, massless; GeV" },
    columns: [particles, ...label],
  });
  return labelled ? withLabels(table, (values, first) => checkedLabels(values, table.path, first)) : table;
}

const LABEL: ColumnSchema = { name: "label", type: "uint8", shape: [], ragged: false };

/** The same table with `label` as small integers. */
function withLabels(table: Dataset, labels: (values: NumberArray, first: number) => Uint8Array): Dataset {
  return {
    ...table,
    schema: table.schema.map((column) => (column.name === "label" ? LABEL : column)),
    batches: async function* (start, size, names) {
      for await (const batch of table.batches(start, size, names)) {
        const values = batch.columns.get("label")?.values as NumberArray | undefined;
        yield values === undefined ? batch : replaced(batch, labels(values, batch.first));
      }
    },
  };
}

function replaced(batch: Batch, values: Uint8Array): Batch {
  return { ...batch, columns: new Map([...batch.columns, ["label", { values }]]) };
}

function checkedLabels(values: NumberArray, path: string, first: number): Uint8Array {
  const labels = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = Number(values[i]);
    if (value !== 0 && value !== 1 && value !== 2) throw wrongLabel(`${path}, row ${first + i}`, value);
    labels[i] = value;
  }
  return labels;
}

/** Attaches the labels of a master key to events that have none. */
function withKey(events: Dataset, keyPath: string): Dataset {
  const labels = readMasterKey(keyPath);
  if (labels.length !== events.length) {
    throw new GlueballError({
      code: "formats/lhco-wrong-key",
      what: "the master key belongs to another number of events",
      place: keyPath,
      found: labels.length,
      expected: `${events.length} labels, one for each event of ${events.path}`,
    });
  }
  const particles = events.schema.filter(({ name }) => name !== "label");
  return {
    ...events,
    format: `${events.format}, labels from a master key`,
    schema: [...particles, LABEL],
    batches: async function* (start, size, names) {
      const own = names?.filter((name) => name !== "label");
      for await (const batch of events.batches(start, size, own)) {
        if (names !== undefined && !names.includes("label")) yield batch;
        else yield replaced(batch, labels.slice(batch.first, batch.first + batch.length));
      }
    },
  };
}

/** One integer a line: 0 background, 1 signal, 2 the second decay of black box 3. @throws GlueballError. */
export function readMasterKey(path: string): Uint8Array {
  const lines = new TextDecoder().decode(readSource(path).bytes).trimEnd().split("\n");
  return Uint8Array.from(lines, (line, i) => {
    const text = line.trim();
    if (!/^[012](\.0*)?$/u.test(text)) throw wrongLabel(`${path}, line ${i + 1}`, text);
    return Number(text);
  });
}

function wrongLabel(place: string, found: unknown): GlueballError {
  return new GlueballError({
    code: "formats/lhco-wrong-label",
    what: "a label is none of the LHC Olympics",
    place,
    found,
    expected: "0 (background), 1 (signal) or 2 (second decay of black box 3)",
  });
}

function wrongWidth(path: string, matrices: readonly RowMatrix[]): GlueballError {
  const found = matrices.map(({ path, first, width }) => `${path} with ${rowsOf(first.dataset)} x ${width}`);
  return new GlueballError({
    code: "formats/lhco-wrong-width",
    what: "these are not events of the LHC Olympics",
    place: path,
    found: found.length === 0 ? "no matrix of numbers" : found.slice(0, 5).join(", "),
    expected: `${LHCO.columns} columns, or ${LHCO.columns + 1} with the label`,
  });
}
