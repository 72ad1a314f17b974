/**
 * Scalars of the broken phase before they mix. A component that keeps a charge or colour is a complex variable, turned such
 * that its colour is 3, 6 or, without colour, its charge positive; a neutral one is x = (a + i b)/sqrt(2) with real a and b, or real from
 * the start.
 */
import type { Complex } from "../../complexNumbers.ts";
import { conjugateComplex } from "../../complexNumbers.ts";
import type { Occurrence } from "../componentTerms.ts";
import type { BrokenBuild } from "./brokenBuild.ts";
import type { ComponentNumbers } from "./componentNumbers.ts";
import type { Product } from "./polynomial.ts";
import { multiplyProducts, sumProducts } from "./polynomial.ts";
import type { Polynomial } from "./polynomial.ts";
import type { FieldProduct } from "./vacuumTerms.ts";

export interface ScalarVariable {
  readonly numbers: ComponentNumbers;
  /** Identifier of the component, with `_r` and `_i` for its parts. */
  readonly label: string;
  readonly real: boolean;
}

/** A variable in a component. */
export interface VariableTerm {
  readonly variable: number;
  readonly anti: boolean;
  readonly factor: Complex;
}

export interface ScalarVariables {
  readonly variables: readonly ScalarVariable[];
  /** By number of the component; empty for spinors. */
  readonly contents: readonly (readonly VariableTerm[])[];
}

export function scalarVariables({ components, numbers }: BrokenBuild): ScalarVariables {
  const variables: ScalarVariable[] = [];
  const contents = components.table.particles.map(({ spin, selfConjugate, name }, particle): VariableTerm[] => {
    const own = numbers[particle];
    const add = (label: string, real: boolean) => variables.push({ numbers: own, label, real }) - 1;
    if (spin !== 0) return [];
    if (selfConjugate) return [{ variable: add(name, true), anti: false, factor: [1, 0] }];
    if (own.key !== own.conjugateKey) {
      return [{ variable: add(name, false), anti: isTurned(own), factor: [1, 0] }];
    }
    const real = add(`${name}_r`, true);
    return [
      { variable: real, anti: false, factor: [Math.SQRT1_2, 0] },
      { variable: add(`${name}_i`, true), anti: false, factor: [0, Math.SQRT1_2] },
    ];
  });
  return { variables, contents };
}

/** Whether the particle is the conjugate of the component. */
function isTurned({ colour, charge, key, conjugateKey }: ComponentNumbers): boolean {
  if (Math.abs(colour) === 3 || Math.abs(colour) === 6) return colour < 0;
  return charge === 0 ? key > conjugateKey : charge < 0;
}

/** Whether a real variable is the imaginary part of its component. */
export function isImaginary({ contents, variables }: ScalarVariables, variable: number): boolean {
  const own = contents[variables[variable].numbers.particle].find((term) => term.variable === variable)!;
  return own.factor[1] !== 0;
}

/** What an occurrence of a component holds. */
export function variableTerms(
  { contents, variables }: ScalarVariables,
  { particle, anti }: Occurrence,
): VariableTerm[] {
  return contents[particle].map((own) => {
    if (!anti) return own;
    return {
      variable: own.variable,
      anti: own.anti !== !variables[own.variable].real,
      factor: conjugateComplex(own.factor),
    };
  });
}

/** M2 in L = - x* M2 y for complex variables and - n M2 n/2 for real ones: key `row column`. */
export function massPolynomials(all: ScalarVariables, products: readonly FieldProduct[]): Map<string, Polynomial> {
  const entries = new Map<string, Product[]>();
  const add = (row: number, column: number, product: Product) => {
    const key = `${row} ${column}`;
    entries.set(key, [...(entries.get(key) ?? []), product]);
  };
  for (const { factors, product } of products) {
    const [first, second] = factors.map((factor) => variableTerms(all, factor));
    for (const a of first) {
      for (const b of second) {
        const own = [a.factor, b.factor, [-1, 0] as const].reduce<Product>(
          (found, factor) => multiplyProducts(found, { factor, names: [] }),
          product,
        );
        if (all.variables[a.variable].real) {
          add(a.variable, b.variable, own);
          add(b.variable, a.variable, own);
        } else if (a.anti) add(a.variable, b.variable, own);
        else add(b.variable, a.variable, own);
      }
    }
  }
  const sums = [...entries].map(([key, own]) => [key, sumProducts(own)] as const);
  return new Map(sums.filter(([, polynomial]) => polynomial.size > 0));
}
