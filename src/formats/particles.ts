/**
 * Events as lists of particles: the shape in which jet algorithms and detectors take them, whatever file they came
 * from. One batch holds the particles of all its events in flat columns; event i is the slice
 * [offsets[i], offsets[i + 1]).
 */

/** GeV; float64, because the mass of a jet is a small difference of large numbers. */
export interface ParticleBatch {
  /** Index in the file of the first event. */
  readonly first: number;
  /** Number of events. */
  readonly length: number;
  /** Length + 1 entries. */
  readonly offsets: Uint32Array;
  readonly px: Float64Array;
  readonly py: Float64Array;
  readonly pz: Float64Array;
  readonly energy: Float64Array;
  /** Particle Data Group numbers, where the file has them. */
  readonly pdgId?: Int32Array;
  /** Electric charge in units of e, where the file has it or the PDG numbers tell. */
  readonly charge?: Float32Array;
  /** One weight an event, where the file has weights. */
  readonly weight?: Float64Array;
  /** One class an event, where the file has labels. */
  readonly label?: Int32Array;
}
