/**
 * Clusters with a c or b quark give away a heavy hadron first, and what is left is a light cluster. The hadron takes the
 * share z of the heavy quark's light-cone momentum E + p along the axis, z from Peterson's function:
 *
 *   P+ = z (E_Q + p_Q),   P- = m_H^2 / P+,   M_rest^2 = (M - P+)(M - P-),
 *
 * tried again where the rest is below the lightest pair of hadrons of its flavours. A cluster that is too light for all of
 * this decays to two hadrons as others do.
 */
import type { Rng } from "../base/index.ts";
import { choose } from "./choose.ts";
import { addAlong, type DecayContext } from "./clusterDecay.ts";
import { placeOnAxis, setAxis, type Clusters } from "./clusters.ts";
import { constituentMass } from "./constituentChain.ts";
import { hadronPairs, hadronsOf, type HadronChoice } from "./hadronPairs.ts";
import { drawPeterson } from "./peterson.ts";
import { twoBodyMomentum } from "./phaseSpace.ts";
import { drawVacuum } from "./vacuumPairs.ts";

export interface HeavySettings {
  /** Peterson's epsilon for c and for b. */
  readonly petersonCharm: number;
  readonly petersonBottom: number;
}

const CHARM = 4;
const BOTTOM = 5;
/** Draws of z and flavour before a cluster is left to the two-body decay. */
const TRIES = 20;

/** Takes the heavy hadrons out of a cluster, which keeps the rest. */
export function giveHeavyHadrons(
  context: DecayContext,
  clusters: Clusters,
  cluster: number,
  heavy: HeavySettings,
  rng: Rng,
): void {
  while (giveOne(context, clusters, cluster, heavy, rng));
}

/** 1 where the triplet is the heavier c or b of a cluster, -1 where the antitriplet is, 0 where there is none. */
function heavySide(clusters: Clusters, cluster: number): number {
  const triplet = heaviness(clusters.triplet[cluster]);
  const antitriplet = heaviness(clusters.antitriplet[cluster]);
  return triplet === 0 && antitriplet === 0 ? 0 : triplet >= antitriplet ? 1 : -1;
}

const heaviness = (code: number): number =>
  Math.abs(code) === CHARM || Math.abs(code) === BOTTOM ? Math.abs(code) : 0;

/** A heavy quark in its cluster. */
interface HeavyQuark {
  readonly code: number;
  /** The other end of the cluster. */
  readonly other: number;
  /** As in `heavySide`. */
  readonly side: number;
  readonly clusterMass: number;
  /** E + p in the cluster's rest frame. */
  readonly plus: number;
  readonly epsilon: number;
}

function heavyQuarkOf(clusters: Clusters, cluster: number, heavy: HeavySettings): HeavyQuark | undefined {
  const side = heavySide(clusters, cluster);
  if (side === 0) return undefined;
  const ends = [clusters.triplet[cluster], clusters.antitriplet[cluster]] as const;
  const [code, other] = side > 0 ? ends : [ends[1], ends[0]];
  const clusterMass = clusters.mass[cluster];
  const mass = constituentMass(code);
  const p = twoBodyMomentum(clusterMass, mass, constituentMass(other));
  const plus = Math.sqrt(p * p + mass * mass) + p;
  const epsilon = Math.abs(code) === BOTTOM ? heavy.petersonBottom : heavy.petersonCharm;
  return { code, other, side, clusterMass, plus, epsilon };
}

function giveOne(context: DecayContext, clusters: Clusters, cluster: number, heavy: HeavySettings, rng: Rng): boolean {
  const quark = heavyQuarkOf(clusters, cluster, heavy);
  if (quark === undefined) return false;
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const emission = tryEmission(context, quark, rng);
    if (emission === undefined) continue;
    setAxis(context.axis, clusters, cluster, rng);
    const mother = (quark.side > 0 ? clusters.tripletEntry : clusters.antitripletEntry)[cluster];
    const along = quark.side * emission.along;
    addAlong(context, { pdgId: emission.hadron.pdgId, mass: emission.hadron.mass, mother }, along);
    if (quark.side > 0) clusters.triplet[cluster] = emission.vacuum;
    else clusters.antitriplet[cluster] = -emission.vacuum;
    placeOnAxis(clusters, cluster, context.axis, -along, emission.rest);
    return true;
  }
  return false;
}

interface HeavyEmission {
  readonly hadron: HadronChoice;
  /** Triplet of the pair from the vacuum. */
  readonly vacuum: number;
  /** The hadron's momentum to the heavy quark's side. */
  readonly along: number;
  /** Mass of the rest. */
  readonly rest: number;
}

function tryEmission(context: DecayContext, quark: HeavyQuark, rng: Rng): HeavyEmission | undefined {
  const { code, other, side, clusterMass } = quark;
  const vacuum = drawVacuum(context.vacuum, rng);
  const choices = side > 0 ? hadronsOf(code, -vacuum) : hadronsOf(vacuum, code);
  const hadron = drawHadron(choices, context.settings.vector, rng);
  if (hadron === undefined) return undefined;
  const plus = drawPeterson(quark.epsilon, rng) * quark.plus;
  const minus = (hadron.mass * hadron.mass) / plus;
  const rest = Math.sqrt(Math.max(0, clusterMass - plus) * Math.max(0, clusterMass - minus));
  const pairs = side > 0 ? hadronPairs(vacuum, other) : hadronPairs(other, -vacuum);
  return rest > pairs.threshold ? { hadron, vacuum, along: (plus - minus) / 2, rest } : undefined;
}

/** One of several hadrons by their spin states; none of none. */
function drawHadron(choices: readonly HadronChoice[], vector: number, rng: Rng): HadronChoice | undefined {
  return choices[
    choose(
      rng,
      choices.map(({ states, isExcited }) => states * (isExcited ? vector : 1)),
    )
  ];
}
