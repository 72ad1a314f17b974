/**
 * What a task receives instead of globals: seed and random stream, threads, device, cancellation, the run folder, and
 * three ways to report. Nobody is called by name: recorder, progress bar and JSON lines subscribe to the events.
 *
 *     for (let step = first; step <= steps; step++) {
 *       const loss = trainStep(step);
 *       context.record(step, { loss }, { tokensPerSecond });    // recorded first,
 *       if (step % every === 0) await folder.saveCheckpoint(step, save);  // then saved: a resumed run repeats nothing
 *       context.progress({ stage: "train", done: step, total: steps, metrics: { loss } });
 *       context.signal.throwIfAborted();
 *     }
 */
import { availableParallelism } from "node:os";
import { createRng } from "../base/index.ts";
import type { Device, Rng } from "../base/index.ts";
import type { Checkpoint, RunFolder } from "./folder.ts";

export type Metrics = Readonly<Record<string, number>>;

/** How far one stage has come; `total` is absent where nobody knows. */
export interface Progress {
  readonly stage: string;
  readonly done: number;
  readonly total?: number | undefined;
  readonly metrics?: Metrics | undefined;
}

/** A file or folder that the run reads. */
export interface InputUse {
  readonly path: string;
  /** How many entries of it were used. */
  readonly entries?: number | undefined;
}

export type RunEvent =
  | ({ readonly type: "progress" } & Progress)
  | { readonly type: "metrics"; readonly step: number; readonly metrics: Metrics; readonly timings: Metrics }
  | { readonly type: "log"; readonly text: string }
  | { readonly type: "warning"; readonly text: string }
  | ({ readonly type: "input" } & InputUse);

export type RunListener = (event: RunEvent) => void;

export interface RunContext {
  readonly seed: number;
  /** The root stream of the seed; fork it by purpose: `rng.fork("noise")`. */
  readonly rng: Rng;
  readonly threads: number;
  readonly device: Device;
  /** Aborted by the first Ctrl-C: finish the step, save, and `signal.throwIfAborted()`. */
  readonly signal: AbortSignal;
  /** The file of `--out`, for a task that writes it itself (`writesOut`). */
  readonly out?: string | undefined;
  /** Where a long task writes; absent for others. */
  readonly folder?: RunFolder | undefined;
  /** Present when a run continues: the checkpoint to start from. */
  readonly resume?: Checkpoint | undefined;
  /** Reports how far a stage is; call it at the border of a step, as often as you like. */
  progress(progress: Progress): void;
  /**
   * Records numbers of a step (an integer, never decreasing). `metrics` must be the same in every run with this seed;
   * what depends on the clock (rates, milliseconds) belongs into `timings`.
   */
  record(step: number, metrics: Metrics, timings?: Metrics): void;
  log(text: string): void;
  /** Something was skipped, clipped or looks wrong; the run goes on. */
  warn(text: string): void;
  /** Notes a file that is read, so that its hash enters the record. */
  input(input: InputUse): void;
  /** Calls the listener with every event until the returned function is called. */
  subscribe(listener: RunListener): () => void;
}

export interface ContextSettings {
  readonly seed?: number;
  readonly threads?: number;
  readonly device?: Device;
  readonly signal?: AbortSignal;
  readonly out?: string | undefined;
  readonly folder?: RunFolder | undefined;
  readonly resume?: Checkpoint | undefined;
}

/** A context for library use and tests as well: everything has a default (seed 1, all cores, cpu). */
export function createContext(settings: ContextSettings = {}): RunContext {
  const listeners = new Set<RunListener>();
  const emit = (event: RunEvent): void => {
    for (const listener of listeners) listener(event);
  };
  const seed = settings.seed ?? 1;
  return {
    seed,
    rng: createRng(seed),
    threads: settings.threads ?? availableParallelism(),
    device: settings.device ?? "cpu",
    signal: settings.signal ?? new AbortController().signal,
    out: settings.out,
    folder: settings.folder,
    resume: settings.resume,
    progress: (progress) => emit({ type: "progress", ...progress }),
    record: (step, metrics, timings = {}) => emit({ type: "metrics", step, metrics, timings }),
    log: (text) => emit({ type: "log", text }),
    warn: (text) => emit({ type: "warning", text }),
    input: (input) => emit({ type: "input", ...input }),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
