/**
 * HepMC, the event record of Monte Carlo generators: HepMC3 Asciiv3 and HepMC2 IO_GenEvent, plain or compressed.
 * A row is an event. Final-state particles are those with status 1; `finalState` selects them for jet algorithms.
 */
import { GlueballError } from "../base/index.ts";
import { openWith } from "./arrays/openWith.ts";
import type { ByteFile } from "./byteFile.ts";
import { openByteFile } from "./byteFile.ts";
import { selectColumns } from "./columns.ts";
import type { Batch, Dataset, Reader } from "./dataset.ts";
import { HEPMC2_START, HepMC2Parser } from "./hepmc/hepmc2.ts";
import { HEPMC3_START, HepMC3Parser } from "./hepmc/hepmc3.ts";
import { eventsOf, HepMCColumns } from "./hepmc/columns.ts";
import type { HepMCBlock, HepMCDetail } from "./hepmc/columns.ts";
import type { HepMCEvent, HepMCRun } from "./hepmc/event.ts";
import type { HepMCParser } from "./hepmc/parser.ts";
import { ATTRIBUTE_COLUMNS, HEPMC_SCHEMA, hepmcBatch, POSITION_COLUMNS } from "./hepmc/table.ts";
import { packingOf, textHead } from "./text/chunks.ts";
import { TextLines } from "./text/lines.ts";
import { warningLog } from "./text/warningLog.ts";
import type { WarningLog } from "./text/warningLog.ts";

/** A block ends with the event that reaches one of these: about 10 MB of columns. */
const BLOCK_PARTICLES = 2 ** 17;
const BLOCK_EVENTS = 1000;

const ALL: HepMCDetail = { positions: true, attributes: true };
const NOTHING: HepMCDetail = { positions: false, attributes: false };

type Dialect = "HepMC3" | "HepMC2";

const PARSERS = { HepMC3: HepMC3Parser, HepMC2: HepMC2Parser } as const;

export const hepmcReader: Reader = {
  name: "hepmc",
  recognises: (head) => dialectOf(head) !== undefined || startsWithHepMC(head),
  open: (path) => openWith(path, openHepMC),
};

/** Opens events of HepMC. @throws GlueballError formats/hepmc-unknown-dialect, and what the first event gives. */
export async function openHepMC(file: ByteFile): Promise<Dataset> {
  const dialect = await requireDialect(file);
  const warnings = warningLog();
  const metadata = await runMetadata(file, dialect);
  return {
    path: file.path,
    format: `${dialect}${packingOf(file) === "plain" ? "" : ` (${packingOf(file)})`}`,
    schema: HEPMC_SCHEMA,
    length: undefined,
    metadata,
    warnings: warnings.texts,
    batches: (start = 0, size, names) => batches(file, dialect, warnings, { start, size, names }),
    close: () => Promise.resolve(file.close()),
  };
}

/**
 * The events of a file one by one with everything the file has, in its own units: written again, they give the same
 * events (`writeHepMC3`). A HepMC2 event comes in the terms of HepMC3.
 */
export async function* readHepMCEvents(path: string): AsyncGenerator<HepMCEvent> {
  const file = openByteFile(path);
  try {
    yield* hepmcEvents(file);
  } finally {
    file.close();
  }
}

/** The same from an open file. */
export async function* hepmcEvents(file: ByteFile): AsyncGenerator<HepMCEvent> {
  const blocks = readBlocks(file, await requireDialect(file), { detail: ALL, warnings: warningLog() });
  for await (const { block } of blocks) yield* eventsOf(block);
}

interface Rows {
  readonly start: number;
  readonly size: number | undefined;
  readonly names: readonly string[] | undefined;
}

