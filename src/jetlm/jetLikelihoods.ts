/**
 * The likelihood of given jets under a model: of their tokens, in nats, and of the jets as sets of points in
 * (ln pT, etaRel, phiRel), which can be compared between tokenisers (likelihood.ts for a grid, codeResiduals.ts for others).
 */
import { GlueballError } from "../base/index.ts";
import { auc } from "../stats/index.ts";
import type { Execution } from "../tensor/index.ts";
import { logResiduals } from "./codeResiduals.ts";
import type { JetClasses } from "./conditioning.ts";
import type { RelativeJets } from "./features.ts";
import { logSetDensity } from "./likelihood.ts";
import type { JetModel } from "./modelFolder.ts";
import { mixScores, scoreSequences, sequenceTotals } from "./sequenceScores.ts";
import type { SequenceScores } from "./sequenceScores.ts";
import { encodeJets, endId, sequenceAt } from "./tokens.ts";
import type { EncodedJets } from "./tokens.ts";

/** Arrays have one entry a jet. */
export interface JetLikelihoods {
  /** Index of each jet in the store; jets without a constituent in the range of the tokeniser are left out. */
  readonly jets: Int32Array;
  /** Ids that the model predicts, with the end where the jet was not cut. */
  readonly tokens: Int32Array;
  readonly constituents: Int32Array;
  /** ln p of the sequence. */
  readonly logProbabilities: Float64Array;
  /** ln p(sequence | class) for each class of a model with classes; else empty. */
  readonly byClass: readonly Float64Array[];
  /** ln of the symmetric density of the jet's points in (ln pT, etaRel, phiRel). */
  readonly logDensities: Float64Array;
  /** Exact for a grid; a lower bound for a learnt tokeniser. */
  readonly density: "exact" | "lower bound";
  /** By position in the sequence: mean of -ln p of its token, and the number of jets that have it. */
  readonly curve: readonly { readonly nats: number; readonly jets: number }[];
  /** Of a grid: the probability that a pT bin lies above the one before, which no jet has. */
  readonly rising: RisingProbability | undefined;
  readonly counts: EncodedJets["counts"];
  readonly warnings: readonly string[];
}

export interface RisingProbability {
  /** Mean over the tokens of the given jets. */
  readonly perToken: number;
  /** Mean over the jets of the probability that it happens anywhere in a sequence like theirs. */
  readonly perJet: number;
  /** What ln p and ln density of a jet gain, in the mean, where generation rules it out and the rest is as much likelier. */
  readonly natsPerJet: number;
}

/** @throws GlueballError jetlm/no-residuals where a model of a learnt tokeniser lacks the Gaussians of its codes */
export async function jetLikelihoods(
  execution: Execution,
  model: JetModel,
  jets: RelativeJets,
): Promise<JetLikelihoods> {
  const { tokeniser, config, classes } = model;
  const sequences = await encodeJets(execution, tokeniser, jets, config.cap);
  const scores = await scoreSequences(execution, model, sequences);
  const mixed = mixScores(scores, classes?.fractions ?? [1]);
  const logProbabilities = sequenceTotals(mixed);
  const tokens = Int32Array.from(sequences.jets, (_, i) => mixed.offsets[i + 1] - mixed.offsets[i]);
  const constituents = tokens.map((count, i) => {
    return (count - Number(sequenceAt(sequences, i).at(-1) === endId(tokeniser))) / tokeniser.stages;
  });
  return {
    jets: sequences.jets,
    tokens,
    constituents,
    logProbabilities,
    byClass: classes === undefined ? [] : scores.map(sequenceTotals),
    logDensities: await logDensities(execution, model, jets, { sequences, logProbabilities, constituents }),
    density: tokeniser.grid === undefined ? "lower bound" : "exact",
    curve: curveOf(mixed),
    rising: tokeniser.grid === undefined ? undefined : risingOf(mixed),
    counts: sequences.counts,
    warnings: sequences.warnings,
  };
}

interface Scored {
  readonly sequences: EncodedJets;
  readonly logProbabilities: Float64Array;
  readonly constituents: Int32Array;
}

async function logDensities(
  execution: Execution,
  { tokeniser, config, residuals }: JetModel,
  jets: RelativeJets,
  { sequences, logProbabilities, constituents }: Scored,
): Promise<Float64Array> {
  if (tokeniser.grid !== undefined) {
    return logProbabilities.map((value, i) => logSetDensity(tokeniser, sequenceAt(sequences, i), value));
  }
  if (residuals === undefined) {
    throw new GlueballError({
      code: "jetlm/no-residuals",
      what: "the density of a jet needs the spread of the constituents around what their codes decode to",
      found: "a model without it",
      hint: "glueball jetlm train stores it beside the model",
    });
  }
  const spread = await logResiduals(execution, tokeniser, jets, config.cap, residuals);
  return logProbabilities.map((value, i) => value + spread[sequences.jets[i]] - logFactorial(constituents[i]));
}

