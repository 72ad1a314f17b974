/** Random tables for tests: columns of every type, scalar, of a fixed shape and ragged, with the values that break writers. */
import fc from "fast-check";
import { bytesOf, countOf, isStrings, numbers, sliceBatch } from "./columns.ts";
import type { Batch, ColumnData, ColumnSchema, ColumnType } from "./dataset.ts";

export interface RandomTable {
  readonly schema: readonly ColumnSchema[];
  readonly columns: ReadonlyMap<string, ColumnData>;
  readonly length: number;
}

const INTEGERS: Partial<Record<ColumnType, readonly [min: number, max: number]>> = {
  int8: [-128, 127],
  int16: [-(2 ** 15), 2 ** 15 - 1],
  int32: [-(2 ** 31), 2 ** 31 - 1],
  uint8: [0, 255],
  uint16: [0, 2 ** 16 - 1],
  uint32: [0, 2 ** 32 - 1],
  bool: [0, 1],
};

export const ALL_TYPES = [...Object.keys(INTEGERS), "float32", "float64", "int64", "uint64", "string"] as ColumnType[];

/** Infinities, the smallest numbers, both zeros and NaN included; half of the draws repeat, so that dictionaries form. */
function arbitraryValue(type: ColumnType): fc.Arbitrary<number | bigint | string> {
  if (type === "float32") return fc.oneof(fc.float(), fc.constantFrom(0, -0, 1, NaN));
  if (type === "float64") return fc.oneof(fc.double(), fc.constantFrom(0, -0, 1, NaN));
  if (type === "int64") return fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
  if (type === "uint64") return fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
  if (type === "string")
    return fc.oneof(fc.string({ unit: "grapheme", maxLength: 6 }), fc.constantFrom("", "a,b", '"\n'));
  const [min, max] = INTEGERS[type]!;
  return fc.oneof(fc.integer({ min, max }), fc.constantFrom(min, max));
}

const SHAPES = [[], [], [3], [2, 2]];

/** A table of up to five columns and twelve rows. */
export function arbitraryTable(
  types: readonly ColumnType[] = ALL_TYPES,
  kinds: readonly ("scalar" | "shaped" | "ragged")[] = ["scalar", "shaped", "ragged"],
): fc.Arbitrary<RandomTable> {
  const kind = fc.record({
    type: fc.constantFrom(...types),
    kind: fc.constantFrom(...kinds),
    shape: fc.constantFrom(...SHAPES),
  });
  return fc.tuple(fc.array(kind, { minLength: 1, maxLength: 5 }), fc.nat({ max: 12 })).chain(([chosen, length]) => {
    const schema = chosen.map(({ type, kind, shape }, i): ColumnSchema => {
      return {
        name: `c${i}`,
        type,
        shape: kind === "scalar" ? [] : kind === "shaped" ? [3] : shape,
        ragged: kind === "ragged",
      };
    });
    const columns = fc.tuple(...schema.map((column) => arbitraryColumn(column, length)));
    return columns.map((data) => ({ schema, length, columns: new Map(schema.map(({ name }, i) => [name, data[i]!])) }));
  });
}

function arbitraryColumn({ type, shape, ragged }: ColumnSchema, length: number): fc.Arbitrary<ColumnData> {
  const width = countOf(shape);
  const counts = fc.array(ragged ? fc.nat({ max: 4 }) : fc.constant(1), { minLength: length, maxLength: length });
  return counts.chain((counts) => {
    const offsets = new Uint32Array(length + 1);
    counts.forEach((count, i) => (offsets[i + 1] = offsets[i]! + count));
    const total = offsets[length]! * width;
    const values = fc.array(arbitraryValue(type), { minLength: total, maxLength: total });
    return values.map((values) =>
      ragged ? { values: stored(type, values), offsets } : { values: stored(type, values) },
    );
  });
}

function stored(type: ColumnType, values: readonly (number | bigint | string)[]): ColumnData["values"] {
  if (type === "string") return values as string[];
  const array = numbers(type, values.length) as Float64Array;
  (values as number[]).forEach((value, i) => (array[i] = value));
  return array;
}

/** The table as a reader would give it, `size` rows at a time. */
export async function* batchesOf({ schema, columns, length }: RandomTable, size: number): AsyncGenerator<Batch> {
  const whole: Batch = { first: 0, length, columns };
  for (let from = 0; from < length; from += size) {
    yield sliceBatch(whole, schema, from, Math.min(from + size, length));
  }
}

/** Every row as a list of its columns' exact content: strings, or the bytes of the numbers with NaN as one NaN. */
export async function rowsOf(
  batches: AsyncIterable<Batch> | Iterable<Batch>,
  schema: readonly ColumnSchema[],
): Promise<unknown[][]> {
  const rows: unknown[][] = [];
  for await (const batch of batches) {
    for (let row = 0; row < batch.length; row++) {
      const one = sliceBatch(batch, schema, row, row + 1);
      rows.push(schema.map(({ name }) => exact(one.columns.get(name)!.values)));
    }
  }
  return rows;
}

function exact(values: ColumnData["values"]): unknown {
  if (isStrings(values)) return [...values];
  if (values instanceof Float32Array || values instanceof Float64Array) return [...values].map(floatText);
  return Buffer.from(bytesOf(values)).toString("hex");
}

/** The shortest text that gives this number back, with the sign of zero. */
function floatText(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}
