/**
 * What is wrong with each of some written terms: charges, invariance by the algebra and, as a second opinion, under
 * random group elements, local gauge invariance, and whether it vanishes or depends on the terms before it. The two
 * checks of invariance share no code; where they disagreed the verifier itself would be wrong, and that is an error.
 */
import type { Rng } from "../../base/index.ts";
import { createRng } from "../../base/index.ts";
import { twiceDimension } from "../count/neutralTypes.ts";
import { isKineticType } from "../explicit/kineticTerms.ts";
import type { Term } from "../terms/term.ts";
import { typeOfTerm } from "../terms/term.ts";
import { writeTerm } from "../terms/writeTerm.ts";
import { lettersOf } from "../theory.ts";
import type { Letter, OperatorType, Theory } from "../theory.ts";
import { isSelfConjugate, typeName } from "../typeNames.ts";
import { brokenCharges } from "./charges.ts";
import { conjugateTerm } from "./conjugateTerm.ts";
import { exactSpan } from "./exactSpan.ts";
import { sortedTerm } from "./formFactors.ts";
import { brokenGenerators, factorTensors } from "./invariance.ts";
import type { Equality } from "./kinematics.ts";
import { localVariations } from "./localGauge.ts";
import type { RandomElements } from "./randomGroup.ts";
import { LARGEST_CHANGE, randomElements, randomGroupChanges } from "./randomGroup.ts";
import type { SpanOptions, TermRank } from "./typeSpan.ts";
import { typeSpan } from "./typeSpan.ts";

/** Random group elements of each factor. */
export const DRAWS = 20;

export interface TermVerdict {
  readonly term: Term;
  readonly text: string;
  readonly type: OperatorType;
  readonly typeName: string;
  readonly dimension: number;
  readonly valid: boolean;
  /** What is wrong; empty for a valid term. */
  readonly reasons: readonly string[];
  /** Invariant under all symmetries, whatever else may be wrong. */
  readonly invariant: boolean;
  /** Independent flavour components of an invariant term. */
  readonly operators: number;
  /** Those of them that no term before it has. */
  readonly fresh: number;
  /** Of an invariant term that vanishes or depends on others, how that is known: exactly, or at random points. */
  readonly proof: DependenceProof | undefined;
}

export type DependenceProof = "rational" | "two primes";

export interface CheckOptions {
  readonly generations: number;
  /** Draws of group elements; 20 if nothing is said. */
  readonly draws?: number | undefined;
  readonly seed?: number | undefined;
  /** The highest mass dimension that a term may have. */
  readonly bound?: number | undefined;
  /** `green` keeps equations of motion; if nothing is said only kinetic terms are compared in this way. */
  readonly equality?: Equality | undefined;
}

/** Verdicts in the order of the terms. @throws GlueballError lagrangian/too-many-equal-fields. */
export function checkTerms(terms: readonly Term[], theory: Theory, options: CheckOptions): TermVerdict[] {
  const letters = lettersOf(theory);
  const rng = createRng(options.seed ?? 1).fork("verifier");
  const elements = randomElements(theory, rng.fork("elements"), options.draws ?? DRAWS);
  const first = terms.map((term) => {
    const reasons = symmetryReasons(term, theory, letters, { elements, rng });
    return { term, type: typeOfTerm(term, letters), reasons };
  });
  const ranks = rankReasons(
    first.map(({ reasons, ...rest }) => ({ ...rest, invariant: reasons.length === 0 })),
    theory,
    letters,
    { ...options, rng },
  );
  return first.map(({ term, type, reasons }, k) => {
    const dimension = dimensionOf(type, letters);
    const isTooHigh = dimension > (options.bound ?? Infinity);
    const all = [
      ...(isTooHigh ? [`mass dimension ${dimension} is above ${options.bound}`] : []),
      ...reasons,
      ...ranks[k].reasons,
    ];
    return {
      term,
      text: writeTerm(term, theory, letters),
      type,
      typeName: typeName(type, letters),
      dimension,
      valid: all.length === 0,
      reasons: all,
      invariant: reasons.length === 0,
      operators: ranks[k].operators,
      fresh: ranks[k].fresh,
      proof: ranks[k].proof,
    };
  });
}

/** Mass dimension. */
export function dimensionOf({ powers, derivatives }: OperatorType, letters: readonly Letter[]): number {
  const twice = powers.reduce((sum, { letter, power }) => sum + power * twiceDimension(letters[letter]), 0);
  return twice / 2 + derivatives;
}

/** Kinetic terms are compared with equations of motion kept, all others without. */
export function equalityFor(type: OperatorType, letters: readonly Letter[]): Equality {
  return isKineticType(type, letters) ? "green" : "basis";
}

interface Randomness {
  readonly elements: RandomElements;
  readonly rng: Rng;
}

