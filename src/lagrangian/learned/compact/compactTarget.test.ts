/** The compact form: round trips in all four forms, a worked example, and what is no type. */
import { describe, expect, test } from "vitest";
import { createContext } from "../../../run/index.ts";
import {
  conjugateType,
  countToken,
  decodeTypes,
  encodedLength,
  encodeTypes,
  END,
  itemCount,
  listItems,
  SLOTS,
  START,
} from "./compactTarget.ts";
import type { TargetForm } from "./compactTarget.ts";
import { fieldsOfList, listCount, typesOfList } from "../lists/labelledLists.ts";
import { openLists } from "../lists/listSet.ts";
import { inCanonicalOrder } from "../../words/matterFields.ts";
import { createTypeCounter, helicitiesOf } from "../lists/typeCounts.ts";
import { readFieldList, splitWords } from "../../words/wordReader.ts";

const FORMS: readonly TargetForm[] = (["pairs", "letters"] as const).flatMap((items) =>
  (["both", "one"] as const).map((hermitian) => ({ items, hermitian })),
);

describe("a lepton doublet, a singlet and a Higgs", () => {
  const words = "FIELD SPIN 0 SU2 2 U1 1 FIELD SPIN 1 / 2 SU2 2 U1 - 1 HEL - 1 / 2 FIELD SPIN 1 / 2 U1 2 HEL - 1 / 2";
  const { fields } = inCanonicalOrder(readFieldList(splitWords(words))); // ec 0 1, L 2 3, H 4 5
  const helicities = helicitiesOf(fields);
  const types = createTypeCounter().types(fields); // H H+, ec L H+, ec+ L+ H, H H H+ H+

  test("in pairs", () => {
    const items = listItems(helicities, { items: "pairs" });
    const pair = (a: number, b: number) => items.token([a, b]);
    const one = countToken(1);
    expect(encodeTypes(types, items, { items: "pairs", hermitian: "both" })).toEqual(
      [
        [pair(4, 5), one],
        [pair(0, 2), items.token([5]), one],
        [pair(1, 3), items.token([4]), one],
        [pair(4, 4), pair(5, 5), one],
        [END],
      ].flat(),
    );
    expect(() => pair(0, 4)).toThrow("no item of letters 0, 4"); // a spinor and a scalar
    expect(() => pair(0, 1)).toThrow("no item of letters 0, 1"); // both helicities
    expect(items.items.length).toBe(6 + 2 * 3 + 3);
  });

  test("in letters, one of each conjugate pair", () => {
    const form = { items: "letters", hermitian: "one" } as const;
    const tokens = encodeTypes(types, listItems(helicities, form), form);
    const letters = (...own: number[]) => own.map((letter) => SLOTS + letter);
    const one = countToken(1);
    expect(tokens).toEqual([...letters(4, 5), one, ...letters(0, 2, 5), one, ...letters(4, 4, 5, 5), one, END]);
  });
});

describe.each(FORMS)("$items, $hermitian of each conjugate pair", (form) => {
  const set = openLists(createContext({ seed: 5 }), "random:150");

  test("every Lagrangian of random lists comes back", () => {
    for (let list = 0; list < listCount(set); list++) {
      const helicities = helicitiesOf(fieldsOfList(set, list));
      const types = typesOfList(set, list);
      const items = listItems(helicities, form);
      const tokens = encodeTypes(types, items, form);
      expect(encodedLength(types, form)).toBe(tokens.length);
      expect(itemCount(helicities, form)).toBe(items.items.length);
      const read = decodeTypes(tokens, items, form, helicities);
      expect(read).toEqual({ types, unreadable: 0, repeated: 0, complete: true });
    }
  });
});

test("what is no type is counted, and the rest is read", () => {
  const helicities = [0, 0, 0, 0];
  const form = { items: "pairs", hermitian: "both" } as const;
  const items = listItems(helicities, form);
  const [ab, cd, a] = [items.token([0, 1]), items.token([2, 3]), items.token([0])];
  const one = countToken(1);
  const read = (...tokens: number[]) => decodeTypes(tokens, items, form, helicities);
  expect(read(ab, one, END)).toEqual({
    types: [{ letters: [0, 1], count: 1 }],
    unreadable: 0,
    repeated: 0,
    complete: true,
  });
  expect(read(ab, one, ab, one).repeated).toBe(1);
  expect(read(ab, countToken(2), ab, one)).toMatchObject({ types: [{ letters: [0, 1], count: 2 }], complete: false });
  for (const wrong of [
    [one],
    [cd, ab, one],
    [ab, a, one],
    [a, one],
    [a, ab, one],
    [ab, ab, ab, one],
    [START, one],
    [ab, END],
  ]) {
    expect(read(...wrong), wrong.join(" ")).toMatchObject({ types: [], unreadable: 1 });
  }
  expect(read(ab)).toMatchObject({ types: [], unreadable: 0, complete: false }); // cut off
});

test("the conjugate of a type has the same number of invariants", () => {
  const set = openLists(createContext({ seed: 6 }), "random:50");
  for (let list = 0; list < listCount(set); list++) {
    const types = new Map(typesOfList(set, list).map(({ letters, count }) => [letters.join(" "), count]));
    for (const [letters, count] of types) {
      expect(types.get(conjugateType(letters.split(" ").map(Number)).join(" "))).toBe(count);
    }
  }
});

test("a number of invariants that no token says", () => {
  expect(() => countToken(65)).toThrow(
    "a type has more invariants than the compact form can say: found 65, expected 1 to 64 [lagrangian/too-many-invariants]",
  );
});
