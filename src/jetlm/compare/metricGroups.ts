/**
 * The metrics in groups, as `--metrics` chooses them: what each needs, and the function that measures it. A distance has a
 * name, by which thresholds speak of it.
 */
import type { Rng } from "../../base/index.ts";
import { loadParticleNetKin } from "../../nets/index.ts";
import { requireData } from "../../run/index.ts";
import type { RunContext } from "../../run/index.ts";
import { jetClassLabels } from "../judge/confusion.ts";
import { logitsOf } from "../judge/embedding.ts";
import { compareAssignment, type Assignment } from "./assignment.ts";
import { ofBoth, type Compared } from "./compared.ts";
import { compareJets, type JetComparison } from "./compareJets.ts";
import type { Distance } from "./distances.ts";
import { fpndOf } from "./fpnd.ts";
import { OBSERVABLE_NAMES } from "./observables.ts";
import { jetnetDistances } from "./jetnetDistances.ts";
import { matchingDistances } from "./matching.ts";
import { activationDistance, energyFlowDistances } from "./physicsDistances.ts";
import { compareSliced, type SlicedComparison } from "./sliced.ts";
import { embeddingTest, observableTest, type TwoSampleTest } from "./twoSample.ts";

/** What the groups found: distances by name, and what some of them tell beside. */
export interface Findings {
  readonly distances: Readonly<Record<string, Distance>>;
  readonly comparison?: JetComparison;
  readonly sliced?: SlicedComparison;
  /** Two-sample tests by the name of their area. */
  readonly tests?: Readonly<Record<string, TwoSampleTest>>;
  readonly assignment?: Assignment;
}

export interface MeasureOptions {
  readonly rng: Rng;
  readonly resamples: number;
}

export interface MetricGroup {
  readonly help: string;
  /** Of its distances. */
  readonly names: readonly string[];
  /** Jets of either sample below which a value would mean nothing, and below which it is given with a warning. */
  readonly fewest: { readonly generated: number; readonly reference: number };
  readonly recommended: number;
  /** The data folder of the weights it needs. */
  readonly weights?: string;
  readonly measure: (context: RunContext, compared: Compared, options: MeasureOptions) => Promise<Findings>;
}

const OBSERVABLE_METRICS = ["w1", "w1OverStd", "kl", "klProbabilities"] as const;
const FPND_WEIGHTS = "jet-foundation/fpnd";
const JUDGE_WEIGHTS = "jet-foundation/particlenet-kin";

export const METRIC_GROUPS = {
  observables: {
    help: "W1 and quantiled KL of each observable",
    names: OBSERVABLE_NAMES.flatMap((name) => OBSERVABLE_METRICS.map((metric) => `${name}.${metric}`)),
    fewest: { generated: 4, reference: 4 },
    recommended: 100,
    measure: measureObservables,
  },
  sliced: {
    help: "sliced Wasserstein distance of whole jets",
    names: ["sw1", "sw2"],
    fewest: { generated: 10, reference: 10 },
    recommended: 100,
    measure: measureSliced,
  },
  classifier: {
    help: "two-sample test by boosted trees on the observables",
    names: ["auc"],
    fewest: { generated: 50, reference: 100 },
    recommended: 1000,
    measure: async (_context, compared, options) =>
      testFindings("auc", observableTest(await compared.observables(), options)),
  },
  jetnet: {
    help: "JetNet's W1M, W1P and W1EFP",
    names: ["w1m", "w1p", "w1pEtaRel", "w1pPhiRel", "w1pPtRel", "w1efp"],
    fewest: { generated: 10, reference: 20 },
    recommended: 50_000,
    measure: async (_context, compared, { rng }) => ({
      distances: { ...jetnetDistances(compared.jets, await compared.energyFlow(), { rng }) },
    }),
  },
  fpd: {
    help: "Frechet and kernel physics distance on energy flow polynomials",
    names: ["fpd", "kpd"],
    fewest: { generated: 1000, reference: 2000 },
    recommended: 50_000,
    measure: async (_context, compared, { rng }) => ({
      distances: energyFlowDistances(await compared.energyFlow(), rng),
    }),
  },
  fpnd: {
    help: "Frechet distance of the activations of JetNet's network",
    names: ["fpnd"],
    fewest: { generated: 1000, reference: 2000 },
    recommended: 50_000,
    weights: FPND_WEIGHTS,
    measure: measureFpnd,
  },
  coverage: {
    help: "coverage and minimum matching distance, by the energy mover's distance",
    names: ["coverage", "mmd"],
    fewest: { generated: 10, reference: 20 },
    recommended: 200,
    measure: async (context, compared, { rng }) => ({
      distances: await matchingDistances(context, compared.jets, rng),
    }),
  },
  embeddings: {
    help: "two-sample test by logistic regression on ParticleNet's embeddings",
    names: ["aucEmbeddings"],
    fewest: { generated: 50, reference: 100 },
    recommended: 1000,
    weights: JUDGE_WEIGHTS,
    measure: async (_context, compared, options) =>
      testFindings("aucEmbeddings", embeddingTest(await compared.embeddings(requireData(JUDGE_WEIGHTS)), options)),
  },
  judge: {
    help: "classes that the JetClass ParticleNet gives the jets to",
    names: ["assignment"],
    fewest: { generated: 10, reference: 20 },
    recommended: 1000,
    weights: JUDGE_WEIGHTS,
    measure: measureAssignment,
  },
} as const satisfies Record<string, MetricGroup>;

export type MetricGroupName = keyof typeof METRIC_GROUPS;
export const METRIC_GROUP_NAMES = Object.keys(METRIC_GROUPS) as readonly MetricGroupName[];

async function measureObservables(
  _context: RunContext,
  compared: Compared,
  options: MeasureOptions,
): Promise<Findings> {
  const { generated, reference } = compared.jets;
  const comparison = compareJets(generated, reference, { ...options, substructure: await compared.observables() });
  const named = Object.entries(comparison.observables).flatMap(([name, compared]) =>
    OBSERVABLE_METRICS.map((metric) => [`${name}.${metric}`, compared[metric]] as const),
  );
  return { distances: Object.fromEntries(named), comparison };
}

async function measureSliced(_context: RunContext, compared: Compared, options: MeasureOptions): Promise<Findings> {
  const sliced = compareSliced(await compared.observables(), options);
  return { distances: { sw1: sliced.sw1, sw2: sliced.sw2 }, sliced };
}

async function measureFpnd(context: RunContext, compared: Compared, { rng }: MeasureOptions): Promise<Findings> {
  const folder = requireData(FPND_WEIGHTS);
  const activations = await ofBoth(compared.jets, (jets, what) => fpndOf(context, jets, what, folder));
  return { distances: { fpnd: activationDistance(activations, rng) } };
}

async function measureAssignment(_context: RunContext, compared: Compared, options: MeasureOptions): Promise<Findings> {
  const folder = requireData(JUDGE_WEIGHTS);
  const net = loadParticleNetKin(folder);
  const embeddings = await compared.embeddings(folder);
  const judged = (name: "generated" | "reference") => ({
    logits: logitsOf(net, embeddings[name].values),
    labels: jetClassLabels(compared.jets[name].labels, net.classes.length),
  });
  const pair = { generated: judged("generated"), reference: judged("reference") };
  const assignment = compareAssignment(pair, net.classes, options);
  return { distances: { assignment: assignment.totalVariation }, assignment };
}

function testFindings(name: string, test: TwoSampleTest): Findings {
  return { distances: { [name]: test.auc }, tests: { [name]: test } };
}
