import { describe, expect, test } from "vitest";
import { createRng } from "../../base/index.ts";
import { quantise } from "../../nets/index.ts";
import { constant, grad, input, interpret, Program, Scope } from "../../tensor/index.ts";
import type { Tensor } from "../../tensor/index.ts";
import { autoencode, decodeCodes, encodeLatents, normFormerBlock, OMNIJET_ALPHA_VQ } from "./vqNetwork.ts";
import type { VqNetworkConfig } from "./vqNetwork.ts";

const EXACT = 1e-9;
const [B, T, F] = [2, 5, 3];
const LENGTHS = [5, 3];
const VALID = LENGTHS.flatMap((length) => Array.from({ length: T }, (_, t) => Number(t < length)));
const CONDITIONAL: VqNetworkConfig = {
  features: F,
  quantiser: { kind: "vq", codes: 6, width: 2 },
  body: { kind: "conditional", blocks: 2, width: 8, heads: 2, dropout: 0.1 },
};
const CONFIGS: Readonly<Record<string, VqNetworkConfig>> = {
  conditional: CONDITIONAL,
  "conditional, residual": { ...CONDITIONAL, quantiser: { kind: "residual", codes: 4, width: 2, stages: 2 } },
  "per particle": { ...CONDITIONAL, body: { kind: "perParticle", hidden: [8, 6] } },
  "per particle, finite scalars": {
    ...CONDITIONAL,
    quantiser: { kind: "fsq", levels: [5, 4] },
    body: { kind: "perParticle", hidden: [8, 6] },
  },
  "per particle with its place": { ...CONDITIONAL, places: true, body: { kind: "perParticle", hidden: [8, 6] } },
  neighbours: { ...CONDITIONAL, body: { kind: "neighbours", hidden: [8, 6], reach: 1 } },
  "neighbours and places": { ...CONDITIONAL, places: true, body: { kind: "neighbours", hidden: [8, 6], reach: 2 } },
};

function normal(name: string, size: number, around = 0): Float64Array {
  const rng = createRng(6).fork(name);
  return Float64Array.from({ length: size }, () => Math.fround(around + 0.6 * rng.normal()));
}

const X = normal("x", B * T * F).map((v, i) => v * VALID[Math.floor(i / F)]);

/** Random parameters, other than the initial ones. */
function parametersOf(scope: Scope): Record<string, Float64Array> {
  return Object.fromEntries(
    scope.parameters.map(({ name, tensor }) => [name, normal(name, tensor.size, name.endsWith("gain") ? 1 : 0)]),
  );
}

function traced(config: VqNetworkConfig, slots = T, options = {}) {
  const scope = Scope.create();
  const x = input("x", [B, slots, F]);
  const valid = input("valid", [B, slots], "bool");
  const result = autoencode(scope, x, valid, config, options);
  return { scope, x, valid, result, feeds: { ...parametersOf(scope), x: X, valid: VALID } };
}

function gap(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(found.length).toBe(expected.length);
  return Array.from(expected).reduce<number>((top, v, i) => Math.max(top, Math.abs(found[i] - v)), 0);
}

test("the preset of OmniJet-alpha has its 833,551 parameters", () => {
  const scope = Scope.create();
  autoencode(scope, input("x", [1, 4, 3]), input("valid", [1, 4], "bool"), OMNIJET_ALPHA_VQ);
  expect(scope.count()).toBe(833_551);
  expect(scope.count(/^encoder\.blocks\.0\./)).toBe(99_840);
  expect(scope.count(/attention/)).toBe(8 * 66_048);
  expect(scope.count(/quantiser/)).toBe(32_768 + 8);
  expect([/encoder\.input/, /encoder\.output/, /decoder\.input/, /decoder\.output/].map((p) => scope.count(p))).toEqual(
    [512, 516, 640, 387],
  );
});

