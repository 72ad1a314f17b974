/** What a person must know who reads a FeynRules model: classes with other names than their fields, and what is not in the file. */
import type { Theory } from "../../theory.ts";
import { cyclicGroups } from "../../theory.ts";
import type { FrClasses } from "../feynRulesFields.ts";

/** How the file is used, and that nobody has. */
export const USE_NOTE =
  "In FeynRules: LoadModel of this file, then FeynmanRules[LTotal]. The file was read back and compared by Glueball, never loaded in FeynRules, which needs Mathematica.";

/** One line for the classes that are conjugates of fields, one for fields whose name is taken. */
export function nameNotes(theory: Theory, { oriented, turned }: FrClasses): string[] {
  const pairs = theory.fields.map(({ name }, k) => ({ name, own: oriented.fields[k].name, turned: turned[k] }));
  const conjugates = pairs.filter((pair) => pair.turned).map(({ name, own }) => `${own} of ${name}`);
  const renamed = pairs
    .filter((pair) => !pair.turned && pair.name !== pair.own)
    .map((pair) => `${pair.own} is ${pair.name}`);
  return [
    ...(conjugates.length === 0
      ? []
      : [`Classes that are the conjugates of fields of the theory: ${conjugates.join(", ")}.`]),
    ...(renamed.length === 0
      ? []
      : [`Classes with another name than their field, since the name is taken: ${renamed.join(", ")} of the theory.`]),
  ];
}

/** A Z_M has no place among gauge groups and additive quantum numbers. */
export function symmetryNotes(theory: Theory): string[] {
  return cyclicGroups(theory).map(({ name, order }, k) => {
    const charged = theory.fields.filter(({ residues }) => residues[k] !== 0);
    const list = charged.map((field) => (order === 2 ? field.name : `${field.name} ${field.residues[k]}`)).join(", ");
    return (
      `The symmetry ${name} (Z_${order}; ${order === 2 ? "odd" : "charges"}: ${list}) is not in this file: FeynRules has no discrete ` +
      "symmetries. The terms below respect it, terms added by hand need not."
    );
  });
}

/** The same for the line that the command prints; empty without a Z_M. */
export function lostSymmetries(theory: Theory): string {
  const names = cyclicGroups(theory).map(({ name }) => name);
  return names.length === 0 ? "" : `; the file cannot hold the discrete symmetry ${names.join(", ")}`;
}
