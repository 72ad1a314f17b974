/**
 * Training of a classifier of jets, whatever network it is: cross-entropy, AdamW, early stopping on validation jets.
 * Programs are compiled once, and lazily, for each length of batches; then `fit` can be called many times, with other
 * jets, seeds and initial values, as a ladder over training sizes does:
 *
 *     const classifier = compileClassifier(context, {
 *       classes: 2, rows: 64, lengths: [32, 64, 128],
 *       logits: (scope, length) => myNetwork(scope, input("tokens", [64, length], "int32")),
 *       rateFactor: (name) => (name.startsWith("backbone.") ? 0 : 1),           // 0: frozen
 *     });
 *     for (const seed of [1, 2, 3]) {
 *       const fitted = await classifier.fit(oneOfMany(context, seed), { train, validation }, recipe, pretrained);
 *       const logits = await classifier.logits(test, fitted.parameters);         // [jets, classes]
 *     }
 *     await classifier.release();
 */
import { GlueballError } from "../../base/index.ts";
import type { RunContext } from "../../run/index.ts";
import { crossEntropy, input, Program, Scope, Trainer } from "../../tensor/index.ts";
import type { Execution, NamedArrays, Tensor } from "../../tensor/index.ts";
import { fitClassifier } from "./fitClassifier.ts";
import type { ClassifierRecipe, FittedClassifier } from "./fitClassifier.ts";
import { orderedBatches, requireExamples } from "./lengthBatches.ts";
import type { ExampleBatch, Examples } from "./lengthBatches.ts";
import { LengthTrainers } from "./lengthTrainers.ts";

export interface ClassifierNetwork {
  readonly classes: number;
  /** Examples of a batch. */
  readonly rows: number;
  /** Slots of the programs, rising; lengthBatches.ts says which takes a batch. A network of one length has one entry. */
  readonly lengths: readonly number[];
  /**
   * Logits [rows, classes] of a batch with `length` slots. It makes its inputs itself (`input(...)`), with the names that
   * `Examples.feeds` gives values; "labels" is taken. The parameters may not depend on the length.
   */
  readonly logits: (scope: Scope, length: number) => Tensor;
  /** Factor of the learning rate of each parameter, by name; 0 freezes it and saves its gradient. 1 by default. */
  readonly rateFactor?: (name: string) => number;
  /** Of matrices; 0.01 by default. */
  readonly weightDecay?: number;
  /** Limit of the norm of the gradient; 1 by default. */
  readonly clipNorm?: number;
}

export interface ClassifierData {
  readonly train: Examples;
  readonly validation: Examples;
}

const WEIGHT_DECAY = 0.01;
const CLIP_NORM = 1;

/** Compiled programs of one network, to be fitted and applied any number of times, one call after the other. */
export class Classifier {
  readonly network: ClassifierNetwork;
  /** The parameters of the network; complete from the beginning. */
  readonly scope: Scope;
  readonly #execution: Execution;
  /** The training of the present `fit`. */
  readonly trainers: LengthTrainers;
  readonly #programs = new Map<number, Program>();

