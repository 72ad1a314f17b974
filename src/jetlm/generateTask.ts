/** `glueball jetlm generate`. */
import { z } from "zod";
import { task } from "../run/index.ts";
import { loadModel } from "./modelFolder.ts";
import { makeSample, verdictOf } from "./study.ts";
import { writeJets } from "./vectors.ts";

export const generateFields = {
  count: z.int().min(1).default(2000).describe("jets to generate"),
  batch: z.int().min(1).default(64).describe("jets generated side by side"),
  temperature: z.number().nonnegative().default(1).describe("divides the logits; 1 is the model's distribution"),
  topK: z.int().positive().optional().describe("only the k most probable ids"),
  topP: z.number().gt(0).max(1).optional().describe("only the most probable ids that together reach this probability"),
  minP: z
    .number()
    .gt(0)
    .max(1)
    .optional()
    .describe("only ids with at least this share of the probability of the most probable one"),
  class: z
    .string()
    .optional()
    .describe("class of the jets, by name or number, of a model trained with --conditional; else as in its training"),
  ordered: z.boolean().default(true).describe("never let the pT bin rise from one constituent to the next"),
};

export const generateTask = task({
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
    if (context.folder !== undefined) writeJets(file, generated.jets);
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
