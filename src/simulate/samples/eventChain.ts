/**
 * One event from its hard process to stable particles:
 *
 *   hard process -> initial-state shower -> final-state shower -> beam remnants -> hadrons -> decays -> soft activity
 *
 * Each step draws from its own fork of the event's stream, so an event is a function of the stream only.
 */
import type { Rng } from "../../base/index.ts";
import { createAlphaS } from "../alphaS.ts";
import { addBeamRemnants } from "../beamRemnants.ts";
import { hadronise } from "../clusterHadronisation.ts";
import { STATUS, type EventRecord } from "../eventRecord.ts";
import { createShowerRoom, FINAL_STATE_SHOWER } from "../finalStateShower.ts";
import { decayHadrons } from "../hadronDecays.ts";
import type { EventSource } from "../hardProcess.ts";
import { initialStateShower, type InitialStateShowerSettings } from "../initialStateShower.ts";
import { createDensities } from "../pdf.ts";
import { addPileup } from "../pileup.ts";
import { showerCascade } from "../showerCascade.ts";
import { addUnderlyingEvent } from "../underlyingEvent.ts";
import { PDG } from "../standardModel.ts";
import type { PhysicsCard } from "./physicsCard.ts";

/** Looks at an event while it is made, and what else is wanted of it. */
export interface ChainOptions {
  /** Factors on the renormalisation scale of the final-state shower for which events have weights. */
  readonly scaleFactors?: readonly number[];
  /** After the hard process and its decays, before anything radiates. */
  readonly afterHardProcess?: (event: EventRecord) => void;
  /** After the beams have radiated, before anything else does; an event that returns false is given up. */
  readonly keepCollision?: (event: EventRecord) => boolean;
  /** After the showers; an event that returns false is given up, which saves most of its time. */
  readonly keepPartons?: (event: EventRecord) => boolean;
}

export interface ChainWeights {
  /** Of the hard process. */
  readonly weight: number;
  /** The same for each scale factor. */
  readonly scaleWeights: readonly number[];
}

/** Makes an event in `event`; returns its weights, or undefined where it was given up. */
export type EventChain = (rng: Rng, event: EventRecord) => ChainWeights | undefined;

export function createEventChain(source: EventSource, card: PhysicsCard, options: ChainOptions = {}): EventChain {
  const { scaleFactors = [], afterHardProcess, keepCollision, keepPartons } = options;
  const { alphaS } = card.finalState;
  const shower = {
    ...FINAL_STATE_SHOWER,
    ...card.finalState,
    alphaS: createAlphaS(alphaS),
    scaleFactors,
    room: createShowerRoom(),
  };
  const initial = {
    ...card.initialState,
    alphaS: createAlphaS(card.initialState.alphaS),
    densities: createDensities(),
  };
  const decays = { longestLifetimeMm: card.longestLifetimeMm };
  const hasPileup = card.pileup.interactions > 0;
  return (rng, event) => {
    const weight = source.generate(rng.fork("hard process"), event);
    afterHardProcess?.(event);
    const ofProtons = hasProtonBeams(event);
    const start = ofProtons ? startAfterBeams(event, source.scale(event), initial, rng.fork("initial state")) : {};
    if (ofProtons && keepCollision?.(event) === false) return undefined;
    const { weights } = showerCascade(event, { ...shower, ...start }, rng.fork("shower"));
    if (keepPartons?.(event) === false) return undefined;
    if (ofProtons) addBeamRemnants(event, rng.fork("remnants"));
    hadronise(event, card.hadronisation, rng.fork("hadrons"));
    decayHadrons(event, decays, rng.fork("decays"));
    if (card.underlyingEvent.density > 0) addUnderlyingEvent(event, card.underlyingEvent, rng.fork("underlying event"));
    if (hasPileup) addPileup(event, card.pileup, rng.fork("pileup"));
    return { weight, scaleWeights: weights.map((factor) => weight * factor) };
  };
}

/** Lets the incoming partons radiate; where each parton goes on. */
function startAfterBeams(event: EventRecord, scale: number, settings: InitialStateShowerSettings, rng: Rng) {
  const { start2 } = initialStateShower(event, scale, settings, rng);
  return { start2 };
}

/** Pairs of jets have no beams, and leptons neither radiate here nor leave remnants. */
function hasProtonBeams({ status, pdgId }: EventRecord): boolean {
  return status[0] === STATUS.beam && pdgId[0] === PDG.proton;
}
