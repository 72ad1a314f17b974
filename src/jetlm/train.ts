/**
 * Training of a jet language model on next constituents. An epoch is a function of the seed and its number: turn the
 * jets, encode, shuffle, pack into rows, cut into batches. So a resumed run sees the same batches.
 */
import { join } from "node:path";
import type { Rng } from "../base/index.ts";
import type { RunContext } from "../run/index.ts";
import { loadCheckpoint, Program, saveCheckpoint, schedule, Scope, Trainer } from "../tensor/index.ts";
import type { NamedArrays } from "../tensor/index.ts";
import { turnJets } from "./augment.ts";
import { jetCount } from "./features.ts";
import type { RelativeJets } from "./features.ts";
import { nextTokenLoss, packedInputs, rowLength } from "./model.ts";
import type { JetModelConfig } from "./model.ts";
import { countTargets, feedsOf, packRows } from "./pack.ts";
import type { PackedRows } from "./pack.ts";
import { encodeJets } from "./tokens.ts";
import type { Tokeniser } from "./tokens/tokeniser.ts";

export interface TrainingRecipe {
  readonly steps: number;
  /** Rows of a batch. */
  readonly rows: number;
  /** Highest learning rate; warm-up in the first 2 % of the steps, then a cosine to 0 at the last. */
  readonly rate: number;
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
}

const WARM_UP = 0.02;
const CLIP_NORM = 1;
const EPOCH_STREAM = "epoch";

/** Trains, or goes on from `context.resume`. @throws GlueballError tensor/non-finite; what `context.signal` says. */
export async function trainJetModel(
  context: RunContext,
  data: TrainingData,
  tokeniser: Tokeniser,
  config: JetModelConfig,
  recipe: TrainingRecipe,
): Promise<TrainedModel> {
  const { rng, resume } = context;
  const length = rowLength(config.cap);
  const scope = Scope.create();
  const trainer = await compileTrainer(scope, config, recipe, length, context);
  const validate = await compileValidation(
    scope,
    config,
    recipe.rows,
    context,
    packAll(data.validation, tokeniser, config),
  );
  const batches = new BatchStream(data.train, tokeniser, config, recipe, rng.fork(EPOCH_STREAM));
  const rate = schedule({
    kind: "cosine",
    rate: recipe.rate,
    steps: recipe.steps,
    warmup: Math.ceil(WARM_UP * recipe.steps),
  });

  let progress: TrainingProgress = { epoch: 0, batch: 0, tokens: 0, sum: 0, count: 0, curve: [] };
  if (resume === undefined) {
    trainer.load(scope.initialValues(rng.fork("initial")));
  } else {
    const saved = loadCheckpoint(join(resume.path, CHECKPOINT_FILE));
    trainer.load(saved.arrays);
    progress = JSON.parse(saved.metadata.progress) as TrainingProgress;
    batches.seek(progress.epoch, progress.batch);
  }
  const started = performance.now();
  const tokensBefore = progress.tokens;
  const speed = () => ((progress.tokens - tokensBefore) / (performance.now() - started)) * 1e3;
  for (let step = (resume?.step ?? 0) + 1; step <= recipe.steps; step++) {
    const { feeds, targets } = batches.next();
    const { loss, gradientNorm } = await trainer.step(feeds, step, rate(step), rng.fork("noise"));
    progress = {
      ...progress,
      ...batches.cursor,
      tokens: progress.tokens + targets,
      sum: progress.sum + loss * targets,
      count: progress.count + targets,
    };
    context.record(step, { loss, gradientNorm, rate: rate(step) }, { tokensPerSecond: speed() });
    const stop = context.signal.aborted;
    if (step % recipe.every === 0 || step === recipe.steps) {
      const validation = await validate(trainer.parameters());
      const point = { step, train: progress.sum / progress.count, validation };
      progress = { ...progress, sum: 0, count: 0, curve: [...progress.curve, point] };
      context.record(step, { trainLoss: point.train, validationLoss: validation });
    }
    if (stop || step % recipe.every === 0 || step === recipe.steps) {
      const metadata = { progress: JSON.stringify(progress) };
      const save = (folder: string) => saveCheckpoint(join(folder, CHECKPOINT_FILE), trainer.state(), metadata);
      await context.folder?.saveCheckpoint(step, save);
    }
    const latest = progress.curve.at(-1)?.validation;
    context.progress({
      stage: "train",
      done: step,
      total: recipe.steps,
      metrics: { loss, ...(latest === undefined ? {} : { validation: latest }) },
    });
    context.signal.throwIfAborted();
  }
  const parameters = trainer.parameters();
  await trainer.release();
  await validate.release();
  const { curve, tokens } = progress;
  return { parameters, parameterCount: scope.count(), curve, tokens, tokensPerSecond: speed() };
}

