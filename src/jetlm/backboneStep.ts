/** One step of a jet language model, for generation (generate.ts) and for its export (exportTask.ts). */
import { GlueballError } from "../base/index.ts";
import { compileStepper, decoderLogits, decoderStepStates, embedStep, mambaStepper } from "../nets/index.ts";
import type { DecoderConfig, DecoderStep, StepInputs, Stepper } from "../nets/index.ts";
import { input, Scope } from "../tensor/index.ts";
import type { Execution, NamedArrays, Tensor } from "../tensor/index.ts";
import { embedConstituents, FEATURES, featureTable, seesFeatures } from "./hybrid.ts";
import { decoderConfig, mambaConfig, NEXT, nextTokenHead } from "./model.ts";
import type { JetModelConfig } from "./model.ts";
import type { JetModel } from "./modelFolder.ts";

/** What each id decodes to, as an input of a step program that stays. */
const TABLE = "decodedFeatures";

/** The features that tokens int32 [...] decode to: [..., 3], from the table that `stepValues` has. */
export function decodedFeatures(tokens: Tensor, { vocabulary, classes = 0 }: JetModelConfig): Tensor {
  return input(TABLE, [vocabulary + classes, FEATURES]).gather(tokens);
}

/** The step program of a model. @throws GlueballError jetlm/cannot-generate, jetlm/codes-need-their-jet */
export async function backboneStepper(model: JetModel, batch: number, execution: Execution): Promise<Stepper> {
  const { config } = model;
  requireNextTokens(config);
  if (config.backbone === "mamba") {
    return mambaStepper(Scope.create(), mambaConfig(config), model.parameters, batch, execution);
  }
  const step = (inputs: StepInputs) => transformerStep(Scope.create(), inputs, config);
  return compileStepper(step, stepConfig(config), await stepValues(model, execution), batch, execution);
}

/** The step of a transformer. */
export function transformerStep(
  scope: Scope,
  { token, position, pages }: StepInputs,
  config: JetModelConfig,
): DecoderStep {
  const network = decoderConfig(config);
  const x = embedStepOf(scope, { token, position }, config, network);
  const { states, now } = decoderStepStates(scope, x, position, pages, network);
  const head = nextTokenHead(config);
  if (head === undefined) return { logits: decoderLogits(scope, states, network).squeeze(1), now };
  const behind = pages.map((page) => page.slice(network.layers));
  const last = decoderStepStates(scope.child(NEXT), states, position, behind, head);
  return { logits: decoderLogits(scope, last.states, network).squeeze(1), now: [...now, ...last.now] };
}

/** The network of a step, with the last blocks among its layers: each has keys and values. */
export function stepConfig(config: JetModelConfig): DecoderConfig {
  const network = decoderConfig(config);
  return { ...network, layers: network.layers + (config.headBlocks ?? 0) };
}

/** [B, 1, D] */
function embedStepOf(
  scope: Scope,
  { token, position }: Pick<StepInputs, "token" | "position">,
  config: JetModelConfig,
  network: DecoderConfig,
): Tensor {
  if (!seesFeatures(config)) return embedStep(scope, token, position, network);
  const tokens = token.unsqueeze(1);
  return embedConstituents(scope, tokens, decodedFeatures(tokens, config), config, network);
}

/** The parameters of a model, and what its tokens decode to where that is fed back. */
export async function stepValues(
  { config, tokeniser, parameters }: JetModel,
  execution: Execution,
): Promise<NamedArrays> {
  if (!seesFeatures(config)) return parameters;
  const data = await featureTable(execution, tokeniser, config);
  return new Map([...parameters, [TABLE, { shape: [data.length / FEATURES, FEATURES], data }]]);
}

/** Stops a model that never learnt what follows. */
export function requireNextTokens({ objective = "ntp" }: JetModelConfig): void {
  if (objective !== "mpm") return;
  throw new GlueballError({
    code: "jetlm/cannot-generate",
    what: "this model learnt removed constituents only: it has no probability of the next one",
    found: "objective mpm",
    expected: "a model with the objective ntp or joint",
  });
}