function symmetryReasons(
  term: Term,
  theory: Theory,
  letters: readonly Letter[],
  { elements, rng }: Randomness,
): string[] {
  const charges = brokenCharges(term.slots, theory, letters);
  const broken = brokenGenerators(term, factorTensors(term, theory, letters));
  const changed = randomGroupChanges(term, theory, letters, elements).filter(({ change }) => change > LARGEST_CHANGE);
  const groups = new Set(broken.map(({ group }) => (group.endsWith("sl(2)") ? "Lorentz" : group)));
  if (groups.size !== changed.length || changed.some(({ group }) => !groups.has(group))) {
    throw new Error(`the algebra finds ${[...groups].join()} broken, random group elements ${JSON.stringify(changed)}`);
  }
  const invariance = broken.map(
    ({ group, generator }) => `not invariant under ${group}: ${generator} does not give zero`,
  );
  const global = [...charges, ...invariance];
  return global.length > 0 || !hasGaugeFields(term, letters) ? global : localReasons(term, theory, letters, rng);
}

/** Kinetic terms and products of two field strengths. */
function hasGaugeFields(term: Term, letters: readonly Letter[]): boolean {
  const type = typeOfTerm(term, letters);
  return (
    isKineticType(type, letters) || (term.slots.length === 2 && term.slots.every((slot) => letters[slot].fieldStrength))
  );
}

function localReasons(term: Term, theory: Theory, letters: readonly Letter[], rng: Rng): string[] {
  return localVariations(term, theory, letters, rng.fork("jets"))
    .filter(({ variation }) => variation !== 0)
    .map(({ group }) => `changes under local transformations of ${group}`);
}

interface InvariantOrNot {
  readonly term: Term;
  readonly type: OperatorType;
  readonly invariant: boolean;
}

interface RankVerdict extends TermRank {
  readonly reasons: readonly string[];
  readonly proof: DependenceProof | undefined;
}

function rankReasons(
  all: readonly InvariantOrNot[],
  theory: Theory,
  letters: readonly Letter[],
  { generations, equality, rng }: CheckOptions & { readonly rng: Rng },
): RankVerdict[] {
  const verdicts: RankVerdict[] = all.map(() => ({ reasons: [], operators: 0, fresh: 0, proof: undefined }));
  const places = all.flatMap(({ invariant }, k) => (invariant ? [k] : []));
  for (const [name, own] of Map.groupBy(places, (k) => typeName(all[k].type, letters))) {
    const { type } = all[own[0]];
    const options = { generations, equality: equality ?? equalityFor(type, letters), rng: rng.fork(name) };
    const terms = own.map((k) => all[k].term);
    const span = provedSpan(terms, type, theory, letters, options);
    span.ranks.forEach(({ operators, fresh }, t) => {
      const twin = terms.findIndex((other) => sameContraction(other, terms[t]));
      const before = twin === t ? undefined : own[twin];
      const reasons = reasonsOf({ operators, fresh, twin: before }, options.equality, type);
      const isHermitian = operators === 0 || conjugatesInto(terms[t], type, theory, letters, options);
      const claim = `said to be ${terms[t].reality}, but its conjugate is no multiple of it`;
      const proof = isRedundant({ operators, fresh }) ? span.proof : undefined;
      verdicts[own[t]] = { operators, fresh, proof, reasons: isHermitian ? reasons : [...reasons, claim] };
    });
  }
  return verdicts;
}

function isRedundant({ operators, fresh }: TermRank): boolean {
  return operators === 0 || fresh < operators;
}

/** Independence is proved by the ranks modulo primes; where these find a dependence, it is worked out exactly if that can be. */
function provedSpan(
  terms: readonly Term[],
  type: OperatorType,
  theory: Theory,
  letters: readonly Letter[],
  options: SpanOptions,
): { readonly ranks: readonly TermRank[]; readonly proof: DependenceProof } {
  const { terms: modular } = typeSpan(terms, type, theory, letters, options);
  const exact = modular.some(isRedundant) ? exactSpan(terms, type, theory, letters, options.generations) : undefined;
  return exact === undefined ? { ranks: modular, proof: "two primes" } : { ranks: exact, proof: "rational" };
}

/** Whether a term with a real or imaginary coefficient has its conjugate among its own flavour components. */
function conjugatesInto(
  term: Term,
  type: OperatorType,
  theory: Theory,
  letters: readonly Letter[],
  options: SpanOptions,
): boolean {
  if (term.reality === undefined || term.reality === "pair") return true;
  if (!isSelfConjugate(type, letters)) return false;
  return typeSpan([term, conjugateTerm(term, letters)], type, theory, letters, options).terms[1].fresh === 0;
}

function sameContraction(a: Term, b: Term): boolean {
  const content = (term: Term) => JSON.stringify({ ...sortedTerm(term), reality: undefined });
  return content(a) === content(b);
}

function reasonsOf(
  { operators, fresh, twin }: { readonly operators: number; readonly fresh: number; readonly twin: number | undefined },
  equality: Equality,
  { derivatives }: OperatorType,
): string[] {
  const upTo =
    derivatives === 0
      ? ""
      : equality === "green"
        ? " up to total derivatives"
        : " up to total derivatives and equations of motion";
  if (operators === 0) return [`vanishes identically${upTo}`];
  if (fresh === operators) return [];
  if (twin !== undefined) return [`the same as term ${twin + 1}`];
  if (fresh === 0) return [`depends linearly on the terms before it${upTo}`];
  return [`depends linearly on the terms before it${upTo}: of its ${operators} components ${fresh} are new`];
}
