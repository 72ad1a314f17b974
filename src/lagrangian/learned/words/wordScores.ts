/**
 * The metrics of metrics.ts for Lagrangians in words. S_Lagrangian, S_Contraction, P_Length and the strict accuracy
 * (S_Lagrangian 1, nothing unreadable, end written) compare with all terms of the style that the network was trained on,
 * kinetic ones included. What is said of types compares interactions and masses only, so that styles can be compared with
 * each other and with the compact form: a type is a multiset of factors, written if one term of it is.
 *
 * A term of the style `irreps` counts as its invariants, the j-th with the block "invariant j". In the redundant style
 * found invariants are the rank of the found terms: terms minus the relations among them.
 */
import { modularEchelon } from "../../../exact/index.ts";
import { conjugateField } from "../../words/matterFields.ts";
import type { FieldList, MatterField } from "../../words/matterFields.ts";
import { lagrangianWords } from "../../words/wordGrammar.ts";
import type { WordTerm } from "../../words/wordGrammar.ts";
import { validity } from "../measures/validity.ts";
import type { ListScore } from "../measures/metrics.ts";
import type { WordType } from "./rawWords.ts";
import { scoreTerms, termOfWords } from "../measures/termScores.ts";
import type { ScoredTerm } from "../measures/termScores.ts";
import { readTargetWords, termsOfWordTypes } from "./wordTargets.ts";
import type { WrittenTerm } from "./wordTargets.ts";

export interface WordListScore extends ListScore {
  /** Stretches between plus signs that are no term of the grammar. */
  readonly unreadable: number;
  /** Whether the set of types is the true one, whatever their contractions and numbers. */
  readonly typesExact: number;
}

/** A type that was written, or a true one. */
interface NamedType {
  readonly letters: readonly MatterField[];
  /** Terms, or the numbers before them. */
  terms: number;
}

/** What the words are worth for a list whose Lagrangian is `truth`, in the same style. */
export function scoreWords(fields: FieldList, words: readonly string[], truth: readonly WordType[]): WordListScore {
  const { terms, unreadable, complete } = readTargetWords(words);
  const scored = terms.flatMap(scoredTerms);
  const nothing = Array.from({ length: unreadable }, () => NO_TERM);
  const score = scoreTerms([...scored, ...nothing], termsOfWordTypes(truth).flatMap(scoredTerms));
  const own = truth.filter(({ terms: [first] }) => isInteraction(first));
  const [written, known] = [namedTypes(terms), namedTypes(termsOfWordTypes(own))];
  const hits = [...written].filter(([name]) => known.has(name)).map(([name, type]) => ({ ...type, name }));
  const trilinear = (types: Iterable<NamedType>) => [...types].filter(({ letters }) => letters.length === 3).length;
  const clean = unreadable === 0 && complete;
  const sameTypes = hits.length === known.size && hits.length === written.size;
  return {
    fields: fields.length,
    exact: clean && score.lagrangian > 1 - 1e-12 ? 1 : 0,
    ...score,
    truth: known.size,
    written: written.size + unreadable,
    hits: hits.length,
    trilinearTruth: trilinear(known.values()),
    trilinearHits: trilinear(hits),
    ...invariantsFound(own, scored),
    ...validity(
      fields,
      [...written.values()].map(({ letters }) => letters),
    ),
    valid: hits.filter(({ name, terms: count }) => count <= known.get(name)!.terms).length,
    repeated: terms.length - new Set(terms.map(({ term }) => lagrangianWords([term]).join(" "))).size,
    complete: complete ? 1 : 0,
    unreadable,
    typesExact: clean && sameTypes ? 1 : 0,
  };
}

const NO_TERM: ScoredTerm = { factors: [], contractions: [] };

function scoredTerms({ term, invariants }: WrittenTerm): ScoredTerm[] {
  const whole = termOfWords(term);
  if (invariants === undefined) return [whole];
  return Array.from({ length: invariants }, (_, j) => ({ ...whole, contractions: [`invariant ${j + 1}`] }));
}

function keyOf({ factors, contractions }: ScoredTerm): string {
  return `${factors.join(", ")} | ${contractions.join(", ")}`;
}

function isInteraction({ factors }: WordTerm): boolean {
  return factors.every(({ kind }) => kind === "field");
}

/** Interactions by the names of their factors. */
function namedTypes(terms: readonly WrittenTerm[]): Map<string, NamedType> {
  const types = new Map<string, NamedType>();
  for (const { term, invariants = 1 } of terms) {
    if (!isInteraction(term)) continue;
    const name = termOfWords(term).factors.join(", ");
    const type = types.get(name) ?? { letters: lettersOf(term), terms: 0 };
    type.terms += invariants;
    types.set(name, type);
  }
  return types;
}

function lettersOf({ factors }: WordTerm): MatterField[] {
  return factors.flatMap((factor) => {
    if (factor.kind !== "field") return [];
    return [factor.conjugate ? conjugateField(factor.field) : factor.field];
  });
}

function invariantsFound(truth: readonly WordType[], written: readonly ScoredTerm[]) {
  const left = new Map<string, number>();
  for (const term of written) left.set(keyOf(term), (left.get(keyOf(term)) ?? 0) + 1);
  let [invariants, foundInvariants] = [0, 0];
  for (const type of truth) {
    const found = termsOfWordTypes([type])
      .flatMap(scoredTerms)
      .map((term) => {
        const count = left.get(keyOf(term)) ?? 0;
        if (count > 0) left.set(keyOf(term), count - 1);
        return count > 0;
      });
    invariants += found.length - type.relations.length;
    foundInvariants += found.filter(Boolean).length - relationsAmong(found, type.relations);
  }
  return { invariants, foundInvariants };
}

/** Dimension of the relations that the found terms alone satisfy. */
function relationsAmong(found: readonly boolean[], relations: WordType["relations"]): number {
  const missing = found.flatMap((has, t) => (has ? [] : [t]));
  if (relations.length === 0 || missing.length === 0) return relations.length;
  const rows = relations.map((relation) => missing.map((t) => relation[t]));
  return relations.length - modularEchelon(rows, missing.length).pivotColumns.length;
}
