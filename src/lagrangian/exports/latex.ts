/**
 * Lagrangians in LaTeX, within what KaTeX renders. Three forms of every term:
 *
 * - explicit: every index, epsilon and coefficient. <ij> is i^alpha j_alpha; SU(N) indices stand up or down; X~ is the
 *   conjugate with raised indices, X~^i = eps^ij X*_j for doublets. This form is read back (latexReader.ts).
 * - compact: spinors of one pair in round brackets, and indices of a gauge group only where it can be contracted in more
 *   than one way;
 * - human: see humanForm.ts.
 */
import { derivativesOnSlots } from "../explicit/lorentzStructures.ts";
import type { RenormalisableLagrangian } from "../explicit/renormalisable.ts";
import type { KineticTerm } from "../explicit/kineticTerms.ts";
import type { Letter, Theory } from "../theory.ts";
import type { NamedOperator } from "./couplings.ts";
import { flavourNames, nameOperators } from "./couplings.ts";
import { humanTex } from "./humanForm.ts";
import type { NamedFactor, NamedIndex, NamedTerm } from "./indexedTerm.ts";
import { namedTerms, structuresAt } from "./indexedTerm.ts";
import { texFieldName, texLetterName } from "./texNames.ts";

export interface TexTerm {
  readonly coupling: string;
  readonly symmetry: string;
  /** Coupling and operator. */
  readonly explicit: string;
  readonly compact: string;
  /** With T^A, f, d, sigma^I, daggers and Dirac bilinears. */
  readonly human: string;
  /** Whether the hermitian conjugate is to be added; it is written as + h.c. */
  readonly pair: boolean;
}

/** Everything a page of a paper needs: the kinetic terms and one entry a term. */
export interface TexLagrangian {
  readonly kinetic: readonly string[];
  readonly terms: readonly TexTerm[];
}

/** The renormalisable Lagrangian. */
export function texLagrangian(lagrangian: RenormalisableLagrangian): TexLagrangian {
  const { theory, letters, invariants } = lagrangian;
  const named = nameOperators(theory, letters, invariants);
  return { kinetic: texKineticTerms(lagrangian), terms: named.map((term) => texTerm(theory, letters, term)) };
}

/** One term with its coupling: c O, i c O, or c O + h.c. */
export function texTerm(theory: Theory, letters: readonly Letter[], term: NamedOperator): TexTerm {
  const { operator, reality, coupling } = term;
  const context = contextOf(theory, letters, term);
  const sum = namedTerms(operator, letters).map((own) => texNamedTerm(own, context));
  return {
    coupling: coupling.latex,
    symmetry: coupling.symmetry,
    explicit: withCoupling(inBrackets(sum), term, context),
    compact: compactTex(theory, letters, term),
    human: withCoupling(`\\left( ${humanTex(operator, theory, letters)} \\right)`, term, context),
    pair: reality === "pair",
  };
}

/** The compact form alone, which costs little. */
export function compactTex(theory: Theory, letters: readonly Letter[], term: NamedOperator): string {
  const context = contextOf(theory, letters, term);
  return withCoupling(inBrackets(compactTerms(term, context)), term, context);
}

function contextOf(theory: Theory, letters: readonly Letter[], { operator }: NamedOperator): TexContext {
  return { theory, letters, flavours: flavourNames(operator.slots, letters) };
}

function withCoupling(body: string, { reality, coupling }: NamedOperator, { flavours }: TexContext): string {
  const shown = flavours.filter((name) => name !== undefined).join(" ");
  const symbol = shown === "" ? coupling.latex : `\\left[${coupling.latex}\\right]_{${shown}}`;
  const prefix = reality === "imaginary" ? `i\\,${symbol}` : symbol;
  return `${prefix}\\,${body}${reality === "pair" ? " + \\mathrm{h.c.}" : ""}`;
}

interface TexContext {
  readonly theory: Theory;
  readonly letters: readonly Letter[];
  /** The flavour index of each slot. */
  readonly flavours: readonly (string | undefined)[];
}

/** A sum of signed terms; more than one, or a sign, needs brackets. */
function inBrackets(terms: readonly string[]): string {
  const [first, ...others] = terms;
  const sum = [first.replace(/^\+ /, ""), ...others].join(" ");
  return terms.length === 1 && !sum.startsWith("-") ? sum : `\\left( ${sum} \\right)`;
}

function texNamedTerm({ coefficient, epsilons, factors }: NamedTerm, context: TexContext): string {
  const size = Math.abs(coefficient);
  const tensors = epsilons.map(({ up, names }) => `\\epsilon${up ? "^" : "_"}{${names.join(" ")}}`);
  const fields = factors.map((factor, slot) => texFactor(factor, context, slot));
  return `${coefficient < 0 ? "-" : "+"} ${size === 1 ? "" : `${size}\\,`}${[...tensors, ...fields].join("\\,")}`;
}

function texFactor(factor: NamedFactor, { theory, letters, flavours }: TexContext, slot: number): string {
  const derivatives = factor.derivatives.map(({ undotted, dotted }) => withIndices("D", [undotted, dotted]));
  const own = [...factor.undotted, ...factor.dotted, ...factor.gauge.flat()];
  const flavour = flavours[slot];
  const named = flavour === undefined ? own : [...own, { name: flavour, up: false }];
  const field = withIndices(texLetterName(theory, letters[factor.letter]), named);
  return derivatives.length === 0 ? field : `(${[...derivatives, field].join("\\,")})`;
}

