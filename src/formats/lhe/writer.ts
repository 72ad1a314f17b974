/** Les Houches events as a file of version 3; every float64 is read back as it was. */
import { GlueballError } from "../../base/index.ts";
import { scientific, writeText } from "../text/writer.ts";
import type { LheEvent, LheParticles, LheRun } from "./event.ts";

/**
 * Writes a run and its events; `.gz` and `.zst` are compressed. Texts go out as they are; weights are written where an event
 * has no text. @throws GlueballError formats/lhe-not-writable for a number that is not finite or a text that would end
 * its event
 */
export function writeLhe(
  path: string,
  run: LheRun,
  events: Iterable<LheEvent> | AsyncIterable<LheEvent>,
): Promise<void> {
  return writeText(path, lheText(run, events));
}

/** The text of a run and its events, piece by piece. */
export async function* lheText(
  run: LheRun,
  events: Iterable<LheEvent> | AsyncIterable<LheEvent>,
): AsyncGenerator<string> {
  yield `<LesHouchesEvents version="${run.version}">\n${ended(run.header)}${initText(run)}`;
  for await (const event of events) yield eventText(event);
  yield "</LesHouchesEvents>\n";
}

function initText(run: LheRun): string {
  const { beams, beamEnergies, pdfGroups, pdfSets, weightStrategy, processes } = run;
  const beamLine = [...beams, ...beamEnergies.map(number), ...pdfGroups, ...pdfSets, weightStrategy, processes.length];
  const lines = processes.map(({ crossSectionPb, errorPb, largestWeight, id }) => {
    return `${[crossSectionPb, errorPb, largestWeight].map(number).join(" ")} ${id}\n`;
  });
  return `<init>\n${beamLine.join(" ")}\n${lines.join("")}${ended(run.initText)}</init>\n`;
}

function eventText(event: LheEvent): string {
  const { tag, processId, weight, scale, alphaQed, alphaQcd, particles, text, weights } = event;
  if (/^\s*<\/?event\b/m.test(text)) throw notWritable("the text of an event would end it", text.slice(0, 60));
  const count = particles.pdgId.length;
  const head = `${count} ${processId} ${[weight, scale, alphaQed, alphaQcd].map(number).join(" ")}`;
  const lines = Array.from({ length: count }, (_, i) => particleText(particles, i));
  const listed = weights.map(({ id, value }) => `<wgt id='${id}'> ${number(value)} </wgt>\n`).join("");
  const rest = text === "" && listed !== "" ? `<rwgt>\n${listed}</rwgt>\n` : ended(text);
  return `<event${tag}>\n${head}\n${lines.join("")}${rest}</event>\n`;
}

function particleText(particles: LheParticles, i: number): string {
  const { pdgId, status, mother1, mother2, colour1, colour2 } = particles;
  const { px, py, pz, energy, mass, lifetime, spin } = particles;
  const whole = [pdgId, status, mother1, mother2, colour1, colour2].map((column) => column[i]).join(" ");
  return `${whole} ${[px, py, pz, energy, mass, lifetime, spin].map((column) => number(column[i]!)).join(" ")}\n`;
}

/** Text with a newline at its end, nothing where there is none. */
function ended(text: string): string {
  return text === "" ? "" : `${text}\n`;
}

function number(value: number): string {
  if (Number.isFinite(value)) return scientific(value);
  throw notWritable("Les Houches events have no place for a number that is not finite", value);
}

function notWritable(what: string, found: unknown): GlueballError {
  return new GlueballError({ code: "formats/lhe-not-writable", what, found });
}
