/**
 * Tensors with entries modulo a prime p, contracted exactly. p = 2147482681 is the largest prime below 2^31 with
 * p = 1 (mod 840), so that -1, 2, 3, 5 and 7 are squares: i, sqrt(2) and the norms of SU(N) generators, which terms of
 * Lagrangians contain, are whole numbers modulo p. An identity between terms holds modulo p at random field values; one
 * that fails agrees by chance with probability below 10^-8.
 */
import { invertModulo, multiplyModulo, residue } from "../../exact/index.ts";
import type { Rational } from "../../exact/index.ts";

export const FIELD_PRIME = 2147482681;

/** Row-major, the last index fastest. */
export interface ModularTensor {
  /** A name for each axis. */
  readonly indices: readonly string[];
  readonly sizes: readonly number[];
  readonly values: Float64Array;
}

export function scalarTensor(value: number): ModularTensor {
  return { indices: [], sizes: [], values: Float64Array.of(value) };
}

export function modularRational({ numerator, denominator }: Rational): number {
  return times(residue(numerator, FIELD_PRIME), invertModulo(residue(denominator, FIELD_PRIME), FIELD_PRIME));
}

export function times(a: number, b: number): number {
  return multiplyModulo(a, b, FIELD_PRIME);
}

export function plus(a: number, b: number): number {
  return (a + b) % FIELD_PRIME;
}

export function minus(a: number): number {
  return a === 0 ? 0 : FIELD_PRIME - a;
}

const rootOfSquare = new Map<number, number | undefined>();

/** A square root modulo p, the smaller of the two; undefined where there is none. By Tonelli and Shanks. */
export function modularRoot(square: number): number | undefined {
  if (!rootOfSquare.has(square)) rootOfSquare.set(square, findRoot(square));
  return rootOfSquare.get(square);
}

function findRoot(square: number): number | undefined {
  if (square === 0) return 0;
  if (power(square, (FIELD_PRIME - 1) / 2) !== 1) return undefined;
  const odd = (FIELD_PRIME - 1) / 8;
  // p - 1 = 8 odd: an element of order 8 and its powers correct square^((odd + 1) / 2).
  let nonResidue = 2;
  while (power(nonResidue, (FIELD_PRIME - 1) / 2) === 1) nonResidue++;
  const eighth = power(nonResidue, odd);
  let root = power(square, (odd + 1) / 2);
  for (let turn = 0; turn < 8 && times(root, root) !== square; turn++) root = times(root, eighth);
  return Math.min(root, FIELD_PRIME - root);
}

function power(base: number, exponent: number): number {
  let result = 1;
  for (let square = base, rest = exponent; rest > 0; rest = Math.floor(rest / 2), square = times(square, square)) {
    if (rest % 2 === 1) result = times(result, square);
  }
  return result;
}

/**
 * The product of two tensors, summed over the indices they share; none may occur twice in one of them.
 * Cost: the product of the sizes of all indices. Errors: the sizes of a shared index differ (`RangeError`).
 */
export function contract(a: ModularTensor, b: ModularTensor): ModularTensor {
  const shared = a.indices.filter((index) => b.indices.includes(index));
  const freeA = a.indices.filter((index) => !shared.includes(index));
  const freeB = b.indices.filter((index) => !shared.includes(index));
  for (const index of shared) {
    if (sizeOf(a, index) !== sizeOf(b, index))
      throw new RangeError(`index ${index}: ${sizeOf(a, index)} and ${sizeOf(b, index)}`);
  }
  const [rowsA, sumA] = [offsets(a, freeA), offsets(a, shared)];
  const [rowsB, sumB] = [offsets(b, freeB), offsets(b, shared)];
  const values = new Float64Array(rowsA.length * rowsB.length);
  let place = 0;
  for (const rowA of rowsA) {
    for (const rowB of rowsB) {
      let sum = 0;
      for (let k = 0; k < sumA.length; k++) sum = plus(sum, times(a.values[rowA + sumA[k]], b.values[rowB + sumB[k]]));
      values[place++] = sum;
    }
  }
  const sizes = [...freeA.map((index) => sizeOf(a, index)), ...freeB.map((index) => sizeOf(b, index))];
  return { indices: [...freeA, ...freeB], sizes, values };
}

/** The tensor with names for its axes; an index given twice is summed over. */
export function withIndices(tensor: ModularTensor, indices: readonly string[]): ModularTensor {
  const distinct = [...new Set(indices)];
  if (distinct.length === indices.length) return { ...tensor, indices };
  const once = distinct.filter((index) => indices.filter((other) => other === index).length === 1);
  const twice = distinct.filter((index) => !once.includes(index));
  const sizes = (names: readonly string[]) => names.map((name) => tensor.sizes[indices.indexOf(name)]);
  const named = { indices, sizes: tensor.sizes, values: tensor.values };
  const [rows, diagonal] = [offsets(named, once), offsets(named, twice)];
  const values = Float64Array.from(rows, (row) =>
    diagonal.reduce((sum, step) => plus(sum, tensor.values[row + step]), 0),
  );
  return { indices: once, sizes: sizes(once), values };
}

/** `matrix` (rows of new values) on one axis of a tensor. */
export function transformAxis(tensor: ModularTensor, axis: number, matrix: ModularTensor): ModularTensor {
  const names = tensor.sizes.map((_, k) => (k === axis ? "old" : `a${k}`));
  const turned = contract({ ...matrix, indices: ["new", "old"] }, { ...tensor, indices: names });
  // The new index came first; it goes back to its axis.
  return { ...reordered(turned, names.with(axis, "new")), indices: tensor.indices };
}

/** The tensor with its axes in another order. */
export function reordered(tensor: ModularTensor, indices: readonly string[]): ModularTensor {
  const values = Float64Array.from(offsets(tensor, indices), (offset) => tensor.values[offset]);
  return { indices, sizes: indices.map((index) => sizeOf(tensor, index)), values };
}

function sizeOf({ indices, sizes }: ModularTensor, index: string): number {
  return sizes[indices.indexOf(index)];
}

/** Where the entries stand for all values of these indices, the last fastest; an index named twice counts both axes. */
function offsets({ indices, sizes }: ModularTensor, names: readonly string[]): Int32Array {
  let places = Int32Array.of(0);
  for (const name of names) {
    const size = sizes[indices.indexOf(name)];
    const stride = strideOf(indices, sizes, name);
    const next = new Int32Array(places.length * size);
    for (let k = 0; k < places.length; k++) {
      for (let value = 0; value < size; value++) next[k * size + value] = places[k] + value * stride;
    }
    places = next;
  }
  return places;
}

function strideOf(indices: readonly string[], sizes: readonly number[], name: string): number {
  let stride = 0;
  for (let axis = sizes.length - 1, unit = 1; axis >= 0; unit *= sizes[axis], axis--) {
    if (indices[axis] === name) stride += unit;
  }
  return stride;
}
