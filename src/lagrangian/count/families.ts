/** Families of types: those with the same numbers of F_L, psi, phi, psi+, F_R and derivatives. */
import type { Letter, OperatorType } from "../theory.ts";

/** The symbols by twice the helicity, in the order in which a family is written. */
const SYMBOLS = [
  [-2, "FL"],
  [-1, "psi"],
  [0, "phi"],
  [1, "psi+"],
  [2, "FR"],
] as const;

/** `psi^2 phi^2 D`, `FL phi^2 FR D^2`. */
export function familyName({ powers, derivatives }: OperatorType, letters: readonly Letter[]): string {
  const words = SYMBOLS.map(([twiceHelicity, symbol]) => {
    const fields = powers.filter(({ letter }) => letters[letter].twiceHelicity === twiceHelicity);
    return powerText(
      symbol,
      fields.reduce((sum, { power }) => sum + power, 0),
    );
  });
  return [...words, powerText("D", derivatives)].filter((word) => word !== "").join(" ");
}

function powerText(symbol: string, power: number): string {
  return power === 0 ? "" : power === 1 ? symbol : `${symbol}^${power}`;
}
