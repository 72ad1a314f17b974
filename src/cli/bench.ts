/** `glueball bench`: how fast this machine multiplies matrices, and trains a GPT. bench/gptPeer.py is the same in PyTorch. */
import { z } from "zod";
import { createRng } from "../base/index.ts";
import { decoder } from "../nets/index.ts";
import type { DecoderConfig } from "../nets/index.ts";
import { conditions, describeMachine, task } from "../run/index.ts";
import type { RunContext, Task } from "../run/index.ts";
import { ACTIVATIONS, crossEntropy, input, Scope, Trainer } from "../tensor/index.ts";
import { measureMatmul } from "./matmulBench.ts";

const positive = (initial: number) => z.int().min(1).default(initial);

const matmul = task({
  room: "bench",
  name: "matmul",
  help: "Rate of a float32 matrix product",
  options: z.object({
    m: positive(1024).describe("rows of the left matrix"),
    k: positive(1024).describe("columns of the left matrix"),
    n: positive(1024).describe("columns of the right matrix"),
  }),
  example: "glueball bench matmul --threads 1",
  run: async ({ threads, device }, options) => {
    const { gflops, medianGflops, size } = await measureMatmul(threads, options, device);
    return {
      gflops,
      medianGflops,
      size,
      device,
      threads,
      conditions: conditions(describeMachine()),
      summary: `${size}, ${threads} threads: best ${gflops.toFixed(1)}, median ${medianGflops.toFixed(1)} GFLOP/s`,
    };
  },
});

const gptOptions = z.object({
  layers: positive(4).describe("blocks"),
  width: positive(128).describe("width of the residual stream"),
  heads: positive(4).describe("attention heads"),
  context: positive(64).describe("tokens of a sequence"),
  batch: positive(32).describe("sequences of a step"),
  vocabulary: positive(512).describe("ids"),
  activation: z.enum(ACTIVATIONS).default("geluTanh").describe("of the feed-forward layers"),
  steps: positive(30).describe("timed steps, after three that are not"),
});

const WARM_UP = 3;
const RATE = 1e-3;

const gpt = task({
  room: "bench",
  name: "gpt",
  help: "Tokens per second of a whole GPT training step (forward, backward, clipping, AdamW)",
  options: gptOptions,
  example: "glueball bench gpt --steps 10 --threads 1",
  run: async (context, options) => {
    const started = performance.now();
    const { trainer, parameters } = await compileGpt(context, options);
    const { milliseconds, firstStep, loss } = await timeSteps(context, trainer, options, started);
    await trainer.release();
    const product = await measureMatmul(context.threads, undefined, context.device);
    const tokensPerSecond = ((options.batch * options.context) / milliseconds) * 1e3;
    const gflops = (flopPerToken(options) * tokensPerSecond) / 1e9;
    return {
      tokensPerSecond: Math.round(tokensPerSecond),
      msPerStep: milliseconds,
      parameters,
      finalLoss: loss,
      device: context.device,
      threads: context.threads,
      firstStepSeconds: firstStep,
      gflops,
      shareOfMatmul: gflops / product.gflops,
      matmul: product,
      peakMemoryMB: Math.round(process.resourceUsage().maxRSS / 1024),
      conditions: conditions(describeMachine()),
      summary:
        `${Math.round(tokensPerSecond)} tokens/s, ${milliseconds.toFixed(1)} ms a step, ${gflops.toFixed(0)} GFLOP/s: ` +
        `${((100 * gflops) / product.gflops).toFixed(0)} % of the matrix product's ${product.gflops.toFixed(0)}`,
    };
  },
});

type GptOptions = z.output<typeof gptOptions>;

async function compileGpt(context: RunContext, options: GptOptions) {
  const scope = Scope.create();
  const shape = [options.batch, options.context];
  const config: DecoderConfig = { ...options, norm: "layer", positions: "learned" };
  const logits = decoder(scope.forTraining(), input("tokens", shape, "int32"), config);
  const loss = crossEntropy(logits, input("targets", shape, "int32"));
  const trainer = await Trainer.compile({ scope, loss, optimiser: { kind: "adamw" }, clipNorm: 1 }, context);
  trainer.load(scope.initialValues(context.rng.fork("initial")));
  return { trainer, parameters: scope.count() };
}

/** Median time of a step on random tokens, and the time from the start of tracing to the end of the first step. */
async function timeSteps(context: RunContext, trainer: Trainer, options: GptOptions, started: number) {
  const rng = createRng(context.seed).fork("tokens");
  const size = options.batch * options.context;
  const draw = () => Int32Array.from({ length: size }, () => rng.integer(options.vocabulary));
  const times: number[] = [];
  let loss = NaN;
  let firstStep = NaN;
  for (let step = 1; step <= WARM_UP + options.steps; step++) {
    const batch = { tokens: draw(), targets: draw() };
    const begin = performance.now();
    ({ loss } = await trainer.step(batch, step, RATE, rng));
    const end = performance.now();
    if (step === 1) firstStep = (end - started) / 1e3;
    if (step > WARM_UP) times.push(end - begin);
    context.progress({ stage: "steps", done: step, total: WARM_UP + options.steps });
  }
  times.sort((a, b) => a - b);
  return { milliseconds: times[times.length >> 1], firstStep, loss };
}

/** Floating-point operations of forward and backward: 6 a weight in a matrix, and 12 L T D for scores and mixing. */
function flopPerToken({ layers, width, context, vocabulary, activation }: GptOptions): number {
  const feedForward = (activation === "swiglu" ? 12 : 8) * width ** 2;
  const weights = layers * (4 * width ** 2 + feedForward) + vocabulary * width;
  return 6 * weights + 12 * layers * context * width;
}

export const tasks: readonly Task[] = [matmul, gpt];
