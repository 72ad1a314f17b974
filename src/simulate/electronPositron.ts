/**
 * e+ e- -> gamma*, Z -> q qbar of the five light flavours at leading order (Ellis, Stirling, Webber, section 3.1):
 *
 *   d sigma / d cos = (pi alpha^2 / 2s) N_c [ A (1 + cos^2) + B cos ],
 *   A = Q^2 - 2 Q v_e v_q Re chi + (v_e^2 + a_e^2) (v_q^2 + a_q^2) |chi|^2,
 *   B = -4 Q a_e a_q Re chi + 8 v_e a_e v_q a_q |chi|^2,
 *   chi = kappa s / (s - M^2 + i M Gamma),   kappa = sqrt(2) G_F M^2 / (4 pi alpha),
 *
 * with cos the angle between electron and quark. All is in closed form: flavour and angle are drawn without rejection, every
 * event has the same weight, and the cross-section has no error. Flavours are massless; photons from the beams, which
 * take a quarter of the cross-section at the Z, are left out.
 */
import type { Rng } from "../base/index.ts";
import { choose } from "./choose.ts";
import { decayAtAngle, massless } from "./decays.ts";
import { addParticle, type EventRecord, STATUS } from "./eventRecord.ts";
import { beginEvent, type HardProcess, INCOMING_1 } from "./hardProcess.ts";
import { requireBeamEnergy } from "./scatteringSpace.ts";
import { ALPHA_QED, PB_GEV2, PDG, Z_COUPLING2, Z_POLE, zCouplings, zStrength } from "./standardModel.ts";

const QUARKS = [1, 2, 3, 4, 5] as const;
const COLOURS = 3;

export interface ElectronPositronOptions {
  /** Energy of both beams together; the mass of the Z by default. */
  readonly energy?: number;
}

/** Even and odd part of the angular distribution, A and B above. */
export interface AngularCoefficients {
  readonly even: number;
  readonly odd: number;
}

export function angularCoefficients(quark: number, energy: number): AngularCoefficients {
  const s = energy * energy;
  const { mass, width } = Z_POLE;
  const kappa = Z_COUPLING2 / (4 * Math.PI * ALPHA_QED);
  const pole = (s - mass * mass) ** 2 + (mass * width) ** 2;
  const realChi = (kappa * s * (s - mass * mass)) / pole;
  const chi2 = (kappa * s) ** 2 / pole;
  const e = zCouplings(PDG.electron);
  const q = zCouplings(quark);
  return {
    even:
      q.charge ** 2 - 2 * q.charge * e.vector * q.vector * realChi + zStrength(PDG.electron) * zStrength(quark) * chi2,
    odd: -4 * q.charge * e.axial * q.axial * realChi + 8 * e.vector * e.axial * q.vector * q.axial * chi2,
  };
}

/** Cross-section to one flavour. */
export function quarkCrossSectionPb(quark: number, energy: number): number {
  const pointlike = (4 * Math.PI * ALPHA_QED ** 2) / (3 * energy * energy);
  return PB_GEV2 * COLOURS * pointlike * angularCoefficients(quark, energy).even;
}

/** @throws GlueballError simulate/bad-beam-energy */
export function electronPositron({ energy = Z_POLE.mass }: ElectronPositronOptions = {}): HardProcess {
  requireBeamEnergy(energy);
  const parts = QUARKS.map((quark) => quarkCrossSectionPb(quark, energy));
  const valuePb = parts.reduce((sum, part) => sum + part);
  let accepted = 0;
  return {
    name: "lep",
    crossSection: { valuePb, errorPb: 0 },
    channels: Object.fromEntries(QUARKS.map((quark, i) => ["_duscb"[quark], parts[i]])),
    generate: (rng, event) => {
      accepted++;
      addQuarks(rng, event, QUARKS[choose(rng, parts)], energy);
      return valuePb;
    },
    scale: () => energy,
    statistics: () => ({ tried: accepted, accepted, above: 0, largest: 1, frozen: 0 }),
  };
}

function addQuarks(rng: Rng, event: EventRecord, quark: number, energy: number): void {
  const incoming = [PDG.electron, -PDG.electron] as const;
  beginEvent(event, { energy, incoming, energies: [energy / 2, energy / 2] });
  const atRest = { px: 0, py: 0, pz: 0, energy, mass: energy };
  const boson = addParticle(event, { ...atRest, pdgId: PDG.Z, status: STATUS.final, mother: INCOMING_1 });
  const [first, second] = massless(quark, -quark);
  // The direction of flight for the mother is against the electron's: the boson is at rest and sees it come.
  decayAtAngle(rng, event, boson, [first, second], -drawAngle(rng, angularCoefficients(quark, energy)));
}

/** The cosine of density A (1 + c^2) + B c: its size from the even part, then its sign from the odd one. */
function drawAngle(rng: Rng, { even, odd }: AngularCoefficients): number {
  // 1 + c^2 is three quarters even, and a quarter 3 c^2, the density of a cube root.
  const size = rng.uniform() < 0.75 ? rng.uniform() : Math.cbrt(rng.uniform());
  const asymmetry = (odd * size) / (even * (1 + size * size));
  return 2 * rng.uniform() < 1 + asymmetry ? size : -size;
}
