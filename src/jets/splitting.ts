/** One splitting of a jet into two branches, as the conditions of grooming see it. */
import { massSquare } from "../kinematics/index.ts";
import type { Branches } from "./jetTree.ts";
import { distance2, type Pseudojets } from "./pseudojets.ts";

export interface Splitting {
  /** min(pt1, pt2) / (pt1 + pt2), or of energies: see `SymmetryMeasure`. In [0, 1/2]. */
  readonly z: number;
  /** Distance of the branches in rapidity and azimuth, or their angle in space. */
  readonly deltaR: number;
  /** Mass of the heavier branch over that of both; 1, no drop at all, where both together are massless. */
  readonly mu: number;
}

/**
 * "pt": z of pt and the distance in rapidity and azimuth, for hadron colliders. "energy": z of energies and the angle in
 * space, for e+e-.
 */
export type SymmetryMeasure = "pt" | "energy";

/** Which branch to follow after a splitting that does not pass: the one of larger pt, mass or energy. */
export type BranchChoice = "pt" | "mass" | "energy";

/** The splitting of `node` into `branches`. */
export function splittingOf(jets: Pseudojets, node: number, branches: Branches, measure: SymmetryMeasure): Splitting {
  const { harder, softer } = branches;
  const heavier = Math.max(0, squaredMass(jets, harder), squaredMass(jets, softer));
  const both = squaredMass(jets, node);
  const mu = both > 0 ? Math.sqrt(heavier / both) : 1;
  return { z: symmetry(jets, harder, softer, measure), deltaR: opening(jets, harder, softer, measure), mu };
}

/** z of two branches; 0 where neither has any pt (energy). */
export function symmetry({ pt2, energy }: Pseudojets, a: number, b: number, measure: SymmetryMeasure): number {
  const one = measure === "pt" ? Math.sqrt(pt2[a]) : energy[a];
  const other = measure === "pt" ? Math.sqrt(pt2[b]) : energy[b];
  const total = one + other;
  return total > 0 ? Math.min(one, other) / total : 0;
}

/** DeltaR of two branches, or their angle. */
export function opening(jets: Pseudojets, a: number, b: number, measure: SymmetryMeasure): number {
  return measure === "pt" ? Math.sqrt(distance2(jets, a, b)) : angle(jets, a, b);
}

/** Angle of two momenta by atan2 of their outer and inner product: exact for small angles, where acos loses half the digits. */
function angle({ px, py, pz }: Pseudojets, a: number, b: number): number {
  const x = py[a] * pz[b] - pz[a] * py[b];
  const y = pz[a] * px[b] - px[a] * pz[b];
  const z = px[a] * py[b] - py[a] * px[b];
  return Math.atan2(Math.sqrt(x * x + y * y + z * z), px[a] * px[b] + py[a] * py[b] + pz[a] * pz[b]);
}

/** The branch to follow; of two equal ones the harder. */
export function followed(jets: Pseudojets, { harder, softer }: Branches, choice: BranchChoice): number {
  if (choice === "pt") return harder;
  const size = (node: number) => (choice === "mass" ? squaredMass(jets, node) : jets.energy[node]);
  return size(softer) > size(harder) ? softer : harder;
}

/** m^2, negative for what is space-like. */
export function squaredMass({ px, py, pz, energy }: Pseudojets, node: number): number {
  return massSquare(px[node], py[node], pz[node], energy[node]);
}
