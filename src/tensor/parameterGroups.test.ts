import { expect, test } from "vitest";
import { topologicalOrder } from "./graph.ts";
import { grad } from "./gradient.ts";
import { zerosInit } from "./initialise.ts";
import { linear } from "./layers/linear.ts";
import { batchNorm } from "./layers/norm.ts";
import { assignGroups } from "./parameterGroups.ts";
import type { ParameterGroup } from "./parameterGroups.ts";
import { Scope } from "./scope.ts";
import { input } from "./tensor.ts";

const ADAMW = { kind: "adamw" } as const;

function network() {
  const scope = Scope.create();
  const h = batchNorm(scope.child("norm"), linear(scope.child("body").child(0), input("x", [4, 3]), 5));
  const loss = linear(scope.child("head"), linear(scope.child("body").child(1), h, 5), 1).mean();
  return { scope, loss };
}

const { scope } = network();
const assign = (groups?: readonly ParameterGroup[]) =>
  assignGroups(scope.parameters, ADAMW, groups).map(({ name, rateFactor, size, parameters }) => [
    name,
    rateFactor,
    size,
    parameters.map((parameter) => parameter.name).join(" "),
  ]);

test("by default matrices and vectors; buffers are in none", () => {
  expect(assign()).toEqual([
    ["matrices", 1, 15 + 25 + 5, "body.0.weight body.1.weight head.weight"],
    ["vectors", 1, 5 + 5 + 5 + 5 + 1, "body.0.bias norm.gain norm.bias body.1.bias head.bias"],
  ]);
});

test("the first pattern that matches takes a parameter; an expression may be global", () => {
  const groups = [
    { name: "biases", match: /bias$/g, rateFactor: 2 },
    { name: "body", match: /^body/g, rateFactor: 0 },
    { name: "rest", match: /^/ },
  ];
  const expected = [
    ["biases", 2, 5 + 5 + 5 + 1, "body.0.bias norm.bias body.1.bias head.bias"],
    ["body", 0, 15 + 25, "body.0.weight body.1.weight"],
    ["rest", 1, 5 + 5, "norm.gain head.weight"],
  ];
  expect(assign(groups)).toEqual(expected);
  expect(assign(groups)).toEqual(expected);
});

test("a group that others left nothing for is no mistake", () => {
  const groups = [
    { name: "all", match: /./ },
    { name: "rest", match: /^/ },
  ];
  expect(assign(groups).map(([name]) => name)).toEqual(["all"]);
});

test.each<[string, readonly ParameterGroup[]]>([
  [
    'two groups of one name: found "part", expected a name of its own for each [tensor/group-name-repeated]',
    [
      { name: "part", match: /weight/ },
      { name: "part", match: /^/ },
    ],
  ],
  [
    'the pattern of group frozen matches no trainable parameter: found "/^bodi/", expected a part of body.0.weight, ' +
      "body.0.bias, norm.gain, norm.bias, body.1.weight, body.1.bias, head.weight, head.bias [tensor/group-without-parameters]",
    [
      { name: "frozen", match: /^bodi/, rateFactor: 0 },
      { name: "rest", match: /^/ },
    ],
  ],
  [
    "the pattern of group statistics matches no trainable parameter", // buffers are not trained
    [
      { name: "statistics", match: /running/ },
      { name: "rest", match: /^/ },
    ],
  ],
  [
    "the rate factor of group all: found -1, expected 0 (frozen) or a positive number [tensor/wrong-rate-factor]",
    [{ name: "all", match: /^/, rateFactor: -1 }],
  ],
  ["the rate factor of group all: found NaN", [{ name: "all", match: /^/, rateFactor: Number.NaN }]],
  [
    'parameters that no group matches: found "norm.gain, norm.bias, head.weight, head.bias", expected every trainable ' +
      "parameter in one group [tensor/parameters-without-group]. Add a last group that matches everything (/^/), with " +
      "rateFactor 0 to freeze the rest.",
    [{ name: "body", match: /^body/ }],
  ],
  [
    'nothing is left to train: found "all groups have rateFactor 0", expected at least one parameter in a group that moves ' +
      "[tensor/nothing-to-train]",
    [{ name: "all", match: /^/, rateFactor: 0 }],
  ],
])("refused: %s", (message, groups) => {
  expect(() => assign(groups)).toThrow(message);
});

test("a network without parameters has nothing to train", () => {
  const buffers = Scope.create();
  buffers.buffer("mean", [2], zerosInit);
  expect(() => assignGroups(buffers.parameters, ADAMW, undefined)).toThrow('found "no trainable parameter"');
});

test("gradients that nobody asks for are not built", () => {
  const { scope: own, loss } = network();
  const tensorsOf = (pattern: RegExp) =>
    own.parameters.filter(({ name, trainable }) => trainable && pattern.test(name)).map(({ tensor }) => tensor);
  const added = (pattern: RegExp) =>
    topologicalOrder([loss, ...grad(loss, tensorsOf(pattern))]).length - topologicalOrder([loss]).length;
  const [head, upper, all] = [added(/^head/), added(/^(head|body\.1)/), added(/^/)];
  expect(head).toBeGreaterThan(0);
  expect(upper).toBeGreaterThan(head);
  expect(all).toBeGreaterThan(upper);
});
