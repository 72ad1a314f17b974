/** Which numbers stand in a line of four-vectors: `[event] px py pz E [pdg [charge]]`. */
import { GlueballError } from "../../base/index.ts";
import type { ByteFile } from "../byteFile.ts";
import type { ColumnSchema } from "../dataset.ts";
import { TextLines } from "../text/lines.ts";

export interface VectorLayout {
  /** Whether an event index stands first. */
  readonly hasIndex: boolean;
  readonly hasPdgId: boolean;
  readonly hasCharge: boolean;
  /** Numbers in a line. */
  readonly fields: number;
  /** Lines of comment before the first particle. */
  readonly comments: readonly string[];
}

/** Lines by which an event index is recognised. */
const SAMPLE_LINES = 10_000;
const FOUR = 4;
const WHOLE = /^[+-]?\d+$/;

/**
 * The layout of a file. An event index is there where every sampled line has five numbers or more and the first of them is
 * whole and never decreases, or as `eventIndex` says.
 */
export async function readLayout(file: ByteFile, eventIndex: boolean | undefined): Promise<VectorLayout> {
  const lines = new TextLines(file);
  const comments: string[] = [];
  let fields = 0;
  let firstLine = 0;
  let looksIndexed = true;
  let last = -Infinity;
  try {
    for (let read = 0; read < SAMPLE_LINES && (lines.nextLine() || (await lines.refill()));) {
      if (lines.remaining() === 0) continue;
      if (isComment(lines)) {
        if (read === 0 && !isMark(lines.text())) comments.push(lines.text().trim().slice(1).trim());
        continue;
      }
      const words = lines.text().trim().split(/\s+/);
      if (read++ === 0) {
        fields = words.length;
        firstLine = lines.line;
      }
      looksIndexed &&= words.length > FOUR && WHOLE.test(words[0]!) && Number(words[0]) >= last;
      last = Number(words[0]);
    }
    const hasIndex = eventIndex ?? (fields > FOUR && looksIndexed);
    const extra = fields === 0 ? 0 : fields - FOUR - (hasIndex ? 1 : 0);
    if (extra < 0 || extra > 2) throw wrongFields(`${file.path}, line ${firstLine}`, fields, hasIndex);
    return { hasIndex, hasPdgId: extra > 0, hasCharge: extra > 1, fields, comments };
  } finally {
    await lines.close();
  }
}

export function vectorSchema({ hasPdgId, hasCharge }: VectorLayout): ColumnSchema[] {
  const single = ["event", "subEvent"].map((name) => ({ name, type: "int32", shape: [], ragged: false }) as const);
  const momenta = ["px", "py", "pz", "energy"].map((name) => {
    return { name, type: "float64", shape: [], ragged: true, unit: "GeV" } as const;
  });
  const pdgId = { name: "pdgId", type: "int32", shape: [], ragged: true } as const;
  const charge = { name: "charge", type: "float32", shape: [], ragged: true } as const;
  return [...single, ...momenta, ...(hasPdgId ? [pdgId] : []), ...(hasCharge ? [charge] : [])];
}

export function isComment(lines: TextLines): boolean {
  return lines.bytes[lines.at] === 0x23; // #
}

/** `#SUBSTART` begins a sub-event, `#END` ends the event. */
export function isMark(line: string): "start" | "end" | undefined {
  const mark = line.trim();
  if (/^#\s*SUBSTART\b/.test(mark)) return "start";
  return /^#\s*END\b/.test(mark) ? "end" : undefined;
}

function wrongFields(place: string, fields: number, hasIndex: boolean): GlueballError {
  return new GlueballError({
    place,
    code: "formats/vectors-wrong-fields",
    what: "the first line of numbers is no four-vector",
    found: `${fields} numbers`,
    expected: hasIndex ? "event px py pz E [pdg [charge]]" : "px py pz E [pdg [charge]]",
  });
}
