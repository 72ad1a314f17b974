/** Columns of a batch that grow row by row. */
import type { Batch, ColumnData, ColumnSchema, NumberArray } from "../../formats/index.ts";

type NumberConstructor = new (length: number) => NumberArray;

const TYPES: Readonly<Partial<Record<ColumnSchema["type"], NumberConstructor>>> = {
  float64: Float64Array,
  float32: Float32Array,
  int32: Int32Array,
  int8: Int8Array,
  bool: Uint8Array,
};

/** A column while rows are added: its numbers, and for a list the end of each row. */
export interface GrowingColumn {
  readonly schema: ColumnSchema;
  readonly values: number[];
  readonly ends: number[];
}

export class GrowingBatch {
  readonly #columns: ReadonlyMap<string, GrowingColumn>;

  constructor(schema: readonly ColumnSchema[]) {
    this.#columns = new Map(schema.map((column) => [column.name, { schema: column, values: [], ends: [] }]));
  }

  /** The numbers of a column, to push to. */
  values(name: string): number[] {
    return this.#columns.get(name)!.values;
  }

  /** Ends a row: what was pushed to lists since belongs to it. */
  endRow(): void {
    for (const { schema, values, ends } of this.#columns.values()) if (schema.ragged) ends.push(values.length);
  }

  /** The batch; `first` is the index of its first row. */
  finish(first: number, length: number): Batch {
    return { first, length, columns: new Map([...this.#columns].map(([name, column]) => [name, columnData(column)])) };
  }
}

function columnData({ schema, values, ends }: GrowingColumn): ColumnData {
  const own = new TYPES[schema.type]!(values.length);
  for (let i = 0; i < values.length; i++) own[i] = values[i];
  if (!schema.ragged) return { values: own };
  const width = schema.shape.reduce((product, size) => product * size, 1);
  return { values: own, offsets: Uint32Array.from([0, ...ends], (end) => end / width) };
}
