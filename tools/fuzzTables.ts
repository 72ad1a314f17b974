/** Small tables with columns of every type and form, from which our writers make files to damage. */
import { numbers } from "../src/formats/columns.ts";
import type { NumberType } from "../src/formats/columns.ts";
import type { Batch, ColumnData, ColumnSchema, ColumnType } from "../src/formats/dataset.ts";
import type { Table } from "../src/formats/table.ts";

const TYPES: readonly ColumnType[] = [
  ...(["float64", "float32", "int8", "int16", "int32", "int64", "uint8", "uint16"] as const),
  ...(["uint32", "uint64", "bool", "string"] as const),
];

/** One number a row; the same of a fixed shape; any number of values a row. */
const FORMS = {
  scalar: { shape: [], ragged: false },
  shaped: { shape: [2, 3], ragged: false },
  ragged: { shape: [], ragged: true },
} as const;

export interface TableWish {
  readonly types?: readonly ColumnType[];
  readonly forms?: readonly (keyof typeof FORMS)[];
}

const BATCHES = 2;
const ROWS = 9;

/** Eighteen rows in two batches; the same table in every call. */
export function seedTable({ types = TYPES, forms = ["scalar", "shaped", "ragged"] }: TableWish = {}): Table {
  const all = forms.flatMap((form) => types.map((type) => ({ name: `${form}_${type}`, type, ...FORMS[form] })));
  // Numbers of every type once, the rarer forms for a few types only: enough for every path of a reader.
  const schema: ColumnSchema[] = all.filter(
    ({ name, type }) => name.startsWith("scalar") || ["float32", "int64", "string"].includes(type),
  );
  return { schema, metadata: { origin: "fuzz" }, batches: batches(schema) };
}

async function* batches(schema: readonly ColumnSchema[]): AsyncGenerator<Batch> {
  for (let i = 0; i < BATCHES; i++) {
    const columns = new Map(schema.map((column) => [column.name, columnOf(column, i)]));
    yield { first: i * ROWS, length: ROWS, columns };
  }
}

function columnOf({ type, shape, ragged }: ColumnSchema, batch: number): ColumnData {
  const offsets = Uint32Array.from({ length: ROWS + 1 }, (_, row) => (ragged ? Math.floor((row * row) / 3) : row));
  const count = offsets[ROWS]! * shape.reduce<number>((product, extent) => product * extent, 1);
  const values = valuesOf(type, count, batch);
  return ragged ? { values, offsets } : { values };
}

function valuesOf(type: ColumnType, count: number, batch: number): ColumnData["values"] {
  if (type === "string") return Array.from({ length: count }, (_, i) => `text ${(i * 7 + batch) % 5}`);
  const values = numbers(type satisfies NumberType, count);
  for (let i = 0; i < count; i++) {
    const number = type === "bool" ? i % 2 : type.startsWith("float") ? (i - 3) * 1.25 + batch : (i * 5 + batch) % 120;
    if (values instanceof BigInt64Array || values instanceof BigUint64Array) values[i] = BigInt(number);
    else values[i] = number;
  }
  return values;
}
