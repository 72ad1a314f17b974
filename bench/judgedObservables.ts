/**
 * What may lead a network that sees momenta only to take a self-made jet for another class: the jet's shape
 * (jetTableObservables), and its particles, as the detector hands them out.
 */
import type { ParticleBatch } from "../src/formats/index.ts";
import { constituentsOf, type Constituents } from "../src/jets/index.ts";
import { deltaR, mass, pseudorapidity } from "../src/kinematics/index.ts";
import { quantile } from "../src/stats/index.ts";
import { jetTableObservables, JET_TABLE_OBSERVABLES } from "../src/simulate/validation/jetTableObservables.ts";
import { measureRows, type ObservableTable } from "../src/simulate/validation/observableTable.ts";

const PARTICLE_OBSERVABLES = [
  "jetPt",
  "girth", // sum of pt times distance to the axis, over the sum of pt
  "ptD", // root of the sum of pt^2, over the sum of pt
  "hardest", // pt of the hardest particle over that of the jet
  "softest", // smallest pt
  "medianPt",
  "below1", // particles below 1 GeV
  "above10", // particles above 10 GeV
  "outside", // share of the pt beyond half the radius, 0.4
  "massive", // share of the particles with a mass above 0.1 GeV, which tracks have and cells have not
  "softMassive", // particles below 2 GeV with a mass
  "softMassless", // and without
  "twins", // share of the particles in the same place as another, as photon and hadron of one tower are
] as const;

export const JUDGED_OBSERVABLES: readonly string[] = [...Object.keys(JET_TABLE_OBSERVABLES), ...PARTICLE_OBSERVABLES];

const HALF_RADIUS = 0.4;
/** Directions of float32 momenta agree to 1e-6. */
const SAME_PLACE = 1e-5;
const LEAST_MASS = 0.1;
const SOFT = 2;

/** One row a jet; every jet has a particle. */
export function judgedObservables(batch: ParticleBatch): ObservableTable {
  const shapes = jetTableObservables(batch);
  const particles = measureRows(batch, PARTICLE_OBSERVABLES, (from, to) => {
    const slice = (column: Float64Array) => column.subarray(from, to);
    const columns = { px: slice(batch.px), py: slice(batch.py), pz: slice(batch.pz), energy: slice(batch.energy) };
    return particleValues(constituentsOf(columns));
  });
  return { ...shapes, columns: new Map([...shapes.columns, ...particles.columns]) };
}

function particleValues({ count, pt, px, py, pz, energy, rapidity, phi, sumPt, jet }: Constituents) {
  let [girth, squares, outside, massive, softMassive] = [0, 0, 0, 0, 0];
  for (let i = 0; i < count; i++) {
    const distance = deltaR(rapidity[i], phi[i], jet.rapidity, jet.phi);
    girth += (pt[i] * distance) / sumPt;
    squares += pt[i] * pt[i];
    if (distance > HALF_RADIUS) outside += pt[i] / sumPt;
    if (mass(px[i], py[i], pz[i], energy[i]) > LEAST_MASS) {
      massive++;
      if (pt[i] < SOFT) softMassive++;
    }
  }
  return {
    jetPt: jet.pt,
    girth,
    ptD: Math.sqrt(squares) / sumPt,
    hardest: Math.max(...pt) / sumPt,
    softest: Math.min(...pt),
    medianPt: quantile(pt, 0.5),
    below1: pt.filter((own) => own < 1).length,
    above10: pt.filter((own) => own > 10).length,
    outside,
    massive: massive / count,
    softMassive,
    softMassless: pt.filter((own) => own < SOFT).length - softMassive,
    twins: twinShare(px, py, pz),
  };
}

function twinShare(px: Float64Array, py: Float64Array, pz: Float64Array): number {
  const eta = px.map((x, i) => pseudorapidity(x, py[i], pz[i]));
  const phi = px.map((x, i) => Math.atan2(py[i], x));
  const isTwin = (i: number) => eta.some((other, k) => k !== i && deltaR(eta[i], phi[i], other, phi[k]) < SAME_PLACE);
  return eta.reduce((share, _, i) => share + (isTwin(i) ? 1 / eta.length : 0), 0);
}
