/**
 * Errors of a fitted scaling law, by refits to imitated losses. The grid of models is designed and small, and resampling
 * its points would now and then leave too few different sizes to fit an exponent. So the points stay, and each replica
 * is the fitted law plus normal noise at every point (the parametric bootstrap; Efron and Tibshirani, "An introduction to
 * the bootstrap", 1993, section 6.5).
 *
 * How large the noise is, n losses and k parameters tell by s^2 = RSS / (n - k) only, so each replica has a size of its
 * own, s^2 (n - k) / chi^2 with n - k degrees of freedom. In a linear fit this gives the intervals of Student's t, which
 * matter here: with one degree of freedom they are six times those of the normal distribution.
 *
 * That takes the law as right and the noise as equal everywhere; a law that does not fit shows in its residuals and in the
 * extrapolation error, not here. Replica r draws from `rng.fork(r)`.
 */
import type { Rng } from "../base/index.ts";
import type { BootstrapOptions, Estimate } from "./bootstrap.ts";
import { estimate, resolveOptions } from "./bootstrap.ts";
import { quantileOfSorted } from "./quantile.ts";
import { fitLaw, placeOf, residualsOf, takePoints } from "./scalingLaw.ts";
import type { LawFit, ScalingLaw, ScalingPoints } from "./scalingLaw.ts";

export interface LawErrors {
  readonly fit: LawFit;
  /** Each parameter with error and interval. */
  readonly parameters: Readonly<Record<string, Estimate>>;
  /** Parameters of each replica, in the law's order. */
  readonly replicas: readonly Float64Array[];
}

/** Refits `resamples` replicas (1000 by default). Cost: that many refits, 1 ms each for a joint law. */
export function bootstrapLaw(fit: LawFit, options: BootstrapOptions): LawErrors {
  const settings = { resamples: 1000, ...options };
  const { resamples } = resolveOptions(settings);
  const { law, points, values } = fit;
  const count = points.loss.length;
  const freedom = count - law.parameters.length;
  const residuals = residualsOf(law, points, values);
  const fitted = points.loss.map((loss, i) => loss - residuals[i]);
  const refit = law.fitter(points.variables);
  const replicas = Array.from({ length: resamples }, (_, r) => {
    const rng = settings.rng.fork(r);
    const size = Math.sqrt(fit.residualSum / chiSquare(freedom, rng));
    return refit(
      fitted.map((value) => value + size * rng.normal()),
      values,
    );
  });
  const parameters = law.parameters.map((name, k) => {
    const list = Float64Array.from(replicas, (replica) => replica[k]);
    return [name, estimate(values[k], list, settings)] as const;
  });
  return { fit, parameters: Object.fromEntries(parameters), replicas };
}

/** A draw from the chi-square distribution: a sum of squares of normal numbers. */
function chiSquare(freedom: number, rng: Rng): number {
  let sum = 0;
  for (let k = 0; k < freedom; k++) sum += rng.normal() ** 2;
  return sum;
}

/** The fitted law with the central `level` of the replicas at each of these places. */
export function lawBand({ fit, replicas }: LawErrors, variables: readonly Float64Array[], level = 0.95) {
  const { law, values } = fit;
  const places = Array.from(variables[0], (_, i) => placeOf(variables, i));
  const tail = (1 - level) / 2;
  const ends = (probability: number) =>
    Float64Array.from(places, (place) =>
      quantileOfSorted(Float64Array.from(replicas, (replica) => law.predict(replica, place)).sort(), probability),
    );
  return {
    value: Float64Array.from(places, (place) => law.predict(values, place)),
    low: ends(tail),
    high: ends(1 - tail),
  };
}

export interface Extrapolation {
  /** Of the points that were not held out. */
  readonly fit: LawFit;
  /** Predicted and observed loss of each point that was held out. */
  readonly predicted: Float64Array;
  readonly observed: Float64Array;
  /** Mean of |predicted - observed| / observed. */
  readonly relativeError: number;
}

/** Fits without the points `held` (indices) and predicts them. @throws GlueballError as `fitLaw` */
export function extrapolate(law: ScalingLaw, points: ScalingPoints, held: readonly number[]): Extrapolation {
  const kept = [...points.loss.keys()].filter((point) => !held.includes(point));
  const fit = fitLaw(law, takePoints(points, kept));
  const largest = takePoints(points, held);
  const predicted = largest.loss.map((_, i) => law.predict(fit.values, placeOf(largest.variables, i)));
  const errors = predicted.map((value, i) => Math.abs(value / largest.loss[i] - 1));
  const relativeError = errors.reduce((sum, error) => sum + error, 0) / errors.length;
  return { fit, predicted, observed: largest.loss, relativeError };
}
