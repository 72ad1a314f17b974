/** `glueball lagrangian train`. */
import { z } from "zod";
import { task, writeReport } from "../../../run/index.ts";
import { listsOfPart } from "../lists/labelledLists.ts";
import { listsField } from "../lists/listFields.ts";
import { openLists } from "../lists/listSet.ts";
import { parameterCount, SIZES } from "./model.ts";
import type { SizeName } from "./model.ts";
import { saveModel } from "./modelFolder.ts";
import { learningSection } from "../measures/report.ts";
import { trainingResult } from "../trainingLoop.ts";
import { trainLagrangianModel } from "./train.ts";

const sizes = Object.keys(SIZES) as [SizeName, ...SizeName[]];

const options = z.object({
  lists: listsField,
  size: z.enum(sizes).default("s").describe("network: s 0.4M, s2 2M, m 11M parameters, tiny for a first look"),
  items: z
    .enum(["pairs", "letters"])
    .default("pairs")
    .describe("what tokens point to: pairs of letters too, or letters"),
  hermitian: z.enum(["both", "one"]).default("both").describe("write a type and its conjugate, or one of them"),
  ranks: z.boolean().default(true).describe("numbers of letters in canonical order among the features"),
  positions: z.enum(["none", "rotary"]).default("none").describe("what orders tokens beside the causal mask"),
  dropout: z.number().min(0).lt(1).default(0).describe("share of activations dropped in training"),
  largest: z.int().min(1).default(10).describe("train on lists of up to so many fields"),
  steps: z.int().min(1).default(8000).describe("training steps"),
  rows: z.int().min(1).default(8).describe("rows of a batch"),
  rowItems: z.int().min(4).default(256).describe("letters and pairs that a row has room for"),
  rowTokens: z.int().min(4).default(256).describe("tokens that a row has room for; longer Lagrangians are left out"),
  rate: z.number().positive().default(3e-3).describe("highest learning rate"),
  warmup: z.int().min(0).default(200).describe("steps in which the rate rises"),
  weightDecay: z.number().nonnegative().default(0.01).describe("weight decay of matrices"),
  augment: z
    .enum(["none", "mirror", "rescale"])
    .default("rescale")
    .describe("lists as they are; in another mirror image in every epoch; all charges times a random number as well"),
  every: z.int().min(1).default(400).describe("steps between validations and checkpoints"),
});

export const trainTask = task({
  room: "lagrangian",
  name: "train",
  help: "Train a network that writes Lagrangians from field lists",
  inputs: ["lists"],
  options,
  presets: {
    study: {},
    smoke: { size: "tiny", steps: 12, warmup: 4, every: 6, rows: 2, largest: 4 },
  },
  example: "glueball lagrangian train random:300:4 --preset smoke --out runs/lagrangian",
  long: true,
  run: async (context, options) => {
    const set = openLists(context, options.lists);
    const { size, items, hermitian, ranks, positions, dropout } = options;
    const config = { ...SIZES[size], items, hermitian, ranks, positions, dropout };
    const [train, validation] = (["train", "validation"] as const).map((part) =>
      listsOfPart(set, part, options.largest),
    );
    const data = { set, train, validation };
    const recipe = { ...options, augment: options.augment !== "none", rescale: options.augment === "rescale" };
    const trained = await trainLagrangianModel(context, data, config, recipe);
    if (trained.tooLong > 0) context.warn(`${trained.tooLong} of ${data.train.length} lists fit into no row`);
    const folder = context.folder?.file("model") ?? "";
    const training = { lists: options.lists, trained: data.train.length, steps: options.steps, seed: context.seed };
    if (context.folder !== undefined) saveModel(folder, { config, parameters: trained.parameters, training });
    const lead = `Trained on ${data.train.length} lists of ${options.lists}, of up to ${options.largest} fields.`;
    writeReport(context, { title: "Lagrangians from field lists", lead, sections: [learningSection(trained)] });
    const { tooLong } = trained;
    const own = { parameters: parameterCount(config), lists: data.train.length, tooLong, model: folder };
    return trainingResult(trained, own, "token");
  },
});
