import { expect, test } from "vitest";
import { createContext } from "../../run/index.ts";
import { binnedTokeniser } from "../tokens/binned.ts";
import { toyJets } from "./toyJets.ts";
import { tagTokens, tokenExamples } from "./tokenTagger.ts";

const context = createContext({ seed: 4, threads: 1 });

test("codes fill their slots, a jet without codes none, and what is too long is cut", () => {
  const coded = { offsets: Int32Array.of(0, 3, 3, 5), codes: Int32Array.of(7, 8, 9, 1, 2) };
  const examples = tokenExamples(coded, Int32Array.of(0, 1, 1), 3);
  expect(examples.lengths).toEqual(Int32Array.of(3, 0, 2));
  expect(examples.feeds(Int32Array.of(0, 1, 2), 2)).toEqual({
    tokens: Int32Array.of(7, 8, 0, 0, 1, 2),
    valid: Float32Array.of(1, 1, 0, 0, 1, 1),
  });
});

test(
  "tokens with angles know more of two prongs than tokens of pT alone, which know nothing",
  { timeout: 60_000 },
  async () => {
    const data = {
      train: toyJets(300, 1),
      validation: toyJets(100, 2),
      test: toyJets(300, 3),
      classes: ["one", "two"],
    };
    const recipe = { steps: 40, rate: 5e-3, schedule: "cosine", every: 20, rows: 32 } as const;
    const accuracy = async (bins: number) => {
      const grid = { binsPt: 4, binsEta: bins, binsPhi: bins, lnPtRange: [-2, 6] as [number, number], angle: 0.8 };
      return (await tagTokens(context, binnedTokeniser(grid), data, recipe)).test.accuracy.value;
    };
    expect(await accuracy(8)).toBeGreaterThan(0.85);
    expect(Math.abs((await accuracy(1)) - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / 300));
  },
);
