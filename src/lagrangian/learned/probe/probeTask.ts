/** `glueball lagrangian probe`. */
import { z } from "zod";
import { GlueballError } from "../../../base/index.ts";
import { createContext, task, writeReport } from "../../../run/index.ts";
import { allLists, fieldCount } from "../lists/labelledLists.ts";
import type { LabelledLists } from "../lists/labelledLists.ts";
import { PARTS } from "../lists/isomorphism.ts";
import { listsField } from "../lists/listFields.ts";
import { openLists } from "../lists/listSet.ts";
import { loadModel } from "../compact/modelFolder.ts";
import { probeNetwork } from "./probe.ts";
import { probeSections, probeText } from "./probeReport.ts";

/** Lists below which a table of probes says nothing. */
const FEWEST = 20;

export const probeTask = task({
  room: "lagrangian",
  name: "probe",
  help: "Probe what a network knows of letters: irreps, charges, relations, conjugation, beside chance",
  inputs: ["model", "lists"],
  options: z.object({
    model: z.string().describe("folder of a model, or of a training run"),
    lists: listsField.default("random:8000:6"),
    first: z.int().min(FEWEST).default(600).describe("lists that are probed; those of the part train are left out"),
    largest: z.int().min(1).default(6).describe("lists of up to so many fields"),
    testShare: z.number().gt(0).lt(1).default(0.3).describe("share of the lists on which probes are tested"),
    denominator: z.int().min(2).max(1000).default(7).describe("denominator of charges that no probe was trained on"),
    neighbours: z
      .int()
      .min(1)
      .max(FEWEST - 1)
      .default(10)
      .describe("neighbours of a letter whose irreps are compared"),
    shuffles: z.int().min(1).default(200).describe("shuffles that show what chance gives"),
    trainingSeed: z.int().optional().describe("seed of the untrained network; without it that of the training"),
  }),
  presets: { study: {}, smoke: { lists: "random:800:3", first: 40, shuffles: 20 } },
  example: "glueball lagrangian probe runs/lagrangian --preset smoke",
  long: true,
  run: async (context, options) => {
    const model = loadModel(options.model);
    const set = openLists(context, options.lists);
    const lists = unseenLists(set, options);
    const recorded = model.training["seed"];
    const seed = options.trainingSeed ?? (typeof recorded === "number" ? recorded : context.seed);
    const result = await probeNetwork(context, model, createContext({ seed }), { set, lists }, options);
    const lead = `${lists.length} lists of ${options.lists} that are in no training, ${result.letters} letters; untrained network of seed ${seed}.`;
    writeReport(context, { title: "What the network knows of letters", lead, sections: probeSections(result) });
    const { pictures: _, ...numbers } = result;
    return { ...numbers, seed, summary: probeText(result) };
  },
});

/** The first lists that are in no training. @throws GlueballError lagrangian/too-few-lists */
function unseenLists(
  set: LabelledLists,
  { first, largest }: { readonly first: number; readonly largest: number },
): readonly number[] {
  const numbers = allLists(set);
  const small = numbers.filter((list) => PARTS[set.parts[list]] !== "train" && fieldCount(set, list) <= largest);
  if (small.length >= FEWEST) return small.slice(0, first);
  throw new GlueballError({
    code: "lagrangian/too-few-lists",
    what: "too few lists to train and test probes",
    found: `${small.length} of ${numbers.length} lists are of the parts validation and test, with up to ${largest} fields`,
    expected: `at least ${FEWEST}, about a tenth of a set`,
    hint: "Give a larger set: random:8000:6",
  });
}