/** `{u^c}^{\alpha}_{a p}`. */
function withIndices(base: string, indices: readonly NamedIndex[]): string {
  const up = indices.filter((index) => index.up).map(({ name }) => name);
  const down = indices.filter((index) => !index.up).map(({ name }) => name);
  const script = (mark: string, names: readonly string[]) => (names.length === 0 ? "" : `${mark}{${names.join(" ")}}`);
  return `{${base}}${script("^", up)}${script("_", down)}`;
}

/** Terms of the compact form. */
function compactTerms({ operator }: NamedOperator, context: TexContext): string[] {
  const { slots, lorentz, gauge, vector } = operator;
  const visible = gauge.map((structures) => structures.length > 1);
  const terms = namedTerms(operator, context.letters);
  const places = vector.flatMap((entry, place) => (entry === 0 ? [] : [place]));
  return terms.map((term, k) => {
    const { chosenLorentz } = structuresAt(places[k], lorentz, gauge);
    const hidden = compactFactors(term, visible, context);
    const epsilons = term.epsilons
      .filter(({ factor }) => visible[factor])
      .map(({ up, names }) => `\\epsilon${up ? "^" : "_"}{${names.join(" ")}}`);
    const size = Math.abs(term.coefficient);
    const simple = slots.length > 0 && derivativesOnSlots(chosenLorentz, slots.length).every((count) => count === 0);
    const fields = simple
      ? pairedSpinors(hidden, chosenLorentz, slots.length)
      : compactDerivatives(term, context, visible);
    return `${term.coefficient < 0 ? "-" : "+"} ${size === 1 ? "" : `${size}\\,`}${[...epsilons, ...fields].join("\\,")}`;
  });
}

/** The factors with the gauge indices that are shown. */
function compactFactors(term: NamedTerm, visible: readonly boolean[], context: TexContext): string[] {
  const bare = (factor: NamedFactor): NamedFactor => ({
    ...factor,
    undotted: [],
    dotted: [],
    gauge: factor.gauge.map((indices, k) => (visible[k] ? indices : [])),
  });
  return term.factors.map((factor, slot) => texFactor(bare(factor), context, slot));
}

/** Without derivatives: two spinors that are contracted stand in one bracket, (Q u^c); field strengths keep their place. */
function pairedSpinors(
  factors: readonly string[],
  {
    angle,
    square,
  }: {
    readonly angle: readonly (readonly [number, number])[];
    readonly square: readonly (readonly [number, number])[];
  },
  slots: number,
): string[] {
  const pairs = [...angle, ...square];
  const degree = Array.from({ length: slots }, (_, slot) => pairs.flat().filter((end) => end === slot).length);
  const simple = pairs.filter(([i, j]) => degree[i] === 1 && degree[j] === 1);
  const paired = new Set(simple.flat());
  const others = factors.filter((_, slot) => !paired.has(slot) && degree[slot] === 0);
  const chain = factors.filter((_, slot) => !paired.has(slot) && degree[slot] > 0);
  const brackets = simple.map(([i, j]) => `(${factors[i]}\\,${factors[j]})`);
  return [...brackets, ...(chain.length === 0 ? [] : [`(${chain.join("\\,")})`]), ...others];
}

/** With derivatives the spinor indices are all written. */
function compactDerivatives(term: NamedTerm, context: TexContext, visible: readonly boolean[]): string[] {
  return term.factors.map((factor, slot) =>
    texFactor({ ...factor, gauge: factor.gauge.map((indices, k) => (visible[k] ? indices : [])) }, context, slot),
  );
}

/** Field strengths with their theta terms, then the kinetic terms of the fields. */
export function texKineticTerms({ theory, letters, kinetic, fieldStrengths }: RenormalisableLagrangian): string[] {
  const matter = kinetic.map((term) => texKineticTerm(theory, letters, term));
  const strengths = fieldStrengths.flatMap(({ letters: [first, second] }) => {
    const [own, other] = [first, second].map((letter) => texFieldName(letters[letter].name, false));
    const strength = (name: string, place: string) => `${name}${place}`;
    if (first !== second) {
      return [
        `-\\frac{\\epsilon_{${own}${other}}}{2}\\,${strength(own, "_{\\mu\\nu}")}${strength(other, "^{\\mu\\nu}")}`,
      ];
    }
    const adjoint = letters[first].irreps.some((labels) => labels.some((label) => label > 0));
    const [low, high] = adjoint ? ["^{A}_{\\mu\\nu}", "^{A\\,\\mu\\nu}"] : ["_{\\mu\\nu}", "^{\\mu\\nu}"];
    const theta = `+\\frac{\\theta_{${own}}\\,g_{${own}}^{2}}{32\\pi^{2}}\\,${own}${low}\\tilde{${own}}${high}`;
    return [`-\\frac{1}{4}\\,${own}${low}${own}${high}`, ...(adjoint ? [theta] : [])];
  });
  return [...strengths, ...matter];
}

function texKineticTerm(
  theory: Theory,
  letters: readonly Letter[],
  { kind, letters: pair, canonical, hermitian }: KineticTerm,
): string {
  const [first, second] = pair.map((letter) => {
    const { field, fermion } = letters[letter];
    return theory.fields[field].latex ?? texFieldName(theory.fields[field].name, fermion);
  });
  const real = pair[0] === pair[1];
  const factor = canonical ? "" : `Z_{${first}${second}}\\,`;
  const tail = canonical || hermitian ? "" : " + \\mathrm{h.c.}";
  if (kind === "spinor") return `+i\\,${factor}{${first}}^{\\dagger}\\bar{\\sigma}^{\\mu}D_{\\mu}{${second}}${tail}`;
  return real
    ? `+\\frac{1}{2}\\,${factor}(D_{\\mu}{${first}})(D^{\\mu}{${second}})`
    : `+${factor}(D_{\\mu}{${first}})^{\\dagger}(D^{\\mu}{${second}})${tail}`;
}
