/**
 * Parameters by name. A network is a function from a scope and tensors to tensors; the scope hands out its parameters,
 * registering each with its initial distribution the first time it is asked for. So the parameter tree is written
 * where it is used, and tracing the same function again (for inference, for another batch size) gives the same tree.
 *
 *     const head = (scope: Scope, x: Tensor) => linear(scope.child("head"), x, 10);   // head.weight, head.bias
 */
import { GlueballError, hashString } from "../base/index.ts";
import type { Rng } from "../base/index.ts";
import type { Shape } from "./graph.ts";
import { sameShape, showShape, userFrame } from "./graph.ts";
import type { Initialiser } from "./initialise.ts";
import { input } from "./tensor.ts";
import type { Tensor } from "./tensor.ts";

export interface Parameter {
  readonly name: string;
  readonly tensor: Tensor;
  readonly initialiser: Initialiser;
  /** Buffers (running statistics) are state, but no gradient is taken with respect to them. */
  readonly trainable: boolean;
}

/** Numbers of parameters, optimiser moments, ...: shape and values in C order by name. */
export type NamedArrays = ReadonlyMap<string, { readonly shape: Shape; readonly data: Float32Array }>;

interface Registry {
  readonly parameters: Map<string, Parameter>;
  /** New values of buffers, noted while tracing in training mode. */
  readonly updates: Map<string, Tensor>;
}

/** What a network gets for a parameter; `owner` is the plain scope it belongs to, for parameters of the change itself. */
export type ParameterChange = (parameter: Tensor, name: string, owner: Scope) => Tensor;

export class Scope {
  readonly #registry: Registry;
  readonly #path: string;
  readonly #noiseKey: Tensor | undefined;
  readonly #change: ParameterChange | undefined;

  private constructor(registry: Registry, path: string, noiseKey: Tensor | undefined, change?: ParameterChange) {
    this.#registry = registry;
    this.#path = path;
    this.#noiseKey = noiseKey;
    this.#change = change;
  }

  /** An empty tree, in inference mode. */
  static create(): Scope {
    return new Scope({ parameters: new Map(), updates: new Map() }, "", undefined);
  }

  /** The subtree `name`. */
  child(name: string | number): Scope {
    return new Scope(this.#registry, `${this.#path}${name}.`, this.#noiseKey, this.#change);
  }

  /** The same tree in training mode: dropout draws, normalisations use the statistics of the batch. */
  forTraining(): Scope {
    return new Scope(this.#registry, this.#path, input(NOISE_KEY, [2], "int32"), this.#change);
  }

  /** The same tree, whose trainable parameters reach the network as `change` makes them: frozen, or with an adapter. */
  changed(change: ParameterChange): Scope {
    return new Scope(this.#registry, this.#path, this.#noiseKey, change);
  }

  get training(): boolean {
    return this.#noiseKey !== undefined;
  }

  /** A trainable parameter. */
  parameter(name: string, shape: Shape, initialiser: Initialiser): Tensor {
    const parameter = this.#register(name, shape, initialiser, true);
    const owner = new Scope(this.#registry, this.#path, this.#noiseKey);
    return this.#change?.(parameter, this.#path + name, owner) ?? parameter;
  }

  /** State that is not trained, such as a running mean. */
  buffer(name: string, shape: Shape, initialiser: Initialiser): Tensor {
    return this.#register(name, shape, initialiser, false);
  }

  /** Gives a buffer of this scope the value it has after this training step. */
  updateBuffer(name: string, value: Tensor): void {
    const path = this.#path + name;
    const known = this.#registry.parameters.get(path);
    if (known === undefined || known.trainable || !sameShape(known.tensor.shape, value.shape)) {
      throw new GlueballError({
        code: "tensor/not-this-buffer",
        what: `no buffer ${path} that takes this value`,
        place: userFrame(new Error()),
        found: showShape(value.shape),
        expected: known === undefined || known.trainable ? "a buffer of this scope" : showShape(known.tensor.shape),
      });
    }
    this.#registry.updates.set(path, value);
  }

  /** Uniform numbers in (0, 1], other ones for each scope, `purpose` and step. Training mode only. */
  noise(purpose: string, shape: Shape): Tensor {
    if (this.#noiseKey === undefined) {
      throw new GlueballError({
        code: "tensor/noise-in-inference",
        what: `noise for ${this.#path}${purpose} in a scope that is not training`,
        place: userFrame(new Error()),
        expected: "scope.training to be asked first, or a scope from forTraining()",
      });
    }
    return this.#noiseKey.uniform(shape, hashString(this.#path + purpose) | 0);
  }

  /** Everything registered so far in the whole tree, in order of first use. */
  get parameters(): readonly Parameter[] {
    return [...this.#registry.parameters.values()];
  }

  get updates(): ReadonlyMap<string, Tensor> {
    return this.#registry.updates;
  }

  /** Number of trainable numbers, optionally of the parameters whose names match. */
  count(pattern = /^/): number {
    const counted = this.parameters.filter(({ name, trainable }) => trainable && name.search(pattern) >= 0);
    return counted.reduce((sum, { tensor }) => sum + tensor.size, 0);
  }

  /** Initial values: each parameter draws from its own stream, so they do not depend on the order of definition. */
  initialValues(rng: Rng): NamedArrays {
    return new Map(
      this.parameters.map(({ name, tensor, initialiser }) => {
        const data = new Float32Array(tensor.size);
        initialiser(data, tensor.shape, rng.fork(name));
        return [name, { shape: tensor.shape, data }];
      }),
    );
  }

  #register(name: string, shape: Shape, initialiser: Initialiser, trainable: boolean): Tensor {
    const path = this.#path + name;
    const known = this.#registry.parameters.get(path);
    if (known === undefined) {
      const tensor = input(path, shape);
      this.#registry.parameters.set(path, { name: path, tensor, initialiser, trainable });
      return tensor;
    }
    if (sameShape(known.tensor.shape, shape)) return known.tensor;
    throw new GlueballError({
      code: "tensor/parameter-shape-changed",
      what: `parameter ${path} was ${showShape(known.tensor.shape)} before`,
      found: showShape(shape),
      expected: "one shape a parameter: a name of its own for each, or equal sizes in every trace",
    });
  }
}

/** The input that seeds the noise of a training step: int32 [2]. */
export const NOISE_KEY = "noise.key";
