/**
 * What the columns of a Parquet file are in terms of a dataset, and back. Parquet stores leaves of a tree of groups; a
 * list of numbers is the path `name` > `list` > `element`, a list of records has several leaves. The leaf `pt` of the
 * list of records `jets` becomes the ragged column `jets.pt`. Lists in lists have no place in a dataset and are left out,
 * with a warning.
 *
 * Of each leaf two levels matter (Dremel; Melnik et al., PVLDB 3, 330, 2010): an entry whose repetition level is 0 begins a
 * row, and its definition level says how much of the path is there: a value when it is `maxDefinition`, an element of the
 * list (a null where there is no value) from `listDefinition` on, else an empty or missing list.
 */
import { parquetSchema } from "hyparquet";
import type { FileMetaData, SchemaElement } from "hyparquet";
import { z } from "zod";
import type { ColumnSchema, ColumnType } from "../dataset.ts";

type SchemaTree = ReturnType<typeof parquetSchema>;

export interface ParquetLeaf {
  readonly column: ColumnSchema;
  /** Where the chunks of row groups find it. */
  readonly path: string;
  readonly physical: PhysicalType;
  readonly maxDefinition: number;
  readonly maxRepetition: 0 | 1;
  readonly listDefinition: number;
}

/** The stored types that are decoded here; `FLOAT16` is a fixed-length byte array of two. */
export type PhysicalType = "BOOLEAN" | "INT32" | "INT64" | "FLOAT" | "DOUBLE" | "BYTE_ARRAY" | "FLOAT16";

/** One row a type: how a column of it is stored. */
export const STORAGE: Readonly<Record<ColumnType, Pick<SchemaElement, "type" | "converted_type">>> = {
  float64: { type: "DOUBLE" },
  float32: { type: "FLOAT" },
  int8: { type: "INT32", converted_type: "INT_8" },
  int16: { type: "INT32", converted_type: "INT_16" },
  int32: { type: "INT32" },
  int64: { type: "INT64" },
  uint8: { type: "INT32", converted_type: "UINT_8" },
  uint16: { type: "INT32", converted_type: "UINT_16" },
  uint32: { type: "INT32", converted_type: "UINT_32" },
  uint64: { type: "INT64", converted_type: "UINT_64" },
  bool: { type: "BOOLEAN" },
  string: { type: "BYTE_ARRAY", converted_type: "UTF8" },
};

/** Key of the file's metadata under which our writer keeps what Parquet has no words for: shapes and units. */
export const SHAPES_KEY = "glueball.columns";

const shapesSchema = z.record(
  z.string(),
  z.object({ shape: z.array(z.int().nonnegative()), ragged: z.boolean(), unit: z.string().optional() }),
);

/** The columns of a file, and one sentence for each that is left out. */
export function leavesOf(metadata: FileMetaData): { leaves: ParquetLeaf[]; leftOut: string[] } {
  const leaves: ParquetLeaf[] = [];
  const leftOut: string[] = [];
  const shapes = storedShapes(metadata);
  walk(parquetSchema(metadata), { names: [], maxDefinition: 0, maxRepetition: 0, listDefinition: 0 });
  return { leaves, leftOut };

  function walk(node: SchemaTree, above: Levels): void {
    for (const child of node.children) {
      const here = below(above, child.element, isListWrapper(node, child) ? undefined : child.element.name);
      if (child.children.length > 0) walk(child, here);
      else addLeaf(child, here);
    }
  }

  function addLeaf({ element, path }: SchemaTree, levels: Levels): void {
    const name = levels.names.join(".");
    const found = typeOf(element);
    if (found === undefined) leftOut.push(`column ${name} is left out: its type ${typeName(element)} is not read here`);
    else if (levels.maxRepetition > 1) leftOut.push(`column ${name} is left out: it holds lists in lists`);
    else {
      const { type, physical, unit } = found;
      const ragged = levels.maxRepetition === 1;
      const known = shapes.get(name);
      const stored: ColumnSchema = { name, type, shape: [], ragged, ...unitField(known?.unit ?? unit) };
      const column = ragged ? { ...stored, ...known } : stored;
      const { maxDefinition, listDefinition } = levels;
      leaves.push({
        column,
        path: path.join("."),
        physical,
        maxDefinition,
        maxRepetition: ragged ? 1 : 0,
        listDefinition,
      });
    }
  }
}

interface Levels {
  /** The name as a dataset shows it, without the groups that only make a list. */
  readonly names: readonly string[];
  readonly maxDefinition: number;
  readonly maxRepetition: number;
  readonly listDefinition: number;
}

function below(above: Levels, { repetition_type }: SchemaElement, name: string | undefined): Levels {
  const names = name === undefined ? above.names : [...above.names, name];
  const maxDefinition = above.maxDefinition + (repetition_type === "REQUIRED" ? 0 : 1);
  if (repetition_type !== "REPEATED") return { ...above, names, maxDefinition };
  return { names, maxDefinition, maxRepetition: above.maxRepetition + 1, listDefinition: maxDefinition };
}

