/** The certificate of a Lagrangian: what was checked, by which engine, for which theory, and with what numbers. */
import { createHash } from "node:crypto";
import { formatRational } from "../../exact/index.ts";
import { generationsText } from "../generationsText.ts";
import type { Theory } from "../theory.ts";
import type { TermVerdict } from "./checkTerms.ts";
import type { TypeCompleteness } from "./completeness.ts";
import { areProved, checksMade } from "./proofs.ts";
import type { Style } from "./proofs.ts";

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
  return {
    engine,
    theory: theory.name,
    theoryHash: theoryHash(theory),
    generations,
    copies: generationsText(theory, generations),
    terms: verdicts.length,
    passed: areProved({ verdicts, completeness, style }),
    checks: checksMade(verdicts, style),
    types: completeness.map(({ type, expected, rank }) => ({ type, expected, rank })),
  };
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
