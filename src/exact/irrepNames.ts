/**
 * Names of SU(N) irreps. A name is a dimension with primes and "bar": the irreps of one dimension, a conjugate pair
 * counted once, are ordered by their index T (R. Slansky, Physics Reports 79 (1981) 1) and the second gets ', the third
 * ''. Of a conjugate pair the one without bar has more upper than lower indices in the realisation of irrepStates.ts,
 * so that 3 = [1,0], 6 = [2,0] and the 45 of SU(5) is [0,1,0,1]. (Slansky's tables choose by N-ality, which differs for
 * larger irreps such as the 40 of SU(5).) A dimension shared by several, as the 15 of SU(3), is no name: Dynkin
 * labels say which is meant, and 15' is the other one.
 */
import { GlueballError } from "../base/index.ts";
import { compareLabels, labelsOfRows } from "./irrepWeights.ts";
import { compareRationals } from "./rationals.ts";
import type { DynkinLabels } from "./specialUnitary.ts";
import { checkDynkinLabels, conjugateIrrep, dynkinIndex, irrepDimension, isComplex } from "./specialUnitary.ts";

/** Beyond this dimension irreps go by their Dynkin labels. */
const LARGEST_NAMED_DIMENSION = 10_000;

const irrepsOfDimension = new Map<string, readonly DynkinLabels[]>();

/**
 * An irrep from what a user wrote: labels [1,0] (a list, or text), a dimension name 3, -3, 3bar, 15', 15'bar (text or
 * number; "-" and "bar" both conjugate), or Young rows as in "rows [2,1]".
 * @throws GlueballError exact/unknown-irrep, exact/ambiguous-irrep, exact/wrong-dynkin-labels.
 */
export function parseIrrep(input: string | number | readonly number[], N: number, place?: string): DynkinLabels {
  if (typeof input === "object") {
    checkDynkinLabels(N, input, place);
    return input;
  }
  const text = String(input).trim();
  const list = /^(rows)?\s*\[([-\d\s,]+)\]$/.exec(text);
  if (list !== null) {
    const numbers = list[2].split(",").map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
    const labels = list[1] === undefined ? numbers : labelsOfYoungRows(N, numbers, place);
    checkDynkinLabels(N, labels, place);
    return labels;
  }
  const name = /^(-?)\s*([1-9]\d*)('*)(bar)?('*)$/.exec(text);
  if (name === null) refuseUnknown(text, N, place);
  const [, minus, digits, primesBefore, bar, primesAfter] = name;
  const isConjugate = (minus === "-") !== (bar === "bar");
  const dimension = Number(digits);
  const family = dimension <= LARGEST_NAMED_DIMENSION ? irrepsWithDimension(N, dimension) : [];
  const candidates = isConjugate ? family.map(conjugateIrrep) : family;
  const primes = primesBefore.length + primesAfter.length;
  if (primes >= candidates.length) refuseUnknown(text, N, place);
  if (primes === 0 && candidates.length > 1) refuseAmbiguous(text, N, place, candidates);
  return candidates[primes];
}

/** The name that `parseIrrep` reads back: 3, 3bar, 15', or Dynkin labels where the dimension alone is ambiguous. */
export function irrepName(labels: DynkinLabels): string {
  const dimension = irrepDimension(labels);
  const plain = withMoreUpperIndices(labels);
  const family = dimension <= LARGEST_NAMED_DIMENSION ? irrepsWithDimension(labels.length + 1, dimension) : [];
  const primes = family.findIndex((irrep) => compareLabels(irrep, plain) === 0);
  if (primes < 0 || (primes === 0 && family.length > 1)) return labelText(labels);
  return `${dimension}${"'".repeat(primes)}${compareLabels(plain, labels) === 0 ? "" : "bar"}`;
}

function labelText(labels: DynkinLabels): string {
  return `[${labels.join(",")}]`;
}

