/** What a detector hands out: particle-flow candidates as columns, and their form for jet algorithms. */
import type { ParticleBatch } from "../../formats/index.ts";

/** The classes that the detector tells apart, and the PDG code that stands for each where its charge is +1 or 0. */
export const IDENTITIES = ["chargedHadron", "neutralHadron", "photon", "electron", "muon"] as const;
const CODES = [211, 130, 22, -11, -13] as const;

/** Candidates of one event; GeV and mm. */
export interface DetectedParticles {
  readonly length: number;
  readonly px: Float64Array;
  readonly py: Float64Array;
  readonly pz: Float64Array;
  readonly energy: Float64Array;
  /** Index in IDENTITIES. */
  readonly identity: Uint8Array;
  readonly charge: Int8Array;
  /** Impact parameters as measured, with their standard deviations; all 0 for neutrals. */
  readonly d0: Float64Array;
  readonly d0Error: Float64Array;
  readonly dz: Float64Array;
  readonly dzError: Float64Array;
  /** Entry of the event record: the particle of a track; of a neutral the one that left most in its cell, without a track if there is one. */
  readonly truth: Int32Array;
}

/** Candidates that are still being found; `length` is their number so far, the columns have room for more. */
export type DetectedColumns = { -readonly [Column in keyof DetectedParticles]: DetectedParticles[Column] };

export function createDetected(capacity: number): DetectedColumns {
  const numbers = () => new Float64Array(capacity);
  return {
    length: 0,
    px: numbers(),
    py: numbers(),
    pz: numbers(),
    energy: numbers(),
    identity: new Uint8Array(capacity),
    charge: new Int8Array(capacity),
    d0: numbers(),
    d0Error: numbers(),
    dz: numbers(),
    dzError: numbers(),
    truth: new Int32Array(capacity),
  };
}

/** The same candidates in columns of their own length. */
export function trimDetected(columns: DetectedColumns): DetectedParticles {
  const { length } = columns;
  return {
    length,
    px: columns.px.slice(0, length),
    py: columns.py.slice(0, length),
    pz: columns.pz.slice(0, length),
    energy: columns.energy.slice(0, length),
    identity: columns.identity.slice(0, length),
    charge: columns.charge.slice(0, length),
    d0: columns.d0.slice(0, length),
    d0Error: columns.d0Error.slice(0, length),
    dz: columns.dz.slice(0, length),
    dzError: columns.dzError.slice(0, length),
    truth: columns.truth.slice(0, length),
  };
}

/** Takes candidates without energy out. */
export function dropLost(columns: DetectedColumns): void {
  let kept = 0;
  for (let i = 0; i < columns.length; i++) {
    if (columns.energy[i] === 0) continue;
    for (const column of COLUMNS) columns[column][kept] = columns[column][i];
    kept++;
  }
  columns.length = kept;
}

const COLUMNS = [
  "px",
  "py",
  "pz",
  "energy",
  "identity",
  "charge",
  "d0",
  "d0Error",
  "dz",
  "dzError",
  "truth",
] as const satisfies readonly (keyof DetectedParticles)[];

/** PDG code of a candidate as particle flow has it: +-211, 130, 22, +-11, +-13. */
export function candidateCode(identity: number, charge: number): number {
  return charge < 0 ? -CODES[identity] : CODES[identity];
}

/** Events one after the other, as jet algorithms take them; `first` is the index of the first event. */
export function toParticleBatch(events: readonly DetectedParticles[], first = 0): ParticleBatch {
  const offsets = new Uint32Array(events.length + 1);
  events.forEach((event, i) => (offsets[i + 1] = offsets[i] + event.length));
  const total = offsets[events.length];
  const numbers = () => new Float64Array(total);
  const [px, py, pz, energy] = [numbers(), numbers(), numbers(), numbers()];
  const pdgId = new Int32Array(total);
  const charge = new Float32Array(total);
  events.forEach((event, i) => {
    px.set(event.px, offsets[i]);
    py.set(event.py, offsets[i]);
    pz.set(event.pz, offsets[i]);
    energy.set(event.energy, offsets[i]);
    charge.set(event.charge, offsets[i]);
    for (let k = 0; k < event.length; k++) pdgId[offsets[i] + k] = candidateCode(event.identity[k], event.charge[k]);
  });
  return { first, length: events.length, offsets, px, py, pz, energy, pdgId, charge };
}
