/**
 * The initial-state shower: backward evolution of both incoming partons, ordered in kT. The legs compete: each has a trial,
 * the one of larger t is tested, and is done or replaced by that leg's next one. An emission gives both a new collision
 * energy, so both draw anew; the hard process and all that was emitted before recoil against it.
 *
 * Kernels and ratio of densities: `initialStateTrial.ts`; momenta: `initialStateKinematics.ts`; colour lines:
 * `initialStateBranch.ts`. It comes before the final-state shower, which lets emitted partons radiate below their own kT:
 *
 *     const { start2 } = initialStateShower(event, process.scale(event), initialState, rng.fork("initial state"));
 *     showerCascade(event, { ...finalState, start2 }, rng.fork("final state"));
 *
 * Cost: about three trials an emission, most of it in the densities.
 */
import { GlueballError, type Rng } from "../base/index.ts";
import { type EventRecord, STATUS } from "./eventRecord.ts";
import { branchInitial, emitsFromColour } from "./initialStateBranch.ts";
import { collisionScale2, emissionMomenta, type Momentum } from "./initialStateKinematics.ts";
import {
  createInitialTrials,
  createLeg,
  type InitialLeg,
  type InitialTrials,
  type InitialTrialSettings,
  judgeInitial,
  proposeInitial,
} from "./initialStateTrial.ts";
import { beamToPartner } from "./softCoherence.ts";
import { PDG } from "./standardModel.ts";

export interface InitialStateShowerSettings extends InitialTrialSettings {
  /** The first emission has at most this times the scale of the hard process as kT. */
  readonly startFactor: number;
}

/** All but coupling and densities, as a start for `{ ...INITIAL_STATE_SHOWER, alphaS, densities }`. */
export const INITIAL_STATE_SHOWER = { cutoff2: 1, startFactor: 0.4 } as const;

export interface InitialStateResult {
  readonly emissions: number;
  /** Trials tested; with the emissions, the efficiency of the overestimates. */
  readonly trials: number;
  /** Emissions for which the ratio of densities exceeded its bound. */
  readonly violations: number;
  /** For the final-state shower, kT^2 below which an entry radiates: its own where it was emitted, else the hard scale's square. */
  readonly start2: (entry: number) => number;
}

/**
 * Adds the initial-state emissions of a hard process of `scale` (GeV) to its event, before anything else showers. What was
 * incoming becomes `radiated`, a daughter of the new incoming parton; the emitted ones are `final`.
 *
 * @throws GlueballError simulate/no-incoming-partons, simulate/bad-shower-setting, simulate/rising-coupling
 */
export function initialStateShower(
  event: EventRecord,
  scale: number,
  settings: InitialStateShowerSettings,
  rng: Rng,
): InitialStateResult {
  requireSettings(scale, settings);
  const trials = createInitialTrials(settings);
  const legs = [findLeg(event, 0), findLeg(event, 1)] as const;
  const emitted = new Map<number, number>();
  const counts = { emissions: 0, trials: 0, violations: 0 };
  const coherence = (leg: InitialLeg) => coherenceOf(event, leg, spectatorOf(legs, leg));
  proposeBoth(trials, event, legs, (settings.startFactor * scale) ** 2, rng);
  for (let leg = harderLeg(legs); leg.t > 0; leg = harderLeg(legs)) {
    const { t } = leg;
    const verdict = judgeInitial(trials, leg, scale2Of(event, legs), rng, coherence);
    counts.trials++;
    if (verdict === "rejected") {
      proposeInitial(trials, leg, t, scale2Of(event, legs), rng);
      continue;
    }
    counts.emissions++;
    if (verdict === "kept above its bound") counts.violations++;
    emitted.set(emit(event, legs, leg), t);
    proposeBoth(trials, event, legs, t, rng);
  }
  return { ...counts, start2: (entry) => emitted.get(entry) ?? scale * scale };
}

type Legs = readonly [InitialLeg, InitialLeg];

