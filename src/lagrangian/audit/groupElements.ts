/**
 * SU(N) modulo p: generators, structure constants, and random elements of SL(N), which has the same invariants.
 *
 * Generators have tr(T^a T^b) = 1/2 delta^ab: for each pair j < k the symmetric (E_jk + E_kj)/2 and the antisymmetric
 * -i (E_jk - E_kj)/2, then for m = 1 ... N-1 the diagonal diag(1, ..., 1, -m, 0, ...) / sqrt(2 m (m + 1)); for SU(2) these
 * are the Pauli matrices halved, in their order. Structure constants follow from f^abc = -2i tr([T^a, T^b] T^c).
 */
import { invertModulo, residue } from "../../exact/index.ts";
import type { Rng } from "../../base/index.ts";
import type { ModularTensor } from "./modularTensor.ts";
import { contract, FIELD_PRIME, minus, modularRoot, plus, times, withIndices } from "./modularTensor.ts";

/** sqrt(-1) modulo p; its negative stands for complex conjugation. */
export const IMAGINARY = modularRoot(FIELD_PRIME - 1)!;

/** T^a_ij with sizes N^2 - 1, N, N; of `conjugate` the complex conjugates. N <= 7 keeps the norms whole. */
export function generators(n: number, conjugate: boolean): ModularTensor {
  const values = new Float64Array((n * n - 1) * n * n);
  const half = invertModulo(2, FIELD_PRIME);
  const i = times(half, conjugate ? minus(IMAGINARY) : IMAGINARY);
  let a = 0;
  const set = (row: number, column: number, value: number) => (values[a * n * n + row * n + column] = value);
  for (let k = 1; k < n; k++) {
    for (let j = 0; j < k; j++) {
      set(j, k, half);
      set(k, j, half);
      a++;
      set(j, k, minus(i));
      set(k, j, i);
      a++;
    }
  }
  for (let m = 1; m < n; m++, a++) {
    const root = modularRoot(2 * m * (m + 1));
    if (root === undefined) throw new RangeError(`sqrt(${2 * m * (m + 1)}) does not exist modulo ${FIELD_PRIME}`);
    const norm = invertModulo(root, FIELD_PRIME);
    for (let j = 0; j < m; j++) set(j, j, norm);
    set(m, m, residue(-m * norm, FIELD_PRIME));
  }
  return { indices: ["a", "i", "j"], sizes: [n * n - 1, n, n], values };
}

/** f^abc, real, totally antisymmetric. */
export function structureConstants(n: number): ModularTensor {
  const t = generators(n, false);
  const trace = contract(
    contract(withIndices(t, ["a", "i", "j"]), withIndices(t, ["b", "j", "k"])),
    withIndices(t, ["c", "k", "i"]),
  ); // a b c
  const size = n * n - 1;
  const factor = times(2, minus(IMAGINARY));
  const values = trace.values.map((value, place) => {
    const [a, b, c] = [Math.floor(place / size / size), Math.floor(place / size) % size, place % size];
    return times(factor, plus(value, minus(trace.values[(b * size + a) * size + c])));
  });
  return { indices: ["a", "b", "c"], sizes: [size, size, size], values };
}

/** The totally antisymmetric tensor with n indices of n values, 1 for rising ones. */
export function epsilon(n: number): ModularTensor {
  const values = new Float64Array(n ** n);
  const visit = (order: readonly number[], sign: number) => {
    if (order.length === n)
      values[order.reduce((place, value) => place * n + value, 0)] = sign === 1 ? 1 : FIELD_PRIME - 1;
    for (let value = 0; value < n; value++) {
      if (order.includes(value)) continue;
      visit([...order, value], order.filter((other) => other > value).length % 2 === 0 ? sign : -sign);
    }
  };
  visit([], 1);
  return { indices: Array.from({ length: n }, (_, k) => `i${k}`), sizes: Array.from({ length: n }, () => n), values };
}

/** g and its transposed inverse, which acts on conjugates: a product of random triangular matrices with diagonal 1. */
export interface GroupElement {
  readonly n: number;
  readonly matrix: ModularTensor;
  readonly dual: ModularTensor;
}

export function randomElement(n: number, rng: Rng): GroupElement {
  let [matrix, dual] = [identity(n), identity(n)];
  for (let row = 0; row < n; row++) {
    for (let column = 0; column < n; column++) {
      if (row === column) continue;
      const x = 1 + rng.integer(FIELD_PRIME - 1);
      matrix = product(matrix, shear(n, row, column, x));
      dual = product(dual, shear(n, column, row, minus(x)));
    }
  }
  return { n, matrix, dual };
}

function identity(n: number): ModularTensor {
  return {
    indices: ["i", "j"],
    sizes: [n, n],
    values: Float64Array.from({ length: n * n }, (_, k) => (k % (n + 1) === 0 ? 1 : 0)),
  };
}

/** 1 + x E_(row, column) */
function shear(n: number, row: number, column: number, x: number): ModularTensor {
  const matrix = identity(n);
  matrix.values[row * n + column] = x;
  return matrix;
}

function product(a: ModularTensor, b: ModularTensor): ModularTensor {
  return contract(withIndices(a, ["i", "k"]), withIndices(b, ["k", "j"]));
}

/** The matrix by which g acts on one index of a field, or of its conjugate. */
export function actionOf(
  element: GroupElement,
  kind: "upper" | "lower" | "adjoint",
  conjugate: boolean,
): ModularTensor {
  if (kind === "adjoint") return adjointAction(element);
  return (kind === "upper") === conjugate ? element.dual : element.matrix;
}

/** Ad_ba = 2 tr(T^b g T^a g^-1), from g T^a g^-1 = Ad_ba T^b; a complex field and its conjugate turn alike. */
function adjointAction({ n, matrix, dual }: GroupElement): ModularTensor {
  const t = generators(n, false);
  const turned = contract(
    contract(withIndices(matrix, ["i", "k"]), withIndices(t, ["a", "k", "l"])),
    withIndices(dual, ["j", "l"]),
  ); // i a j
  const trace = contract(withIndices(t, ["b", "j", "i"]), turned); // b a
  return { ...trace, values: trace.values.map((value) => times(2, value)) };
}
