/**
 * Random field lists. A uniform draw takes each field by itself from a grid of irreps and charges. Of lists of few fields
 * hardly one in ten has a trilinear term then (6 % of n = 3, 77 % of n = 10 with the grid of BART-L), so a share of the
 * lists is trilinear-rich: two spinors of one helicity or two scalars are drawn, then a scalar whose charge and irreps
 * close the product, each called particle or antiparticle by chance; the other fields are uniform.
 *
 * The number of fields is uniform in 1 ... n. Classes of isomorphic lists (isomorphism.ts) occur once: when all of a small n
 * have been drawn (84 for n = 1), further draws of it fail and the others fill up.
 */
import { GlueballError } from "../../../base/index.ts";
import type { Rng } from "../../../base/index.ts";
import { addRationals, equalRationals, negateRational, rational, singlets } from "../../../exact/index.ts";
import type { DynkinLabels, Rational } from "../../../exact/index.ts";
import { createListKeys, partOf } from "./isomorphism.ts";
import type { Part } from "./isomorphism.ts";
import { conjugateField, inCanonicalOrder } from "../../words/matterFields.ts";
import type { FieldList, MatterField } from "../../words/matterFields.ts";

/** What fields are drawn from, each entry with equal probability. */
export interface FieldGrid {
  readonly su3: readonly DynkinLabels[];
  readonly su2: readonly DynkinLabels[];
  readonly charges: readonly Rational[];
  /** Probability of a scalar; the others are left- and right-handed spinors in equal shares. */
  readonly scalarShare: number;
}

/** Most fields that a list is drawn with: counting takes seconds beyond. */
export const MOST_FIELDS = 16;

/** Charges k / denominator with |k| <= largest. */
export function chargeGrid(denominator: number, largest: number): Rational[] {
  return Array.from({ length: 2 * largest + 1 }, (_, k) => rational(k - largest, denominator));
}

/** The grid of the oracle lists: SU(3) 1, 3, 3bar; SU(2) 1, 2, 3; charges k/3, |k| <= 6; half of the fields scalars. */
export const PLAIN_GRID: FieldGrid = {
  su3: [
    [0, 0],
    [1, 0],
    [0, 1],
  ],
  su2: [[0], [1], [2]],
  charges: chargeGrid(3, 6),
  scalarShare: 0.5,
};

/** Share of trilinear-rich draws in sets that ask for no other. */
export const RICH_SHARE = 0.5;

export interface ListRecipe {
  readonly grid: FieldGrid;
  /** Lists have 1 to this many fields. */
  readonly largest: number;
  /** Share of trilinear-rich draws among lists of two fields and more. */
  readonly richShare: number;
}

export interface DrawnList {
  /** In canonical order. */
  readonly fields: FieldList;
  readonly rich: boolean;
  readonly part: Part;
}

/** Draws in a row without a new class after which the grid counts as exhausted. */
const PATIENCE = 20_000;

/**
 * `count` lists, no two of one class. List by list the same for the same rng.
 * @throws GlueballError lagrangian/grid-exhausted when the grid has no further class
 */
export function* drawLists(recipe: ListRecipe, count: number, rng: Rng): Generator<DrawnList> {
  const keyOf = createListKeys();
  const seen = new Set<string>();
  let vain = 0;
  for (let draw = 0; seen.size < count; draw++) {
    const { list, rich } = drawList(recipe, rng.fork(draw));
    const key = keyOf(list);
    if (seen.has(key)) {
      if (++vain === PATIENCE) throw exhausted(recipe, seen.size, count);
      continue;
    }
    vain = 0;
    seen.add(key);
    yield { fields: inCanonicalOrder(list).fields, rich, part: partOf(key) };
  }
}

function exhausted({ largest }: ListRecipe, found: number, count: number): GlueballError {
  return new GlueballError({
    code: "lagrangian/grid-exhausted",
    what: `the grid has no ${count} different lists of up to ${largest} fields`,
    found: `${found} lists, then ${PATIENCE} draws without a new one`,
    expected: "as many different lists as were asked for",
    hint: "Ask for fewer lists (--count), more fields (--largest) or a larger grid (--su3, --su2, --largest-charge)",
  });
}

function drawList({ grid, largest, richShare }: ListRecipe, rng: Rng): { list: FieldList; rich: boolean } {
  const n = 1 + rng.integer(largest);
  const rich = n >= 2 && rng.uniform() < richShare;
  const start = rich ? drawTriple(grid, n, rng) : [];
  const rest = Array.from({ length: n - start.length }, () => drawField(grid, rng));
  return { list: [...start, ...rest], rich };
}

function drawField(grid: FieldGrid, rng: Rng): MatterField {
  const twiceHelicity = rng.uniform() < grid.scalarShare ? 0 : rng.uniform() < 0.5 ? -1 : 1;
  return drawNumbers(grid, twiceHelicity, rng);
}

function drawNumbers(grid: FieldGrid, twiceHelicity: -1 | 0 | 1, rng: Rng): MatterField {
  return { twiceHelicity, su3: pick(grid.su3, rng), su2: pick(grid.su2, rng), charge: pick(grid.charges, rng) };
}

/** Fields of a product that closes: two or three, as there is room for. */
function drawTriple(grid: FieldGrid, room: number, rng: Rng): MatterField[] {
  for (;;) {
    const twiceHelicity = rng.uniform() < 0.5 ? 0 : -1;
    const first = drawNumbers(grid, twiceHelicity, rng);
    const second = room === 2 ? first : drawNumbers(grid, twiceHelicity, rng);
    const closing = drawClosing(grid, first, second, rng);
    if (closing === undefined) continue;
    const fields = room === 2 ? [first, closing] : [first, second, closing];
    return fields.map((field) => (rng.uniform() < 0.5 ? field : conjugateField(field)));
  }
}

/** A scalar of the grid that makes a singlet with two letters. */
function drawClosing(grid: FieldGrid, a: MatterField, b: MatterField, rng: Rng): MatterField | undefined {
  const charge = negateRational(addRationals(a.charge, b.charge));
  const su3 = grid.su3.filter((labels) => singlets(3, [a.su3, b.su3, labels]) > 0);
  const su2 = grid.su2.filter((labels) => singlets(2, [a.su2, b.su2, labels]) > 0);
  const onGrid = grid.charges.some((known) => equalRationals(known, charge));
  if (!onGrid || su3.length === 0 || su2.length === 0) return undefined;
  return { twiceHelicity: 0, su3: pick(su3, rng), su2: pick(su2, rng), charge };
}

function pick<Item>(items: readonly Item[], rng: Rng): Item {
  return items[rng.integer(items.length)];
}
