/**
 * Electric charge in every term, component by component: all products of components that an operator without
 * derivatives really holds, with the sum of their charges. No selection rule is used on the way.
 */
import { addRationals, isZeroRational, negateRational, ZERO } from "../../exact/index.ts";
import type { NamedOperator } from "../exports/couplings.ts";
import { slicesAlong } from "../verify/invariance.ts";
import { componentProducts } from "./componentProducts.ts";
import type { BrokenTheory } from "./vacuumProducts.ts";

export interface ChargeCheck {
  /** Products of components that do not vanish. */
  readonly products: number;
  /** Couplings of operators with a product whose charges do not add up to 0. */
  readonly violating: readonly string[];
}

export function checkCharges(broken: BrokenTheory, operators: readonly NamedOperator[]): ChargeCheck {
  const checks = operators.map((operator) => checkOperator(broken, operator));
  return {
    products: checks.reduce((sum, { products }) => sum + products, 0),
    violating: operators.filter((_, k) => checks[k].violated).map(({ coupling }) => coupling.name),
  };
}

function checkOperator(
  { letters, vacuum, components, byLetter }: BrokenTheory,
  { operator: { slots, lorentz, gauge, vector } }: NamedOperator,
): { products: number; violated: boolean } {
  const sizes = [lorentz.length, ...gauge.map(({ length }) => length)];
  const lengths = slots.map((letter) => letters[letter].irreps[vacuum.isospin][0]);
  const tensors = slots.map((letter) => byLetter[letter].map(({ tensor }) => tensor));
  // The other factors are labels: each of their structures has its own combination of isospin structures.
  const products = slicesAlong(vector, sizes, vacuum.isospin + 1).flatMap((weights) =>
    componentProducts(2, gauge[vacuum.isospin], weights, tensors, lengths),
  );
  const violated = products.some(({ choices }) => {
    const charges = choices.map((choice, slot) => {
      const { component, conjugate } = byLetter[slots[slot]][choice];
      const { charge } = components[component];
      return conjugate ? negateRational(charge) : charge;
    });
    return !isZeroRational(charges.reduce(addRationals, ZERO));
  });
  return { products: products.length, violated };
}
