/**
 * Layer and root-mean-square normalisation over the last axis, in onnxruntime's fused forms. The forward pass hands
 * out the mean and the inverse deviation as well, and the gradients are written with them, so nothing is computed twice.
 */
import type { NdArray, Op, Spec } from "../graph.ts";
import { ndArray, zeros } from "../nd.ts";
import type { Tensor } from "../tensor.ts";
import { requireDType, shapeError } from "./check.ts";

/**
 * y = (x - mean) / sqrt(variance + epsilon) * gain + bias. x [..., D], gain [D], bias [D]
 * -> y [..., D], mean [..., 1], inverse deviation [..., 1] (Ba et al., arXiv 1607.06450).
 */
export function layerNorm(epsilon: number): Op {
  return {
    name: "layerNorm",
    key: `${epsilon}`,
    shape: (inputs) => {
      const [x, gain, bias] = inputs as [Spec, Spec, Spec];
      for (const operand of inputs) requireDType("layerNorm", operand, "float32");
      if (![gain, bias].every((p) => p.shape.length === 1 && p.shape[0] === x.shape.at(-1))) {
        throw shapeError("layerNorm", inputs, "[..., D], [D] and [D]");
      }
      const statistic = { shape: [...x.shape.slice(0, -1), 1], dtype: x.dtype };
      return [x, statistic, statistic];
    },
    lower: (emit, inputs) =>
      emit.node("LayerNormalization", inputs, { axis: -1, epsilon: { float: epsilon } }, { outputs: 3 }),
    gradient: ({ inputs, outputs }, [g, gMean, gInverse]) => {
      const [x, gain] = inputs as [Tensor, Tensor];
      const [, mean, inverse] = outputs as [Tensor, Tensor, Tensor];
      const normal = x.sub(mean).mul(inverse);
      let gradient: Tensor | undefined;
      let gradGain: Tensor | undefined;
      let gradBias: Tensor | undefined;
      if (g !== undefined) {
        const scaled = g.mul(gain);
        const along = scaled.mul(normal).mean(-1, true);
        gradient = scaled.sub(scaled.mean(-1, true)).sub(normal.mul(along)).mul(inverse);
        gradGain = g.mul(normal).sumTo(gain.shape);
        gradBias = g.sumTo(gain.shape);
      }
      const width = x.shape.at(-1)!;
      if (gMean !== undefined) gradient = plus(gradient, gMean.mul(1 / width).broadcastTo(x.shape));
      if (gInverse !== undefined) {
        gradient = plus(
          gradient,
          normal.mul(
            gInverse
              .mul(inverse)
              .mul(inverse)
              .mul(-1 / width),
          ),
        );
      }
      return [gradient, gradGain, gradBias];
    },
    evaluate: ([x, gain, bias]) => {
      const [normal, mean, inverse] = normalizeRows(x, epsilon, true);
      return [affineRows(normal, gain, bias), mean, inverse];
    },
  };
}

/**
 * y = x / sqrt(mean(x^2) + epsilon) * gain. x [..., D], gain [D] -> y [..., D], inverse deviation [..., 1]
 * (Zhang and Sennrich, arXiv 1910.07467, eq. 4).
 */
export function rmsNorm(epsilon: number): Op {
  return {
    name: "rmsNorm",
    key: `${epsilon}`,
    shape: (inputs) => {
      const [x, gain] = inputs as [Spec, Spec];
      for (const operand of inputs) requireDType("rmsNorm", operand, "float32");
      if (gain.shape.length !== 1 || gain.shape[0] !== x.shape.at(-1)) {
        throw shapeError("rmsNorm", inputs, "[..., D] and [D]");
      }
      return [x, { shape: [...x.shape.slice(0, -1), 1], dtype: x.dtype }];
    },
    lower: (emit, inputs) =>
      emit.node("SimplifiedLayerNormalization", inputs, { axis: -1, epsilon: { float: epsilon } }, { outputs: 2 }),
    gradient: ({ inputs, outputs }, [g, gInverse]) => {
      const [x, gain] = inputs as [Tensor, Tensor];
      const inverse = outputs[1];
      const normal = x.mul(inverse);
      let gradient: Tensor | undefined;
      let gradGain: Tensor | undefined;
      if (g !== undefined) {
        const scaled = g.mul(gain);
        gradient = scaled.sub(normal.mul(scaled.mul(normal).mean(-1, true))).mul(inverse);
        gradGain = g.mul(normal).sumTo(gain.shape);
      }
      if (gInverse !== undefined) {
        gradient = plus(
          gradient,
          normal.mul(
            gInverse
              .mul(inverse)
              .mul(inverse)
              .mul(-1 / x.shape.at(-1)!),
          ),
        );
      }
      return [gradient, gradGain];
    },
    evaluate: ([x, gain]) => {
      const [normal, , inverse] = normalizeRows(x, epsilon, false);
      return [affineRows(normal, gain), inverse];
    },
  };
}

function plus(sum: Tensor | undefined, term: Tensor): Tensor {
  return sum === undefined ? term : sum.add(term);
}

/** Rows minus their mean (when `centre`) over their deviation; the means; the inverse deviations. */
function normalizeRows(x: NdArray, epsilon: number, centre: boolean): NdArray[] {
  const width = x.shape.at(-1)!;
  const normal = zeros(x.shape);
  const mean = zeros([...x.shape.slice(0, -1), 1]);
  const inverse = zeros(mean.shape);
  for (let row = 0; row < mean.data.length; row++) {
    const values = x.data.subarray(row * width, (row + 1) * width);
    const centreOfRow = centre ? values.reduce((a, b) => a + b, 0) / width : 0;
    const variance = values.reduce((sum, v) => sum + (v - centreOfRow) ** 2, 0) / width;
    mean.data[row] = centreOfRow;
    inverse.data[row] = 1 / Math.sqrt(variance + epsilon);
    for (let i = 0; i < width; i++) normal.data[row * width + i] = (values[i] - centreOfRow) * inverse.data[row];
  }
  return [normal, mean, inverse];
}

function affineRows(x: NdArray, gain: NdArray, bias?: NdArray): NdArray {
  const width = gain.data.length;
  return ndArray(
    x.shape,
    x.data.map((value, i) => value * gain.data[i % width] + (bias?.data[i % width] ?? 0)),
  );
}
