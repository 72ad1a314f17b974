/**
 * The road of a study in three steps, as the tasks and the quickstart go it: learn from jets, make a sample, compare it
 * with jets that the model never saw.
 */
import { GlueballError } from "../base/index.ts";
import type { Rng } from "../base/index.ts";
import type { RunContext, Verdict } from "../run/index.ts";
import { classesOf } from "./conditioning.ts";
import { lossBaselines } from "./baselines.ts";
import type { LossBaselines } from "./baselines.ts";
import { splitJets } from "./data.ts";
import type { Split } from "./data.ts";
import { compareJets } from "./compare/compareJets.ts";
import type { JetComparison } from "./compare/compareJets.ts";
import { jetCount, selectJets } from "./features.ts";
import type { RelativeJets } from "./features.ts";
import { generateJets } from "./generate.ts";
import type { GeneratedJets, JetGenerationOptions } from "./generate.ts";
import type { NamedJets } from "./jetSource.ts";
import { ARCHITECTURES } from "./architectures.ts";
import { modelConfig } from "./model.ts";
import type { ArchitectureName } from "./architectures.ts";
import type { JetModel } from "./modelFolder.ts";
import { decodeJets, encodeJets } from "./tokens.ts";
import type { EncodedJets } from "./tokens.ts";
import { binnedTokeniser } from "./tokens/binned.ts";
import type { Tokeniser } from "./tokens/tokeniser.ts";
import { loadTokeniser } from "./tokens/tokeniserFolder.ts";
import { trainJetModel } from "./train.ts";
import type { TrainedModel, TrainingRecipe } from "./train.ts";
import { evaluateLoss } from "./validation.ts";
import { verifySample } from "./verify.ts";
import type { SampleVerdict } from "./verify.ts";

/** Split before anything is looked at; the test part is seen once, at the end. */
const FRACTIONS = { train: 0.65, validation: 0.1, test: 0.25 };

export interface LearnOptions extends TrainingRecipe {
  readonly architecture: ArchitectureName;
  readonly binsPt: number;
  readonly binsEta: number;
  readonly binsPhi: number;
  /** Folder of a tokeniser to take instead of the grid. */
  readonly tokeniser?: string | undefined;
  readonly cap: number;
  /** Learn to make jets of a class that is asked for; the jets need labels. */
  readonly conditional: boolean;
}

export interface Learned {
  readonly model: JetModel;
  readonly trained: TrainedModel;
  readonly baselines: LossBaselines;
  /** Nats per token on the test jets. */
  readonly testLoss: number;
  readonly test: RelativeJets;
}

/** The parts of `count` jets in a run with this root stream. @throws GlueballError jetlm/bad-split */
export function splitForLearning(count: number, root: Rng): Split {
  return splitJets(count, root.fork("split"), FRACTIONS);
}

export async function learn(context: RunContext, { jets, source }: NamedJets, options: LearnOptions): Promise<Learned> {
  const { architecture, cap } = options;
  const split = splitForLearning(jetCount(jets), context.rng);
  const [train, validation, test] = [split.train, split.validation, split.test].map((part) => selectJets(jets, part));
  const tokeniser = tokeniserOf(options);
  const sequences = await encodePart(context, tokeniser, { part: "training", jets: train }, cap);
  await encodePart(context, tokeniser, { part: "validation", jets: validation }, cap);
  const testSequences = await encodePart(context, tokeniser, { part: "test", jets: test }, cap);
  for (const warning of sequences.warnings) context.warn(`training jets: ${warning}`);
  const classes = options.conditional ? classesOf(source.name, train.labels) : undefined;
  const config = modelConfig(ARCHITECTURES[architecture], tokeniser, cap, classes?.names.length);
  const trained = await trainJetModel(context, { train, validation }, tokeniser, config, options);
  return {
    model: {
      config,
      tokeniser,
      ...trained.parts,
      ...(classes === undefined ? {} : { classes }),
      training: {
        jets: source.name,
        trainJets: jetCount(train),
        seed: context.seed,
        tokens: trained.tokens,
        ...recipeOf(options),
      },
    },
    trained,
    baselines: lossBaselines(sequences, testSequences, config.vocabulary),
    testLoss: await evaluateLoss(context, test, tokeniser, config, trained.parameters),
    test,
  };
}

function tokeniserOf({ tokeniser, binsPt, binsEta, binsPhi }: LearnOptions): Tokeniser {
  return tokeniser === undefined ? binnedTokeniser({ binsPt, binsEta, binsPhi }) : loadTokeniser(tokeniser).tokeniser;
}

/** The sequences of one part of the jets. @throws GlueballError jetlm/no-jet-in-range where it has none */
async function encodePart(
  context: RunContext,
  tokeniser: Tokeniser,
  { part, jets }: { readonly part: string; readonly jets: RelativeJets },
  cap: number,
): Promise<EncodedJets> {
  const sequences = await encodeJets(context, tokeniser, jets, cap);
  if (jetCount(sequences) > 0) return sequences;
  throw new GlueballError({
    code: "jetlm/no-jet-in-range",
    what: "no jet has a constituent inside the angular range of the tokeniser",
    place: `the ${part} jets`,
    found: `${sequences.counts.outsideAngles} of ${sequences.counts.constituents} constituents outside`,
    expected: `|etaRel| and |phiRel| below ${tokeniser.angle}`,
    hint: "The columns must be px, py, pz, E, and the jets not much wider than R = 0.8",
  });
}

function recipeOf({ steps, rows, rate, schedule, clipNorm, weightDecay, augment, patience }: TrainingRecipe) {
  return { steps, rows, rate, schedule, clipNorm, weightDecay, augment, patience };
}

export interface Sample {
  readonly generated: GeneratedJets;
  /** The exact check of every jet. */
  readonly check: SampleVerdict;
}

export async function makeSample(context: RunContext, model: JetModel, options: JetGenerationOptions): Promise<Sample> {
  const generated = await generateJets(context, model, options);
  const promise = { cap: model.config.cap, ptOrdered: options.ordered };
  const { sequences, jets } = generated;
  return { generated, check: await verifySample(context, model.tokeniser, sequences, jets, promise) };
}

/** What the exact check says, in one line. */
export function verdictOf({ jets, valid, faults, passed }: SampleVerdict): Verdict {
  const wrong = Object.entries(faults).filter(([, count]) => count > 0);
  const text = passed
    ? `all ${jets} generated jets are valid: ids, end, pT order, angles, momenta`
    : `${jets - valid} of ${jets} generated jets are wrong: ${wrong.map(([name, count]) => `${name} ${count}`).join(", ")}`;
  return { passed, text };
}

export interface SampleComparison {
  /** Against test jets that went through the tokeniser: what the network adds. */
  readonly tokenised: JetComparison;
  /** Against the test jets as they are: with the tokeniser's share. */
  readonly raw: JetComparison;
}

export async function compareSample(
  context: RunContext,
  jets: RelativeJets,
  reference: RelativeJets,
  tokeniser: Tokeniser,
  cap: number,
): Promise<SampleComparison> {
  const rng = context.rng.fork("compare");
  const encoded = await encodeJets(context, tokeniser, reference, cap);
  const through = await decodeJets(context, tokeniser, encoded, rng.fork("points"));
  return {
    tokenised: compareJets(jets, through, { rng: rng.fork("tokenised") }),
    raw: compareJets(jets, reference, { rng: rng.fork("raw") }),
  };
}
