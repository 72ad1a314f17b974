/**
 * What reads a class from the states of a backbone. B jets, T positions, D width, C classes.
 *
 *     summation         sum over the jet's own positions of ReLU(W1 x + b1), then a linear map
 *     class attention   a trainable token reads the states (src/nets/classAttention.ts)
 *     probe             a linear map of the mean state: what is there to be read without any more learning
 */
import { classAttention } from "../../nets/index.ts";
import type { ClassAttentionConfig } from "../../nets/index.ts";
import { linear, zerosInit } from "../../tensor/index.ts";
import type { Scope, Tensor } from "../../tensor/index.ts";

export const HEADS = ["summation", "class-attention"] as const;
export type HeadName = (typeof HEADS)[number];

export interface HeadConfig {
  readonly kind: HeadName;
  /** The class attention of OmniJet-alpha, of which only the attention is used. */
  readonly faithful: boolean;
  readonly classes: number;
}

/** arXiv 2403.05618: 3 blocks, 2 heads, a perceptron 256-256-2 behind them (widths of its backbone). */
const OMNIJET: Omit<ClassAttentionConfig, "classes"> = {
  blocks: 3,
  heads: 2,
  attentionOnly: true,
  activation: "silu",
  dropout: 0.1,
  readerLayers: 2,
};

const OURS: Omit<ClassAttentionConfig, "classes"> = {
  blocks: 2,
  heads: 4,
  attentionOnly: false,
  activation: "gelu",
  dropout: 0,
  readerLayers: 1,
};

/** Logits [B, C] of states [B, T, D]; valid: bool [B, T]. */
export function classify(scope: Scope, states: Tensor, valid: Tensor, head: HeadConfig): Tensor {
  const { kind, faithful, classes } = head;
  if (kind === "summation") return summation(scope, states, valid, classes);
  return classAttention(scope, states, valid, { ...(faithful ? OMNIJET : OURS), classes });
}

/** Positions of a usual jet. Sums are in units of it, which is the same head with steps of a better size. */
const USUAL_POSITIONS = 50;

/** The map to the classes starts at 0: a sum over many positions would start far from equal probabilities. */
function summation(scope: Scope, states: Tensor, valid: Tensor, classes: number): Tensor {
  const width = states.shape.at(-1)!;
  const embedded = linear(scope.child("embed"), states, width).relu(); // B T D
  const summed = embedded
    .mul(valid.cast("float32").unsqueeze(2))
    .sum(1)
    .mul(1 / USUAL_POSITIONS); // B D
  return linear(scope.child("classes"), summed, classes, { weightInit: zerosInit, biasInit: zerosInit });
}

/** Logits [B, C] of mean states [B, D]. */
export function probe(scope: Scope, means: Tensor, classes: number): Tensor {
  return linear(scope.child("classes"), means, classes, { weightInit: zerosInit, biasInit: zerosInit });
}
