/**
 * The ladder over training sizes: for each mode, number of labelled jets and repetition a training, all judged on the same
 * test jets and stopped by the same validation jets. Cells of equal size and repetition see the same jets in the same
 * order from heads with the same initial values, so modes are compared in pairs.
 *
 * What is common is done once: programs are compiled once a kind of network and kept, a frozen backbone sees each jet once.
 * Each cell is a file of the run, written when it is done: an interrupted ladder goes on with the cells it lacks.
 */
import type { RunContext } from "../../run/index.ts";
import type { NamedArrays } from "../../tensor/index.ts";
import { selectJets } from "../features.ts";
import type { RelativeJets } from "../features.ts";
import { inputsOf } from "../tagging/architectures.ts";
import { oneOfMany } from "../tagging/fitClassifier.ts";
import type { ClassifierRecipe } from "../tagging/fitClassifier.ts";
import type { Examples } from "../tagging/lengthBatches.ts";
import { scoreLogits } from "../tagging/scoring.ts";
import { taggerExamples } from "../tagging/taggerFeatures.ts";
import { compileClassifier } from "../tagging/trainClassifier.ts";
import type { Classifier } from "../tagging/trainClassifier.ts";
import { backboneWeights } from "./backboneWeights.ts";
import { storeCell, storedCell } from "./cellFile.ts";
import { frozenStates, meanExamples, stateExamples, tokenExamples } from "./jetExamples.ts";
import type { JetInputs, JetStates } from "./jetExamples.ts";
import { nameOf, scoreOfLogits } from "./ladderCell.ts";
import type { CellResult, LadderCell, LadderMode } from "./ladderCell.ts";
import { BACKBONE, EXAMPLES_OF, NEW_PARAMETERS, networkOf, OUTPUT_LAYERS, referenceOf } from "./modes.ts";
import type { FineTuning, NetworkMode, Reference } from "./modes.ts";
import { observableTable, trainTrees } from "./observableTrees.ts";
import type { ObservableTable } from "./observableTrees.ts";
import { balancedSubset, shufflePool } from "./subsets.ts";
import type { LadderParts } from "./subsets.ts";

export interface LadderPlan {
  readonly modes: readonly LadderMode[];
  readonly sizes: readonly number[];
  readonly repeats: number;
  /** Passes over the labelled jets, within the limits of steps. */
  readonly epochs: number;
  readonly fewestSteps: number;
  readonly mostSteps: number;
  /** Highest learning rate of each mode. */
  readonly rates: Readonly<Record<NetworkMode, number>>;
}

export interface LadderJets {
  readonly jets: RelativeJets;
  readonly inputs: JetInputs;
  readonly parts: LadderParts;
  readonly classes: readonly string[];
}

export interface Ladder {
  readonly plan: LadderPlan;
  readonly tuning: FineTuning;
  /** Of the pre-trained model, by its own names. */
  readonly parameters: NamedArrays;
  readonly data: LadderJets;
  /** Of everything beside the cell that a result depends on; stored results of another key do not count. */
  readonly key: string;
}

/** All results in the order of `cellsOf`. @throws GlueballError jetlm/class-missing, jetlm/weights-do-not-fit */
export async function climbLadder(context: RunContext, ladder: Ladder): Promise<readonly CellResult[]> {
  const cells = cellsOf(ladder.plan);
  for (const { size, repeat } of cells) subsetOf(context, ladder.data, size, repeat); // refuses before anything is trained
  const total = cells.reduce((sum, cell) => sum + costOf(cell, ladder), 0);
  const bench = new LadderBench(context, ladder);
  const results: CellResult[] = [];
  let done = 0;
  for (const cell of cells) {
    const cost = costOf(cell, ladder);
    const tell = (share: number) => progressOf(context, done + share * cost, total, results.at(-1));
    const known = storedCell<CellResult>(context, nameOf(cell), ladder.key);
    const result = known ?? (await bench.run(cell, tell));
    if (known === undefined) storeCell(context, nameOf(cell), ladder.key, result);
    results.push(result);
    done += cost;
    tell(0);
    context.signal.throwIfAborted();
  }
  await bench.release();
  return results;
}

/** Sizes rise, so that the first figures come soon. */
export function cellsOf({ modes, sizes, repeats }: LadderPlan): readonly LadderCell[] {
  return sizes.flatMap((size) =>
    Array.from({ length: repeats }, (_, repeat) => modes.map((mode) => ({ mode, size, repeat }))).flat(),
  );
}

/** Validations of a training, and how many in a row may be no better than the best. */
const VALIDATIONS = 12;
const PATIENCE = 6;

function recipeOf(mode: NetworkMode, size: number, { plan, tuning }: Ladder): ClassifierRecipe {
  const wanted = Math.ceil((plan.epochs * size) / tuning.rows);
  const steps = Math.min(plan.mostSteps, Math.max(plan.fewestSteps, wanted));
  const every = Math.max(1, Math.round(steps / VALIDATIONS));
  return { steps, every, patience: PATIENCE, rate: plan.rates[mode], schedule: "cosine" };
}

/** Work of a step of a mode, in units of one through the whole network. */
const STEP_COST = { tokens: 1, states: 0.2, means: 0.01, constituents: 3 };
const TREES_COST = 10;

function costOf({ mode, size }: LadderCell, ladder: Ladder): number {
  if (mode === "trees") return TREES_COST;
  return recipeOf(mode, size, ladder).steps * STEP_COST[EXAMPLES_OF[mode]];
}

