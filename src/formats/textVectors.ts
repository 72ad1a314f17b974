/**
 * Four-vectors as plain text, one particle a line: `px py pz E [pdg [charge]]` in GeV, as FastJet's examples read them.
 * `#SUBSTART` begins a sub-event (the first is the hard event, the others pileup), `#END` ends an event, other lines with
 * `#` are comments. A leading event index is recognised by its numbers. A row is a sub-event.
 */
import { openWith } from "./arrays/openWith.ts";
import type { ByteFile } from "./byteFile.ts";
import { selectColumns } from "./columns.ts";
import type { Batch, Dataset, Reader } from "./dataset.ts";
import { packingOf } from "./text/chunks.ts";
import { TextLines } from "./text/lines.ts";
import { readLayout, vectorSchema } from "./vectors/layout.ts";
import type { VectorLayout } from "./vectors/layout.ts";
import { VectorRows } from "./vectors/rows.ts";

/** A batch ends with the row that reaches one of these. */
const BATCH_PARTICLES = 2 ** 17;
const BATCH_ROWS = 2 ** 14;

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eEdD][+-]?\d+)?$/;

export const textVectorReader: Reader = {
  name: "vectors",
  recognises: looksLikeVectors,
  open: (path) => openWith(path, openTextVectors),
};

export interface TextVectorOptions {
  /** Whether the first number of a line is an event index; by default its numbers tell. */
  readonly eventIndex?: boolean;
}

/** Opens four-vectors. @throws GlueballError formats/vectors-wrong-fields */
export async function openTextVectors(file: ByteFile, { eventIndex }: TextVectorOptions = {}): Promise<Dataset> {
  const layout = await readLayout(file, eventIndex);
  const schema = vectorSchema(layout);
  return {
    path: file.path,
    format: `four-vectors as text${packingOf(file) === "plain" ? "" : ` (${packingOf(file)})`}`,
    schema,
    length: undefined,
    metadata: layout.comments.length === 0 ? {} : { comments: layout.comments.join("\n") },
    warnings: [],
    batches: (start = 0, size = BATCH_ROWS, names) => {
      const selected = selectColumns(schema, names, file.path).map(({ name }) => name);
      return batches(file, layout, { start, size, selected });
    },
    close: () => Promise.resolve(file.close()),
  };
}

interface Reading {
  readonly start: number;
  readonly size: number;
  readonly selected: readonly string[];
}

async function* batches(
  file: ByteFile,
  layout: VectorLayout,
  { start, size, selected }: Reading,
): AsyncGenerator<Batch> {
  const lines = new TextLines(file);
  const rows = new VectorRows(layout);
  let first = 0;
  try {
    while (lines.nextLine() || (await lines.refill())) {
      // What ends a row is seen on the line after it, which belongs to the next.
      if (rows.endsRow(lines)) {
        rows.endRow();
        if (first < start) first += rows.drop();
        else if (rows.length >= size || rows.particleCount >= BATCH_PARTICLES) {
          const batch = rows.take(first, selected);
          first += batch.length;
          yield batch;
        }
      }
      rows.read(lines);
    }
    rows.endFile();
    if (first < start) first += rows.drop();
    if (rows.length > 0) yield rows.take(first, selected);
  } finally {
    await lines.close();
  }
}

/** Every line that is no comment has four to seven numbers. */
function looksLikeVectors(head: Uint8Array): boolean {
  const text = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString("latin1");
  const lines = text.split(/\r?\n/);
  const whole = lines.length > 1 ? lines.slice(0, -1) : lines; // the last may be cut
  const numbers = whole.map((line) => line.trim()).filter((line) => line !== "" && !line.startsWith("#"));
  if (numbers.length === 0) return /^#\s*SUBSTART\b/m.test(text);
  return numbers.every((line) => {
    const words = line.split(/\s+/);
    return words.length >= 4 && words.length <= 7 && words.every((word) => NUMBER.test(word));
  });
}
