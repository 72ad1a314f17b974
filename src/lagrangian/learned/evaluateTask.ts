/** `glueball lagrangian evaluate`. */
import { z } from "zod";
import { task, writeReport } from "../../run/index.ts";
import { evaluateWriters } from "./measures/evaluate.ts";
import type { Evaluation } from "./measures/evaluate.ts";
import { PARTS } from "./lists/isomorphism.ts";
import { fieldsOfList, listCount, listsOfPart } from "./lists/labelledLists.ts";
import { listsField } from "./lists/listFields.ts";
import { openLists } from "./lists/listSet.ts";
import { loadModel } from "./compact/modelFolder.ts";
import { evaluationSections, evaluationText } from "./measures/report.ts";
import { evaluateWordModel } from "./words/wordEvaluation.ts";
import { isWordModel, loadWordModel } from "./wordFolder.ts";
import { OUTPUTS, SAMPLE_LEVELS } from "./decoding/writing.ts";

export const decodingFields = {
  batch: z.int().min(1).default(32).describe("lists decoded side by side"),
  maxTokens: z.int().min(4).default(512).describe("most tokens of a Lagrangian; longer ones are cut"),
  temperature: z.number().nonnegative().default(0).describe("divides the logits; 0 takes the most probable token"),
};

export const samplingFields = {
  samples: z.int().min(1).default(8).describe("rejected and completed: samples of each list"),
  sampleLevel: z.enum(SAMPLE_LEVELS).default("L2").describe("rejected and completed: the level of the samples"),
  sampleTemperature: z
    .number()
    .positive()
    .default(1)
    .describe("rejected and completed: divides the logits of the samples"),
};

/** The honest sentence. */
export const L4_SENTENCE = "At L4 the network contributes the ordering only.";

/** What a completed Lagrangian owes to the network. */
export function completedSentence(ownShare: number): string {
  return `Completed Lagrangians are exact by construction; the network wrote ${(100 * ownShare).toFixed(1)} % of their invariants itself.`;
}

export const evaluateTask = task({
  room: "lagrangian",
  name: "evaluate",
  help: "Compare written Lagrangians with the exact ones, by level of decoding and number of fields, beside baselines",
  inputs: ["model", "lists"],
  options: z.object({
    model: z.string().describe("folder of a model, or of a training run"),
    lists: listsField,
    part: z
      .enum([...PARTS, "all"])
      .default("test")
      .describe("part of the set; lists of the test part are in no training, nor is a mirror image of them"),
    largest: z.int().min(1).default(16).describe("lists of up to so many fields"),
    first: z.int().min(1).optional().describe("only the first lists"),
    levels: z
      .array(z.enum(OUTPUTS))
      .default([...OUTPUTS])
      .describe("masks L0 to L4; rejected: what the exact count leaves of samples; completed: with what they miss"),
    baselines: z.boolean().default(true).describe("also baselines"),
    training: z
      .string()
      .optional()
      .describe("set from whose training part the baselines learn, named as the lists are; without it the lists' own"),
    ...decodingFields,
    ...samplingFields,
  }),
  presets: { study: {}, smoke: { first: 20, maxTokens: 100 } },
  example: "glueball lagrangian evaluate runs/lagrangian random:300:4 --preset smoke",
  long: true,
  run: async (context, options) => {
    const set = openLists(context, options.lists);
    const all = Array.from({ length: listCount(set) }, (_, list) => list);
    const part = options.part === "all" ? all : listsOfPart(set, options.part);
    const small = part.filter((list) => fieldsOfList(set, list).length <= options.largest);
    const lists = small.slice(0, options.first);
    const training = options.training === undefined ? undefined : openLists(context, options.training);
    const evaluations = isWordModel(options.model)
      ? [await evaluateWordModel(context, loadWordModel(options.model), { set, lists }, options)]
      : await evaluateWriters(context, loadModel(options.model), set, lists, { ...options, training });
    const sentences = sentencesOf(evaluations);
    const lead = `${lists.length} lists of ${options.lists}, part ${options.part}. ${sentences}`;
    writeReport(context, { title: "Written Lagrangians", lead, sections: evaluationSections(evaluations) });
    return {
      lists: lists.length,
      part: options.part,
      evaluations,
      summary: `${evaluationText(evaluations)}\n${sentences}`,
    };
  },
});

function sentencesOf(evaluations: readonly Evaluation[]): string {
  const completed = evaluations.flatMap(({ ownShare }) =>
    ownShare === undefined ? [] : [completedSentence(ownShare)],
  );
  return [L4_SENTENCE, ...completed].join(" ");
}
