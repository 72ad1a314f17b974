/** The certificate of a Lagrangian: what was checked, by which engine, for which theory, and with what numbers. */
import { createHash } from "node:crypto";
import { formatRational } from "../../exact/index.ts";
import { generationsText } from "../generationsText.ts";
import type { Theory } from "../theory.ts";
import type { DependenceProof, TermVerdict } from "./checkTerms.ts";
import { DRAWS } from "./checkTerms.ts";
import type { TypeCompleteness } from "./completeness.ts";

export interface Certificate {
  /** Name, version and commit of the program. */
  readonly engine: string;
  readonly theory: string;
  /** SHA-256 of groups and fields; the same for the same physics written in the same order. */
  readonly theoryHash: string;
  readonly generations: number;
  /** In words, also where no field leaves the number open. */
  readonly copies: string;
  readonly terms: number;
  readonly passed: boolean;
  /** One line for each check that was made. */
  readonly checks: readonly string[];
  /** N and rank for each type. */
  readonly types: readonly { readonly type: string; readonly expected: number; readonly rank: number }[];
}

/** `basis` and `green`: independent terms, equations of motion removed or kept. `raw`: every contraction. */
export type Style = "basis" | "green" | "raw";

export interface CertificateInput {
  readonly engine: string;
  readonly theory: Theory;
  readonly generations: number;
  readonly verdicts: readonly TermVerdict[];
  readonly completeness: readonly TypeCompleteness[];
  /** `basis` if nothing is said. */
  readonly style?: Style | undefined;
}

export function certificateOf(input: CertificateInput): Certificate {
  const { engine, theory, generations, verdicts, completeness, style = "basis" } = input;
  const isComplete = completeness.every(({ expected, rank }) => rank === expected);
  return {
    engine,
    theory: theory.name,
    theoryHash: theoryHash(theory),
    generations,
    copies: generationsText(theory, generations),
    terms: verdicts.length,
    passed: isComplete && verdicts.every((verdict) => isProved(verdict, style)),
    checks: [
      "every index contracted once, indices of the right kind",
      "charges and residues sum to zero, exactly",
      "SU(N) and both sl(2) of Lorentz: E_i and F_i give the zero tensor, in whole numbers",
      `random group elements: ${DRAWS} draws a factor, relative change at most 1e-9`,
      ...INDEPENDENCE[style],
      ...dependenceChecks(verdicts),
      "kinetic terms and F^2: no change under local transformations, each gauge factor in exact jets",
      "complete: for each type the rank is the number from characters",
    ],
    types: completeness.map(({ type, expected, rank }) => ({ type, expected, rank })),
  };
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

/** Of groups and fields, with charges as reduced fractions; names and descriptions of the theory do not matter. */
export function theoryHash({ groups, fields }: Theory): string {
  const content = {
    groups,
    fields: fields.map(({ name, twiceHelicity, irreps, charges, residues, real, copies }) => ({
      name,
      twiceHelicity,
      irreps,
      charges: charges.map(formatRational),
      residues,
      real,
      copies,
    })),
  };
  return createHash("sha256").update(JSON.stringify(content)).digest("hex");
}
