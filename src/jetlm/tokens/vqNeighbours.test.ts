import { expect, test } from "vitest";
import { createRng } from "../../base/index.ts";
import { input, interpret, Scope } from "../../tensor/index.ts";
import { neighbourhood, withNeighbours, withPlaces } from "./vqNeighbours.ts";

const [B, T, N] = [2, 4, 2];
const LENGTHS = [4, 2];
const VALID = LENGTHS.flatMap((length) => Array.from({ length: T }, (_, t) => Number(t < length)));
const X = Float64Array.from({ length: B * T * N }, (_, i) => i + 1);
const x = input("x", [B, T, N]);
const valid = input("valid", [B, T], "bool");
const feeds = { x: X, valid: VALID };

test.each([1, 2, 5])("neighbours %i places away: their columns, a 1 each, and the mean of the jet", (reach) => {
  const seen = withNeighbours(x, valid, reach);
  expect(seen.shape).toEqual([B, T, (2 * reach + 1) * (N + 1) + N]);
  const { data } = interpret([seen], feeds)[0];
  const known = (jet: number, t: number) => t >= 0 && t < LENGTHS[jet];
  const particle = (jet: number, t: number) => [0, 1].map((k) => (known(jet, t) ? X[(jet * T + t) * N + k] : 0));
  const expected = LENGTHS.flatMap((length, jet) =>
    Array.from({ length: T }, (_, t) => {
      const around = Array.from({ length: 2 * reach + 1 }, (_, k) => t - reach + k);
      const mean = [0, 1].map((k) => Array.from({ length }, (_, s) => particle(jet, s)[k]).reduce((a, b) => a + b));
      return [...around.flatMap((s) => [...particle(jet, s), Number(known(jet, s))]), ...mean.map((v) => v / length)];
    }).flat(),
  );
  expect([...data]).toEqual(expected);
});

test("places: cosines of the logarithm, the same in every jet and for any number of slots", () => {
  const [{ data }] = interpret([withPlaces(x)], feeds);
  const row = (jet: number, t: number) => [...data.subarray((jet * T + t) * (N + 16), (jet * T + t + 1) * (N + 16))];
  for (const t of [0, 1, 3]) {
    expect(row(1, t).slice(0, N)).toEqual([...X.subarray((T + t) * N, (T + t + 1) * N)]);
    expect(row(1, t).slice(N)).toEqual(row(0, t).slice(N));
    row(0, t)
      .slice(N)
      .forEach((v, k) => expect(v).toBeCloseTo(Math.cos((Math.PI * (k + 1) * Math.log(1 + t)) / Math.log(256)), 12));
  }
  const [longer] = interpret([withPlaces(input("x", [1, 2 * T, N]))], { x: X });
  expect([...longer.data.subarray(N, N + 16)]).toEqual(row(0, 0).slice(N));
});

test("at first a particle's perceptron alone, later not", () => {
  const scope = Scope.create();
  const body = { kind: "neighbours", hidden: [6], reach: 1 } as const;
  const y = neighbourhood(scope, x, valid, body, { output: 3, places: true });
  const moved = { ...feeds, x: X.map((v, i) => (i < N ? v + 1 : v)) };
  const second = (values: Record<string, ArrayLike<number>>, input: typeof feeds) =>
    interpret([y], { ...values, ...input })[0].data.slice(3, 6);
  const initial: Record<string, ArrayLike<number>> = Object.fromEntries(
    [...scope.initialValues(createRng(1))].map(([name, { data }]) => [name, data]),
  );
  expect([...second(initial, moved)]).toEqual([...second(initial, feeds)]);
  const trained = { ...initial, "correction.down.weight": new Float32Array(18).fill(0.1) };
  expect([...second(trained, moved)]).not.toEqual([...second(trained, feeds)]);
});
