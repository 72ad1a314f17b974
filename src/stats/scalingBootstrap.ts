/**
 * Errors of a fitted scaling law. The grid of models is designed and small, and resampling its points would now and
 * then leave too few different sizes to fit an exponent. So the points stay and the residuals are drawn with
 * replacement (Efron and Tibshirani, "An introduction to the bootstrap", 1993, section 9.5): each replica is the fitted
 * law plus residuals, centred and made larger by sqrt(n / (n - k)), since k parameters took their share of them.
 *
 * That takes the law as right and the residuals as exchangeable; a law that does not fit shows in its residuals and in
 * the extrapolation error, not here. Replica r draws from `rng.fork(r)`.
 */
import type { BootstrapOptions, Estimate } from "./bootstrap.ts";
import { estimate, resolveOptions } from "./bootstrap.ts";
import { quantile } from "./quantile.ts";
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
  const residuals = inflatedResiduals(fit);
  const fitted = points.loss.map((loss, i) => loss - residualsOf(law, points, values)[i]);
  const refit = law.fitter(points.variables);
  const replicas = Array.from({ length: resamples }, (_, r) => {
    const rng = settings.rng.fork(r);
    return refit(
      fitted.map((value) => value + residuals[rng.integer(count)]),
      values,
    );
  });
  const parameters = law.parameters.map((name, k) => {
    const list = Float64Array.from(replicas, (replica) => replica[k]);
    return [name, estimate(values[k], list, settings)] as const;
  });
  return { fit, parameters: Object.fromEntries(parameters), replicas };
}

function inflatedResiduals({ law, points, values }: LawFit): Float64Array {
  const residuals = residualsOf(law, points, values);
  const mean = residuals.reduce((sum, residual) => sum + residual, 0) / residuals.length;
  const factor = Math.sqrt(residuals.length / (residuals.length - law.parameters.length));
  return residuals.map((residual) => factor * (residual - mean));
}

/** The fitted law with the central `level` of the replicas at each of these places. */
export function lawBand({ fit, replicas }: LawErrors, variables: readonly Float64Array[], level = 0.95) {
  const { law, values } = fit;
  const places = Array.from(variables[0], (_, i) => placeOf(variables, i));
  const tail = (1 - level) / 2;
  const ends = (probability: number) =>
    Float64Array.from(places, (place) =>
      quantile(
        Float64Array.from(replicas, (replica) => law.predict(replica, place)),
        probability,
      ),
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
