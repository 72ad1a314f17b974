/**
 * What is done to codebooks outside the graph: places for dead codes between training steps, k-means++ places to start
 * from, and figures of their use.
 */
import type { Rng } from "../base/index.ts";
import type { NamedArrays } from "../tensor/index.ts";
import { AFFINE_FACTOR } from "./nearestCode.ts";

/** Relative width of the scatter around a latent that becomes a code. */
const SCATTER = 0.01;
/** An affine factor nearer to 0 than this is not divided by. */
const SMALLEST_FACTOR = 1e-3;
/** How the moments of a parameter are called in a trainer's state. */
const MOMENT = /^optimiser\.[^.]+\./;

/**
 * Gives every dead code of every codebook in a trainer's `state()` a latent of the last batch, times 1 + 0.01 gauss, as
 * its new vector in use; its moments become 0 and its countdown that of a code just used. Changes the arrays in place
 * and returns the number of codes; pass them to `load` if it is not 0.
 */
export function reviveCodes(state: NamedArrays, rng: Rng): number {
  const codebooks = [...state.keys()].filter((name) => name.endsWith("countdown"));
  return codebooks.reduce((sum, name) => {
    const prefix = name.slice(0, -"countdown".length);
    return sum + reviveIn(state, prefix, rng.fork(prefix));
  }, 0);
}

function reviveIn(state: NamedArrays, prefix: string, rng: Rng): number {
  const countdown = state.get(`${prefix}countdown`)!.data;
  const fresh = state.get(`${prefix}fresh`)!;
  const width = fresh.shape[1];
  const moments = [...state].filter(([name]) => name.replace(MOMENT, "") === `${prefix}codebook` && MOMENT.test(name));
  const justUsed = countdown.reduce((top, left) => Math.max(top, left), 0); // every step uses some code
  let revived = 0;
  for (let code = 0; code < countdown.length; code++) {
    if (countdown[code] > 0) continue;
    const latent = fresh.data.subarray(code * width, (code + 1) * width).map((v) => v * (1 + SCATTER * rng.normal()));
    placeCodes(state, prefix, latent, code);
    for (const [, { data }] of moments) data.fill(0, code * width, (code + 1) * width);
    countdown[code] = justUsed;
    revived++;
  }
  return revived;
}

/**
 * Writes vectors [n, L] as the vectors in use of the codes from `first` on: c = (c' - lam b) / (1 + lam s). `prefix` is
 * the path of the quantiser's scope, with its dot. Changes the arrays in place.
 */
export function placeCodes(state: NamedArrays, prefix: string, vectors: Float32Array, first = 0): void {
  const stored = state.get(`${prefix}codebook`)!;
  const scale = state.get(`${prefix}affineScale`)!.data;
  const shift = state.get(`${prefix}affineShift`)!.data;
  const width = stored.shape[1];
  for (let i = 0; i < vectors.length; i++) {
    const factor = 1 + AFFINE_FACTOR * scale[i % width];
    const divisor = Math.abs(factor) < SMALLEST_FACTOR ? 1 : factor;
    stored.data[first * width + i] = (vectors[i] - AFFINE_FACTOR * shift[i % width]) / divisor;
  }
}

/**
 * k-means++ (Arthur and Vassilvitskii, SODA 2007): `count` of the points [n, L], each drawn with a probability
 * proportional to its squared distance from those before. When all distances are 0 points repeat. Cost n count L.
 */
export function plusPlusCentres(points: Float32Array, width: number, count: number, rng: Rng): Float32Array {
  const n = points.length / width;
  const centres = new Float32Array(count * width);
  const nearest = new Float64Array(n).fill(Infinity);
  let chosen = rng.integer(n);
  for (let k = 0; k < count; k++) {
    const centre = points.subarray(chosen * width, (chosen + 1) * width);
    centres.set(centre, k * width);
    let total = 0;
    for (let i = 0; i < n; i++) {
      let square = 0;
      for (let c = 0; c < width; c++) square += (points[i * width + c] - centre[c]) ** 2;
      if (square < nearest[i]) nearest[i] = square;
      total += nearest[i];
    }
    chosen = total > 0 ? drawRow(nearest, rng.uniform() * total) : rng.integer(n);
  }
  return centres;
}

/** The row where the running sum of the weights reaches `target`; never one of weight 0. */
function drawRow(weights: Float64Array, target: number): number {
  let last = 0;
  let sum = 0;
  for (let i = 0; i < weights.length; i++) {
    if (weights[i] === 0) continue;
    sum += weights[i];
    last = i;
    if (sum >= target) break;
  }
  return last;
}

export interface CodebookUse {
  /** exp(-sum p ln p): the number of codes that equal use would need for the same entropy. */
  readonly perplexity: number;
  /** Share of the codes that never occur. */
  readonly unused: number;
}

/** How a codebook of `size` codes is used by `codes`; negative entries are padding. */
export function codebookUse(codes: ArrayLike<number>, size: number): CodebookUse {
  const counts = new Float64Array(size);
  let total = 0;
  for (let i = 0; i < codes.length; i++) {
    if (codes[i] < 0) continue;
    counts[codes[i]]++;
    total++;
  }
  const used = counts.filter((count) => count > 0);
  const entropy = used.reduce((sum, count) => sum - (count / total) * Math.log(count / total), 0);
  return { perplexity: Math.exp(entropy), unused: 1 - used.length / size };
}
