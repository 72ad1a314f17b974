import { describe, expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { constant, grad, input, interpret, Scope } from "../tensor/index.ts";
import { feedsOf, gap, runtimeDeviations, trialValues } from "./trial.ts";
import { codeVectors, quantise, stageCodes } from "./vectorQuantiser.ts";
import type { QuantiserConfig } from "./vectorQuantiser.ts";

const EXACT = 1e-12;
const [M, L, V] = [7, 3, 5];
const VQ: QuantiserConfig = { kind: "vq", codes: V, width: L };
const CONFIGS: Readonly<Record<string, QuantiserConfig>> = {
  vq: VQ,
  residual: { kind: "residual", codes: V, width: L, stages: 3 },
  fsq: { kind: "fsq", levels: [5, 4, 2] },
};
const LATENTS = normal("latents", M * L);
const VALID = [1, 1, 0, 1, 0, 1, 1];

function normal(name: string, size: number): Float64Array {
  const rng = createRng(4).fork(name);
  return Float64Array.from({ length: size }, () => Math.fround(rng.normal()));
}

function traced(config: QuantiserConfig) {
  const scope = Scope.create();
  const latents = input("latents", [M, L]);
  const valid = input("valid", [M], "bool");
  const result = quantise(scope, latents, config, valid);
  const feeds: Record<string, ArrayLike<number>> = {
    ...feedsOf(trialValues(scope)),
    latents: LATENTS,
    valid: VALID,
  };
  return { scope, latents, result, feeds };
}

type Rows = readonly (readonly number[])[];
const rowsOf = (data: ArrayLike<number>, width = L): Rows =>
  Array.from({ length: data.length / width }, (_, i) => Array.from({ length: width }, (_, k) => data[i * width + k]));
const squareDistance = (a: readonly number[], b: readonly number[]) => a.reduce((s, v, k) => s + (v - b[k]) ** 2, 0);

/** The slow twin: c' = (1 + 2 s) c + 2 b, and all distances one by one. */
function twin(feeds: Readonly<Record<string, ArrayLike<number>>>, latents: Rows, prefix = "") {
  const [scale, shift] = [feeds[`${prefix}affineScale`], feeds[`${prefix}affineShift`]];
  const table = rowsOf(feeds[`${prefix}codebook`]).map((c) => c.map((v, k) => (1 + 2 * scale[k]) * v + 2 * shift[k]));
  const codes = latents.map((z) => {
    const distances = table.map((c) => squareDistance(z, c));
    return distances.indexOf(Math.min(...distances));
  });
  return { table, codes };
}

describe("one codebook", () => {
  test("the code is that of the nearest vector, padding has none", () => {
    const { result, feeds } = traced(VQ);
    const { table, codes } = twin(feeds, rowsOf(LATENTS));
    const [vectors, found] = interpret([result.vectors, result.codes], feeds);
    expect(result.codes.shape).toEqual([M, 1]);
    expect([...found.data]).toEqual(codes.map((code, i) => (VALID[i] === 1 ? code : -1)));
    expect(new Set(codes).size).toBeGreaterThan(2);
    const expected = codes.flatMap((code, i) => table[code].map((v) => (VALID[i] === 1 ? v : 0)));
    expect(gap(vectors.data, expected)).toBeLessThan(EXACT);
  });

  test("equal distances: the lower code", () => {
    const scope = Scope.create();
    const { codes } = quantise(scope, constant([0, 0], [1, 2]), { kind: "vq", codes: 3, width: 2 });
    const feeds = { codebook: [5, 5, 1, 0, 0, -1], affineScale: [0, 0], affineShift: [0, 0] };
    expect([...interpret([codes], feeds)[0].data]).toEqual([1]);
  });

  test("what follows moves latent and vector alike: dL/dz_e = dL/dz, dL/dc and the affine map by their formulas", () => {
    const { scope, latents, result, feeds } = traced(VQ);
    const weights = normal("weights", M * L);
    const parameters = scope.parameters.map(({ tensor }) => tensor);
    const loss = result.vectors.mul(constant(weights, [M, L])).sum();
    const [dz, dc, ds, db] = interpret(grad(loss, [latents, ...parameters]), feeds).map(({ data }) => data);
    const { codes } = twin(feeds, rowsOf(LATENTS));
    const g = rowsOf(weights).map((row, i) => row.map((v) => v * VALID[i]));
    expect(gap(dz, g.flat())).toBe(0);
    const moved = rowsOf(new Float64Array(V * L)).map((row, k) =>
      row.map((_, c) => g.reduce((sum, gi, i) => sum + (codes[i] === k ? gi[c] : 0), 0)),
    ); // dL/dc'
    const c = rowsOf(feeds["codebook"]);
    const sumOver = (f: (k: number, i: number) => number) =>
      [0, 1, 2].map((i) => moved.reduce((sum, _, k) => sum + f(k, i), 0));
    expect(
      gap(
        dc,
        moved.flatMap((row) => row.map((v, i) => (1 + 2 * feeds["affineScale"][i]) * v)),
      ),
    ).toBeLessThan(EXACT);
    expect(
      gap(
        ds,
        sumOver((k, i) => 2 * c[k][i] * moved[k][i]),
      ),
    ).toBeLessThan(EXACT);
    expect(
      gap(
        db,
        sumOver((k, i) => 2 * moved[k][i]),
      ),
    ).toBeLessThan(EXACT);
  });

  test("the loss: 0.1 pulls the latent, 0.9 the vector; padding counts nowhere", () => {
    const { scope, latents, result, feeds } = traced(VQ);
    const shift = scope.parameters.find(({ name }) => name === "affineShift")!.tensor;
    const [loss, dz, db] = interpret([result.loss, ...grad(result.loss, [latents, shift])], feeds).map((a) => a.data);
    const { table, codes } = twin(feeds, rowsOf(LATENTS));
    const count = VALID.reduce((a, b) => a + b);
    const away = rowsOf(LATENTS).map((z, i) => z.map((v, k) => (v - table[codes[i]][k]) * VALID[i]));
    const squares = away.flat().reduce((sum, v) => sum + v * v, 0);
    expect(Math.abs(loss[0] - squares / (count * L))).toBeLessThan(EXACT);
    expect(
      gap(
        dz,
        away.flat().map((v) => (0.1 * 2 * v) / (count * L)),
      ),
    ).toBeLessThan(EXACT);
    const pulled = [0, 1, 2].map((k) => away.reduce((sum, row) => sum - (0.9 * 2 * 2 * row[k]) / (count * L), 0));
    expect(gap(db, pulled)).toBeLessThan(EXACT);
  });
});

test("residual: each stage takes the remainder of the one before, the loss is their sum, the gradient passes once", () => {
  const { latents, result, feeds } = traced(CONFIGS["residual"]);
  let remainder = rowsOf(LATENTS);
  let loss = 0;
  const stages = [0, 1, 2].map((k) => {
    const { table, codes } = twin(feeds, remainder, `${k}.`);
    remainder = remainder.map((z, i) => z.map((v, c) => v - table[codes[i]][c]));
    loss += remainder.reduce((sum, row, i) => sum + VALID[i] * squareDistance(row, [0, 0, 0]), 0) / (5 * L);
    return codes;
  });
  const [dz] = grad(result.vectors.sum(), [latents]);
  const found = interpret([result.codes, result.vectors, result.loss, dz], feeds).map(({ data }) => data);
  expect([...found[0]]).toEqual(VALID.flatMap((real, i) => stages.map((codes) => (real === 1 ? codes[i] : -1))));
  const vectors = rowsOf(LATENTS).map((z, i) => z.map((v, k) => VALID[i] * (v - remainder[i][k])));
  expect(gap(found[1], vectors.flat())).toBeLessThan(EXACT);
  expect(Math.abs(found[2][0] - loss)).toBeLessThan(EXACT);
  expect([...found[3]]).toEqual(VALID.flatMap((real) => [real, real, real]));
});

describe("finite scalars", () => {
  const levels = [5, 4, 2];
  const wide = (spread: number, count = 4000) =>
    constant(
      normal("wide", count * 3).map((v) => spread * v),
      [count, 3],
    );

  test("every level of every component is reached, and no other; codes number them", () => {
    const { vectors, codes } = quantise(Scope.create(), wide(3), CONFIGS["fsq"]);
    const [points, found] = interpret([vectors, codes], {});
    const of = (k: number) => [...new Set(points.data.filter((_, i) => i % 3 === k))].sort((a, b) => a - b);
    expect(of(0)).toEqual([-1, -0.5, 0, 0.5, 1]);
    expect(of(1)).toEqual([-1, -0.5, 0, 0.5]);
    expect(of(2)).toEqual([-1, 0]);
    expect([...new Set(found.data)].sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, i) => i));
    const expected = rowsOf(points.data).map(([a, b, c]) => 2 * a + 2 + 5 * (2 * b + 2) + 20 * (c + 1));
    expect(gap(found.data, expected)).toBe(0);
  });

  test("a latent of 0 stays 0, and the gradient is that of the bound", () => {
    const latents = input("latents", [1, 3]);
    const { vectors } = quantise(Scope.create(), latents, CONFIGS["fsq"]);
    const [value, slope] = interpret([vectors, ...grad(vectors.sum(), [latents])], { latents: [0, 0, 0] });
    expect(gap(value.data, [0, 0, 0])).toBeLessThan(EXACT);
    const expected = levels.map((l) => {
      const [h, o] = [((l - 1) * 1.001) / 2, l % 2 === 0 ? 0.5 : 0];
      return (h * (1 - (o / h) ** 2)) / Math.floor(l / 2);
    });
    expect(gap(slope.data, expected)).toBeLessThan(EXACT);
  });
});

