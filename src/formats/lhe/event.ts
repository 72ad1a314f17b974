/**
 * Les Houches events (Boos et al., hep-ph/0109068; Alwall et al., CPC 176, 2007, the file format; Butterworth et al.,
 * arXiv:1405.1067, version 3): partons of a hard process as the matrix-element generator hands them to the shower.
 */

export interface LheRun {
  /** Of the format, for example "3.0". */
  readonly version: string;
  /** All lines between `<LesHouchesEvents>` and `<init>`, as they are: the generator's cards, comments, weight names. */
  readonly header: string;
  /** PDG numbers, usually 2212. */
  readonly beams: readonly [number, number];
  /** GeV. */
  readonly beamEnergies: readonly [number, number];
  /** PDFGUP and PDFSUP: author group and set, in the numbering of LHAPDF where the group is 0. */
  readonly pdfGroups: readonly [number, number];
  readonly pdfSets: readonly [number, number];
  /** IDWTUP: what event weights mean. */
  readonly weightStrategy: number;
  readonly processes: readonly LheProcess[];
  /** Lines of `<init>` after the processes, as they are. */
  readonly initText: string;
}

export interface LheProcess {
  readonly crossSectionPb: number;
  readonly errorPb: number;
  readonly largestWeight: number;
  readonly id: number;
}

export interface LheEvent {
  /** What stands in the tag after its name, for example ` npNLO="2"`. */
  readonly tag: string;
  readonly processId: number;
  readonly weight: number;
  /** GeV. */
  readonly scale: number;
  readonly alphaQed: number;
  readonly alphaQcd: number;
  readonly particles: LheParticles;
  /** Lines after the particles, as they are: reweighting, scales, comments. */
  readonly text: string;
  /** The weights in that text. */
  readonly weights: readonly LheWeight[];
}

/** Particle i + 1 of the event is entry i of every column. */
export interface LheParticles {
  readonly pdgId: Int32Array;
  /** -1 incoming, 1 outgoing, 2 and 3 resonances, -2 spacelike, -9 beam. */
  readonly status: Int32Array;
  /** First and last mother, 0 for none. */
  readonly mother1: Int32Array;
  readonly mother2: Int32Array;
  readonly colour1: Int32Array;
  readonly colour2: Int32Array;
  readonly px: Float64Array;
  readonly py: Float64Array;
  readonly pz: Float64Array;
  readonly energy: Float64Array;
  readonly mass: Float64Array;
  /** Proper lifetime c tau in mm. */
  readonly lifetime: Float64Array;
  /** Cosine of the angle between spin and momentum; 9 is unknown. */
  readonly spin: Float64Array;
}

export interface LheWeight {
  readonly id: string;
  readonly value: number;
}
