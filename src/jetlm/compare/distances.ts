/** Distances between two samples of one observable, each with its bootstrap error and its floor. */
import type { Rng } from "../../base/index.ts";
import {
  bootstrapRows,
  distanceFloorOfRows,
  quantiledKlOfDensities,
  quantiledKlOfProbabilities,
  wasserstein1,
  type DistanceFloor,
  type Estimate,
} from "../../stats/index.ts";
import { valuesOf, type JetSample } from "./jetSample.ts";

/** A distance with what is needed to read it. */
export interface Distance {
  readonly value: number;
  /** Bootstrap standard error, where nothing else is said. */
  readonly standardError: number;
  /** Mean of the same distance between random halves of the reference, and its spread over the splits. */
  readonly floor: number;
  readonly floorSpread: number;
}

export interface SampleDistances {
  /** In the unit of the observable. */
  readonly w1: Distance;
  /** Quantiled KL of densities with 30 edges, in nats: variant 1, of OmniJet-alpha. */
  readonly kl: Distance;
  /** Quantiled KL of probabilities in 30 bins, in nats: variant 2, of arXiv 2512.04149; infinite with an empty bin. */
  readonly klProbabilities: Distance;
}

const KL_EDGES = 30;
const KL_BINS = 30;

export interface DistanceOptions {
  readonly rng: Rng;
  /** Default 100. */
  readonly resamples?: number;
  /** Default 10. */
  readonly splits?: number;
}

export function distancesOfSamples(
  generated: JetSample,
  reference: JetSample,
  { rng, resamples = 100, splits = 10 }: DistanceOptions,
): SampleDistances {
  const errors = bootstrapRows(
    [reference.jetCount, generated.jetCount],
    (referenceRows, generatedRows) => {
      const [x, y] = [valuesOf(reference, referenceRows), valuesOf(generated, generatedRows)];
      return { w1: wasserstein1(x, y), kl: klOfDensities(x, y), klProbabilities: klOfProbabilities(x, y) };
    },
    { rng: rng.fork("bootstrap"), resamples },
  );
  const floor = (distance: (first: Float64Array, second: Float64Array) => number) =>
    distanceFloorOfRows(
      reference.jetCount,
      (first, second) => distance(valuesOf(reference, first), valuesOf(reference, second)),
      { rng: rng.fork("floor"), splits },
    );
  return {
    w1: withFloor(errors.w1, floor(wasserstein1)),
    kl: withFloor(errors.kl, floor(klOfDensities)),
    klProbabilities: withFloor(errors.klProbabilities, floor(klOfProbabilities)),
  };
}

export function withFloor(
  { value, standardError }: Pick<Estimate, "value" | "standardError">,
  floor: Pick<DistanceFloor, "value" | "standardDeviation">,
): Distance {
  return { value, standardError, floor: floor.value, floorSpread: floor.standardDeviation };
}

/**
 * Of ascending samples. Where nearly all of the reference has one value (the multiplicity of jets that are cut at a small
 * cap) all edges coincide; what is left is one bin without width, which holds that value only.
 */
function klOfDensities(reference: Float64Array, sample: Float64Array): number {
  const low = reference[Math.floor(0.001 * (reference.length - 1))];
  const high = reference[Math.ceil(0.999 * (reference.length - 1))];
  if (low === high) return sample.includes(low) ? 0 : Infinity;
  return quantiledKlOfDensities(reference, sample, KL_EDGES).value;
}

/** Of ascending samples; a constant reference is one bin that holds everything. */
function klOfProbabilities(reference: Float64Array, sample: Float64Array): number {
  if (reference[0] === reference[reference.length - 1]) return 0;
  return quantiledKlOfProbabilities(reference, sample, KL_BINS).value;
}
