/** Programs on onnxruntime: feeds, state in two sets of buffers, outputs, names, devices. */
import { expect, test } from "vitest";
import { GlueballError } from "../base/index.ts";
import { grad } from "./gradient.ts";
import { interpret } from "./interpret.ts";
import { Program } from "./program.ts";
import type { ProgramDefinition } from "./program.ts";
import { bundledDevices } from "./runtime.ts";
import { constant, full, input, scalar } from "./tensor.ts";

const CPU = { device: "cpu", threads: 1 } as const;
const x = input("x", [3]);

/** Compiles, hands the program to `use`, and releases it. */
async function withProgram(definition: ProgramDefinition, use: (program: Program) => Promise<void>): Promise<void> {
  const program = await Program.compile(definition, CPU);
  await use(program);
  await program.release();
}

const errorOf = (run: Promise<unknown>) =>
  run.then(
    () => "no error",
    (error: unknown) => (error instanceof GlueballError ? error.message : `not a GlueballError: ${String(error)}`),
  );

test("state is read whole before it is replaced, and the last run can be taken back", async () => {
  // Each new value needs both old ones.
  const [a, b] = [input("a", [2]), input("b", [2])];
  const definition = { outputs: { sum: a.add(b).sum() }, updates: { a: b.mul(2), b: a.add(b) } };
  await withProgram(definition, async (program) => {
    const state = () => [[...program.state("a")], [...program.state("b")]];
    program.state("a").set([1, 2]);
    program.state("b").set([10, 20]);
    expect((await program.run()).sum[0]).toBe(33);
    const first = [
      [20, 40],
      [11, 22],
    ];
    expect(state()).toEqual(first);
    await program.run();
    expect(state()).toEqual([
      [22, 44],
      [31, 62],
    ]);
    program.revert();
    expect(state()).toEqual(first);
    // And it goes on from there as it did before.
    await program.run();
    expect(state()).toEqual([
      [22, 44],
      [31, 62],
    ]);
    expect(program.inputs).toEqual([]);
  });
});

test("an update that reads its own old value in several places sees one value, run after run, as the interpreter does", async () => {
  const [w, rate] = [input("w", [3]), input("rate", [])];
  const loss = w.sin().mul(w).sum().add(w.mul(w).mul(x).sum());
  const [slope] = grad(loss, [w]);
  const next = w.sub(slope.mul(rate)).mul(w.greater(-2).cast("float32")).add(w.mul(0.01));
  await withProgram({ outputs: { loss, old: w }, updates: { w: next } }, async (program) => {
    let expected: ArrayLike<number> = [0.5, -1, 2];
    program.state("w").set(expected);
    for (let step = 0; step < 5; step++) {
      const feeds = { x: [1, 2, 3 - step], rate: [0.05], w: expected };
      const [value, after] = interpret([loss, next], feeds);
      const out = await program.run({ x: feeds.x, rate: feeds.rate });
      expect(out.loss[0]).toBeCloseTo(value.data[0], 4);
      Array.from(expected).forEach((v, i) => expect(out.old[i]).toBeCloseTo(v, 5));
      after.data.forEach((v, i) => expect(program.state("w")[i]).toBeCloseTo(v, 5));
      expected = after.data;
    }
  });
});

test("state may change places, be a constant, or be written and never read", async () => {
  const [a, b, c] = ["a", "b", "c"].map((name) => input(name, [2]));
  const updates = {
    a: b,
    b: a,
    c: constant([5, 6], [2]),
    written: a.add(x.sum()),
    int: input("int", [], "int32").add(1),
  };
  await withProgram({ outputs: { before: c }, updates }, async (program) => {
    program.state("a").set([1, 2]);
    program.state("b").set([3, 4]);
    await program.run({ x: [1, 1, 1] });
    await program.run();
    await program.run();
    expect(Object.fromEntries(Object.keys(updates).map((name) => [name, [...program.state(name)]]))).toEqual({
      a: [3, 4],
      b: [1, 2],
      c: [5, 6],
      written: [4, 5],
      int: [3],
    });
    expect(program.value("a")).toBe(program.state("a"));
    expect([...program.value("x")!]).toEqual([1, 1, 1]);
    expect(program.value("nothing")).toBeUndefined();
  });
});

test("a run that fails leaves the state as it was", async () => {
  const [a, i] = [input("a", [2]), input("i", [1], "int32")];
  await withProgram({ outputs: { y: a.gather(i) }, updates: { a: a.add(1) } }, async (program) => {
    await program.run({ i: [1] });
    await expect(program.run({ i: [9] })).rejects.toThrow("out of data bounds");
    expect([...program.state("a")]).toEqual([1, 1]);
    const { y } = await program.run({ i: [0] });
    expect([[...y], [...program.state("a")]]).toEqual([[1], [2, 2]]);
  });
});

