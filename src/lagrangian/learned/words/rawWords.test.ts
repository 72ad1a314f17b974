/** Redundant Lagrangians in words: by hand, and that every index stands in one block. */
import { describe, expect, test } from "vitest";
import { createContext } from "../../../run/index.ts";
import { fieldsOfList, typesOfList } from "../lists/labelledLists.ts";
import { openLists } from "../lists/listSet.ts";
import { inCanonicalOrder } from "../../words/matterFields.ts";
import type { FieldList } from "../../words/matterFields.ts";
import { createWordTypes } from "./rawWords.ts";
import { lagrangianWords } from "../../words/wordGrammar.ts";
import type { WordTerm } from "../../words/wordGrammar.ts";
import { readFieldList, readLagrangian, splitWords } from "../../words/wordReader.ts";

const termsIn = (style: "raw" | "independent") => {
  const typesOf = createWordTypes(style);
  return (fields: FieldList) => typesOf(fields).flatMap(({ terms }) => terms);
};
const rawWords = termsIn("raw");
const list = (text: string) => inCanonicalOrder(readFieldList(splitWords(text))).fields;

test("a charged scalar: kinetic term in three placements, mass, quartic", () => {
  const H = "FIELD SPIN 0 U1 1";
  const lines = rawWords(list(H)).map((term) => lagrangianWords([term]).slice(2, -1).join(" "));
  const D = "DERIVATIVE SU3 SU2 U1";
  expect(lines.toSorted()).toEqual(
    [
      `${H} ID0 ${H} DAGGER ID1 CONTRACTIONS`,
      `${D} ID0 ${D} ID1 ${H} DAGGER ID2 ${H} ID3 CONTRACTIONS LORENTZ ID0 ID1 LORENTZ ID0 ID1`,
      `${D} ID0 ${H} DAGGER ID1 ${D} ID2 ${H} ID3 CONTRACTIONS LORENTZ ID0 ID2 LORENTZ ID0 ID2`,
      `${H} DAGGER ID0 ${D} ID1 ${D} ID2 ${H} ID3 CONTRACTIONS LORENTZ ID1 ID2 LORENTZ ID1 ID2`,
      `${H} ID0 ${H} ID1 ${H} DAGGER ID2 ${H} DAGGER ID3 CONTRACTIONS`,
    ].toSorted(),
  );
});

describe("random lists", () => {
  const set = openLists(createContext({ seed: 3 }), "random:12:3");
  const lists = Array.from({ length: 12 }, (_, k) => ({ fields: fieldsOfList(set, k), types: typesOfList(set, k) }));

  test("every index of every factor stands in one block, and the words are read back", () => {
    for (const { fields } of lists) {
      const terms = rawWords(fields);
      for (const term of terms)
        for (const factor of term.factors) expect(blocksOf(term, factor.id)).toEqual(indicesOf(factor));
      expect(readLagrangian(lagrangianWords(terms))).toEqual(terms);
    }
  });

  test("independent terms: one for each invariant, and one kinetic term a field; raw ones are more, and hold them all", () => {
    const independent = termsIn("independent");
    for (const { fields, types } of lists) {
      const kept = independent(fields);
      const all = new Set(rawWords(fields).map((term) => lagrangianWords([term]).join(" ")));
      expect(kept.every((term) => all.has(lagrangianWords([term]).join(" ")))).toBe(true);
      const kinetic = kept.filter(({ factors }) => factors.some(({ kind }) => kind === "derivative"));
      expect(kept.length - kinetic.length).toBe(types.reduce((sum, { count }) => sum + count, 0));
      expect(all.size).toBeGreaterThanOrEqual(kept.length + fields.length);
      expect(kinetic.length).toBeGreaterThanOrEqual(fields.length); // equal fields also mix
    }
  });
});

function blocksOf({ contractions }: WordTerm, id: number) {
  const count = (group: string) =>
    contractions.reduce(
      (sum, block) => sum + (block.group === group ? block.ids.filter((own) => own === id).length : 0),
      0,
    );
  return { lorentz: count("LORENTZ"), su3: count("SU3"), su2: count("SU2") };
}

function indicesOf(factor: WordTerm["factors"][number]) {
  if (factor.kind !== "field") return { lorentz: 2, su3: 0, su2: 0 };
  const { twiceHelicity, su3, su2 } = factor.field;
  return { lorentz: Math.abs(twiceHelicity), su3: su3[0] + su3[1], su2: su2[0] };
}
