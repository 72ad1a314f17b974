/**
 * A file of named arrays (npy, npz, safetensors) as a dataset: each array is a column, its first axis are the rows. Arrays
 * `NAME` and `NAME.offsets` make a ragged column, row i being NAME[offsets[i] .. offsets[i+1]); one array `offsets`
 * serves all columns that have none of their own and do not begin with `jet.` or `event.` (the ragged store).
 */
import { GlueballError } from "../../base/index.ts";
import { countOf, numbers, rowsPerBatch, selectColumns, widthOf } from "../columns.ts";
import type { NumberType } from "../columns.ts";
import type { Batch, ColumnData, ColumnSchema, Dataset, NumberArray } from "../dataset.ts";
import { OFFSETS_SUFFIX, SHARED_OFFSETS } from "./spool.ts";

/** An array in a file; `shape` begins with the number of rows. */
export interface StoredArray {
  readonly name: string;
  readonly type: NumberType;
  readonly shape: readonly number[];
  /** Whether `from` reads nothing that lies before the row. */
  readonly direct: boolean;
  /** Reads from this row on. */
  from(row: number): ArrayCursor;
}

export interface ArrayCursor {
  /** The next `rows` rows, which must be there. */
  take(rows: number): Promise<NumberArray>;
  close(): void;
}

export interface Bundle {
  readonly path: string;
  readonly format: string;
  readonly arrays: readonly StoredArray[];
  readonly metadata: Readonly<Record<string, string>>;
  /** Units by column. */
  readonly units?: ReadonlyMap<string, string>;
  readonly warnings?: readonly string[];
  close(): void;
}

/** A column and the array of its offsets, if it is ragged. */
interface BundleColumn {
  readonly schema: ColumnSchema;
  readonly values: StoredArray;
  readonly offsets: StoredArray | undefined;
  readonly rows: number;
}

/**
 * Opens all arrays as columns of one dataset, or only the array `part`.
 * @throws GlueballError formats/unequal-lengths when the columns have different numbers of rows
 */
export function openBundle(bundle: Bundle, part?: string): Dataset {
  const all = columnsOf(bundle);
  const schema = all.map((column) => column.schema);
  const columns = part === undefined ? all : [columnNamed(all, selectColumns(schema, [part], bundle.path)[0]!)];
  const length = commonLength(columns, bundle.path);
  return {
    path: bundle.path,
    format: bundle.format,
    schema: columns.map((column) => column.schema),
    length,
    ...(bundle.arrays.every(({ direct }) => direct) ? { block: 1 } : {}),
    metadata: bundle.metadata,
    warnings: bundle.warnings ?? [],
    batches: (start = 0, size, names) => {
      const chosen = selectColumns(schema, names ?? columns.map((column) => column.schema.name), bundle.path);
      const wanted = chosen.map((column) => columnNamed(columns, column));
      return readRows(wanted, bundle.path, { start, end: length, size: size ?? grain(wanted) });
    },
    close: async () => bundle.close(),
  };
}

function columnNamed(columns: readonly BundleColumn[], { name }: ColumnSchema): BundleColumn {
  return columns.find((column) => column.schema.name === name)!;
}

function columnsOf({ arrays, units, path }: Bundle): BundleColumn[] {
  const byName = new Map(arrays.map((array) => [array.name, array]));
  const offsetsOf = (name: string): StoredArray | undefined => {
    return (
      byName.get(`${name}${OFFSETS_SUFFIX}`) ?? (/^(jet|event)\./u.test(name) ? undefined : byName.get(SHARED_OFFSETS))
    );
  };
  const isOffsets = (name: string): boolean => {
    if (name === SHARED_OFFSETS) return arrays.length > 1;
    return name.endsWith(OFFSETS_SUFFIX) && byName.has(name.slice(0, -OFFSETS_SUFFIX.length));
  };
  return arrays
    .filter(({ name }) => !isOffsets(name))
    .map((values) => {
      const offsets = offsetsOf(values.name);
      if (offsets !== undefined) requireOffsets(offsets, path);
      const [first = 1, ...shape] = values.shape;
      const unit = units?.get(values.name);
      const schema = { name: values.name, type: values.type, shape, ragged: offsets !== undefined };
      const rows = offsets === undefined ? first : offsets.shape[0]! - 1;
      return { schema: unit === undefined ? schema : { ...schema, unit }, values, offsets, rows };
    });
}

