/**
 * HepMC3 Asciiv3. Every line is a letter, a blank and fields:
 *
 *     E number vertices particles [@ x y z t]        U GEV|MEV MM|CM        W values
 *     A object name value                            (object > 0 a particle, < 0 a vertex, 0 the event)
 *     P id parent pdg px py pz E m status            (ids 1, 2, 3, ... in this order)
 *     V id status [incoming, ...] [@ x y z t]        (incoming particles may come later)
 *
 * Before an event, and again where the run changes: `W names`, `T tool`, `A name value`. In strings `\` is written
 * `\\` and a newline `\|`. The counts of E hold for what was read, a vertex that only a parent > 0 implies included.
 */
import { HepMCLinks } from "./links.ts";
import { parseTool, unescapeText, weightNamesIn } from "./strings.ts";
import type { HepMCRun, HepMCTool } from "./event.ts";
import type { HepMCEventLine } from "./columns.ts";
import { badRecord, endsEarly, NO_RUN, readUnits, requireWeight } from "./parser.ts";
import type { HepMCParser, HepMCTarget } from "./parser.ts";
import type { TextLines } from "../text/lines.ts";

const LETTER = { A: 0x41, E: 0x45, H: 0x48, P: 0x50, T: 0x54, U: 0x55, V: 0x56, W: 0x57, BLANK: 0x20 } as const;

export const HEPMC3_START = "HepMC::Asciiv3-START_EVENT_LISTING";
export const HEPMC3_END = "HepMC::Asciiv3-END_EVENT_LISTING";

/** Lines of the run, until the first event after them says how many weights there are. */
interface OpenRun {
  names: string;
  readonly tools: HepMCTool[];
  readonly attributes: { name: string; value: string }[];
}

/** An event while it is read. */
interface OpenEvent extends HepMCEventLine {
  readonly vertices: number;
  readonly particles: number;
  hasUnits: boolean;
  hasWeights: boolean;
  hasBody: boolean;
}

export class HepMC3Parser implements HepMCParser {
  run: HepMCRun = NO_RUN;
  version = "";
  readonly #target: HepMCTarget;
  readonly #links: HepMCLinks;
  #openRun: OpenRun | undefined;
  #event: OpenEvent | undefined;
  #listing = false;

  constructor(target: HepMCTarget) {
    this.#target = target;
    this.#links = new HepMCLinks(target.columns);
  }

  endsEvent(lines: TextLines): boolean {
    const event = this.#event;
    if (event === undefined) return false;
    switch (lines.bytes[lines.start]) {
      case LETTER.E:
      case LETTER.H:
      case LETTER.T:
        return true;
      case LETTER.W:
        return event.hasWeights || event.hasBody;
      case LETTER.A:
        return event.hasBody && !/^A +-?\d+ /.test(lines.text().slice(0, 40));
      default:
        return false;
    }
  }

