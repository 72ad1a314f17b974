/**
 * Observables of e+e- annihilation at particle level, as LEP measured them: from all particles of the event, neutrinos
 * included where the sample holds them. Thrust costs n^3 / 2 steps (`../thrust.ts`): 0.3 ms for 50 particles.
 */
import { GlueballError } from "../../base/index.ts";
import type { ParticleBatch } from "../../formats/index.ts";
import { particleOf } from "../particleTable.ts";
import { thrust } from "../thrust.ts";
import { measureRows, type Observables, type ObservableTable } from "./observableTable.ts";

const PHOTON = 22;
const NEUTRAL_PION = 111;

/** 20.8 +- 1 charged particles are asked for, and 0.068 +- 0.007 of 1 - T; that of T is the same distance. */
export const LEP_OBSERVABLES: Observables = {
  charged: { label: "charged particles", kind: "count", tolerance: 1 / 20.8 },
  oneMinusThrust: { label: "$1-T$", kind: "continuous", tolerance: 0.007 / 0.068 },
  thrust: { label: "thrust $T$", kind: "continuous", tolerance: 0.007 / 0.932 },
  photons: { label: "photons", kind: "count" },
  neutralPions: { label: "$\\pi^0$", kind: "count" },
};
const NAMES = Object.keys(LEP_OBSERVABLES);

/**
 * The observables of every event. Photons and neutral pions exist where the sample has PDG codes; neutral pions only
 * where it keeps some undecayed.
 * @throws GlueballError simulate/no-charges, simulate/weighted-sample
 */
export function lepObservables(batch: ParticleBatch): ObservableTable {
  const charges = chargesOf(batch);
  const { pdgId } = batch;
  const keepsPions = pdgId?.includes(NEUTRAL_PION) ?? false;
  return measureRows(batch, NAMES, (from, to) => {
    if (to - from < 2) return "fewer than two particles";
    const value = thrust(momentaOf(batch, from, to));
    const ofKind = (code: number) => pdgId && countWhere(from, to, (i) => pdgId[i] === code);
    return {
      charged: countWhere(from, to, (i) => charges(i) !== 0),
      oneMinusThrust: 1 - value,
      thrust: value,
      photons: ofKind(PHOTON),
      neutralPions: keepsPions ? ofKind(NEUTRAL_PION) : undefined,
    };
  });
}

function countWhere(from: number, to: number, holds: (i: number) => boolean): number {
  let count = 0;
  for (let i = from; i < to; i++) if (holds(i)) count++;
  return count;
}

function momentaOf({ px, py, pz }: ParticleBatch, from: number, to: number): Float64Array {
  const momenta = new Float64Array(3 * (to - from));
  for (let i = from; i < to; i++) momenta.set([px[i], py[i], pz[i]], 3 * (i - from));
  return momenta;
}

function chargesOf({ charge, pdgId }: ParticleBatch): (i: number) => number {
  if (charge !== undefined) return (i) => charge[i];
  if (pdgId !== undefined) return (i) => particleOf(pdgId[i]).charge;
  throw new GlueballError({
    code: "simulate/no-charges",
    what: "charged particles cannot be counted in this sample",
    expected: "charges or PDG codes of the particles",
    hint: "HepMC files have PDG codes",
  });
}
