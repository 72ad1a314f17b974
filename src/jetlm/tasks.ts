/** What a person can ask of this room. */
import { z } from "zod";
import { writeNpyFile } from "../formats/index.ts";
import { readMetrics, renderReport, runSections, task } from "../run/index.ts";
import type { RunContext, Task } from "../run/index.ts";
import { compareJets } from "./evaluate.ts";
import type { JetComparison } from "./evaluate.ts";
import { openJets } from "./jetSource.ts";
import { ARCHITECTURES } from "./model.ts";
import type { ArchitectureName } from "./model.ts";
import { loadModel, saveModel } from "./modelFolder.ts";
import { comparisonSection, learningSection } from "./report.ts";
import { learn, makeSample, verdictOf } from "./study.ts";
import type { Learned } from "./study.ts";
import { toFourVectors } from "./vectors.ts";

const jetsOption = z
  .string()
  .describe(
    "a public set by name (top2000, qg2000, jetclass500), a file of four-vectors, or self-made jets " +
      "(simulated:top-tagging, simulated:quark-gluon, simulated:jetclass; simulated:top-tagging:20000 for as many)",
  );
const architectures = Object.keys(ARCHITECTURES) as [ArchitectureName, ...ArchitectureName[]];

/** Options of the tokeniser and the training, also those of the quickstart. */
export const learnFields = {
  architecture: z.enum(architectures).default("ours-s").describe("network"),
  binsPt: z.int().min(1).default(16).describe("bins of the tokeniser in ln pT"),
  binsEta: z.int().min(1).default(12).describe("bins in eta relative to the jet axis"),
  binsPhi: z.int().min(1).default(12).describe("bins in phi relative to the jet axis"),
  cap: z.int().min(1).max(1023).default(127).describe("most constituents of a jet; longer jets are cut"),
  steps: z.int().min(1).default(1500).describe("training steps"),
  rows: z.int().min(1).default(16).describe("rows of a batch, each of cap + 1 positions"),
  rate: z.number().positive().default(3e-3).describe("highest learning rate"),
  weightDecay: z.number().nonnegative().default(0.1).describe("weight decay of matrices"),
  augment: z.boolean().default(true).describe("turn and mirror the jets about their axis in every epoch"),
  every: z.int().min(1).default(100).describe("steps between validations and checkpoints"),
};

export const generateFields = {
  count: z.int().min(1).default(2000).describe("jets to generate"),
  batch: z.int().min(1).default(64).describe("jets generated side by side"),
  temperature: z.number().nonnegative().default(1).describe("divides the logits; 1 is the model's distribution"),
  topK: z.int().positive().optional().describe("only the k most probable ids"),
  topP: z.number().gt(0).max(1).optional().describe("only the most probable ids that together reach this probability"),
  ordered: z.boolean().default(true).describe("never let the pT bin rise from one constituent to the next"),
};

const train = task({
  room: "jetlm",
  name: "train",
  help: "Train a jet language model on next constituents",
  inputs: ["jets"],
  options: z.object({ jets: jetsOption, ...learnFields }),
  presets: {
    study: {},
    smoke: { steps: 30, every: 10, binsPt: 8, binsEta: 8, binsPhi: 8, rows: 4 },
    paper: {
      architecture: "omnijet-alpha",
      binsPt: 40,
      binsEta: 30,
      binsPhi: 30,
      steps: 100_000,
      rate: 1e-3,
      every: 1000,
    },
  },
  example: "glueball jetlm train top2000 --preset smoke",
  long: true,
  run: async (context, options) => {
    const jets = await openJets(context, options.jets);
    const learned = await learn(context, jets, options);
    const folder = context.folder?.file("model") ?? "";
    if (context.folder !== undefined) saveModel(folder, learned.model);
    writeReport(context, {
      title: `Jet language model trained on ${jets.source.name}`,
      lead: `Trained on ${jets.source.text}.`,
      sections: [learningSection(learned.trained, learned.baselines)],
    });
    return {
      source: jets.source,
      ...learningResult(learned),
      model: folder,
      summary: `${learningSentence(learned)}\n${jets.source.text}`,
    };
  },
});