const CHECKPOINT_FILE = "training.safetensors";

/** Where a run stands beside its parameters: next batch, tokens seen, running mean of the loss, curve. */
interface TrainingProgress {
  readonly epoch: number;
  readonly batch: number;
  readonly tokens: number;
  readonly sum: number;
  readonly count: number;
  readonly curve: TrainedModel["curve"];
}

function compileTrainer(
  scope: Scope,
  config: JetModelConfig,
  recipe: TrainingRecipe,
  length: number,
  context: RunContext,
) {
  const loss = nextTokenLoss(scope.forTraining(), packedInputs(recipe.rows, length), config);
  const optimiser = { kind: "adamw", weightDecay: recipe.weightDecay, beta2: 0.99 } as const;
  return Trainer.compile({ scope, loss, optimiser, clipNorm: CLIP_NORM }, context);
}

/** A function from parameters to the loss on all packed rows, each target with equal weight. */
async function compileValidation(
  scope: Scope,
  config: JetModelConfig,
  rows: number,
  context: RunContext,
  packed: PackedRows,
) {
  const loss = nextTokenLoss(scope, packedInputs(rows, packed.length), config);
  const program = await Program.compile({ outputs: { loss } }, context);
  const evaluate = async (parameters: NamedArrays): Promise<number> => {
    for (const [name, { data }] of parameters) program.feed(name, data);
    let sum = 0;
    for (let from = 0; from < packed.rows; from += rows) {
      const feeds = feedsOf(packed, from, rows);
      sum += (await program.run(feeds)).loss[0] * countTargets(feeds.targets);
    }
    return sum / packed.targetCount;
  };
  return Object.assign(evaluate, { release: () => program.release() });
}

function packAll(jets: RelativeJets, tokeniser: Tokeniser, { cap }: JetModelConfig): PackedRows {
  const sequences = encodeJets(tokeniser, jets, cap);
  return packRows(sequences, [...sequences.jets.keys()], rowLength(cap));
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
    packAll(jets, tokeniser, config),
  );
  const loss = await evaluate(parameters);
  await evaluate.release();
  return loss;
}

const EVALUATION_ROWS = 16;

/** Batches of one epoch after the other. */
class BatchStream {
  #epoch = -1;
  #batch = 0;
  #packed: PackedRows | undefined;
  readonly #prepare: (epoch: number) => PackedRows;
  readonly #rows: number;

  constructor(jets: RelativeJets, tokeniser: Tokeniser, { cap }: JetModelConfig, recipe: TrainingRecipe, rng: Rng) {
    this.#rows = recipe.rows;
    this.#prepare = (epoch) => {
      const stream = rng.fork(epoch);
      const turned = recipe.augment ? turnJets(jets, stream.fork("turn")) : jets;
      const sequences = encodeJets(tokeniser, turned, cap);
      const order = stream.fork("shuffle").shuffle(Int32Array.from({ length: jetCount(sequences) }, (_, i) => i));
      return packRows(sequences, order, rowLength(cap));
    };
    this.seek(0, 0);
  }

  seek(epoch: number, batch: number): void {
    if (epoch !== this.#epoch) this.#packed = this.#prepare(epoch);
    this.#epoch = epoch;
    this.#batch = batch;
  }

  /** The batch that `next` gives: its epoch and number. */
  get cursor(): { readonly epoch: number; readonly batch: number } {
    return { epoch: this.#epoch, batch: this.#batch };
  }

  /** The last rows of an epoch make a batch with padding. */
  next(): { readonly feeds: Record<string, Int32Array>; readonly targets: number } {
    const packed = this.#packed!;
    const feeds = feedsOf(packed, this.#batch * this.#rows, this.#rows);
    if ((this.#batch + 1) * this.#rows < packed.rows) this.#batch++;
    else this.seek(this.#epoch + 1, 0);
    return { feeds, targets: countTargets(feeds.targets) };
  }
}
