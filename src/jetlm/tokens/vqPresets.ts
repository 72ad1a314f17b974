/** Learnt tokenisers by name: network and training. */
import type { VqRecipe } from "./vqFit.ts";
import { OMNIJET_ALPHA_VQ } from "./vqNetwork.ts";
import type { VqNetworkConfig } from "./vqNetwork.ts";

export interface VqPreset {
  readonly config: VqNetworkConfig;
  readonly recipe: VqRecipe;
}

const RECIPE: VqRecipe = { jets: 64, slots: 128, steps: 2000, rate: 3e-3, every: 200 };
const BODY = { kind: "conditional", blocks: 2, width: 32, heads: 4, dropout: 0 } as const;

export const VQ_PRESETS = {
  "vq-s": { config: { features: 3, quantiser: { kind: "vq", codes: 1024, width: 4 }, body: BODY }, recipe: RECIPE },
  residual: {
    config: { features: 3, quantiser: { kind: "residual", codes: 512, stages: 2, width: 4 }, body: BODY },
    recipe: RECIPE,
  },
  fsq: { config: { features: 3, quantiser: { kind: "fsq", levels: [8, 8, 8, 5, 5] }, body: BODY }, recipe: RECIPE },
  "omnijet-alpha": { config: OMNIJET_ALPHA_VQ, recipe: { ...RECIPE, jets: 512, rate: 1e-3, steps: 100_000 } },
} as const satisfies Record<string, VqPreset>;
export type VqPresetName = keyof typeof VQ_PRESETS;
