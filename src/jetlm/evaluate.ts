/**
 * How well generated jets follow the reference: for each observable the Wasserstein-1 distance (also in units of the
 * reference's standard deviation), the quantiled KL divergence of densities (variant 1 of OmniJet-alpha) and overlaid
 * histograms. A distance between two finite samples is never zero, so beside each stands the floor, the same distance
 * between two disjoint halves of the reference, and a bootstrap error.
 *
 * The unit that is split and resampled is the jet, also for observables of constituents: those of one jet are not
 * independent, and resampling them one by one would make the errors too small.
 */
import type { Rng } from "../base/index.ts";
import { fromPtEtaPhiMassColumns, jetKinematics } from "../kinematics/index.ts";
import {
  bootstrapRows,
  describe,
  distanceFloorOfRows,
  histogram,
  linearEdges,
  quantiledKlOfDensities,
  quantiles,
  takeRows,
  wasserstein1,
  type Estimate,
  type Histogram,
} from "../stats/index.ts";
import { jetCount, type RelativeJets } from "./features.ts";

export interface JetObservables {
  /** Of the sum of the massless constituents. */
  readonly mass: Float64Array;
  /** Of the sum of the constituents, in GeV as they stand; compare samples of one kind of axis only. */
  readonly pt: Float64Array;
  readonly multiplicity: Float64Array;
}

/** One value a jet. @throws GlueballError `kinematics/no-constituents` for a jet without constituents. */
export function jetObservables(jets: RelativeJets): JetObservables {
  const { offsets, pt, etaRel, phiRel } = jets;
  const { px, py, pz, energy } = fromPtEtaPhiMassColumns(pt, etaRel, phiRel, new Float64Array(pt.length));
  const column = () => new Float64Array(jetCount(jets));
  const out = { mass: column(), pt: column(), multiplicity: column() };
  for (let jet = 0; jet < jetCount(jets); jet++) {
    const sum = jetKinematics({ px, py, pz, energy }, offsets[jet], offsets[jet + 1]);
    out.mass[jet] = sum.mass;
    out.pt[jet] = sum.pt;
    out.multiplicity[jet] = offsets[jet + 1] - offsets[jet];
  }
  return out;
}

/** How an observable is named and drawn. */
export interface Observable {
  /** With the markup of figure labels. */
  readonly label: string;
  readonly unit?: string;
  readonly bins: "linear" | "logarithmic" | "integer";
}

export const OBSERVABLES = {
  mass: { label: "jet mass", unit: "GeV", bins: "linear" },
  pt: { label: "jet $p_T$", unit: "GeV", bins: "linear" },
  multiplicity: { label: "constituents", bins: "integer" },
  constituentPt: { label: "constituent $p_T$", unit: "GeV", bins: "logarithmic" },
  etaRel: { label: "constituent $\\eta_{rel}$", bins: "linear" },
  phiRel: { label: "constituent $\\phi_{rel}$", bins: "linear" },
} as const satisfies Record<string, Observable>;
export type ObservableName = keyof typeof OBSERVABLES;

/** A distance with what is needed to read it. */
export interface Distance {
  readonly value: number;
  /** Bootstrap standard error. */
  readonly standardError: number;
  /** Mean of the same distance between random halves of the reference, and its spread over the splits. */
  readonly floor: number;
  readonly floorSpread: number;
}

export interface ObservableComparison {
  readonly generatedMean: number;
  readonly referenceMean: number;
  /** In the unit of the observable. */
  readonly w1: Distance;
  /** `w1` over the standard deviation (with N) of the reference. */
  readonly w1OverStd: Distance;
  /** Quantiled KL of densities with 30 edges, in nats. */
  readonly kl: Distance;
  /** Counts of both samples with common edges, which cover 99 % of the reference. */
  readonly histograms: { readonly generated: Histogram; readonly reference: Histogram };
}

export interface JetComparison {
  readonly generatedJets: number;
  readonly referenceJets: number;
  readonly observables: Readonly<Record<ObservableName, ObservableComparison>>;
}

export interface CompareOptions {
  readonly rng: Rng;
  /** Bootstrap resamples; 100 settle a standard error to 7 %. Default 100. */
  readonly resamples?: number;
  /** Random splits of the reference for the floor; default 10. */
  readonly splits?: number;
}

const KL_EDGES = 30;
const FIGURE_BINS = 40;
const FIGURE_QUANTILES = [0.005, 0.995];

/**
 * Compares all observables. Cost: resamples x sorting of all constituents; 2 x 1000 jets take some seconds.
 * @throws GlueballError of `stats`, for example when the reference has fewer than 4 jets or a constant observable.
 */
export function compareJets(generated: RelativeJets, reference: RelativeJets, options: CompareOptions): JetComparison {
  const [sample, truth] = [samplesOf(generated), samplesOf(reference)];
  const names = Object.keys(OBSERVABLES) as ObservableName[];
  const comparisons = names.map((name) => {
    const own = { ...options, rng: options.rng.fork(name) };
    return [name, compareObservable(sample[name], truth[name], OBSERVABLES[name].bins, own)] as const;
  });
  return {
    generatedJets: jetCount(generated),
    referenceJets: jetCount(reference),
    observables: Object.fromEntries(comparisons) as Record<ObservableName, ObservableComparison>,
  };
}

