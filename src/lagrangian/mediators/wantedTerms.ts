/**
 * The inverse problem: which field X makes all of some wanted terms? Every wanted term with X once leaves a finite list of
 * numbers for X, derived from the other letters; X has to be in all lists, and the characters then have to find an
 * invariant of every wanted type. What else becomes possible with X is part of the answer.
 */
import { GlueballError } from "../../base/index.ts";
import { twiceDimension } from "../count/neutralTypes.ts";
import { lettersOf, slotsOfType } from "../theory.ts";
import type { Letter, OperatorType, Theory } from "../theory.ts";
import { parseTypeName } from "../typeNames.ts";
import type { Coupling } from "./couplings.ts";
import { couplingTable } from "./couplingTable.ts";
import { addedPower, extendTheory, isAdded, UNKNOWN, vectorWord } from "./extendedTheory.ts";
import type { NewField } from "./extendedTheory.ts";
import { examineField } from "./newFields.ts";
import { vectorTable } from "./vectorCouplings.ts";
import type { ExaminedField, Setting } from "./newFields.ts";
import { compareNumbers, completionsOf, conjugateNumbers, neutralNumbers, numbersKey } from "./quantumNumbers.ts";
import type { QuantumNumbers } from "./quantumNumbers.ts";

const LARGEST_DIMENSION = 4;

type Helicity = NewField["twiceHelicity"];
const CONJUGATE = new RegExp(`^${UNKNOWN}\\+(\\^\\d+|)$`);

export interface Inferred extends ExaminedField {
  readonly wanted: readonly Coupling[];
  /** Other terms with the field once, and with letters of the theory. */
  readonly further: readonly Coupling[];
  /** Terms with the field more than once: masses, self-couplings, quartic terms. */
  readonly own: readonly Coupling[];
}

export interface Inference {
  /** Fewest further terms first. */
  readonly fields: readonly Inferred[];
  /** What the groups allow, with the wanted terms that vanish by the symmetry of equal letters. */
  readonly vanishing: readonly { readonly field: ExaminedField; readonly terms: readonly string[] }[];
}

/** A wanted term as it was read before anything is known of X. */
interface WantedTerm {
  readonly text: string;
  /** The letters beside X, where X stands once. */
  readonly others: readonly Letter[];
  readonly power: number;
  readonly derivatives: number;
  /** X stands as X+. */
  readonly conjugate: boolean;
}

/**
 * `text` lists types with X, separated by semicolons or commas.
 * @throws GlueballError lagrangian/two-unknowns, lagrangian/unknown-missing, lagrangian/terms-disagree,
 * lagrangian/term-not-renormalisable, lagrangian/vector-twice, and those of `parseTypeName`.
 */
export function inferField(text: string, setting: Setting): Inference {
  const { theory } = setting;
  const terms = readWanted(text, theory);
  const linear = terms.filter(({ power }) => power === 1);
  if (linear.length === 0) {
    throw unknownMissing(`no term has ${UNKNOWN} once`, text, `one term at least with ${UNKNOWN} once`);
  }
  const twiceHelicity = commonHelicity(linear);
  for (const term of terms) requireRenormalisable(term, twiceHelicity);
  const candidates = commonNumbers(linear, theory);
  const examined = candidates.map((numbers) => {
    const field = examineField({ numbers, twiceHelicity }, setting);
    return { field, couplings: terms.map((term) => couplingOf(term, field, theory)) };
  });
  const hasAll = ({ couplings }: (typeof examined)[number]) => couplings.every((own) => own !== undefined);
  return {
    fields: examined
      .filter(hasAll)
      .map(({ field, couplings }) => withFurther(field, couplings as Coupling[]))
      .sort((a, b) => a.further.length - b.further.length || compareNumbers(a.field.numbers, b.field.numbers)),
    vanishing: examined
      .filter((own) => !hasAll(own))
      .map(({ field, couplings }) => ({
        field,
        terms: terms.flatMap((term, k) => (couplings[k] === undefined ? [term.text] : [])),
      })),
  };
}

function withFurther(field: ExaminedField, wanted: readonly Coupling[]): Inferred {
  const others = field.couplings.filter((coupling) => !wanted.includes(coupling));
  return {
    ...field,
    wanted,
    further: others.filter(({ power }) => power === 1),
    own: others.filter(({ power }) => power > 1),
  };
}

/** The coupling of a wanted term in the theory with X. A real X is its own conjugate. */
function couplingOf({ text }: WantedTerm, examined: ExaminedField, theory: Theory): Coupling | undefined {
  const { kind, couplings, extended } = examined;
  const letters = lettersOf(extended);
  const written = text.split(/\s+/);
  const unconjugated = written.map((word) => word.replace(CONJUGATE, (_, exponent: string) => UNKNOWN + exponent));
  const words = kind === "real scalar" || kind === "real vector" ? unconjugated : written;
  const typeOf = (own: readonly string[]) => parseTypeName(own.join(" "), letters);
  return examined.field.twiceHelicity === "vector"
    ? vectorTable(examined, theory)(typeOf(words.map(vectorWord)))
    : couplingTable(couplings, letters)(typeOf(words));
}

