/**
 * Names of irreps. A name is a dimension with primes and "bar": the irreps of one dimension, a conjugate pair counted
 * once, are ordered by their index T (R. Slansky, Physics Reports 79 (1981) 1) and the second gets ', the third ''. A
 * dimension shared by several, as the 15 of SU(3), is no name: Dynkin labels say which is meant, and 15' is the other one.
 *
 * Of a conjugate pair of SU(N) the one without bar has more upper than lower indices in the realisation of
 * irrepStates.ts, so that 3 = [1,0], 6 = [2,0] and the 45 of SU(5) is [0,1,0,1]. (Slansky's tables choose by N-ality,
 * which differs for larger irreps such as the 40 of SU(5).) Of SO(4m+2) it has the larger last label: 16 = [0,0,0,0,1],
 * 126 = [0,0,0,0,2], so that 16 x 16 = 10 + 120 + 126 of SO(10).
 *
 * For SO(N) and Sp(N) the spinors and antisymmetric tensors come first and own their dimension unless two of them share
 * it: 210 of SO(10) is the tensor of rank four and 210' = [3,0,0,0,0], but 8 of SO(8) is three irreps.
 */
import { GlueballError } from "../base/index.ts";
import { compareLabels, labelsOfRows } from "./irrepWeights.ts";
import { adjointLabels, irrepIndex } from "./classicalIrreps.ts";
import { weylDimension } from "./freudenthal.ts";
import { compareRationals } from "./rationals.ts";
import type { GroupOrSize, SimpleGroup } from "./simpleGroups.ts";
import { checkLabels, classicalGroup, conjugateLabels, groupOf } from "./simpleGroups.ts";
import type { DynkinLabels } from "./specialUnitary.ts";

/** Beyond this dimension irreps go by their Dynkin labels. */
const LARGEST_NAMED_DIMENSION = 10_000;

const irrepsOfDimension = new Map<string, readonly DynkinLabels[]>();

/**
 * An irrep from what a user wrote: labels [1,0] (a list, or text), a dimension name 3, -3, 3bar, 15', 15'bar (text or
 * number; "-" and "bar" both conjugate), or, for SU(N), Young rows as in "rows [2,1]". A number for the group is SU(N).
 * @throws GlueballError exact/unknown-irrep, exact/ambiguous-irrep, exact/wrong-dynkin-labels.
 */
export function parseIrrep(
  input: string | number | readonly number[],
  groupOrSize: GroupOrSize,
  place?: string,
): DynkinLabels {
  const group = groupOf(groupOrSize);
  if (typeof input === "object") {
    checkLabels(group, input, place);
    return input;
  }
  const text = String(input).trim();
  const list = /^(rows)?\s*\[([-\d\s,]+)\]$/.exec(text);
  if (list !== null && (list[1] === undefined || group.family === "SU")) {
    const numbers = list[2].split(",").map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
    const labels = list[1] === undefined ? numbers : labelsOfYoungRows(group.size, numbers, place);
    checkLabels(group, labels, place);
    return labels;
  }
  const name = /^(-?)\s*([1-9]\d*)('*)(bar)?('*)$/.exec(text);
  if (name === null) refuseUnknown(text, group, place);
  const [, minus, digits, primesBefore, bar, primesAfter] = name;
  const isConjugate = (minus === "-") !== (bar === "bar");
  const dimension = Number(digits);
  const family = dimension <= LARGEST_NAMED_DIMENSION ? irrepsWithDimension(group, dimension) : [];
  const candidates = isConjugate ? family.map((labels) => conjugateLabels(group, labels)) : family;
  const primes = primesBefore.length + primesAfter.length;
  if (primes >= candidates.length) refuseUnknown(text, group, place);
  if (primes === 0 && !ownsDimension(group, family)) refuseAmbiguous(text, group, place, candidates);
  return candidates[primes];
}

/** The name of an irrep of SU(N), N = labels.length + 1. */
export function irrepName(labels: DynkinLabels): string {
  return irrepNameOf(classicalGroup("SU", labels.length + 1), labels);
}

/** The name that `parseIrrep` reads back: 3, 3bar, 15', or Dynkin labels where the dimension alone is ambiguous. */
export function irrepNameOf(group: SimpleGroup, labels: DynkinLabels): string {
  const dimension = weylDimension(group, labels);
  const plain = withoutBar(group, labels);
  const family = dimension <= LARGEST_NAMED_DIMENSION ? irrepsWithDimension(group, dimension) : [];
  const primes = family.findIndex((irrep) => compareLabels(irrep, plain) === 0);
  if (primes < 0 || (primes === 0 && !ownsDimension(group, family))) return labelText(labels);
  return `${dimension}${"'".repeat(primes)}${compareLabels(plain, labels) === 0 ? "" : "bar"}`;
}

/** Whether a dimension without primes names the first of its irreps. */
function ownsDimension(group: SimpleGroup, family: readonly DynkinLabels[]): boolean {
  if (family.length <= 1) return true;
  return isAntisymmetricOrSpinor(group, family[0]) && !isAntisymmetricOrSpinor(group, family[1]);
}

