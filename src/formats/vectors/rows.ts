/** Lines of four-vectors into rows, one for each sub-event. */
import type { Batch, ColumnData } from "../dataset.ts";
import { Float64List, Int32List, OffsetList } from "../text/growingLists.ts";
import type { TextLines } from "../text/lines.ts";
import type { VectorLayout } from "./layout.ts";
import { isComment, isMark } from "./layout.ts";

export class VectorRows {
  readonly #layout: VectorLayout;
  readonly #event = new Int32List();
  readonly #subEvent = new Int32List();
  readonly #momentum = [new Float64List(), new Float64List(), new Float64List(), new Float64List()] as const;
  readonly #pdgId = new Int32List();
  readonly #charge = new Float64List();
  readonly #offsets = new OffsetList();
  /** Of the row that is being read. */
  #currentEvent = 0;
  #currentSubEvent = 0;
  #lastEvent = -Infinity;
  #isOpen = false;
  /** After #END the next row belongs to the next event. */
  #eventEnded = false;
  #isFirst = true;

  constructor(layout: VectorLayout) {
    this.#layout = layout;
  }

  /** Rows that are complete. */
  get length(): number {
    return this.#event.length;
  }

  get particleCount(): number {
    return this.#momentum[0].length;
  }

  /** Whether a row is open that this line does not belong to. */
  endsRow(lines: TextLines): boolean {
    if (!this.#isOpen || lines.remaining() === 0) return false;
    if (isComment(lines)) return isMark(lines.text()) !== undefined;
    if (!this.#layout.hasIndex) return false;
    const at = lines.at;
    const event = lines.integer();
    lines.at = at;
    return event !== this.#currentEvent && this.#rowParticles() > 0;
  }

  endRow(): void {
    this.#event.push(this.#currentEvent);
    this.#subEvent.push(this.#currentSubEvent);
    this.#offsets.endRow(this.particleCount);
    this.#lastEvent = this.#currentEvent;
    this.#isOpen = false;
  }

  /** Takes in one line. */
  read(lines: TextLines): void {
    if (lines.remaining() === 0) return;
    if (isComment(lines)) {
      const mark = isMark(lines.text());
      if (mark === "start") this.#beginRow();
      else if (mark === "end") this.#eventEnded = true;
      return;
    }
    if (!this.#isOpen) this.#beginRow();
    this.#readParticle(lines);
  }

  endFile(): void {
    if (this.#isOpen) this.endRow();
  }

  /** Forgets all complete rows and says how many they were. */
  drop(): number {
    return this.take(0, []).length;
  }

  take(first: number, names: readonly string[]): Batch {
    const offsets = this.#offsets.take();
    const event = this.#event.take();
    const all: Record<string, ColumnData> = {
      event: { values: event },
      subEvent: { values: this.#subEvent.take() },
      pdgId: { values: this.#pdgId.take(), offsets },
      charge: { values: Float32Array.from(this.#charge.take()), offsets },
    };
    for (const [k, name] of ["px", "py", "pz", "energy"].entries()) {
      all[name] = { values: this.#momentum[k]!.take(), offsets };
    }
    return { first, length: event.length, columns: new Map(names.map((name) => [name, all[name]!])) };
  }

  #rowParticles(): number {
    return this.particleCount - this.#offsets.begin;
  }

  #beginRow(): void {
    if (this.#eventEnded) this.#currentEvent++;
    this.#currentSubEvent = this.#eventEnded || this.#isFirst ? 0 : this.#currentSubEvent + 1;
    this.#eventEnded = false;
    this.#isFirst = false;
    this.#isOpen = true;
  }

  #readParticle(lines: TextLines): void {
    if (this.#layout.hasIndex) this.#readIndex(lines);
    for (const column of this.#momentum) column.push(lines.float());
    if (this.#layout.hasPdgId) this.#pdgId.push(lines.integer());
    if (this.#layout.hasCharge) this.#charge.push(lines.float());
    lines.endOfLine();
  }

  /** The first particle of a row says its event. */
  #readIndex(lines: TextLines): void {
    const event = lines.integer();
    if (this.#rowParticles() > 0) return;
    if (event < this.#lastEvent) throw indexDecreases(lines, event, this.#lastEvent);
    if (event !== this.#currentEvent) this.#currentSubEvent = 0;
    this.#currentEvent = event;
  }
}

function indexDecreases(lines: TextLines, found: number, last: number) {
  lines.at = lines.start;
  return lines.error({
    code: "formats/vectors-index-decreases",
    what: "the event index decreases, as no index does",
    found,
    expected: `${last} or more`,
    hint: "If the first number is px, say that there is no event index (eventIndex: false)",
  });
}
