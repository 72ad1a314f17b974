/** The twin over words: it learns a Lagrangian by heart and writes it again. */
import { describe, expect, test } from "vitest";
import { createContext } from "../../../run/index.ts";
import { packLists } from "../lists/labelledLists.ts";
import { createWordTypes } from "./rawWords.ts";
import { fieldListWords } from "../../words/wordGrammar.ts";
import { readFieldList, splitWords } from "../../words/wordReader.ts";
import { fittingWords, trainWordTwin, writeWords } from "./wordModel.ts";
import { targetWords } from "./wordTargets.ts";
import { WORD_TWINS } from "./wordTwin.ts";

const context = createContext({ seed: 4, threads: 1 });
const fields = readFieldList(splitWords("FIELD SPIN 1 / 2 U1 1 HEL - 1 / 2"));
const set = packLists([{ fields, types: [], rich: false, part: "train" }]);
const CONFIG = { ...WORD_TWINS.tiny, width: 32, hidden: 64, context: 120 } as const;
const RECIPE = {
  steps: 150,
  rate: 1e-2,
  warmup: 10,
  weightDecay: 0,
  every: 75,
  batch: 1,
  sourceWords: 24,
  targetWords: 89,
};
const source = fieldListWords(fields);

describe("the twin over words", () => {
  const data = { set, train: [0], validation: [0] };

  test("learns one Lagrangian by heart and writes it, whatever is beside it in the batch", async () => {
    const lists = fittingWords(context, data, RECIPE);
    expect(lists.tooLong).toBe(0);
    const looks: number[] = [];
    const trained = await trainWordTwin(context, lists, CONFIG, RECIPE, async (step) => void looks.push(step));
    expect(looks).toEqual([75, 150]);
    expect(trained.epochs).toBe(150);
    const network = { config: CONFIG, parameters: trained.parameters };
    const longer = [...source.slice(0, -1), ...source.slice(1)];
    const written = await writeWords(context, network, [source, longer, source], { batch: 2, targetWords: 90 });
    const truth = targetWords(createWordTypes("raw")(fields));
    expect(written[0].words).toEqual(truth);
    expect(written[2].words).toEqual(truth);
    expect(Math.exp(written[0].logProbability)).toBeGreaterThan(0.5);
  });

  test("what is too long is left out, and is an error where nothing is left or the network has no room", async () => {
    const lists = fittingWords(context, data, { ...RECIPE, targetWords: 3 });
    expect(lists.tooLong).toBe(1);
    await expect(trainWordTwin(context, lists, CONFIG, { ...RECIPE, targetWords: 3 })).rejects.toThrow(
      'found "no training list within 24 words and 3 words of its Lagrangian"',
    );
    const untrained = { config: CONFIG, parameters: new Map() };
    await expect(writeWords(context, untrained, [source], { batch: 1, targetWords: 121 })).rejects.toThrow(
      'found "121 words", expected at most 120 [lagrangian/too-many-words]',
    );
  });
});
