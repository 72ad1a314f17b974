/**
 * The quantum numbers that electroweak breaking leaves: electric charge, the irreps of all other SU(N), and the charges
 * and residues that the vacuum does not carry. Components mix if all of them agree.
 */
import { formatRational, isZeroRational, negateRational } from "../../exact/index.ts";
import type { Rational } from "../../exact/index.ts";
import type { Letter, Theory } from "../theory.ts";
import { cyclicGroups } from "../theory.ts";
import type { Vacuum } from "./vacuum.ts";

export interface UnbrokenNumbers {
  readonly charge: Rational;
  /** Equal for components that can mix. */
  readonly key: string;
  /** That of the conjugate component. */
  readonly conjugateKey: string;
}

/** Of a component of a letter: one with that electric charge, or the conjugate of it. */
export function unbrokenNumbers(
  theory: Theory,
  vacuum: Vacuum,
  { irreps, charges, residues }: Letter,
  component: { readonly charge: Rational; readonly conjugate: boolean },
): UnbrokenNumbers {
  const held = vacuum.values.map(({ field }) => theory.fields[field]);
  const charge = component.conjugate ? negateRational(component.charge) : component.charge;
  const colours = irreps.filter((_, k) => k !== vacuum.isospin);
  const kept = charges.filter((_, k) => held.every((field) => isZeroRational(field.charges[k])));
  const orders = cyclicGroups(theory).map(({ order }) => order);
  const finite = residues.flatMap((own, k) =>
    held.every((field) => field.residues[k] === 0) ? [{ own, order: orders[k] }] : [],
  );
  const keyOf = (parts: readonly unknown[]) => JSON.stringify(parts);
  return {
    charge,
    key: keyOf([formatRational(charge), colours, kept.map(String), finite.map(({ own }) => own)]),
    conjugateKey: keyOf([
      formatRational(negateRational(charge)),
      colours.map((labels) => labels.toReversed()),
      kept.map((own) => String(-own)),
      finite.map(({ own, order }) => (order - own) % order),
    ]),
  };
}
