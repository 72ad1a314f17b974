/** Attention against a twin in plain float64 loops, which knows no matrix product, mask tensor or head reshaping. */
import { describe, expect, test } from "vitest";
import { createRng } from "../../base/index.ts";
import { gradcheck } from "../gradcheck.ts";
import { interpret } from "../interpret.ts";
import { Scope } from "../scope.ts";
import { constant, full, input } from "../tensor.ts";
import type { Tensor } from "../tensor.ts";
import { attention, cachedAttention, crossAttention, MASKED, paddingBias, projectKeysValues } from "./attention.ts";
import type { AttentionOptions } from "./attention.ts";

const EXACT = 1e-12; // sums of a dozen numbers of order 1, in another order
const [B, T, D] = [2, 5, 8];

type Arrays = Record<string, Float64Array>;

interface Case {
  readonly options: Omit<AttentionOptions, "scoreBias">;
  /** Whether query t of row b may see key s; all by default. */
  readonly visible?: (b: number, t: number, s: number) => boolean;
}

/** Valid keys: all of the first row, three of the second. */
const padded = (b: number, _t: number, s: number) => b === 0 || s < 3;

const CASES: Readonly<Record<string, Case>> = {
  "two heads": { options: { heads: 2 } },
  "one head, no biases": { options: { heads: 1, bias: false } },
  causal: { options: { heads: 2, causal: true } },
  "padded keys": { options: { heads: 4 }, visible: padded },
  "causal, padded, grouped queries": { options: { heads: 4, keyValueHeads: 2, causal: true }, visible: padded },
  "one key head": { options: { heads: 4, keyValueHeads: 1 } },
  rotary: { options: { heads: 2, rotary: true } },
  "rotary, causal, grouped queries, no biases": {
    options: { heads: 4, keyValueHeads: 2, rotary: true, causal: true, bias: false },
  },
};

const normal = (name: string, size: number) => {
  const rng = createRng(8).fork(name);
  return Float64Array.from({ length: size }, () => rng.normal());
};

/** Random values for all parameters, biases included, of order 1 / sqrt(D). */
function randomise(scope: Scope): Arrays {
  return Object.fromEntries(
    scope.parameters.map(({ name, tensor }) => [name, normal(name, tensor.size).map((v) => v / Math.sqrt(D))]),
  );
}

/** The additive bias of a case as the layer takes it: [B, 1, T, S]. */
function biasOf({ visible }: Case, keys: number): Tensor | undefined {
  if (visible === undefined) return undefined;
  const values = Float64Array.from({ length: B * T * keys }, (_, i) =>
    visible(Math.floor(i / (T * keys)), Math.floor(i / keys) % T, i % keys) ? 0 : MASKED,
  );
  return constant(values, [B, 1, T, keys]);
}

/** Row r of x times W^T + bias. */
function mapped(x: ArrayLike<number>, r: number, map: string, values: Arrays): number[] {
  const [weight, bias] = [values[`${map}.weight`], values[`${map}.bias`]];
  return Array.from({ length: weight.length / D }, (_, n) => {
    let sum = bias?.[n] ?? 0;
    for (let k = 0; k < D; k++) sum += weight[n * D + k] * x[r * D + k];
    return sum;
  });
}

/** (h_i, h_{i + E/2}) as complex numbers, times exp(i position theta_i), theta_i = 10000^(-2i/E). */
function turned(h: readonly number[], position: number): number[] {
  const half = h.length / 2;
  return h.map((_, e) => {
    const i = e % half;
    const angle = position * 10000 ** ((-2 * i) / h.length);
    const [re, im] = [h[i], h[i + half]];
    return e < half ? re * Math.cos(angle) - im * Math.sin(angle) : re * Math.sin(angle) + im * Math.cos(angle);
  });
}

