/** The other end of `parallelMap`: answers one message a piece of work. */
import { parentPort, workerData } from "node:worker_threads";
import { GlueballError } from "../base/index.ts";
import { messageOf } from "./message.ts";
import type { Answer, ParallelJob, WorkModule } from "./parallel.ts";

const { module, setup } = workerData as ParallelJob;
const { createWork } = (await import(module)) as WorkModule;
let work: ((input: unknown) => unknown) | undefined;

parentPort!.on("message", (input: unknown) => {
  const { value, transfer } = messageOf(answer(input));
  parentPort!.postMessage(value, transfer);
});

function answer(input: unknown): Answer {
  try {
    work ??= createWork(setup);
    return { result: work(input) };
  } catch (error) {
    if (error instanceof GlueballError) return { failure: error.data, exitCode: error.exitCode };
    return { bug: error instanceof Error ? error : new Error(String(error)) };
  }
}
