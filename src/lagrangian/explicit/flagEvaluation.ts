/**
 * Contractions of SU(N) indices as numbers: their values at random highest-weight vectors modulo a prime.
 *
 * The vectors g v, v the highest weight of an irrep and g any matrix of SL(N), span the irrep, so that two invariants
 * are equal if they are equal on those of every slot. For g it is enough to take lower triangular matrices with ones on
 * the diagonal: with the upper triangular ones, which only rescale v, they fill SL(N) but for a set of measure zero.
 * A column of h upper indices becomes the antisymmetric product of the first h columns of g, and one of h lower indices
 * that of the last h rows of its inverse; traces between the two vanish, as they must. A doublet becomes (1, x).
 *
 * Antisymmetric columns are written out, a sum over the orders of their vectors. Each delta or epsilon of given vectors
 * is worked out once, for all points.
 */
import type { Rng } from "../../base/index.ts";
import { columnsOfIrrep, invertModulo, multiplyModulo, signedPermutations } from "../../exact/index.ts";
import type { DynkinLabels, IrrepColumn } from "../../exact/index.ts";
import type { Contraction, GaugeStructure, IndexPlace } from "./contractions.ts";
import type { PointOptions } from "./expansion.ts";
import { multiplyAll } from "./spinorEvaluation.ts";
import type { Evaluate } from "./spinorEvaluation.ts";

/** upper[k] is column k of g, lower[k] row k of its inverse. */
interface Flag {
  readonly upper: readonly Float64Array[];
  readonly lower: readonly Float64Array[];
}

/** One way to hand out the vectors of all columns. */
interface Placement {
  /** Of each slot and each of its indices, the number of the vector in its flag. */
  readonly vectors: readonly (readonly number[])[];
  readonly negative: boolean;
}

/** Evaluates contractions of fields in these irreps of SU(N), at flags of its own for every slot. */
export function flagEvaluation(
  N: number,
  irreps: readonly DynkinLabels[],
  options: PointOptions,
): Evaluate<GaugeStructure> {
  return flagValues(N, irreps.map(columnsOfIrrep), options);
}

/**
 * Evaluates the hermitian conjugates of contractions of fields in these irreps, at flags of the conjugate fields:
 * slots[i] is the slot where the conjugate of slot i stands. Upper and lower indices change roles. Columns of N/2 indices,
 * which are upper on both fields, are lowered with an epsilon,
 *
 *     (X_a..)* = 1/(N/2)! Y^b.. eps_b..a..,   Y^b.. = 1/(N/2)! eps^b..a.. (X_a..)*  the conjugate field,
 *
 * which turns the columns u of g into the rows of its inverse that are left over. For the conjugate of Y itself the two
 * groups of indices of one epsilon are exchanged: a sign (-1)^(N/2) a column, which the caller supplies.
 */
export function conjugateFlagEvaluation(
  N: number,
  irreps: readonly DynkinLabels[],
  options: PointOptions,
): Evaluate<GaugeStructure> {
  const evaluate = flagValues(
    N,
    irreps.map((labels) => columnsOfIrrep(labels).map(turned)),
    options,
  );
  return (structure, slots) => evaluate(structure.map(turnedContraction), slots);
}

function turned(column: IrrepColumn): IrrepColumn {
  return { ...column, variance: column.variance === "upper" ? "lower" : "upper" };
}

function turnedContraction(contraction: Contraction): Contraction {
  return contraction.kind === "delta"
    ? { kind: "delta", upper: contraction.lower, lower: contraction.upper }
    : { ...contraction, variance: contraction.variance === "upper" ? "lower" : "upper" };
}

function flagValues(
  N: number,
  columns: readonly (readonly IrrepColumn[])[],
  { prime, points, rng }: PointOptions,
): Evaluate<GaugeStructure> {
  const random = rng.fork("flags");
  const flags = Array.from({ length: points }, () => columns.map(() => randomFlag(N, prime, random)));
  const placements = allPlacements(N, columns);
  const valueOf = contractionValues(N, flags, prime);
  return (structure, slots) => {
    const sum = new Float64Array(points);
    for (const { vectors, negative } of placements) {
      const product = new Float64Array(points).fill(1);
      const vectorAt = ({ slot, index }: IndexPlace) => slots[slot] * N + vectors[slot][index];
      for (const contraction of structure) multiplyAll(product, valueOf(contraction, vectorAt), prime);
      for (let k = 0; k < points; k++) sum[k] = (sum[k] + (negative ? prime - product[k] : product[k])) % prime;
    }
    return sum;
  };
}