/** One head: the mean of the visible values with weights exp(q . k / sqrt(E)). */
function attend(
  query: readonly number[],
  keys: readonly (readonly number[])[],
  values: readonly (readonly number[])[],
) {
  const scores = keys.map((key) => key.reduce((sum, k, e) => sum + k * query[e], 0) / Math.sqrt(query.length));
  const weights = scores.map((score) => Math.exp(score));
  const total = weights.reduce((a, b) => a + b);
  return query.map((_, e) => values.reduce((sum, value, s) => sum + (weights[s] / total) * value[e], 0));
}

/** x [B, T, D] attends to memory [B, S, D]. */
function twin(x: Float64Array, memory: Float64Array, parameters: Arrays, { options, visible = () => true }: Case) {
  const { heads, keyValueHeads = heads, causal = false, rotary = false } = options;
  const width = D / heads;
  const length = memory.length / (B * D);
  const head = (h: number[], k: number) => h.slice(k * width, (k + 1) * width);
  const out: number[] = [];
  for (let b = 0; b < B; b++) {
    for (let t = 0; t < T; t++) {
      const seen = [...Array(length).keys()].filter((s) => visible(b, t, s) && !(causal && s > t));
      const joined: number[] = [];
      for (let h = 0; h < heads; h++) {
        const group = Math.floor((h * keyValueHeads) / heads);
        const place = (v: number[], position: number) => (rotary ? turned(v, position) : v);
        const query = place(head(mapped(x, b * T + t, "query", parameters), h), t);
        const keys = seen.map((s) => place(head(mapped(memory, b * length + s, "key", parameters), group), s));
        const values = seen.map((s) => head(mapped(memory, b * length + s, "value", parameters), group));
        joined.push(...attend(query, keys, values));
      }
      out.push(...mapped(joined, 0, "output", parameters));
    }
  }
  return out;
}

function expectClose(found: ArrayLike<number>, expected: ArrayLike<number>, tolerance = EXACT): void {
  expect(found.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) expect(Math.abs(found[i] - expected[i])).toBeLessThan(tolerance);
}

const X = normal("x", B * T * D);

test.each(Object.entries(CASES))("self-attention: %s", (_name, given) => {
  const scope = Scope.create();
  const y = attention(scope, input("x", [B, T, D]), { ...given.options, scoreBias: biasOf(given, T) });
  const parameters = randomise(scope);
  expectClose(interpret([y], { ...parameters, x: X })[0].data, twin(X, X, parameters, given));
  // Query and output map D to D, keys and values D to the width of their heads; with biases unless told otherwise.
  const { heads, keyValueHeads = heads, bias = true } = given.options;
  expect(scope.count()).toBe(2 * (D + (D * keyValueHeads) / heads) * (D + (bias ? 1 : 0)));
});

test.each([
  ["plain", { heads: 2 }],
  ["grouped queries, no biases", { heads: 4, keyValueHeads: 2, bias: false }],
])("cross-attention to a longer, padded memory: %s", (_name, options) => {
  const length = 7;
  const given: Case = { options, visible: (b, _t, s) => s < [7, 2][b] };
  const scope = Scope.create();
  const memory = projectKeysValues(scope, input("memory", [B, length, D]), options);
  const valid = input("valid", [B, length], "bool");
  const y = crossAttention(scope, input("x", [B, T, D]), memory, { ...options, scoreBias: paddingBias(valid) });
  const parameters = randomise(scope);
  const other = normal("memory", B * length * D);
  const mask = Array.from({ length: B * length }, (_, i) => Number(i % length < [7, 2][Math.floor(i / length)]));
  const [found] = interpret([y], { ...parameters, x: X, memory: other, valid: mask });
  expectClose(found.data, twin(X, other, parameters, given));
});

