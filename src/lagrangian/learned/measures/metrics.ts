/**
 * The metrics of a written Lagrangian, our definitions (the paper's formulas are not available). Of each list:
 *
 *     exact         the written types and numbers are the true ones
 *     S_Lagrangian, S_Contraction, P_Length   termScores.ts
 *
 * and, over all lists together, with numbers of types:
 *
 *     precision     right types among written ones; recall: found among true ones; F1 of both
 *     trilinear     recall of types of three letters, Yukawa couplings among them
 *     completeness  SUM min(written number, N) / SUM N
 *     valid         written types with an invariant, their number at most N; and the shares that each group by itself allows:
 *                   Lorentz (even numbers of spinors of each helicity, dimension at most 4), SU(3), SU(2), U(1)
 *
 * A share of nothing is 1: a list without trilinear types misses none. The share of exact lists has the interval of
 * Wilson, the others that of the bootstrap over lists, unless all lists agree on 0 or 1 (src/stats/shareInterval.ts).
 */
import type { Rng } from "../../../base/index.ts";
import { bootstrapRows, orShare, shareEstimate } from "../../../stats/index.ts";
import type { Estimate } from "../../../stats/index.ts";
import type { ReadTypes } from "../compact/compactTarget.ts";
import { lettersOfList } from "../../words/matterFields.ts";
import type { FieldList } from "../../words/matterFields.ts";
import { scoreTerms, termsOfTypes } from "./termScores.ts";
import { validity } from "./validity.ts";
import type { CountedType } from "../lists/typeCounts.ts";

/** What one list adds to the metrics. */
export interface ListScore {
  readonly fields: number;
  readonly exact: number;
  readonly lagrangian: number;
  readonly contraction: number;
  readonly length: number;
  /** Types: true ones, written ones and stretches that are no type, those that are both true and written. */
  readonly truth: number;
  readonly written: number;
  readonly hits: number;
  readonly trilinearTruth: number;
  readonly trilinearHits: number;
  /** Invariants: true ones, and found ones. */
  readonly invariants: number;
  readonly foundInvariants: number;
  /** Written types that hold in one group, and in all. */
  readonly lorentz: number;
  readonly su3: number;
  readonly su2: number;
  readonly u1: number;
  readonly valid: number;
  /** Written twice, and whether the end was written. */
  readonly repeated: number;
  readonly complete: number;
}

/** `fields` in canonical order; `truth` are all their types. */
export function scoreList(fields: FieldList, written: ReadTypes, truth: readonly CountedType[]): ListScore {
  const letters = lettersOfList(fields);
  const numbers = new Map(truth.map((type) => [type.letters.join(" "), type.count]));
  const trueNumber = (type: CountedType) => numbers.get(type.letters.join(" ")) ?? 0;
  const hits = written.types.filter((type) => trueNumber(type) > 0);
  const trilinear = (types: readonly CountedType[]) => types.filter((type) => type.letters.length === 3).length;
  const same = hits.length === truth.length && hits.every((type) => type.count === trueNumber(type));
  const clean = written.unreadable === 0 && written.repeated === 0 && written.complete;
  return {
    fields: fields.length,
    exact: same && written.types.length === truth.length && clean ? 1 : 0,
    ...scoreTerms(termsOfTypes(written.types, fields), termsOfTypes(truth, fields)),
    truth: truth.length,
    written: written.types.length + written.unreadable,
    hits: hits.length,
    trilinearTruth: trilinear(truth),
    trilinearHits: trilinear(hits),
    invariants: truth.reduce((sum, { count }) => sum + count, 0),
    foundInvariants: hits.reduce((sum, type) => sum + Math.min(type.count, trueNumber(type)), 0),
    ...validity(
      fields,
      written.types.map((type) => type.letters.map((letter) => letters[letter])),
    ),
    valid: written.types.filter((type) => type.count <= trueNumber(type)).length,
    repeated: written.repeated,
    complete: written.complete ? 1 : 0,
  };
}

export const METRICS = [
  "exact",
  "lagrangian",
  "contraction",
  "length",
  "precision",
  "recall",
  "f1",
  "trilinearRecall",
  "completeness",
  "valid",
  "lorentz",
  "su3",
  "su2",
  "u1",
] as const;
export type Metric = (typeof METRICS)[number];

/** All metrics of a sample of lists. */
export function metricValues(scores: readonly ListScore[]): Readonly<Record<Metric, number>> {
  return metricsOf(Uint32Array.from(scores.keys()), scores);
}

/** The same with intervals. */
export function summariseScores(scores: readonly ListScore[], rng: Rng): Readonly<Record<Metric, Estimate>> {
  const estimates = bootstrapRows([scores.length], (rows) => metricsOf(rows, scores), { rng });
  const exact = shareEstimate(
    scores.reduce((sum, score) => sum + score.exact, 0),
    scores.length,
  );
  const others = METRICS.map((metric) => [
    metric,
    orShare(estimates[metric], scores.filter(COUNTED_IN[metric]).length),
  ]);
  return { ...(Object.fromEntries(others) as Record<Metric, Estimate>), exact };
}

const always = () => true;
const whereWritten = ({ written }: ListScore) => written > 0;

/** Lists that say something of each metric. */
const COUNTED_IN: Readonly<Record<Metric, (score: ListScore) => boolean>> = {
  exact: always,
  lagrangian: always,
  contraction: always,
  length: always,
  precision: whereWritten,
  recall: ({ truth }) => truth > 0,
  f1: ({ truth, written }) => truth + written > 0,
  trilinearRecall: ({ trilinearTruth }) => trilinearTruth > 0,
  completeness: ({ invariants }) => invariants > 0,
  valid: whereWritten,
  lorentz: whereWritten,
  su3: whereWritten,
  su2: whereWritten,
  u1: whereWritten,
};

function metricsOf(rows: Uint32Array, scores: readonly ListScore[]): Record<Metric, number> {
  const sum = (name: keyof ListScore) => rows.reduce((total, row) => total + scores[row][name], 0);
  const mean = (name: keyof ListScore) => share(sum(name), rows.length);
  const [truth, written, hits] = [sum("truth"), sum("written"), sum("hits")];
  const ofWritten = (name: keyof ListScore) => share(sum(name), written);
  return {
    exact: mean("exact"),
    lagrangian: mean("lagrangian"),
    contraction: mean("contraction"),
    length: mean("length"),
    precision: share(hits, written),
    recall: share(hits, truth),
    f1: share(2 * hits, written + truth),
    trilinearRecall: share(sum("trilinearHits"), sum("trilinearTruth")),
    completeness: share(sum("foundInvariants"), sum("invariants")),
    valid: ofWritten("valid"),
    lorentz: ofWritten("lorentz"),
    su3: ofWritten("su3"),
    su2: ofWritten("su2"),
    u1: ofWritten("u1"),
  };
}

function share(part: number, whole: number): number {
  return whole === 0 ? 1 : part / whole;
}
