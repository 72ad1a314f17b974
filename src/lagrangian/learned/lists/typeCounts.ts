/**
 * Every allowed type of dimension 2 to 4 without derivatives of a field list, with its number of invariants, fast enough
 * for data sets of hundreds of thousands of lists.
 *
 * The five forms are phi^2, psi^2 and phi^3, psi^2 phi and phi^4. Charges must sum to zero; what else decides, the
 * helicities, the irreps and which letters are equal, is the same for very many types of very many lists: with the grid of
 * BART-L a few thousand patterns. So the counting engine is asked once for each pattern, and a list costs its charge sums
 * and one look-up for each neutral type: for n fields about (2n)^4 / 24 sums at most, fewer since pairs of scalars are
 * sorted by charge.
 */
import { GlueballError } from "../../../base/index.ts";
import { commonDenominator } from "../../../exact/index.ts";
import type { DynkinLabels } from "../../../exact/index.ts";
import { createCycleSums } from "../../count/cycleSum.ts";
import { createIntegrals } from "../../count/integrals.ts";
import type { OperatorType, Theory } from "../../theory.ts";
import { lettersOf } from "../../theory.ts";
import { lettersOfList } from "../../words/matterFields.ts";
import type { FieldList, MatterField } from "../../words/matterFields.ts";

/** A type as its letters, with repetition, in ascending order: 2, 3 or 4 of them. */
export interface CountedType {
  readonly letters: readonly number[];
  /** Independent invariants, one copy of each field; positive. */
  readonly count: number;
}

/** Counts of types, which remembers every pattern it has seen; one serves any number of lists. */
export interface TypeCounter {
  /** By dimension, then by letters. */
  types(fields: FieldList): CountedType[];
}

/** Of all letters of one list. */
interface LetterNumbers {
  /** Charges times their common denominator. */
  readonly charges: readonly number[];
  readonly helicities: readonly number[];
}

interface Kind {
  readonly twiceHelicity: -1 | 0 | 1;
  readonly su3: DynkinLabels;
  readonly su2: DynkinLabels;
}

/** Kinds in a key are below this. */
const KIND_LIMIT = 1000;

export function createTypeCounter(): TypeCounter {
  const { kinds, kindOf } = createKinds();
  const patternCount = createPatternCounts(kinds);
  return {
    types: (fields) => {
      const all = lettersOfList(fields);
      const [own, helicities] = [all.map(kindOf), helicitiesOf(fields)];
      const found: CountedType[] = [];
      forEachNeutral({ charges: integerCharges(all), helicities }, (letters) => {
        const count = patternCount(patternOf(letters, own));
        if (count > 0) found.push({ letters, count });
      });
      return sortTypes(found, helicities);
    },
  };
}

/** Numbers the kinds in the order in which they are met. */
function createKinds() {
  const kinds: Kind[] = [];
  const numbers = new Map<string, number>();
  const kindOf = (letter: MatterField): number => {
    const text = `${letter.twiceHelicity} ${letter.su3.join(",")} ${letter.su2.join(",")}`;
    const known = numbers.get(text) ?? kinds.push(letter) - 1;
    if (known >= KIND_LIMIT) throw new RangeError(`more than ${KIND_LIMIT} kinds of letters`);
    numbers.set(text, known);
    return known;
  };
  return { kinds, kindOf };
}

/** Invariants of a pattern (patternOf), each counted once. */
function createPatternCounts(kinds: readonly Kind[]): (parts: readonly number[]) => number {
  const counts = new Map<number, number>();
  const integrals = createIntegrals();
  return (parts) => {
    const key = parts.reduce((sum, part) => sum * (KIND_LIMIT * POWERS) + part, 0);
    const known = counts.get(key);
    if (known !== undefined) return known;
    const found = countPattern(
      parts.map((part) => ({ kind: kinds[Math.floor(part / POWERS)], power: part % POWERS })),
      integrals,
    );
    counts.set(key, found);
    return found;
  };
}

/** Powers in a key are below this. */
const POWERS = 5;

/** One number for each distinct letter, kind and power, in ascending order: the same for all types of one pattern. */
function patternOf(letters: readonly number[], kinds: readonly number[]): number[] {
  const parts: number[] = [];
  for (let k = 0; k < letters.length; k++) {
    if (k > 0 && letters[k] === letters[k - 1]) parts[parts.length - 1]++;
    else parts.push(kinds[letters[k]] * POWERS + 1);
  }
  return parts.sort((a, b) => a - b);
}

