/** What is proved of a set of terms, and by which checks; the certificate says it, and so does the page. */
import type { DependenceProof, TermVerdict } from "./checkTerms.ts";
import { DRAWS } from "./checkTerms.ts";
import type { TypeCompleteness } from "./completeness.ts";

/** `basis` and `green`: independent terms, equations of motion removed or kept. `raw`: every contraction. */
export type Style = "basis" | "green" | "raw";

interface Proofs {
  readonly verdicts: readonly TermVerdict[];
  readonly completeness: readonly TypeCompleteness[];
  readonly style: Style;
}

/** Whether every term is what its style asks for, and none is missing. */
export function areProved({ verdicts, completeness, style }: Proofs): boolean {
  const isComplete = completeness.every(({ expected, rank }) => rank === expected);
  return isComplete && verdicts.every((verdict) => isProved(verdict, style));
}

/** One line for each check that was made. */
export function checksMade(verdicts: readonly TermVerdict[], style: Style): string[] {
  return [
    "every index contracted once, indices of the right kind",
    "charges and residues sum to zero, exactly",
    "SU(N) and both sl(2) of Lorentz: E_i and F_i give the zero tensor, in whole numbers",
    `random group elements: ${DRAWS} draws a factor, relative change at most 1e-9`,
    ...INDEPENDENCE[style],
    ...dependenceChecks(verdicts),
    "kinetic terms and F^2: no change under local transformations, each gauge factor in exact jets",
    "complete: for each type the rank is the number from characters",
  ];
}

/** How it is known of redundant terms that they are; nothing where there are none. */
function dependenceChecks(verdicts: readonly TermVerdict[]): string[] {
  const count = (wanted: DependenceProof) => verdicts.filter(({ proof }) => proof === wanted).length;
  const [exact, modular] = [count("rational"), count("two primes")];
  if (exact + modular === 0) return [];
  return [
    `${exact + modular} terms vanish or depend on others: ${exact} over the rational numbers, ${modular} at random points ` +
      "modulo two primes",
  ];
}

const INDEPENDENCE: Readonly<Record<Style, readonly string[]>> = {
  basis: [
    "no term vanishes or depends on others up to equations of motion and total derivatives: ranks modulo two primes",
  ],
  green: [
    "every term has operators that those before it do not have, up to total derivatives: ranks modulo two primes",
  ],
  raw: [],
};

/** A contraction of the Green's basis stands for its new flavour components only, a raw one may depend on others. */
function isProved({ valid, invariant, fresh }: TermVerdict, style: Style): boolean {
  if (style === "basis") return valid;
  return invariant && (style === "raw" || fresh > 0);
}
