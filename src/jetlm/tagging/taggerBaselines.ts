/**
 * What a tagger has to beat: the largest class, each observable alone, and boosted trees on all of them. For two classes,
 * of which class 1 is the signal.
 */
import type { Rng } from "../../base/index.ts";
import type { RunContext } from "../../run/index.ts";
import {
  auc,
  bootstrap,
  scoreBoostedTrees,
  splitByLabel,
  taggingPerformance,
  trainBoostedTrees,
} from "../../stats/index.ts";
import type { Estimate, TaggingPerformance } from "../../stats/index.ts";
import { jetObservables } from "../compare/observables.ts";
import { substructureOf } from "../compare/substructure.ts";
import type { RelativeJets } from "../features.ts";

export interface TaggerBaselines {
  /** Share of the test jets in the class that is larger in training. */
  readonly majority: number;
  /** AUC of a cut on one observable, on the side that is better. */
  readonly single: readonly { readonly name: string; readonly auc: Estimate }[];
  readonly trees: TaggingPerformance;
  /** Log odds of the trees for each test jet. */
  readonly treeScores: Float64Array;
}

const NAMES = ["mass", "pt", "multiplicity", "tau21", "tau32"] as const;

/** Cost: half a millisecond a jet for tau21 and tau32, on all threads. Both parts need jets of both classes, with labels. */
export async function taggerBaselines(
  context: RunContext,
  train: RelativeJets,
  test: RelativeJets,
): Promise<TaggerBaselines> {
  const [known, asked] = [await columnsOf(context, train, "training"), await columnsOf(context, test, "test")];
  const [trainLabels, testLabels] = [train.labels!, test.labels!];
  const trees = trainBoostedTrees(known, trainLabels, context.rng.fork("trees"));
  const treeScores = scoreBoostedTrees(trees, asked);
  const { signal, background } = splitByLabel(treeScores, testLabels);
  const larger = Number(2 * trainLabels.reduce((sum, label) => sum + label, 0) > trainLabels.length);
  return {
    majority: testLabels.filter((label) => label === larger).length / testLabels.length,
    single: NAMES.map((name, k) => ({ name, auc: singleAuc(asked[k], testLabels, context.rng.fork(name)) })),
    trees: taggingPerformance(signal, background, { rng: context.rng.fork("trees bootstrap"), threshold: 0 }),
    treeScores,
  };
}

/** One column an observable. NaN, of jets with fewer than three constituents, is what trees call missing. */
async function columnsOf(context: RunContext, jets: RelativeJets, part: string): Promise<Float64Array[]> {
  const all = { ...jetObservables(jets), ...(await substructureOf(context, jets, `${part} jets`)) };
  return NAMES.map((name) => all[name]);
}

/** Missing values count as lowest. */
function singleAuc(values: Float64Array, labels: Int32Array, rng: Rng): Estimate {
  const filled = values.map((value) => (Number.isNaN(value) ? -Number.MAX_VALUE : value));
  const { signal, background } = splitByLabel(filled, labels);
  const below = auc(signal, background) < 0.5;
  const samples = below ? ([background, signal] as const) : ([signal, background] as const);
  return bootstrap(samples, auc, { rng, resamples: RESAMPLES });
}

const RESAMPLES = 100;
