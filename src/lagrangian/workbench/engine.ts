/**
 * The exact engine behind the page. Everything here runs in a browser as well as in Node: no files, no processes.
 * The page asks in plain data and gets plain data, so that question and answer can cross to a worker and back.
 */
import { GlueballError } from "../../base/index.ts";
import { formatRational, rational } from "../../exact/index.ts";
import { accidentalSymmetries } from "../accidental.ts";
import { anomalySums, mixedAnomalies } from "../anomalies.ts";
import { provedTerms } from "../basis/provedTerms.ts";
import { betaCoefficients } from "../betaCoefficients.ts";
import { BASIS, countOperators } from "../count/countOperators.ts";
import { requireFeasibleBasis } from "../explicit/basisEstimate.ts";
import { hermitianBasis } from "../explicit/hermitianBasis.ts";
import { renormalisableLagrangian } from "../explicit/renormalisable.ts";
import { createStructureLibrary } from "../explicit/structureLibrary.ts";
import type { NamedOperator } from "../exports/couplings.ts";
import { nameOperators } from "../exports/couplings.ts";
import { texKineticTerms, texTerm } from "../exports/latex.ts";
import { parseModel } from "../files/parseModel.ts";
import { termLines } from "../terms/termLines.ts";
import { theoryFromJson } from "../theoryJson.ts";
import type { Letter, Theory } from "../theory.ts";
import { lettersOf, withGenerations } from "../theory.ts";
import { parseTypeName } from "../typeNames.ts";
import { checkTerms, dimensionOf } from "../verify/checkTerms.ts";
import { completenessOf, dimensionsOfTerms } from "../verify/completeness.ts";
import { contractionsOf, forbiddenVerdict } from "../verify/fieldsAlone.ts";
import { areProved, checksMade } from "../verify/proofs.ts";
import type { EditorTheory } from "./editorTheory.ts";
import { editorTheory } from "./editorTheory.ts";
import type { ContractionGraph, PageTerm, SlotNumbers } from "./pageTerm.ts";
import { contractionGraphs, numberNames, numberSums, pageTerm, slotNumbers } from "./pageTerm.ts";

/** What the page asks about a theory. */
export type Question =
  | { readonly kind: "file"; readonly name: string; readonly text: string }
  | { readonly kind: "lagrangian" }
  | { readonly kind: "proofs" }
  | { readonly kind: "anomalies" }
  | { readonly kind: "operators"; readonly dimension: number }
  | { readonly kind: "type"; readonly type: string }
  | { readonly kind: "term"; readonly text: string }
  | { readonly kind: "check"; readonly lines: string };

export interface Request {
  readonly theory: EditorTheory;
  /** Stands for fields with `Nf` copies. */
  readonly generations: number;
  readonly question: Question;
}

/** The theory of a model file, as the page edits it. */
export interface FileAnswer {
  readonly kind: "file";
  readonly theory: EditorTheory;
}

export interface LagrangianAnswer {
  readonly kind: "lagrangian";
  /** In LaTeX. */
  readonly kinetic: readonly string[];
  readonly terms: readonly PageTerm[];
  readonly milliseconds: number;
}

export interface ProofsAnswer {
  readonly kind: "proofs";
  readonly passed: boolean;
  /** By the line of the term. */
  readonly terms: Readonly<Record<string, { readonly valid: boolean; readonly operators: number }>>;
  readonly checks: readonly string[];
  readonly operators: number;
  readonly types: number;
}

export interface AnomaliesAnswer {
  readonly kind: "anomalies";
  readonly sums: readonly {
    readonly name: string;
    readonly value: string;
    readonly vanishes: boolean;
    readonly parts: string;
  }[];
  readonly beta: readonly { readonly name: string; readonly value: string }[];
  readonly accidental: readonly { readonly charges: string; readonly anomalous: string }[];
}

export interface OperatorsAnswer {
  readonly kind: "operators";
  readonly dimension: number;
  readonly operators: string;
  readonly types: readonly { readonly name: string; readonly operators: string; readonly terms: string }[];
  readonly milliseconds: number;
}

