/** What all hard processes have in common: a cross-section, and events that follow it. */
import type { Rng } from "../base/index.ts";
import { addParticle, clearEvent, type EventRecord, STATUS } from "./eventRecord.ts";
import { PDG } from "./standardModel.ts";

export interface CrossSection {
  readonly valuePb: number;
  readonly errorPb: number;
}

/** Whatever begins an event: a hard process, or a pair of jets without beams. */
export interface EventSource {
  readonly name: string;
  /**
   * Makes one event in `event`, which is cleared, and returns its weight. The event is a function of the stream only: fork
   * one for each event, `rng.fork("event").fork(index)`. What has already decayed is `decayed`, everything else `final`.
   */
  generate(rng: Rng, event: EventRecord): number;
  /** Scale of the hard process in GeV, at which its showers begin and its coupling was taken. */
  scale(event: EventRecord): number;
}

/**
 * A process of two beams. Its weights are in pb, and their mean is the cross-section; unweighted events all have the
 * cross-section itself as weight, but for the few above the maximum.
 *
 * Entries 0 and 1 of the record are the beams, 2 and 3 what comes out of them (status `incoming`; 2 moves along +z), then
 * what the hard process makes, with entry 2 as its mother.
 */
export interface HardProcess extends EventSource {
  readonly crossSection: CrossSection;
  /** The channels and how much each has of the cross-section, in pb. */
  readonly channels: Readonly<Record<string, number>>;
  /** What was sampled since the process was made. */
  statistics(): SamplingStatistics;
}

export interface SamplingStatistics {
  readonly tried: number;
  readonly accepted: number;
  /** Accepted events above the maximum weight that the pilot sample found. */
  readonly above: number;
  /** The largest weight in units of that maximum. */
  readonly largest: number;
  /** Calls of the parton densities outside their range. */
  readonly frozen: number;
}

/** Entries of every event. */
export const INCOMING_1 = 2;
export const INCOMING_2 = 3;
export const FIRST_OUTGOING = 4;

const PROTON_MASS = 0.93827;

export interface Collision {
  /** Energy of both beams together. */
  readonly energy: number;
  /** PDG numbers of what collides; the beams are protons unless these are leptons. */
  readonly incoming: readonly [number, number];
  /** Energies of what collides; all of it moves along the beam and is massless. */
  readonly energies: readonly [number, number];
}

/** Clears the record and begins it with the beams and what collides. */
export function beginEvent(event: EventRecord, { energy, incoming, energies }: Collision): void {
  clearEvent(event);
  for (const beam of [0, 1]) {
    const isLepton = Math.abs(incoming[beam]) === PDG.electron;
    const mass = isLepton ? 0 : PROTON_MASS;
    const pz = Math.sqrt((energy / 2) ** 2 - mass * mass);
    const pdgId = isLepton ? incoming[beam] : PDG.proton;
    addParticle(event, {
      pdgId,
      status: STATUS.beam,
      px: 0,
      py: 0,
      pz: beam === 0 ? pz : -pz,
      energy: energy / 2,
      mass,
    });
  }
  for (const beam of [0, 1]) {
    const pz = beam === 0 ? energies[0] : -energies[1];
    const pdgId = incoming[beam];
    addParticle(event, {
      pdgId,
      status: STATUS.incoming,
      px: 0,
      py: 0,
      pz,
      energy: energies[beam],
      mass: 0,
      mother: beam,
    });
  }
}
