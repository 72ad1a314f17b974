/** The networks that `--architecture` knows. */
import type { JetModelConfig } from "./model.ts";

export type Architecture = Omit<JetModelConfig, "cap" | "vocabulary" | "stages" | "classes">;

const OURS = { activation: "gelu", norm: "rms", normPosition: "pre", positions: "rotary", dropout: 0 } as const;

export const ARCHITECTURES = {
  "ours-s": { ...OURS, layers: 3, width: 64, heads: 4 },
  "ours-m": { ...OURS, layers: 4, width: 128, heads: 8 },
  /** Mamba-2 blocks with about as many parameters as `ours-s`. */
  "mamba-s": {
    backbone: "mamba",
    layers: 5,
    width: 64,
    heads: 4,
    states: 32,
    activation: "silu",
    norm: "rms",
    normPosition: "pre",
    positions: "none",
    dropout: 0,
  },
  /** Features and ids in, tokens out; next token and removed constituents (arXiv 2512.04149), of the size of `ours-s`. */
  "hybrid-s": {
    ...OURS,
    layers: 3,
    width: 64,
    heads: 4,
    tied: true,
    embeddingWidth: 32,
    input: "both",
    objective: "joint",
  },
  /**
   * Width, depth, heads, gates, last blocks and objective of the hybrid study. Without its register tokens, which would stand
   * before every jet of a row, and without the multiplicity as an input, which says when a jet ends.
   */
  hybrid: {
    layers: 8,
    width: 128,
    heads: 8,
    activation: "gelu",
    norm: "layer",
    normPosition: "pre",
    positions: "none",
    dropout: 0.1,
    gates: true,
    headBlocks: 2,
    input: "continuous",
    objective: "joint",
  },
  /**
   * OmniJet-alpha's backbone (arXiv 2403.05618): post-norm, ReLU, order through the causal mask only, no biases of queries,
   * keys and values. 6,570,498 parameters with its 8192 codes.
   */
  "omnijet-alpha": {
    layers: 3,
    width: 256,
    heads: 8,
    activation: "relu",
    norm: "layer",
    normPosition: "post",
    positions: "none",
    dropout: 0,
    queryBias: false,
    headBias: true,
  },
  /** The GPT-2 that SyntheticJets trained on binned JetClass jets. */
  "binned-gpt2": {
    layers: 8,
    width: 256,
    heads: 4,
    activation: "geluTanh",
    norm: "layer",
    normPosition: "pre",
    positions: "learned",
    dropout: 0.1,
    tied: true,
  },
} as const satisfies Record<string, Architecture>;
export type ArchitectureName = keyof typeof ARCHITECTURES;
