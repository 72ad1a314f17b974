/** Scores of Lagrangians in words against known answers, in all three styles. */
import { describe, expect, test } from "vitest";
import { createContext } from "../../../run/index.ts";
import { inCanonicalOrder } from "../../words/matterFields.ts";
import { readFieldList, splitWords } from "../../words/wordReader.ts";
import { fieldsOfList, typesOfList } from "../lists/labelledLists.ts";
import { openLists } from "../lists/listSet.ts";
import { createWordStyles, WORD_STYLES } from "./rawWords.ts";
import { scoreWords } from "./wordScores.ts";
import { readTargetWords, targetWords, termsOfWordTypes } from "./wordTargets.ts";

const stylesOf = createWordStyles();
const list = (text: string) => inCanonicalOrder(readFieldList(splitWords(text))).fields;
const perfect = { exact: 1, lagrangian: 1, contraction: 1, length: 1, unreadable: 0, typesExact: 1 };

describe.each(WORD_STYLES)("style %s", (style) => {
  const set = openLists(createContext({ seed: 3 }), "random:10:3");

  test("the truth has 1 everywhere, its invariants are those of the counter, and the words come back", () => {
    for (let k = 0; k < 10; k++) {
      const fields = fieldsOfList(set, k);
      const truth = stylesOf(fields)(style);
      const words = targetWords(truth);
      expect(readTargetWords(words)).toEqual({ terms: termsOfWordTypes(truth), unreadable: 0, complete: true });
      const score = scoreWords(fields, words, truth);
      expect(score).toMatchObject(perfect);
      const invariants = typesOfList(set, k).reduce((sum, { count }) => sum + count, 0);
      expect([score.invariants, score.foundInvariants]).toEqual([invariants, invariants]);
      for (const name of ["hits", "written", "valid", "lorentz", "su3", "su2", "u1"] as const)
        expect(score[name], name).toBe(score.truth);
      expect(scoreWords(fields, targetWords(truth.toReversed()), truth)).toMatchObject(perfect);
    }
  });
});

test("in the redundant style, found invariants are the rank of the found terms", () => {
  const triplet = list("FIELD SPIN 0 SU2 3 U1 1");
  const truth = stylesOf(triplet)("raw");
  const quartic = truth.find(
    ({ terms: [{ factors }] }) => factors.filter(({ kind }) => kind === "field").length === 4,
  )!;
  expect(quartic.relations).toEqual([
    [1n, -2n, 0n, 0n],
    [1n, 0n, -2n, 2n],
  ]);
  const rank = (...kept: number[]) => {
    const some = { ...quartic, terms: kept.map((t) => quartic.terms[t]) };
    const score = scoreWords(triplet, targetWords(truth.map((type) => (type === quartic ? some : type))), truth);
    expect(score).toMatchObject({ invariants: 3, typesExact: 1, exact: kept.length === 4 ? 1 : 0 });
    return score.foundInvariants - 1; // the mass
  };
  expect([rank(0), rank(0, 1), rank(0, 2), rank(2, 3), rank(0, 1, 2, 3)]).toEqual([1, 1, 2, 2, 2]);
});

describe("a complex doublet", () => {
  const higgs = list("FIELD SPIN 0 SU2 2 U1 1");

  test("in irreps: numbers before the terms, a wrong one is not exact but the right type", () => {
    const text = (mass: string) =>
      `+ ${mass} FIELD SPIN 0 SU2 2 U1 1 ID0 FIELD SPIN 0 SU2 2 U1 1 DAGGER ID1 CONTRACTIONS`;
    const truth = stylesOf(higgs)("irreps").filter(({ terms }) => terms[0].factors.length === 2);
    expect(targetWords(truth).join(" ")).toBe(`[SOS] ${text("1")} [EOS]`);
    const score = scoreWords(higgs, `[SOS] ${text("2")} [EOS]`.split(" "), truth);
    expect(score).toMatchObject({ exact: 0, typesExact: 1, length: 0.5, foundInvariants: 1, valid: 0, u1: 1 });
  });

  test("terms that a group forbids are counted by group, and a foreign irrep holds in none", () => {
    const words = (term: string) => splitWords(`[SOS] + ${term} CONTRACTIONS [EOS]`);
    const H = "FIELD SPIN 0 SU2 2 U1 1";
    const score = (term: string) => scoreWords(higgs, words(term), stylesOf(higgs)("raw"));
    expect(score(`${H} ID0 ${H} ID1`)).toMatchObject({ hits: 0, u1: 0, su2: 1, su3: 1, lorentz: 1 });
    expect(score(`${H} ID0 ${H} DAGGER ID1 ${H} ID2`)).toMatchObject({ u1: 0, su2: 0, lorentz: 1 });
    expect(score("FIELD SPIN 0 SU2 9 9 9 ID0 FIELD SPIN 0 SU2 9 9 9 DAGGER ID1")).toMatchObject({
      su2: 0,
      u1: 1,
      hits: 0,
    });
  });

  test("a charge written 2/2 is the charge 1", () => {
    const truth = stylesOf(higgs)("independent");
    const words = targetWords(truth).join(" ").replaceAll("U1 1", "U1 2 / 2").split(" ");
    expect(scoreWords(higgs, words, truth)).toMatchObject(perfect);
  });

  test("what cannot be read counts in the length, and is counted; nothing written is worth nothing", () => {
    const truth = stylesOf(higgs)("independent");
    const words = targetWords(truth);
    const score = scoreWords(higgs, [...words.slice(0, -1), "+", "FIELD", "SPIN", "[EOS]"], truth);
    const terms = termsOfWordTypes(truth).length;
    expect(score).toMatchObject({ unreadable: 1, exact: 0, typesExact: 0, length: terms / (terms + 1) });
    expect(scoreWords(higgs, words.slice(0, -1), truth)).toMatchObject({ exact: 0, complete: 0, lagrangian: 1 });
    expect(scoreWords(higgs, ["[SOS]", "[EOS]"], truth)).toMatchObject({ lagrangian: 0, length: 0, complete: 1 });
  });
});
