/** The likelihood of labels under logits, with the gradient everybody knows: softmax minus one-hot. */
import type { Op } from "../graph.ts";
import { mapBroadcast, zeros } from "../nd.ts";
import type { Tensor } from "../tensor.ts";
import { requireDType, requireIndices, shapeError } from "./check.ts";
import { logSoftmax } from "./reduction.ts";

/**
 * -ln softmax(logits)[label] of each row, in nats, and the probabilities softmax(logits), which the gradient needs.
 * logits [M, V], labels int32 [M] (0..V-1) -> [M], [M, V].
 *
 * Written as max(logits) - logits[label] - ln max(softmax): the largest probability is at least 1/V, so its logarithm
 * is safe where that of the label's own could underflow, and logits are passed over once less than by a log-softmax.
 */
export const negativeLogLikelihood: Op = {
  name: "negativeLogLikelihood",
  key: "",
  shape: (inputs) => {
    const [logits, labels] = inputs;
    requireDType("negativeLogLikelihood", logits, "float32");
    requireDType("negativeLogLikelihood", labels, "int32");
    if (logits.shape.length !== 2 || labels.shape.length !== 1 || logits.shape[0] !== labels.shape[0]) {
      throw shapeError("negativeLogLikelihood", inputs, "[M, V] and [M]");
    }
    return [{ shape: labels.shape, dtype: "float32" }, logits];
  },
  lower: (emit, [logits, labels], [, { shape }]) => {
    const probability = emit.node("Softmax", [logits], { axis: -1 })[0];
    const largest = (value: string) => emit.node("ReduceMax", [value, emit.int64([1])], { keepdims: 0 })[0];
    const column = emit.node("Reshape", [labels, emit.int64([...shape, 1])])[0];
    const hit = emit.node("GatherElements", [logits, column], { axis: 1 });
    const label = emit.node("Reshape", [...hit, emit.int64(shape)])[0];
    const below = emit.node("Sub", [largest(logits), label])[0];
    return [...emit.node("Sub", [below, ...emit.node("Log", [largest(probability)])]), probability];
  },
  gradient: ({ inputs: [, labels], outputs: [, probability] }, [g, gProbability]) => {
    const fromLoss = (rows: Tensor) => probability.mul(rows).addAlong(labels.unsqueeze(1), rows.neg(), 1);
    const fromProbability = (direct: Tensor) => {
      const weighted = direct.mul(probability);
      return weighted.sub(probability.mul(weighted.sum(-1, true)));
    };
    const terms = [g && fromLoss(g.unsqueeze(1)), gProbability && fromProbability(gProbability)].filter(
      (term) => term !== undefined,
    );
    return [terms.reduce((sum, term) => sum.add(term)), undefined];
  },
  evaluate: ([logits, labels]) => {
    requireIndices("negativeLogLikelihood", labels, logits.shape[1]);
    const [logProbability] = logSoftmax.evaluate([logits]);
    const out = zeros(labels.shape);
    const classes = logits.shape[1];
    labels.data.forEach((label, row) => (out.data[row] = -logProbability.data[row * classes + label]));
    return [out, mapBroadcast([logProbability], Math.exp)];
  },
};
