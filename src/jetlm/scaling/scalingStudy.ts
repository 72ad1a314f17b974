/**
 * The scaling study from jets to fits:
 *
 *     tokens     jets through the tokeniser, sequences of the grammar         prepare.ts
 *     time       more than allowed is refused                                 studyTime.ts
 *     cells      every model of the grid, two at a time                       grid.ts, cell.ts, src/run executor
 *     students   models that learn from the trained teacher                   (needs its cell)
 *     physics    distance of each model's jets                                physics.ts
 *     laws       fits, window, saturation, teachers                           fits.ts, window.ts, teacherStudy.ts
 *
 * Everything that takes time leaves a file in the run folder and is found there when the study is resumed.
 */
import { GlueballError } from "../../base/index.ts";
import type { RunContext, GridOutcome } from "../../run/index.ts";
import { localExecutor } from "../../run/index.ts";
import { isotonicFit, spearman } from "../../stats/index.ts";
import type { IsotonicFit } from "../../stats/index.ts";
import type { CellRecord } from "./cell.ts";
import { attempt, computeFrontier, fitBudgets, fitCurve, fitJoint, saturation } from "./fits.ts";
import type { BudgetFit, Competition, Fitted, FitOptions, JointFit, Saturation } from "./fits.ts";
import { planStudents } from "./grid.ts";
import type { StudyCell } from "./grid.ts";
import { floorDistance, openYardstick, sampleDistance } from "./physics.ts";
import type { PhysicsDistance } from "./physics.ts";
import { chooseTokeniser, prepareGrammar, prepareJets, prepareTeacherJets } from "./prepare.ts";
import type { JetTokens, TeacherTokens } from "./prepare.ts";
import type { ScaleOptions } from "./scaleOptions.ts";
import {
  estimatedSeconds,
  expectedSets,
  planStudy,
  requireTime,
  sideBySide,
  timeText,
  wantsTeachers,
} from "./studyTime.ts";
import type { StudyCells } from "./studyTime.ts";
import { judgeStudents } from "./teacherStudy.ts";
import type { TeacherResult } from "./teacherStudy.ts";
import { loadSequences } from "./tokenFiles.ts";
import { inGroup } from "./trainedCell.ts";
import type { TrainedCell } from "./trainedCell.ts";
import { vocabularySize } from "../tokens.ts";
import { unigramLosses } from "../baselines.ts";
import type { UnigramLoss } from "../baselines.ts";
import { learnableWindow } from "./window.ts";
import type { LearnableWindow } from "./window.ts";

export interface ScalingStudy {
  readonly jets: JetTokens;
  readonly unigram: UnigramLoss;
  readonly cells: readonly TrainedCell[];
  readonly failures: GridOutcome["failures"];
  /** Loss against size at the full data, against data for each size, against compute along the frontier. */
  readonly bySize: Fitted<Competition>;
  readonly byData: readonly { readonly size: string; readonly fit: Fitted<Competition> }[];
  readonly byCompute: Fitted<Competition>;
  readonly joint: Fitted<JointFit>;
  readonly budgets: readonly BudgetFit[];
  readonly saturation: Saturation | undefined;
  readonly window: LearnableWindow | undefined;
  readonly physics: LossAgainstPhysics | undefined;
  readonly teachers: readonly TeacherResult[];
  readonly estimatedSeconds: number;
}

export interface LossAgainstPhysics {
  readonly spearman: Fitted<number>;
  readonly isotonic: IsotonicFit | undefined;
  readonly floor: PhysicsDistance;
}

