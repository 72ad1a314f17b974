/**
 * Differentiation by graph rewriting. Gradients are ordinary graph nodes, so they can be differentiated again, and
 * forward-mode products need no rules of their own: a vector-Jacobian product is linear in its vector, and the gradient
 * of a linear function is its transpose, so J v is the gradient of u -> (u J) v.
 */
import { GlueballError } from "../base/index.ts";
import type { Node } from "./graph.ts";
import { originOf, sameShape, showShape, topologicalOrder, userFrame } from "./graph.ts";
import { isInput } from "./ops/source.ts";
import { full, input } from "./tensor.ts";
import type { Tensor } from "./tensor.ts";

/** Gradients of a scalar with respect to tensors it may depend on; zeros where it does not. */
export function grad(scalarOutput: Tensor, wrt: readonly Tensor[]): Tensor[] {
  if (scalarOutput.size !== 1) {
    throw new GlueballError({
      code: "tensor/gradient-of-non-scalar",
      what: "a gradient is taken of one number",
      place: userFrame(new Error()),
      found: showShape(scalarOutput.shape),
      expected: "a tensor of one element",
      hint: "Sum or average first, or use vjp with a cotangent.",
    });
  }
  return vjp([scalarOutput], [full(scalarOutput.shape, 1)], wrt);
}

/**
 * Vector-Jacobian products: sum over outputs of cotangent . d(output)/d(wrt), one a tensor of `wrt`. Tensors in `wrt`
 * may be inputs or any intermediate tensors.
 */
export function vjp(outputs: readonly Tensor[], cotangents: readonly Tensor[], wrt: readonly Tensor[]): Tensor[] {
  requireAlike("vjp", "cotangent", cotangents, outputs);
  return adjoints(outputs, cotangents, wrt).map((gradient, k) => gradient ?? wrt[k].zerosLike());
}

/** Jacobian-vector products (forward mode): the change of each output when the inputs move along the tangents. */
export function jvp(outputs: readonly Tensor[], inputs: readonly Tensor[], tangents: readonly Tensor[]): Tensor[] {
  requireAlike("jvp", "tangent", tangents, inputs);
  const vectors = outputs.map((output, k) => input(`jvp.cotangent.${k}`, output.shape));
  const pullback = adjoints(outputs, vectors, inputs);
  const reached = pullback.flatMap((gradient, k) =>
    gradient === undefined ? [] : [{ gradient, tangent: tangents[k] }],
  );
  const pushed = adjoints(
    reached.map(({ gradient }) => gradient),
    reached.map(({ tangent }) => tangent),
    vectors,
  );
  return pushed.map((tangent, k) => tangent ?? outputs[k].zerosLike());
}

/** Otherwise broadcasting would give numbers, but not the products. */
function requireAlike(name: string, role: string, vectors: readonly Tensor[], tensors: readonly Tensor[]): void {
  const count = Math.max(vectors.length, tensors.length);
  const wrong = Array.from({ length: count }, (_, k) => k).find(
    (k) => vectors[k] === undefined || tensors[k] === undefined || !sameShape(vectors[k].shape, tensors[k].shape),
  );
  if (wrong === undefined) return;
  const show = (tensor: Tensor | undefined) => (tensor === undefined ? "none" : showShape(tensor.shape));
  throw new GlueballError({
    code: "tensor/shape-mismatch",
    what: `${role} ${wrong} of ${name} does not fit`,
    place: userFrame(new Error()),
    found: show(vectors[wrong]),
    expected: show(tensors[wrong]),
  });
}

function adjoints(
  outputs: readonly Tensor[],
  cotangents: readonly Tensor[],
  wrt: readonly Tensor[],
): (Tensor | undefined)[] {
  const order = topologicalOrder(outputs);
  const relevant = nodesBetween(order, wrt);
  const sums = new Map<Identity, (Tensor | undefined)[]>();
  const known = new Set([...order, ...topologicalOrder(cotangents)]); // the rest are gradient nodes

  const accumulate = (tensor: Tensor, gradient: Tensor) => {
    const slots = sums.get(identity(tensor.node)) ?? [];
    const before = slots[tensor.output];
    slots[tensor.output] = before === undefined ? gradient : before.add(gradient);
    sums.set(identity(tensor.node), slots);
  };

  outputs.forEach((output, k) => accumulate(output, cotangents[k]));
  for (const node of order.reverse()) {
    const gradients = sums.get(identity(node));
    if (gradients === undefined || !relevant.has(identity(node)) || node.op.gradient === undefined) continue;
    const results = node.op.gradient(
      node,
      node.outputs.map((_, output) => gradients[output]),
    );
    markGradientNodes(results, node, known);
    results.forEach((gradient, k) => {
      const target = node.inputs[k];
      if (gradient === undefined || target.dtype !== "float32" || !relevant.has(identity(target.node))) return;
      if (!sameShape(gradient.shape, target.shape)) {
        throw new Error(
          `gradient of ${node.op.name}: ${showShape(gradient.shape)} for ${showShape(target.shape)}, ${originOf(node)}`,
        );
      }
      accumulate(target, gradient);
    });
  }
  return wrt.map((tensor) => sums.get(identity(tensor.node))?.[tensor.output]);
}

type Identity = Node | string;

/** Inputs of one name are one value, whoever made the handle; other nodes are themselves. */
function identity(node: Node): Identity {
  return isInput(node.op) ? node.op.key : node;
}

/** The nodes that depend on any of `wrt`, with these themselves. */
function nodesBetween(order: readonly Node[], wrt: readonly Tensor[]): Set<Identity> {
  const relevant = new Set(wrt.map((tensor) => identity(tensor.node)));
  for (const node of order) {
    if (node.inputs.some((input) => relevant.has(identity(input.node)))) relevant.add(identity(node));
  }
  return relevant;
}

/** Notes on new nodes whose gradient they are, so that errors can name the user's line. */
function markGradientNodes(results: readonly (Tensor | undefined)[], forward: Node, known: Set<Node>): void {
  const stack = results.flatMap((tensor) => (tensor === undefined ? [] : [tensor.node]));
  while (stack.length > 0) {
    const node = stack.pop()!;
    if (known.has(node)) continue;
    known.add(node);
    node.gradientOf = forward.gradientOf ?? forward;
    for (const input of node.inputs) stack.push(input.node);
  }
}
