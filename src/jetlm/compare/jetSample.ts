/**
 * The values of one observable in many jets. The unit that is split and resampled is the jet, also for observables of
 * constituents: those of one jet are not independent, and resampling them one by one would make the errors too small.
 */
import { takeRows } from "../../stats/index.ts";
import { jetCount, type RelativeJets } from "../features.ts";
import { jetObservables, type ObservableName } from "./observables.ts";
import type { Substructure } from "./substructure.ts";

/** The values in ascending order, each with the jet it belongs to. */
export interface JetSample {
  readonly values: Float64Array;
  readonly jets: Uint32Array;
  readonly jetCount: number;
  /** Jets without a value. */
  readonly leftOut: number;
}

/** Samples of the observables that need nothing but sums, and of those of the substructure where it is given. */
export function samplesOf(jets: RelativeJets, substructure?: Substructure): Partial<Record<ObservableName, JetSample>> {
  const { mass, pt, multiplicity } = jetObservables(jets);
  const owners = new Uint32Array(jets.pt.length);
  for (let jet = 0; jet < jetCount(jets); jet++) owners.fill(jet, jets.offsets[jet], jets.offsets[jet + 1]);
  const count = jetCount(jets);
  const perConstituent = { constituentPt: jets.pt, etaRel: jets.etaRel, phiRel: jets.phiRel };
  return {
    ...mapValues({ mass, pt, multiplicity }, jetSample),
    ...(substructure === undefined ? {} : mapValues({ ...substructure }, jetSample)),
    ...mapValues(perConstituent, (column) => sortedSample(column, owners, count)),
  };
}

function mapValues<Name extends string>(
  columns: Readonly<Record<Name, Float64Array>>,
  sample: (column: Float64Array) => JetSample,
): Record<Name, JetSample> {
  const entries = Object.entries<Float64Array>(columns).map(([name, column]) => [name, sample(column)]);
  return Object.fromEntries(entries) as Record<Name, JetSample>;
}

/** One value a jet; NaN where a jet has none. */
export function jetSample(column: Float64Array): JetSample {
  const owners = Uint32Array.from(column.keys()).filter((jet) => !Number.isNaN(column[jet]));
  return sortedSample(takeRows(column, owners), owners, column.length);
}

export function sortedSample(values: Float64Array, owners: Uint32Array, count: number): JetSample {
  const order = Uint32Array.from(values.keys()).sort((i, j) => values[i] - values[j]);
  const leftOut = count - new Set(owners).size;
  return { values: takeRows(values, order), jets: order.map((i) => owners[i]), jetCount: count, leftOut };
}

/**
 * All values of the jets `rows` (a jet may occur several times), ascending because the sample is: the sorting inside
 * each distance, which is most of the cost of a resample, then meets sorted data.
 */
export function valuesOf({ values, jets, jetCount }: JetSample, rows: Uint32Array): Float64Array {
  const timesDrawn = new Uint32Array(jetCount);
  for (const row of rows) timesDrawn[row]++;
  let count = 0;
  for (const jet of jets) count += timesDrawn[jet];
  const taken = new Float64Array(count);
  let at = 0;
  for (let i = 0; i < values.length; i++) for (let k = timesDrawn[jets[i]]; k > 0; k--) taken[at++] = values[i];
  return taken;
}
