/**
 * What the set encoder sees of a letter or a pair of letters, as numbers. Nothing is memorised by name: an irrep is its
 * Dynkin labels (one-hot, so that a linear map is an embedding of small integers), dimension, Casimir and N-ality, a charge
 * is its exact value, so irreps and charges that were never in training have features all the same.
 *
 * Charges enter as q, |q|, sign, and as phases cos 2 pi f q, sin 2 pi f q on a ladder of frequencies f = 1/64 ... 4. The
 * product of two such vectors is the sum over the ladder of cos 2 pi f (q + q'), largest where the sum of charges is zero:
 * low frequencies tell far charges apart (period 64, sums of four stay below 32 for |q| < 8), high ones near charges (a step
 * of 1/9, which is the least between charges of one denominator up to 9, turns f = 4 by 160 degrees). Whole multiples of
 * the charge, cos 2 pi q k with whole k, would not do: they see q modulo 1 only, and all whole charges look neutral.
 *
 * A pair has the sums of its letters' features, so phases of the summed charge and N-ality, with differences of dimensions
 * and Casimirs; and whether its letters are equal, or a field with its own conjugate.
 *
 * Tokens are ordered by letters, so a network must know which letter comes first. It could compare quantum numbers, but not
 * tell equal fields apart. The number of a letter in canonical order is a function of the set and no position of writing;
 * it is given as phases as well (`ranks`), and without them the number of a field among equal ones remains.
 */
import { casimir, irrepDimension, nAlity, rationalToNumber } from "../../exact/index.ts";
import type { DynkinLabels } from "../../exact/index.ts";
import { compareFields, lettersOfList } from "./matterFields.ts";
import type { FieldList, MatterField } from "./matterFields.ts";

const CHARGE_FREQUENCIES = [1 / 64, 1 / 32, 1 / 16, 1 / 8, 1 / 4, 1 / 2, 1, 2, 4] as const;
const RANK_FREQUENCIES = [1 / 64, 1 / 32, 1 / 16, 1 / 8, 1 / 4, 1 / 2] as const;
/** Labels from 0 to this have an embedding of their own; larger ones share the last. */
const LARGEST_LABEL = 7;

/** cos and sin of 2 pi f x for each frequency. */
function phases(x: number, frequencies: readonly number[]): number[] {
  return frequencies.flatMap((f) => [Math.cos(2 * Math.PI * f * x), Math.sin(2 * Math.PI * f * x)]);
}

export function chargeFeatures(charge: number): number[] {
  return [charge / 4, Math.abs(charge) / 4, Math.sign(charge), ...phases(charge, CHARGE_FREQUENCIES)];
}

function oneHot(value: number, length: number): number[] {
  return Array.from({ length }, (_, k) => (k === Math.min(value, length - 1) ? 1 : 0));
}

/** Of one letter, what a pair adds up: labels, ln of the dimension, Casimir. */
function irrepFeatures(labels: DynkinLabels): { readonly labels: number[]; readonly sizes: readonly [number, number] } {
  const { numerator, denominator } = casimir(labels);
  return {
    labels: labels.flatMap((label) => oneHot(label, LARGEST_LABEL + 1)),
    sizes: [Math.log(irrepDimension(labels)), Number(numerator) / Number(denominator)],
  };
}

interface LetterFeatures {
  readonly charge: number;
  readonly su3: ReturnType<typeof irrepFeatures>;
  readonly su2: ReturnType<typeof irrepFeatures>;
  readonly nAlity3: number;
  readonly nAlity2: number;
  /** 0 scalar, 1 left-handed, 2 right-handed. */
  readonly spin: number;
  /** How many equal fields stand before it. */
  readonly copy: number;
}

function letterFeatures(letter: MatterField, copy: number): LetterFeatures {
  return {
    charge: rationalToNumber(letter.charge),
    su3: irrepFeatures(letter.su3),
    su2: irrepFeatures(letter.su2),
    nAlity3: nAlity(letter.su3),
    nAlity2: nAlity(letter.su2),
    spin: letter.twiceHelicity === 0 ? 0 : letter.twiceHelicity < 0 ? 1 : 2,
    copy,
  };
}

/** Features of each item (letters of one or two), [items, width] in C order; a function of the list and its items only. */
export function itemFeatures(
  fields: FieldList,
  items: readonly (readonly number[])[],
  { ranks }: { readonly ranks: boolean },
): Float32Array {
  const copies = fields.map(
    (field, k) => fields.slice(0, k).filter((other) => compareFields(other, field) === 0).length,
  );
  const letters = lettersOfList(fields).map((letter, k) => letterFeatures(letter, copies[k >> 1]));
  const rows = items.map((item) => [
    ...kindFeatures(item, letters),
    ...chargeFeatures(item.reduce((sum, letter) => sum + letters[letter].charge, 0)),
    ...groupFeatures(item.map((letter) => letters[letter])),
    item.reduce((sum, letter) => sum + letters[letter].copy, 0),
    item.reduce((sum, letter) => sum + (letter & 1), 0),
    ...(ranks ? rankFeatures(item) : []),
  ]);
  return Float32Array.from(rows.flat());
}

/** Numbers of an item. */
export function featureWidth(options: { readonly ranks: boolean }): number {
  return itemFeatures([SOME_FIELD], [[0]], options).length;
}

const SOME_FIELD: MatterField = {
  twiceHelicity: 0,
  su3: [0, 0],
  su2: [0],
  charge: { numerator: 0n, denominator: 1n },
};

/** Letter or pair by spin, two equal letters, a field with its conjugate. */
function kindFeatures(item: readonly number[], letters: readonly LetterFeatures[]): number[] {
  const [a, b] = item;
  const kind = letters[a].spin + (b === undefined ? 0 : 3);
  return [...oneHot(kind, 6), a === b ? 1 : 0, b === a + 1 && (a & 1) === 0 ? 1 : 0];
}

function groupFeatures(own: readonly LetterFeatures[]): number[] {
  const triality = own.reduce((sum, { nAlity3 }) => sum + nAlity3, 0);
  const duality = own.reduce((sum, { nAlity2 }) => sum + nAlity2, 0);
  return [
    ...sums(own.map(({ su3 }) => su3.labels)),
    ...sizes(own.map(({ su3 }) => su3.sizes)),
    Math.cos((2 * Math.PI * triality) / 3),
    Math.sin((2 * Math.PI * triality) / 3),
    ...sums(own.map(({ su2 }) => su2.labels)),
    ...sizes(own.map(({ su2 }) => su2.sizes)),
    1 - 2 * (duality % 2),
  ];
}

function sums(rows: readonly (readonly number[])[]): number[] {
  return rows[0].map((_, k) => rows.reduce((sum, row) => sum + row[k], 0));
}

/** Sums and distances of ln dim and Casimir. */
function sizes(rows: readonly (readonly [number, number])[]): number[] {
  const last = rows.at(-1)!;
  return [...sums(rows).map((sum) => sum / 4), ...rows[0].map((size, k) => Math.abs(size - last[k]) / 2)];
}

function rankFeatures([a, b]: readonly number[]): number[] {
  const second = b === undefined ? RANK_FREQUENCIES.flatMap(() => [0, 0]) : phases(b, RANK_FREQUENCIES);
  return [...phases(a, RANK_FREQUENCIES), ...second];
}
