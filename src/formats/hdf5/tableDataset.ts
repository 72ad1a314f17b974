/**
 * HDF5 datasets as the columns of a table. A column is a range of bytes in every row of a dataset: the whole row, a few
 * elements of a matrix (a column of a pandas block), or a field of a compound. A batch reads each dataset once, however
 * many columns lie in it, and small batches are cut from whole chunks that are decoded once.
 */
import { GlueballError } from "../../base/index.ts";
import { rowsPerBatch, selectColumns } from "../columns.ts";
import type { Batch, ColumnData, ColumnSchema, Dataset } from "../dataset.ts";
import type { Hdf5Type } from "./datatype.ts";
import { rowBytes, rowsOf, type Hdf5Dataset, type Hdf5File } from "./file.ts";
import { columnForm, decodeElements, gatherField } from "./values.ts";

export interface Hdf5Column {
  readonly schema: ColumnSchema;
  readonly dataset: Hdf5Dataset;
  /** Of the elements in the range. */
  readonly type: Hdf5Type;
  /** The range within a row, in bytes. */
  readonly offset: number;
  readonly bytes: number;
}

/** Marks bytes that our writer made of a column of bool. */
export const BOOL_ATTRIBUTE = "glueballType";

/** The column of whole rows, or undefined where the element type has no counterpart. */
export function wholeColumn(name: string, dataset: Hdf5Dataset): Hdf5Column | undefined {
  const { attributes, shape } = dataset;
  const isBool = attributes.get(BOOL_ATTRIBUTE) === "bool" && dataset.type.size === 1;
  const type: Hdf5Type = isBool ? { kind: "boolean", size: 1 } : dataset.type;
  const column = columnOf(name, dataset, type, { offset: 0, bytes: rowBytes(dataset), shape: shape.slice(1) });
  const unit = attributes.get("unit") ?? attributes.get("units");
  if (column === undefined || typeof unit !== "string" || unit === "") return column;
  return { ...column, schema: { ...column.schema, unit } };
}

interface Range {
  readonly offset: number;
  readonly bytes: number;
  /** Shape of the elements in the range. */
  readonly shape: readonly number[];
}

/** The column of a range of each row. */
export function columnOf(name: string, dataset: Hdf5Dataset, type: Hdf5Type, range: Range): Hdf5Column | undefined {
  const form = columnForm(type);
  if (form === undefined) return undefined;
  const schema: ColumnSchema = { name, type: form.type, shape: [...range.shape, ...form.shape], ragged: false };
  return { schema, dataset, type, offset: range.offset, bytes: range.bytes };
}

/** One column a field for a compound dataset. */
export function fieldColumns(dataset: Hdf5Dataset, prefix = ""): Hdf5Column[] {
  if (dataset.type.kind !== "compound" || dataset.shape.length !== 1) return [];
  return dataset.type.fields.flatMap(({ name, offset, type }) => {
    const column = columnOf(prefix + name, dataset, type, { offset, bytes: type.size, shape: [] });
    return column ?? [];
  });
}

export interface TableDescription {
  readonly format: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly columns: readonly Hdf5Column[];
}

/**
 * The columns, which must all have the same number of rows, as an open dataset.
 * @throws GlueballError formats/duplicate-column.
 */
export function tableDataset(file: Hdf5File, { format, metadata, columns }: TableDescription): Dataset {
  const length = columns.length === 0 ? 0 : rowsOf(columns[0]!.dataset);
  const schema = columns.map((column) => column.schema);
  requireDifferentNames(schema, file.path);
  const datasets = [...new Set(columns.map(({ dataset }) => dataset))];
  const readers = new Map(datasets.map((dataset) => [dataset, chunkWindow(dataset)]));
  return {
    path: file.path,
    format,
    schema,
    length,
    block: widestOf(datasets)?.chunkRows ?? 1,
    metadata,
    warnings: file.warnings,
    batches: (start = 0, size, names) => {
      const chosen = new Set(selectColumns(schema, names, file.path));
      const wanted = columns.filter((column) => chosen.has(column.schema));
      return batchesOf(wanted, readers, { start, end: length, size });
    },
    close: async () => file.close(),
  };
}

