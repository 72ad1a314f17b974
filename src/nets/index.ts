export {
  decoder,
  decoderStep,
  encoder,
  encoderDecoder,
  encoderDecoderStep,
  encodeMemory,
  tokenEncoder,
} from "./transformer.ts";
export type { DecoderConfig, EncoderDecoderConfig, TransformerConfig } from "./transformer.ts";
export { decoderStepper, encoderDecoderStepper, generate } from "./generate.ts";
export type { GeneratedSequence, GenerationOptions, Stepper } from "./generate.ts";
export { logNormaliser, sampleToken } from "./sample.ts";
export type { SamplingOptions } from "./sample.ts";
