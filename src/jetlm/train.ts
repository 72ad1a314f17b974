/** Training of a jet language model on next constituents. */
import { join } from "node:path";
import type { Rng } from "../base/index.ts";
import type { RunContext } from "../run/index.ts";
import { loadCheckpoint, Program, saveCheckpoint, schedule, Scope, Trainer } from "../tensor/index.ts";
import type { NamedArrays } from "../tensor/index.ts";
import { fitResiduals } from "./codeResiduals.ts";
import { BatchStream } from "./batches.ts";
import type { BatchCursor } from "./batches.ts";
import type { RelativeJets } from "./features.ts";
import { comparedLoss, rowLength, trainingLoss } from "./model.ts";
import type { JetModelConfig } from "./model.ts";
import type { JetModel } from "./modelFolder.ts";
import { modelRows } from "./modelRows.ts";
import { columnFeeds, countTargets, feedsOf } from "./pack.ts";
import type { PackedRows } from "./pack.ts";
import type { Tokeniser } from "./tokens/tokeniser.ts";

export interface TrainingRecipe {
  readonly steps: number;
  /** Rows of a batch. */
  readonly rows: number;
  /** Highest learning rate. */
  readonly rate: number;
  /** `cosine`: warm-up in the first 2 % of the steps, then down to `floor` at the last. Default cosine. */
  readonly schedule?: "cosine" | "constant";
  /** What a cosine ends with, over the highest rate; default 0. */
  readonly floor?: number;
  /** Longest gradient; default 1. */
  readonly clipNorm?: number;
  readonly weightDecay: number;
  /** Turn and mirror the jets anew in every epoch. */
  readonly augment: boolean;
  /** Validate, and save a checkpoint, every so many steps. */
  readonly every: number;
}

export interface TrainingData {
  readonly train: RelativeJets;
  readonly validation: RelativeJets;
}

export interface TrainedModel {
  readonly parameters: NamedArrays;
  readonly parameterCount: number;
  /** Losses in nats per token; `train` is an average over the steps since the last validation. */
  readonly curve: readonly { readonly step: number; readonly train: number; readonly validation: number }[];
  /** Tokens (targets) seen in training. */
  readonly tokens: number;
  readonly tokensPerSecond: number;
  /** What a model of these parameters is stored with. */
  readonly parts: Pick<JetModel, "parameters" | "residuals">;
}

/**
 * As OmniJet-alpha was trained (arXiv 2403.05618), but for its end: patience with the validation loss, or a million steps.
 * 80 rows of 129 positions hold the 256 jets of its batches.
 */
export const OMNIJET_ALPHA_RECIPE = {
  rows: 80,
  rate: 1e-3,
  schedule: "constant",
  weightDecay: 1e-2,
  clipNorm: 5,
  augment: false,
} as const;

const WARM_UP = 0.02;

function rateOf({ schedule: kind = "cosine", rate, steps, floor = 0 }: TrainingRecipe) {
  if (kind === "constant") return schedule({ kind, rate, steps });
  return schedule({ kind, rate, steps, floor, warmup: Math.ceil(WARM_UP * steps) });
}

/** Trains, or goes on from `context.resume`. @throws GlueballError tensor/non-finite; what `context.signal` says. */
export async function trainJetModel(
  context: RunContext,
  data: TrainingData,
  tokeniser: Tokeniser,
  config: JetModelConfig,
  recipe: TrainingRecipe,
): Promise<TrainedModel> {
  const scope = Scope.create();
  const trainer = await compileTrainer(scope, config, recipe, context);
  const validate = await compileValidation(
    scope,
    config,
    recipe.rows,
    context,
    await modelRows(context, { jets: data.validation, tokeniser, config }, { masks: validationMasks(context) }),
  );
  const rate = rateOf(recipe);

  let progress = restore(context, trainer, scope);
  const training = { jets: data.train, tokeniser, config };
  const order = context.rng.fork("epoch");
  const batches = await BatchStream.open(context, training, recipe, order, progress.next);
  const speed = speedometer(progress.tokens);
  for (let step = (context.resume?.step ?? 0) + 1; step <= recipe.steps; step++) {
    const { feeds, targets } = await batches.next();
    const { loss, gradientNorm } = await trainer.step(
      feedsOfObjective(feeds, config),
      step,
      rate(step),
      context.rng.fork("noise"),
    );
    progress = advance(progress, batches.cursor, loss, targets);
    context.record(step, { loss, gradientNorm, rate: rate(step) }, { tokensPerSecond: speed(progress.tokens) });
    const due = step % recipe.every === 0 || step === recipe.steps;
    if (due) progress = closePoint(context, progress, step, await validate(trainer.parameters()));
    if (due || context.signal.aborted) await save(context, trainer, progress, step);
    report(context, progress, loss, step, recipe.steps);
    context.signal.throwIfAborted();
  }
  const parameters = trainer.parameters();
  await trainer.release();
  await validate.release();
  const { curve, tokens } = progress;
  const tokensPerSecond = speed(tokens);
  const parts = await modelParts(context, data.train, tokeniser, config, parameters);
  return { parameters, parameterCount: scope.count(), curve, tokens, tokensPerSecond, parts };
}

/** The parameters, and for a learnt tokeniser the Gaussians of its codes, which densities of jets need. */
async function modelParts(
  context: RunContext,
  jets: RelativeJets,
  tokeniser: Tokeniser,
  { cap }: JetModelConfig,
  parameters: NamedArrays,
): Promise<TrainedModel["parts"]> {
  if (tokeniser.grid !== undefined) return { parameters };
  return { parameters, residuals: await fitResiduals(context, tokeniser, jets, cap) };
}

