/** `glueball lagrangian train words`: the twin of BART-L. Its options are its own, so it is no choice of `train`. */
import { z } from "zod";
import { task, writeReport } from "../../../run/index.ts";
import { listsOfPart } from "../lists/labelledLists.ts";
import { listsField } from "../lists/listFields.ts";
import { openLists } from "../lists/listSet.ts";
import { WORD_STYLES } from "./rawWords.ts";
import { learningSection } from "../measures/report.ts";
import { trainingResult } from "../trainingLoop.ts";
import { saveWordModel } from "./wordFolder.ts";
import { fittingWords, trainWordTwin } from "./wordModel.ts";
import { WORD_TWINS, wordTwinParameters } from "./wordTwin.ts";
import type { WordTwinName } from "./wordTwin.ts";

const sizes = Object.keys(WORD_TWINS) as [WordTwinName, ...WordTwinName[]];

const options = z.object({
  lists: listsField,
  size: z
    .enum(sizes)
    .default("s")
    .describe("network: s 0.5M, paper 357M parameters (for a GPU), tiny for a first look"),
  style: z
    .enum(WORD_STYLES)
    .default("raw")
    .describe("raw: every contraction, as in BART-L; independent: of dependent ones one; irreps: types with numbers"),
  largest: z.int().min(1).default(3).describe("train on lists of up to so many fields"),
  first: z
    .int()
    .min(1)
    .optional()
    .describe("train on the first so many of them only: writing them takes 5 ms a list and more"),
  steps: z.int().min(1).default(2000).describe("training steps"),
  batch: z.int().min(1).default(16).describe("lists of a batch"),
  sourceWords: z.int().min(3).default(64).describe("most words of a field list"),
  targetWords: z.int().min(3).default(512).describe("most words of a Lagrangian; lists of longer ones are left out"),
  rate: z.number().positive().default(1e-3).describe("highest learning rate"),
  warmup: z.int().min(0).default(200).describe("steps in which the rate rises"),
  weightDecay: z.number().nonnegative().default(0.01).describe("weight decay of matrices"),
  every: z.int().min(1).default(200).describe("steps between validations and checkpoints"),
});

const VALIDATION_LISTS = 500;

export const trainWordsTask = task({
  room: "lagrangian",
  name: "train words",
  help: "Train the twin of BART-L, which writes Lagrangians word by word",
  inputs: ["lists"],
  options,
  presets: {
    study: {},
    paper: {
      size: "paper",
      largest: 6,
      sourceWords: 128,
      targetWords: 2048,
      batch: 8,
      steps: 300_000,
      rate: 1e-4,
      warmup: 10_000,
      every: 5000,
    },
    smoke: { size: "tiny", largest: 2, first: 60, steps: 6, warmup: 2, every: 3, batch: 4, targetWords: 256 },
  },
  example: "glueball lagrangian train words random:200:2 --preset smoke --out runs/words",
  long: true,
  run: async (context, options) => {
    const set = openLists(context, options.lists);
    const { size, style, largest, first } = options;
    const config = { ...WORD_TWINS[size] };
    const lists = {
      set,
      train: listsOfPart(set, "train", largest).slice(0, first),
      validation: listsOfPart(set, "validation", largest).slice(0, VALIDATION_LISTS),
    };
    const data = fittingWords(context, lists, options);
    if (data.tooLong > 0) context.warn(`${data.tooLong} of ${lists.train.length} lists have too many words`);
    const trained = await trainWordTwin(context, data, config, options);
    const folder = context.folder?.file("model") ?? "";
    const training = {
      lists: options.lists,
      trained: data.train.length,
      largest,
      steps: options.steps,
      seed: context.seed,
    };
    if (context.folder !== undefined)
      saveWordModel(folder, { config, style, parameters: trained.parameters, training });
    const lead = `Trained on ${data.train.length} lists of ${options.lists}, of up to ${largest} fields, in the style ${style}.`;
    writeReport(context, { title: "Lagrangians in words", lead, sections: [learningSection(trained)] });
    const own = { parameters: wordTwinParameters(config), lists: data.train.length, tooLong: data.tooLong };
    return trainingResult(trained, { ...own, model: folder }, "word");
  },
});
