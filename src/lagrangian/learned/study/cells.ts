/** The grid of a study: one cell for each model and seed, each in a process of its own. */
import { GlueballError } from "../../../base/index.ts";
import { localExecutor } from "../../../run/index.ts";
import type { GridCell, RunContext } from "../../../run/index.ts";
import type { StudyOptions } from "./study.ts";

/** Seeds of the trainings of each model. */
export function seedsOf({ seed }: RunContext, { seeds }: StudyOptions): number[] {
  return Array.from({ length: seeds }, (_, k) => seed + k);
}

/**
 * What the cells return, in their order. One thread a cell and as many cells as threads: small products gain little from
 * a second thread.
 * @throws GlueballError that of the first cell that failed, when all others are done
 */
export async function runCells(
  context: RunContext,
  job: { readonly module: string; readonly folder: string },
  cells: readonly GridCell[],
): Promise<readonly unknown[]> {
  const processes = context.device === "cpu" ? context.threads : 1;
  const { results, failures } = await localExecutor({ processes, threads: 1 }).run(job, cells, {
    signal: context.signal,
    progress: (done, total) => context.progress({ stage: "train and write", done: Math.round(done), total }),
  });
  const [first] = failures;
  if (first !== undefined) throw new GlueballError({ ...first.failure, place: first.failure.place ?? first.folder });
  return results.map(({ result }) => result);
}
