/**
 * Les Houches events line by line. The file looks like XML and is none: headers hold free text with unescaped brackets,
 * so only a tag that begins a line counts, and inside `<header>` and `<!--` only the end of it.
 *
 *     <LesHouchesEvents version="3.0">   <header> ... </header>
 *     <init>   IDBMUP(2) EBMUP(2) PDFGUP(2) PDFSUP(2) IDWTUP NPRUP,   NPRUP lines XSECUP XERRUP XMAXUP LPRUP   </init>
 *     <event>  NUP IDPRUP XWGTUP SCALUP AQEDUP AQCDUP,
 *              NUP lines IDUP ISTUP MOTHUP(2) ICOLUP(2) px py pz E m VTIMUP SPINUP,   optional text   </event>
 *     </LesHouchesEvents>
 */
import { EXIT, GlueballError } from "../../base/index.ts";
import type { TextLines } from "../text/lines.ts";
import type { WarningLog } from "../text/warningLog.ts";
import { checkEvent } from "./checks.ts";
import type { LheColumns, LheEventLine } from "./columns.ts";
import type { LheProcess, LheRun } from "./event.ts";
import { attributeOf, weightsIn } from "./weights.ts";

/** No header and no text of an event is longer. */
const MAX_TEXT = 2 ** 26;

const LESS = 0x3c;
const HASH = 0x23;

/** Where in the file the parser is. */
type Place = "start" | "preamble" | "header" | "comment" | "init" | "between" | "event" | "end";

interface LheTarget {
  readonly columns: LheColumns;
  readonly warnings: WarningLog;
  /** Whether the texts of events and the weights in them are wanted. */
  readonly texts: boolean;
}

type Beams = Omit<LheRun, "processes" | "initText">;

interface OpenEvent {
  readonly line: Omit<LheEventLine, "text" | "weights">;
  /** NUP. */
  readonly particles: number;
}

export class LheParser {
  /** Complete once the first line after `</init>` has been read. */
  run: LheRun | undefined;
  readonly #target: LheTarget;
  #place: Place = "start";
  /** Where a comment goes back to. */
  #before: Place = "start";
  #version = "";
  #header: string[] = [];
  #init: Beams | undefined;
  #processes: LheProcess[] = [];
  #processesLeft = 0;
  #tag = "";
  #event: OpenEvent | undefined;
  #text: string[] = [];
  #textLength = 0;
  #hasText = false;
  #events = 0;

  constructor(target: LheTarget) {
    this.#target = target;
  }

  /** Takes in one line; true where it ends an event. */
  read(lines: TextLines): boolean {
    switch (this.#place) {
      case "start":
        return this.#readStart(lines);
      case "preamble":
        return this.#readPreamble(lines);
      case "header":
        return this.#readUntil(lines, "</header>", "preamble");
      case "comment":
        return this.#readUntil(lines, "-->", this.#before);
      case "init":
        return this.#readInit(lines);
      case "between":
        return this.#readBetween(lines);
      case "event":
        return this.#readEventLine(lines);
      case "end":
        if (lines.remaining() > 0) throw badLine(lines, "nothing after </LesHouchesEvents>");
        return false;
      default:
        return this.#place satisfies never;
    }
  }

  /** @throws GlueballError formats/truncated where the file has ended before its listing does */
  endFile(lines: TextLines): void {
    if (this.#place === "end") return;
    throw lines.error({
      code: "formats/truncated",
      what: "the file ends before its content does",
      expected: this.#place === "event" ? "</event>" : "</LesHouchesEvents>",
      hint: "The events before are whole; download or copy the file again, or run the generator to its end",
    });
  }

  #readStart(lines: TextLines): boolean {
    const text = lines.text().trim();
    if (text === "" || text.startsWith("<?xml")) return false;
    const tag = /^<LesHouchesEvents([^<>]*)>$/.exec(text);
    if (tag === null) throw badLine(lines, "<LesHouchesEvents>");
    this.#version = attributeOf(tag[1]!, "version") ?? "1.0";
    this.#place = "preamble";
    return false;
  }

