/**
 * JSON lines, one object a line, plain or compressed. The first lines say which columns there are; what a later line lacks,
 * and what it has more, is counted in the warnings, and what is of another type is an error with its line.
 */
import { GlueballError } from "../base/index.ts";
import { openWith } from "./arrays/openWith.ts";
import type { ByteFile } from "./byteFile.ts";
import { selectColumns } from "./columns.ts";
import type { Batch, ColumnSchema, Dataset, Reader } from "./dataset.ts";
import { Filler } from "./jsonl/fill.ts";
import { parseLine } from "./jsonl/parse.ts";
import type { JsonObject } from "./jsonl/parse.ts";
import { columnsOf, planOf } from "./jsonl/plan.ts";
import type { PlanNode } from "./jsonl/plan.ts";
import { packingOf } from "./text/chunks.ts";
import { TextLines } from "./text/lines.ts";
import { warningLog } from "./text/warningLog.ts";
import type { WarningLog } from "./text/warningLog.ts";

/** Lines by which the columns are chosen, and bytes of them. */
const SAMPLE_LINES = 100;
const SAMPLE_BYTES = 2 ** 20;
/** A batch ends with the line that reaches one of these. */
const BATCH_ROWS = 2 ** 14;
const BATCH_BYTES = 2 ** 24;

export const jsonlReader: Reader = {
  name: "jsonl",
  recognises: looksLikeJsonl,
  open: (path) => openWith(path, openJsonl),
};

/** Opens JSON lines. @throws GlueballError formats/jsonl-syntax, formats/jsonl-duplicate-column */
export async function openJsonl(file: ByteFile): Promise<Dataset> {
  const plan = planOf(await readSample(file));
  const schema = columnsOf(plan);
  requireDistinct(schema, file.path);
  const warnings = warningLog();
  return {
    path: file.path,
    format: `JSON lines${packingOf(file) === "plain" ? "" : ` (${packingOf(file)})`}`,
    schema,
    length: undefined,
    metadata: {},
    warnings: warnings.texts,
    batches: (start = 0, size = BATCH_ROWS, names) => {
      const selected = selectColumns(schema, names, file.path);
      return batches(file, { plan, selected, warnings, start, size });
    },
    close: () => Promise.resolve(file.close()),
  };
}

async function readSample(file: ByteFile): Promise<JsonObject[]> {
  const lines = new TextLines(file);
  const objects: JsonObject[] = [];
  let bytes = 0;
  try {
    while (objects.length < SAMPLE_LINES && bytes < SAMPLE_BYTES && (lines.nextLine() || (await lines.refill()))) {
      if (lines.remaining() === 0) continue;
      bytes += lines.end - lines.start;
      objects.push(parseLine(lines));
    }
  } finally {
    await lines.close();
  }
  return objects;
}

interface Reading {
  readonly plan: PlanNode;
  readonly selected: readonly ColumnSchema[];
  readonly warnings: WarningLog;
  readonly start: number;
  readonly size: number;
}

async function* batches(file: ByteFile, { plan, selected, warnings, start, size }: Reading): AsyncGenerator<Batch> {
  warnings.restart();
  const filler = new Filler(plan, selected, warnings);
  const lines = new TextLines(file);
  let seen = 0;
  let bytes = 0;
  try {
    while (lines.nextLine() || (await lines.refill())) {
      if (lines.remaining() === 0) continue;
      if (seen++ < start) continue;
      filler.add(lines, parseLine(lines));
      bytes += lines.end - lines.start;
      if (filler.length < size && bytes < BATCH_BYTES) continue;
      yield takeBatch();
    }
    if (filler.length > 0) yield takeBatch();
  } finally {
    await lines.close();
  }

  function takeBatch(): Batch {
    const { length } = filler;
    bytes = 0;
    return { first: seen - length, length, columns: filler.take(selected) };
  }
}

function requireDistinct(schema: readonly ColumnSchema[], path: string): void {
  const names = schema.map(({ name }) => name);
  const twice = names.find((name, k) => names.indexOf(name) !== k);
  if (twice === undefined) return;
  throw new GlueballError({
    code: "formats/jsonl-duplicate-column",
    what: "a field with a point in its name and a field of an object give the same column",
    place: path,
    found: twice,
  });
}

/** The first line is an object, or the beginning of one that is longer than what is looked at. */
function looksLikeJsonl(head: Uint8Array): boolean {
  const text = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString("utf8").replace("\ufeff", "");
  const [first, ...more] = text.trimStart().split("\n") as [string, ...string[]];
  if (more.length === 0) return /^\{\s*"/.test(first);
  try {
    return first.startsWith("{") && JSON.parse(first) !== null;
  } catch {
    return false;
  }
}
