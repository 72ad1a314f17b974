/**
 * The distances of a jet definition in the form in which every strategy uses them. Each pseudojet i has a weight w_i
 * (pt^2p or E^2p) and a limit L_i, the separation at which the beam is as close as a neighbour:
 *
 *   d_ij = min(w_i, w_j) s_ij / scale,    d_iB = w_i L_i / scale,
 *
 * where the separation s_ij is dy^2 + dphi^2 on the cylinder of a hadron collider and |n_i - n_j|^2 = 2 (1 - cos t)
 * with unit vectors n on the sphere of an e+e- one. So the smallest d_ij pairs somebody with its nearest neighbour of
 * at least its own weight, or with the beam if that neighbour is not within the limit (Cacciari, Salam, hep-ph/0512210).
 *
 * | algorithm | w | L | scale |
 * | --- | --- | --- | --- |
 * | antikt, ca, kt, genkt | pt^2p | R^2 | R^2 |
 * | variable-r | pt^2p | R_eff^2 | 1 |
 * | ee-genkt | E^2p | 2 (1 - cos R), for R > pi 2 (3 + cos R) | L |
 * | durham | E^2 | infinite | 1 |
 * | valencia | E^2beta | R^2 sin^2gamma of the beam angle | R^2 |
 */
import type { JetDefinition } from "./definition.ts";
import type { Pseudojets } from "./pseudojets.ts";

export interface Metric {
  readonly geometry: "cylinder" | "sphere";
  /** No limit is larger. */
  readonly reach: number;
  readonly scale: number;
  /** Whether the harder has the larger weight. */
  readonly rising: boolean;
  weight(jets: Pseudojets, i: number): number;
  limit(jets: Pseudojets, i: number): number;
}

/** Weights stay in [1 / HUGE, HUGE]: no distance may become NaN or, for pt = 0, forget who is nearest. */
const HUGE = 1e300;

export function metricOf(definition: JetDefinition): Metric {
  const { algorithm, radius, p, beta, gamma, rho, minRadius } = definition;
  const radius2 = radius * radius;
  switch (algorithm) {
    case "durham":
      return { ...sphere(1), reach: Infinity, scale: 1, limit: () => Infinity };
    case "valencia": {
      const limit: Metric["limit"] = (jets, i) => radius2 * sinBeamAngle2(jets, i) ** gamma;
      return { ...sphere(beta), reach: Infinity, scale: radius2, limit };
    }
    case "ee-genkt": {
      const reach = 2 * (radius < Math.PI ? 1 - Math.cos(radius) : 3 + Math.cos(radius));
      return { ...sphere(p), reach, scale: reach, limit: () => reach };
    }
    case "variable-r": {
      const limit: Metric["limit"] = (jets, i) =>
        Math.min(radius2, Math.max(minRadius * minRadius, (rho * rho) / jets.pt2[i]));
      return { ...cylinder(p), reach: radius2, scale: 1, limit };
    }
    default:
      return { ...cylinder(p), reach: radius2, scale: radius2, limit: () => radius2 };
  }
}

function cylinder(p: number): Pick<Metric, "geometry" | "rising" | "weight"> {
  return { geometry: "cylinder", rising: p > 0, weight: (jets, i) => power(jets.pt2[i], p) };
}

function sphere(p: number): Pick<Metric, "geometry" | "rising" | "weight"> {
  return { geometry: "sphere", rising: p > 0, weight: (jets, i) => power(jets.energy[i] * jets.energy[i], p) };
}

function power(x: number, p: number): number {
  if (p === 0) return 1;
  const result = p === 1 ? x : p === -1 ? 1 / x : x ** p;
  return Math.min(HUGE, Math.max(1 / HUGE, result));
}

/** sin^2 of the angle to the beam; 0 for a particle at rest. */
function sinBeamAngle2(jets: Pseudojets, i: number): number {
  const p2 = jets.pt2[i] + jets.pz[i] * jets.pz[i];
  return p2 === 0 ? 0 : jets.pt2[i] / p2;
}
