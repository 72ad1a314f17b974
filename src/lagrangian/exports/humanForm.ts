/**
 * Operators as people write them: T^A, f, d and sigma^I (humanFactor.ts), daggers for conjugate doublets, and Dirac
 * bilinears (psi^c-bar P_L chi) for two spinors. Each rewriting is compared with the epsilon and delta form on random
 * numbers before it is returned. Lorentz structures with derivatives or field strengths keep their spinor indices.
 */
import { createRng } from "../../base/index.ts";
import type { ExplicitOperator } from "../explicit/operatorBasis.ts";
import type { Letter, Theory } from "../theory.ts";
import { specialUnitaryGroups } from "../theory.ts";
import type { Complex } from "../complexNumbers.ts";
import { addComplex, complexSize, multiplyComplex } from "../complexNumbers.ts";
import { flavourNames } from "./couplings.ts";
import type { HumanProduct, HumanSlot, HumanTensor } from "./humanFactor.ts";
import { hasHumanForm, humanDifference, humanFactor } from "./humanFactor.ts";
import { namedTerms, structuresAt } from "./indexedTerm.ts";
import { pythonNumber } from "./pythonNumbers.ts";
import { hasRaisedConjugate, texFieldName, texLetterName } from "./texNames.ts";

const AGREEMENT = 1e-10; // relative: a few hundred products of doubles

/** The operator in LaTeX, a sum of products. @throws Error if a rewriting is wrong, which must not happen. */
export function humanTex(operator: ExplicitOperator, theory: Theory, letters: readonly Letter[]): string {
  const { type, slots, lorentz, gauge, vector } = operator;
  const held = slots.map((letter) => letters[letter]);
  const explicit = namedTerms(operator, letters);
  const sums = new Map<string, Complex>();
  const raised = specialUnitaryGroups(theory).some(
    ({ n }, factor) =>
      !hasHumanForm(
        n,
        held.map(({ irreps }) => ({ labels: irreps[factor] })),
      ),
  );
  let term = 0;
  vector.forEach((entry, place) => {
    if (entry === 0) return;
    const { chosenLorentz, chosenGauge } = structuresAt(place, lorentz, gauge);
    const spinors = explicit[term++].factors;
    for (const { coefficient, tensors, fields } of gaugeProducts(theory, held, chosenGauge)) {
      if (type.derivatives === 0 && vanishes({ tensors, fields }, held)) continue;
      const names = fields.map((indices, slot) =>
        fieldTex(theory, held[slot], [...indices, ...flavourOf(slots, letters, slot)], raised),
      );
      const isSimple = spinors.every(
        ({ derivatives, undotted, dotted }) => derivatives.length === 0 && undotted.length + dotted.length < 2,
      );
      const body = isSimple
        ? bilinears(chosenLorentz, names, held)
        : names.map((name, slot) => withSpinors(name, spinors[slot])).join("\\,");
      const text = [...tensors.map(tensorTex), body].join("\\,");
      sums.set(text, addComplex(sums.get(text) ?? [0, 0], multiplyComplex([entry, 0], coefficient)));
    }
  });
  const terms = [...sums].filter(([, value]) => complexSize(value) > 1e-12);
  return terms.map(([text, value], k) => signedTex(value, text, k === 0)).join(" ");
}

/** The products of the human forms of all factors, checked. */
function gaugeProducts(
  theory: Theory,
  held: readonly Letter[],
  structures: ExplicitOperator["gauge"][number],
): HumanProduct[] {
  const groups = specialUnitaryGroups(theory);
  const rng = createRng(1).fork("human form");
  let products: HumanProduct[] = [{ coefficient: [1, 0], tensors: [], fields: held.map(() => []) }];
  const used = new Map<boolean, number>();
  groups.forEach(({ n }, factor) => {
    const slots = held.map((letter) => slotOf(theory, letter, factor));
    const own = humanFactor(n, slots, structures[factor]);
    const difference = humanDifference(n, slots, structures[factor], { products: own, rng });
    if (!(difference <= AGREEMENT)) throw new Error(`a human form differs from its contraction by ${difference}`);
    // A second factor of the same kind has its indices primed.
    const round = used.get(n === 2) ?? 0;
    used.set(n === 2, round + 1);
    const mark = "'".repeat(round);
    const named = own.map((product) => primed(product, mark));
    products = products.flatMap((product) => named.map((other) => joined(product, other)));
  });
  return products;
}

function slotOf(
  theory: Theory,
  { irreps, conjugate, fieldStrength, fermion, field }: Letter,
  factor: number,
): HumanSlot {
  const real = !fieldStrength && !fermion && theory.fields[field].real;
  return { labels: irreps[factor], conjugate, selfConjugate: fieldStrength || real };
}

function primed({ coefficient, tensors, fields }: HumanProduct, mark: string): HumanProduct {
  const rename = (names: readonly string[]) => names.map((name) => `${name}${mark}`);
  return {
    coefficient,
    tensors: tensors.map(({ symbol, indices }) => ({ symbol, indices: rename(indices) })),
    fields: fields.map(rename),
  };
}

