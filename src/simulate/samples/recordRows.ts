/**
 * Whole event records as rows in the columns of a HepMC dataset. Products that start away from the beam hang on a vertex
 * with a place; all others name their mother. What the beams bring in meets in vertex -1. Status codes as HepMC has them, and
 * 51 for partons that radiated, as other generators write them. The colour-singlet system (PDG code 90) from which soft
 * activity comes stands beside the hard process, without parents.
 */
import type { ColumnSchema } from "../../formats/index.ts";
import { NO_MOTHER, STATUS, type EventRecord } from "../eventRecord.ts";
import type { GrowingBatch } from "./columns.ts";
import type { SampledEvent } from "./sampler.ts";

const list = (name: string, type: ColumnSchema["type"], more: Partial<ColumnSchema> = {}): ColumnSchema => {
  return { name, type, shape: [], ragged: true, ...more };
};

const MOMENTUM = ["px", "py", "pz", "energy", "mass"] as const;

export const RECORD_SCHEMA: readonly ColumnSchema[] = [
  { name: "number", type: "int32", shape: [], ragged: false },
  list("weight", "float64"),
  list("pdgId", "int32"),
  list("status", "int32"),
  ...MOMENTUM.map((name) => list(name, "float64", { unit: "GeV" })),
  list("parent", "int32"),
  list("vertexId", "int32"),
  list("vertexStatus", "int32"),
  list("vertexPlaced", "bool"),
  list("vertexPosition", "float64", { unit: "mm", shape: [4] }),
  list("incomingVertex", "int32"),
  list("incomingParticle", "int32"),
];

const BEAM_VERTEX = -1;
const RADIATED = 51;

/** Adds whole records to a batch, mothers before their children; the event's own weight comes before those of other scales. */
export function recordRows(batch: GrowingBatch) {
  const [number, weights, pdgId, status, parent] = ["number", "weight", "pdgId", "status", "parent"].map((name) =>
    batch.values(name),
  );
  const momenta = MOMENTUM.map((name) => ({ values: batch.values(name), name }));
  return (index: number, { event, weight, scaleWeights }: SampledEvent): void => {
    const order = inGenerations(event);
    const numberOf = new Int32Array(event.count);
    order.forEach((entry, i) => (numberOf[entry] = i + 1));
    const vertices = verticesOf(event, order);
    for (const entry of order) {
      pdgId.push(event.pdgId[entry]);
      status.push(event.status[entry] === STATUS.radiated ? RADIATED : event.status[entry]);
      for (const { values, name } of momenta) values.push(event[name][entry]);
      const mother = event.mother[entry];
      parent.push(mother === NO_MOTHER ? 0 : (vertices.get(mother) ?? numberOf[mother]));
    }
    addVertices(batch, event, { vertices, numberOf });
    number.push(index);
    weights.push(weight, ...scaleWeights);
    batch.endRow();
  };
}

/** Entries so that a mother stands before her children, whenever she was added. */
function inGenerations({ count, mother }: EventRecord): number[] {
  const depth = new Int32Array(count);
  for (let entry = 0; entry < count; entry++) {
    for (let at = mother[entry]; at !== NO_MOTHER; at = mother[at]) depth[entry]++;
  }
  return Array.from({ length: count }, (_, entry) => entry).sort((a, b) => depth[a] - depth[b] || a - b);
}

/** Mothers whose children hang on a vertex, with its id; both beams share one. */
function verticesOf(event: EventRecord, order: readonly number[]): Map<number, number> {
  const vertices = new Map<number, number>();
  let last = 0;
  for (const entry of order) {
    const mother = event.mother[entry];
    if (mother === NO_MOTHER || vertices.has(mother)) continue;
    if (event.status[mother] === STATUS.beam) {
      if (last === 0) last = BEAM_VERTEX;
      vertices.set(mother, BEAM_VERTEX);
    } else if (isDisplaced(event, entry)) vertices.set(mother, --last);
  }
  return vertices;
}

function isDisplaced({ x, y, z, t }: EventRecord, entry: number): boolean {
  return x[entry] !== 0 || y[entry] !== 0 || z[entry] !== 0 || t[entry] !== 0;
}

interface Graph {
  readonly vertices: ReadonlyMap<number, number>;
  readonly numberOf: Int32Array;
}

/** Vertices in the order in which their first products stand, as HepMC's own writer has them. */
function addVertices(batch: GrowingBatch, event: EventRecord, { vertices, numberOf }: Graph): void {
  const products = firstProducts(event, vertices);
  const mothers = [...vertices].sort(([a, first], [b, second]) => second - first || numberOf[a] - numberOf[b]);
  for (const [mother, id] of mothers) {
    batch.values("incomingVertex").push(id);
    batch.values("incomingParticle").push(numberOf[mother]);
  }
  for (const id of new Set(mothers.map(([, vertex]) => vertex))) {
    const product = products.get(id)!;
    batch.values("vertexId").push(id);
    batch.values("vertexStatus").push(0);
    batch.values("vertexPlaced").push(isDisplaced(event, product) ? 1 : 0);
    for (const axis of ["x", "y", "z", "t"] as const) batch.values("vertexPosition").push(event[axis][product]);
  }
}

/** A product of each vertex: all of them were made at its place. */
function firstProducts({ count, mother }: EventRecord, vertices: Graph["vertices"]): Map<number, number> {
  const products = new Map<number, number>();
  for (let entry = 0; entry < count; entry++) {
    const id = vertices.get(mother[entry]);
    if (id !== undefined && !products.has(id)) products.set(id, entry);
  }
  return products;
}
