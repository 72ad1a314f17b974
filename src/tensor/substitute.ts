/** Rewriting a graph with some tensors replaced by others of the same shape. */
import type { Node } from "./graph.ts";
import { topologicalOrder } from "./graph.ts";
import { apply } from "./tensor.ts";
import type { Tensor } from "./tensor.ts";

/** The same functions of other tensors: wherever a key of `replacements` stood, its value stands. */
export function substitute(outputs: readonly Tensor[], replacements: ReadonlyMap<Tensor, Tensor>): Tensor[] {
  const rebuilt = new Map<Node, readonly Tensor[]>();
  for (const node of topologicalOrder(outputs)) {
    const inputs = node.inputs.map((x) => rebuilt.get(x.node)![x.output]);
    const unchanged = inputs.every((x, k) => x === node.inputs[k]);
    let results = node.outputs;
    if (!unchanged) {
      results = apply(node.op, inputs);
      const copy = results[0].node;
      copy.origin = node.origin;
      if (node.gradientOf !== undefined) copy.gradientOf = node.gradientOf;
    }
    rebuilt.set(
      node,
      results.map((result, k) => replacements.get(node.outputs[k]) ?? result),
    );
  }
  return outputs.map((tensor) => rebuilt.get(tensor.node)![tensor.output]);
}
