/**
 * Losses: means over a batch, one number each. Prediction and target must have equal shapes: broadcasting [N] against
 * [N, 1] would compare everything with everything, and give a number all the same.
 */
import { sameShape } from "./graph.ts";
import { shapeError } from "./ops/check.ts";
import type { Tensor } from "./tensor.ts";

export interface CrossEntropyOptions {
  /** Targets of this value do not count, neither in the sum nor in the mean. */
  readonly ignoreIndex?: number;
  /** Share of the target distribution that is spread evenly over all classes. */
  readonly labelSmoothing?: number;
}

/**
 * Mean of -ln p(target) over the targets that count, in nats. logits [..., V], targets [...] (int32).
 * With label smoothing s the target distribution is (1 - s) one-hot + s / V (Szegedy et al., arXiv 1512.00567, sec. 7).
 */
export function crossEntropy(logits: Tensor, targets: Tensor, options: CrossEntropyOptions = {}): Tensor {
  const { ignoreIndex, labelSmoothing = 0 } = options;
  if (logits.rank === 0 || !sameShape(logits.shape.slice(0, -1), targets.shape)) {
    throw shapeError("crossEntropy", [logits, targets], "logits [..., V] and targets [...]");
  }
  const classes = logits.shape.at(-1)!;
  const rows = logits.reshape([-1, classes]); // M V
  const labels = targets.reshape([-1]); // M
  const counts = ignoreIndex === undefined ? undefined : labels.equal(ignoreIndex).not();
  const hit = rows.negativeLogLikelihood(counts === undefined ? labels : counts.where(labels, 0));
  const spread =
    labelSmoothing === 0 ? hit : hit.mul(1 - labelSmoothing).sub(rows.logSoftmax().mean(-1).mul(labelSmoothing));
  if (counts === undefined) return spread.mean();
  const weight = counts.cast("float32");
  return spread.mul(weight).sum().div(weight.sum().maximum(1));
}

/** Mean of -y ln p - (1 - y) ln(1 - p) with p = sigmoid(logit), computed without overflow. */
export function binaryCrossEntropy(logits: Tensor, targets: Tensor): Tensor {
  requireEqualShapes("binaryCrossEntropy", logits, targets);
  return logits.softplus().sub(logits.mul(targets)).mean();
}

/** Mean squared error. */
export function meanSquaredError(prediction: Tensor, target: Tensor): Tensor {
  requireEqualShapes("meanSquaredError", prediction, target);
  const difference = prediction.sub(target);
  return difference.mul(difference).mean();
}

/** Mean of d^2 / 2 for |d| <= delta and delta (|d| - delta / 2) beyond (Huber 1964). */
export function huber(prediction: Tensor, target: Tensor, delta = 1): Tensor {
  requireEqualShapes("huber", prediction, target);
  const distance = prediction.sub(target).abs();
  const inner = distance.minimum(delta);
  return inner.mul(distance.sub(inner.mul(0.5))).mean();
}

function requireEqualShapes(name: string, prediction: Tensor, target: Tensor): void {
  if (!sameShape(prediction.shape, target.shape)) throw shapeError(name, [prediction, target], "equal shapes");
}
