/**
 * What tokens still know of a jet: the accuracy of a particle flow network that sees nothing but the set of their ids, to
 * be read beside that of the same network on the constituents themselves (`trainTagger` with "pfn"). The network knows no
 * pairs, so the difference is what the tokeniser lost of single constituents, whatever its codes mean.
 */
import { input } from "../../tensor/index.ts";
import type { RunContext } from "../../run/index.ts";
import { PARTICLE_FLOW, tokenFlow } from "../../nets/index.ts";
import type { RelativeJets } from "../features.ts";
import { emptyCounts } from "../tokens/tokeniser.ts";
import type { CodedJets, Tokeniser } from "../tokens/tokeniser.ts";
import { evaluateLogits } from "./evaluateTagger.ts";
import type { TaggerEvaluation } from "./evaluateTagger.ts";
import type { FittedClassifier } from "./fitClassifier.ts";
import type { Examples } from "./lengthBatches.ts";
import type { TaggerData, TaggerRecipe } from "./tagger.ts";
import { withoutLabels } from "./taggerFeatures.ts";
import { compileClassifier } from "./trainClassifier.ts";

/** Constituents of a jet that are seen at most. */
const CAP = 128;
/** Lengths of the programs in constituents. */
const LENGTHS = [32, 64, CAP];

export interface TokenTagging {
  readonly fitted: FittedClassifier;
  readonly test: TaggerEvaluation;
}

/** Trains and judges on the codes of jets with labels. @throws GlueballError those of `trainTagger` and the tokeniser */
export async function tagTokens(
  context: RunContext,
  tokeniser: Tokeniser,
  data: TaggerData,
  recipe: TaggerRecipe,
): Promise<TokenTagging> {
  const { rows, weightDecay } = recipe;
  const classes = data.classes.length;
  const part = (jets: RelativeJets) => encoded(context, tokeniser, jets, rows);
  const [train, validation, test] = [await part(data.train), await part(data.validation), await part(data.test)];
  const classifier = compileClassifier(context, {
    classes,
    rows,
    lengths: LENGTHS.map((length) => length * tokeniser.stages),
    logits: (scope, length) => {
      const [tokens, valid] = [input("tokens", [rows, length], "int32"), input("valid", [rows, length])];
      return tokenFlow(scope, tokens, valid, tokeniser.codes, { ...PARTICLE_FLOW, classes });
    },
    ...(weightDecay === undefined ? {} : { weightDecay }),
  });
  try {
    const fitted = await classifier.fit(context, { train, validation }, recipe);
    const logits = await classifier.logits(test, fitted.parameters);
    return { fitted, test: evaluateLogits(logits, test.labels, classes, context.rng.fork("bootstrap")) };
  } finally {
    await classifier.release();
  }
}

async function encoded(context: RunContext, tokeniser: Tokeniser, jets: RelativeJets, rows: number): Promise<Examples> {
  if (jets.labels === undefined) throw withoutLabels();
  return tokenExamples(await tokeniser.encode(context, jets, CAP, emptyCounts()), jets.labels, rows);
}

/** Codes with labels as examples of a network with the inputs tokens [rows, length] and valid [rows, length]. */
export function tokenExamples({ offsets, codes }: CodedJets, labels: Int32Array, rows: number): Examples {
  return {
    labels,
    lengths: labels.map((_, jet) => offsets[jet + 1] - offsets[jet]),
    feeds: (indices, length) => {
      const [tokens, valid] = [new Int32Array(rows * length), new Float32Array(rows * length)];
      indices.forEach((jet, row) => {
        const own = codes.subarray(offsets[jet], Math.min(offsets[jet + 1], offsets[jet] + length));
        tokens.set(own, row * length);
        valid.fill(1, row * length, row * length + own.length);
      });
      return { tokens, valid };
    },
  };
}