function countPattern(
  parts: readonly { readonly kind: Kind; readonly power: number }[],
  integrals: ReturnType<typeof createIntegrals>,
): number {
  const theory: Theory = {
    name: "pattern",
    description: "",
    groups: [
      { kind: "SU", name: "SU3", n: 3, gauged: false },
      { kind: "SU", name: "SU2", n: 2, gauged: false },
    ],
    fields: parts.map(({ kind }, k) => ({
      name: `f${k}`,
      twiceHelicity: kind.twiceHelicity,
      irreps: [kind.su3, kind.su2],
      charges: [],
      residues: [],
      real: false,
      copies: 1,
    })),
    hyperchargeConvention: "T3+Y/2",
  };
  const type: OperatorType = {
    powers: parts.map(({ power }, k) => ({ letter: 2 * k, power })), // each field has two letters, the field first
    derivatives: 0,
  };
  const redundancies = { removeEom: true, removeIbp: true };
  const table = createCycleSums(theory, lettersOf(theory), redundancies, integrals)(type);
  return table === undefined ? 0 : Number(table.weights[0] / table.permutations);
}

/** Calls `visit` with every product of letters of one of the five forms whose charges sum to zero. */
function forEachNeutral({ charges, helicities }: LetterNumbers, visit: (letters: readonly number[]) => void): void {
  const letters = charges.map((_, letter) => letter);
  const scalars = letters.filter((letter) => helicities[letter] === 0);
  const scalarsOfCharge = Map.groupBy(scalars, (letter) => charges[letter]);
  const scalarPairs = pairsOf(scalars);
  const pairsOfCharge = Map.groupBy(scalarPairs, ([a, b]) => charges[a] + charges[b]);
  const spinorPairs = [-1, 1].flatMap((helicity) =>
    pairsOf(letters.filter((letter) => helicities[letter] === helicity)),
  );

  for (const [a, b] of spinorPairs) {
    const charge = charges[a] + charges[b];
    if (charge === 0) visit([a, b]);
    for (const c of scalarsOfCharge.get(-charge) ?? []) visit([a, b, c].sort(ascending));
  }
  for (const [a, b] of scalarPairs) {
    const charge = charges[a] + charges[b];
    if (charge === 0) visit([a, b]);
    for (const c of scalarsOfCharge.get(-charge) ?? []) if (c >= b) visit([a, b, c]);
    for (const [c, d] of pairsOfCharge.get(-charge) ?? []) if (c >= b) visit([a, b, c, d]);
  }
}

/** All [a, b] with a <= b. */
function pairsOf(letters: readonly number[]): (readonly [number, number])[] {
  return letters.flatMap((a, k) => letters.slice(k).map((b) => [a, b] as const));
}

function ascending(a: number, b: number): number {
  return a - b;
}

/** Of all letters of a list: -1, 0 or 1. */
export function helicitiesOf(fields: FieldList): number[] {
  return lettersOfList(fields).map(({ twiceHelicity }) => twiceHelicity);
}

/** Types in canonical order: by dimension, then by letters. `helicities` are those of all letters. */
export function sortTypes<Type extends Pick<CountedType, "letters">>(
  types: readonly Type[],
  helicities: readonly number[],
): Type[] {
  return types.toSorted((a, b) => compareTypes(a.letters, b.letters, helicities));
}

function compareTypes(a: readonly number[], b: readonly number[], helicities: readonly number[]): number {
  const twice = (letters: readonly number[]) =>
    letters.reduce((sum, letter) => sum + (helicities[letter] === 0 ? 2 : 3), 0);
  const difference = twice(a) - twice(b);
  if (difference !== 0) return difference;
  for (let k = 0; k < Math.min(a.length, b.length); k++) if (a[k] !== b[k]) return a[k] - b[k];
  return a.length - b.length;
}

/** Charges times their common denominator; sums of four stay exact. @throws GlueballError lagrangian/charges-too-fine */
export function integerCharges(letters: readonly MatterField[]): number[] {
  const denominator = commonDenominator(letters.map(({ charge }) => charge));
  return letters.map(({ charge }) => {
    const scaled = Number(charge.numerator * (denominator / charge.denominator));
    if (Math.abs(scaled) <= Number.MAX_SAFE_INTEGER / 8) return scaled;
    throw new GlueballError({
      code: "lagrangian/charges-too-fine",
      what: "charges whose common denominator is too large for a network's lists",
      found: String(denominator),
      expected: "charges that are whole numbers below 2^50 in units of the common denominator",
      hint: "glueball lagrangian count takes any charges",
    });
  });
}