test.each(["causal", "rotary, causal, grouped queries, no biases"])("step by step with a cache: %s", (name) => {
  const given = CASES[name];
  const { heads, keyValueHeads = heads } = given.options;
  const shape = [B, keyValueHeads, T + 1, D / heads];
  const scope = Scope.create();
  const cache = { keys: input("keys", shape), values: input("values", shape) };
  const position = input("position", [B], "int32");
  const step = cachedAttention(scope, input("row", [B, 1, D]), [cache], position, given.options);
  const parameters = randomise(scope);
  const expected = twin(X, X, parameters, given);
  // What an earlier sequence left in the cache is not seen.
  const stale = normal("stale", B * keyValueHeads * (T + 1) * (D / heads));
  const state = { keys: stale.slice(), values: stale.slice() };
  for (let t = 0; t < T; t++) {
    const row = [0, 1].flatMap((b) => [...X.subarray((b * T + t) * D, (b * T + t + 1) * D)]);
    const feeds = { ...parameters, ...state, row, position: [t, t] };
    const [y, keys, values] = interpret([step.output, step.now.keys, step.now.values], feeds);
    for (let b = 0; b < B; b++) {
      expectClose(y.data.subarray(b * D, (b + 1) * D), expected.slice((b * T + t) * D, (b * T + t + 1) * D));
    }
    const width = D / heads;
    for (let row = 0; row < B * keyValueHeads; row++) {
      const at = (row * (T + 1) + t) * width;
      state.keys.set(keys.data.subarray(row * width, (row + 1) * width), at);
      state.values.set(values.data.subarray(row * width, (row + 1) * width), at);
    }
  }
});

describe("rotary positions", () => {
  // The sequence stands once at positions 0..4 and once at 3..7, behind three keys that are hidden.
  const shifted = (rotary: boolean) => {
    const scope = Scope.create();
    const [plain, late] = [input("x", [1, T, D]), input("late", [1, T + 3, D])];
    const bias = constant(
      Array.from({ length: T + 3 }, (_, s) => (s < 3 ? MASKED : 0)),
      [1, 1, 1, T + 3],
    );
    const [y, z] = [
      attention(scope, plain, { heads: 2, rotary }),
      attention(scope, late, { heads: 2, rotary, scoreBias: bias }).narrow(1, 3, T + 3),
    ];
    const x = X.slice(0, T * D);
    return interpret([y, z], { ...randomise(scope), x, late: [...normal("before", 3 * D), ...x] });
  };

  test("only distances count: a sequence that stands elsewhere attends as before", () => {
    const [here, there] = shifted(true);
    expectClose(there.data, here.data);
  });

  test("distances do count", () => {
    const [turning, still] = [shifted(true)[0], shifted(false)[0]];
    expect(Math.max(...turning.data.map((v, i) => Math.abs(v - still.data[i])))).toBeGreaterThan(0.01);
  });
});

test("equal scores give the mean of the values: of all, of those so far; a row that sees none stays finite", () => {
  const scope = Scope.create();
  const x = input("x", [1, 3, 2]);
  const options = { heads: 1, bias: false };
  const [all, sofar, none] = [
    attention(scope, x, options),
    attention(scope, x, { ...options, causal: true }),
    attention(scope, x, { ...options, scoreBias: full([1, 1, 3, 3], MASKED) }),
  ];
  const unit = [1, 0, 0, 1];
  const feeds = {
    "query.weight": [0, 0, 0, 0],
    "key.weight": unit,
    "value.weight": unit,
    "output.weight": unit,
    x: [3, 0, 0, 6, 0, 0],
  };
  const [a, b, c] = interpret([all, sofar, none], feeds).map(({ data }) => data);
  expectClose(a, [1, 2, 1, 2, 1, 2]);
  expectClose(b, [3, 0, 1.5, 3, 1, 2]);
  expectClose(c, [1, 2, 1, 2, 1, 2], 1e-7); // beside -1e9 a score keeps 7 digits behind the point
});

test("a score far above the others picks its value, and large scores do not overflow", () => {
  const scope = Scope.create();
  const y = attention(scope, input("x", [1, 3, 2]), { heads: 1, bias: false });
  const feeds = {
    "query.weight": [1e4, 0, 0, 1e4],
    "key.weight": [1, 0, 0, 1],
    "value.weight": [1, 0, 0, 1],
    "output.weight": [1, 0, 0, 1],
    x: [1, 0, 0, 1, -1, -1],
  };
  expectClose(interpret([y], feeds)[0].data.subarray(0, 4), [1, 0, 0, 1]);
});