/** ln N! */
function logFactorial(count: number): number {
  let sum = 0;
  for (let i = 2; i <= count; i++) sum += Math.log(i);
  return sum;
}

function curveOf({ offsets, logProbabilities }: SequenceScores): JetLikelihoods["curve"] {
  const [sums, counts]: number[][] = [[], []];
  for (let i = 0; i + 1 < offsets.length; i++) {
    for (let t = 0; t < offsets[i + 1] - offsets[i]; t++) {
      sums[t] = (sums[t] ?? 0) - logProbabilities[offsets[i] + t];
      counts[t] = (counts[t] ?? 0) + 1;
    }
  }
  return sums.map((sum, t) => ({ nats: sum / counts[t], jets: counts[t] }));
}

function risingOf({ offsets, rising }: SequenceScores): RisingProbability {
  const jets = offsets.length - 1;
  let [perJet, nats] = [0, 0];
  for (let i = 0; i < jets; i++) {
    const logKept = rising.subarray(offsets[i], offsets[i + 1]).reduce((sum, value) => sum + Math.log1p(-value), 0);
    perJet -= Math.expm1(logKept) / jets;
    nats -= logKept / jets;
  }
  return { perToken: rising.reduce((sum, value) => sum + value, 0) / rising.length, perJet, natsPerJet: nats };
}

/** Means over jets, all of them or those that `chosen` gives. */
export interface LikelihoodSummary {
  readonly jets: number;
  readonly natsPerToken: number;
  readonly natsPerJet: number;
  /** -ln of the set density over the number of constituents: comparable between tokenisers. */
  readonly densityNatsPerConstituent: number;
  readonly densityNatsPerJet: number;
}

/** Summary over the entries of a result for which `chosen` holds. */
export function summariseLikelihoods(
  { tokens, constituents, logProbabilities, logDensities }: JetLikelihoods,
  chosen: (entry: number) => boolean = () => true,
): LikelihoodSummary {
  const entries = [...tokens.keys()].filter(chosen);
  const total = (values: Float64Array | Int32Array) => entries.reduce((sum, i) => sum + values[i], 0);
  const [nats, density] = [-total(logProbabilities), -total(logDensities)];
  return {
    jets: entries.length,
    natsPerToken: nats / total(tokens),
    natsPerJet: nats / entries.length,
    densityNatsPerConstituent: density / total(constituents),
    densityNatsPerJet: density / entries.length,
  };
}

/** How well the likelihoods of a model with classes tell them apart, on jets with labels. */
export interface ClassLikelihoods {
  /** By class: nats per token of its own jets, given their class. */
  readonly natsPerToken: readonly number[];
  /** Share of the jets whose label is the most probable class, with the shares of the classes in training. */
  readonly accuracy: number;
  /** Of two classes: AUC of ln p(jet | 1) - ln p(jet | 0), for generated jets that of the best tagger there can be. */
  readonly likelihoodRatioAuc: number | undefined;
}

export function classLikelihoods(
  { jets, tokens, byClass }: JetLikelihoods,
  { fractions }: JetClasses,
  labels: Int32Array,
): ClassLikelihoods {
  const own = jets.map((jet) => labels[jet]);
  const natsPerToken = byClass.map((values, k) => {
    const [nats, count] = own.reduce(
      ([n, c], label, i) => (label === k ? [n - values[i], c + tokens[i]] : [n, c]),
      [0, 0],
    );
    return nats / count;
  });
  const posterior = (i: number) => byClass.map((values, k) => values[i] + Math.log(fractions[k]));
  const right = own.filter((label, i) => {
    const scores = posterior(i);
    return scores.indexOf(Math.max(...scores)) === label;
  });
  const ratios = (label: number) => {
    const entries = [...own.keys()].filter((i) => own[i] === label);
    return Float64Array.from(entries, (i) => byClass[1][i] - byClass[0][i]);
  };
  const [background, signal] = byClass.length === 2 ? [ratios(0), ratios(1)] : [[], []];
  return {
    natsPerToken,
    accuracy: right.length / own.length,
    likelihoodRatioAuc: signal.length > 0 && background.length > 0 ? auc(signal, background) : undefined,
  };
}
