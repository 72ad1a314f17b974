/** Observed events as rows: particles as lists of px, py, pz, energy (GeV) with charge, identity and impact parameters (mm). */
import type { Rng } from "../../base/index.ts";
import type { ColumnSchema } from "../../formats/index.ts";
import { candidateCode } from "../detector/detected.ts";
import type { GrowingBatch } from "./columns.ts";
import type { SampledEvent } from "./sampler.ts";
import { weightColumns, weightRows } from "./weights.ts";

const list = (name: string, type: "float32" | "int32" | "int8", unit?: string): ColumnSchema => {
  return { name, type, shape: [], ragged: true, ...(unit === undefined ? {} : { unit }) };
};

const MOMENTA = ["px", "py", "pz", "energy"] as const;
const IMPACT = { d0: "d0", d0Err: "d0Error", dz: "dz", dzErr: "dzError" } as const;

export function eventSchema(scaleFactors: readonly number[]): ColumnSchema[] {
  return [
    ...MOMENTA.map((name) => list(name, "float32", "GeV")),
    list("charge", "int8", "e"),
    list("pdgId", "int32"),
    ...Object.keys(IMPACT).map((name) => list(name, "float32", "mm")),
    { name: "label", type: "int32", shape: [], ragged: false },
    ...weightColumns("weight", scaleFactors),
  ];
}

export interface EventRowOptions {
  /** Energies are the lengths of the momenta. */
  readonly massless: boolean;
  readonly scaleFactors: readonly number[];
}

/** Adds events to a batch; the particles in random order, since theirs in the detector tells tracks from cells. */
export function eventRows(batch: GrowingBatch, { massless, scaleFactors }: EventRowOptions) {
  const [px, py, pz, energy] = MOMENTA.map((name) => batch.values(name));
  const [charge, pdgId, label] = ["charge", "pdgId", "label"].map((name) => batch.values(name));
  const impact = Object.entries(IMPACT).map(([name, column]) => ({ values: batch.values(name), column }));
  const addWeights = weightRows(batch, "weight", scaleFactors);
  return (sampled: SampledEvent, rng: Rng): void => {
    const { observed, part } = sampled;
    for (const i of rng.shuffle(Int32Array.from({ length: observed.length }, (_, k) => k))) {
      const [x, y, z] = [observed.px[i], observed.py[i], observed.pz[i]];
      px.push(x);
      py.push(y);
      pz.push(z);
      energy.push(massless ? Math.hypot(x, y, z) : observed.energy[i]);
      charge.push(observed.charge[i]);
      pdgId.push(candidateCode(observed.identity[i], observed.charge[i]));
      for (const { values, column } of impact) values.push(observed[column][i]);
    }
    label.push(part.label);
    addWeights(sampled);
    batch.endRow();
  };
}
