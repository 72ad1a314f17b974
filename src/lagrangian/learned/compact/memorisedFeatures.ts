/**
 * What the twins of the numeric features see, to find out what the numbers are good for:
 *
 *     charges memorised   one number for each charge of the plain grid, one for all others: names without arithmetic, as
 *                         charges in words are
 *     fields types        one number for each spin, irreps and charge of the plain grid, one for all others
 *     fields opaque       a random unit vector for each field of each list: nothing is known but which letters belong to
 *                         one field. What is right without quantum numbers is right by habit: the floor
 *
 * Opaque vectors come from the list alone, so that decoding repeats; in training from the stream that also turns the list,
 * another one in every epoch.
 */
import { createRng, hashString } from "../../../base/index.ts";
import type { Rng } from "../../../base/index.ts";
import { formatRational } from "../../../exact/index.ts";
import type { Rational } from "../../../exact/index.ts";
import { fieldText } from "../../words/matterFields.ts";
import type { FieldList, MatterField } from "../../words/matterFields.ts";
import { PLAIN_GRID } from "../lists/fieldLists.ts";

const chargeBins = new Map(PLAIN_GRID.charges.map((charge, bin) => [formatRational(charge), bin]));

/** Charges of the plain grid, and one bin for all others. */
export const CHARGE_BINS = chargeBins.size + 1;

export function chargeBin(charge: Rational): number {
  return chargeBins.get(formatRational(charge)) ?? CHARGE_BINS - 1;
}

const typeBins = new Map(
  ([-1, 0, 1] as const)
    .flatMap((twiceHelicity) =>
      PLAIN_GRID.su3.flatMap((su3) =>
        PLAIN_GRID.su2.flatMap((su2) =>
          PLAIN_GRID.charges.map((charge) => fieldText({ twiceHelicity, su3, su2, charge })),
        ),
      ),
    )
    .map((text, bin) => [text, bin]),
);

/** Kinds of letters of the plain grid, and one bin for all others. */
export const TYPE_BINS = typeBins.size + 1;

export function typeBin(letter: MatterField): number {
  return typeBins.get(fieldText(letter)) ?? TYPE_BINS - 1;
}

/** Two of them have a scalar product of 0.18 by chance, so that some ten fields are told apart. */
export const OPAQUE_WIDTH = 32;

/** A unit vector for each field. `turn` is the stream of this list in this epoch; absent: from the list alone. */
export function opaqueVectors(fields: FieldList, turn?: Rng): Float64Array[] {
  const text = fields.map((field) => fieldText(field).replaceAll("|", " ")).join(";");
  const stream = turn?.fork("opaque") ?? createRng(hashString(text));
  return fields.map((_, k) => {
    const own = stream.fork(k);
    const vector = Float64Array.from({ length: OPAQUE_WIDTH }, () => own.normal());
    const norm = Math.hypot(...vector);
    return vector.map((value) => value / norm);
  });
}
