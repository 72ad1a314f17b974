/**
 * One function over an ordered stream on several threads. Results come back in the order of the inputs, so nothing
 * depends on the number of threads. A worker has at most two inputs, and results that wait for an earlier one are few,
 * so memory stays flat.
 *
 * The work is a module that exports `createWork(setup)`, which returns the function of one input; setup, inputs and
 * results are plain data and typed arrays. Both functions may be asynchronous, for example to open a file and read from it;
 * a thread still works on one input at a time. This thread is one of them: it takes an input while the workers have enough.
 * A worker needs some tenths of a second until its code is loaded; until then it is given nothing, so that a short stream
 * does not wait for it, and for a single input none is started.
 */
import { setImmediate } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { GlueballError } from "../base/index.ts";
import type { ErrorData, ExitCode } from "../base/index.ts";
import { messageOf } from "./message.ts";

export interface ParallelJob {
  /** The module, as `new URL("./name.ts", import.meta.url).href`. */
  readonly module: string;
  /** What `createWork` is called with in every thread. */
  readonly setup: unknown;
  /** What `createWork` would give here, where it is at hand: for example with a file that is open. */
  readonly here?: Work;
}

/** The function of one input; what it returns may be a promise. */
export type Work = (input: never) => unknown;

export interface WorkModule {
  createWork(setup: unknown): Work | Promise<Work>;
}

/** What a worker says once it can work, and then for each input: a result, or what it threw. */
export type Answer =
  | "ready"
  | { readonly result: unknown }
  | { readonly failure: ErrorData; readonly exitCode: ExitCode }
  | { readonly bug: Error };

/** Inputs that a worker has: one that it works on, and the next. */
const UNDER_WAY = 2;
/** Results a thread that may be under way or wait for an earlier one. */
const AHEAD = 4;

export async function* parallelMap<Input, Result>(
  job: ParallelJob,
  inputs: AsyncIterable<Input> | Iterable<Input>,
  threads: number,
): AsyncGenerator<Result> {
  const work = (job.here ?? (await createWork(job))) as (input: Input) => Result | Promise<Result>;
  if (threads === 1) {
    for await (const input of inputs) yield await work(input);
    return;
  }
  const { module, setup } = job;
  const workers: ParallelWorker[] = [];
  const answers: Promise<Result>[] = [];
  try {
    for await (const { input, isLast } of withLast(inputs)) {
      if (!isLast) while (workers.length < threads - 1) workers.push(startWorker({ module, setup }));
      const worker = freeOf(workers) ?? (await setImmediate(), freeOf(workers)); // what has come back is seen only then
      // What is thrown here waits for its turn as well.
      const answer = (worker?.ask(input) ?? Promise.try(work, input)) as Promise<Result>;
      answers.push(answer);
      const settled = answer.catch(() => {}); // else what fails before its turn would count as unhandled
      if (worker === undefined) await settled;
      if (answers.length >= AHEAD * threads) yield await answers.shift()!;
    }
    for (const answer of answers) yield await answer;
  } finally {
    await Promise.all(workers.map(({ worker }) => worker.terminate()));
  }
}

/** The function of one input, as a thread has it. */
async function createWork({ module, setup }: ParallelJob): Promise<Work> {
  return ((await import(module)) as WorkModule).createWork(setup);
}

async function* withLast<Input>(
  inputs: AsyncIterable<Input> | Iterable<Input>,
): AsyncGenerator<{ input: Input; isLast: boolean }> {
  let held: { readonly input: Input } | undefined;
  for await (const input of inputs) {
    if (held !== undefined) yield { ...held, isLast: false };
    held = { input };
  }
  if (held !== undefined) yield { ...held, isLast: true };
}

/** The worker with the least to do, if one can take an input. */
function freeOf(workers: readonly ParallelWorker[]): ParallelWorker | undefined {
  const least = workers.toSorted((a, b) => a.load() - b.load())[0];
  return least !== undefined && least.load() < UNDER_WAY ? least : undefined;
}

type ParallelWorker = ReturnType<typeof startWorker>;

function startWorker(job: ParallelJob) {
  const worker = new Worker(new URL("./parallelWorker.ts", import.meta.url), { workerData: job });
  const waiting: { resolve(result: unknown): void; reject(error: unknown): void }[] = [];
  let isReady = false;
  let died: unknown;
  const failAll = (error: unknown) => {
    died ??= error;
    for (const { reject } of waiting.splice(0)) reject(error);
  };
  worker.on("message", (answer: Answer) => {
    if (answer === "ready") {
      isReady = true;
      return;
    }
    const { resolve, reject } = waiting.shift()!;
    if ("result" in answer) resolve(answer.result);
    else reject(errorOf(answer));
  });
  worker.on("error", failAll);
  worker.on("exit", () => failAll(new Error("a worker thread ended before its work was done")));
  const ask = (input: unknown): Promise<unknown> => {
    const answer = new Promise((resolve, reject) => {
      if (died !== undefined) reject(died);
      else waiting.push({ resolve, reject });
    });
    const { value, transfer } = messageOf(input);
    if (died === undefined) worker.postMessage(value, transfer);
    return answer;
  };
  const load = () => (isReady || died !== undefined ? waiting.length : UNDER_WAY); // one that died says why when asked
  return { worker, ask, load };
}

function errorOf(answer: Exclude<Answer, "ready" | { result: unknown }>): unknown {
  return "bug" in answer ? answer.bug : new GlueballError(answer.failure, answer.exitCode);
}
