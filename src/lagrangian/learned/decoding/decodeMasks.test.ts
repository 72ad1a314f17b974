/** What may follow at each level: against brute force, along random walks, and that each level allows less. */
import { describe, expect, test } from "vitest";
import { createRng } from "../../../base/index.ts";
import { createContext } from "../../../run/index.ts";
import { decodeTypes, END, listItems, SLOTS } from "../compact/compactTarget.ts";
import type { ListItems, TargetForm } from "../compact/compactTarget.ts";
import { LEVELS, tokenMask } from "./decodeMasks.ts";
import type { MaskedList, TokenMask } from "./decodeMasks.ts";
import { helicitiesOf } from "../lists/typeCounts.ts";
import { fieldsOfList, listCount, typesOfList } from "../lists/labelledLists.ts";
import { openLists } from "../lists/listSet.ts";
import { localPhysics } from "./localPhysics.ts";

const set = openLists(createContext({ seed: 4 }), "random:40:4");
const FORMS: readonly TargetForm[] = (["pairs", "letters"] as const).flatMap((items) =>
  (["both", "one"] as const).map((hermitian) => ({ items, hermitian })),
);

function allowedTokens(mask: TokenMask, { items }: ListItems): number[] {
  return Array.from({ length: SLOTS + items.length }, (_, token) => token).filter((token) => mask.allows(token));
}

function maskedList(list: number, form: TargetForm): MaskedList & { helicities: readonly number[] } {
  const fields = fieldsOfList(set, list);
  const helicities = helicitiesOf(fields);
  return { fields, helicities, items: listItems(helicities, form), form, types: () => typesOfList(set, list) };
}

describe("local physics", () => {
  test("a product can be completed exactly if one of all products that begin with it is neutral", () => {
    for (let list = 0; list < 12; list++) {
      const fields = fieldsOfList(set, list);
      const { isNeutral, canComplete } = localPhysics(fields);
      const count = 2 * fields.length;
      const bruteForce = (letters: readonly number[]): boolean => {
        if (isNeutral(letters)) return true;
        if (letters.length === 4) return false;
        const last = letters.at(-1) ?? 0;
        return Array.from({ length: count - last }, (_, k) => [...letters, last + k]).some(bruteForce);
      };
      for (let a = 0; a < count; a++) {
        expect(canComplete([a]), `list ${list}, letter ${a}`).toBe(bruteForce([a]));
        for (let b = a; b < count; b++) expect(canComplete([a, b]), `${list}: ${a} ${b}`).toBe(bruteForce([a, b]));
      }
    }
  });

  test("every valid type is neutral", () => {
    for (let list = 0; list < listCount(set); list++) {
      const { isNeutral } = localPhysics(fieldsOfList(set, list));
      expect(typesOfList(set, list).every(({ letters }) => isNeutral(letters))).toBe(true);
    }
  });
});

describe.each(FORMS)("$items, $hermitian", (form) => {
  test("a random walk at L4 writes every type once, and each step is allowed at every lower level", () => {
    for (let list = 0; list < listCount(set); list++) {
      const own = maskedList(list, form);
      const masks = LEVELS.map((level) => tokenMask(level, own));
      const rng = createRng(list);
      const tokens: number[] = [];
      while (tokens.at(-1) !== END) {
        const token = pick(allowedTokens(masks[4], own.items), rng);
        expect(masks.map((mask) => mask.allows(token))).toEqual([true, true, true, true, true]);
        for (const mask of masks) mask.push(token);
        tokens.push(token);
      }
      const read = decodeTypes(tokens, own.items, form, own.helicities);
      expect(read).toEqual({ types: typesOfList(set, list), unreadable: 0, repeated: 0, complete: true });
    }
  });

  test("random walks at L1 parse, at L2 are neutral, at L3 valid", () => {
    for (let list = 0; list < listCount(set); list++) {
      const own = maskedList(list, form);
      const { isNeutral } = localPhysics(own.fields);
      const valid = new Set(typesOfList(set, list).map(({ letters }) => letters.join(" ")));
      for (const level of ["L1", "L2", "L3"] as const) {
        const rng = createRng(list).fork(level);
        const walked = walk(level, own, rng);
        const read = decodeTypes(walked, own.items, form, own.helicities);
        expect(read.unreadable).toBe(0);
        if (level !== "L1") expect(read.types.every(({ letters }) => isNeutral(letters))).toBe(true);
        if (level === "L3") expect(read.types.every(({ letters }) => valid.has(letters.join(" ")))).toBe(true);
      }
    }
  });
});

/** Whole types only: the walk ends behind a number or the end. */
function walk(level: "L1" | "L2" | "L3", own: MaskedList, rng: ReturnType<typeof createRng>): number[] {
  const mask = tokenMask(level, own);
  const tokens: number[] = [];
  for (let t = 0; t < 60; t++) {
    const token = pick(allowedTokens(mask, own.items), rng);
    mask.push(token);
    tokens.push(token);
    if (token === END) break;
  }
  while (tokens.length > 0 && own.items.lettersOf(tokens.at(-1)!) !== undefined) tokens.pop();
  return tokens;
}

function pick(allowed: readonly number[], rng: ReturnType<typeof createRng>): number {
  if (allowed.length === 0) throw new Error("nothing may follow");
  return allowed[rng.integer(allowed.length)];
}
