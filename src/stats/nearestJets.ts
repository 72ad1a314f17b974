/**
 * Nearest jets by the energy mover's distance, without measuring all pairs. What a transport costs is at least what its
 * projection on a line costs, and a step of direction alpha shortens to |cos(alpha - theta)| of itself on the line at theta.
 * Over K lines at equal angles the mean of these factors is nowhere above c_K = 1 / (K sin(pi / 2K)), so
 *
 *     EMD >= mean over the lines of W1 on the line / c_K,
 *
 * for jets of the same total pT; otherwise at least the difference of the totals. Of real jets the bound with 8 lines is
 * 0.88 of the distance. Pairs are measured in the order of their bounds, and only while a pair may still be the nearest of
 * its row or its column; a transport stops as soon as its potentials prove that it is neither (optimalTransport.ts).
 *
 * Cost: K (n + m) steps a pair, and of 100 x 100 jets of 50 particles 8 % of the pairs are measured, three quarters of these
 * in part: 0.4 s in the place of 9.5 s. The answer is that of all pairs, to the last bit.
 */
import { checkedJets, workWithin } from "./energyMoversDistance.ts";
import type { MovableJet, Particles } from "./energyMoversDistance.ts";
import { sortingOrder } from "./sample.ts";

export interface NearestJets {
  /** Of each row the nearest column, the first of equally near ones. */
  readonly nearestColumns: Int32Array;
  /** Of each column the smallest distance. */
  readonly smallestOfColumns: Float64Array;
}

const LINES = 8;
/** The largest mean of |cos| over the lines. */
const LARGEST_MEAN = 1 / (LINES * Math.sin(Math.PI / (2 * LINES)));
/** Totals of relative momenta differ by rounding. */
const SAME_TOTAL = 1e-12;
/** Bounds and potentials are sums with rounding; pairs so near to the limit are measured. */
const SLACK = 1e-6;
const SMALLEST_SLACK = 1e-12;

/** @throws GlueballError as `energyMoversDistance` */
export function nearestJets(rows: readonly MovableJet[], columns: readonly MovableJet[], radius: number): NearestJets {
  const { from, to } = checkedJets(rows, columns, radius);
  const bounds = lowerBounds(from, to, radius);
  const nearestColumns = new Int32Array(from.length);
  const smallestOfRows = new Float64Array(from.length).fill(Infinity);
  const smallestOfColumns = new Float64Array(to.length).fill(Infinity);
  for (const pair of sortingOrder(bounds)) {
    const column = pair % to.length;
    const row = (pair - column) / to.length;
    const best = Math.max(smallestOfRows[row], smallestOfColumns[column]);
    const limit = best * (1 + SLACK) + SMALLEST_SLACK * from[row].total;
    if (bounds[pair] > limit) continue;
    const distance = workWithin(from[row], to[column], radius, limit);
    if (distance === undefined) continue;
    smallestOfColumns[column] = Math.min(smallestOfColumns[column], distance);
    const isFirst =
      distance < smallestOfRows[row] || (distance === smallestOfRows[row] && column < nearestColumns[row]);
    if (!isFirst) continue;
    nearestColumns[row] = column;
    smallestOfRows[row] = distance;
  }
  return { nearestColumns, smallestOfColumns };
}

/** [rows, columns] */
function lowerBounds(from: readonly Particles[], to: readonly Particles[], radius: number): Float64Array {
  const [rows, columns] = [from.map(onLines), to.map(onLines)];
  const bounds = new Float64Array(from.length * to.length);
  rows.forEach((first, i) =>
    columns.forEach((second, j) => {
      const missing = Math.abs(from[i].total - to[j].total);
      const isBalanced = missing <= SAME_TOTAL * from[i].total;
      bounds[i * to.length + j] = isBalanced ? boundOf(first, second) / radius : missing;
    }),
  );
  return bounds;
}

/** A jet on a line: places in rising order, and the momenta there. */
interface LineJet {
  readonly places: Float64Array;
  readonly pt: Float64Array;
}

function onLines({ pt, eta, phi }: Particles): LineJet[] {
  return Array.from({ length: LINES }, (_, line) => {
    const [cos, sin] = [Math.cos((Math.PI * line) / LINES), Math.sin((Math.PI * line) / LINES)];
    const places = eta.map((value, i) => cos * value + sin * phi[i]);
    const order = sortingOrder(places);
    return { places: Float64Array.from(order, (i) => places[i]), pt: Float64Array.from(order, (i) => pt[i]) };
  });
}

function boundOf(first: readonly LineJet[], second: readonly LineJet[]): number {
  let sum = 0;
  for (let line = 0; line < LINES; line++) sum += workOnLine(first[line], second[line]);
  return sum / (LINES * LARGEST_MEAN);
}

/** Integral of |F - G| over the line, of the momenta up to each place. */
function workOnLine(first: LineJet, second: LineJet): number {
  const [n, m] = [first.pt.length, second.pt.length];
  let [i, j, before, excess, work] = [0, 0, 0, 0, 0];
  while (i < n || j < m) {
    const isFirst = j === m || (i < n && first.places[i] <= second.places[j]);
    const place = isFirst ? first.places[i] : second.places[j];
    if (i + j > 0) work += Math.abs(excess) * (place - before);
    excess += isFirst ? first.pt[i++] : -second.pt[j++];
    before = place;
  }
  return work;
}
