import { describe, expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { grad, input, interpret, Scope } from "../tensor/index.ts";
import type { NamedArrays, Tensor } from "../tensor/index.ts";
import { isLora, mergeLora, withLora } from "./lora.ts";
import type { LoraConfig } from "./lora.ts";
import { decoder } from "./transformer.ts";

const CONFIG: LoraConfig = { rank: 3, alpha: 6, match: /\.(attention|feedForward)\./ };
const network = (scope: Scope): Tensor =>
  decoder(scope, input("tokens", [2, 5], "int32"), {
    layers: 2,
    width: 8,
    heads: 2,
    context: 5,
    vocabulary: 7,
    positions: "rotary",
  });
const TOKENS = [0, 3, 2, 1, 6, 0, 5, 5, 4, 1];

function feeds(values: NamedArrays): Record<string, Float32Array | number[]> {
  return { tokens: TOKENS, ...Object.fromEntries([...values].map(([name, { data }]) => [name, data])) };
}

function logitsOf(logits: Tensor, values: NamedArrays): Float64Array {
  return interpret([logits], feeds(values))[0].data;
}

/** Initial values, in which no parameter is zero. */
function trained(scope: Scope): NamedArrays {
  const rng = createRng(4);
  const noisy = (data: Float32Array, name: string) => {
    const own = rng.fork(name);
    return data.map((value) => value + 0.1 * own.normal());
  };
  return new Map(
    [...scope.initialValues(rng)].map(([name, { shape, data }]) => [name, { shape, data: noisy(data, name) }]),
  );
}

describe("low-rank adapters of a transformer", () => {
  const scope = Scope.create();
  const adapted = network(withLora(scope.child("backbone"), CONFIG));
  const plainScope = Scope.create();
  const plain = network(plainScope.child("backbone"));

  test("every matrix of attention and feed-forward has one, r (N + K) numbers each; nothing else has", () => {
    const owners = ["attention.query", "attention.key", "attention.value", "attention.output"];
    const all = [...owners, "feedForward.up", "feedForward.down"].flatMap((owner) =>
      [0, 1].map((layer) => `backbone.blocks.${layer}.${owner}`),
    );
    const names = scope.parameters.map(({ name }) => name).filter(isLora);
    expect(names.toSorted()).toEqual(all.flatMap((owner) => [`${owner}.lora.down`, `${owner}.lora.up`]).toSorted());
    expect(scope.count(/\.lora\./)).toBe(2 * 3 * (4 * (8 + 8) + 2 * (8 + 32)));
    expect(scope.count() - scope.count(/\.lora\./)).toBe(plainScope.count());
  });

  test("at the start the network is the trained one", () => {
    const values = scope.initialValues(createRng(1));
    expect(logitsOf(adapted, values)).toEqual(logitsOf(plain, values));
  });

  test("merged weights give what the adapters give", () => {
    const values = trained(scope);
    const merged = mergeLora(values, CONFIG);
    expect([...merged.keys()].toSorted()).toEqual(plainScope.parameters.map(({ name }) => name).toSorted());
    const [own, other] = [logitsOf(adapted, values), logitsOf(plain, merged)];
    const largest = Math.max(...own.map((value, i) => Math.abs(value - other[i])));
    expect(largest).toBeLessThan(1e-5); // merged weights are rounded to float32
    const without = logitsOf(plain, new Map([...values].filter(([name]) => !isLora(name))));
    expect(Math.max(...own.map((value, i) => Math.abs(value - without[i])))).toBeGreaterThan(0.01);
  });

  test("gradients reach the adapters only", () => {
    const loss = adapted.mul(adapted).mean();
    const parameters = scope.parameters;
    const gradients = grad(
      loss,
      parameters.map(({ tensor }) => tensor),
    );
    const values = interpret(gradients, feeds(trained(scope)));
    parameters.forEach(({ name }, k) => {
      expect([name, values[k].data.some((value) => value !== 0)]).toEqual([name, isLora(name)]);
    });
  });
});

test("a rank that is no whole number is refused", () => {
  expect(() => withLora(Scope.create(), { rank: 0, match: /./ })).toThrow(
    "the rank of low-rank adapters: found 0, expected a whole number, at least 1 [nets/lora-rank]",
  );
});
