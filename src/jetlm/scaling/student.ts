/**
 * A model of the scaling study as programs: training step, losses of every target of a set, and sampling. Everything
 * is about ids, so that jets, sentences of a grammar and samples of another model are learned in the same way.
 */
import type { Rng } from "../../base/index.ts";
import { decoder, decoderStepper, generate } from "../../nets/index.ts";
import type { DecoderConfig, GeneratedSequence } from "../../nets/index.ts";
import { crossEntropy, Program, Scope, Trainer } from "../../tensor/index.ts";
import type { Execution, NamedArrays } from "../../tensor/index.ts";
import { IGNORED, packedInputs } from "../model.ts";
import { feedsOf } from "../pack.ts";
import type { PackedRows } from "../pack.ts";
import { START } from "../tokens.ts";

const WEIGHT_DECAY = 0.1;
const CLIP_NORM = 1;

export interface StudentSize {
  /** All but the embedding and the output layer. */
  readonly nonEmbedding: number;
  readonly total: number;
}

/** A trainer for batches of `rows` packed rows, with initial values from `rng`. */
export async function openStudent(config: DecoderConfig, rows: number, rng: Rng, execution: Execution) {
  const scope = Scope.create();
  const { tokens, targets, segments } = packedInputs(rows, config.context);
  const logits = decoder(scope.forTraining(), tokens, config, segments);
  const loss = crossEntropy(logits, targets, { ignoreIndex: IGNORED });
  const optimiser = { kind: "adamw", weightDecay: WEIGHT_DECAY, beta2: 0.99 } as const;
  const trainer = await Trainer.compile({ scope, loss, optimiser, clipNorm: CLIP_NORM }, execution);
  trainer.load(scope.initialValues(rng));
  return { trainer, size: sizeOf(scope) };
}

function sizeOf(scope: Scope): StudentSize {
  const inside = scope.parameters.filter(({ name }) => name.startsWith("blocks.") || name.startsWith("norm."));
  return { nonEmbedding: inside.reduce((sum, { tensor }) => sum + tensor.size, 0), total: scope.count() };
}

/** -ln p of every target of the packed rows, in nats, at the target's place; 0 where there is none. */
export async function targetLosses(
  config: DecoderConfig,
  parameters: NamedArrays,
  packed: PackedRows,
  rows: number,
  execution: Execution,
): Promise<Float64Array> {
  const { tokens, targets, segments } = packedInputs(rows, packed.length);
  const logits = decoder(Scope.create(), tokens, config, segments).reshape([-1, config.vocabulary]);
  const labels = targets.reshape([-1]);
  const counts = labels.equal(IGNORED).not();
  const losses = logits.negativeLogLikelihood(counts.where(labels, 0)).mul(counts.cast("float32"));
  const program = await Program.compile({ outputs: { losses } }, execution);
  for (const [name, { data }] of parameters) program.feed(name, data);
  const out = new Float64Array(packed.targets.length);
  for (let from = 0; from < packed.rows; from += rows) {
    const result = (await program.run(feedsOf(packed, from, rows))).losses;
    const left = Math.min(rows, packed.rows - from) * packed.length;
    out.set(result.subarray(0, left), from * packed.length);
  }
  await program.release();
  return out;
}

export interface SampleOptions {
  readonly count: number;
  /** The id that ends a sequence. */
  readonly end: number;
  /** Every sequence has a token before its end, and no start inside: what can be decoded to a jet. */
  readonly decodable: boolean;
  readonly rng: Rng;
}

/** Sequences generated side by side: their caches still fit into the processor.s. */
const SIDE_BY_SIDE = 64;

export async function sampleStudent(
  config: DecoderConfig,
  parameters: NamedArrays,
  { count, end, decodable, rng }: SampleOptions,
  execution: Execution,
): Promise<GeneratedSequence[]> {
  const batch = Math.min(SIDE_BY_SIDE, count);
  const stepper = await decoderStepper(Scope.create(), config, parameters, batch, execution);
  const constrain = (logits: Float32Array, sequence: Int32Array): void => {
    logits[START] = -Infinity;
    if (sequence.length === 1) logits[end] = -Infinity;
  };
  const sequences = await generate(stepper, {
    count,
    prompt: () => [START],
    end,
    maxLength: config.context + 1,
    rng,
    ...(decodable ? { constrain } : {}),
  });
  await stepper.release();
  return sequences;
}
