/**
 * The Wasserstein distances by which JetNet's generators are compared (Kansal et al., arXiv 2106.11535), with its code's
 * conventions: W1M of the jet mass over the jet pT; W1P of etarel, phirel and ptrel = pT / pT of the jet of all constituents;
 * W1EFP of the five connected energy flow polynomials of 4 vertices and 4 edges. Each is the mean over five batches of
 * 50,000 jets drawn with replacement, its error their (population) standard deviation.
 *
 * That error does not know how many jets there are: with 2000 jets the batches repeat them 25 times. The floor does.
 */
import type { Rng } from "../../base/index.ts";
import { connectedMultigraphs, multigraphName, multigraphsUpTo } from "../../jets/index.ts";
import { describe, wasserstein1, type FeatureRows } from "../../stats/index.ts";
import { jetCount, type RelativeJets } from "../features.ts";
import type { Pair } from "./compared.ts";
import { withFloor, type Distance } from "./distances.ts";
import { jetSample, sortedSample, type JetSample } from "./jetSample.ts";
import { jetObservables } from "./observables.ts";

export interface JetnetDistances {
  readonly w1m: Distance;
  /** Mean of the three. */
  readonly w1p: Distance;
  readonly w1pEtaRel: Distance;
  readonly w1pPhiRel: Distance;
  readonly w1pPtRel: Distance;
  /** Mean of the five. */
  readonly w1efp: Distance;
}

const BATCHES = 5;
const BATCH_SIZE = 50_000;
const SPLITS = 4;

/** Places of the five polynomials among all of at most 4 edges. */
const PRIME = new Set(
  connectedMultigraphs(4)
    .filter(({ vertices }) => vertices === 4)
    .map(multigraphName),
);
export const W1EFP_GRAPHS: readonly number[] = multigraphsUpTo(4).flatMap((graph, place) =>
  PRIME.has(multigraphName(graph)) ? [place] : [],
);

export function jetnetDistances(
  jets: Pair<RelativeJets>,
  energyFlow: Pair<FeatureRows>,
  { rng }: { readonly rng: Rng },
): JetnetDistances {
  const [generated, reference] = (["generated", "reference"] as const).map((name) => ({
    ...relativeSamples(jets[name]),
    efp: W1EFP_GRAPHS.map((place) => jetSample(columnOf(energyFlow[name], place))),
  }));
  const of = (name: string, own: readonly JetSample[], real: readonly JetSample[]) =>
    batchedDistances(own, real, rng.fork(name));
  const [w1m] = of("w1m", [generated.mass], [reference.mass]).each;
  const constituents = of("w1p", generated.constituents, reference.constituents);
  const [w1pEtaRel, w1pPhiRel, w1pPtRel] = constituents.each;
  const w1efp = of("w1efp", generated.efp, reference.efp).mean;
  return { w1m, w1p: constituents.mean, w1pEtaRel, w1pPhiRel, w1pPtRel, w1efp };
}

/** The distance of each of several observables of the same jets, and the mean of these. */
function batchedDistances(generated: readonly JetSample[], reference: readonly JetSample[], rng: Rng) {
  const batches = Array.from({ length: BATCHES }, (_, k) => {
    const draw = ([{ jetCount }]: readonly JetSample[], own: Rng) => drawTimes(jetCount, BATCH_SIZE, own);
    const times = draw(generated, rng.fork(k).fork("generated"));
    return w1Each(generated, times, reference, draw(reference, rng.fork(k).fork("reference")));
  });
  const halves = Array.from({ length: SPLITS }, (_, k) => {
    const [first, second] = halvedTimes(reference[0].jetCount, rng.fork("floor").fork(k));
    return w1Each(reference, first, reference, second);
  });
  const distance = (of: (distances: readonly number[]) => number): Distance => {
    const [value, floor] = [describe(batches.map(of)), describe(halves.map(of))];
    return withFloor({ value: value.mean, standardError: value.standardDeviation }, { ...floor, value: floor.mean });
  };
  return {
    each: generated.map((_, k) => distance((distances) => distances[k])),
    mean: distance((distances) => describe(distances).mean),
  };
}

function w1Each(
  first: readonly JetSample[],
  firstTimes: Float64Array,
  second: readonly JetSample[],
  secondTimes: Float64Array,
): number[] {
  const weights = ({ jets }: JetSample, times: Float64Array) => Float64Array.from(jets, (jet) => times[jet]);
  return first.map((sample, k) =>
    wasserstein1(sample.values, second[k].values, weights(sample, firstTimes), weights(second[k], secondTimes)),
  );
}

/** How often each jet is drawn. */
function drawTimes(jets: number, count: number, rng: Rng): Float64Array {
  const times = new Float64Array(jets);
  for (let k = 0; k < count; k++) times[rng.integer(jets)]++;
  return times;
}

/** Each of two random halves of the jets once; of an odd number one jet is left out. */
function halvedTimes(jets: number, rng: Rng): [first: Float64Array, second: Float64Array] {
  const order = rng.shuffle(Uint32Array.from({ length: jets }, (_, jet) => jet));
  const half = Math.floor(jets / 2);
  const [first, second] = [new Float64Array(jets), new Float64Array(jets)];
  for (let k = 0; k < half; k++) [first[order[k]], second[order[half + k]]] = [1, 1];
  return [first, second];
}

/** Masses in units of the jet's pT, and etarel, phirel, ptrel of the constituents. */
function relativeSamples(jets: RelativeJets) {
  const { offsets, pt, etaRel, phiRel } = jets;
  const { mass, pt: jetPt } = jetObservables(jets);
  const owners = new Uint32Array(pt.length);
  for (let jet = 0; jet < jetCount(jets); jet++) owners.fill(jet, offsets[jet], offsets[jet + 1]);
  const ptRel = pt.map((value, i) => value / jetPt[owners[i]]);
  return {
    mass: jetSample(mass.map((value, jet) => value / jetPt[jet])),
    constituents: [etaRel, phiRel, ptRel].map((column) => sortedSample(column, owners, jetCount(jets))),
  };
}

function columnOf({ values, width }: FeatureRows, place: number): Float64Array {
  return Float64Array.from({ length: values.length / width }, (_, row) => values[row * width + place]);
}
