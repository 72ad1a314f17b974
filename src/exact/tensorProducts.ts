/**
 * Products of irreps as sums of irreps, for SU(N) by two independent roads that must agree:
 *
 * - Racah and Speiser (Rev. Mod. Phys. 36 (1964) 387): add the weights of one factor to the highest weight of the other
 *   and reflect into the dominant chamber (classFunctions.ts). Cost: the weights of the smaller factor.
 * - Littlewood and Richardson (W. Fulton, Young Tableaux, Cambridge 1997, chapter 5): the multiplicity of nu in
 *   lambda x mu is the number of ways to add mu_1 boxes with 1, mu_2 with 2, ... to lambda, each kind as a horizontal
 *   strip, such that, reading rows from the top and right to left, i has never occurred more often than i - 1. Diagrams
 *   have at most N rows; columns of height N are singlets. Cost: the number of such fillings.
 */
import { packLabels, powerCharacter, timesCharacter, unpackLabels } from "./classFunctions.ts";
import { weylDimension } from "./freudenthal.ts";
import { compareLabels, labelsOfRows, rowsOfLabels } from "./irrepWeights.ts";
import type { SimpleGroup } from "./simpleGroups.ts";
import { checkLabels, classicalGroup } from "./simpleGroups.ts";
import type { DynkinLabels } from "./specialUnitary.ts";

export interface IrrepMultiplicity {
  readonly irrep: DynkinLabels;
  readonly multiplicity: number;
}

/**
 * a x b by Racah and Speiser, largest dimension first; in SU(N), N = a.length + 1, unless another group is given.
 * @throws GlueballError exact/wrong-dynkin-labels.
 */
export function tensorProduct(
  a: DynkinLabels,
  b: DynkinLabels,
  group = classicalGroup("SU", a.length + 1),
): IrrepMultiplicity[] {
  checkLabels(group, a);
  checkLabels(group, b);
  const [small, large] = weylDimension(group, a) < weylDimension(group, b) ? [a, b] : [b, a];
  const product = timesCharacter(new Map([[packLabels(group, large), 1]]), powerCharacter(group, small, 1));
  return largestFirst(
    group,
    [...product].map(([packed, multiplicity]) => ({ irrep: unpackLabels(group, packed), multiplicity })),
  );
}

/** a x b by Littlewood and Richardson, largest dimension first; a slow and independent check of `tensorProduct`. */
export function littlewoodRichardson(a: DynkinLabels, b: DynkinLabels): IrrepMultiplicity[] {
  const group = classicalGroup("SU", a.length + 1);
  checkLabels(group, a);
  checkLabels(group, b);
  const found = new Map<string, { irrep: DynkinLabels; multiplicity: number }>();
  forEachFilling(rowsOfLabels(a), rowsOfLabels(b), (shape) => {
    const irrep = labelsOfRows(shape);
    const key = irrep.join(",");
    found.set(key, { irrep, multiplicity: 1 + (found.get(key)?.multiplicity ?? 0) });
  });
  return largestFirst(group, [...found.values()]);
}

/** Calls `visit` with the final shape of each Littlewood-Richardson filling of content `content` around `inner`. */
function forEachFilling(inner: readonly number[], content: readonly number[], visit: (shape: number[]) => void): void {
  const rows = inner.length;
  const shape = [...inner];
  // boxes[i][r]: how many boxes with i + 1 were added in row r.
  const boxes = content.map(() => new Array<number>(rows).fill(0));

  const place = (kind: number, row: number, left: number, rowAbove: number): void => {
    if (left === 0) return nextKind(kind);
    if (row === rows) return;
    const before = shape[row];
    // A horizontal strip stays below the row above as it was before this kind.
    const strip = row === 0 ? left : rowAbove - before;
    const most = Math.min(left, strip, kind === 0 ? left : latticeRoom(boxes, kind, row));
    for (let count = 0; count <= most; count++) {
      shape[row] = before + count;
      boxes[kind][row] = count;
      place(kind, row + 1, left - count, before);
    }
    shape[row] = before;
    boxes[kind][row] = 0;
  };
  const nextKind = (kind: number): void => {
    if (kind + 1 === content.length) visit([...shape]);
    else place(kind + 1, 0, content[kind + 1], 0);
  };
  place(0, 0, content[0], 0);
}

/** How many boxes of a kind fit in a row: those of the kind before in higher rows, less those already there. */
function latticeRoom(boxes: readonly (readonly number[])[], kind: number, row: number): number {
  let room = 0;
  for (let r = 0; r < row; r++) room += boxes[kind - 1][r] - boxes[kind][r];
  return room;
}

function largestFirst(group: SimpleGroup, terms: IrrepMultiplicity[]): IrrepMultiplicity[] {
  return terms
    .map((term) => ({ term, dimension: weylDimension(group, term.irrep) }))
    .sort((a, b) => b.dimension - a.dimension || compareLabels(b.term.irrep, a.term.irrep))
    .map(({ term }) => term);
}
