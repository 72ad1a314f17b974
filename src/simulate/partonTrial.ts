/** For tests of showers and hadrons: partons as they come from decays, and what is conserved on the way. */
import { addParticle, clearEvent, newLine, STATUS, type EventRecord } from "./eventRecord.ts";
import { particleOf } from "./particleTable.ts";

export type Vector = readonly [px: number, py: number, pz: number];

/** Adds a final particle on its shell, with its colour and anticolour line. */
export function putFinal(
  event: EventRecord,
  pdgId: number,
  p: Vector,
  lines: readonly [number, number],
  mass = 0,
): number {
  const [px, py, pz] = p;
  const [colour, antiColour] = lines;
  const energy = Math.hypot(px, py, pz, mass);
  return addParticle(event, { pdgId, status: STATUS.final, px, py, pz, energy, mass, colour, antiColour });
}

/** Clears the event and puts a colour singlet of two partons back to back: a quark with its antiquark, or two gluons. */
export function putPair(event: EventRecord, energy: number, pdgId = 1): void {
  clearEvent(event);
  const line = newLine(event);
  const back = pdgId === 21 ? newLine(event) : 0;
  putFinal(event, pdgId, [0, 0, energy / 2], [line, back]);
  putFinal(event, pdgId === 21 ? 21 : -pdgId, [0, 0, -energy / 2], [back, line]);
}

/** Entries of the final particles. */
export function finals(event: EventRecord): number[] {
  return Array.from({ length: event.count }, (_, i) => i).filter((i) => event.status[i] === STATUS.final);
}

/** Sum over the final particles of something that depends on the code. */
export function finalSum(event: EventRecord, of: (pdgId: number) => number): number {
  return finals(event).reduce((sum, i) => sum + of(event.pdgId[i]), 0);
}

export const chargeOf = (pdgId: number): number => particleOf(pdgId).charge;

/** Three times the baryon number: 1 for a quark, 2 for a diquark. */
export function baryonThirds(pdgId: number): number {
  const code = Math.abs(pdgId);
  const isDiquark = code > 1000 && code < 5000 && Math.floor(code / 10) % 10 === 0;
  return Math.sign(pdgId) * (code < 6 ? 1 : isDiquark ? 2 : code > 1000 ? 3 : 0);
}

/** Most that an event may gain or lose, relative to its energy. */
export const CONSERVED = 1e-9;

/** Largest component of the difference of two momenta, relative to the energy. */
export function momentumError(
  after: Readonly<Record<"px" | "py" | "pz" | "energy", number>>,
  before: typeof after,
): number {
  const axes = ["px", "py", "pz", "energy"] as const;
  return Math.max(...axes.map((axis) => Math.abs(after[axis] - before[axis]))) / before.energy;
}
