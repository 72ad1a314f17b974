/** Jets from a trained model. */
import { GlueballError } from "../base/index.ts";
import type { Rng } from "../base/index.ts";
import { generate } from "../nets/index.ts";
import type { GeneratedSequence, SamplingOptions, Stepper } from "../nets/index.ts";
import type { RunContext } from "../run/index.ts";
import { backboneStepper } from "./backboneStep.ts";
import { classIndex, drawClass, startId } from "./conditioning.ts";
import { passing } from "./cuts.ts";
import type { JetCut } from "./cuts.ts";
import { constituentsOf, packJets } from "./features.ts";
import type { Constituents, RelativeJets } from "./features.ts";
import { grammar } from "./grammar.ts";
import { rowLength } from "./model.ts";
import type { JetModel } from "./modelFolder.ts";
import type { JetPrompts } from "./prompts.ts";
import { decodeJets, endId, packSequences, START } from "./tokens.ts";
import type { TokenSequences } from "./tokens.ts";
import type { Tokeniser } from "./tokens/tokeniser.ts";

export interface JetGenerationOptions extends SamplingOptions {
  readonly count: number;
  /** Jets generated side by side. */
  readonly batch: number;
  /** Never let the pT bin rise: what rises has no place in a list of falling pT. */
  readonly ordered: boolean;
  /**
   * Class of the jets, by name or index, of a model that knows classes. Without it each jet has the class of its prompt, or
   * one of its own, drawn with the shares of the training jets.
   */
  readonly class?: string | undefined;
  /** What jets begin with: jet i goes on from prompt i, and from the first again where there are fewer. */
  readonly prompts?: JetPrompts | undefined;
  /** Jets that do not pass are thrown away, and others are generated. */
  readonly cuts?: readonly JetCut[] | undefined;
}

export interface GeneratedJets {
  readonly sequences: TokenSequences;
  /** Labelled with the class that each jet was asked for; without labels where the model knows no classes. */
  readonly jets: RelativeJets;
  /** ln p of each sequence under the model, of its prompt too. */
  readonly logProbabilities: Float64Array;
  /** Mean over the drawn tokens of the probability that the restrictions removed. */
  readonly removedProbability: number;
  /** Jets that were generated, and those of them that pass the cuts, surplus ones too. */
  readonly acceptance: { readonly tried: number; readonly passed: number };
  /** Jets that are handed out. */
  readonly jetsPerSecond: number;
}

/**
 * Constituents lie at uniformly random points of their cells, as those of real jets do. Candidate i is a function of the
 * seed and of i alone: with cuts, the jets are the first of a sample without cuts that pass.
 * @throws GlueballError jetlm/no-classes, jetlm/unknown-class, jetlm/cannot-generate, jetlm/codes-need-their-jet,
 *   jetlm/cuts-too-tight
 */
export async function generateJets(
  context: RunContext,
  model: JetModel,
  options: JetGenerationOptions,
): Promise<GeneratedJets> {
  const { count, cuts = [] } = options;
  const labelOf = labels(model, options, context.rng.fork("generate").fork("class"));
  const stepper = await backboneStepper(model, Math.min(options.batch, count), context);
  const started = performance.now();
  const accepted: Candidate[] = [];
  let [tried, drawnTokens, removed] = [0, 0, 0];
  try {
    while (accepted.length < count) {
      const range = { first: tried, count: nextCount(count, accepted.length, tried) };
      const candidates = await drawCandidates(context, { model, stepper, options, labelOf }, range, accepted.length);
      accepted.push(...(cuts.length === 0 ? candidates : passingOf(candidates, cuts)));
      tried += candidates.length;
      for (const candidate of candidates) {
        drawnTokens += candidate.drawn;
        removed += candidate.removedProbability;
      }
      requireAcceptance(accepted.length, tried, cuts);
    }
  } finally {
    await stepper.release();
  }
  const seconds = (performance.now() - started) / 1e3;
  const kept = accepted.slice(0, count);
  const known = kept.every(({ label }) => label !== undefined) ? kept.map(({ label }) => label!) : undefined;
  return {
    sequences: packSequences(kept.map(({ ids }) => ids)),
    jets: packJets(
      kept.map(({ jet }) => jet),
      known && Int32Array.from(known),
    ),
    logProbabilities: Float64Array.from(kept, ({ logProbability }) => logProbability),
    removedProbability: removed / drawnTokens,
    acceptance: { tried, passed: accepted.length },
    jetsPerSecond: count / seconds,
  };
}

/** A jet that was generated and may be cut away. */
interface Candidate {
  readonly ids: Int32Array;
  readonly jet: Constituents;
  readonly label: number | undefined;
  readonly logProbability: number;
  /** Tokens that were drawn, also one beyond the cap. */
  readonly drawn: number;
  /** Summed over them. */
  readonly removedProbability: number;
}

