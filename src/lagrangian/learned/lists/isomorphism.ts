/**
 * When two field lists are the same list. Their Lagrangians are equal up to names when one comes from the other by
 * writing fields in another order, by calling an antiparticle the particle (for each field by itself), by the other sign
 * of all charges, by conjugating all SU(3) irreps, or by parity. The last follows from the others: conjugating every field
 * does all three at once. So a list has 4 global forms; in each, every field is the smaller of itself and its conjugate,
 * and the smallest sorted text of the four is the key of the class. A common rescaling of the charges makes another list:
 * a network sees other numbers.
 *
 * Duplicates are removed by this key and the parts are dealt by its hash, so that no list of one part is the mirror image
 * of a list of another.
 */
import { createRng, hashString } from "../../../base/index.ts";
import { conjugateIrrep, negateRational } from "../../../exact/index.ts";
import { conjugateField, fieldText } from "../../words/matterFields.ts";
import type { FieldList, MatterField } from "../../words/matterFields.ts";

export const PARTS = ["train", "validation", "test"] as const;
export type Part = (typeof PARTS)[number];

/** 90 / 5 / 5 */
const PART_ENDS = [0.9, 0.95, 1] as const;

/** Which part all lists of a class belong to. */
export function partOf(key: string): Part {
  const u = createRng(hashString(key)).uniform();
  return PARTS[PART_ENDS.findIndex((end) => u < end)];
}

/** Gives the key of a list's class; remembers the forms of each field, of which data sets repeat few. */
export function createListKeys(): (list: FieldList) => string {
  const known = new Map<string, readonly string[]>();
  const formsOf = (field: MatterField): readonly string[] => {
    const text = fieldText(field);
    const forms = known.get(text) ?? GLOBAL_FORMS.map((form) => smallerText(form(field)));
    known.set(text, forms);
    return forms;
  };
  return (list) => {
    const fields = list.map(formsOf);
    const texts = GLOBAL_FORMS.map((_, form) =>
      fields
        .map((forms) => forms[form])
        .sort()
        .join(" "),
    );
    return texts.reduce((least, text) => (text < least ? text : least));
  };
}

const flipCharge = (field: MatterField): MatterField => ({ ...field, charge: negateRational(field.charge) });
const flipColour = (field: MatterField): MatterField => ({ ...field, su3: conjugateIrrep(field.su3) });

const GLOBAL_FORMS: readonly ((field: MatterField) => MatterField)[] = [
  (field) => field,
  flipCharge,
  flipColour,
  (field) => flipCharge(flipColour(field)),
];

function smallerText(field: MatterField): string {
  const [own, other] = [fieldText(field), fieldText(conjugateField(field))];
  return own < other ? own : other;
}
