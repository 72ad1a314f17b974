/**
 * Many short trainings of one generative model, from given values or from random ones: programs are compiled once, each
 * training is stopped by the validation loss and gives the parameters with which it was lowest. With a hundred jets the
 * loss on new jets rises again after some passes over them, so the last parameters would tell of the number of steps.
 * (One long training with checkpoints is `trainJetModel`.)
 */
import type { Rng } from "../../base/index.ts";
import type { RunContext } from "../../run/index.ts";
import { Program, schedule, Scope, Trainer } from "../../tensor/index.ts";
import type { Execution, NamedArrays } from "../../tensor/index.ts";
import { BatchStream } from "../batches.ts";
import type { RelativeJets } from "../features.ts";
import { nextTokenLoss, packedInputs, rowLength } from "../model.ts";
import type { JetModelConfig } from "../model.ts";
import { modelRows } from "../modelRows.ts";
import { countTargets, feedsOf } from "../pack.ts";
import type { PackedRows } from "../pack.ts";
import type { Tokeniser } from "../tokens/tokeniser.ts";

export interface GeneratorRecipe {
  /** Most steps. */
  readonly steps: number;
  /** Rows of a batch. */
  readonly rows: number;
  readonly weightDecay: number;
  /** Turn and mirror the jets anew in every epoch. */
  readonly augment: boolean;
  /** Validate every so many steps; stop when `patience` validations in a row were no better than the best. */
  readonly every: number;
  readonly patience: number;
}

export interface TrainedGenerator {
  readonly parameters: NamedArrays;
  /** Nats per token; before the first step already where a trained model is the start. */
  readonly validationLoss: number;
  /** Step of the best validation; 0: nothing was gained by training. */
  readonly bestStep: number;
  readonly steps: number;
}

const WARM_UP = 0.02;
const CLIP_NORM = 1;

export class GeneratorTrainings {
  readonly #config: JetModelConfig;
  readonly #tokeniser: Tokeniser;
  readonly #recipe: GeneratorRecipe;
  readonly #scope: Scope;
  readonly #trainer: Trainer;
  readonly #validation: Program;

  private constructor(
    model: { readonly config: JetModelConfig; readonly tokeniser: Tokeniser },
    recipe: GeneratorRecipe,
    programs: { readonly scope: Scope; readonly trainer: Trainer; readonly validation: Program },
  ) {
    this.#config = nextTokens(model.config);
    this.#tokeniser = model.tokeniser;
    this.#recipe = recipe;
    this.#scope = programs.scope;
    this.#trainer = programs.trainer;
    this.#validation = programs.validation;
  }

  static async compile(
    { threads, device }: Execution,
    model: { readonly config: JetModelConfig; readonly tokeniser: Tokeniser },
    recipe: GeneratorRecipe,
  ): Promise<GeneratorTrainings> {
    const scope = Scope.create();
    const config = nextTokens(model.config);
    const inputs = packedInputs(recipe.rows, rowLength(config.cap, config.stages), config);
    const optimiser = { kind: "adamw", weightDecay: recipe.weightDecay, beta2: 0.99 } as const;
    const definition = { scope, loss: nextTokenLoss(scope.forTraining(), inputs, config), optimiser };
    const trainer = await Trainer.compile({ ...definition, clipNorm: CLIP_NORM }, { threads, device });
    const outputs = { loss: nextTokenLoss(scope, inputs, config) };
    const validation = await Program.compile({ outputs }, { threads, device });
    return new GeneratorTrainings(model, recipe, { scope, trainer, validation });
  }

  /** Jets as the rows of `fit`. */
  pack(execution: Execution, jets: RelativeJets, rng: Rng): Promise<PackedRows> {
    return modelRows(execution, { jets, tokeniser: this.#tokeniser, config: this.#config }, { masks: rng });
  }

  /** Trains from `initial`, or from values drawn from `context.rng`. */
  async fit(
    context: RunContext,
    data: { readonly train: RelativeJets; readonly validation: PackedRows },
    rate: number,
    initial?: NamedArrays,
  ): Promise<TrainedGenerator> {
    const { steps, every, patience } = this.#recipe;
    const rateAt = schedule({ kind: "cosine", rate, steps, warmup: Math.ceil(WARM_UP * steps) });
    const training = { jets: data.train, tokeniser: this.#tokeniser, config: this.#config };
    const batches = await BatchStream.open(context, training, this.#recipe, context.rng.fork("epoch"));
    this.#trainer.load(initial ?? this.#scope.initialValues(context.rng.fork("initial")));
    let best = await this.#point(data.validation, 0);
    let step = 0;
    while (step < steps && step - best.bestStep <= patience * every) {
      step++;
      const { feeds } = await batches.next();
      await this.#trainer.step(feeds, step, rateAt(step), context.rng.fork("noise"));
      if (step % every === 0 || step === steps) best = lower(best, await this.#point(data.validation, step));
      context.progress({ stage: "train", done: step, total: steps });
      context.signal.throwIfAborted();
    }
    return { ...best, steps: step };
  }

  async release(): Promise<void> {
    await this.#trainer.release();
    await this.#validation.release();
  }

  /** Where the training stands now. */
  async #point(packed: PackedRows, bestStep: number): Promise<Omit<TrainedGenerator, "steps">> {
    const parameters = this.#trainer.parameters();
    const { rows } = this.#recipe;
    for (const [name, { data }] of parameters) this.#validation.feed(name, data);
    let sum = 0;
    for (let from = 0; from < packed.rows; from += rows) {
      const feeds = feedsOf(packed, from, rows);
      sum += (await this.#validation.run(feeds))["loss"][0] * countTargets(feeds["targets"]);
    }
    return { parameters, validationLoss: sum / packed.targetCount, bestStep };
  }
}

/** Whatever else a model learnt in pre-training, here it learns next tokens. */
function nextTokens(config: JetModelConfig): JetModelConfig {
  return { ...config, objective: "ntp" };
}

type Point = Omit<TrainedGenerator, "steps">;

function lower(best: Point, now: Point): Point {
  return now.validationLoss < best.validationLoss ? now : best;
}
