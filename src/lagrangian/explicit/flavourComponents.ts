/**
 * The independent flavour components of an explicit operator.
 *
 * With generations g_1 ... g_n in its slots, an operator of symmetry lambda changes into others under permutations of
 * the generations. What remains are the semi-standard tableaux of lambda filled with generations: box k of the
 * tableau, numbered along the rows as in the Young symmetriser, is the slot that holds the k-th of the equal letters.
 */
import { generalLinearDimension, semistandardTableaux } from "../../exact/index.ts";
import type { Partition } from "../../exact/index.ts";
import { copyNumber } from "../theory.ts";
import type { Letter } from "../theory.ts";
import type { ExplicitOperator, LetterSymmetry } from "./operatorBasis.ts";

/** Type and symmetry are all that the components depend on. */
export type FlavouredOperator = Pick<ExplicitOperator, "type" | "symmetry">;

/** How many independent components there are for that many generations of the fields with `Nf` copies. */
export function flavourComponents(
  letters: readonly Letter[],
  operator: FlavouredOperator,
  generations: number,
): number {
  return letterSymmetries(operator).reduce((product, { letter, partition }) => {
    const copies = copyNumber(letters[letter].copies, generations);
    return product * Number(generalLinearDimension(partition, copies));
  }, 1);
}

/** The generation in each slot, from 1 on, for every independent component. */
export function flavourAssignments(
  letters: readonly Letter[],
  operator: FlavouredOperator,
  generations: number,
): number[][] {
  let assignments: number[][] = [[]];
  for (const { letter, partition } of letterSymmetries(operator)) {
    const own = fillings(partition, copyNumber(letters[letter].copies, generations));
    assignments = assignments.flatMap((before) => own.map((labels) => [...before, ...labels]));
  }
  return assignments;
}

/** One partition for each letter of the type, in the order of the slots. */
function letterSymmetries({ type, symmetry }: FlavouredOperator): LetterSymmetry[] {
  return type.powers.map(({ letter }) => symmetry.find((own) => own.letter === letter) ?? { letter, partition: [1] });
}

/** The labels of all semi-standard tableaux with entries up to `labels`, row by row. */
function fillings(shape: Partition, labels: number): number[][] {
  const size = shape.reduce((sum, row) => sum + row, 0);
  return contents(size, labels).flatMap((content) =>
    semistandardTableaux(shape, content).map((tableau) => tableau.flat()),
  );
}

/** All ways to split `size` boxes among the labels. */
function contents(size: number, labels: number): number[][] {
  if (labels === 1) return [[size]];
  return Array.from({ length: size + 1 }, (_, k) => size - k).flatMap((first) =>
    contents(size - first, labels - 1).map((rest) => [first, ...rest]),
  );
}
