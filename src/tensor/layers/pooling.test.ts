/** Pooling against loops over windows. */
import { expect, test } from "vitest";
import { createRng } from "../../base/index.ts";
import { grad } from "../gradient.ts";
import { gradcheck } from "../gradcheck.ts";
import { interpret } from "../interpret.ts";
import { input } from "../tensor.ts";
import { averagePool, globalAveragePool, maxPool } from "./pooling.ts";
import type { PoolingOptions } from "./pooling.ts";

const rng = createRng(4);
const normal = (size: number) => Float64Array.from({ length: size }, () => rng.normal());

test("overlapping windows of two axes, and the global mean", () => {
  const x = normal(2 * 5 * 6);
  const options = { window: [2, 3], stride: [1, 2] };
  const t = input("x", [1, 2, 5, 6]);
  const [top, mean, all] = interpret([maxPool(t, options), averagePool(t, options), globalAveragePool(t)], { x });
  expect(top.shape).toEqual([1, 2, 4, 2]);
  expect(all.shape).toEqual([1, 2]);
  for (let c = 0; c < 2; c++) {
    for (let i = 0; i < 4; i++) {
      for (let j = 0; j < 2; j++) {
        const window = [0, 1].flatMap((di) => [0, 1, 2].map((dj) => x[c * 30 + (i + di) * 6 + 2 * j + dj]));
        expect(top.data[c * 8 + i * 2 + j]).toBe(Math.max(...window));
        expect(mean.data[c * 8 + i * 2 + j]).toBeCloseTo(window.reduce((a, b) => a + b) / 6, 12);
      }
    }
    expect(all.data[c]).toBeCloseTo(x.slice(c * 30, c * 30 + 30).reduce((a, b) => a + b) / 30, 12);
  }
});

test("one and three axes; without stride the windows lie side by side, and a rest is left out", () => {
  const line = input("line", [1, 1, 7]);
  const cube = input("cube", [1, 1, 2, 2, 2]);
  const feeds = { line: [1, 5, 2, 0, -3, -4, 9], cube: [1, 2, 3, 4, 5, 6, 7, 8] };
  const pooled = [
    maxPool(line, { window: [2] }),
    averagePool(line, { window: [3] }),
    averagePool(cube, { window: [2, 1, 2] }),
  ];
  const [top, mean, box] = interpret(pooled, feeds);
  expect([...top.data]).toEqual([5, 2, -3]);
  expect([...mean.data].map((v) => Math.round(v * 3))).toEqual([8, -7]);
  expect([...box.data]).toEqual([(1 + 2 + 5 + 6) / 4, (3 + 4 + 7 + 8) / 4]);
});

test("gradients: central differences; the largest element takes all, equal ones share", () => {
  const shape = [1, 2, 4, 5];
  for (const pool of [maxPool, averagePool]) {
    const { error, worst } = gradcheck(({ x }) => pool(x, { window: [2, 3], stride: [2, 1] }), {
      x: { shape, values: normal(40) },
    });
    expect(error, worst).toBeLessThan(1e-6);
  }
  const x = input("x", [1, 1, 4]);
  const [g] = interpret(grad(maxPool(x, { window: [2] }).sum(), [x]), { x: [1, 2, 3, 3] });
  expect([...g.data]).toEqual([0, 1, 0.5, 0.5]);
});

const x = input("x", [2, 3, 6, 6]);

test.each<[PoolingOptions, string]>([
  [{ window: [2] }, "found [2], expected 2 whole numbers from 1, one a spatial axis"],
  [{ window: [2, 0] }, "the window does not fit in maxPool"],
  [{ window: [1.5, 2] }, "the window does not fit in maxPool"],
  [{ window: [7, 1] }, "found [7, 1], expected at most the extents [6, 6]"],
  [{ window: [2, 2], stride: [0, 1] }, "the stride does not fit in maxPool"],
])("%j is refused: %s", (wrong, message) => {
  expect(() => maxPool(x, wrong)).toThrow(message);
  expect(() => maxPool(x, wrong)).toThrow(/at \S*pooling\.test\.ts:\d+:\d+: .*\[tensor\/wrong-layer-option\]$/);
});

test("a global mean needs something to average", () => {
  expect(() => globalAveragePool(input("x", [2, 3]))).toThrow(
    'found "[2, 3]", expected [N, C, ...spatial axes] [tensor/wrong-layer-option]',
  );
});
