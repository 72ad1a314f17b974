/**
 * Tensors of one SU(N) factor with fundamental indices, as in `irrepStates`, and their conjugates.
 *
 * The conjugate of X has the labels of X reversed. Upper indices become lower ones and the other way round, in their
 * order; columns of N/2 indices, which are upper on X and on its conjugate, are raised,
 *
 *     Y^b.. = 1/(N/2)! eps^b..a.. (X^a..)*,      of a doublet  Y^b = eps^ba (X^a)*,
 *
 * the convention of explicit/hermitian.ts. They stand first on both.
 */
import {
  columnsOfIrrep,
  indexVariances,
  packIndices,
  permutations,
  permutationSign,
  unpackIndices,
} from "../../exact/index.ts";
import type { DynkinLabels } from "../../exact/index.ts";
import type { Complex } from "../complexNumbers.ts";
import { addComplex, complexSize, conjugateComplex, scaleComplex } from "../complexNumbers.ts";

/** Packed component -> value; without zeros. */
export type FactorTensor = ReadonlyMap<number, Complex>;

/** Whether each index is an upper one. */
export function upperIndices(labels: DynkinLabels): boolean[] {
  return indexVariances(labels).map((variance) => variance === "upper");
}

/** The tensor of the conjugate field. */
export function conjugateTensor(N: number, labels: DynkinLabels, tensor: FactorTensor): FactorTensor {
  const columns = columnsOfIrrep(labels);
  const half = columns.filter(({ height, variance }) => variance === "upper" && 2 * height === N);
  const indices = (keep: (column: (typeof columns)[number]) => boolean) =>
    columns.filter(keep).flatMap(({ first, height }) => Array.from({ length: height }, (_, k) => first + k));
  const lower = indices(({ variance }) => variance === "lower");
  const upper = indices((column) => column.variance === "upper" && !half.includes(column));
  const result = new Map<number, Complex>();
  for (const [packed, value] of tensor) {
    const values = unpackIndices(N, packed, indexVariances(labels).length);
    const others = [...lower, ...upper].map((place) => values[place]);
    const columnValues = half.map(({ first, height }) => values.slice(first, first + height));
    for (const { raised, factor } of raiseColumns(N, columnValues)) {
      const place = packIndices(N, [...raised, ...others]);
      const sum = addComplex(result.get(place) ?? [0, 0], scaleComplex(conjugateComplex(value), factor));
      result.set(place, sum);
    }
  }
  for (const [place, value] of result) if (complexSize(value) < 1e-14) result.delete(place);
  return result;
}

/** eps^b..a.. over all b.., divided by (N/2)!, for every column. */
function raiseColumns(N: number, columns: readonly (readonly number[])[]): { raised: number[]; factor: number }[] {
  return columns.reduce<{ raised: number[]; factor: number }[]>(
    (products, column) =>
      products.flatMap(({ raised, factor }) =>
        raiseColumn(N, column).map((own) => ({ raised: [...raised, ...own.raised], factor: factor * own.factor })),
      ),
    [{ raised: [], factor: 1 }],
  );
}

function raiseColumn(N: number, column: readonly number[]): { raised: number[]; factor: number }[] {
  const rest = Array.from({ length: N }, (_, k) => k).filter((k) => !column.includes(k));
  if (rest.length !== N - column.length) return [];
  const share = factorialOf(column.length);
  return permutations(rest).map((raised) => ({ raised, factor: permutationSign([...raised, ...column]) / share }));
}

function factorialOf(n: number): number {
  return n < 2 ? 1 : n * factorialOf(n - 1);
}
