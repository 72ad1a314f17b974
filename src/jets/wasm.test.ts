import { expect, test } from "vitest";
import { assemble, declare, f64, f64x2, i32, repeatWhile, when, type Code, type Local } from "./wasm.ts";

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly run: (x: number) => number;
}

/** A module with one function of one parameter. */
function program(body: (x: Local, declared: ReturnType<typeof declare>) => readonly Code[]): Exports {
  const declared = declare(1);
  const { parameters, variables } = declared;
  return assemble([{ name: "run", parameters, variables, body: body(parameters[0], declared) }]) as Exports;
}

test.each([0, 1, -1, 63, 64, -64, -65, 8191, 8192, -8192, -8193, 2 ** 31 - 1, -(2 ** 31)])(
  "the constant %i keeps its value",
  (value) => {
    expect(program((x) => [i32.add(x.get, i32.const(value))]).run(0)).toBe(value);
  },
);

test("a loop with hundreds of locals, offsets and bytes adds what stands in memory", () => {
  const { run, memory } = program((count, { integers }) => {
    const [at, sum] = integers(300).slice(298);
    const next = [sum.set(i32.add(sum.get, i32.load(at.get, 4000))), at.set(i32.add(at.get, i32.const(4)))];
    return [repeatWhile(i32.lt(at.get, i32.shl(count.get, i32.const(2))), ...next), sum.get];
  });
  new Int32Array(memory.buffer, 4000, 5).set([1, 20, 300, 4000, 50_000]);
  expect([1, 2, 5].map(run)).toEqual([1, 21, 54_321]);
});

test("a body is skipped when its condition fails", () => {
  const { run } = program((x, { integers }) => {
    const [result] = integers(1);
    return [when(i32.ge(x.get, i32.const(7)), result.set(i32.sub(x.get, i32.const(7)))), result.get];
  });
  expect([6, 7, 9].map(run)).toEqual([0, 0, 2]);
});

test("pairs are compared and combined lane by lane, and NaN is no minimum", () => {
  const [a, b, result] = [8, 24, 40].map((address) => i32.const(address));
  const { run, memory } = program(() => [
    f64x2.store(result, f64x2.pmin(f64x2.load(a), f64x2.load(b))),
    f64.store(result, f64.min(f64x2.lane(0, f64x2.load(a)), f64x2.lane(1, f64x2.load(a))), 16),
    i32.or(
      f64x2.bitmask(f64x2.le(f64x2.load(a), f64x2.load(b))),
      i32.shl(f64x2.anyTrue(f64x2.eq(f64x2.load(a), f64x2.load(b))), i32.const(2)),
    ),
  ]);
  const numbers = new Float64Array(memory.buffer, 8, 7);
  const outcome = (...input: readonly number[]) => {
    numbers.set(input);
    return [run(0), ...numbers.subarray(4)];
  };
  expect(outcome(1, 2, 3, -4)).toEqual([0b001, 1, -4, 1]);
  expect(outcome(1, -2, 1, NaN)).toEqual([0b101, 1, -2, -2]);
  expect(outcome(5, 6, 4, 7)).toEqual([0b010, 4, 6, 5]);
});
