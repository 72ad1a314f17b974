/** Differentiation as a whole: higher orders, both modes against each other, what it is taken with respect to, and origins. */
import { expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { grad, jvp, vjp } from "./gradient.ts";
import { originOf, topologicalOrder } from "./graph.ts";
import { interpret } from "./interpret.ts";
import { lower } from "./lower.ts";
import { constant, full, input, scalar } from "./tensor.ts";
import type { Tensor } from "./tensor.ts";

const rng = createRng(3);
const normal = (size: number) => Float64Array.from({ length: size }, () => rng.normal());
const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, v, i) => sum + v * b[i], 0);

/** A small network with most kinds of ops: product, normalisation, activation, softmax, gather. */
function network(x: Tensor, w: Tensor): Tensor {
  const h = x
    .matmul(w)
    .rmsNorm(full([5], 1.5))
    .gelu();
  return h
    .softmax()
    .mul(h)
    .gather(constant([2, 0, 2], [3], "int32"))
    .sum(0);
}

test("higher derivatives of known functions, reverse in reverse, forward in forward, and mixed", () => {
  const x = input("x", [2]);
  const unit = full([2], 1);
  const reverse = (y: Tensor) => grad(y.sum(), [x])[0];
  const forward = (y: Tensor) => jvp([y], [x], [unit])[0];
  const at = [0.3, -1.2];
  const chains: readonly (readonly [f: Tensor, derivatives: readonly ((v: number) => number)[]])[] = [
    [x.sin(), [Math.cos, (v) => -Math.sin(v), (v) => -Math.cos(v), Math.sin]],
    [x.pow(3), [(v) => 3 * v * v, (v) => 6 * v, () => 6, () => 0]],
    [x.mul(2).exp(), [1, 2, 3, 4].map((order) => (v: number) => 2 ** order * Math.exp(2 * v))],
  ];
  for (const [f, derivatives] of chains) {
    for (const modes of [[reverse], [forward], [reverse, forward], [forward, reverse]]) {
      let y = f;
      derivatives.forEach((derivative, order) => {
        y = modes[order % modes.length](y);
        const [{ data }] = interpret([y], { x: at });
        at.forEach((v, i) => expect(data[i]).toBeCloseTo(derivative(v), 10));
      });
    }
  }
});

test("both modes are one Jacobian: u (J v) = (u J) v; Hessian-vector products agree and the Hessian is symmetric", () => {
  const [x, w] = [input("x", [3, 4]), input("w", [4, 5])];
  const y = network(x, w);
  const feeds = { x: normal(12), w: normal(20) };
  const [u, vx, vw, sx] = [5, 12, 20, 12].map(normal);
  const [pushed] = jvp([y], [x, w], [constant(vx, [3, 4]), constant(vw, [4, 5])]);
  const pulled = vjp([y], [constant(u, [5])], [x, w]);
  const [jv, ux, uw] = interpret([pushed, ...pulled], feeds);
  expect(dot(u, jv.data)).toBeCloseTo(dot(ux.data, vx) + dot(uw.data, vw), 10);

  const [slope] = grad(y.mul(constant(u, [5])).sum(), [x]);
  const along = (v: Float64Array) => constant(v, [3, 4]);
  const [hv] = jvp([slope], [x], [along(vx)]);
  const [hvAgain] = grad(slope.mul(along(vx)).sum(), [x]);
  const [hs] = jvp([slope], [x], [along(sx)]);
  const [a, b, c] = interpret([hv, hvAgain, hs], feeds);
  a.data.forEach((v, i) => expect(b.data[i]).toBeCloseTo(v, 10));
  expect(dot(sx, a.data)).toBeCloseTo(dot(vx, c.data), 10);
});

test("with respect to anything: intermediate tensors, the output itself, inputs that play no part, integers", () => {
  const [x, other, i] = [input("x", [2]), input("other", [3]), input("i", [2], "int32")];
  const h = x.mul(x);
  const y = h.mul(3).sum();
  const gradients = interpret(grad(y, [h, y, x, other, i]), { x: [1, 2] });
  expect(gradients.map(({ data }) => [...data])).toEqual([[3, 3], [1], [6, 12], [0, 0, 0], [0, 0]]);
  const [flat] = grad(x.greater(0).cast("float32").sum(), [x]);
  expect([...interpret([flat], { x: [1, 2] })[0].data]).toEqual([0, 0]);
  const [still] = jvp([other.sum()], [x], [x]);
  expect([...interpret([still], { other: [1, 2, 3], x: [1, 2] })[0].data]).toEqual([0]);
});

test("contributions add up: several uses, several outputs, two handles of one input", () => {
  const [x, again] = [input("x", [2]), input("x", [2])];
  const [g] = grad(x.mul(again).add(x.mul(5)).sum(), [x]);
  const [sum] = vjp([x.exp(), x, x], [x, x, x], [again]);
  const [first, second] = interpret([g, sum], { x: [0, 2] });
  expect([...first.data]).toEqual([5, 9]);
  expect(second.data[0]).toBe(0);
  expect(second.data[1]).toBeCloseTo(2 * Math.exp(2) + 4, 12);
});

test("errors can name the forward line of any gradient node, of second derivatives too, and leave others alone", () => {
  const lineOf = (error: Error) => /gradient\.test\.ts:(\d+)/.exec(error.stack ?? "")?.[1];
  const x = input("x", [2]);
  const here = Number(lineOf(new Error()));
  const y = x.exp(); // the line after `here`
  const cotangent = x.sin();
  const [first] = vjp([y], [cotangent], [x]);
  const [second] = grad(first.sum(), [x]);
  const place = `src/tensor/gradient.test.ts:${here + 1}`;
  expect(originOf(y.node)).toMatch(place);
  expect(originOf(first.node)).toMatch(`the gradient of exp, ${place}`);
  expect(originOf(cotangent.node)).toMatch(/^src\/tensor\/gradient\.test\.ts:\d+:\d+$/);
  const made = topologicalOrder([second]).filter((node) => node.gradientOf !== undefined);
  const origins = new Set(made.map((node) => originOf(node).replace(/:\d+$/, "")));
  // Second derivatives come from the exponential, from the product with the cotangent, and from the sum of this test.
  expect(
    [...origins].every((origin) => /^the gradient of (exp|sin|sum), src\/tensor\/gradient\.test\.ts/.test(origin)),
  ).toBe(true);
  expect(origins).toContain(`the gradient of exp, ${place}`);
});

test("graphs thousands of nodes deep are differentiated, interpreted and lowered without recursion", () => {
  const x = input("x", [1]);
  let y = x;
  for (let k = 0; k < 4000; k++) y = y.mul(scalar(1.0001)).add(scalar(1e-6));
  const [g] = grad(y.sum(), [x]);
  expect(interpret([g], { x: [1] })[0].data[0]).toBeCloseTo(1.0001 ** 4000, 10);
  expect(lower({ y, g }).nodeCount).toBeGreaterThan(8000);
});
