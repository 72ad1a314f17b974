/**
 * Samples of any size, kept in chunks on the disk: each chunk is a whole file of its own, so that a run that was stopped
 * goes on where it was, a larger count makes only what is missing, and memory does not grow. The folder is named by the hash
 * of all that the rows depend on: preset, seed, kind of rows, and the source of this room.
 */
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { EXIT, GlueballError, writeFileAtomic } from "../../base/index.ts";
import type { Batch, Dataset } from "../../formats/index.ts";
import { parallelMap, RUNS } from "../../run/index.ts";
import { chunksOf, missingChunks, readChunks, writeChunk } from "./chunks.ts";
import { requireSpace } from "./diskSpace.ts";
import {
  metadataOf,
  schemaOf,
  type RowRange,
  type SampleRows,
  type SampleSetup,
  type SimulatedRows,
} from "./sampleWork.ts";

export interface SampleRequest extends SampleSetup {
  readonly count: number;
}

export interface SampleSettings {
  readonly threads?: number;
  /** Where samples are kept; `samples` in the folder of runs by default. */
  readonly root?: string;
  readonly signal?: AbortSignal;
  readonly progress?: (done: number, total: number) => void;
  /** A file that will be written from the rows, so that the disk is asked for room for it as well. */
  readonly output?: { readonly path: string; readonly bytesPerRow: number };
}

export interface Sample {
  readonly folder: string;
  /** Rows of the sample, in order. */
  readonly rows: Dataset;
  /** Rows that were made now and the wall-clock seconds this took; the others were there already. */
  readonly made: Made;
}

export interface Made {
  readonly rows: number;
  /** Events that were made for the rows, those that did not pass included. */
  readonly attempts: number;
  /** Of the attempts, those whose partons were too light for hadrons. */
  readonly impossible: number;
  readonly seconds: number;
}

/** Rows between two looks at the signal: at most a second of work. */
const PIECE = 20;
/** Of chunks, measured: observed LHCO events with 190 particles, JetClass jets with 40, LHCO records with 700 entries. */
const BYTES_PER_ROW: Readonly<Record<SampleRows, number>> = { events: 8000, jets: 2500, records: 50_000 };

/**
 * Makes what is missing of a sample, and opens it. An aborted call leaves whole chunks, which the next one takes up.
 *
 * @throws GlueballError of the preset's processes; simulate/disk-too-small; simulate/interrupted
 */
export async function simulateSample(request: SampleRequest, settings: SampleSettings = {}): Promise<Sample> {
  const { root = join(RUNS, "samples"), signal } = settings;
  const folder = join(root, `${request.preset.name}-${hashOf(request)}`);
  const chunks = chunksOf(request.count);
  const missing = missingChunks(folder, chunks);
  requireSpace(spaceFor(request, folder, missing, settings));
  mkdirSync(folder, { recursive: true });
  writeFileAtomic(join(folder, "sample.json"), `${JSON.stringify(setupOf(request), null, 2)}\n`);
  const made = await makeChunks(request, folder, missing, settings);
  return { folder, rows: asDataset(request, folder, chunks, signal), made };
}

/** The same for no factors, given or not: its hash is the folder's name. */
function setupOf({ preset, seed, rows, scaleFactors = [] }: SampleRequest): SampleSetup {
  return { preset, seed, rows, ...(scaleFactors.length === 0 ? {} : { scaleFactors }) };
}

function rowsOf(chunks: readonly RowRange[]): number {
  return chunks.reduce((sum, { length }) => sum + length, 0);
}

function spaceFor(
  { rows, count }: SampleRequest,
  folder: string,
  missing: readonly RowRange[],
  { output }: SampleSettings,
) {
  const kept = { path: folder, bytes: rowsOf(missing) * BYTES_PER_ROW[rows] };
  return output === undefined ? [kept] : [kept, { path: output.path, bytes: count * output.bytesPerRow }];
}

async function makeChunks(
  request: SampleRequest,
  folder: string,
  missing: readonly RowRange[],
  { threads = 1, signal, progress }: SampleSettings,
): Promise<Made> {
  const job = { module: new URL("./sampleWork.ts", import.meta.url).href, setup: setupOf(request) };
  const schema = schemaOf(request);
  const present = request.count - rowsOf(missing);
  const start = performance.now();
  const toWrite = [...missing];
  let batches: Batch[] = [];
  let [done, kept, attempts, impossible] = [0, 0, 0, 0];
  for await (const made of parallelMap<RowRange, SimulatedRows>(job, piecesOf(missing), threads)) {
    batches.push(made.batch);
    done += made.batch.length;
    attempts += made.attempts;
    impossible += made.impossible;
    if (done - kept === toWrite[0].length) {
      await writeChunk(folder, toWrite.shift()!, schema, batches);
      batches = [];
      kept = done;
    }
    progress?.(present + done, request.count);
    await setImmediate(); // Ctrl-C is heard only when the event loop turns
    if (signal?.aborted === true) throw interrupted(folder, present + kept, request.count);
  }
  return { rows: done, attempts, impossible, seconds: (performance.now() - start) / 1000 };
}

async function* piecesOf(chunks: readonly RowRange[]): AsyncGenerator<RowRange> {
  for (const chunk of chunks) {
    const end = chunk.first + chunk.length;
    for (let first = chunk.first; first < end; first += PIECE) yield { first, length: Math.min(PIECE, end - first) };
  }
}

/** All chunks one after the other, as one dataset. */
function asDataset(
  request: SampleRequest,
  folder: string,
  chunks: readonly RowRange[],
  signal: AbortSignal | undefined,
): Dataset {
  const schema = schemaOf(request);
  const { count } = request;
  async function* batches(start = 0, _size?: number, names = schema.map(({ name }) => name)): AsyncGenerator<Batch> {
    for await (const batch of readChunks(folder, chunks, names, start)) {
      yield batch;
      await setImmediate();
      if (signal?.aborted === true) throw interrupted(folder, count, count);
    }
  }
  return {
    path: folder,
    format: `${request.rows} of the preset ${request.preset.name}, made here`,
    schema,
    length: count,
    metadata: metadataOf(request),
    warnings: [],
    batches,
    close: async () => {},
  };
}

function interrupted(folder: string, kept: number, count: number): GlueballError {
  return new GlueballError(
    {
      code: "simulate/interrupted",
      what: `interrupted: ${kept} of ${count} rows are made and kept`,
      place: folder,
      hint: "The same command goes on from there",
    },
    EXIT.interrupted,
  );
}

/** Twelve digits; what they stand for lies in `sample.json`. */
function hashOf(request: SampleRequest): string {
  const text = JSON.stringify({ ...setupOf(request), source: sourceHash() });
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
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