const generate = task({
  room: "jetlm",
  name: "generate",
  help: "Generate jets with a trained model and check each one",
  inputs: ["model"],
  options: z.object({ model: z.string().describe("folder of a model, or of a training run"), ...generateFields }),
  example: "glueball jetlm generate runs/quickstart --count 200",
  long: true,
  run: async (context, options) => {
    const model = loadModel(options.model);
    const { generated, check } = await makeSample(context, model, options);
    const file = context.folder?.file("generated_vectors.npy") ?? "";
    if (context.folder !== undefined) writeNpyFile(file, toFourVectors(generated.jets));
    const { jetsPerSecond, removedProbability } = generated;
    const verdict = verdictOf(check);
    return {
      jets: options.count,
      valid: check.valid,
      faults: check.faults,
      removedProbability,
      jetsPerSecond,
      file,
      verdict,
      summary: `${options.count} jets at ${jetsPerSecond.toFixed(0)} jets/s in ${file}`,
    };
  },
});

const evaluate = task({
  room: "jetlm",
  name: "evaluate",
  help: "Compare generated jets with real ones: W1, KL and histograms, with the real-versus-real floor",
  inputs: ["generated", "reference"],
  options: z.object({
    generated: z.string().describe("file of generated jets (four-vectors)"),
    reference: jetsOption,
    resamples: z.int().min(10).default(100).describe("bootstrap resamples behind every error"),
  }),
  example: "glueball jetlm evaluate runs/quickstart/generated_vectors.npy top2000",
  long: true,
  run: async (context, options) => {
    const generated = await openJets(context, options.generated);
    const reference = await openJets(context, options.reference);
    const rng = context.rng.fork("compare");
    const comparison = compareJets(generated.jets, reference.jets, { rng, resamples: options.resamples });
    const labels = { generated: "generated", reference: reference.source.name };
    const compared = `${generated.source.text} against ${reference.source.text}`;
    writeReport(context, {
      title: `Generated jets against ${reference.source.name}`,
      lead: `Compared: ${compared}.`,
      sections: [comparisonSection("Comparison", comparison, labels)],
    });
    return {
      generated: generated.source,
      reference: reference.source,
      observables: distancesOf(comparison),
      summary: `${comparisonSentence(comparison)}\n${compared}`,
    };
  },
});

export const tasks: readonly Task[] = [train, generate, evaluate];

/** The report of a run, with its options and environment at the end. */
export function writeReport({ folder }: RunContext, report: Parameters<typeof renderReport>[0]): void {
  if (folder === undefined) return;
  const closing = runSections(folder.record, readMetrics(folder.file("timings.jsonl")));
  folder.write("report.html", renderReport({ ...report, sections: [...report.sections, ...closing] }));
}

/** The figures of a training for the JSON document. Losses in nats per token. */
export function learningResult({ trained, testLoss, baselines }: Learned) {
  return {
    parameters: trained.parameterCount,
    tokens: trained.tokens,
    tokensPerSecond: trained.tokensPerSecond,
    validationLoss: trained.curve.at(-1)?.validation,
    testLoss,
    baselines,
  };
}

export function learningSentence({ trained, testLoss, baselines }: Learned): string {
  return (
    `${testLoss.toFixed(3)} nats per token on test jets (one distribution for each position: ` +
    `${baselines.unigramByPosition.toFixed(3)}, unigram: ${baselines.unigram.toFixed(3)}, ` +
    `uniform: ${baselines.uniform.toFixed(3)}) after ${trained.tokens} tokens`
  );
}

/** Distances without the histograms, for the JSON document. */
export function distancesOf({ observables }: JetComparison) {
  const entries = Object.entries(observables).map(([name, compared]) => {
    const { generatedMean, referenceMean, w1, w1OverStd, kl } = compared;
    return [name, { generatedMean, referenceMean, w1, w1OverStd, kl }] as const;
  });
  return Object.fromEntries(entries);
}

export function comparisonSentence({ observables: { mass, pt, multiplicity } }: JetComparison): string {
  const one = (name: string, unit: string, { w1 }: typeof mass) =>
    `${name} ${w1.value.toFixed(2)}${unit} (floor ${w1.floor.toFixed(2)})`;
  return `W1: ${one("mass", " GeV", mass)}, ${one("pT", " GeV", pt)}, ${one("multiplicity", "", multiplicity)}`;
}
