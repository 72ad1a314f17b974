/**
 * Lists to test twins on. All of them are of the test part, dealt by the hash of their class (isomorphism.ts), whatever
 * grid they come from: so none is in the training part of any set, nor a mirror image of one.
 *
 *     plain                          as in training: charges k/3 with |k| <= 6, SU(3) 1, 3, 3bar, SU(2) 1, 2, 3
 *     quarters ... ninths            charges k/4 ... k/9 with |k| <= 6, at least one that is no third. That is the plain grid
 *                                    times 3/4 ... 1/3: sums vanish as often, so a list has as many types as a plain one
 *                                    (1.57 to 1.60 of three letters, plain ones 1.62, with 2 to 6 fields)
 *     largeIrreps                    also SU(3) 6, 6bar, 8, 10 and SU(2) 4, 5, 7, at least one field with one of these
 */
import { GlueballError } from "../../../base/index.ts";
import type { Rng } from "../../../base/index.ts";
import { equalRationals } from "../../../exact/index.ts";
import type { MatterField } from "../../words/matterFields.ts";
import { chargeGrid, drawLists, PLAIN_GRID, RICH_SHARE } from "../lists/fieldLists.ts";
import type { DrawnList, FieldGrid, ListRecipe } from "../lists/fieldLists.ts";
import { packLists } from "../lists/labelledLists.ts";
import type { LabelledLists } from "../lists/labelledLists.ts";
import { createTypeCounter } from "../lists/typeCounts.ts";

const LARGEST_NUMERATOR = 6;

function withDenominator(denominator: number): FieldGrid {
  return { ...PLAIN_GRID, charges: chargeGrid(denominator, LARGEST_NUMERATOR) };
}

const LARGE_IRREPS: FieldGrid = {
  ...PLAIN_GRID,
  su3: [...PLAIN_GRID.su3, [2, 0], [0, 2], [1, 1], [3, 0]],
  su2: [...PLAIN_GRID.su2, [3], [4], [6]],
};

export const TEST_GRIDS = {
  plain: PLAIN_GRID,
  quarters: withDenominator(4),
  sixths: withDenominator(6),
  sevenths: withDenominator(7),
  ninths: withDenominator(9),
  largeIrreps: LARGE_IRREPS,
} as const satisfies Record<string, FieldGrid>;
export type TestGrid = keyof typeof TEST_GRIDS;

export interface TestDraw {
  readonly grid: TestGrid;
  /** Numbers of fields. */
  readonly smallest: number;
  readonly largest: number;
  /** In all; equally many of each number of fields, but of one field there are fewer. */
  readonly lists: number;
}

/** One draw in 20 is of the test part; of one field there are four or five plain lists in it, and no more to wait for. */
const DRAWS_A_LIST = 60;

/** By number of fields, then as they were drawn; the same for the same stream. */
export function drawTestLists({ grid, smallest, largest, lists }: TestDraw, rng: Rng): LabelledLists {
  const most = Math.ceil(lists / (largest - smallest + 1));
  const found = Array.from({ length: largest + 1 }, (): DrawnList[] => []);
  let wanting = largest - smallest + 1;
  const recipe = { grid: TEST_GRIDS[grid], largest, richShare: RICH_SHARE };
  for (const list of drawsOf(recipe, DRAWS_A_LIST * lists, rng)) {
    const own = found[list.fields.length];
    if (list.fields.length < smallest || own.length === most || !isWanted(list, grid)) continue;
    own.push(list);
    if (own.length === most) wanting--;
    if (wanting === 0) break;
  }
  const counter = createTypeCounter();
  return packLists(found.flat().map((list) => ({ ...list, types: counter.types(list.fields) })));
}

/** Draws until the grid has no further class. */
function* drawsOf(recipe: ListRecipe, count: number, rng: Rng): Generator<DrawnList> {
  try {
    yield* drawLists(recipe, count, rng);
  } catch (error) {
    if (!(error instanceof GlueballError && error.code === "lagrangian/grid-exhausted")) throw error;
  }
}

function isWanted({ fields, part }: DrawnList, grid: TestGrid): boolean {
  return part === "test" && (grid === "plain" || !fields.every(isPlain));
}

/** Whether training on the plain grid has seen each number of the field. */
export function isPlain({ su3, su2, charge }: MatterField): boolean {
  const known = (grid: readonly (readonly number[])[], labels: readonly number[]) =>
    grid.some((own) => own.every((label, k) => label === labels[k]));
  return (
    known(PLAIN_GRID.su3, su3) &&
    known(PLAIN_GRID.su2, su2) &&
    PLAIN_GRID.charges.some((own) => equalRationals(own, charge))
  );
}
