/** `glueball jetlm tag`. */
import { z } from "zod";
import { GlueballError } from "../../base/index.ts";
import { task, writeReport } from "../../run/index.ts";
import type { RunContext } from "../../run/index.ts";
import { splitJets } from "../data.ts";
import { jetCount, selectJets } from "../features.ts";
import type { RelativeJets } from "../features.ts";
import { JET_SETS } from "../jetSets.ts";
import { openJets } from "../jetSource.ts";
import type { NamedJets } from "../jetSource.ts";
import { jetsField } from "../taskFields.ts";
import { architectureOf, NETWORKS, SIZES } from "./architectures.ts";
import { exportTagger, trainTagger } from "./tagger.ts";
import type { TaggerData, TrainedTagger } from "./tagger.ts";
import { taggerBaselines } from "./taggerBaselines.ts";
import type { TaggerBaselines } from "./taggerBaselines.ts";
import { saveTagger } from "./taggerFolder.ts";
import { taggerLearningSection, taggingSection } from "./tagReport.ts";

const options = z.object({
  jets: jetsField,
  network: z
    .enum(NETWORKS)
    .default("particle-net")
    .describe("particle-net, part (Particle Transformer) or pfn (particle flow network)"),
  size: z.enum(SIZES).default("small").describe("small learns on two CPU cores; published has the sizes of the papers"),
  train: z.int().min(1).optional().describe("jets to learn from; all of the training part when not given"),
  epochs: z.int().min(1).default(20).describe("passes over the training jets"),
  rows: z.int().min(1).default(64).describe("jets of a batch"),
  rate: z.number().positive().default(2e-3).describe("highest learning rate"),
  weightDecay: z.number().nonnegative().default(0.01).describe("weight decay of matrices"),
  every: z.int().min(1).default(100).describe("steps between validations and checkpoints"),
  patience: z.int().min(1).default(10).describe("validations without progress after which it stops"),
});

/** Split before anything is looked at; the test part is seen once, at the end. */
const FRACTIONS = { train: 0.65, validation: 0.1, test: 0.25 };

export const tagTask = task({
  room: "jetlm",
  name: "tag",
  help: "Train a supervised tagger, beside cuts on observables and boosted trees",
  inputs: ["jets"],
  options,
  presets: {
    study: {},
    smoke: { network: "pfn", epochs: 1, train: 200, every: 10 },
    paper: { size: "published", epochs: 20, rate: 1e-3 },
  },
  example: "glueball jetlm tag top2000 --preset smoke",
  long: true,
  run: async (context, chosen) => {
    const named = await openJets(context, chosen.jets);
    const data = taggerData(context, named, chosen.train);
    const architecture = architectureOf(chosen.network, chosen.size, data.classes.length);
    const trained = await trainTagger(context, data, architecture, recipeOf(chosen, jetCount(data.train)));
    const baselines = isBinary(data) ? await taggerBaselines(context, data.train, data.test) : undefined;
    const files = saveFiles(context, trained, { ...chosen, jets: named.source.name, trainJets: jetCount(data.train) });
    const name = `${chosen.network} (${chosen.size})`;
    writeReport(context, {
      title: `Tagging of ${named.source.name}`,
      lead: `${name}, ${trained.parameterCount} parameters, learned from ${jetCount(data.train)} of ${named.source.text}.`,
      sections: [taggingSection(name, trained, data.test.labels!, baselines), taggerLearningSection(trained)],
    });
    const { test, fitted, parameterCount: parameters } = trained;
    const { steps, best, jetsPerSecond } = fitted;
    const { treeScores: _, ...listed } = baselines ?? { treeScores: undefined };
    return {
      source: named.source,
      network: chosen.network,
      size: chosen.size,
      parameters,
      classes: data.classes,
      jets: { train: jetCount(data.train), validation: jetCount(data.validation), test: jetCount(data.test) },
      steps,
      best,
      jetsPerSecond,
      test,
      ...(baselines === undefined ? {} : { baselines: listed }),
      ...files,
      summary: `${sentence(name, trained, baselines)}\n${named.source.text}`,
    };
  },
});

function recipeOf(chosen: z.output<typeof options>, trainJets: number) {
  const { epochs, rows, rate, weightDecay, every, patience } = chosen;
  const steps = epochs * Math.ceil(trainJets / rows);
  return { steps, rows, rate, weightDecay, every, patience, schedule: "cosine" } as const;
}

/** Training, validation and test jets, and the names of their classes. */
function taggerData(context: RunContext, { source, jets }: NamedJets, train: number | undefined): TaggerData {
  const rng = context.rng.fork("split");
  const split = splitJets(jetCount(jets), rng, FRACTIONS);
  const known = rng.fork("train").shuffle(split.train.slice());
  if (train !== undefined && train > known.length) throw tooFew(train, known.length);
  return {
    train: selectJets(jets, known.subarray(0, train ?? known.length)),
    validation: selectJets(jets, split.validation),
    test: selectJets(jets, split.test),
    classes: classesOf(source.name, jets),
  };
}

/** Names of the classes of a public set, and of self-made jets of its kind; numbers for others. */
function classesOf(name: string, { labels = new Int32Array(0) }: RelativeJets): readonly string[] {
  const kind = /^simulated:([^:]+)/.exec(name)?.[1];
  const known = JET_SETS[name] ?? Object.values(JET_SETS).find(({ simulatedBy }) => simulatedBy === kind);
  if (known !== undefined) return known.classes;
  const count = labels.reduce((most, label) => Math.max(most, label + 1), 2);
  return Array.from({ length: count }, (_, label) => `class ${label}`);
}

function isBinary({ classes, train, test }: TaggerData): boolean {
  const hasBoth = ({ labels }: RelativeJets) => labels!.includes(0) && labels!.includes(1);
  return classes.length === 2 && hasBoth(train) && hasBoth(test);
}

/** The model folder and the ONNX file in the folder of the run. */
function saveFiles({ folder }: RunContext, { tagger }: TrainedTagger, training: Record<string, unknown>) {
  if (folder === undefined) return {};
  const files = { tagger: folder.file("tagger"), onnx: folder.file("tagger.onnx") };
  saveTagger(files.tagger, { ...tagger, training });
  exportTagger(files.onnx, tagger);
  return files;
}

function sentence(name: string, { test, fitted }: TrainedTagger, baselines: TaggerBaselines | undefined): string {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const { value, standardError } = test.accuracy;
  const trees = baselines === undefined ? "" : `; boosted trees ${percent(baselines.trees.accuracy.value)}`;
  const area = `AUC ${test.auc.toFixed(4)}${baselines === undefined ? "" : ` (trees ${baselines.trees.auc.value.toFixed(4)})`}`;
  return (
    `${name}: ${percent(value)} ± ${percent(standardError)} of ${test.jets} test jets right${trees}; ${area}; ` +
    `best after ${fitted.best.step} of ${fitted.steps} steps at ${fitted.jetsPerSecond.toFixed(0)} jets/s`
  );
}

function tooFew(found: number, most: number): GlueballError {
  return new GlueballError({
    code: "jetlm/too-few-jets",
    what: "there are not so many jets to learn from",
    found,
    expected: `at most ${most}, the training part (${100 * FRACTIONS.train} % of all)`,
  });
}
