/**
 * Training on next tokens. An epoch is a function of the seed and its number: lists are shuffled, put into rows, rows into
 * batches; so a resumed run sees the same batches. Lists that fit into no row are left out and counted.
 */
import { join } from "node:path";
import type { Rng } from "../../base/index.ts";
import type { RunContext } from "../../run/index.ts";
import { loadCheckpoint, Program, saveCheckpoint, schedule, Scope, Trainer } from "../../tensor/index.ts";
import type { NamedArrays } from "../../tensor/index.ts";
import { batchOf, exampleOf, lengthsOf, planRows, targetCount } from "./examples.ts";
import type { RowBatch, RowPlan, RowSize } from "./examples.ts";
import type { LabelledLists } from "./labelledLists.ts";
import { rowInputs, tokenLoss } from "./model.ts";
import type { LagrangianModelConfig } from "./model.ts";

export interface TrainingRecipe {
  readonly steps: number;
  /** Rows of a batch, and the room of each. */
  readonly rows: number;
  readonly rowItems: number;
  readonly rowTokens: number;
  /** Highest learning rate. */
  readonly rate: number;
  /** Steps in which the rate rises to it; then it falls as a cosine. */
  readonly warmup: number;
  readonly weightDecay: number;
  /** Show each list in another of its forms in every epoch (augment.ts). */
  readonly augment: boolean;
  /** Validate, and save a checkpoint, every so many steps. */
  readonly every: number;
}

export interface TrainingLists {
  readonly set: LabelledLists;
  /** Numbers of lists in the set. */
  readonly train: readonly number[];
  readonly validation: readonly number[];
}

export interface TrainedLagrangianModel {
  readonly parameters: NamedArrays;
  /** Losses in nats per token; `train` is an average over the steps since the last validation. */
  readonly curve: readonly { readonly step: number; readonly train: number; readonly validation: number }[];
  /** Tokens seen in training, and epochs. */
  readonly tokens: number;
  readonly epochs: number;
  readonly tokensPerSecond: number;
  /** Training lists that fit into no row. */
  readonly tooLong: number;
}

const CHECKPOINT_FILE = "training.safetensors";

/** Where a training stands beside its parameters. */
interface Progress {
  readonly epoch: number;
  /** The batch that comes next. */
  readonly batch: number;
  readonly tokens: number;
  /** Sum of the losses since the last validation, each token counted once, and the number of tokens. */
  readonly sum: number;
  readonly count: number;
  readonly curve: TrainedLagrangianModel["curve"];
}

const BEGINNING: Progress = { epoch: 0, batch: 0, tokens: 0, sum: 0, count: 0, curve: [] };

/** Trains, or goes on from `context.resume`. @throws GlueballError tensor/non-finite; what `context.signal` says */
export async function trainLagrangianModel(
  context: RunContext,
  data: TrainingLists,
  config: LagrangianModelConfig,
  recipe: TrainingRecipe,
): Promise<TrainedLagrangianModel> {
  const scope = Scope.create();
  const size = { items: recipe.rowItems, tokens: recipe.rowTokens };
  const trainer = await compileTrainer(scope, config, recipe, context);
  const validate = await compileValidation(context, data, config, { rows: recipe.rows, size });
  const rate = schedule({ kind: "cosine", rate: recipe.rate, steps: recipe.steps, warmup: recipe.warmup });
  const epochs = epochPlans(context, data, config, size);
  let progress = restore(context, trainer, scope);
  const [started, before] = [performance.now(), progress.tokens];
  const speed = () => ((progress.tokens - before) / (performance.now() - started)) * 1e3;

  for (let step = (context.resume?.step ?? 0) + 1; step <= recipe.steps; step++) {
    const { rows } = epochs(progress.epoch);
    const own = rows.slice(progress.batch * recipe.rows, (progress.batch + 1) * recipe.rows);
    const turns = recipe.augment ? context.rng.fork("turn").fork(progress.epoch) : undefined;
    const batch = examplesOf(data.set, own, config, { rows: recipe.rows, size, turns });
    const { loss, gradientNorm } = await trainer.step(feedsOf(batch), step, rate(step), context.rng.fork("noise"));
    progress = advance(progress, { loss, tokens: targetCount(batch) }, rows.length, recipe.rows);
    context.record(step, { loss, gradientNorm, rate: rate(step) }, { tokensPerSecond: speed() });
    const due = step % recipe.every === 0 || step === recipe.steps;
    if (due) progress = closePoint(context, progress, step, await validate(trainer.parameters()));
    if (due || context.signal.aborted) await save(context, trainer, progress, step);
    report(context, progress, loss, step, recipe.steps);
    context.signal.throwIfAborted();
  }
  const parameters = trainer.parameters();
  await trainer.release();
  await validate.release();
  const { curve, tokens, epoch } = progress;
  return { parameters, curve, tokens, epochs: epoch, tokensPerSecond: speed(), tooLong: epochs(0).tooLong };
}

