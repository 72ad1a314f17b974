/** The verifier against the counter it shares nothing with, and what it says of types that do not exist. */
import { describe, expect, test } from "vitest";
import { createRng } from "../../../../base/index.ts";
import { inCanonicalOrder } from "../../../words/matterFields.ts";
import { readFieldList, splitWords } from "../../../words/wordReader.ts";
import { allLists, fieldsOfList, typesOfList } from "../../lists/labelledLists.ts";
import { createTypeCounter } from "../../lists/typeCounts.ts";
import { drawTestLists } from "../testLists.ts";
import { createTypeVerifier, summariseVerified } from "./verifiedTerms.ts";

const verify = createTypeVerifier();
// L (letters 0, 1), ec (2, 3) and H (4, 5) in canonical order
const words = "FIELD SPIN 1 / 2 SU2 2 U1 - 1 HEL - 1 / 2 FIELD SPIN 1 / 2 U1 2 HEL - 1 / 2 FIELD SPIN 0 SU2 2 U1 1";
const { fields } = inCanonicalOrder(readFieldList(splitWords(words)));
const [ec, L, H] = [0, 2, 4];

describe("leptons and a Higgs field", () => {
  test.each([
    ["the Yukawa coupling", [ec, L, H + 1], 1, []],
    ["the quartic coupling", [H, H, H + 1, H + 1], 1, []],
    ["a charge", [ec, L, H], 0, ["u1"]],
    ["two doublets fewer", [H, H + 1, H + 1], 0, ["su2", "u1"]],
    ["one spinor", [L, H], 0, ["lorentz"]],
    ["spinors of both helicities", [ec, ec + 1], 0, ["lorentz"]],
    ["three doublets and one antidoublet", [H, H, H, H + 1], 0, ["u1"]],
  ])("%s", (_, letters, invariants, forbiddenBy) => {
    const ascending = letters.toSorted((a, b) => a - b);
    expect(verify(fields, { letters: ascending, count: 1 })).toMatchObject({ invariants, forbiddenBy });
  });

  test("a neutral doublet squared vanishes, and equal fields are why", () => {
    const neutral = inCanonicalOrder(readFieldList(splitWords("FIELD SPIN 0 SU2 2"))).fields;
    expect(verify(neutral, { letters: [0, 0], count: 1 })).toMatchObject({
      holds: { lorentz: true, su3: true, su2: true, u1: true },
      invariants: 0,
      forbiddenBy: ["equal fields"],
    });
    expect(verify(neutral, { letters: [0, 1], count: 1 })).toMatchObject({ invariants: 1, forbiddenBy: [] });
  });
});

const set = drawTestLists({ grid: "plain", smallest: 2, largest: 4, lists: 12 }, createRng(5));
const lists = allLists(set).map((list) => fieldsOfList(set, list));

test("it finds as many invariants as the counter, of all types of 12 lists", () => {
  const verified = lists.map((own, list) => typesOfList(set, list).map((type) => verify(own, type)));
  for (const { invariants, count, letters } of verified.flat()) expect(invariants, letters.join()).toBe(count);
  const { types, shares } = summariseVerified(verified);
  expect(types).toBeGreaterThan(50);
  for (const { value, interval } of Object.values(shares)) expect([value, interval[0] < 1]).toEqual([1, true]);
  expect(verified.flat().flatMap(({ forbiddenBy }) => forbiddenBy)).toEqual([]);
});

test("and as many, mostly none, of letters drawn by chance; what forbids them is named", () => {
  const counter = createTypeCounter();
  const rng = createRng(6);
  const drawn = lists.map((own, list) =>
    Array.from({ length: 20 }, (_, k) => {
      const stream = rng.fork(list).fork(k);
      const letters = Array.from({ length: 2 + stream.integer(3) }, () => stream.integer(2 * own.length));
      return { letters: letters.sort((a, b) => a - b), count: 1 };
    }),
  );
  const verified = drawn.map((types, list) => types.map((type) => verify(lists[list], type)));
  verified.forEach((types, list) => {
    for (const type of types) {
      const byCounter = counter.types(lists[list]).find(({ letters }) => letters.join() === type.letters.join());
      const twice = type.letters.reduce(
        (sum, letter) => sum + (lists[list][letter >> 1].twiceHelicity === 0 ? 2 : 3),
        0,
      );
      if (twice <= 8) expect(type.invariants, type.letters.join()).toBe(byCounter?.count ?? 0);
      expect(type.forbiddenBy.length > 0).toBe(type.invariants === 0);
    }
  });
  const { shares } = summariseVerified(verified);
  expect(shares.invariant.value).toBeLessThan(0.3);
  expect(shares.invariant.value).toBeLessThanOrEqual(Math.min(shares.u1.value, shares.su3.value, shares.lorentz.value));
  const broken = verified.flat().filter(({ forbiddenBy }) => forbiddenBy.includes("u1"));
  expect(shares.u1.value).toBeCloseTo(1 - broken.length / (20 * lists.length), 12);
});