  #readPreamble(lines: TextLines): boolean {
    const tag = tagAt(lines);
    if (/^<init\b/.test(tag)) {
      this.#place = "init";
      return false;
    }
    this.#keepHeader(lines);
    if (/^<header\b/.test(tag) && !tag.includes("</header>")) this.#place = "header";
    else if (tag.startsWith("<!--") && !tag.includes("-->")) this.#beginComment("preamble");
    else if (/^<\/?event\b/.test(tag)) throw badLine(lines, "<init> before the first <event>");
    return false;
  }

  /** Lines of a header or comment, up to the one that begins with (header) or holds (comment) its end. */
  #readUntil(lines: TextLines, end: string, then: Place): boolean {
    const text = lines.text();
    if (then === "preamble") this.#keepHeader(lines);
    const ends = end === "-->" ? text.includes(end) : text.trimStart().startsWith(end);
    if (ends) this.#place = then;
    return false;
  }

  #beginComment(before: Place): void {
    this.#before = before;
    this.#place = "comment";
  }

  #keepHeader(lines: TextLines): void {
    this.#countText(lines);
    this.#header.push(lines.text());
  }

  #countText(lines: TextLines): void {
    this.#textLength += lines.end - lines.start + 1;
    if (this.#textLength > MAX_TEXT) throw textTooLong(lines);
  }

  #readInit(lines: TextLines): boolean {
    const kind = kindOf(lines);
    if (kind === "blank") return false;
    if (this.#init === undefined && kind === "numbers") this.#init = this.#readBeams(lines);
    else if (this.#processesLeft > 0 && kind === "numbers") this.#readProcess(lines);
    else if (/^<\/init\b/.test(tagAt(lines))) this.#endInit(lines);
    else {
      this.#countText(lines);
      this.#text.push(lines.text());
    }
    return false;
  }

  #readBeams(lines: TextLines): Beams {
    const beams = [lines.integer(), lines.integer()] as const;
    const beamEnergies = [lines.float(), lines.float()] as const;
    const pdfGroups = [lines.integer(), lines.integer()] as const;
    const pdfSets = [lines.integer(), lines.integer()] as const;
    const weightStrategy = lines.integer();
    this.#processesLeft = lines.count();
    endFields(lines);
    const header = this.#header.join("\n");
    return { version: this.#version, header, beams, beamEnergies, pdfGroups, pdfSets, weightStrategy };
  }

  #readProcess(lines: TextLines): void {
    const [crossSectionPb, errorPb, largestWeight] = [lines.float(), lines.float(), lines.float()];
    this.#processes.push({ crossSectionPb, errorPb, largestWeight, id: lines.integer() });
    endFields(lines);
    this.#processesLeft--;
  }

  #endInit(lines: TextLines): void {
    if (this.#init === undefined) throw badLine(lines, "beams and processes before </init>");
    if (this.#processesLeft > 0) throw wrongCount(lines, "<init>", this.#processes.length, "processes");
    this.run = { ...this.#init, processes: this.#processes, initText: this.#takeText() };
    this.#place = "between";
  }

  #readBetween(lines: TextLines): boolean {
    const tag = tagAt(lines);
    const event = /^<event\b([^<>]*)>\s*$/.exec(tag);
    if (event !== null) {
      this.#tag = event[1]!;
      this.#place = "event";
    } else if (/^<\/LesHouchesEvents\s*>\s*$/.test(tag)) this.#place = "end";
    else if (tag.startsWith("<!--")) {
      if (!tag.includes("-->")) this.#beginComment("between");
    } else if (tag !== "" && !/^<event\b/.test(tag)) {
      this.#target.warnings.add("a tag between events is passed over", tag.slice(0, 40));
    } else if (kindOf(lines) === "numbers" || tag !== "") throw badLine(lines, "<event> or </LesHouchesEvents>");
    return false;
  }

  #readEventLine(lines: TextLines): boolean {
    const kind = kindOf(lines);
    if (kind === "blank") return false;
    if (kind === "numbers" && this.#event === undefined) {
      this.#event = this.#readEventHead(lines);
      return false;
    }
    const { columns } = this.#target;
    const read = columns.particleCount - columns.firstParticle;
    if (kind === "numbers" && this.#event !== undefined && read < this.#event.particles) {
      this.#readParticle(lines);
      return false;
    }
    return this.#readEventText(lines, kind, read);
  }

  #readEventText(lines: TextLines, kind: LineKind, read: number): boolean {
    if (kind === "tag") {
      if (/^<\/event\s*>\s*$/.test(tagAt(lines))) return this.#endEvent(lines, read);
      if (this.#event === undefined || read < this.#event.particles) {
        throw wrongCount(lines, `event ${this.#events}`, read, "particles", this.#event?.particles);
      }
      if (/^<\/?(event|init|LesHouchesEvents)\b/.test(tagAt(lines))) throw badLine(lines, "</event>");
    }
    if (kind === "numbers" && !this.#hasText && isParticle(lines)) {
      throw wrongCount(lines, `event ${this.#events}`, read + 1, "particles", this.#event?.particles);
    }
    this.#countText(lines);
    this.#hasText = true;
    if (this.#target.texts) this.#text.push(lines.text());
    return false;
  }

  #readEventHead(lines: TextLines): OpenEvent {
    const particles = lines.count();
    const processId = lines.integer();
    const [weight, scale, alphaQed, alphaQcd] = [lines.float(), lines.float(), lines.float(), lines.float()];
    endFields(lines);
    return { particles, line: { tag: this.#tag, processId, weight, scale, alphaQed, alphaQcd } };
  }

  #readParticle(lines: TextLines): void {
    const { columns } = this.#target;
    columns.pdgId.push(lines.integer());
    columns.status.push(lines.integer());
    columns.mother1.push(lines.integer());
    columns.mother2.push(lines.integer());
    columns.colour1.push(lines.integer());
    columns.colour2.push(lines.integer());
    columns.px.push(lines.float());
    columns.py.push(lines.float());
    columns.pz.push(lines.float());
    columns.energy.push(lines.float());
    columns.mass.push(lines.float());
    columns.lifetime.push(lines.float());
    columns.spin.push(lines.float());
    endFields(lines);
  }

  #endEvent(lines: TextLines, read: number): boolean {
    const event = this.#event;
    if (event === undefined || read < event.particles) {
      throw wrongCount(lines, `event ${this.#events}`, read, "particles", event?.particles);
    }
    this.#checkMothers(lines, read);
    const text = this.#takeText();
    const weights = weightsIn(text);
    const bad = weights.find(({ value }) => !Number.isFinite(value));
    if (bad !== undefined) throw badLine(lines, `a number as weight ${bad.id} of event ${this.#events}`);
    checkEvent(this.#target.columns, this.#events, this.#target.warnings);
    this.#target.columns.endEvent({ ...event.line, text, weights });
    this.#event = undefined;
    this.#place = "between";
    this.#events++;
    return true;
  }

  #checkMothers(lines: TextLines, particles: number): void {
    const { mother1, mother2, firstParticle } = this.#target.columns;
    for (const { values } of [mother1, mother2]) {
      for (let i = firstParticle; i < firstParticle + particles; i++) {
        if (values[i]! < 0 || values[i]! > particles) {
          throw badLine(lines, `mothers between 0 and ${particles} in event ${this.#events}, not ${values[i]}`);
        }
      }
    }
  }

  #takeText(): string {
    const text = this.#text.join("\n");
    this.#text = [];
    this.#textLength = 0;
    this.#hasText = false;
    return text;
  }
}