async function* batches(
  file: ByteFile,
  dialect: Dialect,
  warnings: WarningLog,
  { start, size, names }: Rows,
): AsyncGenerator<Batch> {
  const selected = selectColumns(HEPMC_SCHEMA, names, file.path);
  const asks = (columns: readonly string[]) => selected.some(({ name }) => columns.includes(name));
  const detail = { positions: asks(POSITION_COLUMNS), attributes: asks(ATTRIBUTE_COLUMNS) };
  warnings.restart();
  for await (const { first, block } of readBlocks(file, dialect, { detail, warnings, start, size })) {
    yield hepmcBatch(block, first, selected);
  }
}

interface Reading {
  readonly detail: HepMCDetail;
  readonly warnings: WarningLog;
  /** Events to pass over. */
  readonly start?: number;
  /** Events a block at most. */
  readonly size?: number | undefined;
}

async function* readBlocks(
  file: ByteFile,
  dialect: Dialect,
  { detail, warnings, start = 0, size = BLOCK_EVENTS }: Reading,
): AsyncGenerator<{ first: number; block: HepMCBlock }> {
  const columns = new HepMCColumns();
  const parser: HepMCParser = new PARSERS[dialect]({ columns, detail, warnings });
  const lines = new TextLines(file);
  let events = 0;
  try {
    while (lines.nextLine() || (await lines.refill())) {
      if (parser.endsEvent(lines)) {
        parser.endEvent(lines);
        events++;
        const isFull = columns.length >= size || columns.particleCount >= BLOCK_PARTICLES;
        if (events <= start) columns.take();
        else if (isFull) yield { first: events - columns.length, block: columns.take() };
      }
      parser.read(lines);
    }
    parser.endFile(lines);
    if (columns.length > 0) yield { first: events - columns.length, block: columns.take() };
  } finally {
    await lines.close();
  }
}

/** What the file says of its run, from its lines up to the end of the first event. */
async function runMetadata(file: ByteFile, dialect: Dialect): Promise<Record<string, string>> {
  const columns = new HepMCColumns();
  const parser: HepMCParser = new PARSERS[dialect]({ columns, detail: NOTHING, warnings: warningLog() });
  const lines = new TextLines(file);
  try {
    while (columns.length === 0 && (lines.nextLine() || (await lines.refill()))) {
      if (parser.endsEvent(lines)) parser.endEvent(lines);
      else parser.read(lines);
    }
  } finally {
    await lines.close();
  }
  const [first] = columns.take().events;
  const units = first === undefined ? {} : { units: `${first.momentumUnit} ${first.lengthUnit}` };
  return { version: parser.version, ...units, ...describeRun(parser.run) };
}

function describeRun({ weightNames, tools, attributes }: HepMCRun): Record<string, string> {
  const listed: Record<string, string> = {};
  if (weightNames.length > 0) listed["weights"] = weightNames.join(", ");
  if (tools.length > 0) listed["tools"] = tools.map(({ name, version }) => `${name} ${version}`.trim()).join(", ");
  for (const { name, value } of attributes) listed[`run.${name}`] = value;
  return listed;
}

function startsWithHepMC(head: Uint8Array): boolean {
  return textOf(head).trimStart().startsWith("HepMC::");
}

function dialectOf(head: Uint8Array): Dialect | undefined {
  const text = textOf(head);
  if (!text.trimStart().startsWith("HepMC::")) return undefined;
  if (text.includes(HEPMC3_START)) return "HepMC3";
  return text.includes(HEPMC2_START) ? "HepMC2" : undefined;
}

function textOf(head: Uint8Array): string {
  return Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString("latin1");
}

async function requireDialect(file: ByteFile): Promise<Dialect> {
  const head = await textHead(file);
  const dialect = dialectOf(head);
  if (dialect !== undefined) return dialect;
  throw new GlueballError({
    code: "formats/hepmc-unknown-dialect",
    what: "the file does not begin as HepMC does",
    place: `${file.path}, byte 0`,
    found: textOf(head).slice(0, 60),
    expected: `HepMC::Version and ${HEPMC3_START} or ${HEPMC2_START}`,
  });
}