interface Drawing {
  readonly model: JetModel;
  readonly stepper: Stepper;
  readonly options: JetGenerationOptions;
  readonly labelOf: (index: number) => number | undefined;
}

/** Candidates `first` to `first + count - 1`. `before`: jets that have passed already, for the progress. */
async function drawCandidates(
  context: RunContext,
  { model: { config, tokeniser }, stepper, options, labelOf }: Drawing,
  { first, count }: { readonly first: number; readonly count: number },
  before: number,
): Promise<Candidate[]> {
  const rng = context.rng.fork("generate");
  const longest = rowLength(config.cap, config.stages);
  const { prompts, cuts = [] } = options;
  const promptOf = (index: number) => prompts?.ids[index % prompts.ids.length] ?? [];
  const likely = cuts.length === 0 ? 1 : before / Math.max(1, first);
  const generated = await generate(stepper, {
    ...options,
    first,
    count,
    prompt: (index) => [startId(config, labelOf(index)), ...promptOf(index)],
    end: endId(tokeniser),
    maxLength: longest + 1,
    rng: rng.fork("tokens"),
    constrain: grammar(tokeniser, options.ordered),
    onProgress: (done) => {
      const passed = Math.min(before + Math.floor(done * likely), options.count);
      context.progress({ stage: "generate", done: passed, total: options.count });
    },
    signal: context.signal,
  });
  const complete = generated.map((sequence) => completed(sequence, tokeniser, longest));
  const points = streamsFrom(rng.fork("points"), first);
  const sequences = packSequences(complete.map(({ ids }) => ids));
  const jets = await decodeJets(context, tokeniser, sequences, points);
  return complete.map(({ ids, logProbability }, i) => ({
    ids,
    jet: constituentsOf(jets, i),
    label: labelOf(first + i),
    logProbability,
    drawn: generated[i].tokens.length - 1 - promptOf(first + i).length,
    removedProbability: generated[i].removedProbability,
  }));
}

/** The class of each jet: the one that is asked for, that of its prompt, or one drawn for it; undefined without classes. */
function labels({ classes }: JetModel, { class: asked, prompts }: JetGenerationOptions, rng: Rng) {
  const given = asked === undefined ? undefined : classIndex(classes, asked);
  return (index: number): number | undefined => {
    if (classes === undefined || given !== undefined) return given;
    return prompts?.labels?.[index % prompts.labels.length] ?? drawClass(classes, rng.fork(index));
  };
}

/** The streams of jets from `first` on, numbered from 0. */
function streamsFrom(rng: Rng, first: number): Rng {
  return {
    fork: (jet) => rng.fork(first + Number(jet)),
    uint32: () => rng.uint32(),
    uniform: () => rng.uniform(),
    normal: () => rng.normal(),
    integer: (below) => rng.integer(below),
    shuffle: (items) => rng.shuffle(items),
  };
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
  return { ids, logProbability: kept.reduce((sum, value) => sum + value, 0) };
}

function passingOf(candidates: readonly Candidate[], cuts: readonly JetCut[]): Candidate[] {
  const jets = packJets(
    candidates.map(({ jet }) => jet),
    undefined,
  );
  return passing(jets, cuts).map((i) => candidates[i]);
}

/** One in a thousand jets must pass, once so many have been tried. */
const FEWEST_TRIES = 2000;
const LOWEST_ACCEPTANCE = 1e-3;
/** Candidates drawn before it is looked how many pass. */
const MOST_AT_ONCE = 10_000;

/** Candidates to draw next: at first as many as are wanted, then, in steps, what the acceptance so far asks for and a tenth more. */
function nextCount(count: number, accepted: number, tried: number): number {
  if (tried === 0) return count;
  const most = tried < FEWEST_TRIES ? FEWEST_TRIES - tried : MOST_AT_ONCE;
  return Math.min(most, Math.ceil((1.1 * (count - accepted) * tried) / Math.max(1, accepted)));
}

function requireAcceptance(passed: number, tried: number, cuts: readonly JetCut[]): void {
  if (cuts.length === 0 || tried < FEWEST_TRIES || passed >= LOWEST_ACCEPTANCE * tried) return;
  throw new GlueballError({
    code: "jetlm/cuts-too-tight",
    what: "hardly a generated jet passes the cuts",
    place: "--cut",
    found: `${passed} of ${tried} jets: ${cuts.map(({ observable, lowest, highest }) => `${observable} from ${lowest} to ${highest}`).join(", ")}`,
    expected: `at least one in ${1 / LOWEST_ACCEPTANCE}`,
    hint: "Widen the cuts, or ask for a --class that has such jets",
  });
}
