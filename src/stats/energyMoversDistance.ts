/**
 * The energy mover's distance of two jets (Komiske, Metodiev, Thaler, Phys. Rev. Lett. 123 (2019) 041801, equation 1):
 * the least work that rearranges one into the other, plus what one has more than the other,
 *
 *     EMD = min over f of sum f_ij theta_ij / R + |sum pT_i - sum pT'_j|,     theta_ij^2 = (eta_i - eta_j)^2 + (phi_i - phi_j)^2,
 *
 * where f moves the transverse momentum of the softer jet. As in EnergyFlow, to which R = 1 and momenta as they are is
 * the default, the softer jet gets one more particle, at distance 1 from all. Angles are relative to the jets' axes and
 * not periodic. In the unit of pT; a metric if R is at least half the largest theta.
 *
 * Cost: one exact transport (optimalTransport.ts), 1.2 ms for two jets of 50 particles.
 */
import { GlueballError } from "../base/index.ts";
import { transportCostWithin } from "./optimalTransport.ts";
import type { Sample } from "./sample.ts";
import { notFinite } from "./sample.ts";

/** The particles of one jet; those of pt 0 (padding) have no influence. */
export interface MovableJet {
  readonly pt: Sample;
  /** Relative to the jet's axis. */
  readonly eta: Sample;
  readonly phi: Sample;
}

/** EMD of two jets. @throws GlueballError stats/negative-mass, stats/columns-differ-in-length, stats/value-not-finite, stats/radius-not-positive */
export function energyMoversDistance(first: MovableJet, second: MovableJet, radius = 1): number {
  return energyMoversDistances([first], [second], radius)[0];
}

/** EMD of all pairs: [rows, columns], row by row. */
export function energyMoversDistances(
  rows: readonly MovableJet[],
  columns: readonly MovableJet[],
  radius = 1,
): Float64Array {
  const { from, to } = checkedJets(rows, columns, radius);
  const distances = new Float64Array(rows.length * columns.length);
  from.forEach((first, i) =>
    to.forEach((second, j) => (distances[i * columns.length + j] = workWithin(first, second, radius, Infinity)!)),
  );
  return distances;
}

/** Jets that may be compared, without their padding. @throws GlueballError as `energyMoversDistance` */
export function checkedJets(
  rows: readonly MovableJet[],
  columns: readonly MovableJet[],
  radius: number,
): { readonly from: readonly Particles[]; readonly to: readonly Particles[] } {
  requireRadius(radius);
  return {
    from: rows.map((jet, k) => withoutPadding(jet, `jet ${k} of the rows`)),
    to: columns.map((jet, k) => withoutPadding(jet, `jet ${k} of the columns`)),
  };
}

export interface Particles {
  readonly pt: Float64Array;
  readonly eta: Float64Array;
  readonly phi: Float64Array;
  readonly total: number;
}

/** The distance; undefined, and earlier, as soon as it is known to be above `limit`. */
export function workWithin(first: Particles, second: Particles, radius: number, limit: number): number | undefined {
  const missing = first.total - second.total;
  const supply = missing < 0 ? withOneMore(first.pt, -missing) : first.pt;
  const demand = missing > 0 ? withOneMore(second.pt, missing) : second.pt;
  if (supply.length === 0 || demand.length === 0) return 0; // both jets are empty
  // Whatever the last row or column beyond the particles holds is at distance 1.
  const costs = new Float64Array(supply.length * demand.length).fill(1);
  for (let i = 0; i < first.pt.length; i++) {
    for (let j = 0; j < second.pt.length; j++) {
      const deta = first.eta[i] - second.eta[j];
      const dphi = first.phi[i] - second.phi[j];
      costs[i * demand.length + j] = Math.sqrt(deta * deta + dphi * dphi) / radius;
    }
  }
  return transportCostWithin(supply, demand, costs, limit);
}

function withOneMore(pt: Float64Array, extra: number): Float64Array {
  const longer = new Float64Array(pt.length + 1);
  longer.set(pt);
  longer[pt.length] = extra;
  return longer;
}

/** Particles with pt above 0, checked. */
function withoutPadding({ pt, eta, phi }: MovableJet, name: string): Particles {
  if (pt.length !== eta.length || pt.length !== phi.length) {
    throw new GlueballError({
      code: "stats/columns-differ-in-length",
      what: "pt, eta and phi of a jet differ in length",
      place: name,
      found: [pt.length, eta.length, phi.length],
      expected: "one entry a particle in each",
    });
  }
  const kept: number[] = [];
  for (let i = 0; i < pt.length; i++) {
    requireParticle({ pt, eta, phi }, i, name);
    if (pt[i] > 0) kept.push(i);
  }
  const take = (column: Sample) => Float64Array.from(kept, (i) => column[i]);
  const taken = take(pt);
  return { pt: taken, eta: take(eta), phi: take(phi), total: taken.reduce((sum, x) => sum + x, 0) };
}

function requireParticle({ pt, eta, phi }: MovableJet, i: number, name: string): void {
  const bad = [pt, eta, phi].find((column) => !Number.isFinite(column[i]));
  if (bad !== undefined) throw notFinite(bad, i, name);
  if (pt[i] >= 0) return;
  throw new GlueballError({
    code: "stats/negative-mass",
    what: "transverse momentum of a particle",
    place: `${name}, entry ${i}`,
    found: pt[i],
    expected: "0 or more",
  });
}

function requireRadius(radius: number): void {
  if (radius > 0 && radius < Infinity) return;
  throw new GlueballError({
    code: "stats/radius-not-positive",
    what: "R of the energy mover's distance",
    found: radius,
    expected: "a positive number",
  });
}
