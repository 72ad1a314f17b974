/**
 * The claim: training steps of OmniJet-alpha's backbone here against the same network in PyTorch, in turn, on one machine
 * in the same minutes.
 *
 *     node bench/omnijet.ts [--rounds 3] [--rows 16] [--steps 8] [--python python3]
 *
 * Both: rows of 129 random ids of 8194, gradients cut at 5, AdamW. Prints trained tokens per second, the median step of
 * each round, and the ratio round by round. Without a Python that has PyTorch only our own figures.
 */
import { spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createRng } from "../src/base/index.ts";
import { ARCHITECTURES } from "../src/jetlm/architectures.ts";
import { trainingLoss } from "../src/jetlm/model.ts";
import { conditions, describeMachine } from "../src/run/index.ts";
import { Scope, Trainer } from "../src/tensor/index.ts";

const text = { type: "string" } as const;
const { values } = parseArgs({ options: { rounds: text, rows: text, steps: text, python: text } });
const [rounds, rows, steps] = [values.rounds ?? "3", values.rows ?? "16", values.steps ?? "8"].map(Number);
const [LENGTH, VOCABULARY] = [129, 8194];

/** Trained tokens per second: the median step, after one that compiles. */
async function ours(threads: number): Promise<number> {
  const scope = Scope.create();
  const config = { ...ARCHITECTURES["omnijet-alpha"], cap: LENGTH - 1, vocabulary: VOCABULARY };
  const loss = trainingLoss(scope.forTraining(), rows, LENGTH, config);
  const optimiser = { kind: "adamw", weightDecay: 0.01, beta2: 0.99 } as const;
  const trainer = await Trainer.compile({ scope, loss, optimiser, clipNorm: 5 }, { device: "cpu", threads });
  trainer.load(scope.initialValues(createRng(1)));
  const rng = createRng(2);
  const ids = () => Int32Array.from({ length: rows * LENGTH }, () => rng.integer(VOCABULARY));
  const seconds: number[] = [];
  for (let step = 1; step <= steps + 1; step++) {
    const feeds = { tokens: ids(), targets: ids(), segments: new Int32Array(rows * LENGTH) };
    const start = performance.now();
    await trainer.step(feeds, step, 1e-3, createRng(step));
    if (step > 1) seconds.push((performance.now() - start) / 1e3);
  }
  await trainer.release();
  return (rows * LENGTH) / median(seconds);
}

/**
 * glibc's allocator gives large blocks back at once, and PyTorch's logits are fresh memory in every step: without these
 * settings it has a third to a half of its speed.
 */
const KEEP_MEMORY = {
  MALLOC_MMAP_THRESHOLD_: "4000000000",
  MALLOC_TRIM_THRESHOLD_: "8000000000",
  MALLOC_TOP_PAD_: "1000000000",
};

function peer(threads: number): { tokensPerSecond: number; framework: string } | undefined {
  const command = ["bench/omnijetPeer.py", "--rows", `${rows}`, "--steps", `${steps}`, "--threads", `${threads}`];
  const child = spawnSync(values.python ?? "python3", command, {
    cwd: join(import.meta.dirname, ".."),
    encoding: "utf8",
    env: { ...process.env, ...KEEP_MEMORY },
  });
  return child.status === 0 ? JSON.parse(child.stdout) : undefined;
}

function median(list: readonly number[]): number {
  return [...list].sort((a, b) => a - b)[list.length >> 1];
}

console.log(conditions(describeMachine()));
for (const threads of new Set([1, availableParallelism()])) {
  for (let round = 1; round <= rounds; round++) {
    const [mine, other] = [await ours(threads), peer(threads)];
    const beside =
      other === undefined
        ? "no PyTorch"
        : `${other.framework} ${other.tokensPerSecond}, ratio ${(mine / other.tokensPerSecond).toFixed(2)}`;
    console.log(`${threads} threads, round ${round}: ${mine.toFixed(0)} tokens/s; ${beside}`);
  }
}
