/**
 * The training of one model of the study on the first so many sequences of a set. Its length is given in tokens seen,
 * D, and the learning rate follows them: warm-up over the first 2 %, then a cosine that reaches a tenth exactly at D.
 * Runs of different length are therefore different runs; none is a longer one cut short.
 */
import type { Rng } from "../../base/index.ts";
import type { DecoderConfig } from "../../nets/index.ts";
import { schedule } from "../../tensor/index.ts";
import type { Execution, NamedArrays } from "../../tensor/index.ts";
import { countTargets, feedsOf, packRows } from "../pack.ts";
import type { TokenSequences } from "../tokens.ts";
import { openStudent } from "./student.ts";
import type { StudentSize } from "./student.ts";
import { sequenceCount } from "./tokenFiles.ts";

export interface StudentRecipe {
  /** D, tokens to see; an epoch ends and the next begins as often as needed. */
  readonly tokens: number;
  /** Packed rows of a batch. */
  readonly rows: number;
  readonly rate: number;
}

export interface TrainedStudent {
  readonly parameters: NamedArrays;
  readonly size: StudentSize;
  readonly seen: number;
  readonly steps: number;
  /** Mean training loss over each twentieth of the run, nats per token. */
  readonly curve: readonly { readonly tokens: number; readonly loss: number }[];
  readonly tokensPerSecond: number;
  /** Tokens in a second of processor time: the speed on a machine that has nothing else to do. */
  readonly tokensPerProcessorSecond: number;
}

const WARM_UP = 0.02;
const LAST_RATE = 0.1;
const CURVE_POINTS = 20;
/** Sequences packed at a time: first fit looks at all open rows, so the work would grow with the square. */
const PACKED_AT_ONCE = 8192;

export async function trainStudent(
  config: DecoderConfig,
  sequences: TokenSequences,
  { tokens, rows, rate }: StudentRecipe,
  { rng, execution, progress }: { rng: Rng; execution: Execution; progress: (share: number) => void },
): Promise<TrainedStudent> {
  const { trainer, size } = await openStudent(config, rows, rng.fork("initial"), execution);
  const rateAt = schedule({ kind: "cosine", rate, steps: tokens, warmup: WARM_UP * tokens, floor: LAST_RATE });
  const noise = rng.fork("noise");
  const curve: { tokens: number; loss: number }[] = [];
  const begun = performance.now();
  const usage = process.cpuUsage();
  let [seen, step, sum, count] = [0, 0, 0, 0];
  for (const feeds of batches(sequences, config.context, rows, rng.fork("order"))) {
    const targets = countTargets(feeds.targets);
    const { loss } = await trainer.step(feeds, ++step, rateAt(seen + targets / 2), noise);
    [seen, sum, count] = [seen + targets, sum + loss * targets, count + targets];
    if (seen >= ((curve.length + 1) * tokens) / CURVE_POINTS) {
      curve.push({ tokens: seen, loss: sum / count });
      [sum, count] = [0, 0];
      progress(Math.min(1, seen / tokens));
    }
    if (seen >= tokens) break;
  }
  const seconds = (performance.now() - begun) / 1e3;
  const { user, system } = process.cpuUsage(usage);
  const parameters = trainer.parameters();
  await trainer.release();
  return {
    parameters,
    size,
    seen,
    steps: step,
    curve,
    tokensPerSecond: seen / seconds,
    tokensPerProcessorSecond: (1e6 * seen) / (user + system),
  };
}

/** Batches without end: each epoch in an order of its own. */
function* batches(sequences: TokenSequences, length: number, rows: number, rng: Rng) {
  for (let epoch = 0; ; epoch++) {
    const order = rng.fork(epoch).shuffle(Int32Array.from({ length: sequenceCount(sequences) }, (_, i) => i));
    for (let from = 0; from < order.length; from += PACKED_AT_ONCE) {
      const packed = packRows(sequences, order.subarray(from, from + PACKED_AT_ONCE), length);
      for (let row = 0; row < packed.rows; row += rows) yield feedsOf(packed, row, rows);
    }
  }
}
