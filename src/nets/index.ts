export {
  cacheShape,
  decoder,
  decoderLogits,
  decoderStates,
  decoderStep,
  decoderStepStates,
  embedStep,
  embedTokens,
  encoder,
  tokenEncoder,
} from "./transformer.ts";
export type { DecoderConfig, DecoderStep, DecoderView, TransformerConfig } from "./transformer.ts";
export { encodeMemory, encoderDecoder, encoderDecoderStep } from "./encoderDecoder.ts";
export type { EncoderDecoderConfig } from "./encoderDecoder.ts";
export { generate } from "./generate.ts";
export type { GeneratedSequence, GenerationOptions } from "./generate.ts";
export { cacheInputs, encoderDecoderStepper, namedCache, writePosition } from "./steppers.ts";
export type { NextTokens, Stepper } from "./steppers.ts";
export { compileStepper, decoderStepper } from "./pagedStepper.ts";
export type { StepInputs } from "./pagedStepper.ts";
export { sampleToken } from "./sample.ts";
export type { SamplingOptions } from "./sample.ts";
export { mamba1, mamba1StateShapes, mamba1Step } from "./mamba1.ts";
export type { Mamba1Config } from "./mamba1.ts";
export { mamba2, mamba2StateShapes, mamba2Step } from "./mamba2.ts";
export type { Mamba2Config } from "./mamba2.ts";
export {
  mambaDecoder,
  mambaDecoderStep,
  mambaStateInputs,
  mambaStates,
  mambaStepper,
  namedStates,
} from "./mambaDecoder.ts";
export type { MambaDecoderConfig } from "./mambaDecoder.ts";
export { STATE_SPACE_PARAMETERS } from "./stateSpace.ts";
export type { MambaState } from "./stateSpace.ts";
export { codebookUse, placeCodes, plusPlusCentres, reviveCodes } from "./codebook.ts";
export type { CodebookUse } from "./codebook.ts";
export { codeVectors, latentWidth, quantise, stageCodes } from "./vectorQuantiser.ts";
export type { QuantiserConfig, Quantised } from "./vectorQuantiser.ts";
export { mlp } from "./mlp.ts";
export type { MlpConfig } from "./mlp.ts";
export { kinInputs, PARTICLE_NET_KIN, particleNet } from "./particleNet.ts";
export type { ParticleCloud, ParticleNetConfig } from "./particleNet.ts";
export { loadParticleNetKin } from "./particleNetWeights.ts";
export type { TrainedParticleNet } from "./particleNetWeights.ts";
export { classifyJets } from "./classifyJets.ts";
export type { JetClassification } from "./classifyJets.ts";
export { kinBatch, kinFeatures } from "./particleNetFeatures.ts";
export type { JetColumns } from "./particleNetFeatures.ts";
export { FPND_ACTIVATIONS, FPND_SLOTS, fpndInput, fpndNet } from "./fpnd.ts";
export { fpndActivations, fpndParticles, loadFpnd } from "./fpndActivations.ts";
export type { RelativeJets } from "./fpndActivations.ts";
export type { PublishedWeights } from "./publishedWeights.ts";
export { PARTICLE_TRANSFORMER, particleTransformer } from "./particleTransformer.ts";
export type { ParticleTransformerConfig } from "./particleTransformer.ts";
export { PARTICLE_FLOW, particleFlow, tokenFlow } from "./pfn.ts";
export type { ParticleFlowConfig } from "./pfn.ts";
export { classAttention } from "./classAttention.ts";
export type { ClassAttentionConfig } from "./classAttention.ts";
export { isLora, mergeLora, withLora } from "./lora.ts";
export type { LoraConfig } from "./lora.ts";
