/**
 * Training: forward and backward are one program; clipping and the optimiser are one pass over flat vectors
 * (optimiser.ts says why they are not ops). The program reads the parameters from these vectors and writes the
 * gradients into others, so nothing is copied, and nothing is changed before loss and gradient are known to be finite.
 */
import { GlueballError } from "../base/index.ts";
import type { Rng } from "../base/index.ts";
import { requireMoments, requireParameters } from "./checkpoint.ts";
import { grad } from "./gradient.ts";
import { nonFiniteError } from "./nonFinite.ts";
import type { OptimiserOptions } from "./optimiser.ts";
import { assignGroups } from "./parameterGroups.ts";
import type { ParameterGroup } from "./parameterGroups.ts";
import { Program } from "./program.ts";
import type { Execution } from "./runtime.ts";
import { NOISE_KEY } from "./scope.ts";
import type { NamedArrays, Scope } from "./scope.ts";
import type { Tensor } from "./tensor.ts";
import {
  createGroupState,
  gather,
  gradientNorm,
  loadGroup,
  moveAverage,
  namedCopies,
  optimiserVectors,
  partsOf,
} from "./trainingState.ts";
import type { GroupState } from "./trainingState.ts";

export interface TrainingDefinition {
  readonly scope: Scope;
  /** Mean loss of a batch, one number. */
  readonly loss: Tensor;
  /** Further results of the forward pass. */
  readonly metrics?: Readonly<Record<string, Tensor>>;
  readonly optimiser: OptimiserOptions;
  /** Default: all parameters in one group; vectors (gains, biases) without weight decay. */
  readonly groups?: readonly ParameterGroup[];
  /** Limit of the global gradient norm. */
  readonly clipNorm?: number;
  /** Decay of exponentially averaged parameters, kept beside the trained ones. */
  readonly emaDecay?: number;
  /** Micro-batches averaged into one update; 1 by default. */
  readonly accumulate?: number;
}

export interface StepResult {
  readonly loss: number;
  /** Before clipping. */
  readonly gradientNorm: number;
  readonly metrics: Readonly<Record<string, number>>;
}

/** Values of a batch by input name. */
export type Batch = Readonly<Record<string, ArrayLike<number>>>;

export class Trainer {
  readonly #definition: TrainingDefinition;
  readonly #execution: Execution;
  readonly #states: readonly GroupState[];
  /** Forward and backward. */
  readonly #program: Program;
  /** Sums of the gradients of micro-batches, one vector a group. */
  readonly #sums: readonly Float32Array[];
  /** Buffers that the loss does not depend on: kept for the file. */
  readonly #idle = new Map<string, Float32Array>();

  private constructor(
    definition: TrainingDefinition,
    execution: Execution,
    states: readonly GroupState[],
    program: Program,
  ) {
    this.#definition = definition;
    this.#execution = execution;
    this.#states = states;
    this.#program = program;
    const micro = (definition.accumulate ?? 1) > 1;
    this.#sums = micro ? states.map(({ gradient }) => new Float32Array(gradient.length)) : [];
    for (const { name, tensor, trainable } of definition.scope.parameters) {
      if (!trainable && program.value(name) === undefined) this.#idle.set(name, new Float32Array(tensor.size));
    }
  }

  static async compile(definition: TrainingDefinition, execution: Execution): Promise<Trainer> {
    const { scope, loss, metrics = {}, optimiser, emaDecay } = definition;
    const groups = assignGroups(scope.parameters, optimiser, definition.groups);
    const states = groups.map((group) => createGroupState(group, emaDecay !== undefined));
    const trained = groups.filter(({ rateFactor }) => rateFactor !== 0).flatMap(({ parameters }) => parameters);
    const gradients = grad(
      loss,
      trained.map(({ tensor }) => tensor),
    );
    const outputs: Record<string, Tensor> = { loss: loss.reshape([]) };
    for (const [name, metric] of Object.entries(metrics)) outputs[METRIC + name] = metric;
    trained.forEach(({ name }, k) => (outputs[GRADIENT + name] = gradients[k]));
    const updates = Object.fromEntries(scope.updates);
    const program = await Program.compile({ outputs, updates, memory: memoryOf(states) }, execution);
    return new Trainer(definition, execution, states, program);
  }

