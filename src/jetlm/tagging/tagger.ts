/** A supervised tagger: from labelled jets to parameters and their figures, and from jets to logits. */
import type { RunContext } from "../../run/index.ts";
import { quantile } from "../../stats/index.ts";
import { exportOnnx, Scope } from "../../tensor/index.ts";
import type { Execution, NamedArrays } from "../../tensor/index.ts";
import { jetCount } from "../features.ts";
import type { RelativeJets } from "../features.ts";
import { inputsOf, taggerLogits } from "./architectures.ts";
import type { Architecture } from "./architectures.ts";
import { evaluateLogits } from "./evaluateTagger.ts";
import type { TaggerEvaluation } from "./evaluateTagger.ts";
import type { ClassifierRecipe, FittedClassifier } from "./fitClassifier.ts";
import { taggerExamples, unlabelled } from "./taggerFeatures.ts";
import { compileClassifier } from "./trainClassifier.ts";
import type { Classifier } from "./trainClassifier.ts";

export interface Tagger {
  readonly architecture: Architecture;
  /** Slots of its programs, rising; of larger jets the hardest constituents are seen. */
  readonly lengths: readonly number[];
  /** Names of the classes, in the order of the logits. */
  readonly classes: readonly string[];
  readonly parameters: NamedArrays;
}

export interface TaggerData {
  readonly train: RelativeJets;
  readonly validation: RelativeJets;
  readonly test: RelativeJets;
  /** Names of the classes 0, 1, ... */
  readonly classes: readonly string[];
}

export interface TaggerRecipe extends ClassifierRecipe {
  /** Jets of a batch. */
  readonly rows: number;
  readonly weightDecay?: number;
}

export interface TrainedTagger {
  readonly tagger: Tagger;
  readonly parameterCount: number;
  readonly fitted: FittedClassifier;
  /** Logits [jets, classes] of the test jets, and what they say. */
  readonly logits: Float32Array;
  readonly test: TaggerEvaluation;
}

/** Jets judged side by side: their pairs and edges stay in the processor's cache. */
const ROWS = 8;

/**
 * Trains on jets with labels, stops by the validation jets, and judges the test jets once, at the end.
 * @throws GlueballError jetlm/jets-without-labels and those of `Classifier.fit`
 */
export async function trainTagger(
  context: RunContext,
  data: TaggerData,
  architecture: Architecture,
  recipe: TaggerRecipe,
): Promise<TrainedTagger> {
  const lengths = lengthsOf(data.train);
  const { rows, weightDecay } = recipe;
  const classifier = taggerClassifier(context, { architecture, lengths, rows, weightDecay });
  try {
    const [train, validation, test] = [data.train, data.validation, data.test].map((jets) =>
      taggerExamples(jets, inputsOf(architecture), rows),
    );
    const fitted = await classifier.fit(context, { train, validation }, recipe);
    const logits = await classifier.logits(test, fitted.parameters);
    return {
      tagger: { architecture, lengths, classes: data.classes, parameters: fitted.parameters },
      parameterCount: classifier.scope.count(),
      fitted,
      logits,
      test: evaluateLogits(logits, test.labels, data.classes.length, context.rng.fork("bootstrap")),
    };
  } finally {
    await classifier.release();
  }
}

/** Logits [jets, classes]; differences of two columns are logarithms of likelihood ratios. */
export async function tagJets(tagger: Tagger, jets: RelativeJets, execution: Execution): Promise<Float32Array> {
  const { architecture, lengths, parameters } = tagger;
  const classifier = taggerClassifier(execution, { architecture, lengths, rows: ROWS });
  try {
    return await classifier.logits(taggerExamples(unlabelled(jets), inputsOf(architecture), ROWS), parameters);
  } finally {
    await classifier.release();
  }
}

/**
 * Writes the tagger as one ONNX file: logits [rows, classes] of the inputs of its network with the longest length as
 * slots, in the layout of `taggerExamples`.
 */
export function exportTagger(path: string, { architecture, lengths, parameters }: Tagger, rows = 1): void {
  const logits = taggerLogits(Scope.create(), architecture, rows, lengths.at(-1)!);
  exportOnnx(path, { logits }, parameters);
}

interface TaggerProgram {
  readonly architecture: Architecture;
  readonly lengths: readonly number[];
  readonly rows: number;
  readonly weightDecay?: number | undefined;
}

function taggerClassifier(execution: Execution, program: TaggerProgram): Classifier {
  const { architecture, lengths, rows, weightDecay } = program;
  return compileClassifier(execution, {
    classes: architecture.config.classes,
    rows,
    lengths,
    logits: (scope, length) => taggerLogits(scope, architecture, rows, length),
    ...(weightDecay === undefined ? {} : { weightDecay }),
  });
}

/** Slots of the programs that judge smaller jets, and of all programs at most. */
const LENGTHS = [32, 64, 96, 128];
const STEP = 16;
/** One jet in a hundred may be cut. */
const WHOLE = 0.99;

/** Lengths of the programs for jets like these: as far as 99 % of them reach, at most 128. */
export function lengthsOf(jets: RelativeJets): readonly number[] {
  const counts = Float64Array.from({ length: jetCount(jets) }, (_, jet) => jets.offsets[jet + 1] - jets.offsets[jet]);
  const reach = STEP * Math.ceil(quantile(counts, WHOLE) / STEP);
  const last = Math.min(Math.max(reach, LENGTHS[0]), LENGTHS[LENGTHS.length - 1]);
  return [...LENGTHS.filter((length) => length < last), last];
}
