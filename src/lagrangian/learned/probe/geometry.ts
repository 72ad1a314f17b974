/**
 * Geometry of embeddings, beside what chance gives. Two claims are tested that pictures of embeddings suggest:
 *
 * - conjugation is one offset: the mean pairwise cosine of e(X+) - e(X) is 1 then. Chance: X+ of another field in the place
 *   of its own, which keeps whatever tells all X+ from all X;
 * - irreps are clusters: the share of a letter's nearest neighbours that have its label. Chance: labels shuffled.
 *
 * p is the share of shuffles that reach the value, the true order among them, so at least 1 / (shuffles + 1).
 */
import type { Rng } from "../../../base/index.ts";
import type { FeatureRows } from "../../../stats/index.ts";
import { whiten, whiteningOf } from "./linearProbe.ts";

export interface AgainstChance {
  readonly value: number;
  /** Jackknife over rows for the cosine; scatter over rows for the purity. */
  readonly standardError: number;
  /** Mean and standard deviation over the shuffles. */
  readonly chance: number;
  readonly chanceDeviation: number;
  readonly p: number;
}

/** Row k of `conjugates` is the conjugate of row k of `letters`; one field a list, so that shuffles are fair. */
export function conjugationOffset(
  letters: FeatureRows,
  conjugates: FeatureRows,
  shuffles: number,
  rng: Rng,
): AgainstChance {
  const rows = letters.values.length / letters.width;
  const own = Array.from({ length: rows }, (_, k) => k);
  const cosineOf = (partners: readonly number[]) =>
    meanPairwiseCosine(unitOffsets(letters, conjugates, partners), letters.width);
  const { value, standardError } = cosineOf(own);
  const chances = Array.from({ length: shuffles }, (_, s) => cosineOf(rng.fork(s).shuffle([...own])).value);
  return againstChance(value, standardError, chances);
}

/** Unit vectors e(partner of k)+ - e(k); a zero offset stays zero. */
function unitOffsets(letters: FeatureRows, conjugates: FeatureRows, partners: readonly number[]): Float64Array {
  const { width } = letters;
  const values = new Float64Array(partners.length * width);
  partners.forEach((partner, k) => {
    let square = 0;
    for (let i = 0; i < width; i++) {
      const difference = conjugates.values[partner * width + i] - letters.values[k * width + i];
      values[k * width + i] = difference;
      square += difference * difference;
    }
    const length = square === 0 ? 1 : Math.sqrt(square);
    for (let i = 0; i < width; i++) values[k * width + i] /= length;
  });
  return values;
}

/** |sum|^2 is the sum over all pairs; leaving out one row at a time gives the error. */
function meanPairwiseCosine(values: Float64Array, width: number): { value: number; standardError: number } {
  const rows = values.length / width;
  const sum = new Float64Array(width);
  for (let i = 0; i < values.length; i++) sum[i % width] += values[i];
  const [square, alike] = [dot(sum, sum), dot(values, values)];
  const mean = (total: number, own: number, n: number) => (total - own) / (n * (n - 1));
  const left = Array.from({ length: rows }, (_, k) => {
    const row = values.subarray(k * width, (k + 1) * width);
    const own = dot(row, row);
    return mean(square - 2 * dot(sum, row) + own, alike - own, rows - 1);
  });
  const centre = left.reduce((total, each) => total + each, 0) / rows;
  const spread = left.reduce((total, each) => total + (each - centre) ** 2, 0);
  return { value: mean(square, alike, rows), standardError: Math.sqrt((spread * (rows - 1)) / rows) };
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** Share of the `neighbours` nearest rows (Euclidean) that have the row's label; one letter a list. */
export function neighbourPurity(
  rows: FeatureRows,
  labels: Uint8Array,
  options: { readonly neighbours: number; readonly shuffles: number; readonly rng: Rng },
): AgainstChance {
  const near = nearestRows(rows, options.neighbours);
  const { value, standardError } = purity(near, labels);
  const chances = Array.from({ length: options.shuffles }, (_, s) => {
    const shuffled = options.rng.fork(s).shuffle([...labels]);
    return purity(near, Uint8Array.from(shuffled)).value;
  });
  return againstChance(value, standardError, chances);
}

/** The numbers of the nearest other rows of each row. */
function nearestRows({ values, width }: FeatureRows, neighbours: number): readonly Uint32Array[] {
  const rows = values.length / width;
  const squares = new Float64Array(rows);
  return Array.from({ length: rows }, (_, k) => {
    for (let other = 0; other < rows; other++) {
      let square = 0;
      for (let i = 0; i < width; i++) square += (values[other * width + i] - values[k * width + i]) ** 2;
      squares[other] = other === k ? Infinity : square;
    }
    const order = Uint32Array.from({ length: rows }, (__, other) => other).sort((a, b) => squares[a] - squares[b]);
    return order.slice(0, neighbours);
  });
}

function purity(near: readonly Uint32Array[], labels: Uint8Array): { value: number; standardError: number } {
  const shares = near.map((own, k) => own.reduce((sum, other) => sum + (labels[other] === labels[k] ? 1 : 0), 0));
  const neighbours = near[0].length;
  const { mean, deviation } = momentsOf(shares);
  return { value: mean / neighbours, standardError: deviation / neighbours / Math.sqrt(shares.length) };
}

function againstChance(value: number, standardError: number, chances: readonly number[]): AgainstChance {
  const { mean: chance, deviation: chanceDeviation } = momentsOf(chances);
  const reached = chances.filter((own) => own >= value).length;
  return { value, standardError, chance, chanceDeviation, p: (1 + reached) / (1 + chances.length) };
}

function momentsOf(numbers: readonly number[]): { mean: number; deviation: number } {
  const mean = numbers.reduce((sum, own) => sum + own, 0) / numbers.length;
  const variance = numbers.reduce((sum, own) => sum + (own - mean) ** 2, 0) / numbers.length;
  return { mean, deviation: Math.sqrt(variance) };
}

/** The rows along their two directions of largest variance, in units of its root. */
export function principalPlane(rows: FeatureRows): { readonly x: Float64Array; readonly y: Float64Array } {
  const { values, width } = whiten(rows, whiteningOf(rows));
  const along = (k: number) =>
    Float64Array.from({ length: values.length / width }, (_, row) => (k < width ? values[row * width + k] : 0));
  return { x: along(0), y: along(1) };
}
