/**
 * Heavy clusters break in two along their axis, with a pair from the vacuum between the halves:
 *
 *   (q1 qbar2) -> (q1 xbar) (x qbar2),   M_i = T_i + (M - T_1 - T_2) r_i,   M_1 + M_2 < M,
 *
 * r uniform, T the lightest pair of hadrons of each half, so that either can decay. Both halves keep the direction of the
 * parent's axis as theirs. A half may break again.
 *
 * With this law hadrons would grow in number like M^0.56, and a cluster of some TeV, between a jet and a beam remnant,
 * would become a thousand. Above 10 GeV a cluster is a string instead (B. Andersson et al., Phys. Rep. 97 (1983) 31), which
 * breaks at the light-cone fractions x+ and x- as seen from its two ends,
 *
 *   M_1^2 = M^2 (1 - x+) x-,   M_2^2 = M^2 x+ (1 - x-),   x+ x- = Gamma / M^2,
 *
 * uniform in the break's rapidity ln(x+/x-) / 2, with P(Gamma) ~ Gamma exp(-Gamma / GeV^2), which is Lund's with a = 1 and
 * b = 1 / GeV^2. The number then grows with ln M: so many hadrons for each unit of rapidity.
 */
import type { Rng } from "../base/index.ts";
import { addCluster, placeOnAxis, setAxis, type ClusterAxis, type Clusters } from "./clusters.ts";
import { constituentMass } from "./constituentChain.ts";
import { hadronPairs } from "./hadronPairs.ts";
import { twoBodyMomentum } from "./phaseSpace.ts";
import { drawVacuum } from "./vacuumPairs.ts";

export interface FissionSettings {
  /** Mass above which clusters of u and d break; others by what their constituents weigh more. */
  readonly maxClusterMass: number;
}

/** What the fission of an event's clusters shares. */
export interface FissionContext {
  readonly settings: FissionSettings;
  readonly axis: ClusterAxis;
  /** Weights of pairs from the vacuum by their class. */
  readonly vacuum: Float64Array;
}

/** Pairs tried before a cluster is left as it is: strange ones and diquarks may be too heavy where u and d are not. */
const TRIES = 40;
/** GeV; clusters of showered events at LEP are rarely heavier. */
const STRING_MASS = 10;

/** Breaks all clusters that are too heavy. */
export function breakClusters(context: FissionContext, clusters: Clusters, rng: Rng): void {
  for (let cluster = 0; cluster < clusters.count; cluster++) {
    while (isHeavy(clusters, cluster, context.settings) && breakCluster(context, clusters, cluster, rng));
  }
}

function isHeavy(clusters: Clusters, cluster: number, { maxClusterMass }: FissionSettings): boolean {
  const constituents = constituentMass(clusters.triplet[cluster]) + constituentMass(clusters.antitriplet[cluster]);
  return clusters.mass[cluster] > maxClusterMass + constituents - 2 * constituentMass(1);
}

/** Breaks one; the second half is a new cluster. False where no pair from the vacuum fits. */
function breakCluster({ axis, vacuum }: FissionContext, clusters: Clusters, cluster: number, rng: Rng): boolean {
  const mass = clusters.mass[cluster];
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const x = drawVacuum(vacuum, rng);
    const lightest1 = hadronPairs(clusters.triplet[cluster], -x).threshold;
    const lightest2 = hadronPairs(x, clusters.antitriplet[cluster]).threshold;
    const halves = mass > STRING_MASS ? breakString(mass, rng) : shareMass(mass, lightest1, lightest2, rng);
    const [mass1, mass2] = halves;
    if (!(mass1 > lightest1 && mass2 > lightest2)) continue;
    const p = twoBodyMomentum(mass, mass1, mass2);
    setAxis(axis, clusters, cluster, rng);
    const second = splitEnds(clusters, cluster, x);
    placeOnAxis(clusters, cluster, axis, p, mass1);
    placeOnAxis(clusters, second, axis, -p, mass2);
    return true;
  }
  return false;
}

/** Gives the antitriplet of a cluster to a new one and puts a pair from the vacuum between them; returns the new one. */
function splitEnds(clusters: Clusters, cluster: number, x: number): number {
  const second = addCluster(clusters);
  const { triplet, antitriplet, tripletEntry, antitripletEntry } = clusters;
  triplet[second] = x;
  antitriplet[second] = antitriplet[cluster];
  tripletEntry[second] = antitripletEntry[second] = antitripletEntry[cluster];
  antitriplet[cluster] = -x;
  antitripletEntry[cluster] = tripletEntry[cluster];
  return second;
}

/** Masses of the pieces of a string; their sum is below the whole's mass, by Schwarz's inequality. */
function breakString(mass: number, rng: Rng): readonly [number, number] {
  const gamma = -Math.log((1 - rng.uniform()) * (1 - rng.uniform()));
  const ratio = gamma / (mass * mass);
  const plus = ratio ** rng.uniform();
  const minus = ratio / plus;
  return [mass * Math.sqrt((1 - plus) * minus), mass * Math.sqrt(plus * (1 - minus))];
}

/** Masses above the lightest of each half, or 0 where not even these fit. */
function shareMass(mass: number, lightest1: number, lightest2: number, rng: Rng): readonly [number, number] {
  const free = mass - lightest1 - lightest2;
  if (!(free > 0)) return [0, 0];
  const [r1, r2] = drawShares(rng);
  return [lightest1 + free * r1, lightest2 + free * r2];
}

/** Two uniform numbers whose sum is below 1. */
function drawShares(rng: Rng): readonly [number, number] {
  const [r1, r2] = [rng.uniform(), rng.uniform()];
  return r1 + r2 < 1 ? [r1, r2] : [1 - r1, 1 - r2];
}