/** The values of an observable in ascending order, each with the jet it belongs to. */
interface JetSample {
  readonly values: Float64Array;
  readonly jets: Uint32Array;
  readonly jetCount: number;
}

function samplesOf(jets: RelativeJets): Record<ObservableName, JetSample> {
  const { mass, pt, multiplicity } = jetObservables(jets);
  const count = jetCount(jets);
  const oneEach = Uint32Array.from({ length: count }, (_, jet) => jet);
  const owners = new Uint32Array(jets.pt.length);
  for (let jet = 0; jet < count; jet++) owners.fill(jet, jets.offsets[jet], jets.offsets[jet + 1]);
  return {
    mass: sortedSample(mass, oneEach, count),
    pt: sortedSample(pt, oneEach, count),
    multiplicity: sortedSample(multiplicity, oneEach, count),
    constituentPt: sortedSample(jets.pt, owners, count),
    etaRel: sortedSample(jets.etaRel, owners, count),
    phiRel: sortedSample(jets.phiRel, owners, count),
  };
}

function sortedSample(values: Float64Array, owners: Uint32Array, count: number): JetSample {
  const order = Uint32Array.from(values.keys()).sort((i, j) => values[i] - values[j]);
  return { values: takeRows(values, order), jets: order.map((i) => owners[i]), jetCount: count };
}

/**
 * All values of the jets `rows` (a jet may occur several times), ascending because the sample is: the sorting inside
 * each distance, which is most of the cost of a resample, then meets sorted data.
 */
function valuesOf({ values, jets, jetCount }: JetSample, rows: Uint32Array): Float64Array {
  const timesDrawn = new Uint32Array(jetCount);
  for (const row of rows) timesDrawn[row]++;
  let count = 0;
  for (const jet of jets) count += timesDrawn[jet];
  const taken = new Float64Array(count);
  let at = 0;
  for (let i = 0; i < values.length; i++) for (let k = timesDrawn[jets[i]]; k > 0; k--) taken[at++] = values[i];
  return taken;
}

function compareObservable(
  generated: JetSample,
  reference: JetSample,
  bins: Observable["bins"],
  { rng, resamples = 100, splits = 10 }: CompareOptions,
): ObservableComparison {
  const truth = describe(reference.values, "reference");
  const errors = bootstrapRows(
    [reference.jetCount, generated.jetCount],
    (referenceRows, generatedRows) => {
      const [x, y] = [valuesOf(reference, referenceRows), valuesOf(generated, generatedRows)];
      return { w1: wasserstein1(x, y), kl: klOfSorted(x, y) };
    },
    { rng: rng.fork("bootstrap"), resamples },
  );
  const floor = (distance: (first: Float64Array, second: Float64Array) => number) =>
    distanceFloorOfRows(
      reference.jetCount,
      (first, second) => distance(valuesOf(reference, first), valuesOf(reference, second)),
      { rng: rng.fork("floor"), splits },
    );
  const w1 = distanceOf(errors.w1, floor(wasserstein1));
  const edges = figureEdges(reference.values, bins);
  return {
    generatedMean: describe(generated.values, "generated").mean,
    referenceMean: truth.mean,
    w1,
    w1OverStd: inUnitsOf(w1, truth.standardDeviation),
    kl: distanceOf(errors.kl, floor(klOfSorted)),
    histograms: { generated: histogram(generated.values, edges), reference: histogram(reference.values, edges) },
  };
}

/**
 * The quantiled KL of ascending samples. Where nearly all of the reference has one value (the multiplicity of jets that
 * are cut at a small cap) all edges coincide; what is left is one bin without width, which holds that value only.
 */
function klOfSorted(reference: Float64Array, sample: Float64Array): number {
  const low = reference[Math.floor(0.001 * (reference.length - 1))];
  const high = reference[Math.ceil(0.999 * (reference.length - 1))];
  if (low === high) return sample.includes(low) ? 0 : Infinity;
  return quantiledKlOfDensities(reference, sample, KL_EDGES).value;
}

function distanceOf(
  { value, standardError }: Estimate,
  floor: { readonly value: number; readonly standardDeviation: number },
): Distance {
  return { value, standardError, floor: floor.value, floorSpread: floor.standardDeviation };
}

/** A distance of 0 is 0 in every unit, also in that of a constant reference. */
function inUnitsOf({ value, standardError, floor, floorSpread }: Distance, unit: number): Distance {
  const over = (own: number) => (own === 0 ? 0 : own / unit);
  return { value: over(value), standardError: over(standardError), floor: over(floor), floorSpread: over(floorSpread) };
}

/** Edges over the central 99 % of the reference; bins of an integer observable hold equally many integers. */
function figureEdges(reference: Float64Array, bins: Observable["bins"]): Float64Array {
  const [low, high] = quantiles(reference, FIGURE_QUANTILES);
  if (bins === "linear") return linearEdges(low, high, FIGURE_BINS);
  if (bins === "logarithmic") return linearEdges(Math.log(low), Math.log(high), FIGURE_BINS).map(Math.exp);
  const [first, last] = [Math.floor(low), Math.ceil(high)];
  const step = Math.ceil((last - first + 1) / FIGURE_BINS);
  const count = Math.ceil((last - first + 1) / step);
  return linearEdges(first - 0.5, first - 0.5 + count * step, count);
}
