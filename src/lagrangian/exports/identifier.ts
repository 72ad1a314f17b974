/** Names of fields as Python and Mathematica take them. */

/** A name that programs accept: `H+` becomes `Hd` (dagger). */
export function identifier(name: string): string {
  const plain = name.replace(/\+$/, "d").replaceAll(/[^A-Za-z0-9]/g, "x");
  return /^[0-9]/.test(plain) ? `x${plain}` : plain;
}
