/** A trained state that is repeated, or saved and resumed, is the same to the last bit. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { loadCheckpoint, saveCheckpoint } from "./checkpoint.ts";
import { grad } from "./gradient.ts";
import { dropout } from "./layers/dropout.ts";
import { embedding, linear } from "./layers/linear.ts";
import { batchNorm } from "./layers/norm.ts";
import { lower } from "./lower.ts";
import { crossEntropy } from "./losses.ts";
import { Scope } from "./scope.ts";
import type { NamedArrays } from "./scope.ts";
import { input } from "./tensor.ts";
import { Trainer } from "./trainer.ts";
import type { Batch, TrainingDefinition } from "./trainer.ts";

const CPU = { device: "cpu", threads: 1 } as const;
const folder = mkdtempSync(join(tmpdir(), "glueball-resume-"));
afterAll(() => rmSync(folder, { recursive: true }));

const VOCABULARY = 7;
const ROWS = 12;

/** A bigram model with dropout and batch norm: gathers, scatters, noise and buffers are all in it. */
function bigrams(rows = ROWS): { scope: Scope; loss: ReturnType<typeof crossEntropy> } {
  const scope = Scope.create();
  const training = scope.forTraining();
  const x = embedding(training.child("table"), input("tokens", [rows], "int32"), VOCABULARY, 5);
  const h = dropout(training.child("drop"), batchNorm(training.child("norm"), x), 0.2);
  return {
    scope,
    loss: crossEntropy(linear(training.child("head"), h, VOCABULARY), input("targets", [rows], "int32")),
  };
}

function batchOf(step: number, rows = ROWS): Batch {
  const rng = createRng(8).fork(step);
  const draw = () => Int32Array.from({ length: rows }, () => rng.integer(VOCABULARY));
  return { tokens: draw(), targets: draw() };
}

const OPTIONS: Omit<TrainingDefinition, "scope" | "loss"> = {
  optimiser: { kind: "adamw" },
  clipNorm: 0.5,
  emaDecay: 0.9,
};

async function trainBigrams(from: number, to: number, state?: NamedArrays, threads = 1) {
  const { scope, loss } = bigrams();
  const trainer = await Trainer.compile({ scope, loss, ...OPTIONS }, { device: "cpu", threads });
  trainer.load(state ?? scope.initialValues(createRng(1)));
  const losses: number[] = [];
  for (let step = from; step <= to; step++)
    losses.push((await trainer.step(batchOf(step), step, 0.02, createRng(2))).loss);
  const end = trainer.state();
  await trainer.release();
  return { losses, state: end };
}

function expectEqual(a: NamedArrays, b: NamedArrays): void {
  expect([...b.keys()]).toEqual([...a.keys()]);
  for (const [name, { data }] of a) expect([...b.get(name)!.data], name).toEqual([...data]);
}

test.each([1, 2])("two equal runs on %i thread(s)", async (threads) => {
  const [a, b] = [await trainBigrams(1, 8, undefined, threads), await trainBigrams(1, 8, undefined, threads)];
  expect(b.losses).toEqual(a.losses);
  expectEqual(a.state, b.state);
});

test.each([1, 4, 7])("killed after step %i, saved to a file and resumed", async (killed) => {
  const whole = await trainBigrams(1, 9);
  const first = await trainBigrams(1, killed);
  const file = join(folder, `step-${killed}.safetensors`);
  saveCheckpoint(file, first.state);
  const second = await trainBigrams(killed + 1, 9, loadCheckpoint(file).arrays);
  expect([...first.losses, ...second.losses]).toEqual(whole.losses);
  expectEqual(whole.state, second.state);
});

test("killed between updates of three micro-batches and resumed", async () => {
  const run = async (from: number, to: number, state?: NamedArrays) => {
    const { scope, loss } = bigrams();
    const trainer = await Trainer.compile({ scope, loss, ...OPTIONS, accumulate: 3 }, CPU);
    trainer.load(state ?? scope.initialValues(createRng(1)));
    for (let step = from; step <= to; step++) {
      const batches = [0, 1, 2].map((k) => batchOf(3 * step + k));
      await trainer.step(batches, step, 0.02, createRng(2));
    }
    const end = trainer.state();
    await trainer.release();
    return end;
  };
  expectEqual(await run(1, 5), await run(4, 5, await run(1, 3)));
});

test("two threads, a table large enough to be scattered into", async () => {
  const [rows, tokens, width] = [1200, 400, 64];
  const run = async () => {
    const scope = Scope.create();
    const x = embedding(scope.child("table"), input("tokens", [tokens], "int32"), rows, width);
    const loss = crossEntropy(linear(scope.child("head"), x, 50), input("targets", [tokens], "int32"));
    const [gradient] = grad(loss, [scope.parameters[0].tensor]);
    expect(new TextDecoder("latin1").decode(lower({ gradient }).bytes)).toContain("ScatterElements");
    const trainer = await Trainer.compile({ scope, loss, ...OPTIONS }, { device: "cpu", threads: 2 });
    trainer.load(scope.initialValues(createRng(1)));
    for (let step = 1; step <= 4; step++) {
      const rng = createRng(9).fork(step);
      const draw = (below: number) => Int32Array.from({ length: tokens }, () => rng.integer(below));
      // Few different rows, so that many gradients are added to one row.
      await trainer.step({ tokens: draw(40), targets: draw(50) }, step, 0.02, rng);
    }
    const end = trainer.state();
    await trainer.release();
    return end;
  };
  expectEqual(await run(), await run());
});

test("dropout draws anew for each step and micro-batch, and the same again for the same", async () => {
  const scope = Scope.create();
  const y = dropout(scope.forTraining(), linear(scope.child("map"), input("x", [4, 3]), 8), 0.5);
  const lossOf = async (accumulate: number, step: number, seed = 1) => {
    const definition = { scope, loss: y.mul(y).mean(), optimiser: { kind: "sgd" }, accumulate } as const;
    const trainer = await Trainer.compile(definition, CPU);
    trainer.load(scope.initialValues(createRng(1)));
    const x = Float32Array.from({ length: 12 }, (_, i) => Math.sin(i));
    const batches = Array.from({ length: accumulate }, () => ({ x }));
    const { loss } = await trainer.step(batches, step, 0.1, createRng(seed));
    await trainer.release();
    return loss;
  };
  const first = await lossOf(1, 1);
  expect(await lossOf(1, 1)).toBe(first);
  for (const other of [lossOf(1, 2), lossOf(2, 1), lossOf(2, 2), lossOf(1, 1, 2)]) expect(await other).not.toBe(first);
  expect(await lossOf(2, 2)).not.toBe(await lossOf(2, 1));
  expect(await lossOf(4, 1)).not.toBe(await lossOf(2, 1)); // equal draws would have equal means
});
