/**
 * The same list in another form (isomorphism.ts): fields called by their antiparticles by chance, the sign of all charges,
 * the sense of colour. Types and numbers are the same ones under other letters, so nothing is counted again; a set of
 * lists without mirror images is seen in all of them, which matters most for few fields, of which few lists exist.
 */
import type { Rng } from "../../../base/index.ts";
import { conjugateIrrep, negateRational } from "../../../exact/index.ts";
import { conjugateField, inCanonicalOrder } from "../../words/matterFields.ts";
import type { FieldList, MatterField } from "../../words/matterFields.ts";
import { helicitiesOf, sortTypes } from "./typeCounts.ts";
import type { CountedType } from "./typeCounts.ts";

export interface ListWithTypes {
  /** In canonical order. */
  readonly fields: FieldList;
  readonly types: readonly CountedType[];
}

/** Each of the forms with equal probability. */
export function turnList({ fields, types }: ListWithTypes, rng: Rng): ListWithTypes {
  const draw = () => rng.uniform() < 0.5;
  const [flipCharge, flipColour] = [draw(), draw()];
  const renamed = fields.map(draw);
  const turned = fields.map((field, k): MatterField => {
    const { charge, su3, ...rest } = renamed[k] ? conjugateField(field) : field;
    return {
      ...rest,
      charge: flipCharge ? negateRational(charge) : charge,
      su3: flipColour ? conjugateIrrep(su3) : su3,
    };
  });
  const { fields: sorted, order } = inCanonicalOrder(turned);
  const letterOf = new Int32Array(2 * fields.length);
  order.forEach((from, to) => {
    const flip = renamed[from] ? 1 : 0;
    letterOf[2 * from] = 2 * to + flip;
    letterOf[2 * from + 1] = 2 * to + 1 - flip;
  });
  const moved = types.map(({ letters, count }) => ({
    letters: letters.map((letter) => letterOf[letter]).sort((a, b) => a - b),
    count,
  }));
  return { fields: sorted, types: sortTypes(moved, helicitiesOf(sorted)) };
}
