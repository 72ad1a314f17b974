/**
 * All types of operators of one dimension whose additive quantum numbers allow a singlet: charges sum to zero, residues
 * to zero modulo M, charges of the centre (N-ality of SU(N)) modulo its order, and left and right spins are whole. Whether
 * invariants exist is counted after.
 *
 * Every node of the search is a multiset of letters, extended only by letters that are not before its last one. A branch
 * ends where no product of the letters left can bring a charge back to zero: per half unit of dimension the letters from
 * j on carry at least `lowest[j]` and at most `highest[j]` of it.
 */
import { centreCharges, greatestCommonDivisor } from "../../exact/index.ts";
import { cyclicGroups, lettersOf, simpleGroupsOf, unitaryGroups } from "../theory.ts";
import type { Letter, OperatorType, Theory } from "../theory.ts";

/** A number each letter carries, and which must sum to zero: exactly (modulus 0), or modulo something. */
interface AdditiveNumber {
  readonly modulus: number;
  readonly values: readonly number[];
  /** What each derivative carries. */
  readonly ofDerivative: number;
}

/** An exact charge with the bounds of the search. */
interface Bound {
  readonly values: readonly number[];
  readonly lowest: readonly number[];
  readonly highest: readonly number[];
}

export interface TypeRange {
  readonly dimension: number;
  /** Types with more derivatives are left out. */
  readonly maxDerivatives?: number | undefined;
}

/** Twice the dimension of a letter: 2 for a scalar, 3 for a spinor, 4 for a field strength. */
export function twiceDimension({ twiceHelicity }: Letter): number {
  return 2 + Math.abs(twiceHelicity);
}

/** How many products of letters have at most this dimension: the nodes of the search without any cut. */
export function productsToVisit(letters: readonly Letter[], dimension: number): number {
  const bySize = new Float64Array(2 * dimension + 1);
  bySize[0] = 1;
  for (const letter of letters) {
    const size = twiceDimension(letter);
    for (let total = size; total < bySize.length; total++) bySize[total] += bySize[total - size];
  }
  return bySize.reduce((sum, count) => sum + count, 0);
}

/** Two or more fields each; in the order of the letters. */
export function neutralTypes(theory: Theory, { dimension, maxDerivatives = Infinity }: TypeRange): OperatorType[] {
  const letters = lettersOf(theory);
  const sizes = letters.map(twiceDimension);
  const numbers = additiveNumbers(theory, letters);
  const bounds = numbers.filter(({ modulus }) => modulus === 0).map(({ values }) => boundOf(values, sizes));
  const sums = bounds.map(() => 0);
  const chosen: number[] = [];
  const found: OperatorType[] = [];

  const visit = (first: number, rest: number): void => {
    if (rest % 2 === 0 && rest / 2 <= maxDerivatives && chosen.length > 1 && sums.every((sum) => sum === 0)) {
      if (isNeutral(numbers, chosen, rest / 2)) found.push(typeOf(chosen, rest / 2));
    }
    for (let letter = first; letter < letters.length; letter++) {
      const left = rest - sizes[letter];
      if (left < 0 || !canReturn(bounds, sums, letter, rest)) continue;
      for (let b = 0; b < bounds.length; b++) sums[b] += bounds[b].values[letter];
      chosen.push(letter);
      visit(letter, left);
      chosen.pop();
      for (let b = 0; b < bounds.length; b++) sums[b] -= bounds[b].values[letter];
    }
  };
  visit(0, 2 * dimension);
  return found;
}

/** Whether letters from this one on, of total size `rest` or less, can bring all charges back to zero. */
function canReturn(bounds: readonly Bound[], sums: readonly number[], letter: number, rest: number): boolean {
  return bounds.every(
    ({ lowest, highest }, b) => sums[b] + rest * highest[letter] >= 0 && sums[b] + rest * lowest[letter] <= 0,
  );
}

function isNeutral(numbers: readonly AdditiveNumber[], chosen: readonly number[], derivatives: number): boolean {
  return numbers.every(({ modulus, values, ofDerivative }) => {
    let sum = ofDerivative * derivatives;
    for (const letter of chosen) sum += values[letter];
    return modulus === 0 ? sum === 0 : sum % modulus === 0;
  });
}

function typeOf(chosen: readonly number[], derivatives: number): OperatorType {
  const powers: { letter: number; power: number }[] = [];
  for (const letter of chosen) {
    const last = powers.at(-1);
    if (last?.letter === letter) last.power++;
    else powers.push({ letter, power: 1 });
  }
  return { powers, derivatives };
}

function boundOf(values: readonly number[], sizes: readonly number[]): Bound {
  const ratios = values.map((value, letter) => value / sizes[letter]);
  const suffixes = ratios.map((_, letter) => ratios.slice(letter));
  // A hair wider, so that rounding of the ratios never cuts a branch.
  return {
    values,
    lowest: suffixes.map((suffix) => Math.min(0, ...suffix) * (1 + 1e-12)),
    highest: suffixes.map((suffix) => Math.max(0, ...suffix) * (1 + 1e-12)),
  };
}

function additiveNumbers(theory: Theory, letters: readonly Letter[]): AdditiveNumber[] {
  const internal = (modulus: number, values: readonly number[]): AdditiveNumber => ({
    modulus,
    values,
    ofDerivative: 0,
  });
  const spins = [-1, 1].map((side) => ({
    modulus: 2,
    values: letters.map(({ twiceHelicity }) => Math.max(0, side * twiceHelicity)),
    ofDerivative: 1,
  }));
  const centres = simpleGroupsOf(theory).flatMap((group, g) =>
    centreCharges(group).map(({ modulus, charges }) =>
      internal(
        modulus,
        letters.map(({ irreps }) => irreps[g].reduce((sum, label, k) => sum + charges[k] * label, 0) % modulus),
      ),
    ),
  );
  const residues = cyclicGroups(theory).map(({ order }, z) =>
    internal(
      order,
      letters.map((letter) => letter.residues[z]),
    ),
  );
  const charges = unitaryGroups(theory).flatMap((_, u) => chargeNumbers(letters.map((letter) => letter.charges[u])));
  return [...spins, ...centres, ...residues, ...charges];
}

/** Sums of fifteen stay exact doubles. */
const LARGEST_EXACT_CHARGE = 2n ** 48n;

/**
 * One exact number where the integers are small enough. Otherwise residues, by the Chinese remainder theorem: a sum of
 * fifteen charges is zero if it is zero modulo numbers without common factors whose product exceeds its bound.
 */
function chargeNumbers(charges: readonly bigint[]): AdditiveNumber[] {
  const largest = charges.map((charge) => (charge < 0n ? -charge : charge)).reduce((a, b) => (a > b ? a : b), 0n);
  if (largest <= LARGEST_EXACT_CHARGE) return [{ modulus: 0, values: charges.map(Number), ofDerivative: 0 }];
  const numbers: AdditiveNumber[] = [];
  let product = 1n;
  for (let modulus = 2n ** 31n - 1n; product <= 15n * largest; modulus -= 2n) {
    if (greatestCommonDivisor(product, modulus) !== 1n) continue;
    const values = charges.map((charge) => Number(((charge % modulus) + modulus) % modulus));
    numbers.push({ modulus: Number(modulus), values, ofDerivative: 0 });
    product *= modulus;
  }
  return numbers;
}
