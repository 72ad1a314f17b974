/**
 * HepMC2 IO_GenEvent (Dobbs and Hansen, CPC 134, 2001), as events of HepMC3:
 *
 *     E number mpi scale alphaQCD alphaQED process signalVertex vertices beam1 beam2 nRandom ... nWeights ...
 *     N n "name" ...    U GEV|MEV MM|CM    C crossSection error    H heavy ions    F parton densities
 *     V barcode status x y z t orphansIn out nWeights ...
 *     P barcode pdg px py pz E m status theta phi endVertex nFlow (index value) ...
 *
 * A particle is produced at the last V, unless that V is its own end: then it is an orphan that comes in there. Particles
 * and vertices are numbered as they come (1, 2, ... and -1, -2, ...), since barcodes have gaps. What HepMC3 has no
 * column for becomes an attribute under the name that the HepMC3 library gives it.
 */
import type { HepMCEventLine } from "./columns.ts";
import type { HepMCRun } from "./event.ts";
import { badRecord, endsEarly, NO_RUN, readUnits, requireWeight } from "./parser.ts";
import type { HepMCParser, HepMCTarget } from "./parser.ts";
import { HepMC2Tree } from "./hepmc2Tree.ts";
import type { TextLines } from "../text/lines.ts";

const LETTER = { C: 0x43, E: 0x45, F: 0x46, H: 0x48, N: 0x4e, P: 0x50, U: 0x55, V: 0x56, BLANK: 0x20 } as const;

export const HEPMC2_START = "HepMC::IO_GenEvent-START_EVENT_LISTING";
export const HEPMC2_END = "HepMC::IO_GenEvent-END_EVENT_LISTING";

/** Names of the fields of E between the number and the signal vertex. */
const EVENT_FIELDS = ["mpi", "event_scale", "alphaQCD", "alphaQED", "signal_process_id"] as const;
/** Fields of H; HepMC3 adds the centrality. */
const HEAVY_ION_FIELDS = 13;

interface OpenEvent extends HepMCEventLine {
  readonly vertices: number;
  hasUnits: boolean;
  /** Barcode, 0 where there is none. */
  readonly signalVertex: number;
}

export class HepMC2Parser implements HepMCParser {
  run: HepMCRun = NO_RUN;
  version = "";
  readonly #target: HepMCTarget;
  readonly #tree: HepMC2Tree;
  #event: OpenEvent | undefined;
  #listing = false;

  constructor(target: HepMCTarget) {
    this.#target = target;
    this.#tree = new HepMC2Tree(target);
  }

