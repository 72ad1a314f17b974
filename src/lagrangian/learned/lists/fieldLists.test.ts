/** Random field lists: the grid, classes of isomorphic lists, the share of lists with trilinear terms, the parts. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRng } from "../../../base/index.ts";
import { equalRationals, formatRational, negateRational, rational } from "../../../exact/index.ts";
import { chargeGrid, drawLists, PLAIN_GRID } from "./fieldLists.ts";
import { createListKeys, partOf } from "./isomorphism.ts";
import { conjugateField } from "../../words/matterFields.ts";
import type { FieldList, MatterField } from "../../words/matterFields.ts";
import { createTypeCounter } from "./typeCounts.ts";

const recipe = { grid: PLAIN_GRID, largest: 10, richShare: 0.5 };
const keyOf = createListKeys();
const counter = createTypeCounter();

const anyField: fc.Arbitrary<MatterField> = fc.record({
  twiceHelicity: fc.constantFrom(-1 as const, 0 as const, 1 as const),
  su3: fc.constantFrom(...PLAIN_GRID.su3),
  su2: fc.constantFrom(...PLAIN_GRID.su2),
  charge: fc.constantFrom(...PLAIN_GRID.charges),
});

describe("classes of isomorphic lists", () => {
  const flip = (list: FieldList) => list.map((field) => ({ ...field, charge: negateRational(field.charge) }));
  const flipColour = (list: FieldList) => list.map((field) => ({ ...field, su3: field.su3.toReversed() }));
  const parity = (list: FieldList) =>
    list.map((field) => ({ ...field, twiceHelicity: (0 - field.twiceHelicity) as -1 | 0 | 1 }));

  test("order, names of antiparticles, sign of charges, conjugate colour and parity change neither key nor numbers", () => {
    const lists = fc.array(anyField, { minLength: 1, maxLength: 5 });
    const bits = fc.array(fc.boolean(), { minLength: 9, maxLength: 9 });
    fc.assert(
      fc.property(lists, bits, (list, [a, b, c, d, ...each]) => {
        const named = list.map((field, k) => (each[k] ? conjugateField(field) : field));
        const forms = [named, a ? flip(named) : named];
        const turned = b ? flipColour(forms[1]) : forms[1];
        const other = d ? (c ? parity(turned) : turned).toReversed() : c ? parity(turned) : turned;
        expect(keyOf(other)).toBe(keyOf(list));
        const numbers = (fields: FieldList) =>
          counter.types(fields).map(({ letters, count }) => letters.length * 100 + count);
        expect(numbers(other).sort()).toEqual(numbers(list).sort());
      }),
      { seed: 1 },
    );
  });

  test("one field of the grid: 2 spins, 2 of SU(3), 3 of SU(2), 7 charges", () => {
    const lists = [...drawLists({ ...recipe, largest: 1 }, 84, createRng(1))];
    expect(lists.length).toBe(2 * 2 * 3 * 7);
    expect(() => [...drawLists({ ...recipe, largest: 1 }, 85, createRng(1))]).toThrow(
      'the grid has no 85 different lists of up to 1 fields: found "84 lists, then 20000 draws without a new one", ' +
        "expected as many different lists as were asked for",
    );
  });

  test("lists that differ in one charge are of other classes", () => {
    const [one, other] = [1, 2].map((k): MatterField => ({
      twiceHelicity: 0,
      su3: [1, 0],
      su2: [0],
      charge: rational(k, 3),
    }));
    expect(keyOf([one])).not.toBe(keyOf([other]));
  });
});

describe("draws", () => {
  const lists = [...drawLists(recipe, 3000, createRng(7))];

  test("no class twice, every field on the grid, the same for the same seed", () => {
    expect(new Set(lists.map(({ fields }) => keyOf(fields))).size).toBe(3000);
    const fields = lists.flatMap((list) => list.fields);
    expect(fields.every(({ charge }) => PLAIN_GRID.charges.some((known) => equalRationals(known, charge)))).toBe(true);
    expect(fields.every(({ su3 }) => PLAIN_GRID.su3.some((labels) => labels.join() === su3.join()))).toBe(true);
    expect([...drawLists(recipe, 50, createRng(7))]).toEqual(lists.slice(0, 50));
  });

  test("rich lists have a product of three letters that closes", () => {
    const closes = (fields: FieldList) => counter.types(fields).some(({ letters }) => letters.length === 3);
    const share = (rich: boolean, n: number) => {
      const own = lists.filter((list) => list.rich === rich && list.fields.length === n);
      return own.filter(({ fields }) => closes(fields)).length / own.length;
    };
    // Antisymmetry can still make the product vanish; uniform lists have one in 6 % (n = 3) and 77 % (n = 10).
    expect(share(true, 3)).toBeGreaterThan(0.7);
    expect(share(false, 3)).toBeLessThan(0.2);
    expect(share(false, 10)).toBeGreaterThan(0.6);
  });

  test("nine in ten go to training, and the part is a function of the class", () => {
    const train = lists.filter(({ part }) => part === "train").length;
    expect(Math.abs(train / 3000 - 0.9)).toBeLessThan(4 * Math.sqrt((0.9 * 0.1) / 3000)); // 4 standard deviations
    for (const { fields, part } of lists.slice(0, 100)) expect(partOf(keyOf(fields.toReversed()))).toBe(part);
  });
});

test("charges of a grid", () => {
  expect(chargeGrid(3, 2).map(formatRational)).toEqual(["-2/3", "-1/3", "0", "1/3", "2/3"]);
});
