/** Features of letters and pairs: charges that cancel, pairs as sums, unseen irreps, sets without order. */
import { describe, expect, test } from "vitest";
import { rational } from "../../exact/index.ts";
import { listItems } from "./compactTarget.ts";
import { chargeFeatures, featureWidth, itemFeatures } from "./features.ts";
import { inCanonicalOrder, lettersOfList } from "../words/matterFields.ts";
import type { FieldList, MatterField } from "../words/matterFields.ts";

const scalar = (p: number, q: number, su3: readonly number[] = [0, 0], su2 = 0): MatterField => ({
  twiceHelicity: 0,
  su3,
  su2: [su2],
  charge: rational(p, q),
});
const PHASES = 3; // behind q, |q| and sign
const product = (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, k) => sum + value * b[k], 0);

describe("charges", () => {
  test("the phases of q and of -q' have the largest product where q + q' = 0, for all charges with denominators to 9", () => {
    const charges = new Set<number>();
    for (let q = 1; q <= 9; q++) for (let p = -4 * q; p <= 4 * q; p++) charges.add(p / q);
    const all = [...charges];
    const own = all.map((charge) => chargeFeatures(charge).slice(PHASES));
    for (const [k, charge] of all.entries()) {
      const opposite = chargeFeatures(-charge).slice(PHASES);
      const match = own.map((row, j) => (j === k ? 0 : product(row, own[k])));
      expect(product(own[k], own[k])).toBeCloseTo(9, 12);
      expect(Math.max(...match)).toBeLessThan(9 - 1e-3);
      // sum over f of cos 2 pi f (q + q') in the product with the conjugate phase
      expect(opposite.map((value, j) => (j % 2 === 0 ? value : -value))).toEqual(
        own[k].map((v) => expect.closeTo(v, 9)),
      );
    }
  });

  test("whole charges are not alike, as they would be for whole multiples", () => {
    const [zero, one] = [0, 1].map((charge) => chargeFeatures(charge).slice(PHASES));
    expect(product(zero, one)).toBeLessThan(8);
  });
});

describe("items", () => {
  const list: FieldList = [scalar(1, 3, [1, 0]), scalar(-1, 3, [0, 1], 2), scalar(2, 1, [3, 1], 8)];
  const { fields } = inCanonicalOrder(list);
  const helicities = lettersOfList(fields).map(({ twiceHelicity }) => twiceHelicity);
  const { items } = listItems(helicities, { items: "pairs" });

  test("one row of finite numbers each, also for irreps and charges of no grid", () => {
    const width = featureWidth({ ranks: true });
    const values = itemFeatures(fields, items, { ranks: true });
    expect(values.length).toBe(items.length * width);
    expect(values.every(Number.isFinite)).toBe(true);
    expect(width - featureWidth({ ranks: false })).toBe(24);
  });

  test("a pair of a field and its conjugate has charge features of zero", () => {
    const width = featureWidth({ ranks: false });
    const values = itemFeatures(fields, items, { ranks: false });
    const row = items.findIndex((item) => item.join() === "0,1");
    const charge = values.subarray(row * width + 8, row * width + 8 + 21);
    expect([...charge]).toEqual(chargeFeatures(0));
  });

  test("the order of writing changes nothing, and equal fields differ by their number among them", () => {
    const other = inCanonicalOrder(list.toReversed()).fields;
    expect(itemFeatures(other, items, { ranks: true })).toEqual(itemFeatures(fields, items, { ranks: true }));
    const twice = [scalar(1, 3), scalar(1, 3)];
    const [first, second] = [[0], [2]].map((item) => itemFeatures(twice, [item], { ranks: false }));
    expect(first).not.toEqual(second);
  });
});
