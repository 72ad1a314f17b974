/**
 * Level L2 of decoding: whether a started type can still become neutral, from sums of quantum numbers only, without
 * looking at irreps and without listing types. A product of at most 4 letters must have charge 0, N-alities 0, an even
 * number of left- and of right-handed spinors, and dimension at most 4.
 *
 * Since letters ascend, what may follow depends on the last letter. Dynamic programming over the number k of letters to
 * come keeps, for each sum of quantum numbers that k letters can have, the largest possible first letter of theirs:
 *
 *     first_1[v(a)] = max a,   first_k[v(a) + w] = max a  over sums w with first_{k-1}[w] >= a
 *
 * Then k letters from letter l on can cancel the sum v exactly if first_k[-v] >= l. Cost: letters x sums of two letters,
 * some thousand look-ups for 10 fields.
 */
import { nAlity } from "../../../exact/index.ts";
import { lettersOfList } from "../../words/matterFields.ts";
import type { FieldList } from "../../words/matterFields.ts";
import { integerCharges } from "../lists/typeCounts.ts";

/** Additive numbers of a product. */
interface Sum {
  readonly charge: number;
  readonly triality: number;
  readonly duality: number;
  readonly left: number;
  readonly right: number;
}

const EMPTY: Sum = { charge: 0, triality: 0, duality: 0, left: 0, right: 0 };
const LARGEST_DIMENSION = 4;
const MOST_LETTERS = 4;

export interface LocalPhysics {
  /** The product is neutral, of two letters or more, of dimension at most 4. */
  isNeutral(letters: readonly number[]): boolean;
  /** It is, or becomes so with further letters that are not before its last. */
  canComplete(letters: readonly number[]): boolean;
}

export function localPhysics(fields: FieldList): LocalPhysics {
  const matter = lettersOfList(fields);
  const charges = integerCharges(matter);
  const numbers = matter.map(({ twiceHelicity, su3, su2 }, letter): Sum => ({
    charge: charges[letter],
    triality: nAlity(su3),
    duality: nAlity(su2),
    left: twiceHelicity < 0 ? 1 : 0,
    right: twiceHelicity > 0 ? 1 : 0,
  }));
  const sumOf = (letters: readonly number[]) => letters.reduce((sum, letter) => plus(sum, numbers[letter]), EMPTY);
  const first = firstLetters(numbers);

  const isNeutral = (letters: readonly number[]): boolean => {
    const sum = sumOf(letters);
    return letters.length >= 2 && keyOf(sum) === keyOf(EMPTY) && fits(letters.length, sum.left + sum.right);
  };

  const canComplete = (letters: readonly number[]): boolean => {
    if (isNeutral(letters)) return true;
    const sum = sumOf(letters);
    const last = letters.at(-1) ?? 0;
    const missing = opposite(sum);
    return CONTINUATIONS.some(({ more, spinors }) => {
      const length = letters.length + more;
      if (length < 2 || !fits(length, sum.left + sum.right + spinors)) return false;
      const from = first[more].get(`${missing} ${spinors}`);
      return from !== undefined && from >= last;
    });
  };

  return { isNeutral, canComplete };
}

/** What may come: so many letters, so many spinors among them; three spinors alone are above dimension 4. */
const CONTINUATIONS = [1, 2, 3, 4].flatMap((more) =>
  [0, 1, 2].filter((spinors) => spinors <= more).map((spinors) => ({ more, spinors })),
);

/** Whether a product is not above dimension 4; five letters are. */
function fits(letters: number, spinors: number): boolean {
  return 2 * letters + spinors <= 2 * LARGEST_DIMENSION;
}

function plus(a: Sum, b: Sum): Sum {
  return {
    charge: a.charge + b.charge,
    triality: a.triality + b.triality,
    duality: a.duality + b.duality,
    left: a.left + b.left,
    right: a.right + b.right,
  };
}

/** What must vanish. */
function keyOf({ charge, triality, duality, left, right }: Sum): string {
  return `${charge} ${triality % 3} ${duality % 2} ${left % 2} ${right % 2}`;
}

/** The key of sums that cancel this one. */
function opposite({ charge, triality, ...rest }: Sum): string {
  return keyOf({ ...rest, charge: 0 - charge, triality: 2 * triality });
}

/** A sum that k letters have, and the largest first letter of those that do. */
interface Reached {
  readonly sum: Sum;
  readonly first: number;
}

/** first_k of the head of this file by key and number of spinors, k = 1 ... 4 (entry 0 is unused). */
function firstLetters(numbers: readonly Sum[]): Map<string, number>[] {
  let reached = new Map<string, Reached>([["", { sum: EMPTY, first: Infinity }]]);
  const tables: Map<string, number>[] = [new Map()];
  for (let k = 1; k <= MOST_LETTERS; k++) {
    reached = withOneMore([...reached.values()], numbers);
    tables.push(new Map([...reached].map(([key, { first }]) => [key, first])));
  }
  return tables;
}

/** The sums with one letter more in front. */
function withOneMore(sums: readonly Reached[], numbers: readonly Sum[]): Map<string, Reached> {
  const longer = new Map<string, Reached>();
  for (const [letter, own] of numbers.entries()) {
    for (const { sum, first } of sums) {
      if (first < letter) continue;
      const next = plus(sum, own);
      // Letters ascend, so what is set last has the largest.
      longer.set(`${keyOf(next)} ${next.left + next.right}`, { sum: next, first: letter });
    }
  }
  return longer;
}
