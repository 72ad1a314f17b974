import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { GlueballError } from "../base/index.ts";
import { parallelMap } from "./parallel.ts";

let folder: string;
let module: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "glueball-parallel-"));
  const base = new URL("../base/index.ts", import.meta.url).href;
  writeFileSync(
    join(folder, "work.mjs"),
    `import { setTimeout as sleep } from "node:timers/promises";
     import { GlueballError } from ${JSON.stringify(base)};
     import { isMainThread } from "node:worker_threads";
     // This thread waits until a worker is there, so that both have some.
     const wait = async (stage, most) => { if (stage[0] === 0) await Atomics.waitAsync(stage, 0, 0, most).value; };
     export const createWork = ({ factor, stage }) => {
       if (!isMainThread) Atomics.store(stage, 0, 1), Atomics.notify(stage, 0);
       let waited = false;
       return async (x) => {
         if (isMainThread && !waited) await wait(stage, 10_000).then(() => sleep(50));
         waited = true;
         return calculate(x, factor);
       };
     };
     const calculate = (x, factor) => {
       if (x === "mistake") throw new GlueballError({ code: "test/mistake", what: "no such thing", found: x }, 3);
       if (x === "bug") throw new TypeError("a bug");
       const end = performance.now() + (x % 3);   // later inputs finish earlier
       while (performance.now() < end) {}
       return Float64Array.of(factor * x);
     };`,
  );
  module = pathToFileURL(join(folder, "work.mjs")).href;
});
afterAll(() => rmSync(folder, { recursive: true }));

async function* stream<T>(values: readonly T[], onTaken: (taken: number) => void = () => {}) {
  for (const [k, value] of values.entries()) {
    onTaken(k + 1);
    yield value;
  }
}

async function collect(values: readonly unknown[], threads: number): Promise<number[]> {
  const stage = new Int32Array(new SharedArrayBuffer(4)).fill(threads === 1 || values.length < 2 ? 1 : 0);
  const job = { module, setup: { factor: 10, stage } };
  const results: number[] = [];
  for await (const [result] of parallelMap<unknown, Float64Array>(job, stream(values), threads)) results.push(result!);
  return results;
}

test.each([1, 2, 3])("results come in the order of the inputs with %i thread(s)", async (threads) => {
  const inputs = Array.from({ length: 20 }, (_, k) => k);
  expect(await collect(inputs, threads)).toEqual(inputs.map((x) => 10 * x));
  expect(await collect([], threads)).toEqual([]);
});

test("no more inputs are taken than four a thread ahead of the results", async () => {
  let taken = 0;
  let read = 0;
  const inputs = stream(
    Array.from({ length: 30 }, (_, k) => k),
    (count) => (taken = count),
  );
  for await (const _ of parallelMap({ module, setup: { factor: 1, stage: new Int32Array(1).fill(1) } }, inputs, 2)) {
    read++;
    expect(taken - read).toBeLessThanOrEqual(8);
  }
  expect(read).toBe(30);
});

test.each([1, 2])("a mistake keeps its code and exit code, a bug its type, with %i thread(s)", async (threads) => {
  const mistake = await collect([1, "mistake", 2], threads).catch((error: unknown) => error);
  expect(mistake).toBeInstanceOf(GlueballError);
  expect(mistake).toMatchObject({ exitCode: 3, message: 'no such thing: found "mistake" [test/mistake]' });
  await expect(collect([1, "bug"], threads)).rejects.toThrow(new TypeError("a bug"));
});

test("a thread that dies is an error, not a wait without end", async () => {
  writeFileSync(
    join(folder, "dies.mjs"),
    `import { isMainThread } from "node:worker_threads";
     export const createWork = (when) => {
       if (!isMainThread && when === "at once") process.exit(7);
       return () => isMainThread || process.exit(7);
     };`,
  );
  const module = pathToFileURL(join(folder, "dies.mjs")).href;
  for (const setup of ["at once", "at work"]) {
    const endless = stream(new Array<number>(1e6).fill(1));
    const run = Array.fromAsync(parallelMap<number, boolean>({ module, setup }, endless, 2));
    await expect(run, setup).rejects.toThrow("a worker thread ended before its work was done");
  }
});

test("work that waits: one input at a time in a thread, results in order", async () => {
  writeFileSync(
    join(folder, "waits.mjs"),
    `import { setTimeout } from "node:timers/promises";
     import { isMainThread } from "node:worker_threads";
     export const createWork = async (least) => {
       await setTimeout(least);
       let underWay = 0;
       return async (input) => {
         underWay++;
         await setTimeout(least + input % 3);
         return { input, together: underWay--, isMainThread };
       };
     };`,
  );
  const job = { module: pathToFileURL(join(folder, "waits.mjs")).href, setup: 2 };
  const results: { input: number; together: number; isMainThread: boolean }[] = [];
  async function* untilBoth() {
    for (let k = 0; results.filter(({ isMainThread }) => !isMainThread).length < 5; k++) yield k;
  }
  for await (const result of parallelMap<number, (typeof results)[0]>(job, untilBoth(), 2)) results.push(result);
  expect(results.map(({ input }) => input)).toEqual([...results.keys()]);
  expect(new Set(results.map(({ together }) => together))).toEqual(new Set([1]));
});

test("what this thread has at hand needs no module here", async () => {
  const here = (x: number) => -x;
  const job = { module: "file:///nowhere.mjs", setup: undefined, here };
  expect(await Array.fromAsync(parallelMap<number, number>(job, [1, 2, 3], 1))).toEqual([-1, -2, -3]);
});

test("this thread works until a worker is ready, then both; alone where there is a single input", async () => {
  writeFileSync(
    join(folder, "where.mjs"),
    `import { isMainThread } from "node:worker_threads";
     export const createWork = () => () => isMainThread;`,
  );
  const job = { module: pathToFileURL(join(folder, "where.mjs")).href, setup: undefined };
  const results: boolean[] = [];
  async function* untilBoth() {
    while (!results.includes(false)) yield 0;
  }
  for await (const isHere of parallelMap<number, boolean>(job, untilBoth(), 2)) results.push(isHere);
  expect(results[0]).toBe(true);
  expect(results).toContain(false);
  expect(await Array.fromAsync(parallelMap(job, stream([1]), 2))).toEqual([true]);
});

test.each([1, 2])("what goes wrong before the first input is said, with %i thread(s)", async (threads) => {
  writeFileSync(join(folder, "never.mjs"), `export const createWork = () => { throw new RangeError("no work"); };`);
  const job = { module: pathToFileURL(join(folder, "never.mjs")).href, setup: undefined };
  const run = (threads: number) => Array.fromAsync(parallelMap(job, stream([1, 2, 3]), threads));
  await expect(run(threads)).rejects.toThrow(new RangeError("no work"));
});
