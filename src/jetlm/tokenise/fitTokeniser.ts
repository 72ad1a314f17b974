/** A tokeniser from its name: a grid is made, a network is trained. */
import type { RunContext } from "../../run/index.ts";
import { jetCount } from "../features.ts";
import type { RelativeJets } from "../features.ts";
import { binnedTokeniser } from "../tokens/binned.ts";
import { learntTokeniser } from "../tokens/learnt.ts";
import type { Tokeniser } from "../tokens/tokeniser.ts";
import { fitVq } from "../tokens/vqFit.ts";
import type { FittedVq } from "../tokens/vqFit.ts";
import { VQ_PRESETS } from "../tokens/vqPresets.ts";
import type { VqPreset, VqPresetName } from "../tokens/vqPresets.ts";

export const TOKENISER_NAMES = ["binned", ...(Object.keys(VQ_PRESETS) as VqPresetName[])] as const;
export type TokeniserName = (typeof TOKENISER_NAMES)[number];

export interface FitOptions {
  readonly tokens: TokeniserName;
  readonly binsPt: number;
  readonly binsEta: number;
  readonly binsPhi: number;
  /** Of each stage of a learnt codebook, instead of the preset's. */
  readonly codes?: number | undefined;
  readonly steps?: number | undefined;
}

export interface FittedTokeniser {
  readonly tokeniser: Tokeniser;
  /** How the training went; a grid needs none. */
  readonly training: FittedVq | undefined;
  /** For the record beside the tokeniser. */
  readonly record: Readonly<Record<string, unknown>>;
}

export async function fitTokeniser(
  context: RunContext,
  data: { readonly train: RelativeJets; readonly validation: RelativeJets },
  { tokens, binsPt, binsEta, binsPhi, codes, steps }: FitOptions,
): Promise<FittedTokeniser> {
  if (tokens === "binned") {
    return { tokeniser: binnedTokeniser({ binsPt, binsEta, binsPhi }), training: undefined, record: {} };
  }
  const preset: VqPreset = VQ_PRESETS[tokens];
  const recipe = {
    ...preset.recipe,
    ...(steps === undefined ? {} : { steps, every: Math.min(preset.recipe.every, steps) }),
  };
  const { quantiser } = preset.config;
  const changed = codes === undefined || quantiser.kind === "fsq" ? quantiser : { ...quantiser, codes };
  if (codes !== undefined && quantiser.kind === "fsq")
    context.warn("--codes has no meaning for fsq, whose levels are fixed");
  const config = { ...preset.config, quantiser: changed };
  const training = await fitVq(context, data, config, recipe);
  return {
    tokeniser: learntTokeniser(config, training.parameters),
    training,
    record: { preset: tokens, recipe, seed: context.seed, trainJets: jetCount(data.train) },
  };
}
