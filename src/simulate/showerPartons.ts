/**
 * The partons of a shower while it runs, as columns, and their dipole ends. Parton i has end 2i at its colour and 2i+1 at
 * its anticolour; an end exists where the line is not 0. Its recoiler is the parton at the other end of the line. A line
 * without a final partner, which leads to the beam or to a resonance that has decayed, is an open one: the recoiler is then
 * the opposite particle, of largest p_i.p_k, among the partons that also hang on open lines and what has no colour, such
 * as the Z of Z + jet or the W of t -> b W. Closed colour singlets never lend their momentum.
 */
import { GlueballError } from "../base/index.ts";
import { addParticle, STATUS, type EventRecord } from "./eventRecord.ts";

export const NO_PARTON = -1;

export interface ShowerPartons {
  count: number;
  /** Partons of before the shower. */
  primaries: number;
  pdgId: Int32Array;
  /** px, py, pz, E of parton i from 4i. */
  momentum: Float64Array;
  mass: Float64Array;
  /** Colour line of each end, 0 where there is none. */
  line: Int32Array;
  /** Parton that recoils against each end, or NO_PARTON. */
  recoiler: Int32Array;
  /** 1 where the recoiler has the other end of the line. */
  linked: Uint8Array;
  /** 1 for what may recoil against open lines. */
  lends: Uint8Array;
  /** kT^2 below which a parton radiates. */
  ceiling2: Float64Array;
  /** Entry of the record from which a parton stems. */
  entry: Int32Array;
  /** 1 where momentum or colour are no longer the entry's. */
  changed: Uint8Array;
}

/** Columns for `capacity` partons, none in use. */
function createPartons(capacity: number): ShowerPartons {
  return {
    count: 0,
    primaries: 0,
    pdgId: new Int32Array(capacity),
    momentum: new Float64Array(4 * capacity),
    mass: new Float64Array(capacity),
    line: new Int32Array(2 * capacity),
    recoiler: new Int32Array(2 * capacity),
    linked: new Uint8Array(2 * capacity),
    lends: new Uint8Array(capacity),
    ceiling2: new Float64Array(capacity),
    entry: new Int32Array(capacity),
    changed: new Uint8Array(capacity),
  };
}

/** The final particles among `entries` of a record; `start2` gives the kT^2 below which each radiates. */
export function collectPartons(
  event: EventRecord,
  entries: ArrayLike<number>,
  start2: (entry: number) => number,
): ShowerPartons {
  const partons = createPartons(entries.length + 128);
  for (let n = 0; n < entries.length; n++) {
    const entry = entries[n];
    if (event.status[entry] !== STATUS.final) continue;
    const i = partons.count++;
    partons.pdgId[i] = event.pdgId[entry];
    partons.momentum[4 * i] = event.px[entry];
    partons.momentum[4 * i + 1] = event.py[entry];
    partons.momentum[4 * i + 2] = event.pz[entry];
    partons.momentum[4 * i + 3] = event.energy[entry];
    partons.mass[i] = requireMassless(event, entry);
    partons.line[2 * i] = event.colour[entry];
    partons.line[2 * i + 1] = event.antiColour[entry];
    partons.ceiling2[i] = start2(entry);
    partons.entry[i] = entry;
  }
  partons.primaries = partons.count;
  linkLines(partons);
  markLenders(partons);
  for (let end = 0; end < 2 * partons.count; end++) findRecoiler(partons, end);
  return partons;
}

/** A light parton's mass, which must be 0: a massive one would silently not radiate. */
function requireMassless(event: EventRecord, entry: number): number {
  const code = Math.abs(event.pdgId[entry]);
  const mass = event.mass[entry];
  if (mass === 0 || !(code <= 5 || code === 21)) return mass;
  throw new GlueballError({
    code: "simulate/massive-parton",
    what: "the shower radiates from massless quarks and gluons only",
    place: `entry ${entry} (PDG code ${event.pdgId[entry]})`,
    found: mass,
    expected: "mass 0; quarks get their masses when they hadronise",
  });
}

/** Whether the parton radiates: quarks up to b, and gluons. Others have colour, but only recoil. */
export function radiates(partons: ShowerPartons, i: number): boolean {
  return partons.mass[i] === 0 && (Math.abs(partons.pdgId[i]) <= 5 || partons.pdgId[i] === 21);
}

/** Joins the two ends of each line. */
function linkLines(partons: ShowerPartons): void {
  const { line, recoiler, linked } = partons;
  const byLine = new Map<number, number>();
  for (let end = 0; end < 2 * partons.count; end += 2) if (line[end] !== 0) byLine.set(line[end], end);
  recoiler.fill(NO_PARTON);
  for (let end = 1; end < 2 * partons.count; end += 2) {
    const other = line[end] === 0 ? undefined : byLine.get(line[end]);
    if (other === undefined) continue;
    recoiler[end] = other >> 1;
    recoiler[other] = end >> 1;
    linked[end] = linked[other] = 1;
  }
}

