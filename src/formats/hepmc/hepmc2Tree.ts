/** The vertices and particles of an event of HepMC2, linked by barcodes, as columns of HepMC3. */
import type { HepMCTarget } from "./parser.ts";
import { badRecord } from "./parser.ts";
import type { TextLines } from "../text/lines.ts";

/** Incoming beam particles, which a vertex without incoming particles lists as outgoing. */
const BEAM = 4;

export class HepMC2Tree {
  readonly #target: HepMCTarget;
  /** Ids of the vertices of the event by barcode. */
  readonly #vertices = new Map<number, number>();
  /** Particles whose end vertex has not been seen: id and barcode in turn. */
  #open: number[] = [];
  /** Barcode and id of the last V, 0 before the first. */
  #lastBarcode = 0;
  #lastId = 0;
  /** Particles that the last V still has to have. */
  #missing = 0;
  /** For vertex k of the event, whether something comes in. */
  #entered: boolean[] = [];

  constructor(target: HepMCTarget) {
    this.#target = target;
  }

  beginEvent(): void {
    this.#vertices.clear();
    this.#open = [];
    this.#entered = [];
    this.#lastBarcode = 0;
    this.#lastId = 0;
    this.#missing = 0;
  }

  readVertex(lines: TextLines): void {
    this.#endVertex(lines);
    const { columns, detail } = this.#target;
    const barcode = lines.integer();
    if (barcode >= 0 || this.#vertices.has(barcode))
      throw badRecord(lines, "a vertex barcode: negative, once an event");
    this.#lastBarcode = barcode;
    this.#lastId = -(this.#vertices.size + 1);
    this.#vertices.set(barcode, this.#lastId);
    this.#entered.push(false);
    columns.vertexId.push(this.#lastId);
    columns.vertexStatus.push(lines.integer());
    const place = [lines.float(), lines.float(), lines.float(), lines.float()];
    if (detail.positions) {
      columns.vertexPlaced.push(place.some((x) => x !== 0) ? 1 : 0);
      for (const x of place) columns.vertexPosition.push(x);
    }
    lines.count(); // orphans
    this.#missing = lines.count();
    const weights = lines.count();
    const values: string[] = [];
    for (let k = 0; k < weights; k++) values.push(String(lines.float()));
    if (weights > 0) this.#describe(this.#lastId, "weights", values.join(" "));
    lines.endOfLine();
  }

  readParticle(lines: TextLines): void {
    if (this.#lastId === 0) throw badRecord(lines, "V, the vertex before its particles");
    const { columns } = this.#target;
    lines.integer(); // barcode: nothing refers to it
    columns.pdgId.push(lines.integer());
    columns.px.push(lines.float());
    columns.py.push(lines.float());
    columns.pz.push(lines.float());
    columns.energy.push(lines.float());
    columns.mass.push(lines.float());
    columns.status.push(lines.integer());
    const id = columns.pdgId.length - columns.particleOffsets.begin;
    this.#describeDirection(id, lines.float(), lines.float());
    const end = lines.integer();
    this.#readFlow(lines, id);
    this.#missing--;
    const isOrphan = end === this.#lastBarcode;
    columns.parent.push(isOrphan ? 0 : this.#lastId);
    if (end !== 0) this.#enter(id, end);
  }

  /** Links what came before its end vertex, turns beams round and checks the number of vertices. */
  endEvent(lines: TextLines, event: { number: number; vertices: number; signalVertex: number }): void {
    this.#endVertex(lines);
    for (let k = 0; k < this.#open.length; k += 2) {
      if (this.#vertices.has(this.#open[k + 1]!)) this.#enter(this.#open[k]!, this.#open[k + 1]!);
      else this.#target.warnings.add("a particle ends in a vertex that its event has not", `event ${event.number}`);
    }
    this.#turnBeams();
    const signal = this.#vertices.get(event.signalVertex);
    if (signal !== undefined) this.#describe(0, "signal_process_vertex", String(signal));
    if (this.#vertices.size === event.vertices) return;
    throw lines.error({
      code: "formats/hepmc-wrong-count",
      what: `event ${event.number}, which ends before this line, has not what its E line announces`,
      found: `${this.#vertices.size} vertices`,
      expected: `${event.vertices} vertices`,
      hint: "The file is damaged or was edited; make or download it again",
    });
  }

  /** Pythia 8 announces too few particles of a vertex, so more are taken; fewer are missing. */
  #endVertex(lines: TextLines): void {
    if (this.#missing <= 0) return;
    throw lines.error({
      code: "formats/hepmc-wrong-count",
      what: `particles are missing of the vertex with barcode ${this.#lastBarcode}, which ends before this line`,
      expected: `${this.#missing} more`,
      hint: "The file is damaged or was edited; make or download it again",
    });
  }

  #enter(id: number, barcode: number): void {
    const vertex = this.#vertices.get(barcode);
    if (vertex === undefined) {
      this.#open.push(id, barcode);
      return;
    }
    const { columns } = this.#target;
    columns.incomingVertex.push(vertex);
    columns.incomingParticle.push(id);
    this.#entered[-vertex - 1] = true;
  }

  /** Of a vertex where nothing comes in, outgoing particles of status 4 come in. */
  #turnBeams(): void {
    const { columns } = this.#target;
    const first = columns.particleOffsets.begin;
    const ended = new Set<number>();
    for (let k = columns.incomingOffsets.begin; k < columns.incomingParticle.length; k++) {
      ended.add(columns.incomingParticle.values[k]!);
    }
    for (let i = first; i < columns.parent.length; i++) {
      const parent = columns.parent.values[i]!;
      const isBeam = columns.status.values[i] === BEAM && !ended.has(i - first + 1);
      if (!isBeam || parent === 0 || this.#entered[-parent - 1] === true) continue;
      columns.incomingVertex.push(parent);
      columns.incomingParticle.push(i - first + 1);
      columns.parent.values[i] = 0;
    }
  }

  #describeDirection(id: number, theta: number, phi: number): void {
    if (theta !== 0) this.#describe(id, "theta", String(theta));
    if (phi !== 0) this.#describe(id, "phi", String(phi));
  }

  #readFlow(lines: TextLines, id: number): void {
    const count = lines.count();
    for (let k = 0; k < count; k++) this.#describe(id, `flow${lines.integer()}`, String(lines.integer()));
    lines.endOfLine();
  }

  #describe(object: number, name: string, value: string): void {
    if (this.#target.detail.attributes) this.#target.columns.attributes.push({ object, name, value });
  }
}
