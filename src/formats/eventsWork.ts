/** Events of a file for one thread, which opens the file itself: `createWork` for `parallelMap`. */
import type { ParallelJob, WorkModule } from "../run/index.ts";
import type { Dataset } from "./dataset.ts";
import { open } from "./open.ts";
import { particleEvents } from "./particleEvents.ts";
import type { ParticleBatch } from "./particles.ts";

export interface EventsSetup {
  readonly path: string;
  readonly part?: string | undefined;
  /** What is done with each batch of particles. */
  readonly job: ParallelJob;
}

/** Rows [start, end). */
export interface EventRange {
  readonly start: number;
  readonly end: number;
}

export interface RangeResults {
  /** One a batch. */
  readonly results: readonly unknown[];
  /** What the file was warned of since the last range. */
  readonly warnings: readonly string[];
}

export async function createWork({ path, part, job }: EventsSetup) {
  return workOn(await open(path, part), job);
}

/** The same with a file that is open. */
export async function workOn(
  dataset: Dataset,
  { module, setup }: ParallelJob,
): Promise<(range: EventRange) => Promise<RangeResults>> {
  const { createWork } = (await import(module)) as WorkModule;
  const work = (await createWork(setup)) as (particles: ParticleBatch) => unknown;
  let told = 0;
  return async ({ start, end }) => {
    const results: unknown[] = [];
    for await (const batch of particleEvents(dataset, { start, end, size: end - start })) {
      results.push(await work(batch));
    }
    const warnings = dataset.warnings.slice(told);
    told = dataset.warnings.length;
    return { results, warnings };
  };
}