/** The rows of an epoch; the last plan is kept. */
function epochPlans(
  { rng }: RunContext,
  { set, train }: TrainingLists,
  config: LagrangianModelConfig,
  size: RowSize,
): (epoch: number) => RowPlan {
  const lengths = new Map(train.map((list) => [list, lengthsOf(set, config)(list)]));
  let kept: { epoch: number; plan: RowPlan } | undefined;
  return (epoch) => {
    if (kept?.epoch !== epoch) {
      const order = rng
        .fork("epoch")
        .fork(epoch)
        .shuffle([...train]);
      kept = { epoch, plan: planRows(order, (list) => lengths.get(list)!, size) };
    }
    return kept.plan;
  };
}

interface BatchShape {
  readonly rows: number;
  readonly size: RowSize;
  /** Streams for the forms of the lists, by list. */
  readonly turns?: Rng | undefined;
}

function examplesOf(
  set: LabelledLists,
  rows: RowPlan["rows"],
  config: LagrangianModelConfig,
  { rows: count, size, turns }: BatchShape,
): RowBatch {
  const examples = rows.map((row) => row.map((list) => exampleOf(set, list, config, turns?.fork(list))));
  return batchOf(examples, count, size, config);
}

function feedsOf({ features, itemSegments, tokens, targets, segments }: RowBatch) {
  return { features, itemSegments, tokens, targets, segments };
}

function compileTrainer(scope: Scope, config: LagrangianModelConfig, recipe: TrainingRecipe, context: RunContext) {
  const size = { items: recipe.rowItems, tokens: recipe.rowTokens };
  const loss = tokenLoss(scope.forTraining(), rowInputs(recipe.rows, size, config), config);
  const optimiser = { kind: "adamw", weightDecay: recipe.weightDecay, beta2: 0.98 } as const;
  return Trainer.compile({ scope, loss, optimiser, clipNorm: 1 }, context);
}

/** A function from parameters to the mean loss on the validation lists, each token with equal weight. */
async function compileValidation(
  context: RunContext,
  { set, validation }: TrainingLists,
  config: LagrangianModelConfig,
  shape: BatchShape,
) {
  const loss = tokenLoss(Scope.create(), rowInputs(shape.rows, shape.size, config), config);
  const program = await Program.compile({ outputs: { loss } }, context);
  const { rows } = planRows(validation, lengthsOf(set, config), shape.size);
  const evaluate = async (parameters: NamedArrays): Promise<number> => {
    for (const [name, { data }] of parameters) program.feed(name, data);
    let [sum, count] = [0, 0];
    for (let from = 0; from < rows.length; from += shape.rows) {
      const batch = examplesOf(set, rows.slice(from, from + shape.rows), config, shape);
      const tokens = targetCount(batch);
      sum += (await program.run(feedsOf(batch)))["loss"][0] * tokens;
      count += tokens;
    }
    return sum / Math.max(1, count);
  };
  return Object.assign(evaluate, { release: () => program.release() });
}

/** Loads initial values, or the checkpoint to go on from. */
function restore({ rng, resume }: RunContext, trainer: Trainer, scope: Scope): Progress {
  if (resume === undefined) {
    trainer.load(scope.initialValues(rng.fork("initial")));
    return BEGINNING;
  }
  const saved = loadCheckpoint(join(resume.path, CHECKPOINT_FILE));
  trainer.load(saved.arrays);
  return JSON.parse(saved.metadata["progress"]) as Progress;
}

async function save(context: RunContext, trainer: Trainer, progress: Progress, step: number): Promise<void> {
  const metadata = { progress: JSON.stringify(progress) };
  await context.folder?.saveCheckpoint(step, (folder) =>
    saveCheckpoint(join(folder, CHECKPOINT_FILE), trainer.state(), metadata),
  );
}

function advance(
  { epoch, batch, tokens, sum, count, curve }: Progress,
  seen: { readonly loss: number; readonly tokens: number },
  rowsOfEpoch: number,
  rows: number,
): Progress {
  const next = (batch + 1) * rows < rowsOfEpoch ? { epoch, batch: batch + 1 } : { epoch: epoch + 1, batch: 0 };
  return {
    ...next,
    tokens: tokens + seen.tokens,
    sum: sum + seen.loss * seen.tokens,
    count: count + seen.tokens,
    curve,
  };
}

/** Adds a point to the learning curve. */
function closePoint(context: RunContext, progress: Progress, step: number, validation: number): Progress {
  const point = { step, train: progress.sum / progress.count, validation };
  context.record(step, { trainLoss: point.train, validationLoss: validation });
  return { ...progress, sum: 0, count: 0, curve: [...progress.curve, point] };
}

function report(context: RunContext, { curve }: Progress, loss: number, done: number, total: number): void {
  const latest = curve.at(-1)?.validation;
  const metrics = { loss, ...(latest === undefined ? {} : { validation: latest }) };
  context.progress({ stage: "train", done, total, metrics });
}
