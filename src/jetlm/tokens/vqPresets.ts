/**
 * Learnt tokenisers by name: network and training.
 *
 * Those of ours know the place of a particle in its jet and count errors by pT and by the jet's mass (vqNeighbours.ts and
 * vqLoss.ts say why): with the plain error and without places, 1,024 codes are worse than the grid of 9,261 cells, with
 * both they are better. docs/lab/jetlm.md has what was tried.
 */
import type { VqRecipe } from "./vqFit.ts";
import type { VqLoss } from "./vqLoss.ts";
import { OMNIJET_ALPHA_VQ } from "./vqNetwork.ts";
import type { VqNetworkConfig } from "./vqNetwork.ts";

export interface VqPreset {
  readonly config: VqNetworkConfig;
  readonly recipe: VqRecipe;
}

const LOSS: VqLoss = { floor: 0.15, lnPt: 0.2, jet: 2 };
const RECIPE: VqRecipe = { jets: 32, slots: 96, steps: 8000, rate: 3e-3, every: 1000, loss: LOSS };

const CODEBOOK = { kind: "vq", codes: 1024, width: 4, replaceAfter: 100 } as const;
const PARTICLE: VqNetworkConfig = {
  features: 3,
  quantiser: CODEBOOK,
  body: { kind: "perParticle", hidden: [64, 64] },
  places: true,
};

export const VQ_PRESETS = {
  /** 15,503 parameters; a code decodes alone, with its place. */
  "vq-s": { config: PARTICLE, recipe: RECIPE },
  /** Sees the neighbours in pT; whole jets decode. */
  "vq-m": { config: { ...PARTICLE, body: { kind: "neighbours", hidden: [128, 128], reach: 4 } }, recipe: RECIPE },
  /** Two ids a particle, 1,024 in all. */
  residual: {
    config: { ...PARTICLE, quantiser: { ...CODEBOOK, kind: "residual", codes: 512, stages: 2 } },
    recipe: RECIPE,
  },
  /** 12,800 codes. */
  fsq: { config: { ...PARTICLE, quantiser: { kind: "fsq", levels: [8, 8, 8, 5, 5] } }, recipe: RECIPE },
  /** Transformers over the whole jet, a smaller OmniJet-alpha with our loss. */
  conditional: {
    config: { ...PARTICLE, body: { kind: "conditional", blocks: 2, width: 32, heads: 4, dropout: 0 } },
    recipe: RECIPE,
  },
  /** As published, with its flaws, but for batches of 64 jets, which memory holds, in the place of 512. For long runs. */
  "omnijet-alpha": {
    config: OMNIJET_ALPHA_VQ,
    recipe: { jets: 64, slots: 128, steps: 100_000, rate: 1e-3, every: 1000, faithful: true },
  },
} as const satisfies Record<string, VqPreset>;
export type VqPresetName = keyof typeof VQ_PRESETS;