  endsEvent(lines: TextLines): boolean {
    if (this.#event === undefined) return false;
    return lines.bytes[lines.start] === LETTER.E || lines.startsWith("HepMC");
  }

  endEvent(lines: TextLines): void {
    const event = this.#event;
    if (event === undefined) return;
    const { columns, warnings } = this.#target;
    const place = `event ${event.number}`;
    if (!event.hasUnits) warnings.add("an event without units is taken in GeV and mm", place);
    this.#tree.endEvent(lines, event);
    requireWeight(this.#target, event.number);
    const names = this.run.weightNames.length;
    const weights = columns.weightsOfEvent;
    if (names > 0 && names !== weights) warnings.add(`an event has ${weights} weights for ${names} names`, place);
    const { number, momentumUnit, lengthUnit } = event;
    columns.endEvent({ number, momentumUnit, lengthUnit, position: undefined, run: this.run });
    this.#event = undefined;
  }

  endFile(lines: TextLines): void {
    if (this.#listing) throw endsEarly(lines, HEPMC2_END);
  }

  read(lines: TextLines): void {
    const { bytes, start } = lines;
    if (lines.end === start) return;
    if (lines.startsWith("HepMC")) return this.#readListing(lines);
    const letter = bytes[start]!;
    if (!this.#listing || bytes[start + 1] !== LETTER.BLANK) throw badRecord(lines, "a letter and a blank");
    lines.at = start + 1;
    if (letter === LETTER.E) return this.#readEvent(lines);
    if (this.#event === undefined) throw badRecord(lines, "E, the first line of an event");
    return this.#readOfEvent(lines, letter, this.#event);
  }

  #readListing(lines: TextLines): void {
    const line = lines.text().trimEnd();
    if (line.startsWith("HepMC::Version")) this.version = line.slice("HepMC::Version".length).trim();
    else if (line === HEPMC2_START) this.#listing = true;
    else if (line === HEPMC2_END) this.#listing = false;
    else throw badRecord(lines, `HepMC::Version, ${HEPMC2_START} or ${HEPMC2_END}`);
  }

  #readOfEvent(lines: TextLines, letter: number, event: OpenEvent): void {
    switch (letter) {
      case LETTER.P:
        return this.#tree.readParticle(lines);
      case LETTER.V:
        return this.#tree.readVertex(lines);
      case LETTER.U:
        Object.assign(event, readUnits(lines), { hasUnits: true });
        return undefined;
      case LETTER.N:
        return this.#readNames(lines);
      case LETTER.C:
        return this.#describe("GenCrossSection", `${numbersOf(lines, 2, 2)} -1 -1`);
      case LETTER.F: {
        const text = numbersOf(lines, 7, 9);
        return this.#describe("GenPdfInfo", text.split(" ").length === 7 ? `${text} 0 0` : text);
      }
      case LETTER.H:
        return this.#describe("GenHeavyIon", `${numbersOf(lines, HEAVY_ION_FIELDS, HEAVY_ION_FIELDS)} 0`);
      default:
        throw badRecord(lines, "one of the letters E N U C H F V P");
    }
  }

  #readEvent(lines: TextLines): void {
    const number = lines.integer();
    const fields = EVENT_FIELDS.map((name) => [name, numberText(lines)] as const);
    const signalVertex = lines.integer();
    const vertices = lines.count();
    lines.integer(); // beams: they are the particles without a parent
    lines.integer();
    this.#event = { number, vertices, signalVertex, hasUnits: false, ...defaults(this.run) };
    for (const [name, value] of fields) this.#describe(name, value);
    const randomStates = Array.from({ length: this.#countOnLine(lines) }, () => numberText(lines));
    if (randomStates.length > 0) this.#describe("random_states", randomStates.join(" "));
    const weights = this.#countOnLine(lines);
    for (let k = 0; k < weights; k++) this.#target.columns.weight.push(lines.float());
    lines.endOfLine();
    this.#tree.beginEvent();
  }

  /** A number of fields that follow on this line; each takes two bytes, so a damaged count is seen before it is used. */
  #countOnLine(lines: TextLines): number {
    const from = lines.at;
    const count = lines.count();
    if (2 * count <= lines.end - lines.at) return count;
    lines.at = from;
    throw badRecord(lines, `${count} more fields on this line`);
  }

  #readNames(lines: TextLines): void {
    const count = this.#countOnLine(lines);
    const weightNames = [...lines.rest().matchAll(/"([^"]*)"/g)].map((match) => match[1]!);
    if (weightNames.length !== count) throw badRecord(lines, `${count} names in double quotes`);
    const same = weightNames.length === this.run.weightNames.length;
    if (!same || weightNames.some((name, k) => name !== this.run.weightNames[k])) {
      this.run = { ...NO_RUN, weightNames };
    }
    this.#event!.run = this.run;
  }

  #describe(name: string, value: string): void {
    if (this.#target.detail.attributes) this.#target.columns.attributes.push({ object: 0, name, value });
  }
}

function defaults(run: HepMCRun) {
  return { momentumUnit: "GEV", lengthUnit: "MM", position: undefined, run } as const;
}

/** The next field, which is a number, as it is written. */
function numberText(lines: TextLines): string {
  lines.remaining();
  const from = lines.at;
  lines.float();
  lines.at = from;
  return lines.word();
}

/** All fields of the line, between `least` and `most` numbers. */
function numbersOf(lines: TextLines, least: number, most: number): string {
  const fields: string[] = [];
  while (lines.remaining() > 0) fields.push(numberText(lines));
  if (fields.length < least || fields.length > most) {
    throw badRecord(lines, least === most ? `${least} numbers` : `${least} to ${most} numbers`);
  }
  return fields.join(" ");
}
