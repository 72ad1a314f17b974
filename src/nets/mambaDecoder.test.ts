/** A language model of Mamba blocks: packed rows, steps, gradients, generation. */
import { expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { crossEntropy, input, interpret, Program, Scope } from "../tensor/index.ts";
import { generate } from "./generate.ts";
import { mambaDecoder, mambaDecoderStep, mambaStateInputs, mambaStepper, namedStates } from "./mambaDecoder.ts";
import type { MambaDecoderConfig } from "./mambaDecoder.ts";
import { feedsOf, gap, rowOf, runtimeDeviations, tokensOf, trialValues, worstSlope } from "./trial.ts";

const EXACT = 1e-9; // two orders of the same sums in float64
const CPU = { device: "cpu", threads: 1 } as const;
const config: MambaDecoderConfig = { layers: 2, width: 4, heads: 2, states: 3, vocabulary: 6, context: 7 };

function network(length: number) {
  const scope = Scope.create();
  const logits = mambaDecoder(scope, input("tokens", [1, length], "int32"), config);
  return { scope, logits, values: feedsOf(trialValues(scope)) };
}

test("a packed row gives the logits of its sequences", async () => {
  const { scope, values } = network(7);
  const row = { packed: [1, 2, 3, 4, 5, 0, 1], segments: [0, 0, 0, 1, 1, -1, -1] };
  const packed = mambaDecoder(scope, input("packed", [1, 7], "int32"), config, input("segments", [1, 7], "int32"));
  const [joint] = interpret([packed], { ...values, ...row });
  for (const [from, to] of [
    [0, 3],
    [3, 5],
  ]) {
    const alone = mambaDecoder(scope, input("alone", [1, to - from], "int32"), config);
    const [single] = interpret([alone], { ...values, alone: row.packed.slice(from, to) });
    for (let t = from; t < to; t++) expect(gap(rowOf(joint, 0, t), rowOf(single, 0, t - from))).toBeLessThan(EXACT);
  }
  const { logits } = await runtimeDeviations({ logits: packed }, { ...values, ...row });
  expect(logits).toBeLessThan(1e-4);
});

test("the gradient of every parameter agrees with a central difference, in a packed row", () => {
  const scope = Scope.create();
  const logits = mambaDecoder(scope, input("packed", [1, 5], "int32"), config, input("segments", [1, 5], "int32"));
  const loss = crossEntropy(logits, input("targets", [1, 5], "int32"));
  const feeds = { packed: [1, 2, 3, 4, 5], segments: [0, 0, 1, 1, 1], targets: [2, 0, 4, 5, 0] };
  const { error, worst } = worstSlope(loss, scope, { ...feedsOf(trialValues(scope)), ...feeds });
  expect(error, worst).toBeLessThan(1e-6);
});

test("steps give the logits of the full pass; position 0 forgets what the slot held", async () => {
  const { scope, logits, values } = network(5);
  const tokens = [...tokensOf(5, 6)];
  const [full] = interpret([logits], { ...values, tokens });
  const [token, position] = [input("token", [1], "int32"), input("position", [1], "int32")];
  const step = mambaDecoderStep(scope, token, position, mambaStateInputs(1, config), config);
  const updates = namedStates("state", step.states);
  const program = await Program.compile({ outputs: { logits: step.logits }, updates }, CPU);
  for (const { name } of program.inputs) if (name in values) program.feed(name, values[name]);
  for (const name of Object.keys(updates)) program.state(name).fill(0.7);
  for (let t = 0; t < 5; t++) {
    const native = (await program.run({ token: [tokens[t]], position: [t] })).logits;
    expect(gap(native, rowOf(full, 0, t))).toBeLessThan(1e-5);
  }
  await program.release();
});

test("generated sequences do not depend on the batch size, and their probabilities are those of the full pass", async () => {
  const { scope } = network(7);
  const values = trialValues(scope);
  const run = async (batch: number) => {
    const stepper = await mambaStepper(Scope.create(), config, values, batch, CPU);
    const options = { count: 12, prompt: () => [0], end: 5, maxLength: 8, rng: createRng(5) };
    return generate(stepper, options).finally(() => stepper.release());
  };
  const one = await run(1);
  expect((await run(5)).map(({ tokens }) => [...tokens])).toEqual(one.map(({ tokens }) => [...tokens]));
  expect(new Set(one.map(({ tokens }) => tokens.length)).size).toBeGreaterThan(2);
  for (const { tokens, logProbabilities } of one) {
    const before = tokens.subarray(0, -1);
    const logits = mambaDecoder(scope, input("before", [1, before.length], "int32"), config);
    const [{ data }] = interpret([logits.logSoftmax()], { ...feedsOf(values), before });
    const expected = [...tokens.subarray(1)].map((token, t) => data[6 * t + token]);
    expect(gap(logProbabilities, expected)).toBeLessThan(1e-4);
  }
});
