/** What holds for nets of layers: known answers, central differences, and errors that point at the user's line. */
import { expect, test } from "vitest";
import { createRng } from "../../base/index.ts";
import { gradcheck } from "../gradcheck.ts";
import { originOf, topologicalOrder } from "../graph.ts";
import { interpret } from "../interpret.ts";
import { Scope } from "../scope.ts";
import { input } from "../tensor.ts";
import type { Tensor } from "../tensor.ts";
import { attention } from "./attention.ts";
import { convolution, transposedConvolution } from "./convolution.ts";
import { dropout } from "./dropout.ts";
import { feedForward } from "./feedForward.ts";
import { linear } from "./linear.ts";
import { batchNorm, groupNorm, layerNorm } from "./norm.ts";
import { averagePool, globalAveragePool, maxPool } from "./pooling.ts";
import { convolutionBlock, residualStack } from "./residual.ts";

const rng = createRng(4);
const normal = (size: number) => Float64Array.from({ length: size }, () => rng.normal());

test("swiglu is silu(gate x) * (up x), mapped down", () => {
  const scope = Scope.create();
  const y = feedForward(scope, input("x", [1, 2]), { hidden: 1, activation: "swiglu", bias: false });
  const feeds = { x: [2, 3], "up.weight": [1, -1], "gate.weight": [0.5, 0.25], "down.weight": [2, -4] };
  const gate = 0.5 * 2 + 0.25 * 3;
  const hidden = (gate / (1 + Math.exp(-gate))) * (2 - 3);
  const [{ data }] = interpret([y], feeds);
  expect(data[0]).toBeCloseTo(2 * hidden, 12);
  expect(data[1]).toBeCloseTo(-4 * hidden, 12);
});

test("a residual stack adds each block's output to its input", () => {
  const x = input("x", [2]);
  const y = residualStack(Scope.create(), x, 3, (_scope, h) => h.mul(2));
  expect([...interpret([y], { x: [1, -2] })[0].data]).toEqual([27, -54]);
});

test("a residual convolution net: gradients agree with central differences", () => {
  const scope = Scope.create();
  const net = (x: Tensor) => {
    const training = scope.forTraining();
    const h = convolutionBlock(training.child("stem"), x, 3, [3, 3]);
    const body = residualStack(training.child("body"), h, 2, (s, t) => convolutionBlock(s, t, 3, [3, 3]));
    return globalAveragePool(averagePool(body, { window: [2, 2] })).tanh();
  };
  const shape = [2, 2, 4, 4];
  net(input("x", shape));
  const values = [...scope.initialValues(createRng(2))].map(([name, { data }]) => [name, Float64Array.from(data)]);
  const feeds: Record<string, Float64Array> = { ...Object.fromEntries(values), x: normal(64) };
  for (const name of ["x", "stem.convolution.weight", "body.1.norm.gain"]) {
    const known = scope.parameters.find((parameter) => parameter.name === name)?.tensor.shape ?? shape;
    const point = { [name]: { shape: known, values: feeds[name] } };
    const { error, worst } = gradcheck(() => net(input("x", shape)), point, feeds);
    expect(error, worst).toBeLessThan(1e-6);
  }
});

test("a block with an even kernel cannot keep its extents, and is refused", () => {
  expect(() => convolutionBlock(Scope.create(), input("x", [1, 1, 4, 4]), 1, [3, 2])).toThrow(
    /^the kernel does not fit in convolutionBlock at \S*layers\.test\.ts:\d+:\d+: found \[3, 2\], expected odd extents, which keep those of the input/,
  );
});

const image = [2, 4, 6, 6];
const geometry = { channels: 4, kernel: [3, 3], stride: [2, 2], padding: [1, 1] };

test.each<[string, (scope: Scope, x: Tensor) => Tensor]>([
  ["linear", (scope, x) => linear(scope, x, 3)],
  ["convolution", (scope, x) => convolution(scope, x, { ...geometry, cyclicAxes: [0, 1], groups: 2 })],
  ["transposedConvolution", (scope, x) => transposedConvolution(scope, x, { ...geometry, groups: 2 })],
  ["maxPool", (_scope, x) => maxPool(x, { window: [2, 2] })],
  ["averagePool", (_scope, x) => averagePool(x, { window: [2, 2] })],
  ["globalAveragePool", (_scope, x) => globalAveragePool(x)],
  ["batchNorm", (scope, x) => batchNorm(scope, x)],
  ["groupNorm", (scope, x) => groupNorm(scope, x, 2)],
  ["layerNorm", (scope, x) => layerNorm(scope, x)],
  ["dropout", (scope, x) => dropout(scope, x, 0.5)],
  ["convolutionBlock", (scope, x) => convolutionBlock(scope, x, 2, [3, 3])],
  ["feedForward", (scope, x) => feedForward(scope, x, { hidden: 8, activation: "swiglu" })],
  [
    "attention",
    (scope, x) => attention(scope, x.reshape([2, 18, 8]), { heads: 2, keyValueHeads: 1, causal: true, rotary: true }),
  ],
])("every node of %s knows the user's line", (_name, layer) => {
  const scope = Scope.create().forTraining();
  const nodes = topologicalOrder([layer(scope, input("x", image)), ...scope.updates.values()]);
  const origins = nodes.map((node) => `${node.op.name} at ${originOf(node)}`);
  expect(origins.filter((origin) => !origin.includes("layers.test.ts"))).toEqual([]);
});
