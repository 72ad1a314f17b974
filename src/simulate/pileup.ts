/**
 * Pileup: other collisions of the same crossing of bunches. Their number is Poisson distributed and their vertices lie
 * normally along the beam. Each is a soft event like an underlying event, and a few make two jets, back to back in
 * azimuth with pT from a power law. A jet is broken into hadrons, each of which takes a share z of what is left with
 * density 2 (1 - z), at a normal transverse momentum to the axis; that is enough for what pileup does to other jets, and
 * no model of fragmentation.
 *
 * The fraction of dijets is the leading-order cross-section above 20 GeV (0.69 mb, this room's own) over 70 mb.
 */
import { GlueballError, type Rng } from "../base/index.ts";
import { drawPoisson, drawPowerLaw } from "./distributions.ts";
import type { EventRecord } from "./eventRecord.ts";
import { addHadron, closeSystem, drawGroup, openSystem } from "./softHadrons.ts";
import { addSoftHadrons, checkSoftActivity, type SoftActivity } from "./underlyingEvent.ts";

export interface Pileup {
  /** Mean number of other collisions. */
  readonly interactions: number;
  /** Standard deviations of their places along the beam and of their times, in mm. */
  readonly spreadZ: number;
  readonly spreadT: number;
  readonly soft: SoftActivity;
  /** Probability that one makes two jets. */
  readonly dijetFraction: number;
}

/** None, unless the number is set; the rest as at the LHC (bunches of 50 mm and 0.2 ns; the density is unverified). */
export const NO_PILEUP: Pileup = {
  interactions: 0,
  spreadZ: 50,
  spreadT: 60,
  soft: { density: 0.8, meanPt: 0.65, etaMax: 5 },
  dijetFraction: 0.01,
};

const JET_PT = { least: 20, most: 200, power: 5, etaMax: 3 } as const;
/** Transverse momentum of a hadron to its jet in each direction, and the momentum below which a jet is not broken up. */
const TRANSVERSE = 0.35;
const LAST_HADRON = 1;
const PI_ZERO = 111;

/** Adds pileup to the record and returns the number of collisions. Throws `simulate/impossible-pileup`. */
export function addPileup(event: EventRecord, pileup: Pileup, rng: Rng): number {
  checkPileup(pileup);
  const collisions = drawPoisson(pileup.interactions, rng);
  for (let n = 0; n < collisions; n++) {
    const system = openSystem(event, pileup.spreadZ * rng.normal(), pileup.spreadT * rng.normal());
    addSoftHadrons(event, pileup.soft, system, rng);
    if (rng.uniform() < pileup.dijetFraction) addDijet(event, system, rng);
    closeSystem(event, system);
  }
  return collisions;
}

function addDijet(event: EventRecord, system: number, rng: Rng): void {
  const pt = drawPowerLaw(JET_PT.least, JET_PT.most, JET_PT.power, rng);
  const phi = 2 * Math.PI * rng.uniform();
  for (const side of [0, Math.PI]) {
    addJet(event, { pt, eta: JET_PT.etaMax * (2 * rng.uniform() - 1), phi: phi + side }, system, rng);
  }
}

function addJet(event: EventRecord, axis: { pt: number; eta: number; phi: number }, system: number, rng: Rng): void {
  let left = axis.pt;
  let partner = 0;
  while (left > 0) {
    const isLast = left < LAST_HADRON;
    const pt = isLast ? left : left * (1 - Math.sqrt(rng.uniform()));
    // The last one completes a pair, or is a pair by itself.
    const group = partner !== 0 ? undefined : isLast ? { first: PI_ZERO, second: 0 } : drawGroup(rng);
    const direction = {
      pt,
      eta: axis.eta + (TRANSVERSE * rng.normal()) / Math.max(pt, TRANSVERSE),
      phi: axis.phi + (TRANSVERSE * rng.normal()) / Math.max(pt, TRANSVERSE),
    };
    addHadron(event, group?.first ?? partner, direction, system, rng);
    partner = group?.second ?? 0;
    left = isLast ? 0 : left - pt;
  }
}

const RANGES = {
  interactions: { least: 0, most: 1000, unit: "" },
  spreadZ: { least: 0, most: 1000, unit: "mm" },
  spreadT: { least: 0, most: 1000, unit: "mm" },
  dijetFraction: { least: 0, most: 1, unit: "" },
} as const;

function checkPileup(pileup: Pileup): void {
  checkSoftActivity(pileup.soft);
  for (const field of ["interactions", "spreadZ", "spreadT", "dijetFraction"] as const) {
    const { least, most, unit } = RANGES[field];
    if (pileup[field] >= least && pileup[field] <= most) continue;
    throw new GlueballError({
      code: "simulate/impossible-pileup",
      what: "no bunch crossing is like this",
      place: field,
      found: pileup[field],
      expected: `from ${least} to ${most} ${unit}`.trim(),
    });
  }
}