  constructor(network: ClassifierNetwork, { threads, device }: Execution) {
    requireNetwork(network);
    this.network = network;
    this.#execution = { threads, device };
    this.scope = Scope.create();
    network.logits(this.scope, network.lengths[0]);
    this.trainers = new LengthTrainers((length) => this.#compileTrainer(length));
  }

  /**
   * Trains from `initial`, by name; what it does not have is drawn from `context.rng`. Records, saves and resumes through
   * the context: give `oneOfMany(context, ...)` when a run fits more than once.
   * @throws GlueballError jetlm/nothing-to-learn, jetlm/label-outside-classes, jetlm/initial-values, tensor/non-finite
   */
  async fit(
    context: RunContext,
    data: ClassifierData,
    recipe: ClassifierRecipe,
    initial: NamedArrays = new Map(),
  ): Promise<FittedClassifier> {
    requireExamples(data.train, this.network.classes, "training");
    requireExamples(data.validation, this.network.classes, "validation");
    return fitClassifier(context, this, data, recipe, this.initialValues(context, initial));
  }

  /** Logits [examples, classes] of trained parameters. */
  async logits(examples: Examples, parameters: NamedArrays): Promise<Float32Array> {
    const { classes, rows, lengths } = this.network;
    const out = new Float32Array(examples.labels.length * classes);
    const fed = new Set<Program>();
    for (const { length, indices } of orderedBatches(examples, lengths, rows)) {
      const program = await this.#programOf(length);
      if (!fed.has(program)) feedParameters(program, parameters);
      fed.add(program);
      const { logits } = await program.run(examples.feeds(indices, length));
      indices.forEach((index, row) => {
        out.set((logits as Float32Array).subarray(row * classes, (row + 1) * classes), index * classes);
      });
    }
    return out;
  }

  /** Values of a batch, with its labels. */
  feedsOf({ labels, feeds }: Examples, { indices, length }: ExampleBatch): Record<string, ArrayLike<number>> {
    return { ...feeds(indices, length), [LABELS]: indices.map((index) => labels[index]) };
  }

  /** @throws GlueballError jetlm/initial-values for a name or shape that the network does not have */
  initialValues({ rng }: RunContext, given: NamedArrays): NamedArrays {
    const values = new Map(this.scope.initialValues(rng.fork("initial")));
    for (const [name, array] of given) {
      const own = values.get(name);
      if (own?.shape.join() !== array.shape.join()) throw notInitial(name, array.shape, own?.shape);
      values.set(name, array);
    }
    return values;
  }

  async release(): Promise<void> {
    await this.trainers.release();
    for (const program of this.#programs.values()) await program.release();
    this.#programs.clear();
  }

  async #programOf(length: number): Promise<Program> {
    const known = this.#programs.get(length);
    if (known !== undefined) return known;
    const logits = this.network.logits(this.scope, length);
    const program = await Program.compile({ outputs: { logits } }, this.#execution);
    this.#programs.set(length, program);
    return program;
  }

  #compileTrainer(length: number): Promise<Trainer> {
    const { rows, logits, weightDecay = WEIGHT_DECAY, clipNorm = CLIP_NORM } = this.network;
    const loss = crossEntropy(logits(this.scope.forTraining(), length), input(LABELS, [rows], "int32"));
    const optimiser = { kind: "adamw", weightDecay } as const;
    return Trainer.compile({ scope: this.scope, loss, optimiser, groups: this.#groups(), clipNorm }, this.#execution);
  }

  /** A group for each factor of the rate, matrices and vectors apart: vectors (gains, biases) have no weight decay. */
  #groups() {
    const { rateFactor = () => 1 } = this.network;
    const members = new Map<string, { rateFactor: number; vectors: boolean; names: string[] }>();
    for (const { name, tensor, trainable } of this.scope.parameters) {
      if (!trainable) continue;
      const vectors = tensor.rank < 2;
      const key = `${vectors ? "vectors" : "matrices"} x ${rateFactor(name)}`;
      const group = members.get(key) ?? { rateFactor: rateFactor(name), vectors, names: [] };
      group.names.push(name);
      members.set(key, group);
    }
    return [...members].map(([name, group]) => ({
      name,
      match: exactly(group.names),
      rateFactor: group.rateFactor,
      ...(group.vectors ? { weightDecay: 0 } : {}),
    }));
  }
}

export function compileClassifier(execution: Execution, network: ClassifierNetwork): Classifier {
  return new Classifier(network, execution);
}

const LABELS = "labels";

function feedParameters(program: Program, parameters: NamedArrays): void {
  for (const [name, { data }] of parameters) if (program.value(name) !== undefined) program.feed(name, data);
}

function exactly(names: readonly string[]): RegExp {
  return new RegExp(`^(?:${names.map((name) => RegExp.escape(name)).join("|")})$`);
}

function requireNetwork({ classes, rows, lengths }: ClassifierNetwork): void {
  const rising = lengths.length > 0 && lengths.every((length, k) => length >= 1 && length > (lengths[k - 1] ?? 0));
  const whole = [classes, rows, ...lengths].every(Number.isInteger);
  if (whole && rising && classes >= 2 && rows >= 1) return;
  throw new GlueballError({
    code: "jetlm/bad-classifier",
    what: "a classifier cannot have this form",
    found: `${classes} classes, ${rows} rows, lengths ${lengths.join(", ")}`,
    expected: "at least 2 classes, 1 row, and rising lengths, all whole numbers",
  });
}

function notInitial(name: string, found: readonly number[], own: readonly number[] | undefined): GlueballError {
  return new GlueballError({
    code: "jetlm/initial-values",
    what: `the initial value of ${name} does not fit the network`,
    found: `[${found.join(", ")}]`,
    expected: own === undefined ? "a parameter of the network" : `[${own.join(", ")}]`,
  });
}
