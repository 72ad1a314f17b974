/** The reference interpreter: runs a graph in float64 by the ops' own meaning. Slow, obvious, and the judge of the rest. */
import { GlueballError } from "../base/index.ts";
import type { NdArray, Node, Spec } from "./graph.ts";
import { sameShape, showShape, topologicalOrder } from "./graph.ts";
import { ndArray } from "./nd.ts";
import { isInput } from "./ops/source.ts";
import type { Tensor } from "./tensor.ts";

/** Values of inputs by name, in C order. */
export type Feeds = Readonly<Record<string, ArrayLike<number>>>;

/** Values of the outputs, given those of the inputs. */
export function interpret(outputs: readonly Tensor[], feeds: Feeds): NdArray[] {
  const values = new Map<Node, readonly NdArray[]>();
  for (const node of topologicalOrder(outputs)) {
    if (isInput(node.op)) {
      values.set(node, [feedValue(node.outputs[0], node.op.key, feeds)]);
      continue;
    }
    const results = node.op.evaluate(node.inputs.map((x) => values.get(x.node)![x.output]));
    results.forEach((result, k) => {
      const expected = node.outputs[k];
      if (!sameShape(result.shape, expected.shape) || result.dtype !== expected.dtype) {
        throw new Error(
          `${node.op.name}: meaning gives ${result.dtype}${showShape(result.shape)}, ` +
            `shape rule says ${expected.dtype}${showShape(expected.shape)}`,
        );
      }
    });
    values.set(node, results);
  }
  return outputs.map((tensor) => values.get(tensor.node)![tensor.output]);
}

function feedValue(tensor: Tensor, name: string, feeds: Feeds): NdArray {
  const value = feeds[name];
  if (value === undefined || value.length !== tensor.size) {
    throw feedError(name, tensor, value?.length);
  }
  return ndArray(tensor.shape, Float64Array.from(value), tensor.dtype);
}

export function feedError(name: string, tensor: Spec & { size: number }, length: number | undefined): GlueballError {
  return new GlueballError({
    code: "tensor/wrong-feed",
    what: `input ${name} of the program`,
    found: length === undefined ? "no value" : `${length} numbers`,
    expected: `${tensor.size} numbers for ${tensor.dtype}${showShape(tensor.shape)}`,
  });
}