  /**
   * One update from one batch (or `accumulate` micro-batches) with the given rate. `step` counts from 1. Noise is drawn
   * from streams forked from `rng` by step, so a resumed run draws the same. When the loss or the gradient is not
   * finite the state stays as it was and the error names the first op that produced such a number.
   * @throws GlueballError tensor/non-finite, tensor/wrong-batch-count, tensor/wrong-step
   */
  async step(batches: Batch | readonly Batch[], step: number, rate: number, rng: Rng): Promise<StepResult> {
    const list = Array.isArray(batches) ? (batches as readonly Batch[]) : [batches as Batch];
    requireCount(list.length, this.#definition.accumulate ?? 1);
    this.#requireStep(step, rate);
    const result =
      list.length === 1
        ? await this.#differentiate(list[0], step, rng.fork(step).fork(0))
        : await this.#accumulate(list, step, rng);
    this.#update(step, rate, result.gradientNorm);
    return result;
  }

  /** Loss and gradient of one batch; takes back what the run did to the buffers when they are not finite. */
  async #differentiate(batch: Batch, step: number, noise: Rng): Promise<StepResult> {
    const out = await this.#program.run({ ...batch, ...this.#noise(noise) });
    const result = { loss: out.loss[0], gradientNorm: gradientNorm(this.#states), metrics: numbersOf(out) };
    if (Number.isFinite(result.loss) && Number.isFinite(result.gradientNorm)) return result;
    this.#program.revert();
    throw await nonFiniteError(this.#program, this.#execution, step);
  }

  /** The mean gradient of several micro-batches, in the place where one batch leaves its own. */
  async #accumulate(batches: readonly Batch[], step: number, rng: Rng): Promise<StepResult> {
    // A later micro-batch may fail when earlier ones have moved the buffers already.
    const buffers = [...this.#definition.scope.updates.keys()].map(
      (name) => [name, this.#program.state(name).slice()] as const,
    );
    for (const sum of this.#sums) sum.fill(0);
    try {
      const results: StepResult[] = [];
      for (const [k, batch] of batches.entries()) {
        results.push(await this.#differentiate(batch, step, rng.fork(step).fork(k)));
        this.#states.forEach(({ gradient }, g) => gather(this.#sums[g], gradient, batches.length));
      }
      this.#states.forEach(({ gradient }, g) => gradient.set(this.#sums[g]));
      return averageOf(results, gradientNorm(this.#states));
    } catch (error) {
      for (const [name, values] of buffers) this.#program.state(name).set(values);
      throw error;
    }
  }

  /** Clipping by the global norm (Pascanu et al., arXiv 1211.5063, algorithm 1), the optimisers, and the averages. */
  #update(step: number, rate: number, norm: number): void {
    const { clipNorm, emaDecay } = this.#definition;
    const shrink = clipNorm === undefined || norm <= clipNorm ? 1 : clipNorm / norm;
    for (const { group, value, gradient, moments, average } of this.#states) {
      if (group.rateFactor === 0) continue;
      group.optimiser.apply({
        parameters: value,
        gradient,
        moments,
        step,
        rate: rate * group.rateFactor,
        shrink,
      });
      if (average !== undefined && emaDecay !== undefined) moveAverage(average, value, emaDecay);
    }
  }

  /** Named values of all parameters and buffers. */
  parameters(): NamedArrays {
    return this.#read(({ value }) => value);
  }

  /** The exponential averages of the parameters; buffers and frozen parameters as they are. */
  averages(): NamedArrays {
    return this.#read(({ average, value }) => average ?? value);
  }

  /** Everything that a resumed run needs: parameters, moments (`optimiser.<moment>.<parameter>`), averages. */
  state(): NamedArrays {
    const all = new Map(this.parameters());
    for (const state of this.#states) {
      for (const [prefix, vector] of optimiserVectors(state)) {
        for (const [name, array] of namedCopies(state.group, vector, prefix)) all.set(name, array);
      }
    }
    return all;
  }

  /**
   * Sets the parameters, and the moments and averages where the arrays have them (zero and equal to the parameters otherwise).
   * @throws GlueballError tensor/checkpoint-mismatch when a parameter or buffer is missing or misshapen,
   * tensor/other-optimiser when there are moments, but not those of this optimiser and these groups
   */
  load(arrays: NamedArrays): void {
    const { scope } = this.#definition;
    requireParameters(arrays, scope);
    const trained = this.#states.map(({ group }) => group).filter(({ rateFactor }) => rateFactor !== 0);
    requireMoments(arrays, trained);
    for (const state of this.#states) loadGroup(state, arrays);
    for (const { name, trainable } of scope.parameters) {
      if (!trainable) this.#buffer(name).set(arrays.get(name)!.data);
    }
  }

  async release(): Promise<void> {
    await this.#program.release();
  }

  get nodeCount(): number {
    return this.#program.nodeCount;
  }

  #read(choose: (state: GroupState) => Float32Array): NamedArrays {
    const all = new Map<string, { shape: readonly number[]; data: Float32Array }>();
    for (const state of this.#states) {
      for (const [name, array] of namedCopies(state.group, choose(state))) all.set(name, array);
    }
    for (const { name, tensor, trainable } of this.#definition.scope.parameters) {
      if (!trainable) all.set(name, { shape: tensor.shape, data: this.#buffer(name).slice() });
    }
    return all;
  }

  #buffer(name: string): Float32Array {
    return (this.#program.value(name) ?? this.#idle.get(name)) as Float32Array;
  }

  /** A factor that is not finite would reach the parameters while loss and gradient are. */
  #requireStep(step: number, rate: number): void {
    const factors = this.#states.flatMap(({ group }) => group.optimiser.factors(step, rate * group.rateFactor));
    if (step >= 1 && factors.every(Number.isFinite)) return;
    throw new GlueballError({
      code: "tensor/wrong-step",
      what: "the optimiser cannot make this step",
      found: `step ${step}, rate ${rate}`,
      expected: "steps from 1, a finite rate, and decays of the moments below 1",
    });
  }

  #noise(rng: Rng): Batch {
    const used = this.#program.inputs.some(({ name }) => name === NOISE_KEY);
    return used ? { [NOISE_KEY]: [rng.uint32() | 0, rng.uint32() | 0] } : {};
  }
}

const METRIC = "metric.";
const GRADIENT = "gradient.";

/** Where the program finds the parameters and leaves their gradients. */
function memoryOf(states: readonly GroupState[]): Record<string, Float32Array> {
  const memory: Record<string, Float32Array> = {};
  for (const { group, value, gradient } of states) {
    for (const [name, part] of partsOf(group, value)) memory[name] = part;
    if (group.rateFactor === 0) continue;
    for (const [name, part] of partsOf(group, gradient)) memory[GRADIENT + name] = part;
  }
  return memory;
}

function requireCount(found: number, accumulate: number): void {
  if (found === accumulate) return;
  throw new GlueballError({
    code: "tensor/wrong-batch-count",
    what: "another number of batches than one update takes",
    found,
    expected: `${accumulate}, the micro-batches of one update`,
  });
}

function numbersOf(out: Readonly<Record<string, ArrayLike<number>>>): Record<string, number> {
  const metrics = Object.entries(out).filter(([name]) => name.startsWith(METRIC));
  return Object.fromEntries(metrics.map(([name, value]) => [name.slice(METRIC.length), value[0]]));
}

function averageOf(results: readonly StepResult[], gradientNorm: number): StepResult {
  const mean = (read: (result: StepResult) => number) =>
    results.reduce((sum, result) => sum + read(result), 0) / results.length;
  const metrics = Object.keys(results[0].metrics).map((name) => [name, mean((r) => r.metrics[name])] as const);
  return { loss: mean((r) => r.loss), gradientNorm, metrics: Object.fromEntries(metrics) };
}
