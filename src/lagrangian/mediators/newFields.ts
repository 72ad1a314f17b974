/** New fields with linear couplings: what they are, what they couple to, what they break, and the proof. */
import { irrepDimension } from "../../exact/index.ts";
import { createIntegrals } from "../count/integrals.ts";
import type { Integrals } from "../count/integrals.ts";
import { createStructureLibrary } from "../explicit/structureLibrary.ts";
import type { StructureLibrary } from "../explicit/structureLibrary.ts";
import { lettersOf } from "../theory.ts";
import type { OperatorType, Theory } from "../theory.ts";
import { engineName } from "../verify/checkTask.ts";
import { accidentalNumbers, chargesForced, fateOf } from "./brokenNumbers.ts";
import type { AccidentalNumber, Fate } from "./brokenNumbers.ts";
import { candidateFields } from "./candidates.ts";
import { couplingsOf, isLinear, renormalisableTypes } from "./couplings.ts";
import type { Coupling } from "./couplings.ts";
import { dictionaryEntry } from "./dictionaryNames.ts";
import type { DictionaryEntry } from "./dictionaryNames.ts";
import { extendTheory, kindOf, refuseTakenNames } from "./extendedTheory.ts";
import type { Kind, NewField } from "./extendedTheory.ts";
import { joinCertificates, proveCouplings } from "./proveCouplings.ts";
import type { ProvedCouplings } from "./proveCouplings.ts";
import { currentCouplings, gradientCoupling, scalarTwin } from "./vectorCouplings.ts";

/** The 75 of SU(5) would take minutes, whatever below it a tenth of a second. */
const LARGEST_WRITTEN_DIMENSION = 50;

/** What the questions about one theory share. */
export interface Setting {
  readonly theory: Theory;
  readonly numbers: readonly AccidentalNumber[];
  readonly integrals: Integrals;
  readonly library: StructureLibrary;
}

export interface ExaminedField {
  readonly field: NewField;
  /** How the dictionary of 1711.10391 calls the field, or the conjugate of it. */
  readonly entry: DictionaryEntry | undefined;
  readonly kind: Kind;
  readonly extended: Theory;
  /** Every type up to dimension 4 with the field; of a vector, the linear ones. */
  readonly couplings: readonly Coupling[];
  readonly fate: Fate;
}

export interface FoundField extends ExaminedField {
  /** The couplings with the field once, and two or three letters of the theory. */
  readonly linear: readonly LinearCoupling[];
  /** Undefined where the irrep is too large to write its contractions out: then the couplings are counted alone. */
  readonly certificate: ProvedCouplings["certificate"] | undefined;
}

export interface LinearCoupling extends Coupling {
  /** The accidental charges that X must have for it: `{ B: "-2/3", L: "0" }`. */
  readonly charges: Readonly<Record<string, string>>;
  readonly terms: readonly string[];
}

/**
 * To ask several questions about one theory: `searchFields`, `mediatorsOf`, `inferField`.
 * @throws GlueballError lagrangian/name-taken.
 */
export function openMediators(theory: Theory): Setting {
  refuseTakenNames(theory);
  const integrals = createIntegrals();
  const types = renormalisableTypes(theory, integrals).map(({ type }) => type);
  return { theory, numbers: accidentalNumbers(theory, types), integrals, library: createStructureLibrary() };
}

/** The theory with this field, and all its terms with it. */
export function examineField(field: NewField, setting: Setting): ExaminedField {
  const { theory, numbers } = setting;
  const extended = extendTheory(theory, field);
  const { types, couplings } =
    field.twiceHelicity === "vector" ? termsOfVector(field, extended, setting) : termsOf(extended, setting);
  return {
    field,
    entry: dictionaryEntry(field, theory),
    kind: kindOf(field, theory),
    extended,
    couplings,
    fate: fateOf(numbers, types, extended, theory),
  };
}

interface Terms {
  readonly types: readonly OperatorType[];
  readonly couplings: readonly Coupling[];
}

function termsOf(extended: Theory, { theory, integrals }: Setting): Terms {
  const types = renormalisableTypes(extended, integrals);
  return { types: types.map(({ type }) => type), couplings: couplingsOf(types, lettersOf(extended), theory) };
}

function termsOfVector(field: NewField, extended: Theory, setting: Setting): Terms {
  const gradients = scalarTwin(field, setting).couplings.map((own) => gradientCoupling(own, extended, setting.theory));
  const couplings = [...currentCouplings(field, extended, setting), ...gradients];
  return { types: couplings.map(({ type }) => type), couplings };
}

/** Whether its irreps are small enough for its terms to be written out. */
export function isWritable({ field }: ExaminedField): boolean {
  return field.numbers.irreps.every((irrep) => irrepDimension(irrep) <= LARGEST_WRITTEN_DIMENSION);
}

/** With its linear couplings written out and proved. */
function proveField(examined: ExaminedField, setting: Setting, engine: string): FoundField {
  const { theory, numbers } = setting;
  const linear = examined.couplings.filter(isLinear);
  const proved = isWritable(examined) ? proofOf(examined, setting, engine) : undefined;
  const charges = linear.map((coupling) => chargesForced(coupling, examined.extended, theory, numbers));
  return {
    ...examined,
    linear: linear.map((coupling, k) => ({ ...coupling, charges: charges[k], terms: proved?.terms[k] ?? [] })),
    certificate: proved?.certificate,
  };
}

function proofOf(examined: ExaminedField, setting: Setting, engine: string): ProvedCouplings {
  const { field, extended, couplings } = examined;
  const prover = { engine, library: setting.library };
  if (field.twiceHelicity !== "vector") return proveCouplings(couplings.filter(isLinear), extended, prover);
  const twin = scalarTwin(field, setting);
  const currents = couplings.filter(({ gradient }) => gradient === undefined);
  const [ofCurrents, ofGradients] = [
    proveCouplings(currents, extended, prover),
    proveCouplings(twin.couplings, twin.extended, prover),
  ];
  return {
    certificate: joinCertificates([ofCurrents.certificate, ofGradients.certificate]),
    terms: [...ofCurrents.terms, ...ofGradients.terms],
  };
}

export interface FieldSearch {
  readonly fields: readonly FoundField[];
  /** Candidates that the groups allow, and whose couplings vanish by the symmetry of equal letters. */
  readonly vanishing: readonly ExaminedField[];
}

/** Every field that couples linearly to the theory, or those of them that are wanted. */
export function searchFields(setting: Setting, isWanted: (field: NewField) => boolean = () => true): FieldSearch {
  const examined = candidateFields(setting.theory)
    .filter(isWanted)
    .map((field) => examineField(field, setting));
  const engine = engineName();
  return {
    fields: examined
      .filter(({ couplings }) => couplings.some(isLinear))
      .map((field) => proveField(field, setting, engine)),
    vanishing: examined.filter(({ couplings }) => !couplings.some(isLinear)),
  };
}
