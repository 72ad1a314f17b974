/**
 * Operators of definite permutation symmetry: images of Young symmetrisers.
 *
 * n equal letters in neighbouring slots carry a representation of S_n. For a partition lambda the Young symmetriser
 * R C, the sum over the permutations of the rows of a tableau times the signed sum over those of its columns, maps it
 * onto a space whose dimension is the multiplicity of lambda. The tableau is numbered along its rows. Neither sum is
 * expanded: that over S_j is (1 + s_(j-1) + s_(j-2) s_(j-1) + ... + s_1 ... s_(j-1)) times that over S_(j-1), and the
 * columns are symmetrised as neighbours and then brought to their places, so that n (n-1) exchanges of neighbours are
 * enough. Scales do not matter: vectors are divided by their common factor after every step.
 */
import { conjugatePartition } from "../../exact/index.ts";
import type { Partition } from "../../exact/index.ts";
import type { OperatorSpace } from "./operatorSpace.ts";

/** The image of one vector; zero where the vector has no part of this symmetry. `first` is the first slot of the letters. */
export function youngSymmetrise(
  space: OperatorSpace,
  first: number,
  shape: Partition,
  vector: Float64Array,
): Float64Array {
  let result = vector;
  let start = first;
  for (const height of conjugatePartition(shape)) {
    result = symmetrise(space, { start, count: height, sign: -1 }, result);
    start += height;
  }
  for (const slot of columnsToRows(shape)) result = primitive(space.exchange(first + slot, result).vector);
  start = first;
  for (const length of shape) {
    result = symmetrise(space, { start, count: length, sign: 1 }, result);
    start += length;
  }
  return result;
}

/** The sum over all permutations of `count` equal letters from slot `start` on, times a factor that is the same for every vector. */
export function symmetricPart(space: OperatorSpace, start: number, count: number, vector: Float64Array): Float64Array {
  let result = vector;
  for (let j = 1; j < count; j++) result = sumOverCosets(space, { start, j, sign: 1 }, result);
  return result;
}

/** The sum over all permutations of neighbouring slots, with their signs for `sign` -1, up to a factor. */
function symmetrise(
  space: OperatorSpace,
  { start, count, sign }: { start: number; count: number; sign: 1 | -1 },
  vector: Float64Array,
): Float64Array {
  let result = vector;
  for (let j = 1; j < count; j++) result = primitive(sumOverCosets(space, { start, j, sign }, result));
  return result;
}

/** 1 + s_(j-1) + s_(j-2) s_(j-1) + ...: from the sum over the permutations of j slots to that of j + 1. */
function sumOverCosets(
  space: OperatorSpace,
  { start, j, sign }: { start: number; j: number; sign: 1 | -1 },
  vector: Float64Array,
): Float64Array {
  let sum = vector;
  let moved = vector;
  for (let slot = start + j - 1; slot >= start; slot--) {
    const next = space.exchange(slot, moved);
    moved = next.vector;
    const turn = (start + j - slot) % 2 === 1 ? sign : 1;
    sum = addTo(sum, next.scale, moved, turn);
  }
  return sum;
}

/** a * scale + b * sign. */
function addTo(a: Float64Array, scale: number, b: Float64Array, sign: number): Float64Array {
  const sum = new Float64Array(a.length);
  for (let k = 0; k < a.length; k++) sum[k] = a[k] * scale + b[k] * sign;
  return sum;
}

/**
 * The exchanges of neighbours, in the order in which they are applied, that bring boxes numbered down the columns to
 * their numbers along the rows.
 */
function columnsToRows(shape: Partition): number[] {
  const rowStarts = shape.map((_, row) => shape.slice(0, row).reduce((sum, length) => sum + length, 0));
  const places = conjugatePartition(shape).flatMap((height, column) =>
    Array.from({ length: height }, (_, row) => rowStarts[row] + column),
  );
  const exchanges: number[] = [];
  for (let end = places.length - 1; end > 0; end--) {
    for (let k = 0; k < end; k++) {
      if (places[k] < places[k + 1]) continue;
      [places[k], places[k + 1]] = [places[k + 1], places[k]];
      exchanges.push(k);
    }
  }
  return exchanges;
}

/** Divided by the greatest common divisor, first entry that is not 0 positive. */
export function primitive(vector: Float64Array): Float64Array {
  let divisor = 0;
  for (const entry of vector) if (entry !== 0) divisor = greatestCommonDivisor(divisor, Math.abs(entry));
  if (divisor === 0) return vector;
  const signed = vector.find((entry) => entry !== 0)! < 0 ? -divisor : divisor;
  // + 0 turns -0 into 0.
  return signed === 1 ? vector : vector.map((entry) => entry / signed + 0);
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