  endEvent(lines: TextLines): void {
    const event = this.#event;
    if (event === undefined) return;
    const { columns, warnings } = this.#target;
    if (!event.hasUnits) warnings.add("an event without units is taken in GeV and mm", `event ${event.number}`);
    this.#links.check(lines, event);
    requireWeight(this.#target, event.number);
    this.#closeRun(columns.weightsOfEvent);
    this.#checkNames(columns.weightsOfEvent, event.number);
    const { number, momentumUnit, lengthUnit, position } = event;
    columns.endEvent({ number, momentumUnit, lengthUnit, position, run: this.run });
    this.#event = undefined;
  }

  endFile(lines: TextLines): void {
    if (this.#listing) throw endsEarly(lines, HEPMC3_END);
  }

  read(lines: TextLines): void {
    const { bytes, start } = lines;
    const letter = bytes[start]!;
    if (letter === LETTER.H) return this.#readListing(lines);
    if (lines.end === start) return;
    if (!this.#listing || bytes[start + 1] !== LETTER.BLANK) throw badRecord(lines, "a letter and a blank");
    lines.at = start + 1;
    if (letter === LETTER.E) return this.#readEvent(lines);
    if (this.#event === undefined) return this.#readRun(lines, letter);
    return this.#readOfEvent(lines, letter, this.#event);
  }

  #readListing(lines: TextLines): void {
    const line = lines.text().trimEnd();
    if (line.startsWith("HepMC::Version")) this.version = line.slice("HepMC::Version".length).trim();
    else if (line === HEPMC3_START) this.#listing = true;
    else if (line === HEPMC3_END) this.#listing = false;
    else throw badRecord(lines, `HepMC::Version, ${HEPMC3_START} or ${HEPMC3_END}`);
  }

  #readEvent(lines: TextLines): void {
    const number = lines.integer();
    const vertices = lines.count();
    const particles = lines.count();
    const position = lines.accept("@")
      ? Float64Array.of(lines.float(), lines.float(), lines.float(), lines.float())
      : undefined;
    lines.endOfLine();
    const read = { number, vertices, particles, position };
    const missing = { hasUnits: false, hasWeights: false, hasBody: false };
    this.#event = { ...read, ...missing, momentumUnit: "GEV", lengthUnit: "MM", run: this.run };
    this.#links.beginEvent();
  }

  #readOfEvent(lines: TextLines, letter: number, event: OpenEvent): void {
    switch (letter) {
      case LETTER.P:
        event.hasBody = true;
        return this.#readParticle(lines);
      case LETTER.V:
        event.hasBody = true;
        return this.#readVertex(lines);
      case LETTER.A:
        return this.#readAttribute(lines);
      case LETTER.W:
        event.hasWeights = true;
        while (lines.remaining() > 0) this.#target.columns.weight.push(lines.float());
        return undefined;
      case LETTER.U:
        Object.assign(event, readUnits(lines), { hasUnits: true });
        return undefined;
      default:
        throw badRecord(lines, "one of the letters E U W A P V");
    }
  }

  #readParticle(lines: TextLines): void {
    const { columns } = this.#target;
    this.#links.nextParticle(lines);
    columns.parent.push(lines.integer());
    columns.pdgId.push(lines.integer());
    columns.px.push(lines.float());
    columns.py.push(lines.float());
    columns.pz.push(lines.float());
    columns.energy.push(lines.float());
    columns.mass.push(lines.float());
    columns.status.push(lines.integer());
    lines.endOfLine();
  }

  #readVertex(lines: TextLines): void {
    const { columns, detail } = this.#target;
    const id = this.#links.nextVertex(lines);
    columns.vertexId.push(id);
    columns.vertexStatus.push(lines.integer());
    if (!lines.accept("[")) throw badRecord(lines, "V id status [incoming particles]");
    while (!lines.accept("]")) {
      columns.incomingVertex.push(id);
      columns.incomingParticle.push(lines.integer());
      lines.accept(",");
    }
    if (!detail.positions) return;
    const placed = lines.accept("@");
    columns.vertexPlaced.push(placed ? 1 : 0);
    for (let k = 0; k < 4; k++) columns.vertexPosition.push(placed ? lines.float() : 0);
    lines.endOfLine();
  }

  #readAttribute(lines: TextLines): void {
    const object = lines.integer();
    if (!this.#target.detail.attributes) return;
    this.#target.columns.attributes.push({ object, ...readNamedValue(lines) });
  }

  #readRun(lines: TextLines, letter: number): void {
    this.#openRun ??= { names: "", tools: [], attributes: [] };
    const run = this.#openRun;
    if (letter === LETTER.W) run.names = unescapeText(lines.rest());
    else if (letter === LETTER.T) run.tools.push(parseTool(unescapeText(lines.rest())));
    else if (letter === LETTER.A) run.attributes.push(readNamedValue(lines));
    else throw badRecord(lines, "E, or W T A of the run, outside an event");
  }

  /** Lines of the run become the run of this event and those after it. */
  #closeRun(weights: number): void {
    const open = this.#openRun;
    if (open === undefined) return;
    const { tools, attributes } = open;
    this.run = { weightNames: weightNamesIn(open.names, weights), tools, attributes };
    this.#openRun = undefined;
  }

  #checkNames(weights: number, number: number): void {
    const names = this.run.weightNames.length;
    if (names === 0 || names === weights) return;
    this.#target.warnings.add(`an event has ${weights} weights for ${names} names`, `event ${number}`);
  }
}

/** Reads `name value`; the value is the rest of the line, blanks included. */
function readNamedValue(lines: TextLines): { name: string; value: string } {
  const name = lines.word();
  if (name === "") throw badRecord(lines, "the name of an attribute");
  return { name, value: unescapeText(lines.rest()) };
}
