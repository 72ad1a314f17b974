/**
 * `glueball quickstart`: the whole road in a few minutes, ending in a report and one line of verdict. It learns jets of a
 * public set where a data folder has it, else self-made ones, and says which and why.
 */
import { z } from "zod";
import { writeNpyFile } from "../formats/index.ts";
import {
  chooseJets,
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
} from "../jetlm/index.ts";
import type { JetChoice } from "../jetlm/index.ts";
import { dataFolders, jsonDocument, readJson, task, writeReport } from "../run/index.ts";
import type { RunContext } from "../run/index.ts";

export const quickstart = task({
  room: "",
  name: "quickstart",
  help: "Learn jets (public, or made here), generate new ones, compare them, write a report: a few minutes",
  options: z.object({
    jets: z
      .string()
      .optional()
      .describe(
        "a public set by name (top2000, qg2000, jetclass500), a file of four-vectors, or self-made jets " +
          "(simulated:top-tagging); without it top2000 where a data folder has it, else simulated:top-tagging",
      ),
    ...learnFields,
    ...generateFields,
  }),
  example: "glueball quickstart --steps 300",
  long: true,
  folderName: "quickstart",
  run: async (context, options) => {
    const choice = options.jets === undefined ? chosenJets(context) : { name: options.jets, reason: undefined };
    if (choice.reason !== undefined) context.log(choice.reason);
    const jets = await openJets(context, choice.name);
    const { source } = jets;
    context.log(`learning from ${source.text}`);
    const learned = await learn(context, jets, options);
    const { generated, check } = await makeSample(context, learned.model, options);
    context.log("comparing generated and held-out jets");
    const { tokeniser, config } = learned.model;
    const compared = await compareSample(context, generated.jets, learned.test, tokeniser, config.cap);
    const verdict = verdictOf(check);
    if (context.folder !== undefined) {
      saveModel(context.folder.file("model"), learned.model);
      writeNpyFile(context.folder.file("generated_vectors.npy"), toFourVectors(generated.jets));
    }
    writeReport(context, {
      title: `Quickstart: jets learned from ${source.name}`,
      lead: sentences(`Learned from ${source.text}`, choice.reason),
      verdict,
      sections: [
        learningSection(learned.trained, learned.baselines),
        comparisonSection("Generated against tokenised test jets: what the network learned", compared.tokenised, {
          generated: "generated",
          reference: "test jets, tokenised",
        }),
        comparisonSection("Generated against raw test jets: with the tokeniser's share", compared.raw, {
          generated: "generated",
          reference: "test jets",
        }),
      ],
    });
    return {
      source: { ...source, reason: choice.reason },
      learning: learningResult(learned),
      generation: {
        jets: options.count,
        jetsPerSecond: generated.jetsPerSecond,
        removedProbability: generated.removedProbability,
      },
      tokenised: distancesOf(compared.tokenised),
      raw: distancesOf(compared.raw),
      verdict,
      summary:
        `learned ${learningSentence(learned)}; ${comparisonSentence(compared.tokenised)}\n` +
        sentences(`Learned from ${source.text}`, choice.reason),
    };
  },
});

const CHOICE = "jets.json";

/** The choice is kept with the run: data that come in between do not change what a resumed run learns from. */
function chosenJets({ folder }: RunContext): JetChoice {
  const kept = folder === undefined ? undefined : readJson(folder.file(CHOICE));
  if (kept !== undefined) return kept as JetChoice;
  const choice = chooseJets(dataFolders());
  folder?.write(CHOICE, jsonDocument(choice));
  return choice;
}

function sentences(...all: readonly (string | undefined)[]): string {
  return all
    .filter((sentence) => sentence !== undefined)
    .map((sentence) => `${sentence}.`)
    .join(" ");
}
