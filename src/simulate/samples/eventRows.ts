/** Observed events as rows: particles as lists of px, py, pz, energy (GeV) with charge, identity and impact parameters (mm). */
import type { Rng } from "../../base/index.ts";
import type { ColumnSchema } from "../../formats/index.ts";
import { candidateCode } from "../detector/detected.ts";
import type { GrowingBatch } from "./columns.ts";
import type { SampledEvent } from "./sampler.ts";

const list = (name: string, type: "float32" | "int32" | "int8", unit?: string): ColumnSchema => {
  return { name, type, shape: [], ragged: true, ...(unit === undefined ? {} : { unit }) };
};

const MOMENTA = ["px", "py", "pz", "energy"] as const;
const IMPACT = { d0: "d0", d0Err: "d0Error", dz: "dz", dzErr: "dzError" } as const;

export const EVENT_SCHEMA: readonly ColumnSchema[] = [
  ...MOMENTA.map((name) => list(name, "float32", "GeV")),
  list("charge", "int8", "e"),
  list("pdgId", "int32"),
  ...Object.keys(IMPACT).map((name) => list(name, "float32", "mm")),
  { name: "label", type: "int32", shape: [], ragged: false },
  { name: "weight", type: "float64", shape: [], ragged: false },
];

/** Adds an event; the particles in random order, since theirs in the detector tells tracks from cells. */
export function addEventRow(batch: GrowingBatch, sampled: SampledEvent, massless: boolean, rng: Rng): void {
  const { observed, part, weight } = sampled;
  const order = rng.shuffle(Int32Array.from({ length: observed.length }, (_, i) => i));
  for (const i of order) {
    const { px, py, pz, energy } = observed;
    batch.values("px").push(px[i]);
    batch.values("py").push(py[i]);
    batch.values("pz").push(pz[i]);
    batch.values("energy").push(massless ? Math.hypot(px[i], py[i], pz[i]) : energy[i]);
    batch.values("charge").push(observed.charge[i]);
    batch.values("pdgId").push(candidateCode(observed.identity[i], observed.charge[i]));
    for (const [name, column] of Object.entries(IMPACT)) batch.values(name).push(observed[column][i]);
  }
  batch.values("label").push(part.label);
  batch.values("weight").push(weight);
  batch.endRow();
}