/** @throws GlueballError jetlm/needs-a-folder, jetlm/study-too-long, jetlm/no-cell-finished, and what preparing the jets throws */
export async function runScalingStudy(context: RunContext, options: ScaleOptions): Promise<ScalingStudy> {
  const file = folderOf(context);
  const expected = expectedSets(options, vocabularySize(chooseTokeniser(options)));
  if (expected !== undefined) requireTime(context, planStudy(expected, options, context), options);
  const jets = await prepareJets(context, file("tokens", "jets"), options);
  const grammar = wantsTeachers(options)
    ? await prepareGrammar(context, file("tokens", "grammar"), options)
    : undefined;
  const cellsToRun = planStudy({ jets: jets.set, grammar: grammar?.set }, options, context);
  requireTime(context, cellsToRun, options);
  const seconds = sayTime(context, cellsToRun);
  const { first, teacher } = cellsToRun;
  const grid = await runCells(context, "train models", first);
  const students = await runTeacherStudents(
    context,
    options,
    jets,
    teacher && grid.trained.find(({ id }) => id === teacher.id),
  );
  const trained = [...grid.trained, ...students.trained];
  if (trained.length === 0) throw noneFinished(grid.failures);
  const { cells, floor } = await measurePhysics(context, jets, trained, options);
  const teachers = [
    ...(grammar === undefined ? [] : [{ name: "grammar", tokens: grammar, students: inGroup(cells, "grammar") }]),
    ...(students.tokens === undefined
      ? []
      : [{ name: "gpt", tokens: students.tokens, students: inGroup(cells, "gpt") }]),
  ];
  const fitting = { rng: context.rng.fork("fits"), resamples: options.resamples };
  return {
    jets,
    cells,
    failures: [...grid.failures, ...students.failures],
    ...analyse(context, jets, cells, fitting),
    physics: floor && againstPhysics(cells, floor),
    teachers: teachers
      .filter((each) => each.students.length > 0)
      .map(({ name, tokens, students: own }) => judgeStudents(name, tokens, own, fitting)),
    estimatedSeconds: seconds,
  };
}

function folderOf({ folder }: RunContext): (...names: string[]) => string {
  if (folder !== undefined) return (...names) => folder.file(...names);
  throw new GlueballError({
    code: "jetlm/needs-a-folder",
    what: "a scaling study keeps its models in the folder of a run",
    expected: "a run of the command, or a context with a folder",
  });
}

function sayTime(context: RunContext, cells: StudyCells): number {
  const lanes = sideBySide(context);
  const seconds = estimatedSeconds(cells, lanes);
  const models = cells.first.length + cells.students.length;
  context.log(`${models} models, ${lanes} at a time: about ${timeText(seconds)} on a quiet machine`);
  return seconds;
}

interface Trained {
  readonly trained: readonly TrainedCell[];
  readonly failures: GridOutcome["failures"];
}

/**
 * One thread a cell and as many cells as threads. Small products gain nothing from a second thread: two cells of one
 * thread train 28,000 to 60,000 tokens in a second of processor time (98k and 12k), one cell of two threads 15,000 to 33,000.
 */
async function runCells(context: RunContext, stage: string, cells: readonly StudyCell[]): Promise<Trained> {
  const executor = localExecutor({ processes: sideBySide(context), threads: 1 });
  const job = { module: new URL("./cell.ts", import.meta.url).href, folder: folderOf(context)("cells") };
  const { results, failures } = await executor.run(job, cells, {
    signal: context.signal,
    progress: (done, total) => context.progress({ stage, done: Math.round(done), total: Math.round(total) }),
  });
  for (const { id, failure } of failures) context.warn(`cell ${id} failed: ${failure.what} (${String(failure.found)})`);
  const plans = new Map(cells.map((cell) => [cell.id, cell]));
  const trained = results.map(({ id, result, seconds }) => {
    const { size, groups, budget, options } = plans.get(id)!;
    const { rateFactor, seed } = options;
    const own = budget === undefined ? {} : { budget };
    return { id, size, groups, ...own, rateFactor, seed, record: result as CellRecord, seconds };
  });
  return { trained, failures };
}

