/**
 * ln p of every token of given sequences under a model, in one pass over packed rows; for a model with classes once for
 * each class, and mixed.
 *
 * With classes k of shares f_k a sequence has the probability sum_k f_k p(sequence | k). Token by token, with the
 * probabilities w_k of the classes given the tokens before, that is p(t | before) = sum_k w_k p(t | before, k).
 */
import { input, Program, range, Scope } from "../tensor/index.ts";
import type { Execution, Tensor } from "../tensor/index.ts";
import { decodedFeatures, requireNextTokens, stepValues } from "./backboneStep.ts";
import { startId } from "./conditioning.ts";
import { jetCount } from "./features.ts";
import { seesFeatures } from "./hybrid.ts";
import { nextTokenLogits, decoderConfig, packedInputs, rowLength } from "./model.ts";
import type { JetModel } from "./modelFolder.ts";
import { feedsOf, packRows } from "./pack.ts";
import type { PackedRows } from "./pack.ts";
import { sequenceAt } from "./tokens.ts";
import type { TokenSequences } from "./tokens.ts";
import type { Tokeniser } from "./tokens/tokeniser.ts";

export interface SequenceScores {
  /** The targets of sequence i are offsets[i] .. offsets[i + 1] - 1: its ids without the first. */
  readonly offsets: Int32Array;
  /** ln p of each target. */
  readonly logProbabilities: Float64Array;
  /** Before each target, the probability that the pT bin rises; 0 where codes are no cells of a grid. */
  readonly rising: Float64Array;
}

/** Rows of a pass; logits of 8 rows of 129 positions and 8194 ids are 34 MB. */
const ROWS = 8;

/** Scores of sequences under each class of the model; one entry for a model without classes. */
export async function scoreSequences(
  execution: Execution,
  model: JetModel,
  sequences: TokenSequences,
): Promise<SequenceScores[]> {
  const { config, tokeniser } = model;
  requireNextTokens(config);
  const length = rowLength(config.cap, config.stages);
  const packed = packRows(sequences, [...Array(jetCount(sequences)).keys()], length);
  const program = await Program.compile({ outputs: scoreOutputs(model, length) }, execution);
  for (const [name, { data }] of await stepValues(model, execution)) {
    if (program.value(name) !== undefined) program.feed(name, data);
  }
  const limits = risingLimits(packed, tokeniser);
  const scores: SequenceScores[] = [];
  for (let jetClass = 0; jetClass < Math.max(1, config.classes ?? 0); jetClass++) {
    const start = startId(config, (config.classes ?? 0) > 0 ? jetClass : undefined);
    const tokens = packed.tokens.slice();
    for (const at of packed.starts) tokens[at] = start;
    scores.push(await runRows(program, { ...packed, tokens }, limits, sequences));
  }
  await program.release();
  return scores;
}

/** [rows x length] each: ln p of the targets, and the probability of the ids from `limit` on but the end. */
function scoreOutputs({ config, tokeniser }: JetModel, length: number): Record<string, Tensor> {
  const scope = Scope.create();
  const packed = packedInputs(ROWS, length);
  // What a token decodes to, as in generation: so the probabilities of all sequences sum to 1.
  const inputs = seesFeatures(config) ? { ...packed, features: decodedFeatures(packed.tokens, config) } : packed;
  const network = decoderConfig(config);
  const logits = nextTokenLogits(scope, inputs, config).reshape([-1, network.vocabulary]);
  const targets = inputs.targets.reshape([-1]).maximum(0);
  const nats = logits.negativeLogLikelihood(targets);
  if (tokeniser.grid === undefined) return { nats };
  const ids = range(network.vocabulary).reshape([1, -1]);
  const limit = input("limits", [ROWS * length], "int32").reshape([-1, 1]);
  const above = ids.greaterEqual(limit).and(ids.lessEqual(tokeniser.codes)); // M V
  return { nats, rising: above.where(logits.softmax(), 0).sum(1) };
}

/** At each position the lowest id of a higher pT bin; codes of a grid ascend with the bin. */
function risingLimits({ tokens, segments }: PackedRows, { codes, grid }: Tokeniser): Int32Array | undefined {
  if (grid === undefined) return undefined;
  const first: number[] = [];
  for (let code = codes - 1; code >= 0; code--) first[grid.ptBin(code)] = code + 1;
  return tokens.map((token, i) =>
    token === 0 || segments[i] < 0 ? codes + 1 : (first[grid.ptBin(token - 1) + 1] ?? codes + 1),
  );
}

async function runRows(
  program: Program,
  packed: PackedRows,
  limits: Int32Array | undefined,
  sequences: TokenSequences,
): Promise<SequenceScores> {
  const { rows, length, starts } = packed;
  const [nats, rise] = [new Float64Array(rows * length), new Float64Array(rows * length)];
  for (let from = 0; from < rows; from += ROWS) {
    const cut = new Int32Array(ROWS * length);
    cut.set(limits?.subarray(from * length, (from + ROWS) * length) ?? []);
    const feeds = feedsOf(packed, from, ROWS);
    const out = await program.run(limits === undefined ? feeds : { ...feeds, limits: cut });
    const size = Math.min(ROWS, rows - from) * length;
    nats.set(out.nats.subarray(0, size), from * length);
    if (limits !== undefined) rise.set(out.rising.subarray(0, size), from * length);
  }
  const offsets = new Int32Array(starts.length + 1);
  starts.forEach((_, i) => (offsets[i + 1] = offsets[i] + sequenceAt(sequences, i).length - 1));
  const gather = (values: Float64Array) => {
    const out = new Float64Array(offsets[starts.length]);
    starts.forEach((at, i) => out.set(values.subarray(at, at + offsets[i + 1] - offsets[i]), offsets[i]));
    return out;
  };
  return { offsets, logProbabilities: gather(nats).map((value) => -value), rising: gather(rise) };
}

/** The scores of the mixture of classes with these shares. */
export function mixScores(scores: readonly SequenceScores[], shares: readonly number[]): SequenceScores {
  const [{ offsets }] = scores;
  if (scores.length === 1) return scores[0];
  const logProbabilities = new Float64Array(offsets[offsets.length - 1]);
  const rising = new Float64Array(logProbabilities.length);
  for (let i = 0; i + 1 < offsets.length; i++) {
    const joint = shares.map((share) => Math.log(share)); // ln of share and probability of the tokens so far
    for (let t = offsets[i]; t < offsets[i + 1]; t++) {
      const before = logSum(joint);
      scores.forEach((score, k) => {
        rising[t] += Math.exp(joint[k] - before) * score.rising[t];
        joint[k] += score.logProbabilities[t];
      });
      logProbabilities[t] = logSum(joint) - before;
    }
  }
  return { offsets, logProbabilities, rising };
}

/** ln sum exp. */
function logSum(values: readonly number[]): number {
  const top = Math.max(...values);
  return top + Math.log(values.reduce((sum, value) => sum + Math.exp(value - top), 0));
}

/** ln p of each whole sequence. */
export function sequenceTotals({ offsets, logProbabilities }: SequenceScores): Float64Array {
  return Float64Array.from({ length: offsets.length - 1 }, (_, i) => {
    return logProbabilities.subarray(offsets[i], offsets[i + 1]).reduce((sum, value) => sum + value, 0);
  });
}
