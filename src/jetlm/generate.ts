/** Jets from a trained model. */
import type { Rng } from "../base/index.ts";
import { generate } from "../nets/index.ts";
import type { GeneratedSequence, SamplingOptions } from "../nets/index.ts";
import type { RunContext } from "../run/index.ts";
import type { RelativeJets } from "./features.ts";
import { classIndex, drawClass, startId } from "./conditioning.ts";
import { backboneStepper } from "./backboneStep.ts";
import { rowLength } from "./model.ts";
import type { JetModel } from "./modelFolder.ts";
import { decodeJets, endId, packSequences, START } from "./tokens.ts";
import type { TokenSequences } from "./tokens.ts";
import type { Grid, Tokeniser } from "./tokens/tokeniser.ts";

export interface JetGenerationOptions extends SamplingOptions {
  readonly count: number;
  /** Jets generated side by side. */
  readonly batch: number;
  /** Never let the pT bin rise: what rises has no place in a list of falling pT. */
  readonly ordered: boolean;
  /**
   * Class of the jets, by name or index, of a model that knows classes. Without it each jet has a class of its own, drawn
   * with the shares of the training jets.
   */
  readonly class?: string | undefined;
}

export interface GeneratedJets {
  readonly sequences: TokenSequences;
  /** Labelled with the class that each jet was asked for; without labels where the model knows no classes. */
  readonly jets: RelativeJets;
  /** ln p of each sequence under the model. */
  readonly logProbabilities: Float64Array;
  /** Mean over the drawn tokens of the probability that the restrictions removed. */
  readonly removedProbability: number;
  readonly jetsPerSecond: number;
}

/**
 * Constituents lie at uniformly random points of their cells, as those of real jets do.
 * @throws GlueballError jetlm/no-classes, jetlm/unknown-class, jetlm/cannot-generate, jetlm/codes-need-their-jet
 */
export async function generateJets(
  context: RunContext,
  model: JetModel,
  options: JetGenerationOptions,
): Promise<GeneratedJets> {
  const { config, tokeniser } = model;
  const rng = context.rng.fork("generate");
  const labels = labelsOf(model, options, rng.fork("class"));
  const batch = Math.min(options.batch, options.count);
  const stepper = await backboneStepper(model, batch, context);
  const started = performance.now();
  const generated = await generate(stepper, {
    ...options,
    prompt: (jet) => [startId(config, labels?.[jet])],
    end: endId(tokeniser),
    maxLength: rowLength(config.cap, config.stages) + 1,
    rng: rng.fork("tokens"),
    constrain: grammar(tokeniser, options.ordered),
    onProgress: (done, total) => context.progress({ stage: "generate", done, total }),
    signal: context.signal,
  });
  const seconds = (performance.now() - started) / 1e3;
  await stepper.release();
  const complete = generated.map((sequence) => completed(sequence, tokeniser, rowLength(config.cap, config.stages)));
  const sequences = packSequences(complete.map(({ tokens }) => tokens));
  return {
    sequences,
    jets: { ...(await decodeJets(context, tokeniser, sequences, rng.fork("points"))), labels },
    logProbabilities: Float64Array.from(complete, ({ logProbability }) => logProbability),
    removedProbability: meanRemoved(generated),
    jetsPerSecond: options.count / seconds,
  };
}

/** The class of each jet: the one that is asked for, or one drawn for it. */
function labelsOf(
  { classes }: JetModel,
  { count, class: asked }: JetGenerationOptions,
  rng: Rng,
): Int32Array | undefined {
  if (asked !== undefined) return new Int32Array(count).fill(classIndex(classes, asked));
  return classes && Int32Array.from({ length: count }, (_, jet) => drawClass(classes, rng.fork(jet)));
}

/**
 * A sequence as it is stored: it starts with 0. After the cap's constituents, `longest` ids with the start, a jet ends,
 * or it would go on and is cut as the training jets were: the id drawn beyond the cap is taken away, and its probability.
 */
function completed({ tokens, logProbabilities }: GeneratedSequence, tokeniser: Tokeniser, longest: number) {
  const beyond = tokens.length === longest + 1 && tokens[longest] !== endId(tokeniser);
  const kept = beyond ? logProbabilities.subarray(0, longest - 1) : logProbabilities;
  const ids = tokens.slice(0, beyond ? longest : tokens.length);
  ids[0] = START;
  return { tokens: ids, logProbability: kept.reduce((sum, value) => sum + value, 0) };
}

function meanRemoved(generated: readonly GeneratedSequence[]): number {
  const drawn = generated.reduce((sum, { tokens }) => sum + tokens.length - 1, 0);
  return generated.reduce((sum, { removedProbability }) => sum + removedProbability, 0) / drawn;
}

/** What may follow: no start, no jet without constituents, the stages of a constituent in turn, on request no rising pT bin. */
function grammar(tokeniser: Tokeniser, ordered: boolean) {
  const { codes, stages, grid } = tokeniser;
  const end = endId(tokeniser);
  const perStage = codes / stages;
  const firstIds = ordered && grid !== undefined ? firstIdsOfBins(codes, grid) : undefined;
  return (logits: Float32Array, sequence: Int32Array): void => {
    logits[START] = -Infinity;
    logits.fill(-Infinity, end + 1); // starts of classes
    const stage = (sequence.length - 1) % stages;
    logits.fill(-Infinity, 1, 1 + stage * perStage);
    logits.fill(-Infinity, 1 + (stage + 1) * perStage, end);
    if (sequence.length === 1 || stage > 0) logits[end] = -Infinity;
    else if (firstIds !== undefined) {
      const bin = grid!.ptBin(sequence[sequence.length - 1] - 1);
      logits.fill(-Infinity, firstIds[bin + 1] ?? end, end);
    }
  };
}

/** The lowest id of each pT bin; codes of a binned tokeniser ascend with the bin. */
function firstIdsOfBins(codes: number, { ptBin }: Grid): number[] {
  const first: number[] = [];
  for (let code = 0; code < codes; code++) first[ptBin(code)] ??= code + 1;
  return first;
}
