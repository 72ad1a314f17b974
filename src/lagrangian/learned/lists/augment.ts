/**
 * The same list in another form (isomorphism.ts): fields called by their antiparticles by chance, the sign of all charges,
 * the sense of colour. Types and numbers are the same ones under other letters, so nothing is counted again; a set of
 * lists without mirror images is seen in all of them, which matters most for few fields, of which few lists exist.
 *
 * Charges may be multiplied by one positive number as well (`rescale`): a sum of charges is zero or not as before, so every
 * type stays, but the distance between a zero and the least other sum is no longer that of the training grid.
 */
import type { Rng } from "../../../base/index.ts";
import { conjugateIrrep, multiplyRationals, negateRational, rational } from "../../../exact/index.ts";
import type { Rational } from "../../../exact/index.ts";
import { conjugateField, inCanonicalOrder } from "../../words/matterFields.ts";
import type { FieldList, MatterField } from "../../words/matterFields.ts";
import { helicitiesOf, sortTypes } from "./typeCounts.ts";
import type { CountedType } from "./typeCounts.ts";

export interface ListWithTypes {
  /** In canonical order. */
  readonly fields: FieldList;
  readonly types: readonly CountedType[];
}

/** The logarithm of the factor of all charges is even between these; denominators of the result are near 1000. */
const FACTORS = [1 / 3, 3 / 2] as const;

function chargeFactor(rng: Rng): Rational {
  const [low, high] = FACTORS;
  return rational(Math.round(1000 * low * (high / low) ** rng.uniform()), 1000);
}

/** Each of the forms with equal probability; with `rescale`, charges times a random factor. */
export function turnList({ fields, types }: ListWithTypes, rng: Rng, rescale = false): ListWithTypes {
  const draw = () => rng.uniform() < 0.5;
  const [flipCharge, flipColour] = [draw(), draw()];
  const renamed = fields.map(draw);
  const factor = rescale ? chargeFactor(rng) : rational(1);
  const turned = fields.map((field, k): MatterField => {
    const { charge, su3, ...rest } = renamed[k] ? conjugateField(field) : field;
    const scaled = multiplyRationals(charge, factor);
    return {
      ...rest,
      charge: flipCharge ? negateRational(scaled) : scaled,
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