function randomFlag(N: number, prime: number, rng: Rng): Flag {
  const upper = Array.from({ length: N }, () => new Float64Array(N));
  const lower = Array.from({ length: N }, () => new Float64Array(N));
  for (let i = 0; i < N; i++) {
    upper[i][i] = 1;
    lower[i][i] = 1;
    // Row i of g times the inverse is e_i, and the rows of the inverse above are known.
    for (let k = 0; k < i; k++) {
      upper[k][i] = rng.integer(prime);
      for (let j = 0; j <= k; j++) {
        const known = multiplyModulo(upper[k][i], lower[k][j], prime);
        lower[i][j] = (lower[i][j] - known + prime) % prime;
      }
    }
  }
  return { upper, lower };
}

/** Values of deltas and epsilons at all points; vector k of slot s has the number s N + k. */
function contractionValues(N: number, flags: readonly (readonly Flag[])[], prime: number) {
  const known = new Map<number, Float64Array>();
  const range = flags[0].length * N;
  const remember = (key: number, value: (point: readonly Flag[]) => number) => {
    const found = known.get(key) ?? Float64Array.from(flags, value);
    known.set(key, found);
    return found;
  };
  const vector = (point: readonly Flag[], variance: "upper" | "lower", id: number) =>
    point[Math.floor(id / N)][variance][id % N];
  const delta = (upper: number, lower: number) =>
    remember(2 * (upper * range + lower), (point) =>
      dot(vector(point, "upper", upper), vector(point, "lower", lower), prime),
    );
  const epsilon = (variance: "upper" | "lower", ids: readonly number[]) => {
    const key = ids.reduce((packed, id) => packed * range + id, variance === "upper" ? 1 : 2);
    return remember(2 * key + 1, (point) => {
      const rows = ids.map((id) => vector(point, variance, id));
      return determinant(rows, prime);
    });
  };
  return (contraction: Contraction, vectorAt: (place: IndexPlace) => number) =>
    contraction.kind === "delta"
      ? delta(vectorAt(contraction.upper), vectorAt(contraction.lower))
      : epsilon(contraction.variance, contraction.indices.map(vectorAt));
}

function dot(upper: Float64Array, lower: Float64Array, prime: number): number {
  let sum = 0;
  for (let k = 0; k < upper.length; k++) sum = (sum + multiplyModulo(upper[k], lower[k], prime)) % prime;
  return sum;
}

/** The products of the permutations of all columns. */
function allPlacements(N: number, columns: readonly (readonly IrrepColumn[])[]): Placement[] {
  let placements: Placement[] = [{ vectors: columns.map(() => []), negative: false }];
  columns.forEach((own, slot) => {
    for (const { variance, height } of own) {
      const first = variance === "upper" ? 0 : N - height;
      const orders = signedPermutations(Array.from({ length: height }, (_, k) => first + k));
      placements = placements.flatMap(({ vectors, negative }) =>
        orders.map(({ order, sign }) => ({
          vectors: vectors.with(slot, [...vectors[slot], ...order]),
          negative: negative !== sign < 0,
        })),
      );
    }
  });
  return placements;
}

/** By elimination; 2 and 3 rows, by far the most frequent, directly. */
function determinant(rows: readonly Float64Array[], prime: number): number {
  const times = (a: number, b: number) => multiplyModulo(a, b, prime);
  const minor = (a: Float64Array, b: Float64Array, i: number, j: number) =>
    (times(a[i], b[j]) - times(a[j], b[i]) + prime) % prime;
  const [a, b, c] = rows;
  if (rows.length === 2) return minor(a, b, 0, 1);
  if (rows.length > 3) return eliminated(rows, prime);
  return (times(a[0], minor(b, c, 1, 2)) + times(a[1], minor(b, c, 2, 0)) + times(a[2], minor(b, c, 0, 1))) % prime;
}

function eliminated(rows: readonly Float64Array[], prime: number): number {
  const left = rows.map((row) => row.slice());
  let value = 1;
  for (let column = 0; column < left.length; column++) {
    const pivot = left.findIndex((row, k) => k >= column && row[column] !== 0);
    if (pivot === -1) return 0;
    if (pivot !== column) {
      [left[column], left[pivot]] = [left[pivot], left[column]];
      value = prime - value;
    }
    value = multiplyModulo(value, left[column][column], prime);
    const inverse = invertModulo(left[column][column], prime);
    for (const row of left.slice(column + 1)) {
      const factor = multiplyModulo(prime - row[column], inverse, prime);
      for (let j = column; j < row.length; j++)
        row[j] = (row[j] + multiplyModulo(left[column][j], factor, prime)) % prime;
    }
  }
  return value;
}
