/**
 * From a colour chain to clusters. Each gluon, massive now, decays isotropically to a quark and an antiquark; the quark is
 * joined with the next parton along the colour flow and the antiquark with the one before:
 *
 *   q [g -> qbar' q'] [g -> qbar'' q''] qbar   gives   (q qbar') (q' qbar'') (q'' qbar).
 *
 * A cluster below the lightest pair of hadrons of its flavours merges with the neighbour with which it is lighter, which
 * undoes the splitting between them. One that has no neighbour is left to `lendMomentum`.
 */
import type { Rng } from "../base/index.ts";
import { addCluster, massTogether, type Clusters } from "./clusters.ts";
import { constituentMass, type ConstituentChain } from "./constituentChain.ts";
import { hadronPairs } from "./hadronPairs.ts";
import { drawDirection, twoBodyMomentum } from "./phaseSpace.ts";
import { createFrame, massAt, outOfRestFrame, setFrame, type Frame } from "./restFrame.ts";
import { drawQuark } from "./vacuumPairs.ts";

const GLUON = 21;

/** A quark flavour of which a gluon of this mass can make a pair. */
function drawPairOf(gluonMass: number, strange: number, rng: Rng): number {
  return drawQuark(gluonMass > 2 * constituentMass(3) ? strange : 0, rng);
}

/** Adds the clusters of a chain, merged where they must be, in the order of the colour flow; returns how many merged. `strange` is the weight of s quarks. */
export function formClusters(clusters: Clusters, chain: ConstituentChain, strange: number, rng: Rng): number {
  const first = clusters.count;
  if (!chain.fits) {
    addWhole(clusters, chain, rng);
    return 0;
  }
  const split = splitGluons(chain, strange, rng);
  const pairs = chain.isRing ? chain.count : chain.count - 1;
  for (let n = 0; n < pairs; n++) joinEnds(clusters, chain, split, n);
  return mergeLight(clusters, first, chain.isRing);
}

/** The ends of each parton: its quark side, towards the next parton, and its antiquark side, towards the one before. */
interface SplitChain {
  readonly quark: Int32Array;
  readonly antiquark: Int32Array;
  readonly quarkMomentum: Float64Array;
  readonly antiquarkMomentum: Float64Array;
}

function splitGluons(chain: ConstituentChain, strange: number, rng: Rng): SplitChain {
  const { pdgId, momentum, mass, count } = chain;
  const quark = pdgId.slice(0, count);
  const antiquark = pdgId.slice(0, count);
  const quarkMomentum = momentum.slice(0, 4 * count);
  const antiquarkMomentum = momentum.slice(0, 4 * count);
  const frame = createFrame();
  for (let n = 0; n < count; n++) {
    if (pdgId[n] !== GLUON) continue;
    quark[n] = drawPairOf(mass[n], strange, rng);
    antiquark[n] = -quark[n];
    setFrame(frame, momentum, 4 * n, mass[n]);
    decayToQuarks(quarkMomentum, 4 * n, frame, constituentMass(quark[n]), rng);
    for (let i = 4 * n; i < 4 * n + 4; i++) antiquarkMomentum[i] = momentum[i] - quarkMomentum[i];
  }
  return { quark, antiquark, quarkMomentum, antiquarkMomentum };
}

/** Writes the momentum of one of two equal masses from an isotropic decay of what moves with the frame. */
function decayToQuarks(out: Float64Array, at: number, frame: Frame, mass: number, rng: Rng): void {
  const p = twoBodyMomentum(frame[4], mass, mass);
  drawDirection(out, at, rng);
  for (let i = at; i < at + 3; i++) out[i] *= p;
  out[at + 3] = frame[4] / 2;
  outOfRestFrame(out, at, frame);
}