describe("NormFormer block", () => {
  const config = { kind: "conditional", blocks: 1, width: 4, heads: 2, dropout: 0.1 } as const;
  const scope = Scope.create();
  const y = normFormerBlock(scope, input("x", [1, 3, 4]), constant([1, 1, 0], [1, 3], "bool"), config);
  const x = normal("block", 12);
  const rows = [x.subarray(0, 4), x.subarray(4, 8), new Float64Array(4)].map((row) => [...row]);

  test("is these loops", () => {
    const p = parametersOf(scope);
    const map = (name: string, v: readonly number[]) =>
      v.map((_, i) => v.reduce((sum, vj, j) => sum + p[`${name}.weight`][i * 4 + j] * vj, p[`${name}.bias`][i]));
    const norm = (name: string, v: readonly number[]) => {
      const mean = v.reduce((a, b) => a + b) / 4;
      const variance = v.reduce((sum, a) => sum + (a - mean) ** 2, 0) / 4;
      return v.map((a, i) => (p[`${name}.gain`][i] * (a - mean)) / Math.sqrt(variance + 1e-5) + p[`${name}.bias`][i]);
    };
    const calm = rows.map((row) => norm("norm1", row));
    const [q, k, v] = ["query", "key", "value"].map((name) => calm.map((row) => map(`attention.${name}`, row)));
    const expected = rows.map((row, t) => {
      const mixed = [0, 1].flatMap((head) => {
        const at = (u: readonly number[]) => u.slice(2 * head, 2 * head + 2);
        const weights = [0, 1].map((s) =>
          Math.exp((at(q[t])[0] * at(k[s])[0] + at(q[t])[1] * at(k[s])[1]) / Math.SQRT2),
        );
        const total = weights[0] + weights[1];
        return [0, 1].map((c) => (weights[0] * at(v[0])[c] + weights[1] * at(v[1])[c]) / total);
      });
      const r = norm("norm2", map("attention.output", mixed)).map((a, i) => a + row[i]);
      const inner = map("mlp.up", norm("mlp.norm", r)).map((a) => a / (1 + Math.exp(-a)));
      return map("mlp.down", inner).map((a, i) => a + r[i]);
    });
    expect(gap(interpret([y], { ...p, x })[0].data, expected.flat())).toBeLessThan(EXACT);
  });

  test("a fresh one adds the normalised attention of a constant: the same to every particle", () => {
    const fresh = Object.fromEntries(
      [...scope.initialValues(createRng(1))].map(([name, { data }]) => [
        name,
        name.endsWith("value.bias") ? [1, 2, 3, 4] : data,
      ]),
    );
    const added = interpret([y], { ...fresh, x })[0].data.map((v, i) => v - rows.flat()[i]);
    const weight = fresh["attention.output.weight"];
    const mapped = [0, 1, 2, 3].map((i) => [1, 2, 3, 4].reduce((sum, v, j) => sum + weight[i * 4 + j] * v, 0));
    const mean = mapped.reduce((a, b) => a + b) / 4;
    const deviation = Math.sqrt(mapped.reduce((sum, v) => sum + (v - mean) ** 2, 0) / 4 + 1e-5);
    const expected = mapped.map((v) => (v - mean) / deviation);
    expect(gap(added, [...expected, ...expected, ...expected])).toBeLessThan(EXACT);
  });
});