test("values stay fed until they are fed again; wrong ones are refused by name", async () => {
  await withProgram({ outputs: { y: x.mul(2) } }, async (program) => {
    expect(program.inputs).toEqual([{ name: "x", shape: [3], dtype: "float32" }]);
    expect([...(await program.run({ x: [1, 2, 3] })).y]).toEqual([2, 4, 6]);
    expect([...(await program.run()).y]).toEqual([2, 4, 6]);
    expect(await errorOf(program.run({ x: [1, 2] }))).toBe(
      'input x of the program: found "2 numbers", expected 3 numbers for float32[3] [tensor/wrong-feed]',
    );
    expect(await errorOf(program.run({ z: [1] }))).toBe('no such input: found "z", expected x [tensor/unknown-feed]');
    expect([...(await program.run()).y]).toEqual([2, 4, 6]);
  });
  expect(() => interpret([x], {})).toThrow(
    'input x of the program: found "no value", expected 3 numbers for float32[3] [tensor/wrong-feed]',
  );
  expect(() => interpret([x], { x: [1] })).toThrow(
    'input x of the program: found "1 numbers", expected 3 numbers for float32[3] [tensor/wrong-feed]',
  );
});

test("outputs are written into the same arrays in every run, of the type they have", async () => {
  const outputs = { y: x.mul(2), positive: x.greater(0), at: x.argMax(0), one: x.sum() };
  await withProgram({ outputs }, async (program) => {
    const first = await program.run({ x: [1, -2, 3] });
    const kept = [...first.y];
    const second = await program.run({ x: [5, 6, 7] });
    for (const name of Object.keys(outputs)) expect(second[name], name).toBe(first[name]);
    expect([kept, [...first.y]]).toEqual([
      [2, -4, 6],
      [10, 12, 14],
    ]);
    expect(Object.values(second).map((array) => array.constructor)).toEqual([
      Float32Array,
      Uint8Array,
      Int32Array,
      Float32Array,
    ]);
    expect([[...second.positive], [...second.at], [...second.one]]).toEqual([[1, 1, 1], [2], [18]]);
  });
});

test("outputs may be an input, a constant, one value under two names, part of another, or named like anything", async () => {
  const y = x.exp();
  const outputs = {
    first: y,
    second: y,
    same: x,
    still: x.stopGradient(),
    known: constant([4, 5], [2]),
    filled: full([2], 3),
    "#0": y.add(1),
    "#1": y.add(1).mul(2),
    v1: y.add(2),
    "a name, with [odd] things": y.sum(),
  };
  await withProgram({ outputs }, async (program) => {
    const out = await program.run({ x: [0, 0, 1] });
    const expected = interpret(Object.values(outputs), { x: [0, 0, 1] });
    Object.keys(outputs).forEach((name, k) => {
      expect(out[name].length, name).toBe(expected[k].data.length);
      expected[k].data.forEach((v, i) => expect(out[name][i], name).toBeCloseTo(v, 5));
    });
  });
});

test("inputs may be named like internal values, or with commas: nodes of other inputs are not taken for equal", async () => {
  const named = (name: string) => input(name, [1]);
  const outputs = {
    one: named("#0").exp().add(named("#1")),
    left: named("a,b").add(named("c")),
    right: named("a").add(named("b,c")),
  };
  await withProgram({ outputs }, async (program) => {
    const out = await program.run({ "#0": [0], "#1": [1], "a,b": [10], c: [20], a: [100], "b,c": [200] });
    expect([out.one[0], out.left[0], out.right[0]]).toEqual([2, 30, 300]);
  });
});

const bundled = await bundledDevices();

test.skipIf(bundled.includes("cuda"))(
  "a device that is not there is refused by name, with those that are",
  async () => {
    const message = await errorOf(Program.compile({ outputs: { y: x.exp() } }, { device: "cuda", threads: 1 }));
    expect(message.replace(/found ".*", expected/, "found ..., expected")).toBe(
      `device cuda cannot be used: found ..., expected one of ${bundled.join(", ")} with its driver ` +
        "[tensor/device-absent]. Run with --device cpu, or see glueball doctor.",
    );
    expect(bundled).toContain("cpu");
  },
);

test("a scalar program: no axes, one number", async () => {
  const s = input("s", []);
  await withProgram({ outputs: { y: s.mul(s).add(scalar(1)) } }, async (program) => {
    expect([...(await program.run({ s: [3] })).y]).toEqual([10]);
  });
});
