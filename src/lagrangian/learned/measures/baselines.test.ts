/** Baselines: what the rule finds, what most lists have, what the nearest list has. */
import { describe, expect, test } from "vitest";
import { createContext } from "../../../run/index.ts";
import { majority, nearest, neutralPairs } from "./baselines.ts";
import { fieldsOfList, listCount, typesOfList } from "../lists/labelledLists.ts";
import { openLists } from "../lists/listSet.ts";
import { conjugateField, inCanonicalOrder } from "../../words/matterFields.ts";
import { createTypeCounter } from "../lists/typeCounts.ts";
import { readFieldList, splitWords } from "../../words/wordReader.ts";

const set = openLists(createContext({ seed: 6 }), "random:400:5");
const all = Array.from({ length: listCount(set) }, (_, list) => list);
const counter = createTypeCounter();

test("neutral pairs of two scalars and a spinor", () => {
  const words = "FIELD SPIN 1 / 2 U1 1 HEL 1 / 2 FIELD SPIN 0 U1 1 FIELD SPIN 0 U1 2";
  const { fields } = inCanonicalOrder(readFieldList(splitWords(words)));
  expect(neutralPairs(fields).map(({ letters }) => letters)).toEqual([
    [2, 3],
    [4, 5],
    [2, 2, 3, 3],
    [2, 3, 4, 5],
    [4, 4, 5, 5],
  ]);
});

describe("majority", () => {
  const rule = majority(set, all);

  test("every neutral pair is a true type with its number: charges do not matter for it", () => {
    let compared = 0;
    for (const list of all.slice(0, 100)) {
      const fields = fieldsOfList(set, list);
      const truth = new Map(typesOfList(set, list).map(({ letters, count }) => [letters.join(" "), count]));
      for (const { letters, count } of rule(fields)) {
        expect(truth.get(letters.join(" ")), `${list}: ${letters}`).toBe(count);
        compared++;
      }
    }
    expect(compared).toBeGreaterThan(200);
  });

  test("of irreps that no training list has, one", () => {
    const octet = readFieldList(splitWords("FIELD SPIN 0 SU3 8"));
    expect(rule(octet)).toEqual(neutralPairs(octet));
  });
});

describe("nearest list", () => {
  test("of a training list itself is its own Lagrangian, also with fields called by their antiparticles", () => {
    const copy = nearest(set, all);
    for (const list of all.slice(0, 60)) {
      const fields = fieldsOfList(set, list);
      expect(copy(fields)).toEqual(typesOfList(set, list));
      const { fields: renamed } = inCanonicalOrder(
        fields.map((field, k) => (k % 2 === 0 ? conjugateField(field) : field)),
      );
      const sums = (types: readonly { count: number }[]) => types.reduce((sum, { count }) => sum + count, 0);
      expect(sums(copy(renamed))).toBe(sums(counter.types(renamed)));
    }
  });

  test("without training lists, nothing", () => {
    expect(nearest(set, [])(fieldsOfList(set, 0))).toEqual([]);
  });
});
