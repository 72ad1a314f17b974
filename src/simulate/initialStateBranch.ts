/**
 * Carries out one emission of the initial-state shower in the record: momenta, flavours and colour lines. The parton that
 * was incoming becomes `radiated`, a daughter of the new incoming one, as the emitted parton is.
 *
 * At leading colour a quark that emits a gluon, or a gluon that becomes a quark pair, leaves no choice; a gluon emits
 * from one of its two lines, each with probability 1/2. An incoming parton's colour goes on into the process, so that
 *
 *   q <- q   the new line n comes in, leaves with the gluon, and the gluon's anticolour takes up the old line;
 *   q <- g   n is the anticolour of the incoming gluon and of the emitted antiquark;
 *   g <- g   as q <- q on one line, and the other one passes;
 *   g <- q   the quark's colour goes on, and the emitted quark has the line of the gluon's anticolour.
 */
import { addParticle, type EventRecord, newLine, STATUS } from "./eventRecord.ts";
import {
  collisionScale2,
  emissionMomenta,
  type InitialEmission,
  type Momentum,
  recoil,
} from "./initialStateKinematics.ts";
import { PDG } from "./standardModel.ts";

/** Colour and anticolour line. */
type Lines = readonly [colour: number, antiColour: number];

export interface InitialBranching extends InitialEmission {
  /** Entry of the beam. */
  readonly beam: number;
  /** PDG number of the new incoming parton. */
  readonly mother: number;
  /** Whether a gluon emits from its line of colour. */
  readonly isFromColour: boolean;
}

/** Adds the new incoming parton and, behind it, the emitted one; returns the entry of the first. */
export function branchInitial(event: EventRecord, branching: InitialBranching): number {
  const { emitter, spectator, beam, mother } = branching;
  const { incoming, emitted } = emissionMomenta(event, branching);
  const lines = branchLines(event, branching);
  recoilAgainst(event, [emitter, spectator], incoming, emitted);
  event.status[emitter] = STATUS.radiated;
  const entry = addParton(event, { pdgId: mother, status: STATUS.incoming, mother: beam }, incoming, lines.incoming);
  event.mother[emitter] = entry;
  const pdgId = emittedParton(event.pdgId[emitter], mother);
  addParton(event, { pdgId, status: STATUS.final, mother: entry }, emitted, lines.emitted);
  return entry;
}

/** What a mother emits to become `pdgId`. */
export function emittedParton(pdgId: number, mother: number): number {
  if (mother === PDG.gluon) return pdgId === PDG.gluon ? PDG.gluon : -pdgId;
  return pdgId === PDG.gluon ? mother : PDG.gluon;
}

/** Whether a parton emits from its line of colour; only a gluon can choose. */
export function emitsFromColour({ colour, antiColour }: EventRecord, emitter: number, isFromColour: boolean): boolean {
  return antiColour[emitter] === 0 || (colour[emitter] !== 0 && isFromColour);
}

function branchLines(
  event: EventRecord,
  { emitter, mother, isFromColour }: InitialBranching,
): { incoming: Lines; emitted: Lines } {
  const [colour, antiColour] = [event.colour[emitter], event.antiColour[emitter]];
  if (event.pdgId[emitter] === PDG.gluon && mother !== PDG.gluon) {
    return mother > 0
      ? { incoming: [colour, 0], emitted: [antiColour, 0] }
      : { incoming: [0, antiColour], emitted: [0, colour] };
  }
  const line = newLine(event);
  if (event.pdgId[emitter] !== PDG.gluon && mother === PDG.gluon) {
    return colour === 0
      ? { incoming: [line, antiColour], emitted: [line, 0] }
      : { incoming: [colour, line], emitted: [0, line] };
  }
  return emitsFromColour(event, emitter, isFromColour)
    ? { incoming: [line, antiColour], emitted: [line, colour] }
    : { incoming: [colour, line], emitted: [antiColour, line] };
}

function recoilAgainst(
  event: EventRecord,
  [emitter, spectator]: readonly [number, number],
  incoming: Momentum,
  emitted: Momentum,
): void {
  const { pz, energy } = event;
  const before = [0, 0, pz[emitter] + pz[spectator], energy[emitter] + energy[spectator]] as const;
  const after = [
    -emitted[0],
    -emitted[1],
    incoming[2] + pz[spectator] - emitted[2],
    incoming[3] + energy[spectator] - emitted[3],
  ] as const;
  recoil(event, before, after, collisionScale2(event, emitter, spectator));
}

function addParton(
  event: EventRecord,
  what: Readonly<Pick<Parameters<typeof addParticle>[1], "pdgId" | "status" | "mother">>,
  [px, py, pz, energy]: Momentum,
  [colour, antiColour]: Lines,
): number {
  return addParticle(event, { ...what, px, py, pz, energy, mass: 0, colour, antiColour });
}
