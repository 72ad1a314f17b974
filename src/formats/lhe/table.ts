/** The columns of Les Houches events and how each is cut from a block of them. */
import type { Batch, ColumnData, ColumnSchema, ColumnType } from "../dataset.ts";
import type { LheBlock, LheEventLine } from "./columns.ts";
import type { LheParticles } from "./event.ts";

interface LheColumn {
  readonly schema: ColumnSchema;
  readonly data: (block: LheBlock) => ColumnData;
}

function single(name: "weight" | "scale" | "alphaQed" | "alphaQcd", unit?: string): LheColumn {
  return {
    schema: { name, type: "float64", shape: [], ragged: false, ...(unit === undefined ? {} : { unit }) },
    data: ({ events }) => ({ values: Float64Array.from(events, (event) => event[name]) }),
  };
}

function particle(name: keyof LheParticles, unit?: string): LheColumn {
  const isWhole = /pdgId|status|mother|colour/.test(name);
  const type: ColumnType = isWhole ? "int32" : "float64";
  return {
    schema: { name, type, shape: [], ragged: true, ...(unit === undefined ? {} : { unit }) },
    data: ({ particles, offsets }) => ({ values: particles[name], offsets }),
  };
}

function weights<T>(values: (lines: readonly LheEventLine[]) => T) {
  return ({ events }: LheBlock) => {
    const offsets = new Uint32Array(events.length + 1);
    for (const [row, event] of events.entries()) offsets[row + 1] = offsets[row]! + event.weights.length;
    return { values: values(events), offsets };
  };
}

const COLUMNS: readonly LheColumn[] = [
  {
    schema: { name: "processId", type: "int32", shape: [], ragged: false },
    data: ({ events }) => ({ values: Int32Array.from(events, (event) => event.processId) }),
  },
  single("weight"),
  single("scale", "GeV"),
  single("alphaQed"),
  single("alphaQcd"),
  particle("pdgId"),
  particle("status"),
  particle("mother1"),
  particle("mother2"),
  particle("colour1"),
  particle("colour2"),
  particle("px", "GeV"),
  particle("py", "GeV"),
  particle("pz", "GeV"),
  particle("energy", "GeV"),
  particle("mass", "GeV"),
  particle("lifetime", "mm"),
  particle("spin"),
  {
    schema: { name: "weightId", type: "string", shape: [], ragged: true },
    data: weights((events) => events.flatMap((event) => event.weights.map(({ id }) => id))),
  },
  {
    schema: { name: "weightValue", type: "float64", shape: [], ragged: true },
    data: weights((events) => Float64Array.from(events.flatMap((event) => event.weights.map(({ value }) => value)))),
  },
  {
    schema: { name: "tag", type: "string", shape: [], ragged: false },
    data: ({ events }) => ({ values: events.map(({ tag }) => tag) }),
  },
  {
    schema: { name: "text", type: "string", shape: [], ragged: false },
    data: ({ events }) => ({ values: events.map(({ text }) => text) }),
  },
];

export const LHE_SCHEMA: readonly ColumnSchema[] = COLUMNS.map(({ schema }) => schema);

/** Columns for which the texts of events are read. */
export const TEXT_COLUMNS: readonly string[] = ["weightId", "weightValue", "text"];

/** The named columns of a block whose first event is row `first` of the file. */
export function lheBatch(block: LheBlock, first: number, names: readonly ColumnSchema[]): Batch {
  const columns = names.map(({ name }) => {
    return [name, COLUMNS.find(({ schema }) => schema.name === name)!.data(block)] as const;
  });
  return { first, length: block.events.length, columns: new Map(columns) };
}
