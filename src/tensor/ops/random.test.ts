/** Where graphs begin (inputs, constants), and noise. */
import { expect, test } from "vitest";
import { interpret } from "../interpret.ts";
import { constant, full, input } from "../tensor.ts";
import { bothWays, joined, testOps } from "./opSuite.ts";
import * as random from "./random.ts";
import * as source from "./source.ts";

testOps({
  modules: [random, source],
  helpers: ["isInput"],
  differentiable: {
    input: (d) => [{ x: d.normal(2, 3) }, ({ x }) => x],
    constant: (d) => [{ x: d.normal(2, 3) }, ({ x }) => x.mul(constant([1, -2, 0.5], [3])).mul(x)],
    full: (d) => [{ x: d.normal(2, 3) }, ({ x }) => x.mul(full([2, 3], 1.5)).mul(x)],
    // A mask of noise is a factor like any other.
    uniformFactor: (d) => {
      const key = d.indices(1000, 2);
      return [{ x: d.normal(4, 3) }, ({ x }) => x.mul(x).mul(key.uniform([4, 3], 9))];
    },
  },
  discrete: {
    uniform: (d) => [
      { key: d.numbers([2], () => (d.rng.uniform() - 0.5) * 2 ** 32, "int32") },
      ({ key }) => joined([0, 3, -1, 2 ** 31 - 1, -(2 ** 31)].map((stream) => key.uniform([5, 7], stream))),
    ],
    constantsOfEveryType: () => [
      {},
      () =>
        joined([
          constant([1, -2], [2], "int32"),
          constant([1, 0], [2], "bool").cast("int32"),
          full([2, 2], -7, "int32"),
          full([3], 1, "bool").cast("int32"),
        ]),
    ],
  },
});

const SIZE = 40_000;
const FIVE_SIGMA = 5 / Math.sqrt(SIZE);
const key = input("key", [2], "int32");

/** Standardised product moment of a[i] and b[i + shift]; its deviation is 1 / sqrt(SIZE) for independent numbers. */
function correlation(a: ArrayLike<number>, b: ArrayLike<number>, shift: number): number {
  let sum = 0;
  for (let i = 0; i + shift < a.length; i++) sum += (a[i] - 0.5) * (b[i + shift] - 0.5) * 12;
  return sum / a.length;
}

test("uniform noise is the same in onnxruntime, bit for bit", async () => {
  const { expected, found } = await bothWays({ y: key.uniform([SIZE], 5) }, { key: [123, -456] });
  expect(Float64Array.from(found.y)).toEqual(expected.y.data);
});

test("uniform noise has the moments of a uniform number, fills its bins evenly, and is not correlated along the way", () => {
  const [{ data }] = interpret([key.uniform([SIZE], 5)], { key: [123, -456] });
  expect(data.every((u) => u > 0 && u <= 1)).toBe(true);
  for (const power of [1, 2, 3, 4]) {
    const mean = data.reduce((sum, u) => sum + u ** power, 0) / SIZE;
    const deviation = Math.sqrt(1 / (2 * power + 1) - 1 / (power + 1) ** 2);
    expect(Math.abs(mean - 1 / (power + 1)), `moment ${power}`).toBeLessThan(FIVE_SIGMA * deviation);
  }
  const bins = new Float64Array(64);
  for (const u of data) bins[Math.min(63, Math.floor(u * 64))]++;
  const chiSquare = bins.reduce((sum, count) => sum + (count - SIZE / 64) ** 2 / (SIZE / 64), 0);
  expect(Math.abs(chiSquare - 63)).toBeLessThan(5 * Math.sqrt(2 * 63));
  for (const shift of [1, 2, 3, 16, 200, 4096]) {
    expect(Math.abs(correlation(data, data, shift)), `shift ${shift}`).toBeLessThan(FIVE_SIGMA);
  }
});

test("no two streams and no two keys share numbers, shifted or not", () => {
  const streams = [5, 6, 7, 5 + 2 ** 16, -6].map((stream) => key.uniform([SIZE], stream));
  const noises = interpret(streams, { key: [123, -456] }).map(({ data }) => data);
  for (const other of [
    [123, -455],
    [-1640531527, 1013904242],
  ]) {
    noises.push(interpret([streams[0]], { key: other })[0].data);
  }
  noises.forEach((a, i) =>
    noises.slice(0, i).forEach((b, j) => {
      for (const shift of [0, 1, 2]) {
        expect(Math.abs(correlation(a, b, shift)), `${i}, ${j}, ${shift}`).toBeLessThan(FIVE_SIGMA);
        expect(Math.abs(correlation(b, a, shift)), `${j}, ${i}, ${shift}`).toBeLessThan(FIVE_SIGMA);
      }
    }),
  );
  const numbers = new Set(noises.flatMap((data) => [...data.subarray(0, 1000)]));
  // 7000 draws of 2^24 values: 1.5 coincidences are expected, 10 are not.
  expect(numbers.size).toBeGreaterThan(7000 - 10);
});

test("constants are refused when they do not fill their shape or do not fit their type", () => {
  const message = (build: () => unknown) => {
    try {
      build();
    } catch (error) {
      return (error as Error).message.replace(/ at \S*random\.test\.ts:\d+:\d+/, " at HERE");
    }
    return "no error";
  };
  expect([
    message(() => constant([1, 2, 3], [2])),
    message(() => constant([1, 0.5], [2], "int32")),
    message(() => constant([1, 2], [2], "bool")),
    message(() => full([2], 2 ** 31, "int32")),
    message(() => input("i", [2], "int32").div(2)),
    message(() => input("i", [2], "int32").pad([1], [0], 0.5)),
  ]).toEqual([
    'the values of a constant do not fill its shape at HERE: found "3 numbers", expected 2 numbers for float32[2] ' +
      "[tensor/wrong-constant]",
    "a value of the constant int32[2] does not fit its element type int32 at HERE: found 0.5, " +
      "expected an integer from -2^31 to 2^31 - 1 [tensor/value-not-representable]",
    "a value of the constant bool[2] does not fit its element type bool at HERE: found 2, expected 0 or 1 " +
      "[tensor/value-not-representable]",
    "a value of the constant int32[2] does not fit its element type int32 at HERE: found 2147483648, " +
      "expected an integer from -2^31 to 2^31 - 1 [tensor/value-not-representable]",
    "a value of the constant int32[] does not fit its element type int32 at HERE: found 0.5, " +
      "expected an integer from -2^31 to 2^31 - 1 [tensor/value-not-representable]",
    "a value of the padding does not fit its element type int32 at HERE: found 0.5, " +
      "expected an integer from -2^31 to 2^31 - 1 [tensor/value-not-representable]",
  ]);
});