const CHECKPOINT_FILE = "training.safetensors";

/** Where a run stands beside its parameters. */
interface TrainingProgress {
  readonly next: BatchCursor;
  /** Targets seen. */
  readonly tokens: number;
  /** Sum of the losses since the last validation, and their number, each target counted once. */
  readonly sum: number;
  readonly count: number;
  readonly curve: TrainedModel["curve"];
}

const BEGINNING: TrainingProgress = { next: { epoch: 0, batch: 0 }, tokens: 0, sum: 0, count: 0, curve: [] };

/** Loads initial values, or the checkpoint to go on from. */
function restore({ rng, resume }: RunContext, trainer: Trainer, scope: Scope): TrainingProgress {
  if (resume === undefined) {
    trainer.load(scope.initialValues(rng.fork("initial")));
    return BEGINNING;
  }
  const saved = loadCheckpoint(join(resume.path, CHECKPOINT_FILE));
  trainer.load(saved.arrays);
  return JSON.parse(saved.metadata.progress) as TrainingProgress;
}

async function save(context: RunContext, trainer: Trainer, progress: TrainingProgress, step: number): Promise<void> {
  const metadata = { progress: JSON.stringify(progress) };
  await context.folder?.saveCheckpoint(step, (folder) =>
    saveCheckpoint(join(folder, CHECKPOINT_FILE), trainer.state(), metadata),
  );
}

function advance(progress: TrainingProgress, next: BatchCursor, loss: number, targets: number): TrainingProgress {
  const { tokens, sum, count, curve } = progress;
  return { next, tokens: tokens + targets, sum: sum + loss * targets, count: count + targets, curve };
}

/** Adds a point to the learning curve. */
function closePoint(
  context: RunContext,
  progress: TrainingProgress,
  step: number,
  validation: number,
): TrainingProgress {
  const point = { step, train: progress.sum / progress.count, validation };
  context.record(step, { trainLoss: point.train, validationLoss: validation });
  return { ...progress, sum: 0, count: 0, curve: [...progress.curve, point] };
}

function report(context: RunContext, { curve }: TrainingProgress, loss: number, done: number, total: number): void {
  const latest = curve.at(-1)?.validation;
  const metrics = { loss, ...(latest === undefined ? {} : { validation: latest }) };
  context.progress({ stage: "train", done, total, metrics });
}

/** Tokens per second since now, from the number of tokens. */
function speedometer(before: number): (tokens: number) => number {
  const started = performance.now();
  return (tokens) => ((tokens - before) / (performance.now() - started)) * 1e3;
}

function compileTrainer(scope: Scope, config: JetModelConfig, recipe: TrainingRecipe, context: RunContext) {
  const loss = trainingLoss(scope.forTraining(), recipe.rows, rowLength(config.cap, config.stages), config);
  const optimiser = { kind: "adamw", weightDecay: recipe.weightDecay, beta2: 0.99 } as const;
  return Trainer.compile({ scope, loss, optimiser, clipNorm: recipe.clipNorm ?? 1 }, context);
}

/** A function from parameters to the loss on all packed rows, each target with equal weight. */
async function compileValidation(
  scope: Scope,
  config: JetModelConfig,
  rows: number,
  context: RunContext,
  packed: PackedRows,
) {
  const loss = comparedLoss(scope, rows, packed.length, config);
  const targetName = config.objective === "mpm" ? "masked.targets" : "targets";
  const program = await Program.compile({ outputs: { loss } }, context);
  const names = new Set(program.inputs.map(({ name }) => name));
  const evaluate = async (parameters: NamedArrays): Promise<number> => {
    for (const [name, { data }] of parameters) if (names.has(name)) program.feed(name, data);
    let [sum, count] = [0, 0];
    for (let from = 0; from < packed.rows; from += rows) {
      const feeds = { ...feedsOf(packed, from, rows), ...columnFeeds(packed, from, rows) };
      const targets = countTargets(feeds[targetName] as Int32Array);
      sum += (await program.run(knownFeeds(feeds, names))).loss[0] * targets;
      count += targets;
    }
    return sum / count;
  };
  return Object.assign(evaluate, { release: () => program.release() });
}

type Feeds = Readonly<Record<string, Int32Array | Float32Array>>;

/** The feeds that a program has inputs for. */
function knownFeeds(feeds: Feeds, names: ReadonlySet<string>): Feeds {
  return Object.fromEntries(Object.entries(feeds).filter(([name]) => names.has(name)));
}

/** A model that learns from removed constituents alone has no inputs of the next token. */
function feedsOfObjective(feeds: Feeds, { objective }: JetModelConfig): Feeds {
  if (objective !== "mpm") return feeds;
  return knownFeeds(
    feeds,
    new Set(Object.keys(feeds).filter((name) => name === "segments" || name.startsWith("masked."))),
  );
}

/** The same constituents are removed from a jet whenever a loss is compared. */
function validationMasks({ rng }: RunContext): Rng {
  return rng.fork("validation masks");
}

/** Mean loss in nats per token of given parameters on a set of jets. */
export async function evaluateLoss(
  context: RunContext,
  jets: RelativeJets,
  tokeniser: Tokeniser,
  config: JetModelConfig,
  parameters: NamedArrays,
): Promise<number> {
  const evaluate = await compileValidation(
    Scope.create(),
    config,
    EVALUATION_ROWS,
    context,
    await modelRows(context, { jets, tokeniser, config }, { masks: validationMasks(context) }),
  );
  const loss = await evaluate(parameters);
  await evaluate.release();
  return loss;
}

const EVALUATION_ROWS = 16;
