/**
 * The claim: the matrix products of a GPT training step, alone, stay well below the rate of a large product, and that
 * bounds the share of it that a step can reach. Shapes: 4 layers, width 128, 4 heads, 64 tokens, batch 32, vocabulary 512.
 *
 *     node bench/gptProducts.ts [threads]
 *
 * Prints GFLOP/s of each product (median and best of 60 rounds, in turn) and the share of the large one for all together.
 */
import { createRng } from "../src/base/index.ts";
import { conditions, describeMachine } from "../src/run/index.ts";
import { input, Program } from "../src/tensor/index.ts";

const ROUNDS = 60;
const [ROWS, WIDTH, HIDDEN, VOCABULARY, LAYERS, PAIRS] = [2048, 128, 512, 512, 4, 32 * 4];

interface Product {
  readonly name: string;
  /** Result m x n, summed over k. */
  readonly shape: readonly [m: number, k: number, n: number];
  readonly transposed?: "a" | "b";
  readonly batch?: number;
  readonly timesAStep: number;
}

/** A linear layer: forward, gradient of its input, gradient of its weights. */
function layer(name: string, inputs: number, outputs: number, times: number): Product[] {
  return [
    { name: `${name} forward`, shape: [ROWS, inputs, outputs], timesAStep: times },
    { name: `${name} input`, shape: [ROWS, outputs, inputs], transposed: "b", timesAStep: times },
    { name: `${name} weights`, shape: [inputs, ROWS, outputs], transposed: "a", timesAStep: times },
  ];
}

const products: readonly Product[] = [
  { name: "large", shape: [1024, 1024, 1024], timesAStep: 0 },
  ...layer("query, key, value", WIDTH, 3 * WIDTH, LAYERS),
  ...layer("attention out", WIDTH, WIDTH, LAYERS),
  ...layer("feed-forward up", WIDTH, HIDDEN, LAYERS),
  ...layer("feed-forward down", HIDDEN, WIDTH, LAYERS),
  ...layer("head", WIDTH, VOCABULARY, 1),
  { name: "scores", shape: [64, 32, 64], batch: PAIRS, timesAStep: 3 * LAYERS },
  { name: "weighted values", shape: [64, 64, 32], batch: PAIRS, timesAStep: 3 * LAYERS },
];

const threads = Number(process.argv[2] ?? 1);
const rng = createRng(1);
const programs: Program[] = [];
for (const product of products) programs.push(await compile(product));
const seconds: number[][] = products.map(() => []);
for (let round = 0; round < ROUNDS; round++) {
  for (const [k, program] of programs.entries()) {
    const started = performance.now();
    await program.run();
    seconds[k]!.push((performance.now() - started) / 1e3);
  }
}
for (const times of seconds) times.sort((a, b) => a - b);
report("median", ROUNDS >> 1);
report("best", 0);
console.log(conditions(describeMachine()));

async function compile({ shape: [m, k, n], transposed, batch }: Product): Promise<Program> {
  const lead = batch === undefined ? [] : [batch];
  const shapes = {
    a: [...lead, ...(transposed === "a" ? [k, m] : [m, k])],
    b: [...lead, ...(transposed === "b" ? [n, k] : [k, n])],
  };
  const [a, b] = [input("a", shapes.a), input("b", shapes.b)];
  const product = a.matmul(b, { transposeA: transposed === "a", transposeB: transposed === "b" });
  const program = await Program.compile({ outputs: { product } }, { device: "cpu", threads });
  for (const [name, shape] of Object.entries(shapes)) {
    program.feed(
      name,
      Float32Array.from({ length: shape.reduce((x, y) => x * y) }, () => rng.normal()),
    );
  }
  return program;
}

function report(label: string, rank: number): void {
  const flops = products.map(({ shape, batch = 1 }) => 2 * batch * shape.reduce((x, y) => x * y));
  const rates = flops.map((flop, k) => flop / seconds[k]![rank]! / 1e9);
  const perStep = (values: readonly number[]) => values.reduce((sum, v, k) => sum + v * products[k]!.timesAStep, 0);
  const time = perStep(seconds.map((times) => times[rank]!));
  const share = perStep(flops) / time / 1e9 / rates[0]!;
  console.log(`${label}, ${threads} thread(s), GFLOP/s`);
  products.forEach(({ name }, k) => console.log(`  ${name.padEnd(26)}${rates[k]!.toFixed(0).padStart(5)}`));
  console.log(
    `  all products of a step: ${(1e3 * time).toFixed(1)} ms, ${(100 * share).toFixed(0)} % of the large one's rate`,
  );
}
