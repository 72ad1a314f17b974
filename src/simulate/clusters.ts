/**
 * Clusters: colour singlets of a triplet (quark or antidiquark) and an antitriplet (antiquark or diquark), as columns. A
 * cluster's axis is where its triplet flies in the cluster's rest frame. It is kept as a reference momentum, any one that
 * points along the axis there: of the triplet, or, after fission, a light-like one along the parent's axis, which serves
 * both halves. The cluster's own momentum would be no reference: it is at rest.
 */
import type { Rng } from "../base/index.ts";
import { drawDirection } from "./phaseSpace.ts";
import { createFrame, intoRestFrame, outOfRestFrame, setFrame, type Frame } from "./restFrame.ts";

export interface Clusters {
  count: number;
  triplet: Int32Array;
  antitriplet: Int32Array;
  /** Entries of the partons from which the ends stem. */
  tripletEntry: Int32Array;
  antitripletEntry: Int32Array;
  /** px, py, pz, E of cluster n from 4n. */
  momentum: Float64Array;
  reference: Float64Array;
  mass: Float64Array;
}

export function createClusters(capacity: number): Clusters {
  return {
    count: 0,
    triplet: new Int32Array(capacity),
    antitriplet: new Int32Array(capacity),
    tripletEntry: new Int32Array(capacity),
    antitripletEntry: new Int32Array(capacity),
    momentum: new Float64Array(4 * capacity),
    reference: new Float64Array(4 * capacity),
    mass: new Float64Array(capacity),
  };
}

/** Adds a cluster with everything yet to be set, and returns it. */
export function addCluster(clusters: Clusters): number {
  if (clusters.count === clusters.mass.length) growClusters(clusters);
  return clusters.count++;
}

function growClusters(clusters: Clusters): void {
  const grown = createClusters(2 * clusters.mass.length);
  grown.triplet.set(clusters.triplet);
  grown.antitriplet.set(clusters.antitriplet);
  grown.tripletEntry.set(clusters.tripletEntry);
  grown.antitripletEntry.set(clusters.antitripletEntry);
  grown.momentum.set(clusters.momentum);
  grown.reference.set(clusters.reference);
  grown.mass.set(clusters.mass);
  Object.assign(clusters, grown, { count: clusters.count });
}

/** Mass of two clusters together. */
export function massTogether({ momentum }: Clusters, one: number, other: number): number {
  const px = momentum[4 * one] + momentum[4 * other];
  const py = momentum[4 * one + 1] + momentum[4 * other + 1];
  const pz = momentum[4 * one + 2] + momentum[4 * other + 2];
  const energy = momentum[4 * one + 3] + momentum[4 * other + 3];
  return Math.sqrt(Math.max(0, energy * energy - px * px - py * py - pz * pz));
}

/** A cluster's rest frame and the direction of its triplet in it. */
export interface ClusterAxis {
  readonly frame: Frame;
  /** A unit vector, and room for a fourth component. */
  readonly direction: Float64Array;
}

export function createAxis(): ClusterAxis {
  return { frame: createFrame(), direction: new Float64Array(4) };
}

/** Shorter than this in units of the energy, a reference has no direction left but rounding. */
const NO_DIRECTION = 1e-9;

/** Sets the axis to that of a cluster. A reference at rest with the cluster gives a uniform direction. */
export function setAxis({ frame, direction }: ClusterAxis, clusters: Clusters, cluster: number, rng: Rng): void {
  setFrame(frame, clusters.momentum, 4 * cluster, clusters.mass[cluster]);
  for (let axis = 0; axis < 4; axis++) direction[axis] = clusters.reference[4 * cluster + axis];
  intoRestFrame(direction, 0, frame);
  const length = Math.hypot(direction[0], direction[1], direction[2]);
  if (!(length > NO_DIRECTION * direction[3])) {
    drawDirection(direction, 0, rng);
    return;
  }
  for (let axis = 0; axis < 3; axis++) direction[axis] /= length;
}

/** Sets a cluster's momentum: in the frame it flies with `p` along the axis; its mass is given. */
export function placeOnAxis(clusters: Clusters, cluster: number, axis: ClusterAxis, p: number, mass: number): void {
  const { momentum, reference } = clusters;
  const at = 4 * cluster;
  for (let i = 0; i < 3; i++) {
    momentum[at + i] = p * axis.direction[i];
    reference[at + i] = axis.direction[i];
  }
  momentum[at + 3] = Math.sqrt(p * p + mass * mass);
  reference[at + 3] = 1;
  outOfRestFrame(momentum, at, axis.frame);
  outOfRestFrame(reference, at, axis.frame);
  clusters.mass[cluster] = mass;
}
