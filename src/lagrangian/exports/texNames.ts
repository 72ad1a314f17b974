/** LaTeX names of fields and letters, within what KaTeX renders: `uc` is u^c, `Phi6` \Phi_6, `S1t` \tilde S_1, `Z'` Z'. */
import type { Letter, Theory } from "../theory.ts";

const GREEK =
  "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi omega";
const GREEK_NAMES = GREEK.split(" ").flatMap((name) => [name, name[0].toUpperCase() + name.slice(1)]);
/** Capitals that LaTeX has no command for, since they look like Latin ones. */
const LATIN_CAPITALS = new Set([
  "Alpha",
  "Beta",
  "Epsilon",
  "Zeta",
  "Eta",
  "Iota",
  "Kappa",
  "Mu",
  "Nu",
  "Rho",
  "Tau",
  "Chi",
]);

/** The name of a field; `fermion` says whether a trailing c means a conjugate. */
export function texFieldName(name: string, fermion: boolean): string {
  if (name.endsWith("'")) return `{${texFieldName(name.slice(0, -1), fermion)}'}`;
  const parts = /^([A-Za-z]+?)(c?)(\d*)(t|b|c)?$/.exec(name);
  if (parts === null) return `\\mathrm{${name.replaceAll(/[^A-Za-z0-9]/g, "\\,")}}`;
  const [, stem, conjugate, digits, accent] = parts;
  const isConjugate = fermion && (accent === "c" || (conjugate === "c" && digits === ""));
  const base = isConjugate ? stem : `${stem}${conjugate}`;
  const letter = texStem(base);
  const accented = accent === "t" ? `\\tilde{${letter}}` : accent === "b" ? `\\bar{${letter}}` : letter;
  const numbered = digits === "" ? accented : `${accented}_{${digits}}`;
  return isConjugate ? `${numbered}^{c}` : numbered;
}

function texStem(stem: string): string {
  if (GREEK_NAMES.includes(stem)) return LATIN_CAPITALS.has(stem) ? stem[0] : `\\${stem}`;
  return stem.length === 1 ? stem : `\\mathrm{${stem}}`;
}

/**
 * The name of a letter. A conjugate is a dagger, and a tilde where the conjugate is written with upper indices as well:
 * of doublets, H~^i = eps^ij H*_j, and of all irreps of SU(N) with an odd number of columns of height N/2.
 */
export function texLetterName(theory: Theory, letter: Letter): string {
  if (letter.fieldStrength)
    return `${texFieldName(letter.name.replace("+", ""), false)}_{${letter.conjugate ? "R" : "L"}}`;
  const { name, latex } = theory.fields[letter.field];
  const base = latex ?? texFieldName(name, letter.fermion);
  if (!letter.conjugate) return base;
  return hasRaisedConjugate(letter) ? `\\tilde{${base}}` : `${base}^{\\dagger}`;
}

/** Whether a conjugate field carries columns of N/2 indices, which are upper on the field and on its conjugate. */
export function hasRaisedConjugate({ irreps }: Pick<Letter, "irreps">): boolean {
  return irreps.some((labels) => labels.length % 2 === 1 && labels[(labels.length - 1) / 2] > 0);
}
