/**
 * ParticleNet (Qu and Gouskos, arXiv 1902.08570): a jet is a cloud of particles without order. Blocks of edge
 * convolutions (edgeConv.ts) look at the nearest neighbours of each particle, found anew in the features of the block
 * before; the mean over the particles goes through a small perceptron.
 *
 * Layout and names follow weaver's network with batch normalisation of the inputs, division by the number of particles
 * and no fusion of the blocks' outputs: `PARTICLE_NET_KIN` is the one published with JetClass (arXiv 2202.03772).
 *
 * B jets, P slots, F features.
 */
import { GlueballError } from "../base/index.ts";
import { input } from "../tensor/index.ts";
import type { Scope, Tensor } from "../tensor/index.ts";
import { distancesByDifference, distancesByProduct, edgeConv, nearestNeighbours } from "./edgeConv.ts";
import { mlp } from "./mlp.ts";
import { normaliseRows } from "./rowNorm.ts";

export interface ParticleNetConfig {
  /** Neighbours of each particle; the slots must be more than these. */
  readonly neighbours: number;
  /** Widths of the maps in each block of edge convolutions. */
  readonly blocks: readonly (readonly number[])[];
  /** Widths of the hidden layers behind the mean over the particles. */
  readonly hidden: readonly number[];
  readonly classes: number;
  /** Share of each of these hidden layers that is dropped in training; 0. */
  readonly dropout?: number;
}

/** ParticleNet of seven kinematic features and ten classes, 371,814 numbers with those of the normalisations. */
export const PARTICLE_NET_KIN: ParticleNetConfig = {
  neighbours: 16,
  blocks: [
    [64, 64, 64],
    [128, 128, 128],
    [256, 256, 256],
  ],
  hidden: [256],
  classes: 10,
  dropout: 0.1,
};

/** Coordinates and features of a constituent in the preset "kin"; particleNetFeatures.ts makes them. */
export const KIN_POINTS = 2;
export const KIN_FEATURES = 7;

export interface ParticleCloud {
  /** Where the neighbours of the first block are looked for: [B, P, D]. */
  readonly points: Tensor;
  /** [B, P, F] */
  readonly features: Tensor;
  /** 1 for a particle, 0 for padding: float32 [B, P]. What stands in the slots of padding (finite numbers) has no influence. */
  readonly valid: Tensor;
}

/** Inputs of the preset "kin": points, features, valid. */
export function kinInputs(jets: number, slots: number): ParticleCloud {
  return {
    points: input("points", [jets, slots, KIN_POINTS]),
    features: input("features", [jets, slots, KIN_FEATURES]),
    valid: input("valid", [jets, slots]),
  };
}

/** Logits [B, classes]. Parameters norm, block.<n>, head. */
export function particleNet(scope: Scope, cloud: ParticleCloud, config: ParticleNetConfig): Tensor {
  const { points, features, valid } = cloud;
  requireConfig(config, valid.shape[1]);
  const { neighbours, blocks, hidden, classes, dropout = 0 } = config;
  const [jets, slots] = valid.shape;
  const real = valid.unsqueeze(2); // B P 1
  const rows = features.mul(real).reshape([jets * slots, -1]);
  const normal = normaliseRows(scope.child("norm"), rows, valid.reshape([-1])).reshape(features.shape);
  const last = blocks.reduce((x, widths, n) => {
    const distances = n === 0 ? distancesByDifference(points.mul(real)) : distancesByProduct(x);
    const near = nearestNeighbours(distances, valid, neighbours);
    return edgeConv(scope.child("block").child(n), x, near, valid, widths);
  }, normal.mul(real)); // B P C
  const mean = last.sum(1).div(valid.sum(1, true).maximum(1)); // B C
  return mlp(scope.child("head"), mean, { hidden, output: classes, activation: "relu", dropout });
}

function requireConfig({ neighbours, blocks }: ParticleNetConfig, slots: number): void {
  if (!(Number.isInteger(neighbours) && neighbours >= 1 && neighbours < slots)) {
    throw new GlueballError({
      code: "nets/particle-net-neighbours",
      what: "neighbours of each particle",
      found: neighbours,
      expected: `a whole number from 1 to ${slots - 1}, one less than the slots of a jet`,
    });
  }
  const whole = (width: number) => Number.isInteger(width) && width >= 1;
  if (blocks.length > 0 && blocks.every((widths) => widths.length > 0 && widths.every(whole))) return;
  throw new GlueballError({
    code: "nets/particle-net-blocks",
    what: "widths of the blocks of edge convolutions",
    found: blocks.map((widths) => [...widths]),
    expected: "at least one block of at least one map, whole numbers from 1",
  });
}
