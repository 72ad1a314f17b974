/** The models that the compact studies compare. All have the options of the study in common; an arm says what differs. */
import { SIZES } from "../compact/model.ts";
import type { LagrangianModelConfig } from "../compact/model.ts";
import type { TrainingRecipe } from "../compact/train.ts";
import type { StudyOptions } from "./study.ts";
import type { TwinPlan } from "./twins.ts";

export interface Arm {
  /** Short, for legends. */
  readonly name: string;
  readonly largest: 6 | 10;
  readonly draws: TwinPlan["draws"];
  readonly config: Partial<Pick<LagrangianModelConfig, "items" | "charges" | "fields">>;
  /** Charges times a random number in training (augment.ts). */
  readonly rescale?: boolean;
  /** Times the steps of the study. */
  readonly longer?: number;
}

export const ARMS = {
  numeric: { name: "numeric charges", largest: 6, draws: "balanced", config: {} },
  rescaled: { name: "numeric, rescaled in training", largest: 6, draws: "balanced", config: {}, rescale: true },
  memorised: { name: "memorised charges", largest: 6, draws: "balanced", config: { charges: "memorised" } },
  ten: { name: "pairs, balanced", largest: 10, draws: "balanced", config: {} },
  tenLonger: { name: "pairs, balanced, 4 times as long", largest: 10, draws: "balanced", config: {}, longer: 4 },
  tenUniform: { name: "pairs, uniform draws", largest: 10, draws: "uniform", config: {} },
  tenLetters: { name: "letters, balanced", largest: 10, draws: "balanced", config: { items: "letters" } },
  numbers: { name: "numbers", largest: 6, draws: "balanced", config: { items: "letters" } },
  types: { name: "one name a type", largest: 6, draws: "balanced", config: { items: "letters", fields: "types" } },
  opaque: { name: "opaque names", largest: 6, draws: "balanced", config: { items: "letters", fields: "opaque" } },
} as const satisfies Record<string, Arm>;

/** Rows that most lists of up to 6 or 10 fields fit into, of about as many positions a batch for each form. */
const ROWS = {
  pairs: { 6: { items: 128, tokens: 128, share: 1 }, 10: { items: 256, tokens: 256, share: 2 } },
  letters: { 6: { items: 64, tokens: 256, share: 2 }, 10: { items: 64, tokens: 512, share: 4 } },
} as const;

export function planOf(arm: Arm, options: StudyOptions, seed: number): TwinPlan {
  const { size, rows, rate, warmup } = options;
  const steps = options.steps * (arm.longer ?? 1);
  const config: LagrangianModelConfig = { ...SIZES[size], ...arm.config };
  const { items, tokens, share } = ROWS[config.items][arm.largest];
  const recipe: TrainingRecipe = {
    steps,
    rate,
    warmup,
    weightDecay: 0.01,
    augment: true,
    every: Math.max(1, Math.ceil(steps / 6)),
    rows: Math.max(1, Math.round(rows / share)),
    rowItems: items,
    rowTokens: tokens,
    ...(arm.rescale === undefined ? {} : { rescale: arm.rescale }),
  };
  return { config, recipe, largest: arm.largest, draws: arm.draws, seed };
}