/** Marks what has no colour, and all partons of chains with an open line, walking along the chain from each open end. */
function markLenders(partons: ShowerPartons): void {
  const { line, linked, lends } = partons;
  for (let i = 0; i < partons.count; i++) {
    if (line[2 * i] === 0 && line[2 * i + 1] === 0) lends[i] = 1;
  }
  for (let end = 0; end < 2 * partons.count; end++) {
    if (line[end] === 0 || linked[end] === 1) continue;
    let at = end;
    // From the open end through the parton to its other line, and over it to the next parton, where colour meets anticolour.
    for (;;) {
      lends[at >> 1] = 1;
      const across = at ^ 1;
      if (line[across] === 0 || linked[across] === 0) break;
      at = 2 * partons.recoiler[across] + ((across & 1) ^ 1);
    }
  }
}

/** Chooses the recoiler of an open end anew; a linked one keeps its partner. */
export function findRecoiler(partons: ShowerPartons, end: number): void {
  const { line, linked, recoiler, lends, momentum } = partons;
  if (line[end] === 0 || linked[end] === 1) return;
  const i = end >> 1;
  let best = NO_PARTON;
  let largest = 0;
  for (let k = 0; k < partons.count; k++) {
    if (k === i || lends[k] === 0) continue;
    const product = productOf(momentum, i, k);
    if (product <= largest) continue;
    best = k;
    largest = product;
  }
  recoiler[end] = best;
}

/** p_i.p_k */
function productOf(p: Float64Array, i: number, k: number): number {
  const a = 4 * i;
  const b = 4 * k;
  return p[a + 3] * p[b + 3] - p[a] * p[b] - p[a + 1] * p[b + 1] - p[a + 2] * p[b + 2];
}

/** Adds a parton that stems from where parton `from` stems from, without lines; returns it. */
export function addParton(partons: ShowerPartons, pdgId: number, from: number): number {
  if (partons.count === partons.pdgId.length) growPartons(partons);
  const i = partons.count++;
  partons.pdgId[i] = pdgId;
  partons.mass[i] = 0;
  partons.lends[i] = partons.lends[from];
  partons.entry[i] = partons.entry[from];
  partons.changed[i] = 1;
  for (const end of [2 * i, 2 * i + 1]) {
    partons.line[end] = 0;
    partons.linked[end] = 0;
    partons.recoiler[end] = NO_PARTON;
  }
  return i;
}

function growPartons(partons: ShowerPartons): void {
  const grown = createPartons(2 * partons.pdgId.length);
  for (const column of Object.keys(grown) as (keyof ShowerPartons)[]) {
    const [to, from] = [grown[column], partons[column]];
    if (typeof to !== "number" && typeof from !== "number") to.set(from);
  }
  Object.assign(partons, grown, { count: partons.count, primaries: partons.primaries });
}

/**
 * Gives the line of `end` to the new parton's end of the same colour, and joins `end` and the new parton's other end by a
 * new line: colour flows from the emitter through the new gluon to the old partner.
 */
export function insertGluon(partons: ShowerPartons, end: number, gluon: number, line: number): void {
  moveLine(partons, end, 2 * gluon + (end & 1));
  joinEnds(partons, end, 2 * gluon + ((end & 1) ^ 1), line);
}

/** Moves a line from one end to another, with the partner or the openness that it has. */
export function moveLine(partons: ShowerPartons, from: number, to: number): void {
  const { line, linked, recoiler } = partons;
  line[to] = line[from];
  linked[to] = linked[from];
  recoiler[to] = recoiler[from];
  if (linked[from] === 1) recoiler[2 * recoiler[from] + ((from & 1) ^ 1)] = to >> 1;
  line[from] = 0;
  linked[from] = 0;
  recoiler[from] = NO_PARTON;
}

function joinEnds(partons: ShowerPartons, a: number, b: number, line: number): void {
  partons.line[a] = partons.line[b] = line;
  partons.linked[a] = partons.linked[b] = 1;
  partons.recoiler[a] = b >> 1;
  partons.recoiler[b] = a >> 1;
}

/** Writes the partons back: what changed becomes a daughter of its entry, which has radiated. Returns how many. */
export function recordPartons(event: EventRecord, partons: ShowerPartons): number {
  let written = 0;
  for (let i = 0; i < partons.count; i++) {
    if (partons.changed[i] === 0) continue;
    const mother = partons.entry[i];
    event.status[mother] = STATUS.radiated;
    addParticle(event, {
      pdgId: partons.pdgId[i],
      status: STATUS.final,
      px: partons.momentum[4 * i],
      py: partons.momentum[4 * i + 1],
      pz: partons.momentum[4 * i + 2],
      energy: partons.momentum[4 * i + 3],
      mass: partons.mass[i],
      colour: partons.line[2 * i],
      antiColour: partons.line[2 * i + 1],
      mother,
    });
    written++;
  }
  return written;
}
