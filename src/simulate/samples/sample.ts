/**
 * Samples of any size, kept in chunks on the disk: each chunk is a whole file of its own, so that a run that was stopped
 * goes on where it was, a larger count makes only what is missing, and memory does not grow. The folder is named by the hash
 * of all that the rows depend on: preset, seed, kind of rows, and the source of this room.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { writeFileAtomic } from "../../base/index.ts";
import { open, tableOf, writeTable, type Batch, type ColumnSchema, type Dataset } from "../../formats/index.ts";
import { parallelMap, RUNS } from "../../run/index.ts";
import { schemaOf, type RowRange, type SampleSetup, type SimulatedRows } from "./sampleWork.ts";

export interface SampleRequest extends SampleSetup {
  readonly count: number;
}

export interface SampleSettings {
  readonly threads?: number;
  /** Where samples are kept; `samples` in the folder of runs by default. */
  readonly root?: string;
  readonly signal?: AbortSignal;
  readonly progress?: (done: number, total: number) => void;
}

export interface Sample {
  readonly folder: string;
  /** Rows of the sample, in order. */
  readonly rows: Dataset;
  /** Rows that were made now and the wall-clock seconds this took; the others were there already. */
  readonly made: { readonly rows: number; readonly attempts: number; readonly seconds: number };
}

/** Rows of a chunk: seconds of work at most. */
const CHUNK = 200;

/**
 * Makes what is missing of a sample, and opens it. An aborted call leaves whole chunks, which the next one takes up.
 *
 * @throws GlueballError of the preset's processes; the reason of the signal
 */
export async function simulateSample(request: SampleRequest, settings: SampleSettings = {}): Promise<Sample> {
  const { threads = 1, root = join(RUNS, "samples"), signal, progress } = settings;
  const folder = join(root, `${request.preset.name}-${hashOf(request)}`);
  mkdirSync(folder, { recursive: true });
  describeSample(folder, request);
  const ranges = chunksOf(request.count);
  const missing = ranges.filter((range) => !existsSync(chunkPath(folder, range)));
  const { preset, seed, rows } = request;
  const setup: SampleSetup = { preset, seed, rows };
  const job = { module: new URL("./sampleWork.ts", import.meta.url).href, setup };
  const start = performance.now();
  let [done, attempts] = [0, 0];
  const toDo = missing.reduce((sum, { length }) => sum + length, 0);
  const present = request.count - toDo;
  for await (const made of parallelMap<RowRange, SimulatedRows>(job, asStream(missing), threads)) {
    await writeChunk(folder, schemaOf(request), made.batch);
    done += made.batch.length;
    attempts += made.attempts;
    progress?.(present + done, request.count);
    signal?.throwIfAborted();
  }
  const seconds = (performance.now() - start) / 1000;
  const paths = ranges.map((range) => chunkPath(folder, range));
  return { folder, rows: await openChunks(folder, request, paths), made: { rows: done, attempts, seconds } };
}

function chunksOf(count: number): RowRange[] {
  return Array.from({ length: Math.ceil(count / CHUNK) }, (_, chunk) => {
    const first = chunk * CHUNK;
    return { first, length: Math.min(CHUNK, count - first) };
  });
}

function chunkPath(folder: string, { first, length }: RowRange): string {
  return join(folder, `${String(first).padStart(9, "0")}-${length}.safetensors`);
}

async function* asStream(ranges: readonly RowRange[]): AsyncGenerator<RowRange> {
  yield* ranges;
}

async function writeChunk(folder: string, schema: readonly ColumnSchema[], batch: Batch): Promise<void> {
  await writeTable(chunkPath(folder, batch), { schema, metadata: {}, batches: asBatches({ ...batch, first: 0 }) });
}

async function* asBatches(batch: Batch): AsyncGenerator<Batch> {
  yield batch;
}

/** All chunks one after the other, as one dataset. */
async function openChunks(folder: string, request: SampleRequest, paths: readonly string[]): Promise<Dataset> {
  const schema = schemaOf(request);
  return {
    path: folder,
    format: `${request.rows} of the preset ${request.preset.name}, made here`,
    schema,
    length: request.count,
    metadata: { preset: request.preset.name, seed: String(request.seed) },
    warnings: [],
    batches: (start = 0, _size, names) => rowsFrom(paths, start, names ?? schema.map(({ name }) => name)),
    close: async () => {},
  };
}

async function* rowsFrom(paths: readonly string[], start: number, names: readonly string[]): AsyncGenerator<Batch> {
  for (let chunk = Math.floor(start / CHUNK); chunk < paths.length; chunk++) {
    const first = chunk * CHUNK;
    const dataset = await open(paths[chunk]);
    try {
      const { batches } = tableOf(dataset, names, Math.max(0, start - first));
      for await (const batch of batches) yield { ...batch, first: first + batch.first };
    } finally {
      await dataset.close();
    }
  }
}

/** Twelve digits; what they stand for lies in `sample.json`. */
function hashOf({ preset, seed, rows }: SampleRequest): string {
  const text = JSON.stringify({ preset, seed, rows, source: sourceHash() });
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}

function describeSample(folder: string, { preset, seed, rows }: SampleRequest): void {
  writeFileAtomic(join(folder, "sample.json"), `${JSON.stringify({ preset, seed, rows }, null, 2)}\n`);
}

/** A sample of another version of the simulation is another sample. */
function sourceHash(): string {
  const root = join(import.meta.dirname, "..");
  const hash = createHash("sha256");
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter(isSource).toSorted();
  for (const file of files) hash.update(file).update(readFileSync(join(root, file)));
  return hash.digest("hex");
}

function isSource(file: string): boolean {
  const isCode = /\.[jt]s$/u.test(file) && !/\.test\.[jt]s$|\.d\.ts$/u.test(file);
  return isCode && !file.startsWith("validation") && !/[tT]asks?\.[jt]s$/u.test(file);
}
