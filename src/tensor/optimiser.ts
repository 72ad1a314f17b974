/**
 * Optimisers: one pass over the flat vectors of a group, in place, with float64 arithmetic on float32 numbers.
 *
 * Why not ops of the program: there AdamW is a dozen passes over memory, because onnxruntime runs one op after the
 * other, and takes a tenth of a training step; one loop reads and writes each number once, and no second copy of
 * parameters and moments is needed (docs/lab/tensor.md).
 */
import { GlueballError } from "../base/index.ts";

export type OptimiserOptions =
  | {
      /** Loshchilov and Hutter, arXiv 1711.05101, algorithm 2. */
      readonly kind: "adamw";
      readonly beta1?: number;
      readonly beta2?: number;
      readonly epsilon?: number;
      readonly weightDecay?: number;
    }
  | {
      /** Gradient descent, with momentum as in PyTorch: v = momentum v + g, p = p - rate v. */
      readonly kind: "sgd";
      readonly momentum?: number;
      readonly weightDecay?: number;
    }
  | {
      /** Chen et al., arXiv 2302.06675, algorithm 2. */
      readonly kind: "lion";
      readonly beta1?: number;
      readonly beta2?: number;
      readonly weightDecay?: number;
    };

/** A vector that is changed in place; the tests use float64. */
export type Vector = Float32Array | Float64Array;

export interface Update {
  readonly parameters: Vector;
  readonly gradient: Vector;
  /** By name, as long as the parameters. */
  readonly moments: Readonly<Record<string, Vector>>;
  /** Counts from 1. */
  readonly step: number;
  readonly rate: number;
  /** Factor of the gradient: 1, or less when it is clipped. */
  readonly shrink: number;
}

export interface Optimiser {
  readonly moments: readonly string[];
  /** Factors that a step multiplies with; a step is refused before it starts when one is not finite. */
  factors(step: number, rate: number): readonly number[];
  apply(update: Update): void;
}

export function createOptimiser(options: OptimiserOptions): Optimiser {
  switch (options.kind) {
    case "adamw":
      return adamW({ beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01, ...options });
    case "sgd":
      return sgd({ momentum: 0, weightDecay: 0, ...options });
    case "lion":
      return lion({ beta1: 0.9, beta2: 0.99, weightDecay: 0.1, ...options });
    default:
      options satisfies never;
      throw new GlueballError({ code: "tensor/unknown-optimiser", what: "unknown optimiser", found: options });
  }
}

interface AdamWOptions {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
}

/**
 * m = beta1 m + (1 - beta1) g, v = beta2 v + (1 - beta2) g^2,
 * p = (1 - rate decay) p - rate mHat / (sqrt(vHat) + epsilon), mHat = m / (1 - beta1^t), vHat = v / (1 - beta2^t).
 *
 * The corrections are folded into two scalars: with c = sqrt(1 - beta2^t), the last term is
 * [rate c / (1 - beta1^t)] m / (sqrt(v) + epsilon c).
 */
function adamW({ beta1, beta2, epsilon, weightDecay }: AdamWOptions): Optimiser {
  const factors = (step: number, rate: number) => {
    const correction = Math.sqrt(1 - beta2 ** step);
    return [1 - rate * weightDecay, (rate * correction) / (1 - beta1 ** step), epsilon * correction] as const;
  };
  return {
    moments: ["first", "second"],
    factors,
    apply: ({ parameters, gradient, moments, step, rate, shrink }) => {
      const [keep, stepSize, floor] = factors(step, rate);
      const { first, second } = moments;
      for (let i = 0; i < parameters.length; i++) {
        const g = gradient[i] * shrink;
        const m = first[i] + (g - first[i]) * (1 - beta1);
        const v = second[i] * beta2 + g * g * (1 - beta2);
        first[i] = m;
        second[i] = v;
        parameters[i] = parameters[i] * keep - (stepSize * m) / (Math.sqrt(v) + floor);
      }
    },
  };
}

function sgd({ momentum, weightDecay }: { readonly momentum: number; readonly weightDecay: number }): Optimiser {
  return {
    moments: momentum === 0 ? [] : ["velocity"],
    factors: (_step, rate) => [rate],
    apply: ({ parameters, gradient, moments, rate, shrink }) => {
      const { velocity } = moments;
      for (let i = 0; i < parameters.length; i++) {
        const g = gradient[i] * shrink + weightDecay * parameters[i];
        const v = velocity === undefined ? g : velocity[i] * momentum + g;
        if (velocity !== undefined) velocity[i] = v;
        parameters[i] -= rate * v;
      }
    },
  };
}

/** p = (1 - rate decay) p - rate sign(beta1 m + (1 - beta1) g), then m = beta2 m + (1 - beta2) g. */
function lion(options: { readonly beta1: number; readonly beta2: number; readonly weightDecay: number }): Optimiser {
  const { beta1, beta2, weightDecay } = options;
  return {
    moments: ["first"],
    factors: (_step, rate) => [rate, 1 - rate * weightDecay],
    apply: ({ parameters, gradient, moments, rate, shrink }) => {
      const keep = 1 - rate * weightDecay;
      const { first } = moments;
      for (let i = 0; i < parameters.length; i++) {
        const g = gradient[i] * shrink;
        const m = first[i];
        parameters[i] = parameters[i] * keep - rate * Math.sign(m + (g - m) * (1 - beta1));
        first[i] = m + (g - m) * (1 - beta2);
      }
    },
  };
}
