/** For tests of the initial-state shower: collisions of any two partons, and what must hold after it. */
import { expect } from "vitest";
import { addParticle, type EventRecord, newLine, STATUS } from "./eventRecord.ts";
import { beginEvent, INCOMING_1, INCOMING_2 } from "./hardProcess.ts";
import { PDG } from "./standardModel.ts";

export interface PartonCollision {
  readonly incoming: readonly [number, number];
  readonly x: readonly [number, number];
}

const COLLISION_ENERGY = 13000;

/** Two partons that scatter elastically at a right angle: each takes its own colour lines along. */
export function putCollision(event: EventRecord, { incoming, x }: PartonCollision): void {
  const energies = [(x[0] * COLLISION_ENERGY) / 2, (x[1] * COLLISION_ENERGY) / 2] as const;
  beginEvent(event, { energy: COLLISION_ENERGY, incoming, energies });
  const pT = Math.sqrt(energies[0] * energies[1]);
  // Each takes half of both light-cone momenta.
  const [energy, pz] = [(energies[0] + energies[1]) / 2, (energies[0] - energies[1]) / 2];
  for (const [side, pdgId] of incoming.entries()) {
    const entry = [INCOMING_1, INCOMING_2][side];
    event.colour[entry] = pdgId > 0 ? newLine(event) : 0;
    event.antiColour[entry] = pdgId < 0 || pdgId === PDG.gluon ? newLine(event) : 0;
    const [colour, antiColour] = [event.colour[entry], event.antiColour[entry]];
    const particle = { pdgId, status: STATUS.final, px: side === 0 ? pT : -pT, py: 0, pz, energy, mass: 0 };
    addParticle(event, { ...particle, colour, antiColour, mother: INCOMING_1 });
  }
}

/** Entries of a status. */
export function entriesWith(event: EventRecord, status: number): number[] {
  return Array.from({ length: event.count }, (_, i) => i).filter((i) => event.status[i] === status);
}

/** Largest component of what comes out less what comes in, relative to the energy. */
export function collisionError(event: EventRecord): number {
  const incoming = entriesWith(event, STATUS.incoming);
  const out = entriesWith(event, STATUS.final);
  const sum = (entries: number[], column: Float64Array) => entries.reduce((total, i) => total + column[i], 0);
  const { px, py, pz, energy } = event;
  const errors = [px, py, pz, energy].map((column) => Math.abs(sum(out, column) - sum(incoming, column)));
  return Math.max(...errors) / sum(incoming, energy);
}

/** One parton from each beam, along it, with less than its energy; partons massless, with the colours that they must have. */
export function expectSoundCollision(event: EventRecord): void {
  const incoming = entriesWith(event, STATUS.incoming);
  expect(incoming.map((i) => event.mother[i]).sort()).toEqual([0, 1]);
  for (const i of incoming) {
    const beam = event.mother[i];
    expect([event.px[i], event.py[i], Math.abs(event.pz[i])]).toEqual([0, 0, event.energy[i]]);
    expect(Math.sign(event.pz[i])).toBe(Math.sign(event.pz[beam]));
    expect(event.energy[i]).toBeLessThan(event.energy[beam]);
  }
  for (const i of [...incoming, ...entriesWith(event, STATUS.final)]) {
    const isParton = Math.abs(event.pdgId[i]) <= 5 || event.pdgId[i] === PDG.gluon;
    expect(event.colour[i] !== 0).toBe(isParton && event.pdgId[i] > 0);
    expect(event.antiColour[i] !== 0).toBe(isParton && (event.pdgId[i] < 0 || event.pdgId[i] === PDG.gluon));
    expect(event.energy[i]).toBeGreaterThan(0);
  }
  expect(openLines(event)).toEqual([]);
}

/** Lines without exactly one end that sends out colour and one that takes it up: colour that comes in is taken up. */
function openLines(event: EventRecord): number[] {
  const sends = new Array<number>(event.lines + 1).fill(0);
  const takes = new Array<number>(event.lines + 1).fill(0);
  for (const i of entriesWith(event, STATUS.final)) {
    sends[event.colour[i]]++;
    takes[event.antiColour[i]]++;
  }
  for (const i of entriesWith(event, STATUS.incoming)) {
    takes[event.colour[i]]++;
    sends[event.antiColour[i]]++;
  }
  return sends.flatMap((n, line) => (line > 0 && (n !== takes[line] || n > 1) ? [line] : []));
}

/** Quarks less antiquarks of each flavour that come out, less those that came in. */
export function flavourError(event: EventRecord): number[] {
  const count = (entries: number[], flavour: number) =>
    entries.reduce((sum, i) => sum + (Math.abs(event.pdgId[i]) === flavour ? Math.sign(event.pdgId[i]) : 0), 0);
  const out = entriesWith(event, STATUS.final);
  const incoming = entriesWith(event, STATUS.incoming);
  return [1, 2, 3, 4, 5].map((flavour) => count(out, flavour) - count(incoming, flavour));
}
