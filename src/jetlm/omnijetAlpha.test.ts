/** The preset `omnijet-alpha` against numbers and formulas of its paper (arXiv 2403.05618), written out in plain loops. */
import { expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { decoderLogits } from "../nets/index.ts";
import { interpret, Scope } from "../tensor/index.ts";
import { ARCHITECTURES } from "./architectures.ts";
import { backboneStates, decoderConfig, nextTokenLoss, packedInputs } from "./model.ts";
import type { JetModelConfig } from "./model.ts";

const ALPHA = ARCHITECTURES["omnijet-alpha"];

test("6,570,498 parameters with 8192 codes: embedding, three blocks, head", () => {
  const scope = Scope.create();
  nextTokenLoss(scope, packedInputs(1, 2), { ...ALPHA, cap: 128, vocabulary: 8194 });
  expect(scope.count(/^token/)).toBe(2_097_664);
  expect(scope.count(/^blocks\.0\..*(query|key|value)/)).toBe(196_608);
  expect(scope.count(/^blocks\.0\.attention\.output/)).toBe(65_792);
  expect(scope.count(/^blocks\.0\.feedForward\./)).toBe(525_568);
  expect(scope.count(/^blocks\.0\..*Norm/)).toBe(1024);
  expect(scope.count(/^blocks\.0\./)).toBe(788_992);
  expect(scope.count(/^head/)).toBe(2_105_858);
  expect(scope.count()).toBe(6_570_498);
});

const [D, H, LAYERS, V] = [8, 2, 2, 9];
const config: JetModelConfig = { ...ALPHA, layers: LAYERS, width: D, heads: H, cap: 5, vocabulary: V };
const IDS = [0, 3, 5, 3, 7];

test("the arithmetic: x = LN1(x + MHA(x)), x = LN2(x + FF(x)), scale E^-1/2, no positions, no last norm", () => {
  const scope = Scope.create();
  const states = backboneStates(scope, packedInputs(1, IDS.length), config);
  const logits = decoderLogits(scope, states, decoderConfig(config));
  const rng = createRng(4);
  const values = Object.fromEntries(
    scope.parameters.map(({ name, tensor }) => [name, Float64Array.from({ length: tensor.size }, () => rng.normal())]),
  );
  const [{ data }] = interpret([logits], { ...values, tokens: IDS, segments: IDS.map(() => 0) });
  const expected = slowLogits(values);
  const largest = Math.max(...expected.flat().map((value, i) => Math.abs(value - data[i])));
  expect(largest).toBeLessThan(1e-9); // two orders of the same sums in float64
});

/** Logits at every position, [T][V]. */
function slowLogits(values: Readonly<Record<string, Float64Array>>): number[][] {
  let x = IDS.map((id) => [...values["token.weight"].subarray(id * D, (id + 1) * D)]);
  for (let layer = 0; layer < LAYERS; layer++) {
    const part = (name: string) => values[`blocks.${layer}.${name}`];
    const norm = (name: string, row: number[]) => layerNorm(row, part(`${name}.gain`), part(`${name}.bias`));
    const [q, k, v] = ["query", "key", "value"].map((name) =>
      x.map((row) => affine(row, part(`attention.${name}.weight`))),
    );
    const mixed = x.map((_, t) => {
      const heads = Array.from({ length: H }, (_unused, h) => attended(q[t], k, v, { t, h }));
      return affine(heads.flat(), part("attention.output.weight"), part("attention.output.bias"));
    });
    x = x.map((row, t) => norm("attentionNorm", plus(row, mixed[t])));
    x = x.map((row) => {
      const inner = affine(row, part("feedForward.up.weight"), part("feedForward.up.bias")).map((y) => Math.max(0, y));
      const fed = affine(inner, part("feedForward.down.weight"), part("feedForward.down.bias"));
      return norm("feedForwardNorm", plus(row, fed));
    });
  }
  return x.map((row) => affine(row, values["head.weight"], values["head.bias"]));
}

/** What head h of position t takes from itself and earlier positions. */
function attended(query: number[], keys: number[][], values: number[][], { t, h }: { t: number; h: number }): number[] {
  const E = D / H;
  const own = (row: number[]) => row.slice(h * E, (h + 1) * E);
  const scores = keys.slice(0, t + 1).map((key) => dot(own(query), own(key)) / Math.sqrt(E));
  const weights = scores.map((score) => Math.exp(score - Math.max(...scores)));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return own(query).map((_, i) => weights.reduce((sum, w, s) => sum + (w / total) * own(values[s])[i], 0));
}

function dot(a: number[], b: number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i], 0);
}

function plus(a: number[], b: number[]): number[] {
  return a.map((value, i) => value + b[i]);
}

/** weight [N, K] */
function affine(x: number[], weight: Float64Array, bias?: Float64Array): number[] {
  const K = x.length;
  return Array.from({ length: weight.length / K }, (_, n) => {
    return dot(x, [...weight.subarray(n * K, (n + 1) * K)]) + (bias?.[n] ?? 0);
  });
}

function layerNorm(x: number[], gain: Float64Array, bias: Float64Array): number[] {
  const mean = x.reduce((sum, value) => sum + value, 0) / x.length;
  const variance = x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / x.length;
  return x.map((value, i) => ((value - mean) / Math.sqrt(variance + 1e-5)) * gain[i] + bias[i]);
}
