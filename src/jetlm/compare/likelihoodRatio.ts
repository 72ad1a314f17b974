/**
 * The fundamental limit of tagging generated jets: two class-conditional generators have an exact likelihood ratio, and by
 * Neyman and Pearson no classifier of *their* jets does better than
 *
 *     score(x) = ln p(x | signal) - ln p(x | background).
 *
 * What a trained tagger reaches on the same jets falls short of it by the difference of the areas.
 */
import { GlueballError } from "../../base/index.ts";
import { splitByLabel, taggingPerformance, type BootstrapOptions, type TaggingPerformance } from "../../stats/index.ts";

/** Log-likelihoods [nats] of the same jets under the generators of both classes, in one measure of densities. */
export interface ClassLikelihoods {
  readonly signal: ArrayLike<number>;
  readonly background: ArrayLike<number>;
}

/**
 * How well the exact likelihood ratio tells the jets apart; labels are 1 for signal.
 * @throws GlueballError jetlm/likelihoods-differ-in-length, jetlm/impossible-jet; stats/labels-...
 */
export function likelihoodRatioLimit(
  likelihoods: ClassLikelihoods,
  labels: ArrayLike<number>,
  options: BootstrapOptions,
): TaggingPerformance {
  const { signal, background } = splitByLabel(logLikelihoodRatio(likelihoods), labels);
  return taggingPerformance(signal, background, { ...options, threshold: 0 });
}

/** A jet that one generator cannot make has a score of plus or minus the largest number; one that neither can is an error. */
export function logLikelihoodRatio({ signal, background }: ClassLikelihoods): Float64Array {
  if (signal.length !== background.length) {
    throw new GlueballError({
      code: "jetlm/likelihoods-differ-in-length",
      what: "both generators must judge the same jets",
      found: [signal.length, background.length],
      expected: "one log-likelihood a jet from each",
    });
  }
  return Float64Array.from(signal, (own, jet) => {
    const ratio = own - background[jet];
    if (Number.isNaN(ratio) || own === Infinity || background[jet] === Infinity)
      throw impossible(jet, own, background[jet]);
    return Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, ratio));
  });
}

function impossible(jet: number, signal: number, background: number): GlueballError {
  return new GlueballError({
    code: "jetlm/impossible-jet",
    what: "a jet without a likelihood under either generator",
    place: `jet ${jet}`,
    found: [signal, background],
    expected: "two log-likelihoods, at most one of them -Infinity",
  });
}
