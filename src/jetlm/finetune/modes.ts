/**
 * The ways to learn from labelled jets with a pre-trained backbone, each a network for the classifiers of tagging/.
 *
 *     scratch   backbone and head from random values: what pre-training is compared with
 *     full      backbone from the model, everything is trained
 *     lora      backbone frozen, with trained low-rank adapters (src/nets/lora.ts)
 *     fixed     backbone frozen, only the head is trained
 *     probe     backbone frozen, a linear map of the mean state is trained
 *
 * Beside them the supervised references of tagging/, which see the constituents themselves and no tokens.
 */
import { isLora, withLora } from "../../nets/index.ts";
import type { LoraConfig } from "../../nets/index.ts";
import { input } from "../../tensor/index.ts";
import { backboneStates, packedInputs } from "../model.ts";
import type { JetModelConfig } from "../model.ts";
import { architectureOf, taggerLogits } from "../tagging/architectures.ts";
import type { Architecture, NetworkName } from "../tagging/architectures.ts";
import type { ClassifierNetwork } from "../tagging/trainClassifier.ts";
import { classify, probe } from "./heads.ts";
import type { HeadConfig } from "./heads.ts";
import { programLengths } from "./jetExamples.ts";

export const MODES = ["scratch", "full", "lora", "fixed", "probe"] as const;
export type Mode = (typeof MODES)[number];

export const REFERENCES = ["particle-net", "part"] as const satisfies readonly NetworkName[];
export type Reference = (typeof REFERENCES)[number];
export type NetworkMode = Mode | Reference;

/** What the examples of a mode hold. */
export const EXAMPLES_OF = {
  scratch: "tokens",
  full: "tokens",
  lora: "tokens",
  fixed: "states",
  probe: "means",
  "particle-net": "constituents",
  part: "constituents",
} as const satisfies Record<NetworkMode, "tokens" | "states" | "means" | "constituents">;

export const BACKBONE = "backbone.";
/** Parameters that a model does not have. */
export const NEW_PARAMETERS: readonly RegExp[] = [/^head\./, /\.lora\.(down|up)$/];
/** What predicts tokens from the states, of those that follow and of those that were removed. */
export const OUTPUT_LAYERS: readonly RegExp[] = [/^head\./, /^next\./, /^masked\./];

export interface FineTuning {
  readonly model: JetModelConfig;
  readonly head: HeadConfig;
  /** Whether a position sees earlier ones only, as in pre-training. */
  readonly causal: boolean;
  readonly loraRank: number;
  /** Jets of a batch. */
  readonly rows: number;
  readonly weightDecay: number;
}

const ADAPTED = /\.(attention|feedForward)\./;

function loraConfig({ loraRank }: FineTuning): LoraConfig {
  return { rank: loraRank, alpha: 2 * loraRank, match: ADAPTED };
}

/** The network of a mode. */
export function networkOf(mode: NetworkMode, tuning: FineTuning): ClassifierNetwork {
  const { model, head, rows, weightDecay } = tuning;
  const common = { classes: head.classes, rows, weightDecay };
  const lengths = programLengths(model);
  switch (mode) {
    case "scratch":
    case "full":
      return {
        ...common,
        lengths,
        logits: (scope, length) => tokenLogits(scope, scope.child("backbone"), length, tuning),
      };
    case "lora":
      return {
        ...common,
        lengths,
        logits: (scope, length) =>
          tokenLogits(scope, withLora(scope.child("backbone"), loraConfig(tuning)), length, tuning),
        rateFactor: (name) => (name.startsWith(BACKBONE) && !isLora(name) ? 0 : 1),
      };
    case "fixed":
      return {
        ...common,
        lengths,
        logits: (scope, length) => {
          const states = input("states", [rows, length, model.width]);
          return classify(scope.child("head"), states, input("valid", [rows, length], "bool"), head);
        },
      };
    case "probe":
      return {
        ...common,
        lengths: [1],
        logits: (scope) => probe(scope.child("head"), input("means", [rows, model.width]), head.classes),
      };
    case "particle-net":
    case "part": {
      const architecture = referenceOf(mode, tuning);
      return { ...common, lengths, logits: (scope, length) => taggerLogits(scope, architecture, rows, length) };
    }
    default:
      throw new Error(mode satisfies never);
  }
}

/** The small form of a supervised reference. */
export function referenceOf(name: Reference, { head: { classes } }: FineTuning): Architecture {
  return architectureOf(name, "small", classes);
}

type NetworkScope = Parameters<ClassifierNetwork["logits"]>[0];

/** From tokens: the head is that of `scope`, the backbone's parameters come from a scope of their own. */
function tokenLogits(scope: NetworkScope, backbone: NetworkScope, length: number, tuning: FineTuning) {
  const { model, head, causal, rows } = tuning;
  const { tokens, segments, features } = packedInputs(rows, length, model);
  const states = backboneStates(backbone, { tokens, segments, features }, model, { causal });
  return classify(scope.child("head"), states, segments.greaterEqual(0), head);
}