export interface TypeAnswer {
  readonly kind: "type";
  readonly terms: readonly PageTerm[];
}

export interface TermAnswer {
  readonly kind: "term";
  /** The same term in LaTeX: every index, and with T^A, f, d, sigma^I. */
  readonly explicit: string;
  readonly human: string;
  readonly graphs: readonly ContractionGraph[];
  readonly slots: readonly SlotNumbers[];
  readonly numberNames: readonly string[];
  readonly sums: readonly string[];
}

export interface CheckAnswer {
  readonly kind: "check";
  readonly lines: readonly { readonly text: string; readonly valid: boolean; readonly reasons: readonly string[] }[];
  readonly missing: readonly {
    readonly type: string;
    readonly operators: number;
    readonly complement: readonly string[];
  }[];
}

export type Answer =
  | FileAnswer
  | LagrangianAnswer
  | ProofsAnswer
  | AnomaliesAnswer
  | OperatorsAnswer
  | TypeAnswer
  | TermAnswer
  | CheckAnswer;

export interface Engine {
  /** @throws GlueballError as the commands do. */
  answer(request: Request): Answer;
}

/** Keeps the contractions of the theories it has seen, so that an edit costs little. */
export function createEngine(): Engine {
  const library = createStructureLibrary();
  const written = new Map<string, NamedOperator>();

  function lagrangian(theory: Theory, generations: number): LagrangianAnswer {
    const began = performance.now();
    const whole = renormalisableLagrangian(theory, library, generations);
    const named = nameOperators(theory, whole.letters, whole.invariants);
    const terms = named.map((term) => shown(term, theory, whole.letters));
    return { kind: "lagrangian", kinetic: texKineticTerms(whole), terms, milliseconds: performance.now() - began };
  }

  function shown(named: NamedOperator, theory: Theory, letters: readonly Letter[]): PageTerm {
    const term = pageTerm(theory, letters, named);
    written.set(term.text, named);
    return term;
  }

  function typeTerms(theory: Theory, generations: number, name: string): TypeAnswer {
    const letters = lettersOf(theory);
    const type = parseTypeName(name, letters);
    requireFeasibleBasis(letters, type, generations);
    const dimension = dimensionOf(type, letters);
    const operators = hermitianBasis(letters, type, library, generations).map((own) => ({ ...own, dimension }));
    return {
      kind: "type",
      terms: nameOperators(theory, letters, operators).map((term) => shown(term, theory, letters)),
    };
  }

  function term(theory: Theory, text: string): TermAnswer {
    const named = written.get(text);
    if (named === undefined) throw new Error(`the page asks for a term that was not listed: ${text}`);
    const letters = lettersOf(theory);
    const { explicit, human } = texTerm(theory, letters, named);
    const { slots } = named.operator;
    return {
      kind: "term",
      explicit,
      human,
      graphs: contractionGraphs(named, theory),
      slots: slotNumbers(slots, theory, letters),
      numberNames: numberNames(theory),
      sums: numberSums(slots, theory, letters),
    };
  }

  return {
    answer({ theory: edited, generations, question }) {
      if (question.kind === "file") {
        return { kind: "file", theory: editorTheory(parseModel(question.text, question.name).theory) };
      }
      requireGenerations(generations);
      const theory = withGenerations(theoryFromJson(edited, "the theory").theory, generations);
      switch (question.kind) {
        case "lagrangian":
          written.clear();
          return lagrangian(theory, generations);
        case "type":
          return typeTerms(theory, generations, question.type);
        case "term":
          return term(theory, question.text);
        case "proofs":
          return proofs(theory, generations);
        case "anomalies":
          return anomalies(theory, generations);
        case "operators":
          return operators(theory, generations, question.dimension);
        case "check":
          return check(theory, generations, question.lines);
      }
    },
  };
}

/** More copies than that would only make waiting longer. */
const MOST_GENERATIONS = 12;

