/**
 * Optimisers as graph functions of flat vectors: one group of parameters is one vector, so an update is a dozen large
 * elementwise ops instead of a dozen a parameter. What depends on the step only (rate, bias corrections) is computed in
 * float64 outside and fed.
 */
import { GlueballError } from "../base/index.ts";
import type { Tensor } from "./tensor.ts";

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

export interface Optimiser {
  /** Names of the moments, vectors as long as the parameters. */
  readonly moments: readonly string[];
  /** Names of the scalars that are fed each step. */
  readonly scalars: readonly string[];
  /** Values of the scalars at step 1, 2, ... with the scheduled rate. */
  scalarValues(step: number, rate: number): Record<string, number>;
  update(values: {
    parameters: Tensor;
    gradient: Tensor;
    moments: Readonly<Record<string, Tensor>>;
    scalars: Readonly<Record<string, Tensor>>;
  }): { parameters: Tensor; moments: Record<string, Tensor> };
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
  const decay = decoupledDecay(weightDecay);
  return {
    moments: ["first", "second"],
    scalars: [...decay.scalars, "stepSize", "epsilon"],
    scalarValues: (step, rate) => {
      const correction2 = Math.sqrt(1 - beta2 ** step);
      return {
        ...decay.values(rate),
        stepSize: (rate * correction2) / (1 - beta1 ** step),
        epsilon: epsilon * correction2,
      };
    },
    update: ({ parameters, gradient, moments, scalars }) => {
      const first = moments.first.add(gradient.sub(moments.first).mul(1 - beta1));
      const second = moments.second.mul(beta2).add(gradient.mul(gradient).mul(1 - beta2));
      const direction = first.div(second.sqrt().add(scalars.epsilon));
      const kept = decay.keep(parameters, scalars);
      return { parameters: kept.sub(direction.mul(scalars.stepSize)), moments: { first, second } };
    },
  };
}

function sgd({ momentum, weightDecay }: { readonly momentum: number; readonly weightDecay: number }): Optimiser {
  return {
    moments: momentum === 0 ? [] : ["velocity"],
    scalars: ["rate"],
    scalarValues: (_step, rate) => ({ rate }),
    update: ({ parameters, gradient, moments, scalars }) => {
      const decayed = weightDecay === 0 ? gradient : gradient.add(parameters.mul(weightDecay));
      const velocity = momentum === 0 ? decayed : moments.velocity.mul(momentum).add(decayed);
      return {
        parameters: parameters.sub(velocity.mul(scalars.rate)),
        moments: momentum === 0 ? {} : { velocity },
      };
    },
  };
}

/** p = (1 - rate decay) p - rate sign(beta1 m + (1 - beta1) g), then m = beta2 m + (1 - beta2) g. */
function lion(options: { readonly beta1: number; readonly beta2: number; readonly weightDecay: number }): Optimiser {
  const { beta1, beta2, weightDecay } = options;
  const decay = decoupledDecay(weightDecay);
  return {
    moments: ["first"],
    scalars: [...decay.scalars, "rate"],
    scalarValues: (_step, rate) => ({ ...decay.values(rate), rate }),
    update: ({ parameters, gradient, moments, scalars }) => {
      const first = moments.first;
      const direction = first.add(gradient.sub(first).mul(1 - beta1)).sign();
      return {
        parameters: decay.keep(parameters, scalars).sub(direction.mul(scalars.rate)),
        moments: { first: first.add(gradient.sub(first).mul(1 - beta2)) },
      };
    },
  };
}

/** Parameters times 1 - rate decay, outside the gradient; a group without decay has no such factor. */
function decoupledDecay(weightDecay: number) {
  return {
    scalars: weightDecay === 0 ? [] : ["keep"],
    values: (rate: number): Record<string, number> => (weightDecay === 0 ? {} : { keep: 1 - rate * weightDecay }),
    keep: (parameters: Tensor, scalars: Readonly<Record<string, Tensor>>) =>
      weightDecay === 0 ? parameters : parameters.mul(scalars.keep),
  };
}