describe.each(Object.entries(CONFIGS))("%s", (_name, config) => {
  test("onnxruntime agrees with the float64 meaning, values and gradients", async () => {
    const { scope, latents, result, feeds } = traced(config);
    const loss = result.vectors
      .mul(constant(normal("weights", M * L), [M, L]))
      .sum()
      .add(result.loss);
    const wrt = [latents, ...scope.parameters.map(({ tensor }) => tensor)];
    const gradients = Object.fromEntries(grad(loss, wrt).map((g, k) => [`gradient ${k}`, g]));
    const outputs = { vectors: result.vectors, loss, codes: result.codes, ...gradients };
    for (const [name, error] of Object.entries(await runtimeDeviations(outputs, feeds))) {
      expect(error, name).toBeLessThan(1e-5);
    }
  });

  test("the codes give the vectors back", () => {
    const { scope, result, feeds } = traced(config);
    const [vectors, again] = interpret([result.vectors, codeVectors(scope, result.codes, config)], feeds);
    expect(gap(again.data, vectors.data)).toBeLessThan(EXACT);
    expect(result.codes.shape).toEqual([M, stageCodes(config).length]);
  });

  test("what stands in padded slots changes nothing", () => {
    const { result, feeds } = traced(config);
    const outputs = [result.vectors, result.codes, result.loss];
    const before = interpret(outputs, feeds).map(({ data }) => [...data]);
    const other = LATENTS.map((v, i) => (VALID[Math.floor(i / L)] === 1 ? v : 100 * v));
    expect(interpret(outputs, { ...feeds, latents: other }).map(({ data }) => [...data])).toEqual(before);
  });
});

test.each<[QuantiserConfig, string]>([
  [{ kind: "vq", codes: 0, width: L }, "a quantiser for latents of 3 components"],
  [{ kind: "vq", codes: V, width: 4 }, "expected whole numbers, at least 1 (levels at least 2), for 3 components"],
  [{ kind: "residual", codes: V, width: L, stages: 1.5 }, "[nets/quantiser-config]"],
  [{ kind: "fsq", levels: [3, 1, 3] }, "[nets/quantiser-config]"],
  [{ kind: "fsq", levels: [] }, "[nets/quantiser-config]"],
])("%o is refused", (config, message) => {
  expect(() => quantise(Scope.create(), input("latents", [M, L]), config)).toThrow(message);
});
