/** Hidden states of jets one a row: what stands on the padding, and beside the jet, changes nothing. */
import { expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { interpret, Scope } from "../tensor/index.ts";
import { ARCHITECTURES } from "./architectures.ts";
import { backboneStates, nextTokenLoss, packedInputs } from "./model.ts";
import type { JetModelConfig } from "./model.ts";

const EXACT = 1e-12; // the same sums in float64
const config: JetModelConfig = { ...ARCHITECTURES["ours-s"], layers: 2, width: 8, heads: 2, cap: 5, vocabulary: 9 };

/** The states of a batch of rows, [row][position][D], with fixed random parameters. */
function statesOf(tokens: readonly (readonly number[])[], segments: readonly (readonly number[])[], causal: boolean) {
  const [rows, length] = [tokens.length, tokens[0].length];
  const scope = Scope.create();
  const states = backboneStates(scope, packedInputs(rows, length), config, { causal });
  const values = [...scope.initialValues(createRng(1))].map(([name, { data }]) => [name, data.map((v) => 5 * v)]);
  const feeds = { ...Object.fromEntries(values), tokens: tokens.flat(), segments: segments.flat() };
  const [{ data }] = interpret([states], feeds);
  const at = (row: number, t: number) => [...data.subarray((row * length + t) * 8, (row * length + t + 1) * 8)];
  return tokens.map((_, row) => Array.from({ length }, (_, t) => at(row, t)));
}

test.each([true, false])("a jet with padding has the states of the jet alone; causal: %s", (causal) => {
  const [alone] = statesOf([[0, 3, 5]], [[0, 0, 0]], causal);
  const [padded] = statesOf(
    [
      [0, 3, 5, 7, 2],
      [0, 1, 2, 3, 4],
    ],
    [
      [0, 0, 0, -1, -1],
      [0, 0, 0, 0, 0],
    ],
    causal,
  );
  for (let t = 0; t < 3; t++) padded[t].forEach((v, i) => expect(Math.abs(v - alone[t][i])).toBeLessThan(EXACT));
  const [longer] = statesOf([[0, 3, 5, 7]], [[0, 0, 0, 0]], causal);
  const moved = Math.max(...longer[1].map((v, i) => Math.abs(v - alone[1][i])));
  if (causal) expect(moved).toBeLessThan(EXACT);
  else expect(moved).toBeGreaterThan(1e-3);
});

test("its parameters are those of the loss but the output layer", () => {
  const [states, loss] = [Scope.create(), Scope.create()];
  backboneStates(states, packedInputs(2, 6), config);
  nextTokenLoss(loss, packedInputs(2, 6), config);
  const names = (scope: Scope) => scope.parameters.map(({ name }) => name);
  expect(names(loss)).toEqual([...names(states), "head.weight"]);
});

test("mamba-s has about the parameters of ours-s beside its vocabulary; it runs forward only", () => {
  const sizeOf = (name: "ours-s" | "mamba-s") => {
    const scope = Scope.create();
    nextTokenLoss(scope, packedInputs(1, 4), { ...ARCHITECTURES[name], cap: 127, vocabulary: 514 });
    return scope.count(/^(blocks|norm)/);
  };
  expect(sizeOf("ours-s")).toBe(149_632);
  expect(sizeOf("mamba-s")).toBe(150_524);
  const mamba = { ...ARCHITECTURES["mamba-s"], cap: 5, vocabulary: 9 };
  const states = (config: JetModelConfig, causal: boolean) => () =>
    backboneStates(Scope.create(), packedInputs(1, 4), config, { causal });
  expect(states(mamba, false)).toThrow(
    'a backbone of Mamba blocks runs forward only: found "causal: false", expected causal: true, or a transformer [jetlm/backbone-is-causal]',
  );
  expect(states({ ...mamba, positions: "rotary" }, true)).toThrow(
    'found "states 32, norm rms, normPosition pre, positions rotary, activation silu", expected states, norm rms, normPosition pre, positions none, activation silu [jetlm/bad-architecture]',
  );
});
