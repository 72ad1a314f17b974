/**
 * Why no contraction of some fields is allowed: charges and residues, spins, products of irreps without singlet. Nothing
 * is said of types whose invariants exist and vanish by statistics, equations of motion or total derivatives.
 */
import { irrepName, singlets } from "../../exact/index.ts";
import type { Letter, OperatorType, Theory } from "../theory.ts";
import { slotsOfType, specialUnitaryGroups } from "../theory.ts";
import { brokenCharges } from "./charges.ts";

/** `letters` are those of the theory. Empty where an invariant exists. */
export function quantumNumberReasons(type: OperatorType, theory: Theory, letters: readonly Letter[]): string[] {
  const slots = slotsOfType(type);
  const held = slots.map((letter) => letters[letter]);
  return [
    ...brokenCharges(slots, theory, letters),
    ...spinReasons(held, type.derivatives),
    ...singletReasons(held, theory),
  ];
}

/**
 * A derivative has one spinor index of each side. On each side the indices pair up, those of one field being symmetric:
 * their number is even, and without derivatives no field has more of them than all others together.
 */
function spinReasons(held: readonly Letter[], derivatives: number): string[] {
  const fits = (side: number): boolean => {
    const numbers = held.map(({ twiceHelicity }) => Math.max(0, side * twiceHelicity));
    const sum = numbers.reduce((total, number) => total + number, 0);
    return (sum + derivatives) % 2 === 0 && (derivatives > 0 || 2 * Math.max(0, ...numbers) <= sum);
  };
  if (fits(-1) && fits(1)) return [];
  const count = (twiceHelicity: number) => held.filter((letter) => letter.twiceHelicity === twiceHelicity).length;
  const parts = [
    `${count(-1)} left- and ${count(1)} right-handed spinors`,
    ...(count(-2) + count(2) > 0 ? [`${count(-2)} left- and ${count(2)} right-handed field strengths`] : []),
    ...(derivatives > 0 ? [`${derivatives} derivative${derivatives === 1 ? "" : "s"}`] : []),
  ];
  return [`no Lorentz scalar: ${parts.join(", ")}`];
}

function singletReasons(held: readonly Letter[], theory: Theory): string[] {
  return specialUnitaryGroups(theory).flatMap(({ name, n }, g) => {
    const irreps = held.map((letter) => letter.irreps[g]);
    return singlets(n, irreps) > 0 ? [] : [`no singlet of ${name} in ${irreps.map(irrepName).join(" x ")}`];
  });
}
