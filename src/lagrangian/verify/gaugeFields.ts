/**
 * Fields with covariant derivatives as jets, for one gauge factor. Everything is written for the complexified algebra,
 * matrices A_m and alpha of whole numbers without trace (for a U(1) one number), so that no i is needed:
 *
 *     D_m T = d_m T - A_m T,   delta T = alpha T,   delta A_m = d_m alpha + [alpha, A_m],
 *     F_mn = d_m A_n - d_n A_m - [A_m, A_n],   delta F = [alpha, F]
 *
 * Matrices act on upper indices from the left, on lower ones with the opposite sign from the right, on a U(1) charge q by
 * q times the number. Directions are m = (a, a'), counted 2 a + a'. What is invariant under this algebra is invariant
 * under the real one: both statements are the same polynomial identity.
 */
import type { Rng } from "../../base/index.ts";
import type { Legs } from "./contractionTensor.ts";
import type { Jet, JetAlgebra } from "./jets.ts";

export const DIRECTIONS = [0, 1, 2, 3] as const;

/** Rows. */
type JetMatrix = readonly (readonly Jet[])[];

/** Components of fundamental indices, packed; each a jet. */
export type JetTensor = readonly Jet[];

/** A gauge field with the variation of a gauge transformation. */
export interface GaugeField {
  readonly jets: JetAlgebra;
  /** A_m for the four directions. */
  readonly potential: readonly JetMatrix[];
  readonly parameter: JetMatrix;
}

/** How matrices of one factor act on a tensor: on its legs, or by a charge. */
export interface Action {
  readonly legs: Legs;
  /** Of a U(1); 0 for SU(N). */
  readonly charge: number;
}

/** A random field and gauge parameter of SU(N), or of a U(1) for N = 1. */
export function randomGaugeField(N: number, jets: JetAlgebra, rng: Rng): GaugeField {
  const parameter = randomMatrix(N, jets, rng);
  const potential = DIRECTIONS.map((direction) => {
    const values = randomMatrix(N, jets, rng);
    const commutator = subtractProducts(jets, parameter, values);
    return values.map((row, i) =>
      row.map((entry, j) => {
        const gradient = jets.derivative(parameter[i][j], direction);
        return jets.withVariation(entry, sum(gradient, commutator[i][j]));
      }),
    );
  });
  return { jets, potential, parameter };
}

/** Traceless for N > 1. */
function randomMatrix(N: number, jets: JetAlgebra, rng: Rng): JetMatrix {
  const matrix = Array.from({ length: N }, () => Array.from({ length: N }, () => jets.random(rng)));
  if (N > 1) {
    const rest = matrix.slice(0, -1).reduce((total, row, i) => sum(total, row[i]), jets.zero());
    matrix[N - 1][N - 1] = rest.map((entry) => -entry);
  }
  return matrix;
}

function sum(a: Jet, b: Jet): Jet {
  return a.map((entry, k) => entry + b[k]);
}

/** a b - b a. */
function subtractProducts(jets: JetAlgebra, a: JetMatrix, b: JetMatrix): Jet[][] {
  return a.map((row, i) =>
    row.map((_, j) => {
      const entry = jets.zero();
      for (let k = 0; k < a.length; k++) {
        jets.addProduct(entry, a[i][k], b[k][j], 1);
        jets.addProduct(entry, b[i][k], a[k][j], -1);
      }
      return entry;
    }),
  );
}

/** The tensor with the variation alpha T. */
export function varied(tensor: JetTensor, { jets, parameter }: GaugeField, action: Action): JetTensor {
  const variation = acted(tensor, parameter, jets, action);
  return tensor.map((entry, k) => jets.withVariation(entry, variation[k]));
}

export function covariantDerivative(
  tensor: JetTensor,
  direction: number,
  { jets, potential }: GaugeField,
  action: Action,
): JetTensor {
  const connection = acted(tensor, potential[direction], jets, action);
  return tensor.map((entry, k) => jets.derivative(entry, direction).map((value, c) => value - connection[k][c]));
}

/** M T, index by index. */
function acted(tensor: JetTensor, matrix: JetMatrix, jets: JetAlgebra, { legs, charge }: Action): Jet[] {
  const result = tensor.map(() => jets.zero());
  if (charge !== 0) tensor.forEach((entry, k) => jets.addProduct(result[k], matrix[0][0], entry, charge));
  const { values, variances } = legs;
  variances.forEach((variance, leg) => {
    const stride = values ** (variances.length - 1 - leg);
    result.forEach((target, packed) => {
      const index = Math.floor(packed / stride) % values;
      for (let other = 0; other < values; other++) {
        const source = tensor[packed + (other - index) * stride];
        if (variance === "upper") jets.addProduct(target, matrix[index][other], source, 1);
        else jets.addProduct(target, matrix[other][index], source, -1);
      }
    });
  });
  return result;
}

/** F_mn as a matrix with its variation. */
function fieldStrength({ jets, potential }: GaugeField, m: number, n: number): Jet[][] {
  const commutator = subtractProducts(jets, potential[m], potential[n]);
  return potential[m].map((row, i) =>
    row.map((_, j) => {
      const forth = jets.derivative(potential[n][i][j], m);
      const back = jets.derivative(potential[m][i][j], n);
      return forth.map((entry, k) => entry - back[k] - commutator[i][j][k]);
    }),
  );
}

/**
 * The parts F_L ab = F_aa'bb' eps^a'b' and F_R a'b' as tensors of the adjoint: one upper and one lower index, for SU(2)
 * two upper ones, F^i_k eps^kj. The spinor indices are packed 2 a + b.
 */
export function strengthTensors(field: GaugeField, left: boolean): JetTensor[] {
  const direction = (own: number, summed: number) => (left ? 2 * own + summed : 2 * summed + own);
  return DIRECTIONS.map((spinors) => {
    const [a, b] = [Math.floor(spinors / 2), spinors % 2];
    const first = fieldStrength(field, direction(a, 0), direction(b, 1));
    const second = fieldStrength(field, direction(a, 1), direction(b, 0));
    const matrix = first.map((row, i) => row.map((entry, j) => entry.map((value, k) => value - second[i][j][k])));
    if (matrix.length !== 2) return matrix.flat();
    // eps^12 = 1: F^i1 = - F^i_2, F^i2 = F^i_1.
    return matrix.flatMap((row) => [row[1].map((value) => -value), row[0]]);
  });
}
