/**
 * The loop of a training: steps of AdamW with a cosine, validation, checkpoints. What is trained says its loss and its
 * batches; an epoch is a function of its number, so a resumed run sees the same batches.
 */
import { join } from "node:path";
import type { RunContext } from "../../run/index.ts";
import { loadCheckpoint, Program, saveCheckpoint, schedule, Scope, Trainer } from "../../tensor/index.ts";
import type { NamedArrays, Tensor } from "../../tensor/index.ts";

export interface LoopRecipe {
  readonly steps: number;
  /** Highest learning rate. */
  readonly rate: number;
  /** Steps in which the rate rises to it; then it falls as a cosine. */
  readonly warmup: number;
  readonly weightDecay: number;
  /** Validate, and save a checkpoint, every so many steps. */
  readonly every: number;
}

/** Values by input name, and the number of tokens that count. */
export interface TokenBatch {
  readonly feeds: Readonly<Record<string, ArrayLike<number>>>;
  readonly tokens: number;
}

/** Batches of one epoch, or of the validation lists; made when asked for. */
export interface BatchList {
  readonly count: number;
  batch(index: number): TokenBatch;
}

export interface Trainable {
  /** Mean loss of a batch in nats per token; registers every parameter. */
  loss(scope: Scope): Tensor;
  epoch(epoch: number): BatchList;
  readonly validation: BatchList;
  /** Looks at the network after each validation, such as for a learning curve of what it writes. */
  inspect?(step: number, parameters: NamedArrays): Promise<void>;
}

export interface Trained {
  readonly parameters: NamedArrays;
  /** Losses in nats per token; `train` is an average over the steps since the last validation. */
  readonly curve: readonly { readonly step: number; readonly train: number; readonly validation: number }[];
  /** Tokens seen in training, and epochs. */
  readonly tokens: number;
  readonly epochs: number;
  readonly tokensPerSecond: number;
}

/** What a training task tells; `unit` is what a network writes one after the other. */
export function trainingResult(
  { curve, tokens, epochs, tokensPerSecond }: Trained,
  own: { readonly parameters: number; readonly lists: number; readonly tooLong: number; readonly model: string },
  unit: "token" | "word",
) {
  const loss = curve.at(-1)!.validation.toFixed(3);
  const what = `${own.parameters} parameters, ${own.lists} lists, ${tokensPerSecond.toFixed(0)} ${unit}s/s`;
  const summary = `${loss} nats per ${unit} on validation lists after ${tokens} ${unit}s (${what})`;
  return { ...own, tokens, epochs, tokensPerSecond, curve, summary };
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
  readonly curve: Trained["curve"];
}

const BEGINNING: Progress = { epoch: 0, batch: 0, tokens: 0, sum: 0, count: 0, curve: [] };

/** Trains, or goes on from `context.resume`. @throws GlueballError tensor/non-finite; what `context.signal` says */
export async function runTraining(context: RunContext, network: Trainable, recipe: LoopRecipe): Promise<Trained> {
  const scope = Scope.create();
  const optimiser = { kind: "adamw", weightDecay: recipe.weightDecay, beta2: 0.98 } as const;
  const loss = network.loss(scope.forTraining());
  const trainer = await Trainer.compile({ scope, loss, optimiser, clipNorm: 1 }, context);
  const validate = await compileValidation(context, network);
  const rate = schedule({ kind: "cosine", rate: recipe.rate, steps: recipe.steps, warmup: recipe.warmup });
  let progress = restore(context, trainer, scope);
  let epoch = { number: progress.epoch, batches: network.epoch(progress.epoch) };
  const [started, before] = [performance.now(), progress.tokens];
  const speed = () => ((progress.tokens - before) / (performance.now() - started)) * 1e3;

  for (let step = (context.resume?.step ?? 0) + 1; step <= recipe.steps; step++) {
    if (epoch.number !== progress.epoch) epoch = { number: progress.epoch, batches: network.epoch(progress.epoch) };
    const { feeds, tokens } = epoch.batches.batch(progress.batch);
    const result = await trainer.step(feeds, step, rate(step), context.rng.fork("noise"));
    progress = advance(progress, { loss: result.loss, tokens }, epoch.batches.count);
    const { gradientNorm } = result;
    context.record(step, { loss: result.loss, gradientNorm, rate: rate(step) }, { tokensPerSecond: speed() });
    const due = step % recipe.every === 0 || step === recipe.steps;
    if (due) {
      const parameters = trainer.parameters();
      progress = closePoint(context, progress, step, await validate(parameters));
      await network.inspect?.(step, parameters);
    }
    if (due || context.signal.aborted) await save(context, trainer, progress, step);
    report(context, progress, result.loss, step, recipe.steps);
    context.signal.throwIfAborted();
  }
  const parameters = trainer.parameters();
  await trainer.release();
  await validate.release();
  const { curve, tokens, epoch: epochs } = progress;
  return { parameters, curve, tokens, epochs, tokensPerSecond: speed() };
}

/** A function from parameters to the mean loss on the validation lists, each token with equal weight. */
async function compileValidation(context: RunContext, network: Trainable) {
  const program = await Program.compile({ outputs: { loss: network.loss(Scope.create()) } }, context);
  const { count, batch } = network.validation;
  const evaluate = async (parameters: NamedArrays): Promise<number> => {
    for (const [name, { data }] of parameters) program.feed(name, data);
    let [sum, seen] = [0, 0];
    for (let index = 0; index < count; index++) {
      const { feeds, tokens } = batch(index);
      sum += (await program.run(feeds))["loss"][0] * tokens;
      seen += tokens;
    }
    return sum / Math.max(1, seen);
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
  batches: number,
): Progress {
  const next = batch + 1 < batches ? { epoch, batch: batch + 1 } : { epoch: epoch + 1, batch: 0 };
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
  const point = { step, train: progress.sum / Math.max(1, progress.count), validation };
  context.record(step, { trainLoss: point.train, validationLoss: validation });
  return { ...progress, sum: 0, count: 0, curve: [...progress.curve, point] };
}

function report(context: RunContext, { curve }: Progress, loss: number, done: number, total: number): void {
  const latest = curve.at(-1)?.validation;
  const metrics = { loss, ...(latest === undefined ? {} : { validation: latest }) };
  context.progress({ stage: "train", done, total, metrics });
}