/** Of SO(N) and Sp(N): a spinor, or an antisymmetric tensor (traceless for Sp(N), with its self-dual halves for SO(2r)). */
function isAntisymmetricOrSpinor({ family, size, rank }: SimpleGroup, labels: DynkinLabels): boolean {
  if (family === "SU") return false;
  const sum = labels.reduce((total, label) => total + label, 0);
  if (sum <= 1) return true;
  const spinors = family === "Sp" ? 0 : size % 2 === 1 ? 1 : 2;
  return sum === 2 && labels.slice(rank - spinors).reduce((total, label) => total + label, 0) === 2;
}

function labelText(labels: DynkinLabels): string {
  return `[${labels.join(",")}]`;
}

function refuseAmbiguous(
  text: string,
  group: SimpleGroup,
  place: string | undefined,
  candidates: readonly DynkinLabels[],
): never {
  const choices = candidates.map((labels, primes) =>
    primes === 0 ? labelText(labels) : `${labelText(labels)} (${irrepNameOf(group, labels)})`,
  );
  throw new GlueballError({
    code: "exact/ambiguous-irrep",
    what: `several ${group.name} irreps have this dimension`,
    place,
    found: text,
    expected: `Dynkin labels: ${choices.join(" or ")}`,
  });
}

function refuseUnknown(text: string, group: SimpleGroup, place: string | undefined): never {
  throw new GlueballError({
    code: "exact/unknown-irrep",
    what: `${group.name} has no irrep of this name`,
    place,
    found: text,
    expected: `a name such as ${knownNames(group).join(", ")}, or Dynkin labels such as ${labelText(adjointLabels(group))}`,
  });
}

/** The irreps of a dimension without bar: spinors and antisymmetric tensors first, then by index. */
function irrepsWithDimension(group: SimpleGroup, dimension: number): readonly DynkinLabels[] {
  const key = `${group.name}:${dimension}`;
  let found = irrepsOfDimension.get(key);
  if (found === undefined) {
    const place = (labels: DynkinLabels) => (isAntisymmetricOrSpinor(group, labels) ? 0 : 1);
    found = irrepsUpTo(group, dimension)
      .filter((labels) => weylDimension(group, labels) === dimension)
      .sort(
        (a, b) =>
          place(a) - place(b) || compareRationals(irrepIndex(group, a), irrepIndex(group, b)) || compareLabels(b, a),
      );
    irrepsOfDimension.set(key, found);
  }
  return found;
}

/** All irreps without bar up to a dimension. Raising a label raises the dimension, so that the search can stop. */
function irrepsUpTo(group: SimpleGroup, dimension: number): DynkinLabels[] {
  const { rank } = group;
  if (rank === 1) return [[dimension - 1]];
  const found: DynkinLabels[] = [];
  const extend = (labels: readonly number[]): void => {
    if (labels.length === rank) {
      if (compareLabels(withoutBar(group, labels), labels) === 0) found.push(labels);
      return;
    }
    const zeros = new Array<number>(rank - 1 - labels.length).fill(0);
    for (let label = 0; weylDimension(group, [...labels, label, ...zeros]) <= dimension; label++) {
      extend([...labels, label]);
    }
  };
  extend([]);
  return found;
}

/** The irrep or its conjugate, whichever has no bar. */
function withoutBar(group: SimpleGroup, labels: DynkinLabels): DynkinLabels {
  const conjugate = conjugateLabels(group, labels);
  const order = compareLabels(labels, conjugate);
  if (order === 0) return labels;
  // Conjugation of SO(4m+2) exchanges the last two labels: the larger last one comes earlier in reverse order.
  if (group.family !== "SU") return order < 0 ? labels : conjugate;
  const surplus = upperSurplus(labels);
  return surplus > 0 || (surplus === 0 && order > 0) ? labels : conjugate;
}

/** Upper minus lower indices of an irrep of SU(N); columns of height N/2 are neither. */
function upperSurplus(labels: DynkinLabels): number {
  const N = labels.length + 1;
  return labels.reduce((total, a, k) => total + a * (2 * (k + 1) < N ? k + 1 : 2 * (k + 1) > N ? k + 1 - N : 0), 0);
}

/** The dimension names of the smallest irreps that have one. */
function knownNames(group: SimpleGroup): string[] {
  if (group.rank === 1) return ["1", "2", "3", "4", "5"];
  const adjoint = weylDimension(group, adjointLabels(group));
  // Up to N^2 for SU(N); for SO(10) that reaches the 126.
  const largest = group.family === "SU" ? adjoint + 1 : 3 * adjoint;
  return irrepsUpTo(group, largest)
    .flatMap((labels) => {
      const conjugate = conjugateLabels(group, labels);
      return compareLabels(labels, conjugate) === 0 ? [labels] : [labels, conjugate];
    })
    .sort((a, b) => weylDimension(group, a) - weylDimension(group, b))
    .map((labels) => irrepNameOf(group, labels));
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