function refuseAmbiguous(
  text: string,
  N: number,
  place: string | undefined,
  candidates: readonly DynkinLabels[],
): never {
  const choices = candidates.map((labels, primes) =>
    primes === 0 ? labelText(labels) : `${labelText(labels)} (${irrepName(labels)})`,
  );
  throw new GlueballError({
    code: "exact/ambiguous-irrep",
    what: `several SU(${N}) irreps have this dimension`,
    place,
    found: text,
    expected: `Dynkin labels: ${choices.join(" or ")}`,
  });
}

function refuseUnknown(text: string, N: number, place: string | undefined): never {
  throw new GlueballError({
    code: "exact/unknown-irrep",
    what: `SU(${N}) has no irrep of this name`,
    place,
    found: text,
    expected: `a name such as ${knownNames(N).join(", ")}, or Dynkin labels such as ${labelText(adjoint(N))}`,
  });
}

/** The unbarred irreps of a dimension, by index. */
function irrepsWithDimension(N: number, dimension: number): readonly DynkinLabels[] {
  const key = `${N}:${dimension}`;
  let found = irrepsOfDimension.get(key);
  if (found === undefined) {
    found = irrepsUpTo(N, dimension)
      .filter((labels) => irrepDimension(labels) === dimension)
      .sort((a, b) => compareRationals(dynkinIndex(a), dynkinIndex(b)) || compareLabels(b, a));
    irrepsOfDimension.set(key, found);
  }
  return found;
}

/** All unbarred irreps up to a dimension. Raising a label raises the dimension, so that the search can stop. */
function irrepsUpTo(N: number, dimension: number): DynkinLabels[] {
  if (N === 2) return [[dimension - 1]];
  const found: DynkinLabels[] = [];
  const extend = (labels: readonly number[]): void => {
    if (labels.length === N - 1) {
      if (compareLabels(withMoreUpperIndices(labels), labels) === 0) found.push(labels);
      return;
    }
    const zeros = new Array<number>(N - 2 - labels.length).fill(0);
    for (let label = 0; irrepDimension([...labels, label, ...zeros]) <= dimension; label++) extend([...labels, label]);
  };
  extend([]);
  return found;
}

/** The irrep or its conjugate, whichever has more upper indices; on a draw the one with the larger first labels. */
function withMoreUpperIndices(labels: DynkinLabels): DynkinLabels {
  if (!isComplex(labels)) return labels;
  const N = labels.length + 1;
  const surplus = labels.reduce(
    (total, a, k) => total + a * (2 * (k + 1) < N ? k + 1 : 2 * (k + 1) > N ? k + 1 - N : 0),
    0,
  );
  const conjugate = conjugateIrrep(labels);
  return surplus > 0 || (surplus === 0 && compareLabels(labels, conjugate) > 0) ? labels : conjugate;
}

/** The dimension names of the smallest irreps that have one. */
function knownNames(N: number): string[] {
  if (N === 2) return ["1", "2", "3", "4", "5"];
  return irrepsUpTo(N, N * N)
    .flatMap((labels) => (isComplex(labels) ? [labels, conjugateIrrep(labels)] : [labels]))
    .sort((a, b) => irrepDimension(a) - irrepDimension(b) || compareLabels(b, a))
    .map(irrepName);
}

function adjoint(N: number): DynkinLabels {
  return N === 2 ? [2] : [1, ...new Array<number>(N - 3).fill(0), 1];
}

/** Columns of height N are singlets and drop out. */
function labelsOfYoungRows(N: number, rows: readonly number[], place: string | undefined): number[] {
  const falls = rows.every((row, k) => Number.isSafeInteger(row) && row >= 0 && (k === 0 || rows[k - 1] >= row));
  if (falls && rows.length <= N) return labelsOfRows([...rows, ...new Array<number>(N - rows.length).fill(0)]);
  throw new GlueballError({
    code: "exact/wrong-young-rows",
    what: `these are no rows of a Young diagram of SU(${N})`,
    place,
    found: rows,
    expected: `at most ${N} whole numbers that never rise`,
  });
}