function requireGenerations(found: number): void {
  if (Number.isInteger(found) && found >= 1 && found <= MOST_GENERATIONS) return;
  throw new GlueballError({
    code: "lagrangian/generations-out-of-range",
    what: "there is no such number of generations",
    found,
    expected: `a whole number from 1 to ${MOST_GENERATIONS}`,
  });
}

function proofs(theory: Theory, generations: number): ProofsAnswer {
  const request = { style: "basis", dimension: 4, generations, allowLarge: false } as const;
  const { verdicts, completeness } = provedTerms(theory, request);
  return {
    kind: "proofs",
    passed: areProved({ verdicts, completeness, style: "basis" }),
    terms: Object.fromEntries(verdicts.map(({ text, valid, operators }) => [text, { valid, operators }])),
    checks: checksMade(verdicts, "basis"),
    operators: completeness.reduce(
      (sum, { expected, conjugate }) => sum + (conjugate === undefined ? 1 : 2) * expected,
      0,
    ),
    types: completeness.length,
  };
}

function anomalies(theory: Theory, generations: number): AnomaliesAnswer {
  const types = [2, 3, 4].flatMap((dimension) =>
    countOperators(theory, { ...BASIS, dimension, generations }).types.map(({ type }) => type),
  );
  return {
    kind: "anomalies",
    sums: anomalySums(theory, generations).map(({ name, value, vanishes, contributions }) => ({
      name,
      value: formatRational(value),
      vanishes,
      parts: contributions.map(({ field, value: part }) => `${field} ${formatRational(part)}`).join(", "),
    })),
    beta: betaCoefficients(theory, generations).map(({ factors, value }) => ({
      name: factors.join(" "),
      value: formatRational(value),
    })),
    accidental: accidentalSymmetries(theory, types).map(({ charges }) => {
      const mixed = mixedAnomalies(
        theory,
        charges.map((charge) => rational(charge)),
        generations,
      );
      const own = theory.fields.flatMap(({ name }, k) => (charges[k] === 0n ? [] : [`${name} ${charges[k]}`]));
      const anomalous = mixed.filter(({ vanishes }) => !vanishes).map(({ name }) => name);
      return { charges: own.join(", "), anomalous: anomalous.join(", ") };
    }),
  };
}

function operators(theory: Theory, generations: number, dimension: number): OperatorsAnswer {
  const began = performance.now();
  const { types } = countOperators(theory, { ...BASIS, dimension, generations });
  const total = types.reduce((sum, type) => sum + (type.operators ?? 0n), 0n);
  return {
    kind: "operators",
    dimension,
    operators: String(total),
    types: types.map(({ name, operators: own, terms }) => ({ name, operators: String(own), terms: String(terms) })),
    milliseconds: performance.now() - began,
  };
}

/** Terms that a person wrote: which of them are wrong and why, and what was forgotten. */
function check(theory: Theory, generations: number, lines: string): CheckAnswer {
  const listed = termLines(lines, "your list", theory).map((entry) =>
    "term" in entry
      ? { terms: [entry.term], type: undefined }
      : { terms: contractionsOf(entry.type, theory, generations), type: entry.type },
  );
  const forbidden = listed.flatMap(({ terms, type }) =>
    terms.length === 0 && type !== undefined ? [forbiddenVerdict(type, theory)] : [],
  );
  const verdicts = [
    ...checkTerms(
      listed.flatMap(({ terms }) => terms),
      theory,
      { generations },
    ),
    ...forbidden,
  ];
  const dimensions = verdicts.length === 0 ? [2, 3, 4] : dimensionsOfTerms(verdicts);
  const missing = completenessOf(verdicts, theory, { generations, dimensions }).filter(
    ({ expected, rank }) => rank < expected,
  );
  return {
    kind: "check",
    lines: verdicts.map(({ text, valid, reasons }) => ({ text, valid, reasons })),
    missing: missing.map(({ type, expected, rank, complement }) => ({ type, operators: expected - rank, complement })),
  };
}
