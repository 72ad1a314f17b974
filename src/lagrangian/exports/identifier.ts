/** Names of fields as Python and Mathematica take them. */

/** A name that programs accept: `H+` becomes `Hd` (dagger). */
export function identifier(name: string): string {
  const plain = name.replace(/\+$/, "d").replaceAll(/[^A-Za-z0-9]/g, "x");
  return /^[0-9]/.test(plain) ? `x${plain}` : plain;
}

/** Symbols of Mathematica that look like names of fields. */
export const MATHEMATICA_SYMBOLS: ReadonlySet<string> = new Set(
  "C D E I K N O Pi Re Im Min Max Beta Gamma Zeta Log Sin Cos Tan Exp Sum".split(" "),
);
