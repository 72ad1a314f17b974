import { expect, test } from "vitest";
import { input, interpret, Program } from "../tensor/index.ts";
import { pairFeatures, pairList } from "./pairFeatures.ts";

const CPU = { device: "cpu", threads: 1 } as const;

/** [pairs, 4] of one jet, by the interpreter in float64 and by onnxruntime in float32. */
async function featuresOf(particles: readonly (readonly number[])[]) {
  const features = pairFeatures(input("momenta", [1, particles.length, 3]), pairList(particles.length));
  const momenta = particles.flat();
  const [exact] = interpret([features], { momenta });
  const program = await Program.compile({ outputs: { features } }, CPU);
  const rounded = Array.from((await program.run({ momenta })).features);
  await program.release();
  const rows = (values: ArrayLike<number>) =>
    Array.from({ length: values.length / 4 }, (_, pair) => Array.from(values).slice(4 * pair, 4 * pair + 4));
  return { exact: rows(exact.data), rounded: rows(rounded) };
}

test("known numbers: two particles of 30 and 10 GeV, 0.3 and 0.4 apart", async () => {
  const { exact } = await featuresOf([
    [30, 0.2, -0.1],
    [10, 0.5, 0.3],
  ]);
  const mass2 = 2 * 300 * (Math.cosh(0.3) - Math.cos(0.4));
  const expected = [0.5, 5, 0.25, mass2].map(Math.log);
  exact[1].forEach((value, k) => expect(value).toBeCloseTo(expected[k], 12));
});

test("a particle with itself has no angle, and half of the momentum", async () => {
  const { exact } = await featuresOf([[30, 0.2, -0.1]]);
  const expected = [1e-8, 1e-8, 0.5, 1e-8].map(Math.log);
  exact[0].forEach((value, k) => expect(value).toBeCloseTo(expected[k], 12));
});

test("angles go the short way round", async () => {
  const { exact } = await featuresOf([
    [5, 0, 3],
    [5, 0, -3],
  ]);
  expect(Math.exp(exact[1][0])).toBeCloseTo(2 * Math.PI - 6, 12);
});

test("the mass of nearly collinear particles keeps its digits in float32", async () => {
  const { exact, rounded } = await featuresOf([
    [200, 0, 0],
    [100, 0.001, 0],
  ]);
  expect(exact[1][3]).toBeCloseTo(Math.log(200 * 100 * 1e-6), 6);
  expect(rounded[1][3]).toBeCloseTo(exact[1][3], 3); // cosh - cos in float32 would be wrong by 0.1 here
});

test("the list has every pair once, and each of all squares finds its own", () => {
  const slots = 7;
  const { count, first, second, positions } = pairList(slots);
  const [a, b, at] = interpret([first, second, positions], {}).map(({ data }) => data);
  expect(count).toBe(28);
  for (let i = 0; i < slots; i++) {
    for (let j = 0; j < slots; j++) {
      const pair = at[i * slots + j];
      expect([a[pair], b[pair]]).toEqual([Math.min(i, j), Math.max(i, j)]);
    }
  }
});
