/**
 * The loop of a training: step, validate, keep the best, stop early. The batch of a step is a function of the seed and
 * the step, so a run that is resumed ends as if it had never been stopped.
 */
import { join } from "node:path";
import type { Rng } from "../../base/index.ts";
import type { RunContext } from "../../run/index.ts";
import { loadCheckpoint, saveCheckpoint, schedule } from "../../tensor/index.ts";
import type { NamedArrays } from "../../tensor/index.ts";
import { epochBatches } from "./lengthBatches.ts";
import type { ExampleBatch, Examples } from "./lengthBatches.ts";
import { scoreLogits } from "./scoring.ts";
import type { Classifier, ClassifierData, ClassifierNetwork } from "./trainClassifier.ts";

export interface ClassifierRecipe {
  /** Most steps; the schedule ends here. */
  readonly steps: number;
  /** Highest learning rate, reached after 2 % of the steps. */
  readonly rate: number;
  /** After the warm-up; cosine falls to 0 at the last step. */
  readonly schedule: "cosine" | "constant";
  /** Validate, and save a checkpoint, every so many steps. */
  readonly every: number;
  /** Stop when so many validations in a row were not better than the best; never without. */
  readonly patience?: number;
}

/** Losses in nats. */
export interface LearningPoint {
  readonly step: number;
  /** Mean over the steps since the last validation. */
  readonly train: number;
  readonly validation: number;
  /** On the validation jets. */
  readonly accuracy: number;
}

export interface FittedClassifier {
  /** Of the validation with the smallest loss, with the buffers of then. */
  readonly parameters: NamedArrays;
  readonly best: LearningPoint;
  readonly curve: readonly LearningPoint[];
  /** Steps made, fewer than those of the recipe when it stopped early. */
  readonly steps: number;
  /** Training jets per second since the start or the resumption, without compilation and validation. */
  readonly jetsPerSecond: number;
}

const WARM_UP = 0.02;

export async function fitClassifier(
  context: RunContext,
  classifier: Classifier,
  data: ClassifierData,
  recipe: ClassifierRecipe,
  initial: NamedArrays,
): Promise<FittedClassifier> {
  const { trainers, network } = classifier;
  const warmup = Math.ceil(WARM_UP * recipe.steps);
  const rate = schedule({ kind: recipe.schedule, rate: recipe.rate, steps: recipe.steps, warmup });
  const batchOf = batchesOf(data.train, network, context.rng.fork("epoch"));
  let { progress, best } = restore(context, classifier, initial);
  const speed = speedometer(network.rows);
  for (let step = progress.step + 1; step <= recipe.steps && !isOver(progress, recipe); step++) {
    const batch = batchOf(step);
    await trainers.use(batch.length);
    speed.start();
    const feeds = classifier.feedsOf(data.train, batch);
    const { loss, gradientNorm } = await trainers.step(feeds, step, rate(step), context.rng.fork("noise"));
    speed.stop();
    context.record(step, { loss, gradientNorm, rate: rate(step) }, { jetsPerSecond: speed.jetsPerSecond() });
    progress = { ...progress, step, sum: progress.sum + loss, count: progress.count + 1 };
    const due = step % recipe.every === 0 || step === recipe.steps;
    if (due) {
      const parameters = trainers.parameters();
      progress = closePoint(context, progress, await validate(classifier, data.validation, parameters));
      if (bestOf(progress.curve).step === step) best = parameters;
    }
    if (due || context.signal.aborted) await save(context, trainers.state(), best, progress);
    report(context, progress, loss, recipe.steps);
    context.signal.throwIfAborted();
  }
  const { curve, step: steps } = progress;
  return { parameters: best, best: bestOf(curve), curve, steps, jetsPerSecond: speed.jetsPerSecond() };
}

/** A context for one of many fits of a run: a random stream of its own, nothing recorded, saved or resumed. */
export function oneOfMany(context: RunContext, purpose: string | number): RunContext {
  return { ...context, rng: context.rng.fork(purpose), folder: undefined, resume: undefined, record: () => {} };
}

