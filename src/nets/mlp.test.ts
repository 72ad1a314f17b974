import { expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { gradcheck, input, interpret, Program, Scope } from "../tensor/index.ts";
import { distance } from "./distance.ts";
import { mlp } from "./mlp.ts";

const CONFIG = { hidden: [5, 4], output: 2 } as const;

function traced(config: Parameters<typeof mlp>[2], scope = Scope.create()) {
  const x = input("x", [3, 2, 6]);
  const y = mlp(scope, x, config);
  const rng = createRng(1);
  const values = scope.parameters.map(({ name, tensor }) => [
    name,
    Float64Array.from({ length: tensor.size }, () => rng.normal()),
  ]);
  const feeds: Record<string, Float64Array> = {
    ...Object.fromEntries(values),
    x: Float64Array.from({ length: x.size }, () => rng.normal()),
  };
  return { scope, x, y, feeds };
}

test("two hidden layers are this loop", () => {
  const { y, feeds } = traced({ ...CONFIG, activation: "relu" });
  const layer = (k: number, v: number[], rows: number) =>
    Array.from({ length: rows }, (_, i) =>
      v.reduce((sum, x, j) => sum + feeds[`${k}.weight`][i * v.length + j] * x, feeds[`${k}.bias`][i]),
    );
  const relu = (v: number[]) => v.map((x) => Math.max(x, 0));
  const expected = Array.from({ length: 6 }, (_, row) => {
    const x = [...feeds["x"].subarray(row * 6, (row + 1) * 6)];
    return layer(2, relu(layer(1, relu(layer(0, x, 5)), 4)), 2);
  });
  expect(y.shape).toEqual([3, 2, 2]);
  expect(distance(interpret([y], feeds)[0].data, expected.flat())).toBeLessThan(1e-14);
});

test("without hidden layers it is affine", () => {
  const { scope, x, y, feeds } = traced({ hidden: [], output: 3 });
  expect(scope.count()).toBe(6 * 3 + 3);
  const [weight, bias] = scope.parameters.map(({ tensor }) => tensor);
  const [found, expected] = interpret([y, x.linear(weight, bias)], feeds);
  expect(distance(found.data, expected.data)).toBeLessThan(1e-14);
});

test.each(["gelu", "geluTanh", "silu"] as const)(
  "%s: gradients are central differences, onnxruntime agrees",
  async (activation) => {
    const { x, y, feeds } = traced({ ...CONFIG, activation });
    const point = { x: { shape: x.shape, values: feeds["x"] } };
    const result = gradcheck(({ x }) => mlp(Scope.create(), x, { ...CONFIG, activation }), point, feeds);
    expect(result.error, result.worst).toBeLessThan(1e-6);
    const program = await Program.compile({ outputs: { y } }, { device: "cpu", threads: 1 });
    const found = await program.run(feeds);
    expect(distance(found["y"], interpret([y], feeds)[0].data)).toBeLessThan(1e-4);
    await program.release();
  },
);

test("dropout acts in training only", () => {
  const config = { ...CONFIG, dropout: 0.5 };
  const { scope, x, y, feeds } = traced(config);
  const plain = mlp(scope, x, CONFIG);
  const [inference, without] = interpret([y, plain], feeds);
  expect(inference.data).toEqual(without.data);
  const training = mlp(scope.forTraining(), x, config);
  const [first, again, other] = [
    [1, 2],
    [1, 2],
    [3, 4],
  ].map((key) => interpret([training], { ...feeds, "noise.key": key })[0].data);
  expect(distance(first, without.data)).toBeGreaterThan(0.01);
  expect(again).toEqual(first);
  expect(distance(other, first)).toBeGreaterThan(0.01);
});

test.each([
  [{ hidden: [4, 0], output: 2 }, "widths of the layers of a perceptron: found [4, 0, 2], expected whole numbers"],
  [{ hidden: [4], output: 1.5 }, "[nets/mlp-widths]"],
  [
    { hidden: [4], output: 1, dropout: 1 },
    "dropout of a perceptron: found 1, expected a share, at least 0 and below 1",
  ],
  [{ hidden: [4], output: 1, dropout: NaN }, "[nets/dropout-rate]"],
])("%o is refused", (config, message) => {
  expect(() => mlp(Scope.create(), input("x", [1, 3]), config)).toThrow(message);
});
