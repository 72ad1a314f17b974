/**
 * How near a written Lagrangian is to the true one, term by term, in the way of BART-L (arXiv 2501.09729), whose formulas
 * are not published; these are ours. Two terms have
 *
 *     S_Obj   = 2 |A and B| / (|A| + |B|)   of their multisets of factors (quantum numbers, dagger, derivative)
 *     S_Contr = the same of their multisets of contraction blocks (IDs replaced by the factors they belong to)
 *     s       = S_Obj (1 + S_Contr) / 2
 *
 * Terms are matched by the assignment with the largest sum of s. With Np written and Nt true terms
 *
 *     P_Length      = min(Np, Nt) / max(Np, Nt), 1 if both are 0
 *     S_Lagrangian  = P_Length (1 / max(Nt, 1)) SUM_matched s
 *     S_Contraction = mean of S_Contr over the matched pairs
 *
 * In compact form the N invariants of a type are N terms, the j-th with the single block "invariant j".
 */
import { bestAssignment } from "./assignment.ts";
import type { ContractionBlock, WordFactor, WordTerm } from "../../words/wordGrammar.ts";
import { fieldListWords } from "../../words/wordGrammar.ts";
import type { FieldList, MatterField } from "../../words/matterFields.ts";
import type { CountedType } from "../lists/typeCounts.ts";

/** A term as two multisets, each sorted. */
export interface ScoredTerm {
  readonly factors: readonly string[];
  readonly contractions: readonly string[];
}

export interface LagrangianScore {
  readonly lagrangian: number;
  /** 1 where nothing was matched because both are empty, 0 where one is. */
  readonly contraction: number;
  readonly length: number;
}

export function scoreTerms(written: readonly ScoredTerm[], truth: readonly ScoredTerm[]): LagrangianScore {
  const [np, nt] = [written.length, truth.length];
  if (np === 0 && nt === 0) return { lagrangian: 1, contraction: 1, length: 1 };
  const length = Math.min(np, nt) / Math.max(np, nt);
  if (length === 0) return { lagrangian: 0, contraction: 0, length };
  const contractions = new Float64Array(np * nt);
  const similarities = new Float64Array(np * nt);
  written.forEach((p, row) => {
    truth.forEach((t, column) => {
      const at = row * nt + column;
      contractions[at] = overlap(p.contractions, t.contractions);
      similarities[at] = (overlap(p.factors, t.factors) * (1 + contractions[at])) / 2;
    });
  });
  let [sum, contraction] = [0, 0];
  bestAssignment(similarities, np, nt).forEach((column, row) => {
    if (column < 0) return;
    sum += similarities[row * nt + column];
    contraction += contractions[row * nt + column];
  });
  return { lagrangian: (length * sum) / nt, contraction: contraction / Math.min(np, nt), length };
}

/** 2 |A and B| / (|A| + |B|) of sorted multisets; 1 if both are empty. */
function overlap(a: readonly string[], b: readonly string[]): number {
  if (a.length + b.length === 0) return 1;
  let [i, j, shared] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) {
      shared++;
      i++;
      j++;
    } else if (a[i] < b[j]) i++;
    else j++;
  }
  return (2 * shared) / (a.length + b.length);
}

/** The invariants of types of a list in canonical order. */
export function termsOfTypes(types: readonly CountedType[], fields: FieldList): ScoredTerm[] {
  const names = fields.flatMap((field) => [fieldName(field), `${fieldName(field)} DAGGER`]);
  return types.flatMap(({ letters, count }) => {
    const factors = letters.map((letter) => names[letter]).sort();
    return Array.from({ length: count }, (_, k) => ({ factors, contractions: [`invariant ${k + 1}`] }));
  });
}

/** A term of the word grammar. An ID that no factor has stands for itself. */
export function termOfWords({ factors, contractions }: WordTerm): ScoredTerm {
  const names = new Map(factors.map((factor) => [factor.id, factorName(factor)]));
  return {
    factors: factors.map(factorName).sort(),
    contractions: contractions.map((block) => blockName(block, names)).sort(),
  };
}

function factorName(factor: WordFactor): string {
  if (factor.kind === "derivative") return "DERIVATIVE";
  if (factor.kind === "fieldStrength") return `FS ${factor.group} ${factor.helicity}`;
  return factor.conjugate ? `${fieldName(factor.field)} DAGGER` : fieldName(factor.field);
}

function fieldName(field: MatterField): string {
  return fieldListWords([field]).slice(1, -1).join(" ");
}

function blockName({ group, ids }: ContractionBlock, names: ReadonlyMap<number, string>): string {
  const owners = ids.map((id) => names.get(id) ?? `ID${id}`).sort();
  return `${group}: ${owners.join(", ")}`;
}
