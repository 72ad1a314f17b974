/**
 * The models of the scaling study: one family of decoder-only transformers (pre-norm with RMSNorm, GELU, rotary
 * positions, no dropout) that differ in width and depth only, with one rule for the learning rate and one account of
 * parameters and operations, so that nothing but the size changes along the ladder.
 */
import type { DecoderConfig } from "../../nets/index.ts";

export interface StudentShape {
  readonly width: number;
  readonly layers: number;
  readonly heads: number;
}

/** Sizes by their number of non-embedding parameters, 12 layers width^2 rounded. */
export const LADDER = {
  "3k": { width: 16, layers: 1, heads: 2 },
  "6k": { width: 16, layers: 2, heads: 2 },
  "12k": { width: 32, layers: 1, heads: 4 },
  "37k": { width: 32, layers: 3, heads: 4 },
  "98k": { width: 64, layers: 2, heads: 4 },
  "147k": { width: 64, layers: 3, heads: 4 },
  "332k": { width: 96, layers: 3, heads: 6 },
  "786k": { width: 128, layers: 4, heads: 8 },
  "2.7M": { width: 192, layers: 6, heads: 6 },
  "11M": { width: 320, layers: 9, heads: 10 },
  "38M": { width: 512, layers: 12, heads: 16 },
} as const satisfies Record<string, StudentShape>;
export type SizeName = keyof typeof LADDER;

/** Weights of attention and feed-forward layers; gains and biases are 1 % to 5 % more. */
export function weightsOf({ width, layers }: StudentShape): number {
  return 12 * layers * width ** 2;
}

/** Highest learning rate: 0.003 at 100,000 non-embedding parameters, falling with the fourth root of the size. */
export function learningRate(shape: StudentShape): number {
  return 0.003 * (weightsOf(shape) / 1e5) ** -0.25;
}

export function studentConfig(shape: StudentShape, vocabulary: number, cap: number): DecoderConfig {
  return {
    ...shape,
    vocabulary,
    context: cap + 1,
    activation: "gelu",
    norm: "rms",
    normPosition: "pre",
    positions: "rotary",
    dropout: 0,
  };
}

/** Floating-point operations of a training in three terms; multiply and add count as two, backward as twice forward. */
export interface TrainingCompute {
  /** 6 N D, with N the non-embedding parameters. */
  readonly parameters: number;
  /** 12 L T d D / 2: scores and sums of attention over T positions, of which causality leaves half. */
  readonly attention: number;
  /** 6 d V D. */
  readonly head: number;
  readonly total: number;
}

export interface ComputeInputs {
  /** Non-embedding parameters, N. */
  readonly size: number;
  readonly shape: StudentShape;
  /** V, ids of the output layer. */
  readonly vocabulary: number;
  /** T, mean length of a sequence: what a position sees, however the rows are packed. */
  readonly length: number;
  /** D, tokens seen. */
  readonly tokens: number;
}

export function trainingCompute({ size, shape, vocabulary, length, tokens }: ComputeInputs): TrainingCompute {
  const parameters = 6 * size * tokens;
  const attention = (12 * shape.layers * length * shape.width * tokens) / 2;
  const head = 6 * shape.width * vocabulary * tokens;
  return { parameters, attention, head, total: parameters + attention + head };
}
