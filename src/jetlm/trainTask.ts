/** `glueball jetlm train`. */
import { z } from "zod";
import { task, writeReport } from "../run/index.ts";
import { openJets } from "./jetSource.ts";
import { ARCHITECTURES } from "./architectures.ts";
import type { ArchitectureName } from "./architectures.ts";
import { saveModel } from "./modelFolder.ts";
import { learningSection } from "./report.ts";
import { learn } from "./study.ts";
import type { Learned } from "./study.ts";
import { capField, gridFields, jetsField } from "./taskFields.ts";
import { OMNIJET_ALPHA_RECIPE } from "./train.ts";

const architectures = Object.keys(ARCHITECTURES) as [ArchitectureName, ...ArchitectureName[]];

/** Options of the tokeniser and the training, also those of the quickstart. */
export const learnFields = {
  architecture: z.enum(architectures).default("ours-s").describe("network"),
  ...gridFields,
  tokeniser: z.string().optional().describe("folder of a tokeniser (jetlm tokenise fit) to take instead of a grid"),
  cap: capField,
  conditional: z.boolean().default(false).describe("learn to make jets of a class that is asked for; needs labels"),
  steps: z.int().min(1).default(1500).describe("training steps"),
  rows: z.int().min(1).default(16).describe("rows of a batch, each of cap + 1 positions"),
  rate: z.number().positive().default(3e-3).describe("highest learning rate"),
  schedule: z
    .enum(["cosine", "constant"])
    .default("cosine")
    .describe("course of the learning rate: warm-up and a cosine to 0, or the same throughout"),
  clipNorm: z.number().positive().default(1).describe("longest gradient"),
  weightDecay: z.number().nonnegative().default(0.1).describe("weight decay of matrices"),
  augment: z.boolean().default(true).describe("turn and mirror the jets about their axis in every epoch"),
  every: z.int().min(1).default(100).describe("steps between validations and checkpoints"),
  patience: z
    .int()
    .min(1)
    .optional()
    .describe(
      "stop after so many validations without a better one, and keep the best weights; else all steps are made",
    ),
};

export const trainTask = task({
  room: "jetlm",
  name: "train",
  help: "Train a jet language model on next constituents",
  inputs: ["jets"],
  options: z.object({ jets: jetsField, ...learnFields }),
  presets: {
    study: {},
    smoke: { steps: 30, every: 10, binsPt: 8, binsEta: 8, binsPhi: 8, rows: 4 },
    paper: {
      architecture: "omnijet-alpha",
      binsPt: 40,
      binsEta: 30,
      binsPhi: 30,
      ...OMNIJET_ALPHA_RECIPE,
      steps: 100_000,
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

/** The figures of a training for the JSON document. Losses in nats per token. */
export function learningResult({ trained, testLoss, baselines }: Learned) {
  return {
    parameters: trained.parameterCount,
    tokens: trained.tokens,
    tokensPerSecond: trained.tokensPerSecond,
    steps: trained.curve.at(-1)?.step,
    keptStep: trained.kept.step,
    validationLoss: trained.kept.validation,
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
