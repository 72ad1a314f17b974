/** What must hold in every event of every hard process, for tests. */
import { expect } from "vitest";
import { createRng } from "../base/index.ts";
import { createEventRecord, type EventRecord, STATUS } from "./eventRecord.ts";
import { FIRST_OUTGOING, type HardProcess, INCOMING_1 } from "./hardProcess.ts";

/** Relative to the energy of the event. */
const MOMENTUM = 1e-9;

/** Event `index` of a process, from its own stream. */
export function eventOf(process: HardProcess, index: number, event = createEventRecord()): EventRecord {
  process.generate(createRng(1).fork("event").fork(index), event);
  return event;
}

/** Makes events and checks each with `expectSound`; `each` sees them one by one. */
export function expectSoundEvents(process: HardProcess, count: number, each?: (event: EventRecord) => void): void {
  const event = createEventRecord();
  for (let index = 0; index < count; index++) {
    expectSound(eventOf(process, index, event));
    each?.(event);
  }
}

/** Momentum, charge and colour come out as they went in; all particles are on their mass shells. */
export function expectSound(event: EventRecord): void {
  const scale = finalSum(event, event.energy) + 1e-300;
  const hasIncoming = event.status[INCOMING_1] === STATUS.incoming;
  for (const column of ["px", "py", "pz", "energy"] as const) {
    const before = hasIncoming ? event[column][INCOMING_1] + event[column][INCOMING_1 + 1] : undefined;
    const after = finalSum(event, event[column]);
    if (before !== undefined) expect(Math.abs(after - before) / scale, column).toBeLessThan(MOMENTUM);
    for (let i = 0; i < event.count; i++) expectDecayConserves(event, i, column);
  }
  for (let i = 0; i < event.count; i++) expectOnShell(event, i);
  expect(openLines(event)).toEqual([]);
  if (hasIncoming) {
    const incoming = chargeOf(event.pdgId[INCOMING_1]) + chargeOf(event.pdgId[INCOMING_1 + 1]);
    expect(finalCharge(event)).toBe(incoming);
  }
}

function expectDecayConserves(event: EventRecord, entry: number, column: "px" | "py" | "pz" | "energy"): void {
  const children = childrenOf(event, entry);
  if (event.status[entry] !== STATUS.decayed) return;
  const sum = children.reduce((total, child) => total + event[column][child], 0);
  expect(Math.abs(sum - event[column][entry]) / event.energy[entry], column).toBeLessThan(MOMENTUM);
  const charge = children.reduce((total, child) => total + chargeOf(event.pdgId[child]), 0);
  expect(charge, `charge of ${event.pdgId[entry]}`).toBe(chargeOf(event.pdgId[entry]));
}

export function childrenOf(event: EventRecord, entry: number): number[] {
  return Array.from({ length: event.count }, (_, i) => i).filter((i) => event.mother[i] === entry);
}

function expectOnShell(event: EventRecord, i: number): void {
  const { px, py, pz, energy, mass } = event;
  const m2 = (energy[i] - pz[i]) * (energy[i] + pz[i]) - px[i] ** 2 - py[i] ** 2;
  expect(Math.abs(m2 - mass[i] ** 2) / energy[i] ** 2, `m^2 of ${event.pdgId[i]}`).toBeLessThan(MOMENTUM);
}

/** Lines without exactly one end that sends out the colour and one that takes it up, among what is incoming or final. */
function openLines(event: EventRecord): number[] {
  const sends = new Array<number>(event.lines + 1).fill(0);
  const takes = new Array<number>(event.lines + 1).fill(0);
  for (let i = 0; i < event.count; i++) {
    const isIncoming = event.status[i] === STATUS.incoming;
    if (!isIncoming && event.status[i] !== STATUS.final) continue;
    expectColoursFit(event, i);
    (isIncoming ? takes : sends)[event.colour[i]]++;
    (isIncoming ? sends : takes)[event.antiColour[i]]++;
  }
  return sends.flatMap((n, line) => (line > 0 && (n !== 1 || takes[line] !== 1) ? [line] : []));
}

/** A quark has a colour, an antiquark an anticolour, a gluon two different ones, all else none. */
function expectColoursFit(event: EventRecord, i: number): void {
  const { pdgId, colour, antiColour } = event;
  const isQuark = Math.abs(pdgId[i]) <= 6;
  const isGluon = pdgId[i] === 21;
  expect(colour[i] > 0, `colour of ${pdgId[i]}`).toBe(isGluon || (isQuark && pdgId[i] > 0));
  expect(antiColour[i] > 0, `anticolour of ${pdgId[i]}`).toBe(isGluon || (isQuark && pdgId[i] < 0));
  if (isGluon) expect(colour[i]).not.toBe(antiColour[i]);
}

/** Charge in units of e / 3. */
export function chargeOf(pdgId: number): number {
  const magnitude = { 2: 2, 4: 2, 6: 2, 1: -1, 3: -1, 5: -1, 11: -3, 13: -3, 15: -3, 24: 3, 34: 3, 37: 3, 2212: 3 };
  return Math.sign(pdgId) * ((magnitude as Record<number, number>)[Math.abs(pdgId)] ?? 0);
}

function finalSum(event: EventRecord, column: Float64Array): number {
  let sum = 0;
  for (let i = FIRST_OUTGOING; i < event.count; i++) if (event.status[i] === STATUS.final) sum += column[i];
  return sum;
}

function finalCharge(event: EventRecord): number {
  let sum = 0;
  for (let i = 0; i < event.count; i++) if (event.status[i] === STATUS.final) sum += chargeOf(event.pdgId[i]);
  return sum;
}
