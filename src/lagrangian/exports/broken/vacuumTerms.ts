/**
 * The terms of a Lagrangian with vacuum values in some places: H0 = (v + h + i G)/sqrt(2), so that each place counts as
 * v/sqrt(2), or v where the component is real, and the places that are left hold fields.
 */
import { multiplyComplex } from "../../complexNumbers.ts";
import type { Occurrence } from "../componentTerms.ts";
import type { VertexTerm } from "../vertexTable.ts";
import type { Product } from "./polynomial.ts";
import { multiplyProducts, namesOf } from "./polynomial.ts";

export interface VacuumTerm {
  /** Places of the term that are left, in their order. */
  readonly kept: readonly number[];
  readonly factors: readonly Occurrence[];
  readonly product: Product;
  readonly term: VertexTerm;
}

/** What components have in the vacuum: v/sqrt(2) with the name of v. */
export type VacuumValues = ReadonlyMap<number, Product>;

/** Every choice of places for vacuum values. */
export function vacuumTerms(term: VertexTerm, vacuum: VacuumValues): VacuumTerm[] {
  const places = term.particles.map((_, k) => k);
  const open = term.lorentz.kind === "momenta" ? [] : places.filter((k) => vacuum.has(term.particles[k].particle));
  const subsets = open.reduce<number[][]>((found, place) => [...found, ...found.map((own) => [...own, place])], [[]]);
  return subsets.map((replaced) => {
    const kept = places.filter((k) => !replaced.includes(k));
    const values = replaced.map((k) => vacuum.get(term.particles[k].particle)!);
    const start: Product = { factor: term.coefficient, names: namesOf(term.parameter) };
    return {
      kept,
      factors: kept.map((k) => term.particles[k]),
      product: values.reduce(multiplyProducts, start),
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
export function scalarProducts(terms: readonly VertexTerm[], vacuum: VacuumValues, fields: 1 | 2): FieldProduct[] {
  return productsWhere(terms, vacuum, fields, ({ kind }) => kind === "scalars");
}

/** Products of two left-handed spinors. */
export function spinorProducts(terms: readonly VertexTerm[], vacuum: VacuumValues): FieldProduct[] {
  return productsWhere(terms, vacuum, 2, (lorentz) => lorentz.kind === "yukawa" && lorentz.left);
}

/** Colour leaves one number of a pair. */
function productsWhere(
  terms: readonly VertexTerm[],
  vacuum: VacuumValues,
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
