import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { loadCheckpoint, loadParameters, requireMoments, requireParameters, saveCheckpoint } from "./checkpoint.ts";
import { normalInit, zerosInit } from "./initialise.ts";
import { assignGroups } from "./parameterGroups.ts";
import { writeSafetensors } from "./safetensors.ts";
import { Scope } from "./scope.ts";
import type { NamedArrays } from "./scope.ts";

const folder = mkdtempSync(join(tmpdir(), "glueball-checkpoint-"));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, "a.safetensors");

function network(): Scope {
  const scope = Scope.create();
  scope.parameter("kept", [2], normalInit(1));
  scope.buffer("mean", [2], zerosInit);
  scope.child("head").parameter("weight", [3, 2], normalInit(1));
  scope.child("head").parameter("bias", [3], zerosInit);
  return scope;
}

test("what was saved is loaded, over what was there, and nothing else is left in the folder", () => {
  const scope = network();
  saveCheckpoint(file, scope.initialValues(createRng(1)), { step: "1" });
  const values = scope.initialValues(createRng(2));
  saveCheckpoint(file, values, { step: "2" });
  expect(loadCheckpoint(file)).toEqual({ arrays: values, metadata: { step: "2" } });
  expect(loadParameters(file, scope)).toEqual(values);
  expect(readdirSync(folder)).toEqual(["a.safetensors"]);
});

test("a checkpoint holds float32 throughout", () => {
  const arrays = new Map([
    ["kept", { shape: [2], data: Float32Array.of(1, 2) }],
    ["mean", { shape: [2], data: Float64Array.of(1, 2) }],
    ["seen", { shape: [], data: BigInt64Array.of(7n) }],
  ]);
  writeSafetensors(file, arrays, {});
  for (const load of [() => loadCheckpoint(file), () => loadParameters(file, network())]) {
    expect(load).toThrow(
      `parameters are of another element type at ${file}: found "mean of type F64; seen of type I64", expected F32 throughout ` +
        "[tensor/checkpoint-not-float32]",
    );
  }
});

const OTHER: NamedArrays = new Map([
  ["kept", { shape: [2], data: Float32Array.of(1, 2) }],
  ["head.weight", { shape: [2, 3], data: new Float32Array(6) }],
  ["old.gain", { shape: [1], data: new Float32Array(1) }],
  ["old.bias", { shape: [1], data: new Float32Array(1) }],
]);

test("parameters of another network: every missing, misshapen and unexpected one in one error", () => {
  saveCheckpoint(file, OTHER);
  expect(() => loadParameters(file, network())).toThrow(
    `the checkpoint belongs to another network at ${file}: found "missing mean [2]; head.weight is [2, 3] instead of [3, 2]; ` +
      `missing head.bias [3]; unexpected old.gain; unexpected old.bias", expected the 4 tensors of this network ` +
      "[tensor/checkpoint-mismatch]. Use the configuration that is stored beside the checkpoint.",
  );
});

test("arrays in memory may hold more than the network, not less", () => {
  const values = new Map(network().initialValues(createRng(1)));
  values.set("optimiser.first.kept", { shape: [2], data: new Float32Array(2) });
  expect(() => requireParameters(values, network())).not.toThrow();
  values.delete("mean");
  expect(() => requireParameters(values, network())).toThrow(
    'found "missing mean [2]", expected the 4 tensors of this network [tensor/checkpoint-mismatch]',
  );
});

test("moments: none, or all those of the optimiser and its groups", () => {
  const groups = assignGroups(network().parameters, { kind: "adamw" }, [
    { name: "head", match: /^head/ },
    { name: "rest", match: /^/, rateFactor: 0 },
  ]);
  const trained = groups.filter(({ name }) => name === "head");
  const state = new Map(network().initialValues(createRng(1)));
  expect(() => requireMoments(state, trained)).not.toThrow();
  for (const moment of ["first", "second"]) {
    state.set(`optimiser.${moment}.head.weight`, { shape: [3, 2], data: new Float32Array(6) });
    state.set(`optimiser.${moment}.head.bias`, { shape: [3], data: new Float32Array(3) });
  }
  expect(() => requireMoments(state, trained)).not.toThrow();
  state.delete("optimiser.second.head.bias");
  state.set("optimiser.first.head.weight", { shape: [2, 3], data: new Float32Array(6) });
  state.set("optimiser.first.kept", { shape: [2], data: new Float32Array(2) });
  expect(() => requireMoments(state, trained)).toThrow(
    'the state was saved by another optimiser, or with other groups: found "optimiser.first.head.weight is [2, 3] instead of ' +
      '[3, 2]; missing optimiser.second.head.bias [3]; unexpected optimiser.first.kept", expected the 4 moments of this one ' +
      "[tensor/other-optimiser]. To start this optimiser anew, load the parameters without the moments.",
  );
});

test("allowMissing: absent tensors it names are left out; misshapen and unexpected ones are still refused", () => {
  const body = new Map([...network().initialValues(createRng(1))].filter(([name]) => !name.startsWith("head.")));
  saveCheckpoint(file, body);
  expect(loadParameters(file, network(), /^head\./)).toEqual(body);
  expect(loadParameters(file, network(), /^head\./g)).toEqual(body); // such an expression remembers where it stopped
  expect(() => loadParameters(file, network(), /^head\.weight/)).toThrow('found "missing head.bias [3]"');
  saveCheckpoint(file, OTHER);
  expect(() => loadParameters(file, network(), /^/)).toThrow(
    'found "head.weight is [2, 3] instead of [3, 2]; unexpected old.gain; unexpected old.bias"',
  );
});
