/** The additive quantum numbers of a term: U(1) charges must sum to zero, residues of Z_M to zero modulo M. */
import { formatRational, rational } from "../../exact/index.ts";
import { chargeScale, cyclicGroups, unitaryGroups } from "../theory.ts";
import type { Letter, Theory } from "../theory.ts";

/** `charge Y sums to 1/3`, `residue Z2 sums to 1 modulo 2`; none where all vanish. */
export function brokenCharges(slots: readonly number[], theory: Theory, letters: readonly Letter[]): string[] {
  const held = slots.map((letter) => letters[letter]);
  const charges = unitaryGroups(theory).flatMap(({ name }, k) => {
    const sum = held.reduce((total, letter) => total + letter.charges[k], 0n);
    return sum === 0n ? [] : [`charge ${name} sums to ${formatRational(rational(sum, chargeScale(theory, k)))}`];
  });
  const residues = cyclicGroups(theory).flatMap(({ name, order }, k) => {
    const sum = held.reduce((total, letter) => total + letter.residues[k], 0) % order;
    return sum === 0 ? [] : [`residue ${name} sums to ${sum} modulo ${order}`];
  });
  return [...charges, ...residues];
}
