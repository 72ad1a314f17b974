/**
 * One event while it is made: partons, then hadrons, then what is stable, as columns with one entry a particle. Nothing
 * is ever removed: a particle that radiated, hadronised or decayed changes its status and names its children's mother.
 *
 * Colour flow as in the Les Houches accord (hep-ph/0109068): a colour line is a positive integer; a quark has it as
 * `colour`, an antiquark as `antiColour`, a gluon has one of each. Two ends of one line form a dipole.
 */
import { GlueballError } from "../base/index.ts";

/** Status as HepMC has it where it has one: 1 final, 2 decayed or hadronised, 4 beam; ours: 3 hard process, 5 radiated. */
export const STATUS = { final: 1, decayed: 2, hard: 3, beam: 4, radiated: 5, incoming: 21 } as const;
export type Status = (typeof STATUS)[keyof typeof STATUS];

/** No mother. */
export const NO_MOTHER = -1;

/** GeV and mm (c t in mm); colour lines are 0 where there is none. */
export interface EventRecord {
  /** Entries in use. */
  count: number;
  /** The highest colour line in use. */
  lines: number;
  pdgId: Int32Array;
  status: Int32Array;
  px: Float64Array;
  py: Float64Array;
  pz: Float64Array;
  energy: Float64Array;
  /** On the shell that the generator put it on; not recomputed from the momentum, which rounds. */
  mass: Float64Array;
  colour: Int32Array;
  antiColour: Int32Array;
  /** Entry of the particle that made this one, or NO_MOTHER. */
  mother: Int32Array;
  /** Where it was made. */
  x: Float64Array;
  y: Float64Array;
  z: Float64Array;
  t: Float64Array;
}

export interface NewParticle {
  readonly pdgId: number;
  readonly status: Status;
  readonly px: number;
  readonly py: number;
  readonly pz: number;
  readonly energy: number;
  readonly mass: number;
  readonly colour?: number;
  readonly antiColour?: number;
  readonly mother?: number;
}

const COLUMNS = [
  "pdgId",
  "status",
  "px",
  "py",
  "pz",
  "energy",
  "mass",
  "colour",
  "antiColour",
  "mother",
  "x",
  "y",
  "z",
  "t",
] as const;

/** An empty record with room for `capacity` particles; it grows when it must and is reused for the next event. */
export function createEventRecord(capacity = 1024): EventRecord {
  const integers = () => new Int32Array(capacity);
  const numbers = () => new Float64Array(capacity);
  return {
    count: 0,
    lines: 0,
    pdgId: integers(),
    status: integers(),
    px: numbers(),
    py: numbers(),
    pz: numbers(),
    energy: numbers(),
    mass: numbers(),
    colour: integers(),
    antiColour: integers(),
    mother: integers(),
    x: numbers(),
    y: numbers(),
    z: numbers(),
    t: numbers(),
  };
}

export function clearEvent(event: EventRecord): void {
  event.count = 0;
  event.lines = 0;
}

/** Adds a particle, made where its mother was made (or at the origin), and returns its entry. */
export function addParticle(event: EventRecord, particle: NewParticle): number {
  if (event.count === event.pdgId.length) grow(event);
  const i = event.count++;
  const mother = particle.mother ?? NO_MOTHER;
  event.pdgId[i] = particle.pdgId;
  event.status[i] = particle.status;
  event.px[i] = particle.px;
  event.py[i] = particle.py;
  event.pz[i] = particle.pz;
  event.energy[i] = particle.energy;
  event.mass[i] = particle.mass;
  event.colour[i] = particle.colour ?? 0;
  event.antiColour[i] = particle.antiColour ?? 0;
  event.mother[i] = mother;
  const isFirst = mother === NO_MOTHER;
  event.x[i] = isFirst ? 0 : event.x[mother];
  event.y[i] = isFirst ? 0 : event.y[mother];
  event.z[i] = isFirst ? 0 : event.z[mother];
  event.t[i] = isFirst ? 0 : event.t[mother];
  return i;
}

/** A colour line that no particle has yet. */
export function newLine(event: EventRecord): number {
  return ++event.lines;
}

/** A record that never stops growing is a cascade that never ends. */
const MOST_PARTICLES = 1 << 20;

function grow(event: EventRecord): void {
  if (event.count >= MOST_PARTICLES) {
    throw new GlueballError({
      code: "simulate/too-many-particles",
      what: "an event grew without end",
      found: `${event.count} particles`,
      expected: `at most ${MOST_PARTICLES}`,
      hint: "Raise the cut-off of the shower",
    });
  }
  for (const column of COLUMNS) {
    const grown = new (event[column].constructor as Float64ArrayConstructor)(2 * event.count);
    grown.set(event[column]);
    (event as unknown as Record<string, Float64Array>)[column] = grown;
  }
}

/** Sum of the momenta of all final particles. */
export function finalMomentum(event: EventRecord): { px: number; py: number; pz: number; energy: number } {
  const total = { px: 0, py: 0, pz: 0, energy: 0 };
  for (let i = 0; i < event.count; i++) {
    if (event.status[i] !== STATUS.final) continue;
    total.px += event.px[i];
    total.py += event.py[i];
    total.pz += event.pz[i];
    total.energy += event.energy[i];
  }
  return total;
}
