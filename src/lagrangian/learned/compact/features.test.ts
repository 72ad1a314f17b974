/** Features of letters and pairs: charges that cancel, pairs as sums, unseen irreps, sets without order. */
import { describe, expect, test } from "vitest";
import { rational } from "../../../exact/index.ts";
import { listItems } from "./compactTarget.ts";
import { createRng } from "../../../base/index.ts";
import { chargeFeatures, featureWidth, itemFeatures } from "./features.ts";
import type { FeatureOptions } from "./features.ts";
import { CHARGE_BINS, OPAQUE_WIDTH, TYPE_BINS } from "./memorisedFeatures.ts";
import { PLAIN_GRID } from "../lists/fieldLists.ts";
import { inCanonicalOrder, lettersOfList } from "../../words/matterFields.ts";
import type { FieldList, MatterField } from "../../words/matterFields.ts";

const scalar = (p: number, q: number, su3: readonly number[] = [0, 0], su2 = 0): MatterField => ({
  twiceHelicity: 0,
  su3,
  su2: [su2],
  charge: rational(p, q),
});
const NUMERIC: FeatureOptions = { ranks: true, charges: "numeric", fields: "numbers" };
const NO_RANKS = { ...NUMERIC, ranks: false };
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
    const width = featureWidth(NUMERIC);
    const values = itemFeatures(fields, items, NUMERIC);
    expect(values.length).toBe(items.length * width);
    expect(values.every(Number.isFinite)).toBe(true);
    expect(width - featureWidth(NO_RANKS)).toBe(24);
  });

  test("a pair of a field and its conjugate has charge features of zero", () => {
    const width = featureWidth(NO_RANKS);
    const values = itemFeatures(fields, items, NO_RANKS);
    const row = items.findIndex((item) => item.join() === "0,1");
    const charge = values.subarray(row * width + 8, row * width + 8 + 21);
    expect([...charge]).toEqual(chargeFeatures(0));
  });

  test("the order of writing changes nothing, and equal fields differ by their number among them", () => {
    const other = inCanonicalOrder(list.toReversed()).fields;
    expect(itemFeatures(other, items, NUMERIC)).toEqual(itemFeatures(fields, items, NUMERIC));
    const twice = [scalar(1, 3), scalar(1, 3)];
    const [first, second] = [[0], [2]].map((item) => itemFeatures(twice, [item], NO_RANKS));
    expect(first).not.toEqual(second);
  });
});

describe("twins", () => {
  const MEMORISED: FeatureOptions = { ...NO_RANKS, charges: "memorised" };
  const rowsOf = (fields: FieldList, items: readonly (readonly number[])[], options: FeatureOptions, seed?: number) => {
    const values = itemFeatures(fields, items, options, seed === undefined ? undefined : createRng(seed));
    const width = featureWidth(options);
    expect(values.length).toBe(items.length * width);
    return items.map((_, k) => [...values.subarray(k * width, (k + 1) * width)]);
  };
  const CHARGE_START = 8; // behind what kind of item it is

  test("memorised: a name for each charge of the plain grid, one for all others, and pairs have both names", () => {
    const charges = [
      [1, 3],
      [2, 6],
      [-1, 3],
      [1, 7],
      [7, 3],
      [1, 6],
    ] as const;
    const bins = charges.map(([p, q]) => {
      const [row] = rowsOf([scalar(p, q)], [[0]], MEMORISED);
      return row.slice(CHARGE_START, CHARGE_START + CHARGE_BINS);
    });
    const name = (k: number) => Array.from({ length: 14 }, (_, bin) => (bin === k ? 1 : 0));
    expect(bins).toEqual([name(7), name(7), name(5), name(13), name(13), name(13)]);
    const [pair] = rowsOf([scalar(1, 3)], [[0, 1]], MEMORISED);
    const both = name(7).map((value, k) => value + name(5)[k]);
    expect(pair.slice(CHARGE_START, CHARGE_START + CHARGE_BINS)).toEqual(both);
  });

  test("memorised: nothing but the names of the charges differs from the numeric twin", () => {
    const fields = [scalar(1, 3, [1, 0]), scalar(2, 3, [0, 1], 2)];
    const items = [[0], [1], [0, 3]];
    const rest = (rows: number[][], width: number) =>
      rows.map((row) => [...row.slice(0, CHARGE_START), ...row.slice(CHARGE_START + width)]);
    const numeric = rest(rowsOf(fields, items, NO_RANKS), chargeFeatures(0).length);
    expect(rest(rowsOf(fields, items, MEMORISED), CHARGE_BINS)).toEqual(numeric);
  });

  test("types: letters of the grid have names of their own, all of them different", () => {
    const grid = [-1, 0, 1].flatMap((twiceHelicity) =>
      PLAIN_GRID.su3.flatMap((su3) =>
        PLAIN_GRID.su2.flatMap((su2) =>
          PLAIN_GRID.charges.map((charge) => ({ twiceHelicity: twiceHelicity as -1 | 0 | 1, su3, su2, charge })),
        ),
      ),
    );
    const bins = grid.map((field) => {
      const [row] = rowsOf([field], [[0]], { ...NO_RANKS, fields: "types" });
      expect(row.slice(0, TYPE_BINS).filter((value) => value !== 0)).toEqual([1]);
      return row.indexOf(1);
    });
    expect(new Set(bins).size).toBe(351);
    expect(bins).not.toContain(TYPE_BINS - 1);
    for (const unseen of [scalar(1, 5), scalar(0, 1, [2, 0])]) {
      expect(rowsOf([unseen], [[0]], { ...NO_RANKS, fields: "types" })[0].indexOf(1)).toBe(TYPE_BINS - 1);
    }
  });

  test("opaque: unit vectors that a field shares with its conjugate and nobody else, others in each epoch", () => {
    const OPAQUE: FeatureOptions = { ...NO_RANKS, fields: "opaque" };
    const twice = [scalar(1, 3), scalar(1, 3)];
    const letters = [[0], [1], [2], [3]];
    const rows = rowsOf(twice, letters, OPAQUE);
    const vectors = rows.map((row) => row.slice(0, OPAQUE_WIDTH));
    for (const vector of vectors) expect(product(vector, vector)).toBeCloseTo(1, 6);
    expect(vectors[1]).toEqual(vectors[0]);
    expect(Math.abs(product(vectors[0], vectors[2]))).toBeLessThan(0.7);
    expect(rows.map((row) => row[OPAQUE_WIDTH])).toEqual([0, 1, 0, 1]);
    expect(rowsOf(twice, letters, OPAQUE)).toEqual(rows);
    expect(rowsOf(twice, letters, OPAQUE, 1)).toEqual(rowsOf(twice, letters, OPAQUE, 1));
    expect(rowsOf(twice, letters, OPAQUE, 1)).not.toEqual(rowsOf(twice, letters, OPAQUE, 2));
  });
});
