/**
 * The terms of a Lagrangian with the vacuum value in some places: H0 = (v + h + i G)/sqrt(2), so that each place counts as
 * v/sqrt(2) and the places that are left hold fields.
 */
import type { Complex } from "../../complexNumbers.ts";
import { multiplyComplex } from "../../complexNumbers.ts";
import type { Occurrence } from "../componentTerms.ts";
import type { VertexTerm } from "../vertexTable.ts";
import type { Product } from "./polynomial.ts";
import { namesOf } from "./polynomial.ts";

export interface VacuumTerm {
  /** Places of the term that are left, in their order. */
  readonly kept: readonly number[];
  readonly factors: readonly Occurrence[];
  readonly product: Product;
  readonly term: VertexTerm;
}

/** Every choice of places for the vacuum value. `vacuum` is the component that has it. */
export function vacuumTerms(term: VertexTerm, vacuum: number): VacuumTerm[] {
  const places = term.particles.map((_, k) => k);
  const open = term.lorentz.kind === "momenta" ? [] : places.filter((k) => term.particles[k].particle === vacuum);
  const subsets = open.reduce<number[][]>((found, place) => [...found, ...found.map((own) => [...own, place])], [[]]);
  return subsets.map((replaced) => {
    const kept = places.filter((k) => !replaced.includes(k));
    const number: Complex = multiplyComplex(term.coefficient, [Math.SQRT1_2 ** replaced.length, 0]);
    return {
      kept,
      factors: kept.map((k) => term.particles[k]),
      product: { factor: number, names: [...namesOf(term.parameter), ...replaced.map(() => "vev")] },
      term,
    };
  });
}

/** A product of fields without derivatives with its coefficient. */
export interface FieldProduct {
  readonly factors: readonly Occurrence[];
  readonly product: Product;
}

/** Terms of the potential with that many fields left. */
export function scalarProducts(terms: readonly VertexTerm[], vacuum: number, fields: 1 | 2): FieldProduct[] {
  return productsWhere(terms, vacuum, fields, ({ kind }) => kind === "scalars");
}

/** Products of two left-handed spinors. */
export function spinorProducts(terms: readonly VertexTerm[], vacuum: number): FieldProduct[] {
  return productsWhere(terms, vacuum, 2, (lorentz) => lorentz.kind === "yukawa" && lorentz.left);
}

/** Colour leaves one number of a pair. */
function productsWhere(
  terms: readonly VertexTerm[],
  vacuum: number,
  fields: number,
  isWanted: (lorentz: VertexTerm["lorentz"]) => boolean,
): FieldProduct[] {
  return terms
    .filter(({ lorentz }) => isWanted(lorentz))
    .flatMap((term) => vacuumTerms(term, vacuum))
    .filter(({ kept }) => kept.length === fields)
    .map(({ factors, product, term }) => ({
      factors,
      product: { ...product, factor: multiplyComplex(product.factor, term.colour.factor) },
    }));
}