/** The numbers that complete every term. */
function commonNumbers(terms: readonly WantedTerm[], theory: Theory): QuantumNumbers[] {
  const lists = terms.map(({ others, conjugate }) => {
    const all = completionsOf(theory, others);
    return conjugate ? all.map((numbers) => conjugateNumbers(numbers, theory)) : all;
  });
  const keys = lists.map((list) => new Set(list.map(numbersKey)));
  return lists[0].filter((numbers) => keys.every((known) => known.has(numbersKey(numbers))));
}

/**
 * Beside one spinor that of the spinor, or the opposite where X+ stands; a vector beside two opposite spinors or scalars
 * with one derivative, else 0.
 */
function commonHelicity(terms: readonly WantedTerm[]): Helicity {
  const found = terms.map(({ others, conjugate, derivatives }): Helicity => {
    const spinors = others.filter(({ fermion }) => fermion);
    if (spinors.length === 2 && spinors[0].twiceHelicity !== spinors[1].twiceHelicity) return "vector";
    if (spinors.length === 0 && derivatives === 1) return "vector";
    if (spinors.length % 2 === 0) return 0;
    return spinors[0].twiceHelicity > 0 === conjugate ? -1 : 1;
  });
  const other = found.findIndex((helicity) => helicity !== found[0]);
  if (other < 0) return found[0];
  const spins = { "-1": "a left-handed fermion", "0": "a scalar", "1": "a right-handed fermion", vector: "a vector" };
  throw new GlueballError({
    code: "lagrangian/terms-disagree",
    what: `the wanted terms need different spins of ${UNKNOWN}`,
    place: "--terms",
    found: `${spins[found[0]]} in ${terms[0].text}, ${spins[found[other]]} in ${terms[other].text}`,
    expected: "terms of one field",
  });
}

/** Read with a singlet in the place of X, since letters have names before X has numbers. */
function readWanted(text: string, theory: Theory): WantedTerm[] {
  // A real scalar would have no letter X+; a Weyl field has.
  const placeholder = extendTheory(theory, { numbers: neutralNumbers(theory), twiceHelicity: -1 });
  const letters = lettersOf(placeholder);
  const parts = text
    .split(/[;,]/)
    .map((part) => part.trim())
    .filter((part) => part !== "");
  if (parts.length === 0) throw unknownMissing("no term is given", text, `types with ${UNKNOWN}, as "${UNKNOWN} L L"`);
  return parts.map((part) => {
    refuseSecondUnknown(part, letters);
    return wantedTerm(part, parseTypeName(part, letters), letters, theory);
  });
}

function wantedTerm(text: string, type: OperatorType, letters: readonly Letter[], theory: Theory): WantedTerm {
  const added = type.powers.filter(({ letter }) => isAdded(letters[letter], theory));
  if (added.length === 0) {
    throw unknownMissing(`a wanted term is without ${UNKNOWN}`, text, `${UNKNOWN} among the letters of every term`);
  }
  const old = type.powers.filter(({ letter }) => !isAdded(letters[letter], theory));
  const others = slotsOfType({ powers: old }).map((letter) => letters[letter]);
  const power = addedPower(type, letters, theory);
  return { text, others, power, derivatives: type.derivatives, conjugate: letters[added[0].letter].conjugate };
}

function requireRenormalisable({ text, others, power, derivatives }: WantedTerm, twiceHelicity: Helicity): void {
  const isVector = twiceHelicity === "vector";
  const ofNew = power * (isVector ? 2 : 2 + Math.abs(twiceHelicity));
  const dimension = (others.reduce((sum, letter) => sum + twiceDimension(letter), ofNew) + 2 * derivatives) / 2;
  if (isVector && power > 1) throw vectorTwice(text);
  if ((derivatives === 0 || isVector) && dimension <= LARGEST_DIMENSION) return;
  throw new GlueballError({
    code: "lagrangian/term-not-renormalisable",
    what: "a wanted term is not renormalisable",
    place: "--terms",
    found: derivatives === 0 || isVector ? `${text}, of dimension ${dimension}` : `${text}, with derivatives`,
    expected: `dimension ${LARGEST_DIMENSION} or less, no derivatives but one beside a vector and scalars`,
    hint: "--operator finds what makes an operator of higher dimension",
  });
}

function vectorTwice(found: string): GlueballError {
  return new GlueballError({
    code: "lagrangian/vector-twice",
    what: "a wanted term has a vector more than once",
    place: "--terms",
    found,
    expected: `${UNKNOWN} once`,
  });
}

/** A second unknown is a word such as Y or X2 that the theory does not have. */
function refuseSecondUnknown(part: string, letters: readonly Letter[]): void {
  const words = part.split(/\s+/).map((word) => word.replace(/\^\d+$/, ""));
  const second = words.find(
    (word) => /^[XYZ][A-Za-z0-9_]*\+?$/.test(word) && !letters.some(({ name }) => name === word),
  );
  if (second === undefined) return;
  throw new GlueballError({
    code: "lagrangian/two-unknowns",
    what: "the wanted terms have a second unknown field",
    place: `--terms "${part}"`,
    found: second,
    expected: `${UNKNOWN} and fields of the theory`,
    hint: "Add one of the two to the theory, then ask for the other",
  });
}

function unknownMissing(what: string, found: string, expected: string): GlueballError {
  return new GlueballError({ code: "lagrangian/unknown-missing", what, place: "--terms", found, expected });
}
