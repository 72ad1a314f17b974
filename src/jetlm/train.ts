/** Training of a jet language model on next constituents. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { RunContext } from "../run/index.ts";
import { loadCheckpoint, saveCheckpoint, schedule, Scope, Trainer } from "../tensor/index.ts";
import type { NamedArrays } from "../tensor/index.ts";
import { fitResiduals } from "./codeResiduals.ts";
import { BatchStream } from "./batches.ts";
import type { BatchCursor } from "./batches.ts";
import type { RelativeJets } from "./features.ts";
import { bestPoint, hasStopped } from "./learningCurve.ts";
import type { LearningCurve } from "./learningCurve.ts";
import { rowLength, trainingLoss } from "./model.ts";
import type { JetModelConfig } from "./model.ts";
import type { JetModel } from "./modelFolder.ts";
import { modelRows } from "./modelRows.ts";
import type { Tokeniser } from "./tokens/tokeniser.ts";
import { compileValidation, knownFeeds, validationMasks } from "./validation.ts";
import type { Feeds } from "./validation.ts";

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
  /**
   * Stop when so many validations in a row were no better than the best, and keep the parameters of the best one. Without it
   * all steps are made, and the last parameters are kept.
   */
  readonly patience?: number | undefined;
}

export interface TrainingData {
  readonly train: RelativeJets;
  readonly validation: RelativeJets;
}

export interface TrainedModel {
  readonly parameters: NamedArrays;
  readonly parameterCount: number;
  /** Losses in nats per token; `train` is an average over the steps since the last validation. */
  readonly curve: LearningCurve;
  /** The point of the curve whose parameters these are. */
  readonly kept: LearningCurve[number];
  /** Tokens (targets) seen in training. */
  readonly tokens: number;
  readonly tokensPerSecond: number;
  /** What a model of these parameters is stored with. */
  readonly parts: Pick<JetModel, "parameters" | "residuals">;
}

/**
 * As OmniJet-alpha was trained (arXiv 2403.05618): until 20 validations bring nothing, or at most a million steps.
 * 80 rows of 129 positions hold the 256 jets of its batches.
 */
export const OMNIJET_ALPHA_RECIPE = {
  rows: 80,
  rate: 1e-3,
  schedule: "constant",
  weightDecay: 1e-2,
  clipNorm: 5,
  augment: false,
  patience: 20,
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
  let best = restoreBest(context);
  const training = { jets: data.train, tokeniser, config };
  const order = context.rng.fork("epoch");
  const batches = await BatchStream.open(context, training, recipe, order, progress.next);
  const speed = speedometer(progress.tokens);
  for (let step = (context.resume?.step ?? 0) + 1; step <= recipe.steps; step++) {
    if (hasStopped(progress.curve, recipe.patience)) break;
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
    if (due) {
      progress = closePoint(context, progress, step, await validate(trainer.parameters()));
      if (recipe.patience !== undefined && bestPoint(progress.curve)?.step === step) best = trainer.parameters();
    }
    if (due || context.signal.aborted) await save(context, { trainer, best }, progress, step);
    report(context, progress, loss, step, recipe.steps);
    context.signal.throwIfAborted();
  }
  const parameters = best ?? trainer.parameters();
  await trainer.release();
  await validate.release();
  const { curve, tokens } = progress;
  const kept = (best === undefined ? curve.at(-1) : bestPoint(curve))!;
  if (curve.at(-1)!.step < recipe.steps) context.log(stoppedText(curve, kept.step));
  const tokensPerSecond = speed(tokens);
  const parts = await modelParts(context, data.train, tokeniser, config, parameters);
  return { parameters, parameterCount: scope.count(), curve, kept, tokens, tokensPerSecond, parts };
}

function stoppedText(curve: LearningCurve, step: number): string {
  return `stopped after step ${curve.at(-1)!.step}: no validation was better than that of step ${step}, which is kept`;
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
/** Beside it, of a training with patience: the parameters of the best validation so far. */
const BEST_FILE = "best.safetensors";

/** Where a run stands beside its parameters. */
interface TrainingProgress {
  readonly next: BatchCursor;
  /** Targets seen. */
  readonly tokens: number;
  /** Sum of the losses since the last validation, and their number, each target counted once. */
  readonly sum: number;
  readonly count: number;
  readonly curve: LearningCurve;
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

/** Undefined before the first validation, and of a training without patience. */
function restoreBest({ resume }: RunContext): NamedArrays | undefined {
  const file = resume && join(resume.path, BEST_FILE);
  return file !== undefined && existsSync(file) ? loadCheckpoint(file).arrays : undefined;
}

async function save(
  context: RunContext,
  { trainer, best }: { readonly trainer: Trainer; readonly best: NamedArrays | undefined },
  progress: TrainingProgress,
  step: number,
): Promise<void> {
  const metadata = { progress: JSON.stringify(progress) };
  await context.folder?.saveCheckpoint(step, (folder) => {
    saveCheckpoint(join(folder, CHECKPOINT_FILE), trainer.state(), metadata);
    if (best !== undefined) saveCheckpoint(join(folder, BEST_FILE), best);
  });
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

/** A model that learns from removed constituents alone has no inputs of the next token. */
function feedsOfObjective(feeds: Feeds, { objective }: JetModelConfig): Feeds {
  if (objective !== "mpm") return feeds;
  return knownFeeds(
    feeds,
    new Set(Object.keys(feeds).filter((name) => name === "segments" || name.startsWith("masked."))),
  );
}
