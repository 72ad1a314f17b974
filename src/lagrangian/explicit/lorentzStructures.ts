/**
 * A basis of Lorentz structures without redundancy: no two of them are related by integration by parts, equations of
 * motion or Schouten identities.
 *
 * A field of helicity h <= 0 carries 2|h| undotted indices, one of h > 0 as many dotted ones, and every derivative on it
 * adds one of each kind; all indices of one kind on one field are symmetric. So a structure is a product of
 * contractions <ij> of undotted and [ij] of dotted indices of the fields i and j, and as a function of commuting spinors
 * it is the amplitude prod <ij> prod [ij] of massless particles. Equations of motion are p_i^2 = 0, integration by parts
 * is momentum conservation sum_j |j>[j| = 0.
 *
 * Functions of that kind form one irrep of GL(N), N the number of fields (Henning, Melia, "Constructing effective field
 * theories via their harmonics", arXiv:1902.06747; Li, Ren, Shu, Xiao, Yu, Zheng, arXiv:2005.00008). With k derivatives
 * there are n = k/2 - sum_(h<0) h brackets <ij> and m = k/2 + sum_(h>0) h brackets [ij]; the diagram has two rows of
 * length n + m and N - 4 rows of length m, and the semi-standard tableaux in which the label i stands m - 2 h_i times are
 * the basis: the m columns of height N - 2 on the left mean [ij] with i, j the two labels that are absent, the n others
 * <ij>. The sign of the permutation (i, j, column) is dropped: it would only change the sign of a structure.
 *
 * Up to three fields that rule would count structures that vanish: all products p_i p_j are zero there, and with them
 * every structure with derivatives. Without derivatives the two kinds of indices are two separate diagrams of two rows.
 */
import { semistandardTableaux } from "../../exact/index.ts";
import type { TwiceHelicity } from "../theory.ts";

/** A pair of slots; slots are numbered from 0. */
export type SlotPair = readonly [number, number];

export interface LorentzStructure {
  /** Contractions of undotted indices, <ij> = eps_ab i^a j^b. */
  readonly angle: readonly SlotPair[];
  /** Contractions of dotted indices. */
  readonly square: readonly SlotPair[];
}

/**
 * The independent structures of fields with the given helicities (all taken as different) and `derivatives` derivatives,
 * in the order of their tableaux read row by row. Their number is the Lorentz count L_k.
 */
export function lorentzStructures(twiceHelicities: readonly TwiceHelicity[], derivatives: number): LorentzStructure[] {
  const brackets = bracketNumbers(twiceHelicities, derivatives);
  if (brackets === undefined) return [];
  if (twiceHelicities.length < 4) return derivatives === 0 ? withoutDerivatives(twiceHelicities, brackets) : [];
  return youngTensors(twiceHelicities, brackets);
}

/** How many derivatives act on each slot: the smaller one of its two numbers of indices. */
export function derivativesOnSlots({ angle, square }: LorentzStructure, slots: number): number[] {
  const undotted = indexNumbers(angle, slots);
  const dotted = indexNumbers(square, slots);
  return undotted.map((indices, slot) => Math.min(indices, dotted[slot]));
}

interface BracketNumbers {
  readonly angle: number;
  readonly square: number;
}

/** n and m of the opening block; undefined where no structure is a Lorentz scalar. */
function bracketNumbers(twiceHelicities: readonly number[], derivatives: number): BracketNumbers | undefined {
  const undotted = twiceHelicities.reduce((sum, h) => sum + Math.max(-h, 0), derivatives);
  const dotted = twiceHelicities.reduce((sum, h) => sum + Math.max(h, 0), derivatives);
  return undotted % 2 === 0 && dotted % 2 === 0 ? { angle: undotted / 2, square: dotted / 2 } : undefined;
}

function youngTensors(twiceHelicities: readonly number[], { angle, square }: BracketNumbers): LorentzStructure[] {
  const fields = twiceHelicities.length;
  const content = twiceHelicities.map((h) => square - h);
  if (content.some((times) => times < 0)) return [];
  const shape = rows(fields - 2, (row) => (row < 2 ? angle + square : square));
  return semistandardTableaux(shape, content).map((tableau) => {
    const columns = columnsOf(tableau);
    return {
      angle: columns.slice(square).map(([i, j]) => [i, j] as const),
      square: columns.slice(0, square).map((column) => absentPair(column, fields)),
    };
  });
}

function withoutDerivatives(twiceHelicities: readonly number[], { angle, square }: BracketNumbers): LorentzStructure[] {
  const undotted = pairings(
    angle,
    twiceHelicities.map((h) => Math.max(-h, 0)),
  );
  const dotted = pairings(
    square,
    twiceHelicities.map((h) => Math.max(h, 0)),
  );
  return undotted.flatMap((pairs) => dotted.map((others) => ({ angle: pairs, square: others })));
}

/**
 * The independent ways to contract doublet indices pairwise, `indices[i]` symmetric ones on slot i, `pairs` pairs in
 * all: the tableaux of two rows. The same for spinor indices and for the doublets of a group SU(2).
 */
export function pairings(pairs: number, indices: readonly number[]): SlotPair[][] {
  const shape = rows(2, () => pairs);
  return semistandardTableaux(shape, indices).map((tableau) => columnsOf(tableau).map(([i, j]) => [i, j] as const));
}

/** A shape without its rows of length 0. */
function rows(count: number, length: (row: number) => number): number[] {
  return Array.from({ length: count }, (_, row) => length(row)).filter((boxes) => boxes > 0);
}

/** The columns of a tableau, with labels from 0 on. */
function columnsOf(tableau: readonly (readonly number[])[]): number[][] {
  return (tableau[0] ?? []).map((_, column) =>
    tableau.filter((row) => row.length > column).map((row) => row[column] - 1),
  );
}

function absentPair(column: readonly number[], fields: number): SlotPair {
  const absent = Array.from({ length: fields }, (_, slot) => slot).filter((slot) => !column.includes(slot));
  return [absent[0], absent[1]];
}

function indexNumbers(pairs: readonly SlotPair[], slots: number): number[] {
  const numbers = new Array<number>(slots).fill(0);
  for (const slot of pairs.flat()) numbers[slot]++;
  return numbers;
}
