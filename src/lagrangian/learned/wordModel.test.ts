/** The twin over words: it learns a few Lagrangians by heart and writes them again; scores of what is written. */
import { describe, expect, test } from "vitest";
import { createContext } from "../../run/index.ts";
import { packLists } from "./labelledLists.ts";
import { createRawWords } from "./rawWords.ts";
import { lagrangianWords } from "../words/wordGrammar.ts";
import { readFieldList, splitWords } from "../words/wordReader.ts";
import { scoreWords, trainWordTwin, writeWords } from "./wordModel.ts";
import { WORD_TWINS } from "./wordTwin.ts";

const context = createContext({ seed: 4, threads: 1 });
const fields = readFieldList(splitWords("FIELD SPIN 1 / 2 U1 1 HEL - 1 / 2"));
const set = packLists([{ fields, types: [], rich: false, part: "train" }]);
const rawWords = createRawWords();
const CONFIG = {
  ...WORD_TWINS.s,
  layers: 1,
  width: 32,
  heads: 2,
  hidden: 64,
  context: 90,
  dropout: 0,
  normPosition: "pre",
} as const;
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
const truth = rawWords(fields);

describe("the twin over words", () => {
  const data = { set, train: [0], validation: [0] };

  test("learns one Lagrangian by heart and writes it", async () => {
    const trained = await trainWordTwin(context, data, CONFIG, RECIPE);
    expect(trained.tooLong).toBe(0);
    expect(trained.epochs).toBe(150);
    const network = { config: CONFIG, parameters: trained.parameters };
    const [written] = await writeWords(context, network, [fields], RECIPE);
    expect(written).toEqual(lagrangianWords(truth));
  });

  test("what is too long", async () => {
    await expect(trainWordTwin(context, data, CONFIG, { ...RECIPE, targetWords: 3 })).rejects.toThrow(
      'found "1 training lists, none within 24 words and 3 words of its Lagrangian"',
    );
  });
});

describe("scores of words", () => {
  test("the truth has 1, also with its terms in another order", () => {
    const perfect = { lagrangian: 1, contraction: 1, length: 1, unreadable: 0 };
    expect(scoreWords(lagrangianWords(truth), truth)).toEqual(perfect);
    expect(scoreWords(lagrangianWords(truth.toReversed()), truth)).toEqual(perfect);
  });

  test("a term that cannot be read counts in the length, and is counted", () => {
    const words = lagrangianWords(truth);
    const broken = [...words.slice(0, -1), "+", "FIELD", "SPIN", "[EOS]"];
    const score = scoreWords(broken, truth);
    expect(score.unreadable).toBe(1);
    expect(score.length).toBeCloseTo(truth.length / (truth.length + 1), 12);
    expect(score.lagrangian).toBeCloseTo(score.length, 12);
  });

  test("nothing written", () => {
    expect(scoreWords(["[SOS]", "[EOS]"], truth)).toEqual({ lagrangian: 0, contraction: 0, length: 0, unreadable: 0 });
  });
});
