/**
 * Training: forward, backward, clipping and the optimiser in one program.
 *
 * Trainable parameters of a group are one flat vector, cut into the named parameters inside the program; their moments
 * are vectors of the same length. These vectors are the program's state (see program.ts).
 */
import { GlueballError } from "../base/index.ts";
import type { Rng } from "../base/index.ts";
import { MOMENT_PREFIX, requireMoments, requireParameters } from "./checkpoint.ts";
import { grad } from "./gradient.ts";
import { nonFiniteError } from "./nonFinite.ts";
import type { OptimiserOptions } from "./optimiser.ts";
import { assignGroups } from "./parameterGroups.ts";
import type { Group, ParameterGroup } from "./parameterGroups.ts";
import { Program } from "./program.ts";
import type { Execution } from "./runtime.ts";
import { NOISE_KEY } from "./scope.ts";
import type { NamedArrays, Scope } from "./scope.ts";
import { substitute } from "./substitute.ts";
import { input, scalar } from "./tensor.ts";
import type { Tensor } from "./tensor.ts";

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
  readonly #groups: readonly Group[];
  /** Forward, backward and, without accumulation, the update. */
  readonly #forward: Program;
  /** The update from gathered gradients. */
  readonly #update: Program | undefined;
  /** Frozen groups and buffers that the loss does not depend on: kept for the file, read by no program. */
  readonly #idle = new Map<string, Float32Array>();

  private constructor(
    definition: TrainingDefinition,
    execution: Execution,
    groups: readonly Group[],
    forward: Program,
    update: Program | undefined,
  ) {
    this.#definition = definition;
    this.#execution = execution;
    this.#groups = groups;
    this.#forward = forward;
    this.#update = update;
    const buffers = definition.scope.parameters.filter(({ trainable }) => !trainable);
    for (const [name, size] of [
      ...groups.map((group) => [`${group.name}.value`, group.size] as const),
      ...buffers.map(({ name, tensor }) => [name, tensor.size] as const),
    ]) {
      if (forward.value(name) === undefined && update?.value(name) === undefined) {
        this.#idle.set(name, new Float32Array(size));
      }
    }
  }

  static async compile(definition: TrainingDefinition, execution: Execution): Promise<Trainer> {
    const { scope, loss, metrics = {}, optimiser, accumulate = 1 } = definition;
    const groups = assignGroups(scope.parameters, optimiser, definition.groups);
    const trained = groups.filter(({ rateFactor }) => rateFactor !== 0);
    const tensors = trained.flatMap(({ parameters }) => parameters.map(({ tensor }) => tensor));
    const gradients = grad(loss, tensors);

    const names = Object.keys(metrics);
    const buffers = [...scope.updates];
    const traced = [loss, ...Object.values(metrics), ...buffers.map(([, value]) => value), ...gradients];
    const [lossOut, ...rest] = substitute(traced, cutIntoParameters(groups)) as [Tensor, ...Tensor[]];
    const metricsOut = Object.fromEntries(names.map((name, k) => [`metric.${name}`, rest[k]]));
    const bufferUpdates = Object.fromEntries(buffers.map(([name], k) => [name, rest[names.length + k]]));
    const flat = flatten(trained, rest.slice(names.length + buffers.length));
    const outputs = { loss: lossOut.reshape([]), ...metricsOut };

    if (accumulate === 1) {
      const { updates, norm } = updateGraph(trained, flat, definition);
      const forward = await Program.compile(
        { outputs: { ...outputs, norm }, updates: { ...updates, ...bufferUpdates } },
        execution,
      );
      return new Trainer(definition, execution, groups, forward, undefined);
    }
    const gather = Object.fromEntries(
      trained.map(({ name, size }, k) => {
        const gathered = input(`${name}.gathered`, [size]);
        return [`${name}.gathered`, gathered.add(flat[k].mul(1 / accumulate))];
      }),
    );
    const gathered = trained.map(({ name, size }) => input(`${name}.gathered`, [size]));
    const { updates, norm } = updateGraph(trained, gathered, definition);
    const forward = await Program.compile(
      { outputs: { ...outputs, norm: globalNorm(flat) }, updates: { ...gather, ...bufferUpdates } },
      execution,
    );
    const update = await Program.compile({ outputs: { norm }, updates }, execution);
    return new Trainer(definition, execution, groups, forward, update);
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
    const scalars = this.#scalars(step, rate);
    if (this.#update === undefined) return this.#forwardStep({ ...list[0], ...scalars }, step, rng.fork(step).fork(0));
    // A later micro-batch may fail when earlier ones have moved the buffers already.
    const buffers = [...this.#definition.scope.updates.keys()].map(
      (name) => [name, this.#forward.state(name).slice()] as const,
    );
    try {
      for (const { name } of this.#trained) this.#forward.state(`${name}.gathered`).fill(0);
      const results: StepResult[] = [];
      for (const [k, batch] of list.entries()) {
        results.push(await this.#forwardStep(batch, step, rng.fork(step).fork(k)));
      }
      return averageOf(results, await this.#applyGathered(this.#update, scalars, step));
    } catch (error) {
      for (const [name, values] of buffers) this.#forward.state(name).set(values);
      throw error;
    }
  }

  async #forwardStep(feeds: Batch, step: number, noise: Rng): Promise<StepResult> {
    const out = await this.#forward.run({ ...feeds, ...this.#noise(noise) });
    const result = { loss: out.loss[0], gradientNorm: out.norm[0], metrics: numbersOf(out) };
    if (Number.isFinite(result.loss) && Number.isFinite(result.gradientNorm)) return result;
    this.#forward.revert();
    throw await nonFiniteError(this.#forward, this.#execution, step);
  }

  async #applyGathered(update: Program, scalars: Batch, step: number): Promise<number> {
    const gathered = this.#trained.map(({ name }) => `${name}.gathered`);
    const feeds = Object.fromEntries(gathered.map((name) => [name, this.#forward.state(name)]));
    const out = await update.run({ ...feeds, ...scalars });
    if (!Number.isFinite(out.norm[0])) {
      update.revert();
      throw await nonFiniteError(update, this.#execution, step);
    }
    for (const { name } of this.#trained) this.#forward.feed(`${name}.value`, update.state(`${name}.value`));
    return out.norm[0];
  }

  /** Named values of all parameters and buffers. */
  parameters(): NamedArrays {
    return this.#read("value");
  }

  /** The exponential averages of the parameters; buffers and frozen parameters as they are. */
  averages(): NamedArrays {
    return this.#read(this.#definition.emaDecay === undefined ? "value" : "average");
  }

  /** Everything that a resumed run needs: parameters, moments (`optimiser.<moment>.<parameter>`), averages. */
  state(): NamedArrays {
    const all = new Map(this.parameters());
    this.#eachVector((vector, prefix, group) => {
      for (const [name, array] of namedParts(group, this.#vector(vector))) all.set(prefix + name, array);
    });
    return all;
  }

  /**
   * Sets the parameters, and the moments and averages where the arrays have them (zero and equal to the parameters otherwise).
   * @throws GlueballError tensor/checkpoint-mismatch when a parameter or buffer is missing or misshapen,
   * tensor/other-optimiser when there are moments, but not those of this optimiser and these groups
   */
  load(arrays: NamedArrays): void {
    requireParameters(arrays, this.#definition.scope);
    requireMoments(arrays, this.#trained);
    const write = (group: Group, vector: string, prefix: string, otherwise: string | undefined) => {
      const target = this.#vector(vector);
      let offset = 0;
      for (const { name, tensor } of group.parameters) {
        const source =
          arrays.get(prefix + name) ?? (otherwise === undefined ? undefined : arrays.get(otherwise + name));
        if (source === undefined) target.fill(0, offset, offset + tensor.size);
        else target.set(source.data, offset);
        offset += tensor.size;
      }
    };
    for (const group of this.#groups) write(group, `${group.name}.value`, "", "");
    this.#eachVector((vector, prefix, group) =>
      write(group, vector, prefix, prefix === AVERAGE_PREFIX ? "" : undefined),
    );
    for (const { name, trainable } of this.#definition.scope.parameters) {
      if (!trainable) this.#vector(name).set(arrays.get(name)!.data);
    }
    if (this.#update !== undefined) {
      for (const { name } of this.#trained) this.#forward.feed(`${name}.value`, this.#update.state(`${name}.value`));
    }
  }

  async release(): Promise<void> {
    await this.#forward.release();
    await this.#update?.release();
  }

  get nodeCount(): number {
    return this.#forward.nodeCount;
  }

  get #trained(): readonly Group[] {
    return this.#groups.filter(({ rateFactor }) => rateFactor !== 0);
  }

  /** Calls `body` for each vector of optimiser state with the prefix of its parts' names. */
  #eachVector(body: (vector: string, prefix: string, group: Group) => void): void {
    for (const group of this.#trained) {
      for (const moment of group.optimiser.moments)
        body(`${group.name}.${moment}`, `${MOMENT_PREFIX}${moment}.`, group);
      if (this.#definition.emaDecay !== undefined) body(`${group.name}.average`, AVERAGE_PREFIX, group);
    }
  }

  #read(kind: "value" | "average"): NamedArrays {
    const all = new Map<string, { shape: readonly number[]; data: Float32Array }>();
    for (const group of this.#groups) {
      const vector = group.rateFactor === 0 ? "value" : kind;
      for (const [name, array] of namedParts(group, this.#vector(`${group.name}.${vector}`))) all.set(name, array);
    }
    for (const { name, tensor, trainable } of this.#definition.scope.parameters) {
      if (!trainable) all.set(name, { shape: tensor.shape, data: this.#vector(name).slice() });
    }
    return all;
  }

  #vector(name: string): Float32Array {
    return (this.#update?.value(name) ?? this.#forward.value(name) ?? this.#idle.get(name)) as Float32Array;
  }

  #scalars(step: number, rate: number): Record<string, readonly number[]> {
    const feeds: Record<string, readonly number[]> = {};
    for (const { name, optimiser, rateFactor } of this.#trained) {
      for (const [key, value] of Object.entries(optimiser.scalarValues(step, rate * rateFactor))) {
        feeds[`${name}.${key}`] = [value];
      }
    }
    requireFinite(feeds, step, rate);
    return feeds;
  }

  #noise(rng: Rng): Batch {
    const used = this.#forward.inputs.some(({ name }) => name === NOISE_KEY);
    return used ? { [NOISE_KEY]: [rng.uint32() | 0, rng.uint32() | 0] } : {};
  }
}

const AVERAGE_PREFIX = "average.";

/** Replaces every parameter by its part of the group's vector. */
function cutIntoParameters(groups: readonly Group[]): Map<Tensor, Tensor> {
  const replacements = new Map<Tensor, Tensor>();
  for (const { name, size, parameters } of groups) {
    const vector = input(`${name}.value`, [size]);
    const parts = vector.split(
      parameters.map(({ tensor }) => tensor.size),
      0,
    );
    parameters.forEach(({ tensor }, k) => replacements.set(tensor, parts[k].reshape(tensor.shape)));
  }
  return replacements;
}

/** One gradient vector a group from the gradients of all parameters in order. */
function flatten(groups: readonly Group[], gradients: readonly Tensor[]): Tensor[] {
  let used = 0;
  return groups.map(({ parameters }) => {
    const [first, ...others] = parameters.map(() => gradients[used++].reshape([-1])) as [Tensor, ...Tensor[]];
    return first.concat(others, 0);
  });
}

function globalNorm(gradients: readonly Tensor[]): Tensor {
  const squares = gradients.map((gradient) => gradient.mul(gradient).sum());
  return squares.reduce((sum, square) => sum.add(square)).sqrt();
}

/** Clipping by the global norm (Pascanu et al., arXiv 1211.5063, algorithm 1), the optimisers, and the averages. */
function updateGraph(
  groups: readonly Group[],
  gradients: readonly Tensor[],
  { clipNorm, emaDecay }: TrainingDefinition,
): { updates: Record<string, Tensor>; norm: Tensor } {
  const norm = globalNorm(gradients);
  const shrink = clipNorm === undefined ? undefined : scalar(clipNorm).div(norm.maximum(clipNorm));
  const updates: Record<string, Tensor> = {};
  groups.forEach(({ name, size, optimiser }, k) => {
    const stateOf = (names: readonly string[], shape: readonly number[]) =>
      Object.fromEntries(names.map((key) => [key, input(`${name}.${key}`, shape)]));
    const updated = optimiser.update({
      parameters: input(`${name}.value`, [size]),
      gradient: shrink === undefined ? gradients[k] : gradients[k].mul(shrink),
      moments: stateOf(optimiser.moments, [size]),
      scalars: stateOf(optimiser.scalars, []),
    });
    updates[`${name}.value`] = updated.parameters;
    for (const [key, moment] of Object.entries(updated.moments)) updates[`${name}.${key}`] = moment;
    if (emaDecay !== undefined) {
      const average = input(`${name}.average`, [size]);
      updates[`${name}.average`] = average.add(updated.parameters.sub(average).mul(1 - emaDecay));
    }
  });
  return { updates, norm };
}

function namedParts(group: Group, vector: Float32Array): [string, { shape: readonly number[]; data: Float32Array }][] {
  let offset = 0;
  return group.parameters.map(({ name, tensor }) => {
    const data = vector.slice(offset, offset + tensor.size);
    offset += tensor.size;
    return [name, { shape: tensor.shape, data }];
  });
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

/** Such numbers would reach the parameters while loss and gradient are finite. */
function requireFinite(scalars: Record<string, readonly number[]>, step: number, rate: number): void {
  if (step >= 1 && Object.values(scalars).every(([value]) => Number.isFinite(value))) return;
  throw new GlueballError({
    code: "tensor/wrong-step",
    what: "the optimiser cannot make this step",
    found: `step ${step}, rate ${rate}`,
    expected: "steps from 1, a finite rate, and decays of the moments below 1",
  });
}

function numbersOf(out: Readonly<Record<string, ArrayLike<number>>>): Record<string, number> {
  const metrics = Object.entries(out).filter(([name]) => name.startsWith("metric."));
  return Object.fromEntries(metrics.map(([name, value]) => [name.slice("metric.".length), value[0]]));
}

function averageOf(results: readonly StepResult[], gradientNorm: number): StepResult {
  const mean = (read: (result: StepResult) => number) =>
    results.reduce((sum, result) => sum + read(result), 0) / results.length;
  const metrics = Object.keys(results[0].metrics).map((name) => [name, mean((r) => r.metrics[name])] as const);
  return { loss: mean((r) => r.loss), gradientNorm, metrics: Object.fromEntries(metrics) };
}