/** The students of the model teacher, once it is trained and has drawn its jets. */
async function runTeacherStudents(
  context: RunContext,
  options: ScaleOptions,
  jets: JetTokens,
  teacher: TrainedCell | undefined,
): Promise<Trained & { readonly tokens?: TeacherTokens }> {
  if (teacher === undefined) return { trained: [], failures: [] };
  const file = folderOf(context);
  const cell = file("cells", teacher.id);
  const tokens = await prepareTeacherJets(file("tokens", "gpt"), cell, jets.set, options.validation);
  const plans = planStudents("gpt", tokens.set, options, context);
  return { ...(await runCells(context, "train students", plans)), tokens };
}

/** Adds the distance of its jets to each cell that has drawn some. */
async function measurePhysics(
  context: RunContext,
  { set, tokeniser }: JetTokens,
  trained: readonly TrainedCell[],
  { samples }: ScaleOptions,
): Promise<{ cells: readonly TrainedCell[]; floor?: PhysicsDistance }> {
  const drawn = inGroup(trained, "size", "data").filter(({ record }) => record.own !== undefined);
  if (drawn.length === 0) return { cells: trained };
  const yardstick = await openYardstick(context, tokeniser, set.folder, samples);
  const measured = new Map<string, PhysicsDistance>();
  for (const { id } of drawn) {
    context.signal.throwIfAborted();
    measured.set(id, await sampleDistance(context, tokeniser, folderOf(context)("cells", id), yardstick));
    context.progress({ stage: "measure jets", done: measured.size, total: drawn.length });
  }
  const floor = await floorDistance(context, tokeniser, set.folder, yardstick);
  const cells = trained.map((cell) => {
    const physics = measured.get(cell.id);
    return physics === undefined ? cell : { ...cell, physics };
  });
  return { cells, floor };
}

function analyse({ progress }: RunContext, { set }: JetTokens, cells: readonly TrainedCell[], options: FitOptions) {
  const grid = inGroup(cells, "size", "data");
  const ladder = inGroup(cells, "size");
  const jetCells = inGroup(cells, "size", "data", "compute");
  progress({ stage: "fit laws", done: 0, total: 1 });
  const unigram = unigramLosses(
    loadSequences(set.folder, "train"),
    loadSequences(set.folder, "validation"),
    set.vocabulary,
  );
  const seen = ({ record }: TrainedCell) => record.seenTokens;
  const joint = fitJoint(grid, options);
  const dataSizes = [...new Set(inGroup(cells, "data").map(({ size }) => size))];
  const additive = joint.value?.laws[0];
  const result = {
    unigram,
    bySize: fitCurve(ladder, ({ record }) => record.size.nonEmbedding, options),
    byData: dataSizes.map((size) => ({
      size,
      fit: fitCurve(
        grid.filter((cell) => cell.size === size),
        seen,
        options,
      ),
    })),
    byCompute: fitCurve(computeFrontier(jetCells), ({ record }) => record.compute.total, options),
    joint,
    budgets: fitBudgets(cells),
    saturation: joint.value && saturation(joint.value.chosen),
    window: additive && learnableWindow(unigram, grid, additive),
  };
  progress({ stage: "fit laws", done: 1, total: 1 });
  return result;
}

function againstPhysics(cells: readonly TrainedCell[], floor: PhysicsDistance): LossAgainstPhysics {
  const measured = cells.flatMap(({ record, physics }) => (physics === undefined ? [] : [{ record, physics }]));
  const losses = measured.map(({ record }) => record.validation.perToken);
  const distances = measured.map(({ physics }) => physics.value);
  return {
    spearman: attempt(() => spearman(losses, distances)),
    isotonic: attempt(() => isotonicFit(losses, distances)).value,
    floor,
  };
}

function noneFinished(failures: GridOutcome["failures"]): GlueballError {
  return new GlueballError({
    code: "jetlm/no-cell-finished",
    what: "no model of the study was trained",
    found: failures.map(({ id, failure }) => `${id}: ${failure.what}`).slice(0, 3),
    expected: "at least one result",
    hint: "glueball runs resume tries them again",
  });
}
