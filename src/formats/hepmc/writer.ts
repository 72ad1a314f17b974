/**
 * HepMC3 Asciiv3 as the HepMC3 library prints it, to the last byte where the events came from it. Events of any number
 * are streamed; the run is written where it changes.
 */
import { GlueballError } from "../../base/index.ts";
import { HEPMC3_END, HEPMC3_START } from "./hepmc3.ts";
import type { HepMCEvent, HepMCParticles, HepMCRun, HepMCVertex } from "./event.ts";
import { escapeText } from "./strings.ts";
import { scientific, writeText } from "../text/writer.ts";

/** The version of the library whose format this is. */
const VERSION = "3.02.06";
/** Digits of a weight after the point, as the library prints it. */
const WEIGHT_DIGITS = 22;

/**
 * Writes events; `.gz` and `.zst` are compressed. @throws GlueballError formats/hepmc-not-writable for an event that
 * the format has no place for (a vertex that does not exist, a name with blanks, a number that is not finite)
 */
export function writeHepMC3(path: string, events: Iterable<HepMCEvent> | AsyncIterable<HepMCEvent>): Promise<void> {
  return writeText(path, hepmc3Text(events));
}

/** The text of events, piece by piece. */
export async function* hepmc3Text(events: Iterable<HepMCEvent> | AsyncIterable<HepMCEvent>): AsyncGenerator<string> {
  yield `HepMC::Version ${VERSION}\n${HEPMC3_START}\n`;
  let run: HepMCRun | undefined;
  for await (const event of events) {
    if (event.run !== run) yield runText(event.run);
    run = event.run;
    yield eventText(event);
  }
  yield `${HEPMC3_END}\n\n`;
}

function runText({ weightNames, tools, attributes }: HepMCRun): string {
  const lines = weightNames.length === 0 ? [] : [`W ${text(weightNames.join("\n"))}`];
  for (const { name, version, description } of tools) lines.push(`T ${text(`${name}\n${version}\n${description}`)}`);
  for (const { name, value } of attributes) lines.push(`A ${word(name)} ${text(value)}`);
  return lines.map((line) => `${line}\n`).join("");
}

function eventText(event: HepMCEvent): string {
  const { number, position, weights, attributes, particles, vertices } = event;
  const count = particles.pdgId.length;
  const place = position === undefined ? "" : ` @${numbers(position)}`;
  const lines = [
    `E ${number} ${vertices.length + impliedVertices(event)} ${count}${place}`,
    `U ${event.momentumUnit} ${event.lengthUnit}`,
    `W${Array.from(weights, (weight) => ` ${finite(weight, WEIGHT_DIGITS)}`).join("")}`,
  ];
  for (const { object, name, value } of attributes) lines.push(`A ${object} ${word(name)} ${text(value)}`);
  const ids = new Map(vertices.map((vertex, k) => [vertex.id, k]));
  let written = 0;
  for (let i = 0; i < count; i++) {
    const parent = particles.parent[i]!;
    // A vertex stands before its first particle, and all vertices in their order.
    const needed = parent < 0 ? requireVertex(event, ids, parent) : -1;
    while (written <= needed) lines.push(vertexText(vertices[written++]!));
    lines.push(particleText(particles, i));
  }
  while (written < vertices.length) lines.push(vertexText(vertices[written++]!));
  return `${lines.join("\n")}\n`;
}

function particleText({ parent, pdgId, px, py, pz, energy, mass, status }: HepMCParticles, i: number): string {
  const momentum = numbers([px[i]!, py[i]!, pz[i]!, energy[i]!, mass[i]!]);
  return `P ${i + 1} ${parent[i]} ${pdgId[i]}${momentum} ${status[i]}`;
}

function vertexText({ id, status, incoming, position }: HepMCVertex): string {
  return `V ${id} ${status} [${incoming.join(",")}]${position === undefined ? "" : ` @${numbers(position)}`}`;
}

/** How many vertices stand in no list because a parent > 0 implies them. */
function impliedVertices({ particles, vertices }: HepMCEvent): number {
  const explicit = new Set(vertices.flatMap(({ incoming }) => incoming));
  return new Set(particles.parent.filter((parent) => parent > 0 && !explicit.has(parent))).size;
}

function requireVertex({ number }: HepMCEvent, ids: ReadonlyMap<number, number>, id: number): number {
  const at = ids.get(id);
  if (at === undefined) throw notWritable(`event ${number} has no such vertex`, id, "the id of one of its vertices");
  return at;
}

function numbers(values: ArrayLike<number>): string {
  return Array.from(values, (value) => ` ${finite(value)}`).join("");
}

function finite(value: number, digits?: number): string {
  if (Number.isFinite(value)) return scientific(value, digits);
  throw notWritable("HepMC has no place for a number that is not finite", value, "a finite number");
}

/** A string to the end of the line. A carriage return there would be taken for a part of the line's end. */
function text(value: string): string {
  if (value.endsWith("\r")) throw notWritable("a string ends with a carriage return", value, "another last character");
  return escapeText(value);
}

function word(name: string): string {
  if (/^\S+$/.test(name)) return name;
  throw notWritable("the name of an attribute cannot be written", name, "a word without blanks");
}

function notWritable(what: string, found: unknown, expected: string): GlueballError {
  return new GlueballError({ code: "formats/hepmc-not-writable", what, found, expected });
}
