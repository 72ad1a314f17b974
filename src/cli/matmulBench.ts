/** The rate of a large float32 matrix product: what the machine can do at this minute, beside every other figure. */
import { createRng } from "../base/index.ts";
import { input, Program } from "../tensor/index.ts";
import type { Device } from "../base/index.ts";

export interface MatmulRate {
  /** Best of the repetitions: other work on the machine only makes it slower. */
  readonly gflops: number;
  readonly medianGflops: number;
  /** M x K x N */
  readonly size: string;
}

const REPETITIONS = 30;

/** C = A B with A [m, k], B [k, n]: 2 m k n operations. */
export async function measureMatmul(
  threads: number,
  { m, k, n }: { readonly m: number; readonly k: number; readonly n: number } = { m: 1024, k: 1024, n: 1024 },
  device: Device = "cpu",
): Promise<MatmulRate> {
  const product = input("a", [m, k]).matmul(input("b", [k, n]));
  const program = await Program.compile({ outputs: { product } }, { device, threads });
  const rng = createRng(1).fork("matmul");
  for (const [name, size] of [
    ["a", m * k],
    ["b", k * n],
  ] as const) {
    program.feed(
      name,
      Float32Array.from({ length: size }, () => rng.normal()),
    );
  }
  const seconds: number[] = [];
  for (let repetition = 0; repetition < REPETITIONS; repetition++) {
    const started = performance.now();
    await program.run();
    seconds.push((performance.now() - started) / 1e3);
  }
  await program.release();
  seconds.sort((a, b) => a - b);
  const rate = (time: number) => (2 * m * k * n) / time / 1e9;
  return { gflops: rate(seconds[0]), medianGflops: rate(seconds[REPETITIONS >> 1]), size: `${m}x${k}x${n}` };
}
