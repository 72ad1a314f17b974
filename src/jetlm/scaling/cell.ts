/**
 * One cell of the grid: train a model, take its losses on the common validation set, draw a sample. It reads tokens from
 * files and writes its sample beside its result; what the tokens stand for it does not know.
 */
import { createRng } from "../../base/index.ts";
import type { Device } from "../../base/index.ts";
import type { NamedArrays } from "../../tensor/index.ts";
import type { Execution } from "../../tensor/index.ts";
import type { DecoderConfig } from "../../nets/index.ts";
import type { CellContext } from "../../run/index.ts";
import { packRows } from "../pack.ts";
import { packSequences } from "../tokens.ts";
import { learningRate, studentConfig, trainingCompute } from "./ladder.ts";
import type { StudentShape, TrainingCompute } from "./ladder.ts";
import { excessOver, lossesByPosition, ratioOfSums, sequenceLosses } from "./losses.ts";
import type { PositionLoss } from "../baselines.ts";
import type { MeanLoss } from "./losses.ts";
import { sampleStudent, targetLosses } from "./student.ts";
import type { StudentSize } from "./student.ts";
import { findSurprise, loadSequences, saveSequences, saveSurprise, sequenceCount, targetCount } from "./tokenFiles.ts";
import { trainStudent } from "./trainStudent.ts";

export interface CellOptions {
  /** Folder with the token files `train` and `validation`. */
  readonly data: string;
  readonly vocabulary: number;
  readonly cap: number;
  readonly shape: StudentShape;
  /** Sequences of the training set that the model may see. */
  readonly unique: number;
  /** D: tokens to see. */
  readonly tokens: number;
  readonly rows: number;
  /** Factor on the rule of the learning rate. */
  readonly rateFactor: number;
  readonly seed: number;
  readonly device: Device;
  /** Sequences to draw from the trained model, and whether they have to be decodable to jets. */
  readonly samples: number;
  readonly decodable: boolean;
}

export interface CellRecord {
  readonly size: StudentSize;
  readonly sequences: number;
  /** Tokens that the model may see, and those it has seen, repetitions counted. */
  readonly uniqueTokens: number;
  readonly seenTokens: number;
  readonly steps: number;
  readonly rate: number;
  readonly compute: TrainingCompute;
  readonly validation: MeanLoss;
  readonly positions: readonly PositionLoss[];
  /** Above the teacher's loss on the same sequences, where there is a teacher. */
  readonly excess: MeanLoss | undefined;
  readonly curve: readonly { readonly tokens: number; readonly loss: number }[];
  readonly tokensPerSecond: number;
  readonly tokensPerProcessorSecond: number;
  /** Mean of -ln p of the sample under the model itself, per token: its own entropy. */
  readonly own: MeanLoss | undefined;
  readonly samplesPerSecond: number | undefined;
}

const VALIDATION_ROWS = 16;

export async function runCell(given: Readonly<Record<string, unknown>>, context: CellContext): Promise<CellRecord> {
  const options = given as unknown as CellOptions;
  const { vocabulary, cap, shape, rows, tokens, rateFactor, device } = options;
  const execution = { device, threads: context.threads };
  const train = loadSequences(options.data, "train", options.unique);
  const config = studentConfig(shape, vocabulary, cap);
  const rng = createRng(options.seed);
  const rate = rateFactor * learningRate(shape);
  const run = { rng, execution, progress: (share: number) => context.progress(TRAINING_SHARE * share) };
  const trained = await trainStudent(config, train, { tokens, rows, rate }, run);
  const losses = await validate(config, trained.parameters, options.data, execution);
  const sampled = await drawSample(options, config, trained.parameters, context);
  const uniqueTokens = targetCount(train);
  const length = uniqueTokens / sequenceCount(train);
  const { size, seen } = trained;
  return {
    size,
    sequences: sequenceCount(train),
    uniqueTokens,
    seenTokens: seen,
    steps: trained.steps,
    rate,
    compute: trainingCompute({ size: size.nonEmbedding, shape, vocabulary, length, tokens: seen }),
    ...losses,
    curve: trained.curve,
    tokensPerSecond: trained.tokensPerSecond,
    tokensPerProcessorSecond: trained.tokensPerProcessorSecond,
    own: sampled?.own,
    samplesPerSecond: sampled?.perSecond,
  };
}

/** Share of a cell's time that goes into training, for the progress only. */
const TRAINING_SHARE = 0.8;

async function validate(config: DecoderConfig, parameters: NamedArrays, data: string, execution: Execution) {
  const validation = loadSequences(data, "validation");
  const packed = packRows(validation, [...Array(sequenceCount(validation)).keys()], config.context);
  const losses = await targetLosses(config, parameters, packed, VALIDATION_ROWS, execution);
  const own = sequenceLosses(packed, losses);
  const teacher = findSurprise(data, "validation");
  const excess = teacher && excessOver(teacher, validation, own);
  return { validation: ratioOfSums(own), positions: lossesByPosition(packed, losses), excess };
}

/** Draws the sample of a cell and keeps it in the cell's folder. */
async function drawSample(options: CellOptions, config: DecoderConfig, parameters: NamedArrays, context: CellContext) {
  const { samples: count, decodable, vocabulary, seed, device } = options;
  if (count === 0) return undefined;
  const begun = performance.now();
  const execution = { device, threads: context.threads };
  const rng = createRng(seed).fork("sample");
  const drawn = await sampleStudent(config, parameters, { count, end: vocabulary - 1, decodable, rng }, execution);
  saveSequences(context.folder, "sample", packSequences(drawn.map(({ tokens }) => tokens)));
  const perSecond = count / ((performance.now() - begun) / 1e3);
  const surprise = Float64Array.from(drawn, ({ logProbabilities }) => -logProbabilities.reduce((sum, p) => sum + p, 0));
  saveSurprise(context.folder, "sample", surprise);
  const own = ratioOfSums(
    drawn.map(({ logProbabilities }, i) => ({ sum: surprise[i], count: logProbabilities.length })),
  );
  return { own, perSecond };
}