const harderLeg = ([first, second]: Legs): InitialLeg => (first.t >= second.t ? first : second);

const scale2Of = (event: EventRecord, [first, second]: Legs): number =>
  collisionScale2(event, first.entry, second.entry);

const spectatorOf = ([first, second]: Legs, leg: InitialLeg): number => (leg === first ? second : first).entry;

function proposeBoth(trials: InitialTrials, event: EventRecord, legs: Legs, from: number, rng: Rng): void {
  const scale2 = scale2Of(event, legs);
  for (const leg of legs) proposeInitial(trials, leg, from, scale2, rng);
}

/** What the line of the leg makes of the gluon of its trial, see `softCoherence.ts`. */
function coherenceOf(event: EventRecord, leg: InitialLeg, spectator: number): number {
  const { entry, t, z, azimuth, isFromColour } = leg;
  const { emitted } = emissionMomenta(event, { emitter: entry, spectator, t, z, azimuth });
  const isColour = emitsFromColour(event, entry, isFromColour);
  const line = isColour ? event.colour[entry] : event.antiColour[entry];
  const partner = partnerOf(event, line, isColour) ?? spectator;
  return beamToPartner(momentumAt(event, entry), momentumAt(event, spectator), momentumAt(event, partner), emitted);
}

/** The final or decayed parton into which the line of an incoming one goes; none where it leads to the other beam. */
function partnerOf({ count, status, colour, antiColour }: EventRecord, line: number, isColour: boolean) {
  const column = isColour ? colour : antiColour;
  for (let i = 0; i < count; i++) {
    if (column[i] === line && (status[i] === STATUS.final || status[i] === STATUS.decayed)) return i;
  }
  return undefined;
}

const momentumAt = ({ px, py, pz, energy }: EventRecord, i: number): Momentum => [px[i], py[i], pz[i], energy[i]];

/** Does the trial of a leg and returns the entry of the emitted parton. */
function emit(event: EventRecord, legs: Legs, leg: InitialLeg): number {
  leg.entry = branchInitial(event, { ...leg, emitter: leg.entry, spectator: spectatorOf(legs, leg) });
  leg.pdgId = leg.mother;
  leg.x = event.energy[leg.entry] / event.energy[leg.beam];
  return leg.entry + 1;
}

/** The incoming parton of a beam. */
function findLeg(event: EventRecord, beam: number): InitialLeg {
  for (let entry = 0; entry < event.count; entry++) {
    const pdgId = event.pdgId[entry];
    const isParton = pdgId === PDG.gluon || (pdgId !== 0 && Math.abs(pdgId) <= 5);
    if (event.status[entry] !== STATUS.incoming || event.mother[entry] !== beam || !isParton) continue;
    return createLeg(beam, entry, pdgId, event.energy[entry] / event.energy[beam]);
  }
  throw new GlueballError({
    code: "simulate/no-incoming-partons",
    what: "the initial-state shower has nothing to evolve",
    place: `beam ${beam}`,
    expected: `a gluon or quark of status ${STATUS.incoming} with mother ${beam}: a hard process of two protons`,
  });
}

function requireSettings(scale: number, { cutoff2, startFactor }: InitialStateShowerSettings): void {
  requireSetting(
    "cutoff2",
    cutoff2,
    cutoff2 >= 1 && cutoff2 < Infinity,
    "kT^2 of at least 1 GeV^2, where densities begin",
  );
  requireSetting(
    "startFactor",
    startFactor,
    startFactor >= 0 && startFactor < Infinity,
    "0 or more; 0.3 to 0.5 is usual",
  );
  requireSetting("scale", scale, scale > 0 && scale < Infinity, "the scale of the hard process in GeV, above 0");
}

function requireSetting(place: string, found: number, holds: boolean, expected: string): void {
  if (holds) return;
  throw new GlueballError({
    code: "simulate/bad-shower-setting",
    what: "the initial-state shower cannot run with this",
    place,
    found,
    expected,
  });
}
