/**
 * From the particles of a file to the particles that jets are made of. A generator's record also holds beams, partons
 * and decayed hadrons; what reaches the detector has status 1 (HepMC and Les Houches alike).
 */
import { GlueballError } from "../base/index.ts";
import type { Batch, ColumnData } from "./dataset.ts";
import { FINAL_STATE } from "./hepmc/event.ts";
import type { ParticleBatch } from "./particles.ts";

const MOMENTUM = ["px", "py", "pz", "energy"] as const;

/** Columns to ask a file for, of those it has, when only the final state is needed. */
export const FINAL_STATE_COLUMNS = [...MOMENTUM, "pdgId", "charge", "status", "weight"] as const;

/**
 * The final state of a batch with particle columns px, py, pz, energy, and status where the file has it (else all
 * particles count). The weight is the first one of each event. @throws GlueballError formats/no-particles
 */
export function finalState(batch: Batch): ParticleBatch {
  const from = requireMomenta(batch);
  const status = batch.columns.get("status")?.values as Int32Array | undefined;
  const kept = status === undefined ? undefined : keptRows(status);
  const take = <A extends Float64Array | Int32Array | Float32Array>(values: A): A =>
    kept === undefined ? values : select(values, kept);
  const pdgId = batch.columns.get("pdgId")?.values as Int32Array | undefined;
  const charge = batch.columns.get("charge")?.values as Float32Array | undefined;
  const weight = batch.columns.get("weight");
  return {
    first: batch.first,
    length: batch.length,
    offsets: kept === undefined ? from.offsets : keptOffsets(from.offsets, kept),
    px: take(from.px),
    py: take(from.py),
    pz: take(from.pz),
    energy: take(from.energy),
    ...(pdgId === undefined ? {} : { pdgId: take(pdgId) }),
    ...(charge === undefined ? {} : { charge: take(charge) }),
    ...(weight === undefined ? {} : { weight: firstWeights(weight) }),
  };
}

function requireMomenta(batch: Batch) {
  const columns = MOMENTUM.map((name) => {
    const column = batch.columns.get(name);
    if (column?.offsets !== undefined && column.values instanceof Float64Array) return column.values;
    throw new GlueballError({
      code: "formats/no-particles",
      what: "there are no particles in these columns",
      found: [...batch.columns.keys()],
      expected: `lists of float64 ${MOMENTUM.join(", ")}`,
    });
  });
  const [px, py, pz, energy] = columns as [Float64Array, Float64Array, Float64Array, Float64Array];
  return { px, py, pz, energy, offsets: batch.columns.get("px")!.offsets! };
}

function keptRows(status: Int32Array): Uint32Array {
  let count = 0;
  for (let i = 0; i < status.length; i++) if (status[i] === FINAL_STATE) count++;
  const kept = new Uint32Array(count);
  for (let i = 0, k = 0; i < status.length; i++) if (status[i] === FINAL_STATE) kept[k++] = i;
  return kept;
}

function select<A extends Float64Array | Int32Array | Float32Array>(values: A, rows: Uint32Array): A {
  const selected = values.slice(0, rows.length) as A; // the right type and length
  for (let k = 0; k < rows.length; k++) selected[k] = values[rows[k]!]!;
  return selected;
}

function keptOffsets(offsets: Uint32Array, kept: Uint32Array): Uint32Array {
  const own = new Uint32Array(offsets.length);
  let k = 0;
  for (let row = 1; row < offsets.length; row++) {
    while (k < kept.length && kept[k]! < offsets[row]!) k++;
    own[row] = k;
  }
  return own;
}

/** One weight an event: the nominal one is first. */
function firstWeights({ values, offsets }: ColumnData): Float64Array {
  const weights = values as Float64Array;
  if (offsets === undefined) return weights;
  return Float64Array.from({ length: offsets.length - 1 }, (_, row) => weights[offsets[row]!]!);
}
