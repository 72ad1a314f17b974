/**
 * The words of Lagrangians, close to the documented input form of BART-L (arXiv 2501.09729):
 *
 *     LIST   := "[SOS]" FIELD+ "[EOS]"
 *     FIELD  := "FIELD" "SPIN" NUM ["SU3" IRR] ["SU2" IRR] ["U1" NUM] ["HEL" NUM]
 *     NUM    := ["-"] INT ["/" INT]
 *     IRR    := ["-"] INT | "DYN" INT+
 *     LAG    := "[SOS]" ("+" TERM)* "[EOS]"
 *     TERM   := FACTOR+ "CONTRACTIONS" BLOCK*
 *     FACTOR := "FIELD" ... ["DAGGER"] ID | "DERIVATIVE" "SU3" "SU2" "U1" ID | "FS" GROUP "HEL" NUM ID
 *     BLOCK  := ("LORENTZ"|"SU3"|"SU2") ID ID+        ID := "ID0" .. "ID31"
 *
 * What the literature leaves open is fixed here. INT is written digit by digit, so that 48 words write every number; a
 * label behind DYN is one digit. The numbers of a conjugated field are those of the field, and DAGGER conjugates them.
 * A DERIVATIVE acts on the first FIELD or FS factor after it. A field with several fundamental indices of a group stands
 * in as many blocks of that group; an SU3 block of two IDs is a delta, of three an epsilon. Charges are of Q = T3 + Y/2.
 */
import { formatRational, irrepDimension, irrepName } from "../../exact/index.ts";
import type { DynkinLabels, Rational } from "../../exact/index.ts";
import type { FieldList, MatterField } from "./matterFields.ts";

export const START_WORD = "[SOS]";
export const END_WORD = "[EOS]";
/** IDs of a term are below this. */
export const ID_COUNT = 32;

const KEYWORDS = [
  "FIELD",
  "SPIN",
  "SU3",
  "SU2",
  "U1",
  "HEL",
  "DYN",
  "DAGGER",
  "DERIVATIVE",
  "FS",
  "CONTRACTIONS",
] as const;
const DIGITS = Array.from({ length: 10 }, (_, digit) => String(digit));
const IDS = Array.from({ length: ID_COUNT }, (_, id) => `ID${id}`);

/** All words; a word's number is its place. The first fills rows and is never written. */
export const WORDS: readonly string[] = [
  "[PAD]",
  START_WORD,
  END_WORD,
  ...KEYWORDS,
  "LORENTZ",
  "+",
  "-",
  "/",
  ...DIGITS,
  ...IDS,
];

export const GROUP_WORDS = ["SU3", "SU2", "U1"] as const;
export const CONTRACTION_WORDS = ["LORENTZ", "SU3", "SU2"] as const;

export type WordFactor =
  | { readonly kind: "field"; readonly field: MatterField; readonly conjugate: boolean; readonly id: number }
  | { readonly kind: "derivative"; readonly id: number }
  | {
      readonly kind: "fieldStrength";
      readonly group: (typeof GROUP_WORDS)[number];
      /** -1: F_L, +1: F_R. */
      readonly helicity: -1 | 1;
      readonly id: number;
    };

export interface ContractionBlock {
  readonly group: (typeof CONTRACTION_WORDS)[number];
  /** Two or more. */
  readonly ids: readonly number[];
}

export interface WordTerm {
  readonly factors: readonly WordFactor[];
  readonly contractions: readonly ContractionBlock[];
}

/** `[SOS] FIELD SPIN 0 SU2 2 U1 1 [EOS]`, as words. */
export function fieldListWords(list: FieldList): string[] {
  return [START_WORD, ...list.flatMap(fieldWords), END_WORD];
}

export function lagrangianWords(terms: readonly WordTerm[]): string[] {
  return [START_WORD, ...terms.flatMap((term) => ["+", ...termWords(term)]), END_WORD];
}

function termWords({ factors, contractions }: WordTerm): string[] {
  const blocks = contractions.flatMap(({ group, ids }) => [group, ...ids.map(idWord)]);
  return [...factors.flatMap(factorWords), "CONTRACTIONS", ...blocks];
}

function factorWords(factor: WordFactor): string[] {
  const id = idWord(factor.id);
  if (factor.kind === "derivative") return ["DERIVATIVE", ...GROUP_WORDS, id];
  if (factor.kind === "field") return [...fieldWords(factor.field), ...(factor.conjugate ? ["DAGGER"] : []), id];
  return ["FS", factor.group, "HEL", ...(factor.helicity < 0 ? ["-"] : []), "1", id];
}

function idWord(id: number): string {
  if (Number.isInteger(id) && id >= 0 && id < ID_COUNT) return IDS[id];
  throw new RangeError(`IDs are 0 to ${ID_COUNT - 1}, not ${id}`);
}

function fieldWords({ twiceHelicity, su3, su2, charge }: MatterField): string[] {
  const half = ["1", "/", "2"];
  return [
    "FIELD",
    "SPIN",
    ...(twiceHelicity === 0 ? ["0"] : half),
    ...irrepWords("SU3", su3),
    ...irrepWords("SU2", su2),
    ...(charge.numerator === 0n ? [] : ["U1", ...numberWords(charge)]),
    ...(twiceHelicity === 0 ? [] : ["HEL", ...(twiceHelicity < 0 ? ["-"] : []), ...half]),
  ];
}

/** Nothing for a singlet; the dimension, `-` before that of a conjugate; Dynkin labels where the dimension is not enough. */
function irrepWords(group: "SU3" | "SU2", labels: DynkinLabels): string[] {
  if (labels.every((label) => label === 0)) return [];
  const dimension = String(irrepDimension(labels));
  const name = irrepName(labels);
  if (name === dimension) return [group, ...dimension];
  if (name === `${dimension}bar`) return [group, "-", ...dimension];
  if (labels.every((label) => label <= 9)) return [group, "DYN", ...labels.map(String)];
  throw new RangeError(`[${labels.join(",")}] has a label above 9, which has no word`);
}

/** -4/3 as `-`, `4`, `/`, `3`. */
function numberWords(number: Rational): string[] {
  return [...formatRational(number)];
}

/** Numbers of words, as a network has them. */
export function wordIds(words: readonly string[]): Int32Array {
  return Int32Array.from(words, (word) => {
    const id = NUMBER_OF_WORD.get(word);
    if (id === undefined) throw new RangeError(`${word} is no word of the grammar`);
    return id;
  });
}

const NUMBER_OF_WORD: ReadonlyMap<string, number> = new Map(WORDS.map((word, id) => [word, id]));
