/** Small transformers learn what is known: nothing from chance, everything from a rule; dropout acts in training only. */
import { describe, expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import type { Rng } from "../base/index.ts";
import { crossEntropy, input, interpret, Program, Scope, Trainer } from "../tensor/index.ts";
import { encoderDecoder } from "./encoderDecoder.ts";
import { decoder } from "./transformer.ts";
import type { Tensor } from "../tensor/index.ts";
import type { DecoderConfig } from "./transformer.ts";
import { feedsOf, gap, gradientsOf, runtimeDeviations, tokensOf, trialValues, worstSlope } from "./trial.ts";

const CPU = { device: "cpu", threads: 1 } as const;
const FLOAT32 = 1e-4; // relative, onnxruntime against float64
const [BATCH, LENGTH, V] = [16, 8, 8];
const CONFIG: DecoderConfig = { layers: 1, width: 16, heads: 2, context: LENGTH, vocabulary: V };

/** One token after the other, from what stands before it and a random token. */
type Rule = (before: readonly number[], random: number) => number;

/** Rows of LENGTH + 1 tokens by a rule, cut into inputs and targets. */
function batchOf(rule: Rule, rng: Rng): { tokens: number[]; targets: number[] } {
  const rows = Array.from({ length: BATCH }, () => {
    const row: number[] = [];
    while (row.length <= LENGTH) row.push(rule(row, rng.integer(V)));
    return row;
  });
  return { tokens: rows.flatMap((row) => row.slice(0, -1)), targets: rows.flatMap((row) => row.slice(1)) };
}

/** Loss of a trained decoder on `batches` fresh batches: mean, and its statistical error. */
async function learn(rule: Rule, config: DecoderConfig, steps: number, rate: number) {
  const scope = Scope.create();
  const [tokens, targets] = ["tokens", "targets"].map((name) => input(name, [BATCH, LENGTH], "int32"));
  const loss = crossEntropy(decoder(scope.forTraining(), tokens, config), targets);
  const trainer = await Trainer.compile({ scope, loss, optimiser: { kind: "adamw" }, clipNorm: 1 }, CPU);
  trainer.load(scope.initialValues(createRng(1)));
  const rng = createRng(2);
  for (let step = 1; step <= steps; step++) {
    const now = rate * Math.min(1, step / 20, (1.2 * (steps - step)) / steps + 1e-3);
    await trainer.step(batchOf(rule, rng), step, now, rng.fork("noise"));
  }
  const program = await Program.compile(
    { outputs: { loss: crossEntropy(decoder(scope, tokens, config), targets) } },
    CPU,
  );
  for (const [name, { data }] of trainer.parameters()) program.feed(name, data);
  const losses: number[] = [];
  for (let batch = 0; batch < 50; batch++) losses.push((await program.run(batchOf(rule, rng))).loss[0]);
  await trainer.release();
  await program.release();
  const mean = losses.reduce((a, b) => a + b) / losses.length;
  const variance = losses.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (losses.length - 1);
  return { mean, error: Math.sqrt(variance / losses.length) };
}

describe("a decoder learns", () => {
  test("from tokens drawn evenly: ln V, and no less", async () => {
    const { mean, error } = await learn((_, random) => random, CONFIG, 150, 3e-3);
    expect(error).toBeLessThan(2e-3);
    expect(mean - Math.log(V)).toBeGreaterThan(-4 * error); // nobody can predict them
    expect(mean - Math.log(V)).toBeLessThan(0.01); // and what was learned by heart is little
  });

  test("from a rule for the next token: loss below 0.01", async () => {
    const rule: Rule = (before, random) => (before.length === 0 ? random : (3 * before.at(-1)! + 1) % V);
    expect((await learn(rule, CONFIG, 200, 1e-2)).mean).toBeLessThan(0.01);
  });

  test.each(["learned", "sinusoidal", "rotary"] as const)(
    "from a rule on the token two places before, by attention and %s positions",
    async (positions) => {
      // A start, two tokens drawn evenly, and then these two in turn. The start marks the beginning: a rotary model
      // sees distances only, and could not tell it from the middle of a row of equal tokens.
      const rule: Rule = (before, random) => {
        if (before.length === 0) return V;
        return before.length < 3 ? random : before[before.length - 2];
      };
      const { mean } = await learn(rule, { ...CONFIG, positions, vocabulary: V + 1 }, 350, 1e-2);
      // Two of the 8 targets of a row are free; without attention all would cost ln V.
      expect(Math.abs(mean - (2 / LENGTH) * Math.log(V))).toBeLessThan(0.05);
    },
  );

  test("from half-and-half tokens: the entropy of their mixture", async () => {
    // The token before with probability 1/2, otherwise any: p = 1/2 + 1/(2 V) for it, 1/(2 V) for each other one.
    const same = 0.5 + 0.5 / V;
    const other = 0.5 / V;
    const entropy = -same * Math.log(same) - (V - 1) * other * Math.log(other);
    const coin = createRng(9);
    const rule: Rule = (before, random) => (before.length === 0 || coin.uniform() < 0.5 ? random : before.at(-1)!);
    const { mean, error } = await learn(rule, CONFIG, 250, 5e-3);
    expect(Math.abs(mean - entropy)).toBeLessThan(4 * error + 0.01);
  });
});

describe("dropout", () => {
  const config = { layers: 2, width: 8, heads: 2, context: 4, vocabulary: 7, sourceVocabulary: 5, dropout: 0.25 };
  const scope = Scope.create();
  const [tokens, source] = [input("tokens", [2, 4], "int32"), input("source", [2, 3], "int32")];
  const targets = input("targets", [2, 4], "int32");
  const networks = {
    decoder: (s: Scope, rate: number) => decoder(s.child("a"), tokens, { ...config, dropout: rate }),
    "encoder-decoder": (s: Scope, rate: number) =>
      encoderDecoder(s.child("b"), source, tokens, { ...config, dropout: rate }),
  };
  for (const build of Object.values(networks)) build(scope, 0);
  const feeds = {
    ...feedsOf(trialValues(scope)),
    tokens: tokensOf(8, 7),
    targets: tokensOf(8, 7, 2),
    source: tokensOf(6, 5),
  };

  test.each(Object.entries(networks))("%s: in training only, repeatable, of rate 0 the identity", (_name, build) => {
    const read = (network: ReturnType<typeof build>, ...key: number[]) =>
      interpret([network], { ...feeds, "noise.key": key })[0].data;
    const plain = read(build(scope, 0));
    const training = scope.forTraining();
    expect(gap(read(build(scope, 0.25)), plain)).toBe(0);
    expect(gap(read(build(training, 0), 1, 2), plain)).toBe(0);
    const dropped = read(build(training, 0.25), 1, 2);
    expect(gap(dropped, plain)).toBeGreaterThan(0.1);
    expect(gap(read(build(training, 0.25), 1, 2), dropped)).toBe(0);
    expect(gap(read(build(training, 0.25), 1, 3), dropped)).toBeGreaterThan(0.1);
  });

  test.each(Object.entries(networks))("%s: every place draws from a stream of its own", (name, build) => {
    const streams = uniformStreams(build(scope.forTraining(), 0.25));
    // The embedding once a stack; attention weights and two or three branches a layer.
    expect(streams.length).toBe(name === "decoder" ? 1 + 2 * 3 : 1 + 2 * 3 + 1 + 2 * 5);
    expect(new Set(streams).size).toBe(streams.length);
  });

  test("gradients hold at fixed noise, and onnxruntime draws the same noise", async () => {
    const loss = crossEntropy(networks.decoder(scope.forTraining(), 0.25), targets);
    const own = { ...feeds, "noise.key": [5, -7] };
    const { error, worst } = worstSlope(loss, scope, own);
    expect(error, worst).toBeLessThan(1e-6);
    const deviations = await runtimeDeviations({ loss, ...gradientsOf(loss, scope) }, own);
    for (const [output, deviation] of Object.entries(deviations)) expect(deviation, output).toBeLessThan(FLOAT32);
  });
});

/** The streams of all noise that a tensor depends on, one entry a place that draws. */
function uniformStreams(tensor: Tensor): string[] {
  const seen = new Set<Tensor["node"]>();
  const visit = ({ node }: Tensor) => {
    if (seen.has(node)) return;
    seen.add(node);
    node.inputs.forEach(visit);
  };
  visit(tensor);
  const draws = [...seen].filter(({ op }) => op.name === "uniform");
  return draws.map(({ op }) => op.key!.slice(op.key!.indexOf("]") + 1)); // behind the shape
}
