import { GlueballError } from "../base/index.ts";
import type { Batch } from "./dataset.ts";
import type { ParticleBatch } from "./particles.ts";

/** Four-momenta that are added particle by particle and row by row, in arrays of a known greatest length. */
export class ParticleList {
  readonly #batch: Batch;
  readonly #offsets: Uint32Array;
  readonly #px: Float64Array;
  readonly #py: Float64Array;
  readonly #pz: Float64Array;
  readonly #energy: Float64Array;
  /** Where in the file's columns each particle was. */
  readonly #source: Uint32Array;
  #count = 0;
  #row = 0;

  constructor(batch: Batch, most: number) {
    this.#batch = batch;
    this.#offsets = new Uint32Array(batch.length + 1);
    this.#px = new Float64Array(most);
    this.#py = new Float64Array(most);
    this.#pz = new Float64Array(most);
    this.#energy = new Float64Array(most);
    this.#source = new Uint32Array(most);
  }

  add(px: number, py: number, pz: number, energy: number, source: number): void {
    const at = this.#count++;
    this.#px[at] = px;
    this.#py[at] = py;
    this.#pz[at] = pz;
    this.#energy[at] = energy;
    this.#source[at] = source;
  }

  /** @param pt above 0; the energy is that of the mass. */
  addPolar(pt: number, eta: number, phi: number, mass: number, source: number): void {
    const [px, py, pz] = [pt * Math.cos(phi), pt * Math.sin(phi), pt * Math.sinh(eta)];
    this.add(px, py, pz, Math.sqrt(px * px + py * py + pz * pz + mass * mass), source);
  }

  endRow(): void {
    this.#offsets[++this.#row] = this.#count;
  }

  /** The particles; `source` says for each from which place of the columns it came. */
  done(): { particles: ParticleBatch; source: Uint32Array } {
    const { first, length } = this.#batch;
    const end = this.#count;
    const particles = {
      first,
      length,
      offsets: this.#offsets,
      px: this.#px.subarray(0, end),
      py: this.#py.subarray(0, end),
      pz: this.#pz.subarray(0, end),
      energy: this.#energy.subarray(0, end),
    };
    return { particles, source: this.#source.subarray(0, end) };
  }

  /** An error for the particle that is to be added next. */
  refused(what: string, found: number, expected: string, index: number): GlueballError {
    return new GlueballError({
      code: "formats/bad-particle",
      what,
      place: `row ${this.#batch.first + this.#row}, particle ${index}`,
      found,
      expected,
    });
  }
}
