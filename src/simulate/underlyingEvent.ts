/**
 * What else happens in the collision that made the hard process: soft hadrons, spread evenly over pseudorapidity and
 * azimuth, with as much transverse momentum per unit of area as `density` says. Their number is Poisson distributed (in
 * groups without charge), their pT as that of a thermal source in two dimensions,
 *
 *   dN/dpT = 4 pT / <pT>^2 exp(-2 pT / <pT>).
 *
 * Multiparton interactions, which make the real density fluctuate from event to event, are not modelled.
 */
import { GlueballError, type Rng } from "../base/index.ts";
import { drawPoisson } from "./distributions.ts";
import { type EventRecord, NO_MOTHER } from "./eventRecord.ts";
import { addHadron, closeSystem, drawGroup, HADRONS_A_GROUP, openSystem } from "./softHadrons.ts";

export interface SoftActivity {
  /** Sum of pT per unit of eta and radian of phi. */
  readonly density: number;
  /** Mean pT of a hadron. */
  readonly meanPt: number;
  readonly etaMax: number;
}

/** As the jet card of the specification (4.9). */
export const UNDERLYING_EVENT: SoftActivity = { density: 3, meanPt: 0.65, etaMax: 2 };

/**
 * Adds the soft hadrons of one collision to the record, and returns the entry of the system that they come from, or
 * NO_MOTHER where there is nothing to add. Throws `simulate/impossible-soft-activity`.
 */
export function addUnderlyingEvent(event: EventRecord, activity: SoftActivity, rng: Rng): number {
  checkSoftActivity(activity);
  if (activity.density === 0) return NO_MOTHER;
  const system = openSystem(event, 0, 0);
  addSoftHadrons(event, activity, system, rng);
  closeSystem(event, system);
  return system;
}

/** Soft hadrons of a system that is open. */
export function addSoftHadrons(event: EventRecord, activity: SoftActivity, system: number, rng: Rng): void {
  const { density, meanPt, etaMax } = activity;
  const area = 2 * etaMax * 2 * Math.PI;
  const groups = drawPoisson((density * area) / meanPt / HADRONS_A_GROUP, rng);
  for (let n = 0; n < groups; n++) {
    const { first, second } = drawGroup(rng);
    addHadron(event, first, drawSoftMomentum(activity, rng), system, rng);
    if (second !== 0) addHadron(event, second, drawSoftMomentum(activity, rng), system, rng);
  }
}

/** The sum of two exponential numbers has the density above. */
function drawSoftMomentum({ meanPt, etaMax }: SoftActivity, rng: Rng) {
  const pt = -0.5 * meanPt * Math.log((1 - rng.uniform()) * (1 - rng.uniform()));
  return { pt, eta: etaMax * (2 * rng.uniform() - 1), phi: 2 * Math.PI * rng.uniform() };
}

const RANGES = {
  density: { least: 0, most: 1000, unit: "GeV per unit area" },
  meanPt: { least: 0.05, most: 100, unit: "GeV" },
  etaMax: { least: 0.1, most: 10, unit: "" },
} as const;

/** Throws `simulate/impossible-soft-activity` with the field and its range. */
export function checkSoftActivity(activity: SoftActivity): void {
  for (const field of ["density", "meanPt", "etaMax"] as const) {
    const { least, most, unit } = RANGES[field];
    if (activity[field] >= least && activity[field] <= most) continue;
    throw new GlueballError({
      code: "simulate/impossible-soft-activity",
      what: "soft hadrons cannot be spread like this",
      place: field,
      found: activity[field],
      expected: `from ${least} to ${most} ${unit}`.trim(),
    });
  }
}