function requireOffsets({ name, type, shape }: StoredArray, path: string): void {
  if (shape.length === 1 && shape[0]! > 0 && !type.startsWith("float") && type !== "bool") return;
  throw new GlueballError({
    code: "formats/bad-offsets",
    what: "the offsets of a list column are no list of integers",
    place: `${path}, array ${name}`,
    found: `${type} of shape [${shape.join(", ")}]`,
    expected: "integers of shape [rows + 1]",
  });
}

function commonLength(columns: readonly BundleColumn[], path: string): number {
  const length = columns[0]?.rows ?? 0;
  if (columns.every(({ rows }) => rows === length)) return length;
  throw new GlueballError({
    code: "formats/unequal-lengths",
    what: "the arrays of the file have different numbers of rows",
    place: path,
    found: columns.map(({ schema, rows }) => `${schema.name}: ${rows}`).join(", "),
    hint: `Open one of them: --part ${columns[0]!.schema.name}`,
  });
}

/** Rows of a batch by default. */
function grain(columns: readonly BundleColumn[]): number {
  const bytes = columns.map(({ schema, values, rows }) => {
    const valuesPerRow = (values.shape[0] ?? 1) / Math.max(1, rows);
    return valuesPerRow * countOf(schema.shape) * widthOf(values.type);
  });
  return rowsPerBatch(bytes.reduce((sum, one) => sum + one, 0));
}

async function* readRows(
  columns: readonly BundleColumn[],
  path: string,
  { start, end, size }: { start: number; end: number; size: number },
): AsyncGenerator<Batch> {
  if (start >= end) return;
  const cursors: ColumnCursor[] = [];
  try {
    for (const column of columns) cursors.push(await openColumn(column, start, path));
    for (let first = start; first < end; first += size) {
      const length = Math.min(size, end - first);
      const data = new Map<string, ColumnData>();
      for (const [i, { schema }] of columns.entries()) data.set(schema.name, await cursors[i]!.take(length));
      yield { first, length, columns: data };
    }
  } finally {
    for (const cursor of cursors) cursor.close();
  }
}

interface ColumnCursor {
  take(rows: number): Promise<ColumnData>;
  close(): void;
}

async function openColumn(column: BundleColumn, start: number, path: string): Promise<ColumnCursor> {
  const { schema, values, offsets } = column;
  if (offsets === undefined) {
    const cursor = values.from(start);
    return { take: async (rows) => ({ values: await cursor.take(rows) }), close: () => cursor.close() };
  }
  const edges = offsets.from(start);
  let begin = Number((await edges.take(1))[0]!);
  const count = values.shape[0] ?? 1;
  if (start === 0 && begin !== 0) throw badOffsets(path, offsets.name, `the first is ${begin}`);
  if (begin > count) throw badOffsets(path, offsets.name, `${begin} of ${count} values`);
  const cursor = values.from(begin);
  let row = start;
  return {
    take: async (rows) => {
      const ends = await edges.take(rows);
      const own = relativeOffsets(ends, begin, Math.min(count, begin + 2 ** 32 - 1));
      if (own === undefined)
        throw badOffsets(path, offsets.name, `not rising to at most ${count}, the number of values of ${schema.name}`);
      begin += own[rows]!;
      row += rows;
      if (row === column.rows && begin !== count) throw badOffsets(path, offsets.name, `${begin} of ${count} values`);
      return { values: await cursor.take(own[rows]!), offsets: own };
    },
    close: () => {
      edges.close();
      cursor.close();
    },
  };
}

/** Where the rows begin, counted from `begin`; undefined when the ends fall, or rise above `most`. */
function relativeOffsets(ends: NumberArray, begin: number, most: number): Uint32Array | undefined {
  const own = numbers("uint32", ends.length + 1) as Uint32Array;
  let before = begin;
  for (let i = 0; i < ends.length; i++) {
    const end = Number(ends[i]);
    if (end < before || end > most) return undefined;
    own[i + 1] = end - begin;
    before = end;
  }
  return own;
}

function badOffsets(path: string, name: string, found: string): GlueballError {
  return new GlueballError({
    code: "formats/bad-offsets",
    what: "the offsets of a list column do not fit its values",
    place: `${path}, array ${name}`,
    found,
    expected: "numbers that begin at 0, never fall and end at the number of values",
  });
}
