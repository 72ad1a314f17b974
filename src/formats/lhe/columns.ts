/** Many Les Houches events as flat columns: the parser fills them, datasets and single events are cut from them. */
import { Float64List, Int32List, OffsetList } from "../text/growingLists.ts";
import type { LheEvent, LheParticles } from "./event.ts";

/** What an event has once. */
export type LheEventLine = Omit<LheEvent, "particles">;

/** N events; the particles of event i are [offsets[i], offsets[i + 1]). */
export interface LheBlock {
  readonly events: readonly LheEventLine[];
  readonly particles: LheParticles;
  readonly offsets: Uint32Array;
}

export class LheColumns {
  readonly pdgId = new Int32List();
  readonly status = new Int32List();
  readonly mother1 = new Int32List();
  readonly mother2 = new Int32List();
  readonly colour1 = new Int32List();
  readonly colour2 = new Int32List();
  readonly px = new Float64List();
  readonly py = new Float64List();
  readonly pz = new Float64List();
  readonly energy = new Float64List();
  readonly mass = new Float64List();
  readonly lifetime = new Float64List();
  readonly spin = new Float64List();
  readonly #offsets = new OffsetList();
  #events: LheEventLine[] = [];
  #textLength = 0;

  get length(): number {
    return this.#events.length;
  }

  /** Characters of the texts of all events. */
  get textLength(): number {
    return this.#textLength;
  }

  get particleCount(): number {
    return this.pdgId.length;
  }

  /** Where the particles of the event that is being read begin. */
  get firstParticle(): number {
    return this.#offsets.begin;
  }

  endEvent(event: LheEventLine): void {
    this.#events.push(event);
    this.#textLength += event.text.length;
    this.#offsets.endRow(this.pdgId.length);
  }

  take(): LheBlock {
    const events = this.#events;
    this.#events = [];
    this.#textLength = 0;
    return { events, particles: this.#takeParticles(), offsets: this.#offsets.take() };
  }

  #takeParticles(): LheParticles {
    return {
      pdgId: this.pdgId.take(),
      status: this.status.take(),
      mother1: this.mother1.take(),
      mother2: this.mother2.take(),
      colour1: this.colour1.take(),
      colour2: this.colour2.take(),
      px: this.px.take(),
      py: this.py.take(),
      pz: this.pz.take(),
      energy: this.energy.take(),
      mass: this.mass.take(),
      lifetime: this.lifetime.take(),
      spin: this.spin.take(),
    };
  }
}

/** The events of a block one by one; their columns are views of the block's. */
export function* eventsOf({ events, particles, offsets }: LheBlock): Generator<LheEvent> {
  for (const [row, event] of events.entries()) {
    const [from, to] = [offsets[row], offsets[row + 1]];
    yield {
      ...event,
      particles: {
        pdgId: particles.pdgId.subarray(from, to),
        status: particles.status.subarray(from, to),
        mother1: particles.mother1.subarray(from, to),
        mother2: particles.mother2.subarray(from, to),
        colour1: particles.colour1.subarray(from, to),
        colour2: particles.colour2.subarray(from, to),
        px: particles.px.subarray(from, to),
        py: particles.py.subarray(from, to),
        pz: particles.pz.subarray(from, to),
        energy: particles.energy.subarray(from, to),
        mass: particles.mass.subarray(from, to),
        lifetime: particles.lifetime.subarray(from, to),
        spin: particles.spin.subarray(from, to),
      },
    };
  }
}
