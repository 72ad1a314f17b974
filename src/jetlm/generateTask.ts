/** `glueball jetlm generate`. */
import { z } from "zod";
import { task } from "../run/index.ts";
import type { RunContext } from "../run/index.ts";
import { parseCut } from "./cuts.ts";
import type { GeneratedJets } from "./generate.ts";
import { openJets } from "./jetSource.ts";
import { binomial } from "./judge/confusion.ts";
import { loadModel } from "./modelFolder.ts";
import type { JetModel } from "./modelFolder.ts";
import { jetPrompts } from "./prompts.ts";
import { makeSample, verdictOf } from "./study.ts";
import { jetsField } from "./taskFields.ts";
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

const ownFields = {
  prompt: jetsField.optional().describe("jets whose first constituents generated jets begin with, one after the other"),
  promptConstituents: z.int().min(1).default(5).describe("constituents of a prompt"),
  cut: z
    .array(z.string())
    .default([])
    .describe("ranges of mass, pt [GeV] or multiplicity, such as mass=150:200; jets outside are thrown away"),
};

export const generateTask = task({
  room: "jetlm",
  name: "generate",
  help: "Generate jets with a trained model and check each one",
  inputs: ["model"],
  options: z.object({
    model: z.string().describe("folder of a model, or of a training run"),
    ...generateFields,
    ...ownFields,
  }),
  example: "glueball jetlm generate runs/quickstart --count 200",
  long: true,
  run: async (context, options) => {
    const cuts = options.cut.flatMap((words) => words.split(",")).map(parseCut);
    const model = loadModel(options.model);
    const prompt = options.prompt === undefined ? undefined : await openPrompts(context, model, options);
    const sample = { ...options, cuts, prompts: prompt?.prompts };
    const { generated, check } = await makeSample(context, model, sample);
    const file = context.folder?.file("generated_vectors.npy") ?? "";
    if (context.folder !== undefined) writeJets(file, generated.jets);
    const { jetsPerSecond, removedProbability, acceptance } = generated;
    const verdict = verdictOf(check);
    const passed = cuts.length === 0 ? undefined : acceptanceOf(acceptance);
    return {
      jets: options.count,
      valid: check.valid,
      faults: check.faults,
      removedProbability,
      ...(prompt === undefined ? {} : { prompt: prompt.described }),
      ...(passed === undefined ? {} : { acceptance: passed }),
      jetsPerSecond,
      file,
      verdict,
      summary:
        `${options.count} jets at ${jetsPerSecond.toFixed(0)} jets/s in ${file}` +
        (prompt === undefined ? "" : `\ngoing on from the first ${options.promptConstituents} of ${prompt.text}`) +
        (passed === undefined ? "" : `\n${acceptanceText(passed)}`),
    };
  },
});

async function openPrompts(
  context: RunContext,
  model: JetModel,
  { prompt, promptConstituents }: { readonly prompt?: string | undefined; readonly promptConstituents: number },
) {
  const { jets, source } = await openJets(context, prompt!);
  const prompts = await jetPrompts(context, model, jets, promptConstituents);
  const { leftOut, ids } = prompts;
  if (leftOut > 0) {
    const words = `${leftOut} of ${source.jets} jets are no prompts`;
    context.warn(`${words}: fewer than ${promptConstituents} constituents, or one of them outside the angular range`);
  }
  return {
    prompts,
    described: { source, constituents: promptConstituents, jets: ids.length, leftOut },
    text: source.text,
  };
}

/** The share of jets that pass, with its binomial error. */
function acceptanceOf({ tried, passed }: GeneratedJets["acceptance"]) {
  return { tried, passed, ...binomial({ right: passed, all: tried }) };
}

function acceptanceText({ tried, passed, value, error }: ReturnType<typeof acceptanceOf>): string {
  return `${passed} of ${tried} generated jets pass the cuts: ${(100 * value).toFixed(1)} +- ${(100 * error).toFixed(1)} %`;
}
