export type { DType, NdArray, Op, Shape, Spec } from "./graph.ts";
export { constant, full, input, range, scalar, Tensor, triangularMask } from "./tensor.ts";
export { grad, jvp, vjp } from "./gradient.ts";
export { interpret } from "./interpret.ts";
export { gradcheck } from "./gradcheck.ts";
export { Program } from "./program.ts";
export { bundledDevices } from "./runtime.ts";
export type { Execution } from "./runtime.ts";
export { loadCheckpoint, loadParameters, saveCheckpoint } from "./checkpoint.ts";
export { exportOnnx, openOnnx } from "./export.ts";
export { Scope } from "./scope.ts";
export type { NamedArrays, Parameter } from "./scope.ts";
export * from "./initialise.ts";
export {
  attention,
  cachedAttention,
  crossAttention,
  MASKED,
  paddingBias,
  projectKeysValues,
} from "./layers/attention.ts";
export type { AttentionOptions, KeysValues } from "./layers/attention.ts";
export { convolution, transposedConvolution } from "./layers/convolution.ts";
export { dropout } from "./layers/dropout.ts";
export { activate, ACTIVATIONS, feedForward } from "./layers/feedForward.ts";
export type { Activation } from "./layers/feedForward.ts";
export { embedding, linear } from "./layers/linear.ts";
export { averagePool, globalAveragePool, maxPool } from "./layers/pooling.ts";
export { convolutionBlock, residualStack } from "./layers/residual.ts";
export { batchNorm, groupNorm, layerNorm, rmsNorm } from "./layers/norm.ts";
export * from "./losses.ts";
export { schedule } from "./schedule.ts";
export { Trainer } from "./trainer.ts";
