/**
 * A sample is a list of measured numbers. Here samples are checked once, at the door: everything behind it may rely
 * on at least one value and on finite values only.
 */
import { GlueballError } from "../base/index.ts";

export type Sample = ArrayLike<number>;

/** One sample an observable, all of one length: entry i of every column belongs to the same jet, event or shower. */
export type Columns = readonly Sample[];

/** Throws `stats/empty-sample` or `stats/value-not-finite`; `name` says which sample in the error. */
export function requireFinite(sample: Sample, name: string): void {
  requireValues(sample, name);
  for (let i = 0; i < sample.length; i++) if (!Number.isFinite(sample[i])) throw notFinite(sample, i, name);
}

export function requireValues(sample: Sample, name: string): void {
  if (sample.length > 0) return;
  throw new GlueballError({
    code: "stats/empty-sample",
    what: "a sample without values",
    place: name,
    expected: "at least one value",
  });
}

export function notFinite(sample: Sample, index: number, name: string): GlueballError {
  return new GlueballError({
    code: "stats/value-not-finite",
    what: "a value that is not a number of the sample's range",
    place: `${name}, entry ${index}`,
    found: sample[index],
    expected: "a finite number",
    hint: "leave such entries out and count them before comparing samples",
  });
}

/** A sorted float64 copy of a checked sample. One look sees whether it is sorted already, as resamples of sorted samples are. */
export function sortedSample(sample: Sample, name: string): Float64Array {
  requireFinite(sample, name);
  const copy = new Float64Array(sample);
  return isAscending(copy) ? copy : copy.sort();
}

function isAscending(values: Float64Array): boolean {
  for (let i = 1; i < values.length; i++) if (values[i] < values[i - 1]) return false;
  return true;
}

/** The indices that sort `values` ascending; equal values keep their order. */
export function sortingOrder(values: Float64Array): Uint32Array {
  const order = new Uint32Array(values.length);
  for (let i = 0; i < order.length; i++) order[i] = i;
  return isAscending(values) ? order : order.sort((i, j) => values[i] - values[j]);
}

/** The entries `rows` of a sample, in that order, as a new float64 sample. */
export function takeRows(sample: Sample, rows: Uint32Array): Float64Array {
  const taken = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) taken[i] = sample[rows[i]];
  return taken;
}
