/**
 * One function over an ordered stream on several threads. Results come back in the order of the inputs, so nothing
 * depends on the number of threads; at most two inputs a thread are under way, so memory stays flat.
 *
 * The work is a module that exports `createWork(setup)`, which returns the function of one input; setup, inputs and
 * results are plain data and typed arrays. With one thread it runs here, without a worker.
 */
import { Worker } from "node:worker_threads";
import { GlueballError } from "../base/index.ts";
import type { ErrorData, ExitCode } from "../base/index.ts";

export interface ParallelJob {
  /** The module, as `new URL("./name.ts", import.meta.url).href`. */
  readonly module: string;
  /** What `createWork` is called with in every thread. */
  readonly setup: unknown;
}

export interface WorkModule {
  createWork(setup: unknown): (input: unknown) => unknown;
}

/** What a worker answers: a result, or what it threw. */
export type Answer =
  | { readonly result: unknown }
  | { readonly failure: ErrorData; readonly exitCode: ExitCode }
  | { readonly bug: Error };

const UNDER_WAY = 2;

export async function* parallelMap<Input, Result>(
  job: ParallelJob,
  inputs: AsyncIterable<Input>,
  threads: number,
): AsyncGenerator<Result> {
  if (threads === 1) {
    const { createWork } = (await import(job.module)) as WorkModule;
    const work = createWork(job.setup);
    for await (const input of inputs) yield work(input) as Result;
    return;
  }
  const workers = Array.from({ length: threads }, () => startWorker(job));
  try {
    const answers: Promise<unknown>[] = [];
    let sent = 0;
    for await (const input of inputs) {
      answers.push(workers[sent++ % threads]!.ask(input));
      if (answers.length >= UNDER_WAY * threads) yield (await answers.shift()!) as Result;
    }
    for (const answer of answers) yield (await answer) as Result;
  } finally {
    await Promise.all(workers.map(({ worker }) => worker.terminate()));
  }
}

function startWorker(job: ParallelJob) {
  const worker = new Worker(new URL("./parallelWorker.ts", import.meta.url), { workerData: job });
  const waiting: { resolve(result: unknown): void; reject(error: unknown): void }[] = [];
  let died: unknown;
  const failAll = (error: unknown) => {
    died ??= error;
    for (const { reject } of waiting.splice(0)) reject(error);
  };
  worker.on("message", (answer: Answer) => {
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
    // Whoever fails first is told of; the others must not count as unhandled.
    answer.catch(() => {});
    if (died === undefined) worker.postMessage(input);
    return answer;
  };
  return { worker, ask };
}

function errorOf(answer: Exclude<Answer, { result: unknown }>): unknown {
  return "bug" in answer ? answer.bug : new GlueballError(answer.failure, answer.exitCode);
}
