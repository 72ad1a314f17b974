/** The files of a sample: chunks of rows, each a whole file of its own, so that there is never half of one. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { open, tableOf, writeTable, type Batch, type ColumnSchema } from "../../formats/index.ts";
import type { RowRange } from "./sampleWork.ts";

/** Rows of a chunk; the last one of a sample has what is left. */
const CHUNK = 200;

export function chunksOf(count: number): RowRange[] {
  return Array.from({ length: Math.ceil(count / CHUNK) }, (_, chunk) => {
    const first = chunk * CHUNK;
    return { first, length: Math.min(CHUNK, count - first) };
  });
}

/** The chunks that a folder lacks. The whole chunk of a longer sample begins with the rows of a shorter one. */
export function missingChunks(folder: string, chunks: readonly RowRange[]): RowRange[] {
  const present = new Set(existsSync(folder) ? readdirSync(folder) : []);
  return chunks.filter((chunk) => !namesOf(chunk).some((name) => present.has(name)));
}

/** Writes a chunk from batches that follow each other. */
export async function writeChunk(
  folder: string,
  chunk: RowRange,
  schema: readonly ColumnSchema[],
  batches: readonly Batch[],
): Promise<void> {
  const relative = batches.map((batch) => ({ ...batch, first: batch.first - chunk.first }));
  await writeTable(join(folder, namesOf(chunk)[0]), { schema, metadata: {}, batches: asStream(relative) });
}

/** Rows of chunks one after the other, from row `start` of the first on. */
export async function* readChunks(
  folder: string,
  chunks: readonly RowRange[],
  names: readonly string[],
  start: number,
): AsyncGenerator<Batch> {
  for (const { first, length } of chunks) {
    if (first + length <= start) continue;
    const [own, whole] = namesOf({ first, length }).map((name) => join(folder, name));
    const dataset = await open(existsSync(own) ? own : whole);
    try {
      const { batches } = tableOf(dataset, names, Math.max(0, start - first), length);
      for await (const batch of batches) yield { ...batch, first: first + batch.first };
    } finally {
      await dataset.close();
    }
  }
}

/** Where a chunk lies: a file of its own, or the whole chunk that begins with it. */
function namesOf({ first, length }: RowRange): [own: string, whole: string] {
  const name = (rows: number) => `${String(first).padStart(9, "0")}-${rows}.safetensors`;
  return [name(length), name(CHUNK)];
}

async function* asStream<Item>(items: readonly Item[]): AsyncGenerator<Item> {
  yield* items;
}
