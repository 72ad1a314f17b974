/**
 * The constituents of one jet with what every substructure observable asks of them, computed once: pt, rapidity, phi,
 * and the jet itself as their sum. An observable takes plain momenta or these; a caller with several questions about
 * one jet prepares it once with `constituentsOf`.
 */
import { GlueballError } from "../base/index.ts";
import type { MomentumColumns } from "../kinematics/index.ts";
import { azimuthDistance, derive, jetAt, pseudojets, type Jet } from "./pseudojets.ts";

/** Columns of `count` entries each, in the order of the input. GeV, radians. */
export interface Constituents extends MomentumColumns {
  readonly count: number;
  readonly px: Float64Array;
  readonly py: Float64Array;
  readonly pz: Float64Array;
  readonly energy: Float64Array;
  readonly pt: Float64Array;
  readonly rapidity: Float64Array;
  /** In [0, 2 pi). */
  readonly phi: Float64Array;
  /** Scalar sum of pt. */
  readonly sumPt: number;
  /** Sum of the four-momenta. */
  readonly jet: Jet;
}

/**
 * Prepares the constituents of one jet; constituents that are prepared come back as they are. Throws
 * `jets/columns-differ-in-length` and `jets/not-finite`.
 */
export function constituentsOf(particles: MomentumColumns | Constituents): Constituents {
  if ("sumPt" in particles) return particles;
  for (const name of ["py", "pz", "energy"] as const) requireOneEach(particles, particles[name], name);
  const count = particles.px.length;
  const columns = pseudojets(count + 1);
  const { px, py, pz, energy } = columns;
  const pt = new Float64Array(count);
  let sumPt = 0;
  for (let i = 0; i < count; i++) {
    px[i] = particles.px[i];
    py[i] = particles.py[i];
    pz[i] = particles.pz[i];
    energy[i] = particles.energy[i];
    derive(columns, i);
    if (!Number.isFinite(columns.pt2[i] + pz[i] + energy[i])) throw notFinite(particles, i);
    pt[i] = Math.sqrt(columns.pt2[i]);
    sumPt += pt[i];
    px[count] += px[i];
    py[count] += py[i];
    pz[count] += pz[i];
    energy[count] += energy[i];
  }
  derive(columns, count);
  return {
    count,
    px: px.subarray(0, count),
    py: py.subarray(0, count),
    pz: pz.subarray(0, count),
    energy: energy.subarray(0, count),
    pt,
    rapidity: columns.rapidity.subarray(0, count),
    phi: columns.phi.subarray(0, count),
    sumPt,
    jet: jetAt(columns, count),
  };
}

/**
 * Constituents with their momenta times a weight each, as PUPPI has it; those of weight 0 are left out.
 * Throws `jets/columns-differ-in-length`.
 */
export function weightedConstituents(particles: MomentumColumns, weights: ArrayLike<number>): Constituents {
  requireOneEach(particles, weights, "weights");
  const kept: number[] = [];
  for (let i = 0; i < weights.length; i++) if (weights[i] !== 0) kept.push(i);
  const scaled = (column: ArrayLike<number>) => Float64Array.from(kept, (i) => column[i] * weights[i]);
  const { px, py, pz, energy } = particles;
  return constituentsOf({ px: scaled(px), py: scaled(py), pz: scaled(pz), energy: scaled(energy) });
}

/** Throws `jets/columns-differ-in-length` unless there is one value for each particle. */
export function requireOneEach({ px }: MomentumColumns, values: ArrayLike<number>, name: string): void {
  if (values.length === px.length) return;
  throw new GlueballError({
    code: "jets/columns-differ-in-length",
    what: `${name} do not belong to these constituents`,
    found: values.length,
    expected: `${px.length}, one for each constituent`,
  });
}

/** Distance sqrt(dy^2 + dphi^2) of constituent `i` to a direction. */
export function distanceTo({ rapidity, phi }: Constituents, i: number, y: number, azimuth: number): number {
  const dy = rapidity[i] - y;
  const dphi = azimuthDistance(phi[i], azimuth);
  return Math.sqrt(dy * dy + dphi * dphi);
}

/** Distances of all pairs, as a symmetric matrix in one column: entry i * count + j. */
export function pairDistances(constituents: Constituents): Float64Array {
  const { count, rapidity, phi } = constituents;
  const distances = new Float64Array(count * count);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < i; j++) {
      const distance = distanceTo(constituents, i, rapidity[j], phi[j]);
      distances[i * count + j] = distance;
      distances[j * count + i] = distance;
    }
  }
  return distances;
}

function notFinite({ px, py, pz, energy }: MomentumColumns, index: number): GlueballError {
  return new GlueballError({
    code: "jets/not-finite",
    what: "a momentum is not a number",
    place: `constituent ${index}`,
    found: [px[index], py[index], pz[index], energy[index]],
    expected: "finite px, py, pz, E in GeV",
  });
}
