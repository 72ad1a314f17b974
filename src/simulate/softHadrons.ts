/**
 * Hadrons of soft interactions: which kinds come together, and how one is put into a record. They come as pairs of
 * particle and antiparticle, or as a pi0 alone, so that charge, baryon number and strangeness add up to nothing. Shares
 * as in minimum-bias events of the LHC, rounded (unverified).
 */
import type { Rng } from "../base/index.ts";
import { decayEvenly, massless } from "./decays.ts";
import { addParticle, type EventRecord, STATUS } from "./eventRecord.ts";
import { particleOf } from "./particleTable.ts";

const PI_ZERO = 111;
const PHOTONS = massless(22, 22);

/** Code of the first of a pair, code of the second (0 for none), share of all draws. K0 and its antiparticle are K0S and K0L. */
const GROUPS = [
  { first: 211, second: -211, share: 0.41 },
  { first: PI_ZERO, second: 0, share: 0.42 },
  { first: 321, second: -321, share: 0.05 },
  { first: 310, second: 130, share: 0.05 },
  { first: 2212, second: -2212, share: 0.035 },
  { first: 2112, second: -2112, share: 0.035 },
] as const;

export type HadronGroup = (typeof GROUPS)[number];

/** Mean number of hadrons in a group: 1.58. */
export const HADRONS_A_GROUP = GROUPS.reduce((sum, { second, share }) => sum + (second === 0 ? share : 2 * share), 0);

export function drawGroup(rng: Rng): HadronGroup {
  let left = rng.uniform();
  for (const group of GROUPS) if ((left -= group.share) < 0) return group;
  return GROUPS[0];
}

export interface Direction {
  readonly pt: number;
  readonly eta: number;
  readonly phi: number;
}

/** Adds a hadron on its mass shell; a pi0 decays to two photons at once. */
export function addHadron(
  event: EventRecord,
  pdgId: number,
  { pt, eta, phi }: Direction,
  mother: number,
  rng: Rng,
): void {
  const { mass } = particleOf(pdgId);
  const pz = pt * Math.sinh(eta);
  const entry = addParticle(event, {
    pdgId,
    status: STATUS.final,
    px: pt * Math.cos(phi),
    py: pt * Math.sin(phi),
    pz,
    energy: Math.sqrt(pt * pt + pz * pz + mass * mass),
    mass,
    mother,
  });
  if (pdgId === PI_ZERO) decayEvenly(rng, event, entry, PHOTONS);
}

/** PDG keeps the codes from 81 to 100 for the inner use of generators; 90 is a system of particles. */
const SYSTEM = 90;

/**
 * Adds an empty system of soft particles at `z`, time `t` (mm). It counts as incoming, because its momentum comes from
 * the beams and not from the hard process.
 */
export function openSystem(event: EventRecord, z: number, t: number): number {
  const nothing = { px: 0, py: 0, pz: 0, energy: 0, mass: 0 };
  const system = addParticle(event, { pdgId: SYSTEM, status: STATUS.incoming, ...nothing });
  event.z[system] = z;
  event.t[system] = t;
  return system;
}

/** Gives the system the momentum of the hadrons that it has got. */
export function closeSystem(event: EventRecord, system: number): void {
  for (let i = system + 1; i < event.count; i++) {
    if (event.mother[i] !== system) continue;
    for (const axis of ["px", "py", "pz", "energy"] as const) event[axis][system] += event[axis][i];
  }
  const { px, py, pz, energy } = event;
  const momentum2 = px[system] * px[system] + py[system] * py[system] + pz[system] * pz[system];
  event.mass[system] = Math.sqrt(Math.max(0, energy[system] * energy[system] - momentum2));
}
