/**
 * One function over the particles of all events of a file, on several threads; results come in the order of the file. Where
 * rows can be read from anywhere each thread opens the file itself and gets numbers of rows, since sending particles
 * costs copies, page faults and collections of the whole heap. Other files are read here, and batches are sent.
 */
import { parallelMap } from "../run/index.ts";
import type { ParallelJob } from "../run/index.ts";
import type { Dataset } from "./dataset.ts";
import { workOn, type EventRange, type RangeResults } from "./eventsWork.ts";
import { particleEvents } from "./particleEvents.ts";

export interface EventFile {
  /** As `open(path, part)` gave it. */
  readonly dataset: Dataset;
  readonly part?: string | undefined;
  /** Events to take, from the first on; all by default. */
  readonly count?: number | undefined;
}

export interface MapSettings {
  readonly threads: number;
  /** Told once of each warning of the file. */
  readonly warn: (warning: string) => void;
}

/** Events that a thread gets at a time, about. */
const EVENTS = 100;
/** Where more are unpacked together, results that wait for their turn would take too much memory. */
const MOST_EVENTS = 4096;
/** With fewer ranges a thread the last would be waited for. */
const LEAST_RANGES = 2;

/** The module of `job` has the function of a `ParticleBatch`. @throws what `particleEvents` and the function throw */
export async function* mapEvents<Result>(
  job: ParallelJob,
  file: EventFile,
  { threads, warn }: MapSettings,
): AsyncGenerator<Result> {
  const { dataset, part, count = Infinity } = file;
  const told = new Set<string>();
  const tell = (warnings: readonly string[]) => {
    for (const warning of new Set(warnings).difference(told)) warn(warning);
    for (const warning of warnings) told.add(warning);
  };
  const ranges = threads === 1 ? undefined : rangesOf(dataset, count, threads);
  if (ranges === undefined) {
    yield* parallelMap<unknown, Result>(job, particleEvents(dataset, { end: count, size: EVENTS }), threads);
  } else {
    const setup = { path: dataset.path, part, job };
    const whole = { module: new URL("./eventsWork.ts", import.meta.url).href, setup, here: await workOn(dataset, job) };
    for await (const found of parallelMap<EventRange, RangeResults>(whole, ranges, threads)) {
      tell(found.warnings);
      yield* found.results as Result[];
    }
  }
  tell(dataset.warnings);
}

/** Ranges of whole blocks, or undefined where the file cannot be shared out that way. */
function rangesOf({ block, length }: Dataset, count: number, threads: number): EventRange[] | undefined {
  if (block === undefined || length === undefined || block > MOST_EVENTS) return undefined;
  const size = block * Math.ceil(EVENTS / block);
  const end = Math.min(length, count);
  if (end < LEAST_RANGES * threads * size) return undefined;
  return Array.from({ length: Math.ceil(end / size) }, (_, i) => {
    return { start: i * size, end: Math.min(end, (i + 1) * size) };
  });
}
