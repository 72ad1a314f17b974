/**
 * Les Houches events: the hard processes of matrix-element generators, versions 1 to 3, plain or compressed. A row is an
 * event. Energies in GeV, lifetimes in mm, cross-sections in pb.
 */
import { GlueballError } from "../base/index.ts";
import { openWith } from "./arrays/openWith.ts";
import type { ByteFile } from "./byteFile.ts";
import { openByteFile } from "./byteFile.ts";
import { selectColumns } from "./columns.ts";
import type { Batch, Dataset, Reader } from "./dataset.ts";
import { eventsOf, LheColumns } from "./lhe/columns.ts";
import type { LheBlock } from "./lhe/columns.ts";
import type { LheEvent, LheRun } from "./lhe/event.ts";
import { LheParser } from "./lhe/parser.ts";
import { textsOfRun } from "./lhe/runTexts.ts";
import { LHE_SCHEMA, lheBatch, TEXT_COLUMNS } from "./lhe/table.ts";
import { packingOf } from "./text/chunks.ts";
import { TextLines } from "./text/lines.ts";
import { warningLog } from "./text/warningLog.ts";
import type { WarningLog } from "./text/warningLog.ts";

/** A block ends with the event that reaches one of these. */
const BLOCK_EVENTS = 1000;
const BLOCK_PARTICLES = 2 ** 17;
const BLOCK_CHARACTERS = 2 ** 24;

export const lheReader: Reader = {
  name: "lhe",
  recognises: (head) => /^(\ufeff|\s)*(<\?xml[^>]*>\s*)?<LesHouchesEvents\b/.test(new TextDecoder().decode(head)),
  open: (path) => openWith(path, openLhe),
};

/** Opens Les Houches events; what is wrong before the first event is thrown here. */
export async function openLhe(file: ByteFile): Promise<Dataset> {
  const warnings = warningLog();
  const run = await readRun(file);
  return {
    path: file.path,
    format: `Les Houches events${packingOf(file) === "plain" ? "" : ` (${packingOf(file)})`}`,
    schema: LHE_SCHEMA,
    length: undefined,
    metadata: textsOfRun(run),
    warnings: warnings.texts,
    batches: (start = 0, size, names) => batches(file, warnings, { start, size, names }),
    close: () => Promise.resolve(file.close()),
  };
}

/** The run of a file and its events one by one, with all texts: written again (`writeLhe`), they give the same. */
export async function readLhe(path: string): Promise<{ run: LheRun; events: AsyncGenerator<LheEvent> }> {
  const file = openByteFile(path);
  try {
    return { run: await readRun(file), events: eventsOfPath(path) };
  } finally {
    file.close();
  }
}

async function* eventsOfPath(path: string): AsyncGenerator<LheEvent> {
  const file = openByteFile(path);
  try {
    yield* lheEvents(file);
  } finally {
    file.close();
  }
}

/** The events of an open file. */
export async function* lheEvents(file: ByteFile): AsyncGenerator<LheEvent> {
  const blocks = readBlocks(file, { texts: true, warnings: warningLog() });
  for await (const { block } of blocks) yield* eventsOf(block);
}

interface Rows {
  readonly start: number;
  readonly size: number | undefined;
  readonly names: readonly string[] | undefined;
}

async function* batches(file: ByteFile, warnings: WarningLog, { start, size, names }: Rows): AsyncGenerator<Batch> {
  const selected = selectColumns(LHE_SCHEMA, names, file.path);
  const texts = selected.some(({ name }) => TEXT_COLUMNS.includes(name));
  warnings.restart();
  for await (const { first, block } of readBlocks(file, { texts, warnings, start, size })) {
    yield lheBatch(block, first, selected);
  }
}

interface Reading {
  readonly texts: boolean;
  readonly warnings: WarningLog;
  /** Events to pass over. */
  readonly start?: number;
  /** Events a block at most. */
  readonly size?: number | undefined;
}

async function* readBlocks(
  file: ByteFile,
  { texts, warnings, start = 0, size = BLOCK_EVENTS }: Reading,
): AsyncGenerator<{ first: number; block: LheBlock }> {
  const columns = new LheColumns();
  const parser = new LheParser({ columns, texts, warnings });
  const lines = new TextLines(file);
  let events = 0;
  try {
    while (lines.nextLine() || (await lines.refill())) {
      if (!parser.read(lines)) continue;
      events++;
      if (events <= start) columns.take();
      else if (columns.length >= size || isLarge(columns))
        yield { first: events - columns.length, block: columns.take() };
    }
    parser.endFile(lines);
    if (columns.length > 0) yield { first: events - columns.length, block: columns.take() };
  } finally {
    await lines.close();
  }
}

function isLarge({ particleCount, textLength }: LheColumns): boolean {
  return particleCount >= BLOCK_PARTICLES || textLength >= BLOCK_CHARACTERS;
}

/** Everything before the first event. */
async function readRun(file: ByteFile): Promise<LheRun> {
  const parser = new LheParser({ columns: new LheColumns(), texts: false, warnings: warningLog() });
  const lines = new TextLines(file);
  try {
    while (parser.run === undefined && (lines.nextLine() || (await lines.refill()))) parser.read(lines);
    if (parser.run === undefined) parser.endFile(lines);
  } finally {
    await lines.close();
  }
  if (parser.run !== undefined) return parser.run;
  throw new GlueballError({ code: "formats/lhe-bad-line", what: "there is no <init>", place: file.path });
}
