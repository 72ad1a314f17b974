/** Trains what a study compares, lets it write, and scores what was written: arms x seeds x test sets. */
import { join } from "node:path";
import type { RunContext } from "../../../run/index.ts";
import { namedBaselines, scoreBaseline } from "../measures/baselines.ts";
import type { ReadTypes } from "../compact/compactTarget.ts";
import { allLists, fieldsOfList, typesOfList } from "../lists/labelledLists.ts";
import type { LabelledLists } from "../lists/labelledLists.ts";
import { metricValues, scoreList } from "../measures/metrics.ts";
import type { ListScore, Metric } from "../measures/metrics.ts";
import { ARMS, planOf } from "./arms.ts";
import { runCells, seedsOf } from "./cells.ts";
import { keepLists } from "./keptLists.ts";
import type { KeptLists } from "./keptLists.ts";
import type { StudyOptions } from "./study.ts";
import { keepTestSet } from "./testSets.ts";
import type { KeptTestSet, TestSet } from "./testSets.ts";
import { readWritten, writtenPath } from "./twinCell.ts";
import type { TwinCellOptions } from "./twinCell.ts";
import { twinHash, twinLists } from "./twins.ts";

export type ArmName = keyof typeof ARMS;

export type Labels = Readonly<Partial<Record<ArmName, string>>>;

/** What one twin wrote for one test set. */
export interface TwinRun {
  readonly seed: number;
  readonly written: readonly ReadTypes[];
  readonly scores: readonly ListScore[];
}

export interface ArmRuns {
  readonly arm: ArmName;
  readonly test: string;
  readonly runs: readonly TwinRun[];
}

export interface BaselineRun {
  readonly label: string;
  readonly test: string;
  readonly scores: readonly ListScore[];
}

export interface Measurements {
  readonly options: StudyOptions;
  /** What twins are trained on. */
  readonly lists: KeptLists;
  readonly tests: readonly KeptTestSet[];
  readonly arms: readonly ArmName[];
  /** What a study calls its arms, where that is not their own name. */
  readonly labels: Labels;
  readonly runs: readonly ArmRuns[];
  readonly baselines: readonly BaselineRun[];
}

/** What is compared. */
export interface Comparison {
  readonly arms: readonly ArmName[];
  readonly labels?: Labels | undefined;
  readonly testSets: readonly TestSet[];
}

/** @throws GlueballError those of the cells that failed */
export async function measureTwins(
  context: RunContext,
  options: StudyOptions,
  { arms, labels = {}, testSets }: Comparison,
): Promise<Measurements> {
  const lists = keepLists(context, options.lists, options.twins);
  const tests = testSets.map((test) => keepTestSet(options.twins, test, context.seed));
  const folder = context.folder?.file("cells") ?? join(options.twins, "cells");
  const job = { module: new URL("./twinCell.ts", import.meta.url).href, folder };
  await runCells(context, job, cellsOf(context, options, lists, { arms, tests }));
  const runs = arms.flatMap((arm) => tests.map((test) => collect(context, options, lists.hash, { arm, test })));
  const learned = Math.max(...arms.map((arm) => ARMS[arm].largest));
  return { options, lists, tests, arms, labels, runs, baselines: measureBaselines(context, lists, learned, tests) };
}

function cellsOf(
  context: RunContext,
  options: StudyOptions,
  lists: KeptLists,
  { arms, tests }: { readonly arms: readonly ArmName[]; readonly tests: readonly KeptTestSet[] },
) {
  return arms.flatMap((arm) =>
    seedsOf(context, options).map((seed) => {
      const plan = planOf(ARMS[arm], options, seed);
      const { rows, rowItems, rowTokens, steps } = plan.recipe;
      const cell: TwinCellOptions = {
        twins: options.twins,
        twin: twinHash(plan, lists.hash),
        plan,
        lists: lists.folder,
        tests: tests.map(({ path }) => path),
        maxTokens: options.maxTokens,
        device: context.device,
      };
      return { id: `${arm}-${seed}`, options: { ...cell }, cost: rows * (rowItems + rowTokens) * steps };
    }),
  );
}

function collect(
  context: RunContext,
  options: StudyOptions,
  listsHash: string,
  { arm, test }: { readonly arm: ArmName; readonly test: KeptTestSet },
): ArmRuns {
  const runs = seedsOf(context, options).map((seed): TwinRun => {
    const twin = twinHash(planOf(ARMS[arm], options, seed), listsHash);
    const written = readWritten(writtenPath(options.twins, twin, test.path, options.maxTokens));
    return { seed, written, scores: scoreAll(test.set, written) };
  });
  return { arm, test: test.name, runs };
}

export function scoreAll(set: LabelledLists, written: readonly ReadTypes[]): ListScore[] {
  return written.map((own, list) => scoreList(fieldsOfList(set, list), own, typesOfList(set, list)));
}

function measureBaselines(
  { progress }: RunContext,
  lists: KeptLists,
  largest: number,
  tests: readonly KeptTestSet[],
): BaselineRun[] {
  const { set, train } = twinLists(lists, { largest, draws: "balanced" });
  const all = namedBaselines(set, train).flatMap(([label, baseline]) =>
    tests.map((test) => ({ label, baseline, test })),
  );
  return all.map(({ label, baseline, test }, done) => {
    progress({ stage: "baselines", done, total: all.length });
    return { label, test: test.name, scores: scoreBaseline(baseline, test.set, allLists(test.set)) };
  });
}

export function armLabel({ labels }: Measurements, arm: ArmName): string {
  return labels[arm] ?? ARMS[arm].name;
}

/** The scores of one arm on several test sets together, one entry a seed. */
export function scoresBySeed(
  { runs, options }: Measurements,
  arm: ArmName,
  tests: readonly string[],
): readonly (readonly ListScore[])[] {
  const own = runs.filter((run) => run.arm === arm && tests.includes(run.test));
  return Array.from({ length: options.seeds }, (_, seed) => own.flatMap((run) => run.runs[seed].scores));
}

/** In percent. */
export function metricValue(scores: readonly ListScore[], metric: Metric): number {
  return 100 * metricValues(scores)[metric];
}
