/** Lists for tests: in no training part, each with what its set is about, and as rich as plain ones. */
import { describe, expect, test } from "vitest";
import { createRng } from "../../../base/index.ts";
import { createListKeys, partOf } from "../lists/isomorphism.ts";
import { fieldsOfList, listCount, typesOfList } from "../lists/labelledLists.ts";
import type { LabelledLists } from "../lists/labelledLists.ts";
import { createTypeCounter } from "../lists/typeCounts.ts";
import { drawTestLists, isPlain, TEST_GRIDS } from "./testLists.ts";
import type { TestGrid } from "./testLists.ts";

const LISTS = 60;
const draw = (grid: TestGrid) => drawTestLists({ grid, smallest: 2, largest: 4, lists: LISTS }, createRng(3));
const numbersOf = (set: LabelledLists) => Array.from({ length: listCount(set) }, (_, list) => list);
const sets = new Map((Object.keys(TEST_GRIDS) as TestGrid[]).map((grid) => [grid, draw(grid)]));

describe.each([...sets])("%s", (grid, set) => {
  test("as many lists of each number of fields, the same for the same stream", () => {
    const byFields = Map.groupBy(numbersOf(set), (list) => fieldsOfList(set, list).length);
    expect([...byFields].map(([fields, own]) => [fields, own.length])).toEqual([2, 3, 4].map((n) => [n, LISTS / 3]));
    if (grid === "plain") expect(draw(grid)).toEqual(set);
  });

  test("every list is of the test part, of a class of its own, and labelled with its types", () => {
    const keyOf = createListKeys();
    const keys = numbersOf(set).map((list) => keyOf(fieldsOfList(set, list)));
    expect(keys.map(partOf)).toEqual(keys.map(() => "test"));
    expect(new Set(keys).size).toBe(LISTS);
    expect(typesOfList(set, 7)).toEqual(createTypeCounter().types(fieldsOfList(set, 7)));
  });

  test("every list has a field that no plain list has, and plain ones have none", () => {
    const off = numbersOf(set).filter((list) => !fieldsOfList(set, list).every(isPlain));
    expect(off).toHaveLength(grid === "plain" ? 0 : LISTS);
  });
});

test("lists with other denominators have as many trilinear types as plain ones", () => {
  const trilinear = (set: LabelledLists) =>
    numbersOf(set).filter((list) => typesOfList(set, list).some(({ letters }) => letters.length === 3)).length;
  const plain = trilinear(sets.get("plain")!);
  expect(plain).toBeGreaterThan(LISTS / 3);
  // Two shares of 60 lists differ by 0.09 (one standard deviation) by chance.
  for (const grid of ["quarters", "sixths", "sevenths", "ninths"] as const) {
    expect(Math.abs(trilinear(sets.get(grid)!) - plain) / LISTS, grid).toBeLessThan(3 * 0.09);
  }
});

test("of one field there are few, and then no more are waited for", () => {
  const set = drawTestLists({ grid: "plain", smallest: 1, largest: 1, lists: 20 }, createRng(1));
  expect(listCount(set)).toBeGreaterThan(0);
  expect(listCount(set)).toBeLessThan(20);
});