describe.each(Object.entries(CONFIGS))("%s", (name, config) => {
  const wholeJet = config.body.kind !== "perParticle";
  const ordered = config.places === true || config.body.kind === "neighbours";

  test("more padding, whatever stands in it, changes no feature, code, loss or gradient", () => {
    const [short, long] = [traced(config), traced(config, T + 3)];
    const outputs = ({ result, scope }: ReturnType<typeof traced>) => [
      result.loss,
      result.error,
      ...grad(
        result.loss,
        scope.parameters.map(({ tensor }) => tensor),
      ),
    ];
    const widen = (values: ArrayLike<number>, width: number, fill: number) =>
      [0, 1].flatMap((b) => [
        ...Array.from({ length: T * width }, (_, i) =>
          VALID[b * T + Math.floor(i / width)] === 1 ? values[b * T * width + i] : fill,
        ),
        ...new Array<number>(3 * width).fill(fill),
      ]);
    const wide = { ...long.feeds, x: widen(X, F, 7), valid: widen(VALID, 1, 0) };
    const before = interpret([...outputs(short), short.result.features, short.result.codes], short.feeds);
    const after = interpret([...outputs(long), long.result.features, long.result.codes], wide);
    before.slice(0, -2).forEach(({ data }, k) => expect(gap(after[k].data, data)).toBeLessThan(EXACT));
    expect(gap(after.at(-2)!.data, widen(before.at(-2)!.data, F, 0))).toBeLessThan(EXACT);
    const stages = short.result.codes.shape[2];
    expect([...after.at(-1)!.data]).toEqual(widen(before.at(-1)!.data, stages, -1));
  });

  test(`particles in another order have ${ordered ? "other features: places count" : "the same codes and features in that order"}`, () => {
    const { result, feeds } = traced(config);
    const order = [3, 0, 4, 1, 2, 6, 7, 5, 8, 9]; // rows of the first jet, then of the second
    const moved = order.flatMap((row) => [...X.subarray(row * F, (row + 1) * F)]);
    const [codes, features] = interpret([result.codes, result.features], feeds);
    const [others, otherFeatures] = interpret([result.codes, result.features], { ...feeds, x: moved });
    const stages = result.codes.shape[2];
    const rows = (data: Float64Array, width: number) =>
      order.flatMap((row) => [...data.subarray(row * width, (row + 1) * width)]);
    const same = [...others.data].join() === rows(codes.data, stages).join();
    const near = gap(otherFeatures.data, rows(features.data, F)) < EXACT;
    expect(same && near).toBe(!ordered);
  });

  test(`a particle's latent ${wholeJet ? "depends" : "does not depend"} on the rest of its jet, never on other jets`, () => {
    const { scope, x, valid, feeds } = traced(config);
    const latents = encodeLatents(scope, x, valid, config);
    const width = latents.shape[2];
    const [before, after] = [X, X.map((v, i) => (i === 0 ? v + 1 : v))].map(
      (values) => interpret([latents], { ...feeds, x: values })[0].data,
    );
    expect(gap(after.subarray(T * width), before.subarray(T * width))).toBe(0);
    const neighbours = gap(after.subarray(width, T * width), before.subarray(width, T * width));
    expect(neighbours > 1e-6).toBe(wholeJet);
  });

  test("codes decode to the features of the forward pass", () => {
    const { scope, result, feeds } = traced(config);
    const [features, decoded] = interpret([result.features, decodeCodes(scope, result.codes, config)], feeds);
    expect(gap(decoded.data, features.data)).toBeLessThan(EXACT);
  });

  test("onnxruntime agrees with the float64 meaning", async () => {
    const { scope, result, feeds } = traced(config);
    const gradients = grad(
      result.loss,
      scope.parameters.map(({ tensor }) => tensor),
    );
    const outputs: Record<string, Tensor> = { loss: result.loss, codes: result.codes, features: result.features };
    gradients.forEach((g, k) => (outputs[`gradient ${k} ${name}`] = g));
    const expected = interpret(Object.values(outputs), feeds);
    const program = await Program.compile({ outputs }, { device: "cpu", threads: 1 });
    const found = await program.run(Object.fromEntries(program.inputs.map((i) => [i.name, feeds[i.name as "x"]])));
    Object.keys(outputs).forEach((key, k) => {
      const scale = expected[k].data.reduce((top, v) => Math.max(top, Math.abs(v)), 1);
      expect(gap(found[key], expected[k].data) / scale, key).toBeLessThan(1e-4);
    });
    await program.release();
  });
});

test("the loss is the error of real particles and 10 times that of the quantiser; the faithful one falls with padding", () => {
  const { result, feeds } = traced({ ...CONDITIONAL, quantiser: { kind: "fsq", levels: [5, 4] } });
  const [features, loss, error] = interpret([result.features, result.loss, result.error], feeds).map(
    ({ data }) => data,
  );
  const squares = features.reduce((sum, v, i) => sum + (v - X[i]) ** 2, 0);
  expect(Math.abs(error[0] - squares / (8 * F))).toBeLessThan(EXACT);
  expect(loss[0]).toBe(error[0]);
  const old = traced({ ...CONDITIONAL, quantiser: { kind: "fsq", levels: [5, 4] } }, T, { faithful: true });
  expect(Math.abs(interpret([old.result.loss], old.feeds)[0].data[0] - squares / (B * T * F))).toBeLessThan(EXACT);
  const learnt = traced(CONDITIONAL);
  const latents = encodeLatents(learnt.scope, learnt.x, learnt.valid, CONDITIONAL);
  const quantised = quantise(learnt.scope.child("quantiser"), latents, CONDITIONAL.quantiser, learnt.valid);
  const outputs = [learnt.result.loss, learnt.result.error, quantised.loss];
  const [whole, part, extra] = interpret(outputs, learnt.feeds).map(({ data }) => data[0]);
  expect(extra).toBeGreaterThan(0.01);
  expect(Math.abs(whole - part - 10 * extra)).toBeLessThan(EXACT);
});