test("gradients agree with central differences, with respect to the input and to all parameters", () => {
  const scope = Scope.create();
  const options = { heads: 2, keyValueHeads: 1, causal: true, rotary: true };
  const net = (x: Tensor) => attention(scope, x, options);
  net(input("x", [1, 3, 4]));
  const shapes = [
    ["x", [1, 3, 4]] as const,
    ...scope.parameters.map(({ name, tensor }) => [name, tensor.shape] as const),
  ];
  const point = Object.fromEntries(
    shapes.map(([name, shape]) => [
      name,
      {
        shape,
        values: normal(
          name,
          shape.reduce((a, b) => a * b),
        ),
      },
    ]),
  );
  const { error, worst, compared } = gradcheck((inputs) => net(inputs.x), point);
  expect(error, worst).toBeLessThan(1e-6);
  expect(compared).toBe(12 + scope.count());
});

test("dropout hits the weights in training only: a single key is dropped, or kept and scaled", () => {
  const scope = Scope.create();
  const x = input("x", [2000, 1, 1]);
  const options = { heads: 1, bias: false, dropout: 0.2 };
  const [trained, used] = [attention(scope.forTraining(), x, options), attention(scope, x, options)];
  const one = [1];
  const feeds = { "query.weight": one, "key.weight": one, "value.weight": one, "output.weight": one };
  const ones = new Float64Array(2000).fill(1);
  const [dropped, all] = interpret([trained, used], { ...feeds, x: ones, "noise.key": [1, 2] });
  expect(new Set(all.data)).toEqual(new Set([1]));
  expect([...new Set(dropped.data)].sort()).toEqual([0, 1.25]);
  const share = dropped.data.filter((v) => v === 0).length / 2000;
  expect(Math.abs(share - 0.2)).toBeLessThan(5 * Math.sqrt((0.2 * 0.8) / 2000));
});

const SHAPE_RULE =
  "expected [batch, length, width] with a width that is a multiple of the heads, heads a multiple of the key heads";

test.each([
  [[1, 4, 8], { heads: 3 }, `attention with 3 heads and 3 key heads on 1 x 4 x 8: ${SHAPE_RULE}`],
  [[1, 4, 8], { heads: 0 }, `attention with 0 heads and 0 key heads on 1 x 4 x 8: ${SHAPE_RULE}`],
  [[1, 4, 5], { heads: 2.5 }, `attention with 2.5 heads and 2.5 key heads on 1 x 4 x 5: ${SHAPE_RULE}`],
  [[1, 4, 8], { heads: -2 }, `attention with -2 heads and -2 key heads on 1 x 4 x 8: ${SHAPE_RULE}`],
  [[1, 4, 8], { heads: 4, keyValueHeads: 3 }, `attention with 4 heads and 3 key heads on 1 x 4 x 8: ${SHAPE_RULE}`],
  [[1, 4, 8], { heads: 2, keyValueHeads: 0.5 }, `attention with 2 heads and 0.5 key heads on 1 x 4 x 8: ${SHAPE_RULE}`],
  [[4, 8], { heads: 2 }, `attention with 2 heads and 2 key heads on 4 x 8: ${SHAPE_RULE}`],
  [
    [1, 4, 6],
    { heads: 2, rotary: true },
    `attention with 2 heads and 2 key heads on 1 x 4 x 6: ${SHAPE_RULE}, and an even width of a head for rotary positions`,
  ],
])("%j with %j is refused", (shape, options, message) => {
  for (const layer of [attention, projectKeysValues]) {
    expect(() => layer(Scope.create(), input("x", shape), options)).toThrow(`${message} [tensor/attention-heads]`);
  }
});
