/**
 * The independent entries of a coupling with flavour indices: for a letter that stands in the operator several times with
 * symmetry lambda, the semi-standard tableaux of lambda read row by row. Of a hermitian operator an entry and its
 * conjugate, with the generations of X and X+ exchanged, are one complex number, or a real one where they are the same.
 */
import type { Reality } from "../explicit/hermitianBasis.ts";
import type { ExplicitOperator } from "../explicit/operatorBasis.ts";
import type { Letter } from "../theory.ts";
import { conjugateLetter } from "../typeNames.ts";

export interface FlavourEntry {
  /** The generation in each slot, from 0. */
  readonly flavours: readonly number[];
  /** `_1x2`: generations of the slots with several copies, from 1; empty if there are none. */
  readonly suffix: string;
  /** c O with real c, i c O with real c, or c O + h.c. */
  readonly kind: Reality;
}

/** All entries, the last letter fastest. */
export function flavourEntries(
  { operator, reality }: { readonly operator: ExplicitOperator; readonly reality: Reality },
  letters: readonly Letter[],
  generations: number,
): FlavourEntry[] {
  const { type, slots, symmetry } = operator;
  const copiesOf = (letter: number) => {
    const { copies } = letters[letter];
    return copies === "Nf" ? generations : copies;
  };
  const readings = type.powers.map(({ letter, power }) => {
    const shape = symmetry.find((own) => own.letter === letter)?.partition ?? [power];
    return tableauReadings(shape, copiesOf(letter));
  });
  const products = readings.reduce<number[][][]>(
    (found, own) => found.flatMap((product) => own.map((reading) => [...product, reading])),
    [[]],
  );
  return products.flatMap((product) => {
    const flavours = product.flat();
    const shown = flavours.filter((_, slot) => copiesOf(slots[slot]) > 1).map((generation) => generation + 1);
    const suffix = shown.length === 0 ? "" : `_${shown.join("x")}`;
    if (reality === "pair") return [{ flavours, suffix, kind: reality }];
    const conjugate = type.powers.map(({ letter }) => {
      const partner = type.powers.findIndex((own) => own.letter === conjugateLetter(letter, letters));
      return product[partner];
    });
    const order = compare(flavours, conjugate.flat());
    if (order > 0) return [];
    return [{ flavours, suffix, kind: order === 0 ? reality : ("pair" as const) }];
  });
}

function compare(a: readonly number[], b: readonly number[]): number {
  const place = a.findIndex((entry, k) => entry !== b[k]);
  return place === -1 ? 0 : a[place] - b[place];
}

/** Semi-standard tableaux with labels below `copies`, read row by row. */
function tableauReadings(shape: readonly number[], copies: number): number[][] {
  const boxes = shape.flatMap((length, row) => Array.from({ length }, (_, column) => ({ row, column })));
  const above = boxes.map(({ row, column }) => boxes.findIndex((box) => box.row === row - 1 && box.column === column));
  const extend = (filled: readonly number[]): number[][] => {
    const k = filled.length;
    if (k === boxes.length) return [[...filled]];
    const least = Math.max(boxes[k].column > 0 ? filled[k - 1] : 0, above[k] >= 0 ? filled[above[k]] + 1 : 0);
    return Array.from({ length: Math.max(copies - least, 0) }, (_, step) => extend([...filled, least + step])).flat();
  };
  return extend([]);
}
