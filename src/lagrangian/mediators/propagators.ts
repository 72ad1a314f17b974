/**
 * What runs between two vertices, by the letters of X at both ends:
 *
 *     scalar                   X and X+, <X X+> = 1/M^2
 *     fermion, no derivative   X and its partner Xc (a Majorana X and itself): the mass in the numerator
 *     fermion, one derivative  X and X+: the momentum in the numerator
 *     vector                   X Xv and X+ Xv+ (a real one X Xv twice), <V V+> = 1/M^2; its only derivatives are those of
 *                              currents of scalars
 */
import type { Letter, Theory } from "../theory.ts";
import { conjugateLetter } from "../typeNames.ts";
import { addedLetters } from "./extendedTheory.ts";
import type { Kind } from "./extendedTheory.ts";

/** The letters at one end and at the other. */
export type Propagator = readonly [readonly number[], readonly number[]];

/** All that make an operator with so many derivatives; `letters` are those of the theory with X, `theory` is without. */
export function propagatorsOf(
  kind: Kind,
  derivatives: number,
  letters: readonly Letter[],
  theory: Theory,
): readonly Propagator[] {
  const added = addedLetters(letters, theory);
  const conjugated = (own: number): Propagator => [[own], [conjugateLetter(own, letters)]];
  switch (kind) {
    case "real scalar":
    case "complex scalar":
      return derivatives === 0 ? added.map(conjugated) : [];
    case "Majorana fermion":
      return derivatives === 0 ? added.map((own) => [[own], [own]]) : added.map(conjugated);
    case "vector-like fermion": {
      if (derivatives === 1) return added.map(conjugated);
      const [x, xConjugate, partner, partnerConjugate] = added;
      return [...bothWays([x], [partner]), ...bothWays([xConjugate], [partnerConjugate])];
    }
    case "real vector": {
      const [v, , w] = added;
      const own = [v, w];
      return [[own, own]];
    }
    case "complex vector": {
      const [v, vConjugate, w, wConjugate] = added;
      return bothWays([v, w], [vConjugate, wConjugate]);
    }
  }
}

function bothWays(one: readonly number[], other: readonly number[]): Propagator[] {
  return [
    [one, other],
    [other, one],
  ];
}
