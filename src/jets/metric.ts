/**
 * The distances of a jet definition in the form in which every strategy uses them:
 *
 *   d_ij = unit min(weight_i, weight_j) separation_ij,    d_iB = unit beam_i,
 *
 * with the separation dy^2 + dphi^2 on the cylinder of a hadron collider and 1 - cos t on the sphere of an e+e- one. Two
 * pseudojets at a separation of `reach` or more never merge before one of them meets the beam. So it suffices to know
 * the nearest neighbour of each within reach: the smallest d_ij pairs the one of smaller weight with its nearest
 * neighbour (Cacciari, Salam, hep-ph/0512210).
 */
import type { JetDefinition } from "./definition.ts";
import type { Pseudojets } from "./pseudojets.ts";

export interface Metric {
  readonly geometry: "cylinder" | "sphere";
  readonly reach: number;
  readonly unit: number;
  weight(jets: Pseudojets, i: number): number;
  /** Beam distance of a pseudojet of this weight. */
  beam(jets: Pseudojets, i: number, weight: number): number;
}

/** What stands for the infinite weight pt^2p of a particle with pt = 0 and p < 0 (FastJet has the same number). */
const HUGE = 1e300;

export function metricOf(definition: JetDefinition): Metric {
  const { algorithm, radius, p, beta, gamma, rho, minRadius } = definition;
  if (algorithm === "durham") {
    return { geometry: "sphere", reach: Infinity, unit: 2, weight: energyPower(1), beam: () => Infinity };
  }
  if (algorithm === "valencia") {
    const beam: Metric["beam"] = (jets, i, weight) => (weight * sinBeamAngle2(jets, i) ** gamma * radius ** 2) / 2;
    return { geometry: "sphere", reach: Infinity, unit: 2 / radius ** 2, weight: energyPower(beta), beam };
  }
  if (algorithm === "ee-genkt") {
    const reach = radius < Math.PI ? 1 - Math.cos(radius) : 3 + Math.cos(radius);
    const beam: Metric["beam"] = (_jets, _i, weight) => weight * reach;
    return { geometry: "sphere", reach, unit: 1 / reach, weight: energyPower(p), beam };
  }
  const reach = radius * radius;
  if (algorithm === "variable-r") {
    const beam: Metric["beam"] = (jets, i, weight) =>
      weight * Math.min(reach, Math.max(minRadius ** 2, rho ** 2 / jets.pt2[i]!));
    return { geometry: "cylinder", reach, unit: 1, weight: ptPower(p), beam };
  }
  const beam: Metric["beam"] = (_jets, _i, weight) => weight * reach;
  return { geometry: "cylinder", reach, unit: 1 / reach, weight: ptPower(p), beam };
}

/** pt^2p. */
function ptPower(p: number): Metric["weight"] {
  if (p === 0) return () => 1;
  if (p === 1) return (jets, i) => jets.pt2[i]!;
  if (p === -1) return (jets, i) => (jets.pt2[i]! > 1 / HUGE ? 1 / jets.pt2[i]! : HUGE);
  return (jets, i) => power(jets.pt2[i]!, p);
}

/** E^2p. */
function energyPower(p: number): Metric["weight"] {
  if (p === 1) return (jets, i) => jets.energy[i]! ** 2;
  return (jets, i) => power(jets.energy[i]! ** 2, p);
}

/** x^p, kept finite: no distance may become Infinity or NaN. */
function power(x: number, p: number): number {
  if (p === 0) return 1;
  return Math.min(HUGE, x ** p);
}

/** sin^2 of the angle to the beam; 0 for a particle at rest. */
function sinBeamAngle2(jets: Pseudojets, i: number): number {
  const p2 = jets.pt2[i]! + jets.pz[i]! ** 2;
  return p2 === 0 ? 0 : jets.pt2[i]! / p2;
}

/** Coordinates in which separations are taken: (y, phi, unused) on the cylinder, the direction on the sphere. */
export interface Coordinates {
  readonly u: Float64Array;
  readonly v: Float64Array;
  readonly w: Float64Array;
}

export function setCoordinates(
  at: Coordinates,
  slot: number,
  geometry: Metric["geometry"],
  jets: Pseudojets,
  i: number,
) {
  if (geometry === "cylinder") {
    at.u[slot] = jets.rapidity[i]!;
    at.v[slot] = jets.phi[i]!;
    return;
  }
  const size = Math.sqrt(jets.pt2[i]! + jets.pz[i]! ** 2);
  at.u[slot] = size === 0 ? 0 : jets.px[i]! / size;
  at.v[slot] = size === 0 ? 0 : jets.py[i]! / size;
  at.w[slot] = size === 0 ? 1 : jets.pz[i]! / size;
}

/** Separation of two slots. 1 - cos t is half the squared difference of unit vectors, exact for small angles too. */
export function separation({ u, v, w }: Coordinates, geometry: Metric["geometry"], a: number, b: number): number {
  const du = u[a]! - u[b]!;
  let dv = v[a]! - v[b]!;
  if (geometry === "cylinder") {
    dv = Math.abs(dv);
    if (dv > Math.PI) dv = 2 * Math.PI - dv;
    return du * du + dv * dv;
  }
  const dw = w[a]! - w[b]!;
  return 0.5 * (du * du + dv * dv + dw * dw);
}
