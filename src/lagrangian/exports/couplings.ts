/**
 * The names of couplings: `mu2_H`, `y_Q_uc_H`, `lambda_H_1`, and Wilson coefficients `C_L_L_H_H`. The same names stand in
 * all exports, so that a formula in LaTeX and a parameter of a UFO model are the same number.
 */
import type { InvariantTerm } from "../explicit/renormalisable.ts";
import type { ExplicitOperator } from "../explicit/operatorBasis.ts";
import type { Reality } from "../explicit/hermitianBasis.ts";
import type { Letter } from "../theory.ts";
import { identifier } from "./identifier.ts";
import { orientOperators } from "./potentialSigns.ts";
import { texFieldName, texLetterName } from "./texNames.ts";
import type { Theory } from "../theory.ts";

export interface Coupling {
  /** Letters, digits and underscores. */
  readonly name: string;
  readonly latex: string;
  /** The symmetry of its flavour indices in words; empty where there is none. */
  readonly symmetry: string;
}

/** A term with its coupling. */
export interface NamedOperator {
  readonly operator: ExplicitOperator;
  readonly reality: Reality;
  readonly dimension: number;
  readonly coupling: Coupling;
}

/** Terms of a Lagrangian with names, in their order, and with the signs of potentialSigns.ts; terms of one type are numbered. */
export function nameOperators(
  theory: Theory,
  letters: readonly Letter[],
  terms: readonly (Omit<InvariantTerm, "dimension"> & { readonly dimension: number })[],
): NamedOperator[] {
  const stems = terms.map(({ operator, dimension }) => stemOf(theory, letters, operator, dimension));
  const seen = new Map<string, number>();
  return orientOperators(theory, letters, terms).map((term, k) => {
    const { name, latex, key } = stems[k];
    const several = stems.filter((stem) => stem.name === name).length > 1;
    const number = (seen.get(name) ?? 0) + 1;
    seen.set(name, number);
    return {
      ...term,
      coupling: {
        name: several ? `${name}_n${number}` : name,
        latex: `${several ? numberedKey(key, number) : key}_{${latex}}`,
        symmetry: symmetryText(term.operator, letters),
      },
    };
  });
}

/** A second superscript would not be LaTeX: \\mu^{2\\,(1)}. */
function numberedKey(key: string, number: number): string {
  return key.endsWith("}") ? `${key.slice(0, -1)}\\,(${number})}` : `${key}^{(${number})}`;
}

function stemOf(theory: Theory, letters: readonly Letter[], { type, slots }: ExplicitOperator, dimension: number) {
  const held = slots.map((letter) => letters[letter]);
  const words = held.map(({ name }) => identifier(name));
  const derivatives = type.derivatives > 0 ? [`D${type.derivatives}`] : [];
  const { symbol, key } = symbolOf(held, dimension);
  const latex =
    held.map((letter) => plainTex(theory, letter)).join(" ") + (type.derivatives > 0 ? ` D^{${type.derivatives}}` : "");
  return { name: [symbol, ...words, ...derivatives].join("_"), latex, key };
}

/** What such a coupling is usually called. */
function symbolOf(held: readonly Letter[], dimension: number): { symbol: string; key: string } {
  const fermions = held.filter(({ fermion }) => fermion).length;
  if (dimension > 4) return { symbol: "C", key: "C" };
  if (fermions === 2) return dimension === 3 ? { symbol: "M", key: "M" } : { symbol: "y", key: "Y" };
  if (dimension === 2) return { symbol: "mu2", key: "\\mu^{2}" };
  return dimension === 3 ? { symbol: "kappa", key: "\\kappa" } : { symbol: "lambda", key: "\\lambda" };
}

/** The name inside the index of a coupling: conjugates as daggers, whatever their indices. */
function plainTex(theory: Theory, letter: Letter): string {
  if (letter.fieldStrength) return texLetterName(theory, letter);
  const { name, latex } = theory.fields[letter.field];
  const base = latex ?? texFieldName(name, letter.fermion);
  return letter.conjugate ? `${base}^{\\dagger}` : base;
}

const FLAVOUR_NAMES = [..."prstuvwxyz"];

/** The name of the flavour index of each slot; undefined for a letter with one copy. */
export function flavourNames(slots: readonly number[], letters: readonly Letter[]): (string | undefined)[] {
  let used = 0;
  return slots.map((letter) => {
    if (letters[letter].copies === 1) return undefined;
    const name = FLAVOUR_NAMES[used % FLAVOUR_NAMES.length];
    return used++ < FLAVOUR_NAMES.length ? name : `${name}_{${Math.floor((used - 1) / FLAVOUR_NAMES.length)}}`;
  });
}

/** `symmetric in p r`, `of mixed symmetry [2,1] in r s t`. */
function symmetryText({ slots, symmetry }: ExplicitOperator, letters: readonly Letter[]): string {
  const names = flavourNames(slots, letters);
  const notes = symmetry.flatMap(({ letter, partition }) => {
    const own = names.filter((_, slot) => slots[slot] === letter).filter((name) => name !== undefined);
    if (own.length < 2) return [];
    const kind =
      partition.length === 1
        ? "symmetric"
        : partition[0] === 1
          ? "antisymmetric"
          : `of mixed symmetry [${partition.join(",")}]`;
    return [`${kind} in ${own.join(" ")}`];
  });
  return notes.join(", ");
}
