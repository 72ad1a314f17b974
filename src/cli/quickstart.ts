/** `glueball quickstart`: the whole road on real jets in a few minutes, ending in a report and one line of verdict. */
import { z } from "zod";
import { writeNpyFile } from "../formats/index.ts";
import {
  comparisonSection,
  comparisonSentence,
  compareSample,
  distancesOf,
  generateFields,
  learn,
  learnFields,
  learningResult,
  learningSection,
  learningSentence,
  makeSample,
  openJets,
  saveModel,
  toFourVectors,
  verdictOf,
  writeReport,
} from "../jetlm/index.ts";
import { task } from "../run/index.ts";

export const quickstart = task({
  room: "",
  name: "quickstart",
  help: "Learn jets from real ones, generate new ones, compare them, write a report: a few minutes",
  options: z.object({
    jets: z
      .string()
      .default("top2000")
      .describe("a public set by name (top2000, qg2000, jetclass500) or a file of four-vectors"),
    ...learnFields,
    ...generateFields,
  }),
  example: "glueball quickstart --steps 300",
  long: true,
  folderName: "quickstart",
  run: async (context, options) => {
    const jets = openJets(context, options.jets);
    const learned = await learn(context, jets, options);
    const { generated, check } = await makeSample(context, learned.model, options);
    context.log("comparing generated and held-out jets");
    const { tokeniser, config } = learned.model;
    const compared = compareSample(context, generated.jets, learned.test, tokeniser, config.cap);
    const verdict = verdictOf(check);
    if (context.folder !== undefined) {
      saveModel(context.folder.file("model"), learned.model);
      writeNpyFile(context.folder.file("generated_vectors.npy"), toFourVectors(generated.jets));
    }
    writeReport(context, `Quickstart: jets learned from ${jets.name}`, verdict, [
      learningSection(learned.trained, learned.baselines),
      comparisonSection("Generated against tokenised test jets: what the network learned", compared.tokenised, {
        generated: "generated",
        reference: "test jets, tokenised",
      }),
      comparisonSection("Generated against raw test jets: with the tokeniser's share", compared.raw, {
        generated: "generated",
        reference: "test jets",
      }),
    ]);
    return {
      learning: learningResult(learned),
      generation: {
        jets: options.count,
        jetsPerSecond: generated.jetsPerSecond,
        removedProbability: generated.removedProbability,
      },
      tokenised: distancesOf(compared.tokenised),
      raw: distancesOf(compared.raw),
      verdict,
      summary: `learned ${learningSentence(learned)}; ${comparisonSentence(compared.tokenised)}`,
    };
  },
});