/** Where a training stands beside its parameters. */
interface FitProgress {
  /** Steps made. */
  readonly step: number;
  /** Sum of the losses since the last validation, and their number. */
  readonly sum: number;
  readonly count: number;
  readonly curve: readonly LearningPoint[];
}

/** The batch of each step; the batches of an epoch are made when it begins. */
function batchesOf(train: Examples, network: ClassifierNetwork, rng: Rng): (step: number) => ExampleBatch {
  const perEpoch = Math.ceil(train.labels.length / network.rows);
  let epoch = -1;
  let batches: readonly ExampleBatch[] = [];
  return (step) => {
    const now = Math.floor((step - 1) / perEpoch);
    if (now !== epoch) batches = epochBatches(train, network.lengths, network.rows, rng.fork(now));
    epoch = now;
    return batches[(step - 1) % perEpoch];
  };
}

async function validate(classifier: Classifier, validation: Examples, parameters: NamedArrays) {
  return scoreLogits(await classifier.logits(validation, parameters), validation.labels);
}

/** Adds a point to the learning curve. */
function closePoint(context: RunContext, progress: FitProgress, score: ReturnType<typeof scoreLogits>): FitProgress {
  const { step, sum, count, curve } = progress;
  const point = { step, train: sum / count, validation: score.loss, accuracy: score.accuracy };
  context.record(step, { trainLoss: point.train, validationLoss: score.loss, validationAccuracy: score.accuracy });
  return { step, sum: 0, count: 0, curve: [...curve, point] };
}

function bestOf(curve: readonly LearningPoint[]): LearningPoint {
  return curve.reduce((best, point) => (point.validation < best.validation ? point : best));
}

/** Whether the last `patience` validations all were no better than the best before them. */
function isOver({ curve }: FitProgress, { patience }: ClassifierRecipe): boolean {
  if (patience === undefined || curve.length === 0) return false;
  return curve.length - 1 - curve.indexOf(bestOf(curve)) >= patience;
}

function report(context: RunContext, { step, curve }: FitProgress, loss: number, total: number): void {
  const last = curve.at(-1);
  const metrics = { loss, ...(last === undefined ? {} : { validation: last.validation, accuracy: last.accuracy }) };
  context.progress({ stage: "train", done: step, total, metrics });
}

/** Jets per second over the time between `start` and `stop`. */
function speedometer(rows: number) {
  let [began, milliseconds, steps] = [0, 0, 0];
  return {
    start: () => void (began = performance.now()),
    stop: () => {
      milliseconds += performance.now() - began;
      steps++;
    },
    jetsPerSecond: () => (steps === 0 ? 0 : (steps * rows * 1e3) / milliseconds),
  };
}

const CHECKPOINT_FILE = "classifier.safetensors";
const BEST = "best.";

/** Loads the initial values, or the checkpoint to go on from. */
function restore({ resume }: RunContext, { trainers }: Classifier, initial: NamedArrays) {
  if (resume === undefined) {
    trainers.load(initial);
    return { progress: { step: 0, sum: 0, count: 0, curve: [] } as FitProgress, best: initial };
  }
  const { arrays, metadata } = loadCheckpoint(join(resume.path, CHECKPOINT_FILE));
  const isBest = (name: string) => name.startsWith(BEST);
  trainers.load(new Map([...arrays].filter(([name]) => !isBest(name))));
  const best = [...arrays].filter(([name]) => isBest(name)).map(([name, a]) => [name.slice(BEST.length), a] as const);
  return { progress: JSON.parse(metadata.progress) as FitProgress, best: new Map(best) as NamedArrays };
}

async function save(context: RunContext, state: NamedArrays, best: NamedArrays, progress: FitProgress): Promise<void> {
  const prefixed = [...best].map(([name, array]) => [BEST + name, array] as const);
  const metadata = { progress: JSON.stringify(progress) };
  await context.folder?.saveCheckpoint(progress.step, (folder) =>
    saveCheckpoint(join(folder, CHECKPOINT_FILE), new Map([...state, ...prefixed]), metadata),
  );
}
