/**
 * Weights of the irreps of SU(N) with their multiplicities, by Gelfand and Tsetlin's branching (Dokl. Akad. Nauk SSSR
 * 71 (1950) 825): the irrep of GL(n) with rows lambda_1 >= ... >= lambda_n contains, restricted to GL(n-1), each mu
 * that interlaces it, lambda_1 >= mu_1 >= lambda_2 >= ... >= mu_(n-1) >= lambda_n, exactly once, and the n-th
 * variable carries what is missing, |lambda| - |mu|. An irrep of SU(N) with Dynkin labels a has the rows
 * lambda_k = a_k + ... + a_(N-1), lambda_N = 0; a content c (how often each variable occurs) has the weight
 * w_k = c_k - c_(k+1) in the Dynkin basis. Equal contents are merged on the way, and each mu is worked out once, so
 * that the cost is far below one step for each state.
 */
import type { DynkinLabels } from "./specialUnitary.ts";

export interface WeightMultiplicity {
  /** In the Dynkin basis: eigenvalues of the N - 1 Cartan generators H_i. */
  readonly weight: readonly number[];
  readonly multiplicity: number;
}

/** Contents of an irrep of GL(n) and their multiplicities; keys are the contents joined by commas. */
type Contents = ReadonlyMap<string, { readonly content: readonly number[]; readonly multiplicity: number }>;

const contentsOfRows = new Map<string, Contents>();
const weightsOfLabels = new Map<string, readonly WeightMultiplicity[]>();

/** The weights of an irrep of SU(N), N = labels.length + 1, in descending lexicographic order. */
export function weights(labels: DynkinLabels): readonly WeightMultiplicity[] {
  const key = labels.join(",");
  const known = weightsOfLabels.get(key);
  if (known !== undefined) return known;
  const found = [...contents(rowsOfLabels(labels)).values()]
    .map(({ content, multiplicity }) => ({ weight: labelsOfRows(content), multiplicity }))
    .sort((a, b) => compareLabels(b.weight, a.weight));
  weightsOfLabels.set(key, found);
  return found;
}

/** Young rows of Dynkin labels: lambda_k = a_k + ... + a_(N-1), N rows of which the last is 0. */
export function rowsOfLabels(labels: DynkinLabels): number[] {
  const rows = new Array<number>(labels.length + 1).fill(0);
  for (let k = labels.length - 1; k >= 0; k--) rows[k] = rows[k + 1] + labels[k];
  return rows;
}

/** Differences of neighbours: Dynkin labels of Young rows, or the weight of a content. */
export function labelsOfRows(rows: readonly number[]): number[] {
  return Array.from({ length: rows.length - 1 }, (_, k) => rows[k] - rows[k + 1]);
}

/** Lexicographic order of equally long label lists. */
export function compareLabels(a: DynkinLabels, b: DynkinLabels): number {
  for (let k = 0; k < a.length; k++) if (a[k] !== b[k]) return a[k] - b[k];
  return 0;
}

function contents(rows: readonly number[]): Contents {
  const key = rows.join(",");
  const known = contentsOfRows.get(key);
  if (known !== undefined) return known;
  const merged = new Map<string, { content: readonly number[]; multiplicity: number }>();
  if (rows.length === 1) {
    merged.set(key, { content: rows, multiplicity: 1 });
  } else {
    const size = sum(rows);
    for (const inner of interlacing(rows)) {
      const last = size - sum(inner);
      for (const { content, multiplicity } of contents(inner).values()) {
        const whole = [...content, last];
        const wholeKey = whole.join(",");
        merged.set(wholeKey, {
          content: whole,
          multiplicity: multiplicity + (merged.get(wholeKey)?.multiplicity ?? 0),
        });
      }
    }
  }
  contentsOfRows.set(key, merged);
  return merged;
}

/** All mu with lambda_k >= mu_k >= lambda_(k+1). */
function* interlacing(rows: readonly number[], inner: readonly number[] = []): Generator<readonly number[]> {
  const k = inner.length;
  if (k === rows.length - 1) {
    yield inner;
    return;
  }
  for (let part = rows[k]; part >= rows[k + 1]; part--) yield* interlacing(rows, [...inner, part]);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
