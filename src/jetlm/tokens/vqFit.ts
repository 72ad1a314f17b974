/**
 * Training of a learnt tokeniser: k-means++ places for the codes, then reconstruction by gradient descent with AdamW
 * (clipping 5, as OmniJet-alpha), dead codes revived between steps. What a step does depends on the seed and its number
 * alone, so a resumed run gives the same numbers.
 */
import { join } from "node:path";
import { codebookUse, reviveCodes, stageCodes } from "../../nets/index.ts";
import type { CodebookUse } from "../../nets/index.ts";
import type { Rng } from "../../base/index.ts";
import type { RunContext } from "../../run/index.ts";
import { loadCheckpoint, Program, saveCheckpoint, schedule, Scope, Trainer } from "../../tensor/index.ts";
import type { NamedArrays } from "../../tensor/index.ts";
import type { RelativeJets } from "../features.ts";
import { allBatches, feedParameters, shuffledBatches, slotInputs } from "./vqBatches.ts";
import type { BatchSize } from "./vqBatches.ts";
import { autoencode } from "./vqNetwork.ts";
import type { VqNetworkConfig } from "./vqNetwork.ts";
import type { VqLoss } from "./vqLoss.ts";
import { startValues } from "./vqStart.ts";

export interface VqRecipe extends BatchSize {
  readonly steps: number;
  /** Highest learning rate; warm-up in the first 5 % of the steps, then a cosine to a tenth. */
  readonly rate: number;
  /** What an error costs; absent: all particles and features alike. */
  readonly loss?: VqLoss;
  /** OmniJet-alpha's loss with its flaws (vqNetwork.ts). */
  readonly faithful?: boolean;
  /** Validate, and save a checkpoint, every so many steps. */
  readonly every: number;
}

export interface VqFigures {
  readonly step: number;
  /** Mean squared error of the features of a constituent. */
  readonly error: number;
  /** How the codes of each stage are used. */
  readonly use: readonly CodebookUse[];
}

export interface FittedVq {
  readonly parameters: NamedArrays;
  readonly parameterCount: number;
  /** On the validation jets; the first entry is from before the first step. */
  readonly curve: readonly VqFigures[];
  /** Codes that got a new place. */
  readonly revived: number;
}

const WARM_UP = 0.05;
const FLOOR = 0.1;
const CLIP_NORM = 5;
const WEIGHT_DECAY = 1e-2;

/** Trains, or goes on from `context.resume`. @throws GlueballError tensor/non-finite; what `context.signal` says. */
export async function fitVq(
  context: RunContext,
  data: { readonly train: RelativeJets; readonly validation: RelativeJets },
  config: VqNetworkConfig,
  recipe: VqRecipe,
): Promise<FittedVq> {
  const scope = Scope.create();
  const trainer = await compileTrainer(context, scope, config, recipe);
  const validate = await compileValidation(context, scope, config, recipe);
  const warmup = Math.ceil(WARM_UP * recipe.steps);
  const rate = schedule({ kind: "cosine", rate: recipe.rate, steps: recipe.steps, warmup, floor: FLOOR });
  const batch = shuffledBatches(data.train, recipe, context.rng.fork("epoch"));
  const start = context.resume?.step ?? 0;
  const initial = () => startValues(context, scope, data.train, config, recipe);
  let { curve, revived } = await restore(context, trainer, initial);
  if (start === 0) curve = [await validate(0, trainer.parameters(), data.validation)];
  for (let step = start + 1; step <= recipe.steps; step++) {
    const { loss, metrics } = await trainer.step({ ...batch(step) }, step, rate(step), context.rng.fork("noise"));
    if (metrics["dead"] > 0) revived += revive(trainer, context.rng.fork("revive").fork(step));
    const due = step % recipe.every === 0 || step === recipe.steps;
    if (due) curve = [...curve, await validate(step, trainer.parameters(), data.validation)];
    if (due || context.signal.aborted) await save(context, trainer, step, { curve, revived });
    context.record(step, { loss, error: metrics["error"], ...(due ? { validationError: curve.at(-1)!.error } : {}) });
    context.progress({ stage: "fit", done: step, total: recipe.steps, metrics: { error: metrics["error"] } });
    context.signal.throwIfAborted();
  }
  const parameters = trainer.parameters();
  await Promise.all([trainer.release(), validate.release()]);
  return { parameters, parameterCount: scope.count(), curve, revived };
}

const CHECKPOINT_FILE = "tokeniser.safetensors";

type Progress = Pick<FittedVq, "curve" | "revived">;

async function restore(
  { resume }: RunContext,
  trainer: Trainer,
  initial: () => Promise<NamedArrays>,
): Promise<Progress> {
  if (resume === undefined) {
    trainer.load(await initial());
    return { curve: [], revived: 0 };
  }
  const saved = loadCheckpoint(join(resume.path, CHECKPOINT_FILE));
  trainer.load(saved.arrays);
  return JSON.parse(saved.metadata["progress"]) as Progress;
}

async function save(context: RunContext, trainer: Trainer, step: number, progress: Progress): Promise<void> {
  const metadata = { progress: JSON.stringify(progress) };
  await context.folder?.saveCheckpoint(step, (folder) =>
    saveCheckpoint(join(folder, CHECKPOINT_FILE), trainer.state(), metadata),
  );
}

/** Gives the dead codes new places; returns their number. */
function revive(trainer: Trainer, rng: Rng): number {
  const state = trainer.state();
  const revived = reviveCodes(state, rng);
  trainer.load(state);
  return revived;
}

function compileTrainer(context: RunContext, scope: Scope, config: VqNetworkConfig, recipe: VqRecipe) {
  const { x, valid } = slotInputs(recipe);
  const { loss, error, dead } = autoencode(scope.forTraining(), x, valid, config, recipe);
  const metrics = { error, ...(dead === undefined ? {} : { dead }) };
  const optimiser = { kind: "adamw", weightDecay: WEIGHT_DECAY } as const;
  return Trainer.compile({ scope, loss, metrics, optimiser, clipNorm: CLIP_NORM }, context);
}

/** A function from parameters to the figures on a set of jets, every constituent with equal weight. */
async function compileValidation(context: RunContext, scope: Scope, config: VqNetworkConfig, recipe: VqRecipe) {
  const { x, valid } = slotInputs(recipe);
  const { error, codes } = autoencode(scope, x, valid, config);
  const program = await Program.compile({ outputs: { error, codes } }, context);
  const sizes = stageCodes(config.quantiser);
  const evaluate = async (step: number, parameters: NamedArrays, jets: RelativeJets): Promise<VqFigures> => {
    feedParameters(program, parameters);
    const chosen: number[][] = sizes.map(() => []);
    let [sum, count] = [0, 0];
    for (const batch of allBatches(jets, recipe)) {
      const out = await program.run({ ...batch });
      const real = batch.valid.reduce((total, v) => total + v, 0);
      sum += out["error"][0] * real;
      count += real;
      out["codes"].forEach((code, i) => chosen[i % sizes.length].push(code));
    }
    return { step, error: sum / count, use: sizes.map((size, k) => codebookUse(chosen[k], size)) };
  };
  return Object.assign(evaluate, { release: () => program.release() });
}
