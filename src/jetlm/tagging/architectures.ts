/**
 * The supervised references: ParticleNet, Particle Transformer and a particle flow network, each in a size that learns on
 * two CPU cores and in the published one.
 */
import { input } from "../../tensor/index.ts";
import type { Scope, Tensor } from "../../tensor/index.ts";
import {
  PARTICLE_FLOW,
  PARTICLE_NET_KIN,
  PARTICLE_TRANSFORMER,
  particleFlow,
  particleNet,
  particleTransformer,
} from "../../nets/index.ts";
import type { ParticleFlowConfig, ParticleNetConfig, ParticleTransformerConfig } from "../../nets/index.ts";
import { SLOT_INPUTS } from "./taggerFeatures.ts";
import type { SlotInput } from "./taggerFeatures.ts";

export type Architecture =
  | { readonly network: "particle-net"; readonly config: ParticleNetConfig }
  | { readonly network: "part"; readonly config: ParticleTransformerConfig }
  | { readonly network: "pfn"; readonly config: ParticleFlowConfig };

export const NETWORKS = ["particle-net", "part", "pfn"] as const;
export type NetworkName = (typeof NETWORKS)[number];
export const SIZES = ["small", "published"] as const;
export type NetworkSize = (typeof SIZES)[number];

/** ParticleNet-Lite of arXiv 1902.08570, section III B, without its fusion of blocks. */
const PARTICLE_NET_LITE: ParticleNetConfig = {
  neighbours: 7,
  blocks: [
    [32, 32, 32],
    [64, 64, 64],
  ],
  hidden: [128],
  classes: 2,
  dropout: 0.1,
};

const SMALL_TRANSFORMER: ParticleTransformerConfig = {
  embedding: [32, 64, 32],
  pairEmbedding: [16, 16],
  heads: 4,
  blocks: 2,
  classBlocks: 1,
  dropout: 0,
  classes: 2,
};

export function architectureOf(network: NetworkName, size: NetworkSize, classes: number): Architecture {
  const published = size === "published";
  switch (network) {
    case "particle-net":
      return { network, config: { ...(published ? PARTICLE_NET_KIN : PARTICLE_NET_LITE), classes } };
    case "part":
      return { network, config: { ...(published ? PARTICLE_TRANSFORMER : SMALL_TRANSFORMER), classes } };
    case "pfn":
      return { network, config: { ...PARTICLE_FLOW, classes } };
    default:
      throw new Error(network satisfies never);
  }
}

/** The inputs that a network reads. */
export function inputsOf({ network }: Architecture): readonly SlotInput[] {
  if (network === "particle-net") return ["points", "features", "valid"];
  return network === "part" ? ["momenta", "features", "valid"] : ["features", "valid"];
}

/** Logits [rows, classes] of inputs with their names of `SLOT_INPUTS`, [rows, slots] or [rows, slots, width]. */
export function taggerLogits(scope: Scope, architecture: Architecture, rows: number, slots: number): Tensor {
  const slotInput = (name: Exclude<SlotInput, "valid">) => input(name, [rows, slots, SLOT_INPUTS[name]]);
  const valid = input("valid", [rows, slots]);
  const features = slotInput("features");
  const { network, config } = architecture;
  switch (network) {
    case "particle-net":
      return particleNet(scope, { points: slotInput("points"), features, valid }, config);
    case "part":
      return particleTransformer(scope, { momenta: slotInput("momenta"), features, valid }, config);
    case "pfn":
      return particleFlow(scope, features, valid, config);
    default:
      throw new Error(network satisfies never);
  }
}
