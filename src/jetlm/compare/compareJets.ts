/**
 * How well generated jets follow the reference, observable by observable: the Wasserstein-1 distance (also in units of the
 * reference's standard deviation), the quantiled KL divergence in both forms that are in use, and overlaid histograms. A
 * distance between two finite samples is never zero, so beside each stands the floor, the same distance between two
 * disjoint halves of the reference, and a bootstrap error.
 */
import type { Rng } from "../../base/index.ts";
import { describe, histogram, linearEdges, quantiles, type Histogram } from "../../stats/index.ts";
import { jetCount, type RelativeJets } from "../features.ts";
import { distancesOfSamples, type Distance, type SampleDistances } from "./distances.ts";
import { samplesOf, type JetSample } from "./jetSample.ts";
import { OBSERVABLE_NAMES, OBSERVABLES, type Observable, type ObservableName } from "./observables.ts";
import type { Substructure } from "./substructure.ts";

export interface ObservableComparison extends SampleDistances {
  readonly generatedMean: number;
  readonly referenceMean: number;
  /** `w1` over the standard deviation (with N) of the reference. */
  readonly w1OverStd: Distance;
  /** Jets in which the observable has no value. */
  readonly generatedLeftOut: number;
  readonly referenceLeftOut: number;
  /** Counts of both samples with common edges, which cover 99 % of the reference. */
  readonly histograms: { readonly generated: Histogram; readonly reference: Histogram };
}

/** Observables that are sums over the constituents; those of the substructure are compared where they are given. */
export type PlainObservable = Exclude<ObservableName, keyof Substructure>;

export interface JetComparison {
  readonly generatedJets: number;
  readonly referenceJets: number;
  readonly observables: Readonly<
    Record<PlainObservable, ObservableComparison> & Partial<Record<ObservableName, ObservableComparison>>
  >;
}

export interface CompareOptions {
  readonly rng: Rng;
  /** Bootstrap resamples; 100 settle a standard error to 7 %. Default 100. */
  readonly resamples?: number;
  /** Random splits of the reference for the floor; default 10. */
  readonly splits?: number;
  readonly substructure?: { readonly generated: Substructure; readonly reference: Substructure };
}

const FIGURE_BINS = 40;
const FIGURE_QUANTILES = [0.005, 0.995];

/**
 * Compares all observables. Cost: resamples x walking through all constituents; 2 x 1000 jets take some seconds.
 * @throws GlueballError of `stats`, for example when the reference has fewer than 4 jets or a constant observable.
 */
export function compareJets(generated: RelativeJets, reference: RelativeJets, options: CompareOptions): JetComparison {
  const sample = samplesOf(generated, options.substructure?.generated);
  const truth = samplesOf(reference, options.substructure?.reference);
  const comparisons = OBSERVABLE_NAMES.flatMap((name) => {
    const [own, real] = [sample[name], truth[name]];
    if (own === undefined || real === undefined) return [];
    const bins = OBSERVABLES[name].bins;
    return [[name, compareObservable(own, real, bins, { ...options, rng: options.rng.fork(name) })] as const];
  });
  return {
    generatedJets: jetCount(generated),
    referenceJets: jetCount(reference),
    observables: Object.fromEntries(comparisons) as JetComparison["observables"],
  };
}

function compareObservable(
  generated: JetSample,
  reference: JetSample,
  bins: Observable["bins"],
  options: CompareOptions,
): ObservableComparison {
  const truth = describe(reference.values, "reference");
  const distances = distancesOfSamples(generated, reference, options);
  const edges = figureEdges(reference.values, bins);
  return {
    generatedMean: describe(generated.values, "generated").mean,
    referenceMean: truth.mean,
    ...distances,
    w1OverStd: inUnitsOf(distances.w1, truth.standardDeviation),
    generatedLeftOut: generated.leftOut,
    referenceLeftOut: reference.leftOut,
    histograms: { generated: histogram(generated.values, edges), reference: histogram(reference.values, edges) },
  };
}

/** A distance of 0 is 0 in every unit, also in that of a constant reference. */
function inUnitsOf({ value, standardError, floor, floorSpread }: Distance, unit: number): Distance {
  const over = (own: number) => (own === 0 ? 0 : own / unit);
  return { value: over(value), standardError: over(standardError), floor: over(floor), floorSpread: over(floorSpread) };
}

/** Edges over the central 99 % of the reference; bins of an integer observable hold equally many integers. */
function figureEdges(reference: Float64Array, bins: Observable["bins"]): Float64Array {
  const [low, high] = quantiles(reference, FIGURE_QUANTILES);
  if (low === high) return linearEdges(low - 0.5, high + 0.5, FIGURE_BINS); // one value: tau32 of jets of three particles
  if (bins === "linear") return linearEdges(low, high, FIGURE_BINS);
  if (bins === "logarithmic") return linearEdges(Math.log(low), Math.log(high), FIGURE_BINS).map(Math.exp);
  const [first, last] = [Math.floor(low), Math.ceil(high)];
  const step = Math.ceil((last - first + 1) / FIGURE_BINS);
  const count = Math.ceil((last - first + 1) / step);
  return linearEdges(first - 0.5, first - 0.5 + count * step, count);
}
