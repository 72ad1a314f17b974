import { describe, expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { findData } from "../run/index.ts";
import { lossBaselines } from "./baselines.ts";
import { readJets } from "./data.ts";
import { relativeJets } from "./features.ts";
import { encodeJets, packSequences, sequenceAt, vocabularySize } from "./tokens.ts";
import type { TokenSequences } from "./tokens.ts";
import { binnedTokeniser } from "./tokens/binned.ts";

const HERE = { device: "cpu", threads: 1 } as const;

const sequences = (...lists: number[][]) => packSequences(lists.map((ids) => Int32Array.from(ids)));
const SMOOTHING = 0.5; // counts added to each id
const PRIOR = 200; // counts of the unigram distribution in that of a position

/** Four codes, 1 to 4, and the end 5. */
const VOCABULARY = 6;
const END = 5;

describe("known answers", () => {
  test("hand counts, measured on the same jets", () => {
    const jets = sequences([0, 1, 2, END], [0, 1, 1, END]);
    const { uniform, unigram, unigramByPosition } = lossBaselines(jets, jets, VOCABULARY);
    expect(uniform).toBe(Math.log(5));
    // Of 6 targets three are 1, one is 2 and two are the end; 5 ids share 5 x 0.5 counts more.
    const [one, two, end] = [3.5, 1.5, 2.5].map((count) => count / 8.5);
    expect(unigram).toBeCloseTo(-(3 * Math.log(one) + Math.log(two) + 2 * Math.log(end)) / 6, 14);
    // First constituent: 1 twice. Second: 2 once, 1 once. Third: the end twice.
    const mixed = (count: number, prior: number) => Math.log((count + PRIOR * prior) / (2 + PRIOR));
    const byPosition = 2 * mixed(2, one) + mixed(1, two) + mixed(1, one) + 2 * mixed(2, end);
    expect(unigramByPosition).toBeCloseTo(-byPosition / 6, 14);
  });

  test("hand counts on other jets, with an id and a position that were never seen", () => {
    const { unigram, unigramByPosition } = lossBaselines(
      sequences([0, 1, END]),
      sequences([0, 4, 1, END]), // 4 is new, and no jet had a third target
      VOCABULARY,
    );
    const [one, four, end] = [1.5, SMOOTHING, 1.5].map((count) => count / 4.5);
    expect(unigram).toBeCloseTo(-(Math.log(four) + Math.log(one) + Math.log(end)) / 3, 14);
    const seen = (prior: number) => Math.log((PRIOR * prior) / (1 + PRIOR)); // one target there, another one
    expect(unigramByPosition).toBeCloseTo(-(seen(four) + seen(one) + Math.log(end)) / 3, 14);
  });

  test("the start, which never follows, takes no probability", () => {
    // One id in all: were the start counted, its share would be missing here.
    const jets = sequences([0, 1, 1, 1]);
    expect(lossBaselines(jets, jets, 2)).toEqual({ uniform: 0, unigram: 0, unigramByPosition: 0 });
  });

  test("uniform codes: every baseline is ln V", () => {
    const rng = createRng(1);
    const codes = 4;
    const draw = () =>
      sequences(...Array.from({ length: 5000 }, () => [0, ...Array.from({ length: 6 }, () => 1 + rng.integer(codes))]));
    const { uniform, unigram, unigramByPosition } = lossBaselines(draw(), draw(), codes + 1);
    expect(uniform).toBe(Math.log(codes));
    expect(unigram - uniform).toBeGreaterThan(-1e-3);
    for (const loss of [unigram, unigramByPosition]) expect(Math.abs(loss - uniform)).toBeLessThan(1e-3);
  });
});

const path = findData("jet-foundation/jets/top2000_vectors.npy.gz");

describe.skipIf(path === undefined)("the first 2000 top-tagging jets (needs shared data)", () => {
  // Plug-in entropies in nats per token, one end a jet, measured for the specification (jetlm.md, 6.1.3).
  const GRIDS = [
    [{ binsPt: 16, binsEta: 16, binsPhi: 16 }, 6.959262],
    [{ binsPt: 21, binsEta: 21, binsPhi: 21 }, 7.711066],
    [{ binsPt: 40, binsEta: 30, binsPhi: 30 }, 8.94938],
  ] as const;

  test.each(GRIDS)(
    "%o: counted and measured on the same jets, the unigram is the entropy %f and its smoothing",
    async (grid, entropy) => {
      const tokeniser = binnedTokeniser(grid);
      const jets = await encodeJets(HERE, tokeniser, relativeJets(readJets(path!)), 1000);
      const { unigram, unigramByPosition } = lossBaselines(jets, jets, vocabularySize(tokeniser));
      const plugIn = plugInLosses(jets, tokeniser.codes + 1);
      expect(plugIn.entropy).toBeCloseTo(entropy, 6);
      expect(unigram).toBeCloseTo(plugIn.smoothed, 10);
      expect(unigram).toBeGreaterThan(plugIn.entropy); // no other distribution has a smaller loss than the counts
      expect(unigramByPosition).toBeLessThan(unigram);
    },
  );

  /** Entropy of the counts of all targets, and the loss when each id has half a count more. */
  function plugInLosses(jets: TokenSequences, ids: number) {
    const counts = new Map<number, number>();
    const all = Array.from({ length: jets.offsets.length - 1 }, (_, i) => [...sequenceAt(jets, i).subarray(1)]).flat();
    for (const id of all) counts.set(id, (counts.get(id) ?? 0) + 1);
    const lossOf = (extra: number) =>
      [...counts.values()].reduce(
        (sum, count) => sum - (count / all.length) * Math.log((count + extra) / (all.length + extra * ids)),
        0,
      );
    return { entropy: lossOf(0), smoothed: lossOf(SMOOTHING) };
  }
});
