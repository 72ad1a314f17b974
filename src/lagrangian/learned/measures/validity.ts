/** Which written types each group by itself allows, whatever the others say. */
import { addRationals, isZeroRational, singlets, ZERO } from "../../../exact/index.ts";
import type { DynkinLabels } from "../../../exact/index.ts";
import { conjugateField } from "../../words/matterFields.ts";
import type { FieldList, MatterField } from "../../words/matterFields.ts";

/** A term of dimension 4 has no more. */
const MOST_LETTERS = 4;

type Letters = readonly MatterField[];

/** How many of the types, given by their letters, hold in each group; one with an irrep that the list does not have does not. */
export function validity(fields: FieldList, types: readonly Letters[]) {
  const holding = (holds: (letters: Letters) => boolean) => types.filter(holds).length;
  const closes = (n: 2 | 3, irrep: (field: MatterField) => DynkinLabels) => {
    const known = new Set(fields.flatMap((field) => [irrep(field).join(), irrep(conjugateField(field)).join()]));
    return (letters: Letters) =>
      letters.length <= MOST_LETTERS &&
      letters.every((letter) => known.has(irrep(letter).join())) &&
      singlets(n, letters.map(irrep)) > 0;
  };
  return {
    lorentz: holding(lorentzHolds),
    su3: holding(closes(3, ({ su3 }) => su3)),
    su2: holding(closes(2, ({ su2 }) => su2)),
    u1: holding((letters) => isZeroRational(letters.map(({ charge }) => charge).reduce(addRationals, ZERO))),
  };
}

/** Even numbers of spinors of each helicity, dimension at most 4. */
function lorentzHolds(letters: Letters): boolean {
  const [left, right] = [-1, 1].map((twice) => letters.filter(({ twiceHelicity }) => twiceHelicity === twice).length);
  return left % 2 === 0 && right % 2 === 0 && 2 * letters.length + left + right <= 8;
}