type LineKind = "blank" | "tag" | "comment" | "numbers";

/** What a line begins with. */
function kindOf(lines: TextLines): LineKind {
  lines.at = lines.start;
  if (lines.remaining() === 0) return "blank";
  const first = lines.bytes[lines.at];
  if (first === LESS) return "tag";
  return first === HASH ? "comment" : "numbers";
}

/** The line from its tag on, empty where it does not begin with one. */
function tagAt(lines: TextLines): string {
  return kindOf(lines) === "tag" ? lines.text().trimStart() : "";
}

/** The line may go on with a comment only. */
function endFields(lines: TextLines): void {
  if (!lines.accept("#")) lines.endOfLine();
}

/** Whether a line has the thirteen numbers of a particle. */
function isParticle(lines: TextLines): boolean {
  const fields = lines.text().trim().split(/\s+/);
  return fields.length === 13 && fields.every((field) => Number.isFinite(Number(field.replace(/d/i, "e"))));
}

function badLine(lines: TextLines, expected: string): GlueballError {
  return lines.error({
    code: "formats/lhe-bad-line",
    what: "a line does not belong here in Les Houches events",
    found: lines.text().slice(0, 60),
    expected,
  });
}

function wrongCount(lines: TextLines, of: string, found: number, things: string, expected?: number): GlueballError {
  return lines.error({
    code: "formats/lhe-wrong-count",
    what: `${of} has another number of ${things} than it says`,
    found,
    expected: expected === undefined ? `the numbers of its ${things} first` : `${expected} ${things}`,
    hint: "The file is damaged or was edited; make or download it again",
  });
}

function textTooLong(lines: TextLines): GlueballError {
  const { data } = lines.error({
    code: "formats/lhe-text-too-long",
    what: "a header or the text of an event does not end",
    found: `more than ${MAX_TEXT} bytes`,
  });
  return new GlueballError(data, EXIT.tooLarge);
}