function joined(a: HumanProduct, b: HumanProduct): HumanProduct {
  return {
    coefficient: multiplyComplex(a.coefficient, b.coefficient),
    tensors: [...a.tensors, ...b.tensors],
    fields: a.fields.map((indices, slot) => [...indices, ...b.fields[slot]]),
  };
}

/** epsilon_ij H_i H_j of one scalar with no other index is 0. */
function vanishes({ tensors, fields }: Pick<HumanProduct, "tensors" | "fields">, held: readonly Letter[]): boolean {
  return tensors.some(({ symbol, indices }) => {
    if (symbol !== "epsilon" || indices.length !== 2) return false;
    const pair = indices.map((name) => fields.findIndex((own) => own.length === 1 && own[0] === name));
    const [first, second] = pair.map((slot) => held[slot]);
    return first !== undefined && first === second && !first.fermion && first.copies === 1;
  });
}

function flavourOf(slots: readonly number[], letters: readonly Letter[], slot: number): string[] {
  const name = flavourNames(slots, letters)[slot];
  return name === undefined ? [] : [name];
}

/** Conjugates are daggers, or carry a tilde where their indices stay raised; a field strength is F^A with its chirality. */
function fieldTex(theory: Theory, letter: Letter, indices: readonly string[], raised: boolean): string {
  if (raised && letter.conjugate && hasRaisedConjugate(letter)) {
    return `{${texLetterName(theory, letter)}}^{${indices.join(" ")}}`;
  }
  const base = letter.fieldStrength
    ? `${texFieldName(letter.name.replace("+", ""), false)}_{${letter.conjugate ? "R" : "L"}}`
    : (theory.fields[letter.field].latex ?? texFieldName(theory.fields[letter.field].name, letter.fermion));
  const dagger = letter.conjugate && !letter.fieldStrength && !letter.fermion ? "\\dagger\\," : "";
  const up = `${dagger}${indices.join(" ")}`.trim();
  return up === "" ? `{${base}}` : `{${base}}^{${up}}`;
}

/** Two spinors that are contracted as a Dirac bilinear, then the scalars. */
function bilinears(
  { angle, square }: ExplicitOperator["lorentz"][number],
  names: readonly string[],
  held: readonly Letter[],
): string {
  const left = angle.map(([i, j]) => `(\\overline{${names[i]}{}^{c}}P_{L}${names[j]})`);
  const right = square.map(([i, j]) => `(\\overline{${names[i]}}P_{R}${names[j]}{}^{c})`);
  const scalars = names.filter((_, slot) => !held[slot].fermion);
  return [...left, ...right, ...scalars].join("\\,");
}

function withSpinors(
  name: string,
  { derivatives, undotted, dotted }: ReturnType<typeof namedTerms>[number]["factors"][number],
): string {
  const index = (own: { readonly name: string; readonly up: boolean }) => `{}${own.up ? "^" : "_"}{${own.name}}`;
  const acts = derivatives.map((own) => `D${index(own.undotted)}${index(own.dotted)}`);
  const field = `${name}${[...undotted, ...dotted].map(index).join("")}`;
  return acts.length === 0 ? field : `(${[...acts, field].join("\\,")})`;
}

const SYMBOLS: Readonly<Record<HumanTensor["symbol"], string>> = {
  T: "T",
  f: "f",
  d: "d",
  sigma: "\\sigma",
  epsilon: "\\epsilon",
  delta: "\\delta",
};

function tensorTex({ symbol, indices }: HumanTensor): string {
  const [first, ...others] = indices;
  if (symbol === "T" || symbol === "sigma") return `(${SYMBOLS[symbol]}^{${first}})_{${others.join(" ")}}`;
  return `${SYMBOLS[symbol]}^{${indices.join(" ")}}`;
}

/** `- \frac{1}{2}\,x`, `+ i\,x`. */
function signedTex([re, im]: Complex, text: string, first: boolean): string {
  const isImaginary = Math.abs(re) < 1e-12;
  const value = isImaginary ? im : re;
  if (!isImaginary && Math.abs(im) > 1e-12) throw new Error("a coefficient is neither real nor imaginary");
  const size = numberTex(Math.abs(value));
  const factor = [...(size === "1" ? [] : [size]), ...(isImaginary ? ["i"] : [])].join("\\,");
  const sign = value < 0 ? "- " : first ? "" : "+ ";
  return `${sign}${factor === "" ? "" : `${factor}\\,`}${text}`;
}

function numberTex(value: number): string {
  const tex = pythonNumber(value)
    .replaceAll(/cmath\.sqrt\((\d+)\)/g, "\\sqrt{$1}")
    .replaceAll("*", "");
  const [, numerator, denominator] = /^(.*)\/(\d+)\.$/.exec(tex) ?? [];
  return numerator === undefined ? tex : `\\frac{${numerator}}{${denominator}}`;
}