/** Adds the cluster of parton n's quark and the next parton's antiquark. */
function joinEnds(clusters: Clusters, chain: ConstituentChain, split: SplitChain, n: number): void {
  const next = (n + 1) % chain.count;
  const cluster = addCluster(clusters);
  clusters.triplet[cluster] = split.quark[n];
  clusters.antitriplet[cluster] = split.antiquark[next];
  clusters.tripletEntry[cluster] = chain.entry[n];
  clusters.antitripletEntry[cluster] = chain.entry[next];
  for (let axis = 0; axis < 4; axis++) {
    const quark = split.quarkMomentum[4 * n + axis];
    clusters.reference[4 * cluster + axis] = quark;
    clusters.momentum[4 * cluster + axis] = quark + split.antiquarkMomentum[4 * next + axis];
  }
  clusters.mass[cluster] = massAt(clusters.momentum, 4 * cluster);
}

/** One cluster of a whole chain that is too light for its constituents. */
function addWhole(clusters: Clusters, chain: ConstituentChain, rng: Rng): void {
  const last = chain.count - 1;
  const flavour = drawQuark(0, rng);
  const cluster = addCluster(clusters);
  clusters.triplet[cluster] = chain.isRing ? flavour : chain.pdgId[0];
  clusters.antitriplet[cluster] = chain.isRing ? -flavour : chain.pdgId[last];
  clusters.tripletEntry[cluster] = chain.entry[0];
  clusters.antitripletEntry[cluster] = chain.entry[last];
  for (let axis = 0; axis < 4; axis++) {
    clusters.reference[4 * cluster + axis] = chain.momentum[axis];
    let sum = 0;
    for (let n = 0; n < chain.count; n++) sum += chain.momentum[4 * n + axis];
    clusters.momentum[4 * cluster + axis] = sum;
  }
  clusters.mass[cluster] = massAt(clusters.momentum, 4 * cluster);
}

/** Whether a cluster cannot become two hadrons. */
export function isLight(clusters: Clusters, cluster: number): boolean {
  return clusters.mass[cluster] <= hadronPairs(clusters.triplet[cluster], clusters.antitriplet[cluster]).threshold;
}

/** Merges light clusters from `first` on until each can decay or only one is left. */
function mergeLight(clusters: Clusters, first: number, isRing: boolean): number {
  let merged = 0;
  for (let cluster = first; cluster < clusters.count && clusters.count > first + 1;) {
    if (!isLight(clusters, cluster)) {
      cluster++;
      continue;
    }
    mergeWithNeighbour(clusters, first, cluster, isRing);
    merged++;
    cluster = first;
  }
  return merged;
}

function mergeWithNeighbour(clusters: Clusters, first: number, cluster: number, isRing: boolean): void {
  const last = clusters.count - 1;
  const before = cluster > first ? cluster - 1 : isRing ? last : undefined;
  const after = cluster < last ? cluster + 1 : isRing ? first : undefined;
  const massBefore = before === undefined ? Infinity : massTogether(clusters, before, cluster);
  const massAfter = after === undefined ? Infinity : massTogether(clusters, cluster, after);
  if (before !== undefined && massBefore < massAfter) mergeInto(clusters, before, cluster);
  else if (after !== undefined) mergeInto(clusters, cluster, after);
}

/** Joins two clusters along the colour flow in the place of the first; the axis runs from the second to the first. */
function mergeInto(clusters: Clusters, one: number, next: number): void {
  const { momentum, reference } = clusters;
  clusters.antitriplet[one] = clusters.antitriplet[next];
  clusters.antitripletEntry[one] = clusters.antitripletEntry[next];
  for (let axis = 0; axis < 4; axis++) {
    reference[4 * one + axis] = momentum[4 * one + axis];
    momentum[4 * one + axis] += momentum[4 * next + axis];
  }
  clusters.mass[one] = massAt(momentum, 4 * one);
  removeCluster(clusters, next);
}

function removeCluster(clusters: Clusters, at: number): void {
  const { triplet, antitriplet, tripletEntry, antitripletEntry, mass, momentum, reference, count } = clusters;
  for (const column of [triplet, antitriplet, tripletEntry, antitripletEntry, mass]) {
    column.copyWithin(at, at + 1, count);
  }
  for (const column of [momentum, reference]) column.copyWithin(4 * at, 4 * at + 4, 4 * count);
  clusters.count--;
}
