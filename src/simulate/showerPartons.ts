/**
 * The partons of a shower while it runs, as columns, and their dipole ends. Parton i has end 2i at its colour and 2i+1 at
 * its anticolour; an end exists where the line is not 0. Its partner is the parton at the other end of the line, and
 * recoils. A line without a final partner, which leads to the beam or to a resonance that has decayed, is an open one:
 * the recoiler is then the opposite particle, of largest p_i.p_k, among the partons that also hang on open lines and what
 * has no colour, such as the Z of Z + jet or the W of t -> b W. Closed colour singlets never lend their momentum.
 *
 * A partner that the beams emitted at a kT below t is not there yet at t: until t falls to that kT, the line counts as an
 * open one. Were it not so, soft gluons at the beams, which make small dipoles, would keep hard partons from radiating.
 */
import { GlueballError } from "../base/index.ts";
import { addParticle, NO_MOTHER, STATUS, type EventRecord } from "./eventRecord.ts";

export const NO_PARTON = -1;

/** Where a line without partner leads: to the beam that flies to +z or -z, or to the resonance that has decayed. */
export const LEADS_TO = { beamAhead: 1, beamBehind: -1, origin: 2, nowhere: 0 } as const;

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
  /** Parton with the other end of the line, or NO_PARTON. */
  partner: Int32Array;
  /** Parton that recoils against each end, or NO_PARTON. */
  recoiler: Int32Array;
  /** Where the line of an end leads while it has no partner: one of LEADS_TO, or NOWHERE where that is not known. */
  leadsTo: Int8Array;
  /** The resonance of which all is made, px, py, pz, E; set where a line leads to it. */
  origin: Float64Array;
  /** 1 for what may recoil against open lines. */
  lends: Uint8Array;
  /** kT^2 at which a parton was made, and below which it radiates. */
  ceiling2: Float64Array;
  /** Entry of the record from which a parton stems. */
  entry: Int32Array;
  /** 1 where momentum or colour are no longer the entry's. */
  changed: Uint8Array;
}

/** Columns for `capacity` partons, none in use. */
export function createPartons(capacity: number): ShowerPartons {
  return {
    count: 0,
    primaries: 0,
    pdgId: new Int32Array(capacity),
    momentum: new Float64Array(4 * capacity),
    mass: new Float64Array(capacity),
    line: new Int32Array(2 * capacity),
    partner: new Int32Array(2 * capacity),
    recoiler: new Int32Array(2 * capacity),
    leadsTo: new Int8Array(2 * capacity),
    origin: new Float64Array(4),
    lends: new Uint8Array(capacity),
    ceiling2: new Float64Array(capacity),
    entry: new Int32Array(capacity),
    changed: new Uint8Array(capacity),
  };
}

/** For what a shower adds before its columns grow. */
const ROOM = 128;

/**
 * The final particles among `entries` of a record; `start2` gives the kT^2 below which each radiates. The columns may be
 * those of a shower that has ended.
 */
export function collectPartons(
  event: EventRecord,
  entries: ArrayLike<number>,
  start2: (entry: number) => number,
  partons = createPartons(entries.length + ROOM),
): ShowerPartons {
  clearPartons(partons, entries.length);
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
  findSources(event, partons);
  markLenders(partons);
  for (let end = 0; end < 2 * partons.count; end++) findRecoiler(partons, end, partons.ceiling2[end >> 1]);
  return partons;
}

function clearPartons(partons: ShowerPartons, needed: number): void {
  partons.count = 0;
  if (partons.pdgId.length < needed) Object.assign(partons, createPartons(needed + ROOM));
  partons.lends.fill(0);
  partons.changed.fill(0);
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
  const { line, partner, recoiler } = partons;
  const byLine = new Map<number, number>();
  for (let end = 0; end < 2 * partons.count; end += 2) if (line[end] !== 0) byLine.set(line[end], end);
  partner.fill(NO_PARTON);
  recoiler.fill(NO_PARTON);
  for (let end = 1; end < 2 * partons.count; end += 2) {
    const other = line[end] === 0 ? undefined : byLine.get(line[end]);
    if (other === undefined) continue;
    partner[end] = other >> 1;
    partner[other] = end >> 1;
  }
}