/** Columns are asked for by name, so two of the same name cannot both be had. */
function requireDifferentNames(schema: readonly ColumnSchema[], path: string): void {
  const seen = new Set<string>();
  for (const { name } of schema) {
    if (seen.has(name)) {
      throw new GlueballError({
        code: "formats/duplicate-column",
        what: "two columns have the same name",
        place: `${path}, column ${name}`,
      });
    }
    seen.add(name);
  }
}

interface Rows {
  readonly start: number;
  readonly end: number;
  /** Rows of a batch; a grain of the file's own by default. */
  readonly size: number | undefined;
}

async function* batchesOf(
  columns: readonly Hdf5Column[],
  readers: ReadonlyMap<Hdf5Dataset, RowReader>,
  { start, end, size }: Rows,
): AsyncGenerator<Batch> {
  const datasets = [...new Set(columns.map(({ dataset }) => dataset))];
  const step = size === undefined ? grain(datasets) : Math.max(1, size);
  for (let first = start; first < end; first += step) {
    const length = Math.min(step, end - first);
    yield readBatch(columns, readers, first, length);
  }
}

const MAX_BAND = 2 ** 28; // bytes of whole chunks that are held at a time

/** As many rows as other formats give, in whole chunks of the dataset whose rows are the widest. */
function grain(datasets: readonly Hdf5Dataset[]): number {
  const width = datasets.reduce((sum, dataset) => sum + rowBytes(dataset), 0);
  const rows = rowsPerBatch(width);
  const chunk = widestOf(datasets)?.chunkRows ?? 1;
  if (chunk * width > MAX_BAND) return rows;
  return chunk >= rows ? chunk : rows - (rows % chunk);
}

function widestOf(datasets: readonly Hdf5Dataset[]): Hdf5Dataset | undefined {
  return datasets.toSorted((a, b) => rowBytes(b) - rowBytes(a))[0];
}

type RowReader = (first: number, count: number) => Uint8Array;

function readBatch(
  columns: readonly Hdf5Column[],
  readers: ReadonlyMap<Hdf5Dataset, RowReader>,
  first: number,
  length: number,
): Batch {
  const shared = new Map<Hdf5Dataset, Uint8Array>();
  const data = columns.map((column): readonly [string, ColumnData] => {
    const { dataset, schema } = column;
    if (dataset.type.kind === "variableString") return [schema.name, { values: dataset.readTexts(first, length) }];
    const rows = shared.get(dataset) ?? readers.get(dataset)!(first, length);
    shared.set(dataset, rows);
    return [schema.name, { values: pick(column, rows, length) }];
  });
  return { first, length, columns: new Map(data) };
}

function pick(column: Hdf5Column, rows: Uint8Array, length: number): ColumnData["values"] {
  const { dataset, type, offset, bytes } = column;
  const whole = bytes === rowBytes(dataset);
  // A column of whole rows is the only one of its dataset, so it may keep the bytes.
  const own = whole ? rows : gatherField(rows, { rowBytes: rowBytes(dataset), offset, bytes }, length);
  return decodeElements(own, type, dataset.place);
}

/**
 * Reads rows; where fewer are asked for than a chunk has, from whole chunks that are kept until others are needed,
 * unless these are too large to be kept.
 */
function chunkWindow(dataset: Hdf5Dataset): RowReader {
  const { chunkRows } = dataset;
  const width = rowBytes(dataset);
  let kept: { first: number; end: number; bytes: Uint8Array } = { first: 0, end: 0, bytes: new Uint8Array(0) };
  return (first, count) => {
    if (count >= chunkRows || chunkRows * width > MAX_BAND) return dataset.readBytes(first, count);
    if (first < kept.first || first + count > kept.end) {
      const from = first - (first % chunkRows);
      const end = Math.min(rowsOf(dataset), Math.ceil((first + count) / chunkRows) * chunkRows);
      kept = { first: from, end, bytes: dataset.readBytes(from, end - from) };
    }
    return kept.bytes.slice((first - kept.first) * width, (first + count - kept.first) * width);
  };
}