/** Whether the child only spells out that its parent is a list or a map: `list` and `element` of the three-level form. */
function isListWrapper(parent: SchemaTree, child: SchemaTree): boolean {
  if (isAnnotatedList(parent)) return child.element.repetition_type === "REPEATED";
  // The element of a three-level list: the only child of a repeated group that is itself the child of a list.
  const [only, second] = parent.children;
  return (
    parent.element.repetition_type === "REPEATED" &&
    second === undefined &&
    only === child &&
    isListName(parent.element.name)
  );
}

function isAnnotatedList({ element: { converted_type, logical_type } }: SchemaTree): boolean {
  const logical = logical_type?.type;
  return converted_type === "LIST" || converted_type === "MAP" || logical === "LIST" || logical === "MAP";
}

/** Names that writers give the repeated group: `list` (the standard), `bag` (older Spark and Arrow), `array`. */
function isListName(name: string): boolean {
  return name === "list" || name === "bag" || name === "array";
}

interface LeafType {
  readonly type: ColumnType;
  readonly physical: PhysicalType;
  readonly unit?: string;
}

const INTEGERS: Readonly<Record<string, ColumnType>> = {
  INT_8: "int8",
  INT_16: "int16",
  INT_32: "int32",
  INT_64: "int64",
  UINT_8: "uint8",
  UINT_16: "uint16",
  UINT_32: "uint32",
  UINT_64: "uint64",
};

const TIMES: Readonly<Record<string, string>> = {
  DATE: "days since 1970",
  TIME_MILLIS: "ms",
  TIME_MICROS: "us",
  TIMESTAMP_MILLIS: "ms since 1970",
  TIMESTAMP_MICROS: "us since 1970",
};

/** Undefined for a type whose stored number is not the value (decimals) or that a column cannot hold. */
function typeOf(element: SchemaElement): LeafType | undefined {
  const { type, type_length, logical_type } = element;
  if (type === "FLOAT") return { type: "float32", physical: type };
  if (type === "DOUBLE") return { type: "float64", physical: type };
  if (type === "BOOLEAN") return { type: "bool", physical: type };
  if (type === "BYTE_ARRAY") return isText(element) ? { type: "string", physical: type } : undefined;
  if (type === "INT32" || type === "INT64") return integerTypeOf(element, type);
  const isHalf = type === "FIXED_LEN_BYTE_ARRAY" && logical_type?.type === "FLOAT16" && type_length === 2;
  return isHalf ? { type: "float32", physical: "FLOAT16" } : undefined;
}

/** Bytes without an annotation are taken for text; they are refused when they are not UTF-8. */
function isText({ converted_type, logical_type }: SchemaElement): boolean {
  if (converted_type !== undefined) return ["UTF8", "ENUM", "JSON"].includes(converted_type);
  return logical_type === undefined || logical_type.type === "STRING";
}

function integerTypeOf(element: SchemaElement, physical: "INT32" | "INT64"): LeafType | undefined {
  const { converted_type, logical_type } = element;
  const type = physical === "INT32" ? "int32" : "int64";
  if (logical_type?.type === "INTEGER") {
    const annotated = INTEGERS[`${logical_type.isSigned ? "" : "U"}INT_${logical_type.bitWidth}`];
    return annotated === undefined ? undefined : { type: annotated, physical };
  }
  if (logical_type?.type === "TIMESTAMP" || logical_type?.type === "TIME") {
    const unit = { MILLIS: "ms", MICROS: "us", NANOS: "ns" }[logical_type.unit];
    return { type, physical, unit: logical_type.type === "TIME" ? unit : `${unit} since 1970` };
  }
  if (converted_type === undefined) return logical_type === undefined ? { type, physical } : undefined;
  const integer = INTEGERS[converted_type];
  if (integer !== undefined) return { type: integer, physical };
  const unit = TIMES[converted_type];
  return unit === undefined ? undefined : { type, physical, unit };
}

function typeName({ type, converted_type, logical_type }: SchemaElement): string {
  return [type, converted_type ?? logical_type?.type].filter((word) => word !== undefined).join(" ");
}

/** What our writer noted of shapes and units; nothing where the note is missing or not ours. */
function storedShapes({ key_value_metadata }: FileMetaData) {
  const note = key_value_metadata?.find(({ key }) => key === SHAPES_KEY)?.value;
  const noted = new Map<string, Pick<ColumnSchema, "shape" | "ragged" | "unit">>();
  if (note === undefined) return noted;
  for (const [name, { shape, ragged, unit }] of Object.entries(parseNote(note) ?? {})) {
    noted.set(name, { shape, ragged, ...unitField(unit) });
  }
  return noted;
}

function unitField(unit: string | undefined): { unit?: string } {
  return unit === undefined ? {} : { unit };
}

function parseNote(note: string) {
  try {
    return shapesSchema.parse(JSON.parse(note));
  } catch {
    return undefined;
  }
}
