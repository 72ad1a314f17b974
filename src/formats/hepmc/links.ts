/**
 * Whether the particles and vertices of an event of HepMC3 hang together, and whether there are as many as its E line
 * announces. A parent > 0 implies a vertex that has no line of its own, unless a vertex lists that parent as incoming.
 */
import type { HepMCColumns } from "./columns.ts";
import type { TextLines } from "../text/lines.ts";

const ENDS_NOWHERE = 0;
const ENDS_IN_VERTEX = 1;
const ENDS_IN_IMPLIED_VERTEX = 2;

export class HepMCLinks {
  readonly #columns: HepMCColumns;
  readonly #vertices = new Set<number>();
  /** Where particle i + 1 of the event ends. */
  #ends = new Uint8Array(1024);
  #firstParticle = 0;

  constructor(columns: HepMCColumns) {
    this.#columns = columns;
  }

  beginEvent(): void {
    this.#firstParticle = this.#columns.particleOffsets.begin;
    this.#vertices.clear();
  }

  /** Reads the id of a particle, which must be the next one. */
  nextParticle(lines: TextLines): void {
    const expected = this.#columns.particleCount - this.#firstParticle + 1;
    const id = lines.integer();
    if (id !== expected) throw this.#fault(lines, `particle ${id}`, `particle ${expected}`);
  }

  /** Reads the id of a vertex, which must be negative and new. */
  nextVertex(lines: TextLines): number {
    const id = lines.integer();
    if (id >= 0 || this.#vertices.has(id)) throw this.#fault(lines, `vertex ${id}`, "a negative number, once an event");
    this.#vertices.add(id);
    return id;
  }

  /** Checks all links of the event and its counts. */
  check(lines: TextLines, event: { number: number; particles: number; vertices: number }): void {
    const { parent } = this.#columns;
    const particles = parent.length - this.#firstParticle;
    this.#markIncoming(lines, particles);
    let implied = 0;
    for (let i = 0; i < particles; i++) {
      const from = parent.values[this.#firstParticle + i]!;
      if (from > particles || (from < 0 && !this.#vertices.has(from))) {
        throw this.#fault(lines, `parent ${from} of particle ${i + 1}`, "a particle or vertex of the event");
      }
      if (from > 0 && this.#ends[from - 1] === ENDS_NOWHERE) {
        this.#ends[from - 1] = ENDS_IN_IMPLIED_VERTEX;
        implied++;
      }
    }
    const vertices = this.#vertices.size + implied;
    if (particles === event.particles && vertices === event.vertices) return;
    throw lines.error({
      code: "formats/hepmc-wrong-count",
      what: `event ${event.number}, which ends before this line, has not what its E line announces`,
      found: `${particles} particles and ${vertices} vertices`,
      expected: `${event.particles} particles and ${event.vertices} vertices`,
      hint: "The file is damaged or was edited; make or download it again",
    });
  }

  #markIncoming(lines: TextLines, particles: number): void {
    if (this.#ends.length < particles) this.#ends = new Uint8Array(2 * particles);
    this.#ends.fill(ENDS_NOWHERE, 0, particles);
    const { incomingParticle, incomingOffsets } = this.#columns;
    for (let k = incomingOffsets.begin; k < incomingParticle.length; k++) {
      const id = incomingParticle.values[k]!;
      if (id < 1 || id > particles || this.#ends[id - 1] !== ENDS_NOWHERE) {
        throw this.#fault(lines, `incoming particle ${id}`, `one of 1 to ${particles} that ends in one vertex only`);
      }
      this.#ends[id - 1] = ENDS_IN_VERTEX;
    }
  }

  #fault(lines: TextLines, found: string, expected: string) {
    return lines.error({ code: "formats/hepmc-bad-link", what: "the event does not hang together", found, expected });
  }
}
