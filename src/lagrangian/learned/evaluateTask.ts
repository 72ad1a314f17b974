/** `glueball lagrangian evaluate`. */
import { z } from "zod";
import { task, writeReport } from "../../run/index.ts";
import { evaluateWriters } from "./measures/evaluate.ts";
import type { Evaluation } from "./measures/evaluate.ts";
import { PARTS } from "./lists/isomorphism.ts";
import { allLists, fieldCount } from "./lists/labelledLists.ts";
import { listsField } from "./lists/listFields.ts";
import { openLists } from "./lists/listSet.ts";
import { loadModel } from "./compact/modelFolder.ts";
import { evaluationSections, evaluationText } from "./measures/report.ts";
import { evaluateWordModel } from "./words/wordEvaluation.ts";
import { isWordModel, loadWordModel } from "./words/wordFolder.ts";
import { OUTPUTS } from "./decoding/writing.ts";
import { completedSentence, decodingFields, L4_SENTENCE, samplingFields } from "./decoding/writingFields.ts";

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
    baselines: z.boolean().default(true).describe("baselines beside the network"),
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
    const path = options.model; // read first: to draw lists takes longer
    const model = isWordModel(path) ? { words: loadWordModel(path) } : { network: loadModel(path) };
    const set = openLists(context, options.lists);
    const { part, largest, first } = options;
    const lists = allLists(set)
      .filter((list) => part === "all" || PARTS[set.parts[list]] === part)
      .filter((list) => fieldCount(set, list) <= largest)
      .slice(0, first);
    const training = options.training === undefined ? undefined : openLists(context, options.training);
    const evaluations =
      model.words !== undefined
        ? [await evaluateWordModel(context, model.words, { set, lists }, options)]
        : await evaluateWriters(context, model.network, set, lists, { ...options, training });
    const sentences = sentencesOf(evaluations);
    const lead = `${lists.length} lists of ${options.lists}, part ${options.part}. ${sentences}`;
    writeReport(context, { title: "Written Lagrangians", lead, sections: evaluationSections(evaluations) });
    return {
      lists: lists.length,
      part: options.part,
      evaluations,
      summary: `${evaluationText(evaluations)}\n${sentences}`.trimEnd(),
    };
  },
});

function sentencesOf(evaluations: readonly Evaluation[]): string {
  const completed = evaluations.flatMap(({ ownShare }) =>
    ownShare === undefined ? [] : [completedSentence(ownShare)],
  );
  const covered = evaluations.some(({ name }) => name === "L4") ? [L4_SENTENCE] : [];
  return [...covered, ...completed].join(" ");
}
