/** The other end of `parallelMap`: answers one message a piece of work. */
import { parentPort, workerData } from "node:worker_threads";
import { GlueballError } from "../base/index.ts";
import { messageOf } from "./message.ts";
import type { Answer, ParallelJob, Work, WorkModule } from "./parallel.ts";

const { module, setup } = workerData as ParallelJob;
const { createWork } = (await import(module)) as WorkModule;
const work: Promise<Work> = Promise.try(createWork, setup);
await Promise.allSettled([work]); // a failure is the answer to the first input
let last: Promise<void> = Promise.resolve();

parentPort!.on("message", (input: unknown) => {
  last = answerAfter(last, input);
});

parentPort!.postMessage("ready" satisfies Answer);

/** One input at a time, though reading for one may wait. */
async function answerAfter(before: Promise<void>, input: unknown): Promise<void> {
  await before;
  const { value, transfer } = messageOf(await answer(input));
  parentPort!.postMessage(value, transfer);
}

async function answer(input: unknown): Promise<Answer> {
  try {
    return { result: await (await work)(input as never) };
  } catch (error) {
    if (error instanceof GlueballError) return { failure: error.data, exitCode: error.exitCode };
    return { bug: error instanceof Error ? error : new Error(String(error)) };
  }
}
