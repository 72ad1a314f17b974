/**
 * One event of the HepMC event record (Buckley et al., "The HepMC3 event record library for Monte Carlo event
 * generators", CPC 260, 2021): particles are edges, vertices are nodes. As in the file, a particle names where it comes
 * from: `parent` > 0 is another particle (a vertex with that one incoming particle and nothing else worth writing),
 * `parent` < 0 a vertex of the list, 0 nothing (a beam).
 */

export type MomentumUnit = "GEV" | "MEV";
export type LengthUnit = "MM" | "CM";

export interface HepMCEvent {
  readonly number: number;
  readonly momentumUnit: MomentumUnit;
  readonly lengthUnit: LengthUnit;
  /** x, y, z, t of the event in the length unit, where the file has it. */
  readonly position?: Float64Array;
  readonly weights: Float64Array;
  readonly attributes: readonly HepMCAttribute[];
  readonly particles: HepMCParticles;
  readonly vertices: readonly HepMCVertex[];
  /** What holds for the whole run; the same object in all events of it. */
  readonly run: HepMCRun;
}

export interface HepMCAttribute {
  /** A particle (> 0), a vertex (< 0) or the event (0). */
  readonly object: number;
  readonly name: string;
  readonly value: string;
}

/** Particle i + 1 of the event is entry i of every column; momenta in the event's unit. */
export interface HepMCParticles {
  readonly parent: Int32Array;
  readonly pdgId: Int32Array;
  readonly status: Int32Array;
  readonly px: Float64Array;
  readonly py: Float64Array;
  readonly pz: Float64Array;
  readonly energy: Float64Array;
  readonly mass: Float64Array;
}

export interface HepMCVertex {
  /** Negative. */
  readonly id: number;
  readonly status: number;
  /** Particles that end here. */
  readonly incoming: readonly number[];
  /** x, y, z, t in the event's length unit, where the file has it. */
  readonly position?: Float64Array;
}

export interface HepMCRun {
  readonly weightNames: readonly string[];
  readonly tools: readonly HepMCTool[];
  readonly attributes: readonly Omit<HepMCAttribute, "object">[];
}

export interface HepMCTool {
  readonly name: string;
  readonly version: string;
  readonly description: string;
}

/** The status of particles that reach the detector. */
export const FINAL_STATE = 1;
