/**
 * The independent entries of a coupling with flavour indices: for a letter that stands in the operator several times with
 * symmetry lambda, the semi-standard tableaux of lambda read row by row. Of a hermitian operator an entry and its
 * conjugate, with the generations of X and X+ exchanged, are one complex number, or a real one where they are the same.
 */
import { flavourAssignments } from "../explicit/flavourComponents.ts";
import type { Reality } from "../explicit/hermitianBasis.ts";
import type { ExplicitOperator } from "../explicit/operatorBasis.ts";
import type { Letter } from "../theory.ts";
import { conjugateLetter } from "../typeNames.ts";

export interface FlavourEntry {
  /** The generation in each slot, from 0. */
  readonly flavours: readonly number[];
  /** `_1x2`: generations of the slots with several copies, from 1; empty if there are none. */
  readonly suffix: string;
  /** c O with real c, i c O with real c, or c O + h.c. */
  readonly kind: Reality;
}

/** All entries, the last letter fastest. */
export function flavourEntries(
  { operator, reality }: { readonly operator: ExplicitOperator; readonly reality: Reality },
  letters: readonly Letter[],
  generations: number,
): FlavourEntry[] {
  const { type, slots } = operator;
  const copiesOf = (letter: number) => {
    const { copies } = letters[letter];
    return copies === "Nf" ? generations : copies;
  };
  const starts = type.powers.map((_, k) => type.powers.slice(0, k).reduce((sum, { power }) => sum + power, 0));
  const assignments = flavourAssignments(letters, operator, generations)
    .map((labels) => labels.map((label) => label - 1))
    .sort(compare);
  return assignments.flatMap((flavours) => {
    const shown = flavours.filter((_, slot) => copiesOf(slots[slot]) > 1).map((generation) => generation + 1);
    const suffix = shown.length === 0 ? "" : `_${shown.join("x")}`;
    if (reality === "pair") return [{ flavours, suffix, kind: reality }];
    const conjugate = type.powers.flatMap(({ letter, power }) => {
      const partner = type.powers.findIndex((own) => own.letter === conjugateLetter(letter, letters));
      return flavours.slice(starts[partner], starts[partner] + power);
    });
    const order = compare(flavours, conjugate);
    if (order > 0) return [];
    return [{ flavours, suffix, kind: order === 0 ? reality : ("pair" as const) }];
  });
}

function compare(a: readonly number[], b: readonly number[]): number {
  const place = a.findIndex((entry, k) => entry !== b[k]);
  return place === -1 ? 0 : a[place] - b[place];
}
