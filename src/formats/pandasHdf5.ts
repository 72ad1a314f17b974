/**
 * Tables that pandas wrote with `DataFrame.to_hdf` through PyTables, in its two formats:
 *
 * fixed    a group with the attribute pandas_type = "frame": `axis0` are the names of the columns, and block k holds
 *          `block<k>_values` (rows x items) and `block<k>_items`, the names of its columns, one block a type
 * table    a group with pandas_type = "frame_table": the compound dataset `table`, whose field `values_block_<k>` is an
 *          array of the columns that the attribute `values_block_<k>_kind` names; other fields are columns themselves
 *
 * The names in a table are a pickle, which is never unpickled: protocol 0 is text, and every name stands between an
 * opcode V (or S, in quotes) at the start of a line and the end of that line. The row labels (`axis1`, `index`) and the
 * search indexes of PyTables (`_i_table`) are left out. Layouts checked on frames that pandas wrote.
 */
import { GlueballError } from "../base/index.ts";
import type { Hdf5Type } from "./hdf5/datatype.ts";
import { readAll, requireDataset, rowsOf, type Hdf5Dataset, type Hdf5File, type Hdf5Group } from "./hdf5/file.ts";
import { columnOf, type Hdf5Column } from "./hdf5/tableDataset.ts";
import { valueText } from "./hdf5/values.ts";

export interface PandasFrame {
  /** Path of its group. */
  readonly path: string;
  readonly kind: "fixed" | "table";
  readonly columns: readonly Hdf5Column[];
  /** Columns that hold pickled Python objects and are never loaded, and the like. */
  readonly warnings: readonly string[];
}

/** Paths of all frames in the file. */
export function framePaths(file: Hdf5File): string[] {
  return [...file.objects.values()].filter((object) => frameKind(object) !== undefined).map(({ path }) => path);
}

/** The frame at `path`, or undefined where none is. @throws GlueballError formats/pandas-unreadable. */
export function readFrame(file: Hdf5File, path: string): PandasFrame | undefined {
  const group = file.objects.get(path);
  const kind = group === undefined ? undefined : frameKind(group);
  if (kind === undefined) return undefined;
  return kind === "fixed" ? readFixed(file, group as Hdf5Group) : readTable(file, path);
}

function frameKind(object: { readonly kind: string; readonly attributes: ReadonlyMap<string, unknown> }) {
  if (object.kind !== "group") return undefined;
  const type = object.attributes.get("pandas_type");
  if (type === "frame") return "fixed";
  return type === "frame_table" ? "table" : undefined;
}

function readFixed(file: Hdf5File, group: Hdf5Group): PandasFrame {
  const { path } = group;
  const blocks = Number(group.attributes.get("nblocks") ?? 0);
  const found = new Map<string, Hdf5Column>();
  const warnings: string[] = [];
  for (let k = 0; k < blocks; k++) {
    const items = labels(file, `${path}/block${k}_items`);
    const values = file.objects.get(`${path}/block${k}_values`);
    const loaded = values?.kind === "dataset" && values.type.kind !== "other";
    if (loaded) addBlock(file, { values, items }, found);
    else
      warnings.push(`${path}: block ${k} (${items.slice(0, 5).join(", ")}) holds Python objects, which are not loaded`);
  }
  const order = file.objects.has(`${path}/axis0`) ? labels(file, `${path}/axis0`) : [...found.keys()];
  const columns = order.flatMap((name) => found.get(name) ?? []);
  sameLength(file, path, columns);
  return { path, kind: "fixed", columns, warnings };
}

const MAX_LABELS = 2 ** 17; // columns of a frame; more are a damaged shape

/** Labels of an axis as text: names, or numbers where the frame had none. */
function labels(file: Hdf5File, path: string): string[] {
  const axis = requireDataset(file, path);
  if (rowsOf(axis) > MAX_LABELS)
    throw unreadable(file, path, `${rowsOf(axis)} labels`, `at most ${MAX_LABELS} columns`);
  return Array.from(readAll(axis) as readonly unknown[], String);
}

interface Block {
  readonly values: Hdf5Dataset;
  readonly items: readonly string[];
}

function addBlock(file: Hdf5File, { values, items }: Block, found: Map<string, Hdf5Column>): void {
  const { path, shape, type } = values;
  const transposed = Number(values.attributes.get("transposed") ?? 0) === 1;
  if (shape.length !== 2 || shape[1] !== items.length || !transposed) {
    throw unreadable(
      file,
      path,
      `shape ${shape.join(" x ")}${transposed ? "" : ", not transposed"}`,
      `rows x ${items.length}, transposed`,
    );
  }
  items.forEach((name, i) => {
    const column = columnOf(name, values, type, { offset: i * type.size, bytes: type.size, shape: [] });
    if (column !== undefined) found.set(name, column);
  });
}

function readTable(file: Hdf5File, path: string): PandasFrame {
  const table = requireDataset(file, `${path}/table`);
  if (table.type.kind !== "compound") throw unreadable(file, table.path, table.type.kind, "rows with fields");
  const columns = table.type.fields.flatMap(({ name, offset, type }) => {
    if (name === "index") return [];
    const block = /^values_block_\d+$/u.test(name);
    return block ? blockColumns(file, table, { name, offset, type }) : ownColumn(table, { name, offset, type });
  });
  return { path, kind: "table", columns, warnings: [] };
}

interface Field {
  readonly name: string;
  readonly offset: number;
  readonly type: Hdf5Type;
}

function ownColumn(table: Hdf5Dataset, { name, offset, type }: Field): Hdf5Column[] {
  const column = columnOf(name, table, type, { offset, bytes: type.size, shape: [] });
  return column === undefined ? [] : [column];
}

function blockColumns(file: Hdf5File, table: Hdf5Dataset, field: Field): Hdf5Column[] {
  const kind = table.attributes.get(`${field.name}_kind`);
  const names = kind === undefined ? [] : pickledNames(valueText(kind));
  const element = field.type.kind === "array" ? field.type.element : field.type;
  const width = field.type.size / element.size;
  if (names.length !== width)
    throw unreadable(file, `${table.path}, field ${field.name}`, `${names.length} names`, `${width}`);
  return names.flatMap((name, i) => {
    return ownColumn(table, { name, offset: field.offset + i * element.size, type: element });
  });
}

/** The strings of a list that was pickled with protocol 0, in order. */
export function pickledNames(text: string): string[] {
  const unicode = /^[(a]*V(.*)$/u;
  const quoted = /^[(a]*S(['"])(.*)\1$/u;
  return text.split("\n").flatMap((line) => {
    const name = unicode.exec(line)?.[1] ?? quoted.exec(line)?.[2];
    return name === undefined
      ? []
      : name.replace(/\\u([0-9a-f]{4})/giu, (_, code) => String.fromCharCode(parseInt(code, 16)));
  });
}

function sameLength(file: Hdf5File, path: string, columns: readonly Hdf5Column[]): void {
  const lengths = new Set(columns.map(({ dataset }) => rowsOf(dataset)));
  if (lengths.size <= 1) return;
  throw new GlueballError({
    code: "formats/unequal-columns",
    what: "the blocks of a pandas frame have different numbers of rows",
    place: `${file.path}, group ${path}`,
    found: [...lengths],
  });
}

function unreadable(file: Hdf5File, path: string, found: string, expected: string): GlueballError {
  return new GlueballError({
    code: "formats/pandas-unreadable",
    what: "a block of a pandas frame is not as pandas writes it",
    place: `${file.path}, ${path}`,
    found,
    expected,
    hint: "Write the frame again with DataFrame.to_hdf",
  });
}