function progressOf({ progress }: RunContext, done: number, total: number, last: CellResult | undefined): void {
  const metrics = last === undefined ? {} : { jets: last.size, accuracy: last.accuracy };
  progress({ stage: "ladder", done: Math.round(done), total: Math.round(total), metrics });
}

function subsetOf({ rng }: RunContext, { parts, classes }: LadderJets, size: number, repeat: number): Int32Array {
  return balancedSubset(shufflePool(parts, rng.fork("subset").fork(repeat)), size, classes);
}

/** What the cells of a ladder share; made when a cell first needs it. */
class LadderBench {
  readonly #context: RunContext;
  readonly #ladder: Ladder;
  /** Scratch and full are one network. */
  readonly #classifiers = new Map<NetworkMode, Classifier>();
  #states: JetStates | undefined;
  #observables: ObservableTable | undefined;

  constructor(context: RunContext, ladder: Ladder) {
    this.#context = context;
    this.#ladder = ladder;
  }

  async run(cell: LadderCell, tell: (share: number) => void): Promise<CellResult> {
    const { mode, size, repeat } = cell;
    const train = subsetOf(this.#context, this.#ladder.data, size, repeat);
    const started = performance.now();
    const learnt = mode === "trees" ? await this.#trees(train, cell) : await this.#network(mode, train, cell, tell);
    const { labels } = this.#ladder.data.inputs;
    const [test, validation] = [learnt.test, learnt.validation].map((logits, k) => {
      const jets = [this.#ladder.data.parts.test, this.#ladder.data.parts.validation][k];
      return { logits, labels: jets.map((jet) => labels[jet]) };
    });
    const { loss, accuracy } = scoreLogits(validation.logits, validation.labels);
    return {
      ...cell,
      ...scoreOfLogits(test, validation),
      validationLoss: loss,
      validationAccuracy: accuracy,
      steps: learnt.steps,
      seconds: (performance.now() - started) / 1e3,
    };
  }

  async release(): Promise<void> {
    for (const classifier of new Set(this.#classifiers.values())) await classifier.release();
  }

  async #network(mode: NetworkMode, train: Int32Array, cell: LadderCell, tell: (share: number) => void) {
    const { parts } = this.#ladder.data;
    const classifier = this.#classifierOf(mode);
    const [own, validation, test] = [
      await this.#examplesOf(mode, train),
      await this.#examplesOf(mode, parts.validation),
      await this.#examplesOf(mode, parts.test),
    ];
    const recipe = recipeOf(mode, cell.size, this.#ladder);
    const context: RunContext = {
      ...oneOfMany(this.#context, `cell ${cell.size} ${cell.repeat}`),
      progress: ({ done }) => tell(done / recipe.steps),
    };
    const initial = mode === "full" || mode === "lora" ? this.#weightsFor(classifier) : new Map();
    const fitted = await classifier.fit(context, { train: own, validation }, recipe, initial);
    return {
      test: await classifier.logits(test, fitted.parameters),
      validation: await classifier.logits(validation, fitted.parameters),
      steps: fitted.steps,
    };
  }

  async #trees(train: Int32Array, { size, repeat }: LadderCell) {
    const { jets, parts, inputs } = this.#ladder.data;
    this.#observables ??= await observableTable(this.#context, jets, this.#allJets());
    const rng = this.#context.rng.fork("trees").fork(size).fork(repeat);
    const logits = trainTrees(this.#observables, inputs.labels, train, rng);
    return { test: logits(parts.test), validation: logits(parts.validation), steps: 0 };
  }

  #classifierOf(mode: NetworkMode): Classifier {
    const kind = mode === "scratch" ? "full" : mode;
    const known = this.#classifiers.get(kind) ?? compileClassifier(this.#context, networkOf(kind, this.#ladder.tuning));
    this.#classifiers.set(kind, known);
    return known;
  }

  #weightsFor({ scope }: Classifier): NamedArrays {
    const rules = { prefix: BACKBONE, allowMissing: NEW_PARAMETERS, leaveOut: OUTPUT_LAYERS };
    return backboneWeights(this.#ladder.parameters, scope, rules);
  }

  async #examplesOf(mode: NetworkMode, jets: Int32Array): Promise<Examples> {
    const kind = EXAMPLES_OF[mode];
    const { tuning, parameters, data } = this.#ladder;
    if (kind === "tokens") return tokenExamples(data.inputs, jets);
    if (kind === "constituents") {
      const inputs = inputsOf(referenceOf(mode as Reference, tuning));
      return taggerExamples(selectJets(data.jets, jets), inputs, tuning.rows);
    }
    const backbone = { config: tuning.model, causal: tuning.causal, parameters };
    this.#states ??= await frozenStates(this.#context, backbone, data.inputs, this.#allJets());
    return kind === "states" ? stateExamples(this.#states, jets) : meanExamples(this.#states, jets);
  }

  /** Those that any cell needs. */
  #allJets(): Int32Array {
    const { plan, data } = this.#ladder;
    const largest = Math.max(...plan.sizes);
    const subsets = Array.from({ length: plan.repeats }, (_, repeat) => subsetOf(this.#context, data, largest, repeat));
    const all = [data.parts.validation, data.parts.test, ...subsets];
    return Int32Array.from(new Set(all.flatMap((jets) => [...jets]))).sort();
  }
}
