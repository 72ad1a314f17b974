/**
 * The claim: a GPT training step here against the same step in PyTorch, in turn, on one machine in the same minutes.
 *
 *     node bench/gpt.ts [--rounds 5] [--layers 4 --width 128 ...]     (options of `glueball bench gpt`)
 *
 * Prints the median over the rounds of both, for 1 and for all threads, their ratio round by round, our share of the
 * matrix product measured beside each run, and the peak memory. Needs python3 with PyTorch (Debian: python3-torch, and
 * libopenblas0-pthread: without it that package multiplies with the reference BLAS, fifteen times slower).
 */
import { spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { conditions, describeMachine } from "../src/run/index.ts";

const ROOT = join(import.meta.dirname, "..");
const size = { type: "string" } as const;
const { values } = parseArgs({
  options: {
    rounds: size,
    layers: size,
    width: size,
    heads: size,
    context: size,
    batch: size,
    vocabulary: size,
    steps: size,
  },
});
const { rounds = "5", ...model } = values;
const shared = Object.entries(model).flatMap(([name, value]) => [`--${name}`, value]);

interface Figures {
  readonly tokensPerSecond: number;
  readonly peakMemory: number;
  readonly shareOfMatmul?: number;
  readonly firstStepSeconds?: number;
}

function run(command: string, args: readonly string[], environment: NodeJS.ProcessEnv): Figures | undefined {
  const child = spawnSync(command, args, { cwd: ROOT, env: environment, encoding: "utf8" });
  if (child.status !== 0) {
    console.error(child.stderr || String(child.error));
    return undefined;
  }
  const found = JSON.parse(child.stdout);
  return { ...found, peakMemory: found.peakMemoryMB };
}

const ours = (threads: number) =>
  run(
    process.execPath,
    ["src/cli/main.ts", "bench", "gpt", ...shared, "--threads", `${threads}`, "--json"],
    process.env,
  );

/** OpenBLAS chooses its own kernels: settings that make it safe for old versions also make it slow. */
const { OPENBLAS_CORETYPE: _kernel, OPENBLAS_L2_SIZE: _cache, ...plain } = process.env;
/** The first Python that has PyTorch: the one of the path may be another than the distribution's. */
const python = ["python3", "/usr/bin/python3"].find(
  (command) => spawnSync(command, ["-c", "import torch"], { env: plain }).status === 0,
);
const peer = (threads: number) =>
  python === undefined ? undefined : run(python, ["bench/gptPeer.py", ...shared, "--threads", `${threads}`], plain);
if (python === undefined) console.error("no Python with PyTorch found: only our own figures follow");

const median = (list: readonly number[]) => [...list].sort((a, b) => a - b)[list.length >> 1];
const rangeOf = (list: readonly number[], digits = 2) =>
  `${median(list).toFixed(digits)} (${Math.min(...list).toFixed(digits)} to ${Math.max(...list).toFixed(digits)})`;

const best: { ours: number[]; peer: number[] } = { ours: [], peer: [] };
console.log(conditions(describeMachine()));
for (const threads of new Set([1, availableParallelism()])) {
  const pairs: { mine: Figures; other: Figures | undefined }[] = [];
  for (let round = 0; round < Number(rounds); round++) {
    const [mine, other] = [ours(threads), peer(threads)];
    if (mine !== undefined) pairs.push({ mine, other });
  }
  const all = (read: (pair: (typeof pairs)[number]) => number | undefined) =>
    pairs.map(read).filter((value) => value !== undefined);
  best.ours.push(median(all(({ mine }) => mine.tokensPerSecond)));
  console.log(`threads ${threads}, median (range) of ${pairs.length} rounds`);
  console.log(
    `  glueball tokens/s   ${rangeOf(
      all(({ mine }) => mine.tokensPerSecond),
      0,
    )}`,
  );
  console.log(`  share of product    ${rangeOf(all(({ mine }) => mine.shareOfMatmul))}`);
  console.log(`  first step, s       ${rangeOf(all(({ mine }) => mine.firstStepSeconds))}`);
  console.log(
    `  peak memory, MB     ${rangeOf(
      all(({ mine }) => mine.peakMemory),
      0,
    )}`,
  );
  if (pairs.every(({ other }) => other === undefined)) continue;
  best.peer.push(median(all(({ other }) => other?.tokensPerSecond)));
  console.log(
    `  PyTorch tokens/s    ${rangeOf(
      all(({ other }) => other?.tokensPerSecond),
      0,
    )}`,
  );
  console.log(
    `  ratio               ${rangeOf(all(({ mine, other }) => other && mine.tokensPerSecond / other.tokensPerSecond))}`,
  );
  console.log(
    `  PyTorch memory, MB  ${rangeOf(
      all(({ other }) => other?.peakMemory),
      0,
    )}`,
  );
}
if (best.peer.length > 0) {
  console.log(`each at its best thread count: ${(Math.max(...best.ours) / Math.max(...best.peer)).toFixed(2)}`);
}
console.log(conditions(describeMachine()));
