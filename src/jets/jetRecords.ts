/** Tables of jets in the two shapes in which they leave: records for JSON, ragged columns for files. */
import type { Batch, ColumnData, ColumnSchema, Table } from "../formats/index.ts";
import { groomedColumn, jetColumns, type JetRequest, type JetTable } from "./jetTable.ts";

export interface JetRecord {
  readonly pt: number;
  readonly rapidity: number;
  readonly phi: number;
  readonly mass: number;
  /** Indices of the particles in the event. */
  readonly constituents: number[];
  /** By groomer; null where a number does not exist. */
  readonly groomed?: Readonly<Record<string, Readonly<Record<string, number | null>>>>;
  readonly observables?: Readonly<Record<string, number | null>>;
}

export interface EventRecord {
  readonly jets: readonly JetRecord[];
}

const GROOMED = ["pt", "rapidity", "phi", "mass", "constituents", "z", "deltaR", "mu"] as const;

export function eventsOf(table: JetTable, request: JetRequest): EventRecord[] {
  return Array.from({ length: table.length }, (_, event) => ({
    jets: range(table.offsets[event], table.offsets[event + 1]).map((jet) => jetRecord(table, request, jet)),
  }));
}

function jetRecord(table: JetTable, { groom, observables }: JetRequest, jet: number): JetRecord {
  const value = (name: string) => table.columns.get(name)![jet];
  const orNull = (name: string) => (Number.isNaN(value(name)) ? null : value(name));
  const members = table.constituents.subarray(table.constituentOffsets[jet], table.constituentOffsets[jet + 1]);
  const groomed = groom.map((spec) => [
    spec,
    Object.fromEntries(GROOMED.map((quantity) => [quantity, orNull(groomedColumn(spec, quantity))])),
  ]);
  return {
    pt: value("pt"),
    rapidity: value("rapidity"),
    phi: value("phi"),
    mass: value("mass"),
    constituents: [...members],
    ...(groom.length === 0 ? {} : { groomed: Object.fromEntries(groomed) }),
    ...(observables.length === 0 ? {} : { observables: Object.fromEntries(observables.map((n) => [n, orNull(n)])) }),
  };
}

/** One row an event; every column is a list with one entry a jet, and `constituents` is their number. */
export function tableOfJets(tables: AsyncIterable<JetTable>, request: JetRequest): Table {
  const schema: ColumnSchema[] = jetColumns(request).map((name) => ({
    name,
    type: "float64",
    shape: [],
    ragged: true,
    ...(/(^| )(pt|mass)$/.test(name) ? { unit: "GeV" } : {}),
  }));
  const { jets, select } = request;
  return { schema, metadata: { jets: JSON.stringify({ ...jets, ...select }) }, batches: batchesOf(tables) };
}

async function* batchesOf(tables: AsyncIterable<JetTable>): AsyncGenerator<Batch> {
  for await (const { first, length, offsets, columns } of tables) {
    const data = [...columns].map(([name, values]): [string, ColumnData] => [name, { values, offsets }]);
    yield { first, length, columns: new Map(data) };
  }
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, k) => from + k);
}
