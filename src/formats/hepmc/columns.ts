/**
 * Many events of HepMC as flat columns: the parsers fill them, datasets and single events are cut from them.
 */
import { Float64List, Int32List, OffsetList } from "../text/growingLists.ts";
import type { HepMCAttribute, HepMCEvent, HepMCParticles, HepMCRun, HepMCVertex } from "./event.ts";
import type { LengthUnit, MomentumUnit } from "./event.ts";

/** What a reader leaves out because nobody asked for it; it is skipped in the text as well. */
export interface HepMCDetail {
  /** Where vertices are; which particles end in them is always read, as links are checked. */
  readonly positions: boolean;
  readonly attributes: boolean;
}

/** What an event has once and not per particle. */
export interface HepMCEventLine {
  number: number;
  momentumUnit: MomentumUnit;
  lengthUnit: LengthUnit;
  position: Float64Array | undefined;
  run: HepMCRun;
}

/** N events, cut from the lists: typed arrays that belong to the caller. Row i of x is [xOffsets[i], xOffsets[i + 1]). */
export interface HepMCBlock {
  readonly events: readonly HepMCEventLine[];
  readonly weights: Float64Array;
  readonly weightOffsets: Uint32Array;
  readonly particles: HepMCParticles;
  readonly particleOffsets: Uint32Array;
  readonly vertexId: Int32Array;
  readonly vertexStatus: Int32Array;
  /** 0 or 1. */
  readonly vertexPlaced: Int32Array;
  /** Four a vertex: x, y, z, t; zeros where it has none. */
  readonly vertexPosition: Float64Array;
  readonly vertexOffsets: Uint32Array;
  /** Particle incomingParticle[k] ends in the vertex with the id incomingVertex[k]. */
  readonly incomingVertex: Int32Array;
  readonly incomingParticle: Int32Array;
  readonly incomingOffsets: Uint32Array;
  readonly attributes: readonly HepMCAttribute[];
  readonly attributeOffsets: Uint32Array;
}

/** The growing lists. All parsers append to them; `endEvent` closes a row of every ragged column. */
export class HepMCColumns {
  readonly weight = new Float64List();
  readonly parent = new Int32List();
  readonly pdgId = new Int32List();
  readonly status = new Int32List();
  readonly px = new Float64List();
  readonly py = new Float64List();
  readonly pz = new Float64List();
  readonly energy = new Float64List();
  readonly mass = new Float64List();
  readonly vertexId = new Int32List();
  readonly vertexStatus = new Int32List();
  readonly vertexPlaced = new Int32List();
  readonly vertexPosition = new Float64List();
  readonly incomingVertex = new Int32List();
  readonly incomingParticle = new Int32List();
  attributes: HepMCAttribute[] = [];
  readonly particleOffsets = new OffsetList();
  readonly vertexOffsets = new OffsetList();
  readonly incomingOffsets = new OffsetList();
  readonly #weightOffsets = new OffsetList();
  readonly #attributeOffsets = new OffsetList();
  #events: HepMCEventLine[] = [];

  get length(): number {
    return this.#events.length;
  }

  get particleCount(): number {
    return this.parent.length;
  }

  /** Number of weights of the event that is being read. */
  get weightsOfEvent(): number {
    return this.weight.length - this.#weightOffsets.begin;
  }

  endEvent(event: HepMCEventLine): void {
    this.#events.push(event);
    this.#weightOffsets.endRow(this.weight.length);
    this.particleOffsets.endRow(this.parent.length);
    this.vertexOffsets.endRow(this.vertexId.length);
    this.incomingOffsets.endRow(this.incomingVertex.length);
    this.#attributeOffsets.endRow(this.attributes.length);
  }

  take(): HepMCBlock {
    const { attributes } = this;
    const events = this.#events;
    this.attributes = [];
    this.#events = [];
    return {
      events,
      attributes,
      weights: this.weight.take(),
      weightOffsets: this.#weightOffsets.take(),
      particles: this.#takeParticles(),
      particleOffsets: this.particleOffsets.take(),
      vertexId: this.vertexId.take(),
      vertexStatus: this.vertexStatus.take(),
      vertexPlaced: this.vertexPlaced.take(),
      vertexPosition: this.vertexPosition.take(),
      vertexOffsets: this.vertexOffsets.take(),
      incomingVertex: this.incomingVertex.take(),
      incomingParticle: this.incomingParticle.take(),
      incomingOffsets: this.incomingOffsets.take(),
      attributeOffsets: this.#attributeOffsets.take(),
    };
  }

  #takeParticles(): HepMCParticles {
    return {
      parent: this.parent.take(),
      pdgId: this.pdgId.take(),
      status: this.status.take(),
      px: this.px.take(),
      py: this.py.take(),
      pz: this.pz.take(),
      energy: this.energy.take(),
      mass: this.mass.take(),
    };
  }
}

/** The events of a block one by one; their columns are views of the block's. */
export function* eventsOf(block: HepMCBlock): Generator<HepMCEvent> {
  for (let row = 0; row < block.events.length; row++) {
    const { position, ...line } = block.events[row]!;
    yield {
      ...line,
      ...(position === undefined ? {} : { position }),
      weights: block.weights.subarray(block.weightOffsets[row], block.weightOffsets[row + 1]),
      attributes: block.attributes.slice(block.attributeOffsets[row], block.attributeOffsets[row + 1]),
      particles: particlesOf(block, block.particleOffsets[row]!, block.particleOffsets[row + 1]!),
      vertices: verticesOf(block, row),
    };
  }
}

function particlesOf({ particles }: HepMCBlock, from: number, to: number): HepMCParticles {
  return {
    parent: particles.parent.subarray(from, to),
    pdgId: particles.pdgId.subarray(from, to),
    status: particles.status.subarray(from, to),
    px: particles.px.subarray(from, to),
    py: particles.py.subarray(from, to),
    pz: particles.pz.subarray(from, to),
    energy: particles.energy.subarray(from, to),
    mass: particles.mass.subarray(from, to),
  };
}

function verticesOf(block: HepMCBlock, row: number): HepMCVertex[] {
  const incoming = new Map<number, number[]>();
  const [from, to] = [block.vertexOffsets[row]!, block.vertexOffsets[row + 1]!];
  for (let k = from; k < to; k++) incoming.set(block.vertexId[k]!, []);
  for (let k = block.incomingOffsets[row]!; k < block.incomingOffsets[row + 1]!; k++) {
    incoming.get(block.incomingVertex[k]!)!.push(block.incomingParticle[k]!);
  }
  const vertices: HepMCVertex[] = [];
  for (let k = from; k < to; k++) {
    const id = block.vertexId[k]!;
    const placed = block.vertexPlaced[k] === 1;
    vertices.push({
      id,
      status: block.vertexStatus[k]!,
      incoming: incoming.get(id)!,
      ...(placed ? { position: block.vertexPosition.subarray(4 * k, 4 * k + 4) } : {}),
    });
  }
  return vertices;
}