/** Sets where lines lead that have no partner, or one that a beam emitted at a kT below the parton's own. */
function findSources(event: EventRecord, partons: ShowerPartons): void {
  const { count, line, partner, ceiling2, entry, leadsTo, origin } = partons;
  leadsTo.fill(LEADS_TO.nowhere);
  for (let end = 0; end < 2 * count; end++) {
    if (line[end] === 0) continue;
    const own = entry[end >> 1];
    const other = partner[end];
    if (other !== NO_PARTON) {
      if (ceiling2[other] < ceiling2[end >> 1]) leadsTo[end] = beamOf(event, event.mother[entry[other]]);
      continue;
    }
    const mother = event.mother[own];
    if (mother !== NO_MOTHER && event.status[mother] === STATUS.decayed) {
      leadsTo[end] = LEADS_TO.origin;
      origin.set([event.px[mother], event.py[mother], event.pz[mother], event.energy[mother]]);
    } else leadsTo[end] = beamOf(event, incomingWith(event, line[end], end % 2 === 0));
  }
}

function beamOf(event: EventRecord, incoming: number): number {
  return incoming === NO_MOTHER ? LEADS_TO.nowhere : Math.sign(event.pz[incoming]);
}

/** The incoming parton with a line, whose colour goes on into the process. */
function incomingWith({ count, status, colour, antiColour }: EventRecord, line: number, isColour: boolean): number {
  for (let i = 0; i < count; i++) {
    if (status[i] === STATUS.incoming && (isColour ? colour : antiColour)[i] === line) return i;
  }
  return NO_MOTHER;
}

/** Marks what has no colour, and whole chains that have an open line or a parton of less than the highest kT. */
function markLenders(partons: ShowerPartons): void {
  const { count, line, partner, lends, ceiling2 } = partons;
  let highest2 = 0;
  for (let i = 0; i < count; i++) highest2 = Math.max(highest2, ceiling2[i]);
  const isOpen = (end: number) => line[end] !== 0 && partner[end] === NO_PARTON;
  const toMark: number[] = [];
  for (let i = 0; i < count; i++) {
    const hasColour = line[2 * i] !== 0 || line[2 * i + 1] !== 0;
    if (!hasColour || isOpen(2 * i) || isOpen(2 * i + 1) || ceiling2[i] < highest2) toMark.push(i);
  }
  for (let i = toMark.pop(); i !== undefined; i = toMark.pop()) {
    if (lends[i] === 1) continue;
    lends[i] = 1;
    for (const next of [partner[2 * i], partner[2 * i + 1]]) if (next !== NO_PARTON) toMark.push(next);
  }
}

/** Whether the end's partner is there at t, so that it recoils. */
function hasPartner({ partner, ceiling2 }: ShowerPartons, end: number, t: number): boolean {
  return partner[end] !== NO_PARTON && ceiling2[partner[end]] >= t;
}

/**
 * Chooses the recoiler of an end at t: its partner, or else the opposite one of those that are there. A closed singlet
 * lends only where nothing else is, as when the hard process has no colour in common with the beams.
 */
export function findRecoiler(partons: ShowerPartons, end: number, t: number): void {
  const { line, partner, recoiler, lends } = partons;
  if (line[end] === 0) return;
  recoiler[end] = partner[end];
  if (hasPartner(partons, end, t)) return;
  const opposite = oppositeOf(partons, end >> 1, t, (k) => lends[k] === 1);
  const found = opposite === NO_PARTON ? oppositeOf(partons, end >> 1, t, () => true) : opposite;
  if (found !== NO_PARTON) recoiler[end] = found;
}

function oppositeOf(
  { count, ceiling2, momentum }: ShowerPartons,
  i: number,
  t: number,
  may: (k: number) => boolean,
): number {
  let best = NO_PARTON;
  let largest = 0;
  for (let k = 0; k < count; k++) {
    if (k === i || ceiling2[k] < t || !may(k)) continue;
    const product = productOf(momentum, i, k);
    if (product <= largest) continue;
    best = k;
    largest = product;
  }
  return best;
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
    partons.partner[end] = NO_PARTON;
    partons.recoiler[end] = NO_PARTON;
    partons.leadsTo[end] = LEADS_TO.nowhere;
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
export function moveLine({ line, partner, leadsTo }: ShowerPartons, from: number, to: number): void {
  line[to] = line[from];
  leadsTo[to] = leadsTo[from];
  leadsTo[from] = LEADS_TO.nowhere;
  partner[to] = partner[from];
  if (partner[from] !== NO_PARTON) partner[2 * partner[from] + ((from & 1) ^ 1)] = to >> 1;
  line[from] = 0;
  partner[from] = NO_PARTON;
}

function joinEnds(partons: ShowerPartons, a: number, b: number, line: number): void {
  partons.line[a] = partons.line[b] = line;
  partons.partner[a] = b >> 1;
  partons.partner[b] = a >> 1;
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
