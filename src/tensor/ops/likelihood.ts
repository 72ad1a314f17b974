/** The likelihood of labels under logits, with the gradient everybody knows: softmax minus one-hot. */
import type { Op } from "../graph.ts";
import { zeros } from "../nd.ts";
import { requireDType, shapeError } from "./check.ts";
import { logSoftmax } from "./reduction.ts";

/** -ln softmax(logits)[label] of each row, in nats. logits [M, V], labels int32 [M] (0..V-1) -> [M]. */
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
    return [{ shape: labels.shape, dtype: "float32" }];
  },
  lower: (emit, [logits, labels], [, { shape }]) => {
    const logProbability = emit.node("LogSoftmax", [logits], { axis: -1 })[0];
    const column = emit.node("Reshape", [labels, emit.int64([...shape, 1])])[0];
    const hit = emit.node("GatherElements", [logProbability, column], { axis: 1 });
    return emit.node("Reshape", [...emit.node("Neg", hit), emit.int64(shape)]);
  },
  gradient: ({ inputs: [logits, labels] }, [g]) => {
    const rows = g!.unsqueeze(1); // M 1
    return [logits.softmax().mul(rows).addAlong(labels.unsqueeze(1), rows.neg(), 1), undefined];
  },
  evaluate: ([logits, labels]) => {
    const [logProbability] = logSoftmax.evaluate([logits]);
    const out = zeros(labels.shape);
    const classes = logits.shape[1];
    labels.data.forEach((label, row) => (out.data[row] = -logProbability.data[row * classes + label]));
    return [out];
  },
};
