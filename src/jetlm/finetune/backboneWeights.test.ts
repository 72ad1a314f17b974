import { expect, test } from "vitest";
import { createRng } from "../../base/index.ts";
import { input, linear, Scope } from "../../tensor/index.ts";
import type { NamedArrays } from "../../tensor/index.ts";
import { backboneWeights } from "./backboneWeights.ts";

const RULES = { prefix: "backbone.", allowMissing: [/^head\./], leaveOut: [/^output\./] };

function network(): Scope {
  const scope = Scope.create();
  const x = linear(scope.child("backbone").child("query"), input("x", [2, 3]), 4);
  linear(scope.child("head"), x, 2);
  return scope;
}

/** A model with these parameters, [rows, columns] or [rows]. */
function model(shapes: Readonly<Record<string, readonly number[]>>): NamedArrays {
  const arrays = Object.entries(shapes).map(([name, shape]) => {
    const data = new Float32Array(shape.reduce((size, extent) => size * extent, 1)).fill(0.5);
    return [name, { shape, data }] as const;
  });
  return new Map(arrays);
}

const WHOLE = { "query.weight": [4, 3], "query.bias": [4], "output.weight": [9, 4] };

test("values come under the names of the network, without the output layer and the head", () => {
  const weights = backboneWeights(model(WHOLE), network(), RULES);
  expect([...weights.keys()]).toEqual(["backbone.query.weight", "backbone.query.bias"]);
  expect(weights.get("backbone.query.bias")!.data).toEqual(Float32Array.of(0.5, 0.5, 0.5, 0.5));
  expect(network().initialValues(createRng(1)).size).toBe(4);
});

test("a misspelt name is an error with the nearest name, not an untrained matrix", () => {
  const { "query.weight": shape, ...rest } = WHOLE;
  expect(() => backboneWeights(model({ "qeury.weight": shape, ...rest }), network(), RULES)).toThrow(
    'found "missing backbone.query.weight (there is backbone.qeury.weight); unexpected backbone.qeury.weight", ' +
      "expected all 4 tensors by name; only /^head\\./ may be missing [jetlm/weights-do-not-fit]",
  );
});

test("missing, left over and misshapen tensors are listed together", () => {
  const found = () => backboneWeights(model({ "query.weight": [4, 5], other: [2] }), network(), RULES);
  expect(found).toThrow("missing backbone.query.bias");
  expect(found).toThrow("backbone.query.weight is [4, 5] instead of [4, 3]");
  expect(found).toThrow("unexpected backbone.other");
});
