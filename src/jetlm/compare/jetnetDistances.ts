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
import { describe, distanceFloorOfRows, wasserstein1, type FeatureRows } from "../../stats/index.ts";
import { jetCount, type RelativeJets } from "../features.ts";
import type { Pair } from "./compared.ts";
import { withFloor, type Distance } from "./distances.ts";
import { jetSample, sortedSample, valuesOf, type JetSample } from "./jetSample.ts";
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
    meanDistance(own, real, rng.fork(name));
  return {
    w1m: of("w1m", [generated.mass], [reference.mass]),
    w1p: of("w1p", generated.constituents, reference.constituents),
    w1pEtaRel: of("w1p etaRel", generated.constituents.slice(0, 1), reference.constituents.slice(0, 1)),
    w1pPhiRel: of("w1p phiRel", generated.constituents.slice(1, 2), reference.constituents.slice(1, 2)),
    w1pPtRel: of("w1p ptRel", generated.constituents.slice(2), reference.constituents.slice(2)),
    w1efp: of("w1efp", generated.efp, reference.efp),
  };
}

/** The mean of the distances of several observables. */
function meanDistance(generated: readonly JetSample[], reference: readonly JetSample[], rng: Rng): Distance {
  const batches = Array.from({ length: BATCHES }, (_, k) => {
    const draw = ([{ jetCount }]: readonly JetSample[], own: Rng) => drawRows(jetCount, BATCH_SIZE, own);
    const rows = draw(generated, rng.fork(k).fork("generated"));
    return meanW1(generated, rows, reference, draw(reference, rng.fork(k).fork("reference")));
  });
  const { mean: value, standardDeviation } = describe(batches);
  const floor = distanceFloorOfRows(
    reference[0].jetCount,
    (first, second) => meanW1(reference, first, reference, second),
    { rng: rng.fork("floor"), splits: SPLITS },
  );
  return withFloor({ value, standardError: standardDeviation }, floor);
}

function meanW1(
  first: readonly JetSample[],
  firstRows: Uint32Array,
  second: readonly JetSample[],
  secondRows: Uint32Array,
): number {
  const distances = first.map((sample, k) =>
    wasserstein1(valuesOf(sample, firstRows), valuesOf(second[k], secondRows)),
  );
  return describe(distances).mean;
}

function drawRows(jets: number, count: number, rng: Rng): Uint32Array {
  return Uint32Array.from({ length: count }, () => rng.integer(jets));
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
