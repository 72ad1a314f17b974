/** The particles of an event that a detector can see, with their paths, and what the tracker will find of each. */
import { particleOf } from "../particleTable.ts";
import { type EventRecord, STATUS } from "../eventRecord.ts";
import { SPECIES, type Species } from "./card.ts";
import { createPaths, followPath, type Paths, type Solenoid } from "./propagation.ts";

export interface VisibleParticles {
  readonly length: number;
  /** Entry of the event record. */
  readonly truth: Int32Array;
  /** Index in SPECIES. */
  readonly species: Uint8Array;
  readonly paths: Paths;
  /** Where the track is among the candidates; -1 where none was found. */
  readonly track: Int32Array;
  /** Measured energy of the track and its standard deviation; 0 where none was found. */
  readonly trackEnergy: Float64Array;
  readonly trackError: Float64Array;
}

const NEUTRINOS: ReadonlySet<number> = new Set([12, 14, 16]);
const BY_CODE: ReadonlyMap<number, Species> = new Map([
  [11, "electron"],
  [13, "muon"],
  [22, "photon"],
  [310, "v0"],
  [3122, "v0"],
]);

/** Follows all final particles but neutrinos to where they leave the tracker. */
export function visibleParticles(event: EventRecord, solenoid: Solenoid): VisibleParticles {
  let length = 0;
  for (let i = 0; i < event.count; i++) if (isVisible(event, i)) length++;
  const visible = createVisible(length);
  for (let i = 0, k = 0; i < event.count; i++) {
    if (!isVisible(event, i)) continue;
    const charge = Math.round(particleOf(event.pdgId[i]).charge);
    visible.truth[k] = i;
    visible.paths.charge[k] = charge;
    visible.species[k] = speciesOf(event.pdgId[i], charge);
    followPath(event, i, solenoid, visible.paths, k++);
  }
  return visible;
}

function isVisible(event: EventRecord, i: number): boolean {
  return event.status[i] === STATUS.final && !NEUTRINOS.has(Math.abs(event.pdgId[i]));
}

function speciesOf(pdgId: number, charge: number): number {
  const hadron = charge === 0 ? "neutralHadron" : "chargedHadron";
  return SPECIES.indexOf(BY_CODE.get(Math.abs(pdgId)) ?? hadron);
}

function createVisible(length: number): VisibleParticles {
  return {
    length,
    truth: new Int32Array(length),
    species: new Uint8Array(length),
    paths: createPaths(length),
    track: new Int32Array(length).fill(-1),
    trackEnergy: new Float64Array(length),
    trackError: new Float64Array(length),
  };
}
