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
 *
 * Twins see less (memorisedFeatures.ts): charges by name, fields by name, or nothing of the quantum numbers.
 */
import type { Rng } from "../../../base/index.ts";
import { casimir, irrepDimension, nAlity, rationalToNumber } from "../../../exact/index.ts";
import type { DynkinLabels } from "../../../exact/index.ts";
import { compareFields, lettersOfList } from "../../words/matterFields.ts";
import type { FieldList, MatterField } from "../../words/matterFields.ts";
import { CHARGE_BINS, chargeBin, OPAQUE_WIDTH, opaqueVectors, TYPE_BINS, typeBin } from "./memorisedFeatures.ts";

const CHARGE_FREQUENCIES = [1 / 64, 1 / 32, 1 / 16, 1 / 8, 1 / 4, 1 / 2, 1, 2, 4] as const;
const RANK_FREQUENCIES = [1 / 64, 1 / 32, 1 / 16, 1 / 8, 1 / 4, 1 / 2] as const;
/** Labels from 0 to this have an embedding of their own; larger ones share the last. */
const LARGEST_LABEL = 7;

/** What is seen of the fields. */
export interface FeatureOptions {
  /** Numbers of letters in canonical order among the features. */
  readonly ranks: boolean;
  /** As exact values, or by name; a pair has the names of its letters. */
  readonly charges: "numeric" | "memorised";
  /** Quantum numbers; or the kind of a letter by name; or a random vector for each field. The last two have no pairs. */
  readonly fields: "numbers" | "types" | "opaque";
}

/** Takes the numbers of a row one after the other. */
type Put = (value: number) => void;

/** q, |q|, sign, phases. */
function putCharge(put: Put, charge: number): void {
  put(charge / 4);
  put(Math.abs(charge) / 4);
  put(Math.sign(charge));
  putPhases(put, charge, CHARGE_FREQUENCIES);
}

/** cos and sin of 2 pi f x for each frequency. */
function putPhases(put: Put, x: number, frequencies: readonly number[]): void {
  for (const f of frequencies) {
    put(Math.cos(2 * Math.PI * f * x));
    put(Math.sin(2 * Math.PI * f * x));
  }
}

/** The features of a charge by themselves. */
export function chargeFeatures(charge: number): number[] {
  const values: number[] = [];
  putCharge((value) => values.push(value), charge);
  return values;
}

/** Of one letter: what pairs add up. */
interface LetterNumbers {
  readonly charge: number;
  /** Its name among those of the plain grid. */
  readonly chargeBin: number;
  readonly su3: IrrepNumbers;
  readonly su2: IrrepNumbers;
  /** 0 scalar, 1 left-handed, 2 right-handed. */
  readonly spin: number;
  /** How many equal fields stand before it. */
  readonly copy: number;
}

interface IrrepNumbers {
  readonly labels: DynkinLabels;
  readonly logDimension: number;
  readonly casimir: number;
  readonly nAlity: number;
}

function irrepNumbers(labels: DynkinLabels): IrrepNumbers {
  const logDimension = Math.log(irrepDimension(labels));
  return { labels, logDimension, casimir: rationalToNumber(casimir(labels)), nAlity: nAlity(labels) };
}

function letterNumbers({ twiceHelicity, su3, su2, charge }: MatterField, copy: number): LetterNumbers {
  const spin = twiceHelicity === 0 ? 0 : twiceHelicity < 0 ? 1 : 2;
  return {
    charge: rationalToNumber(charge),
    chargeBin: chargeBin(charge),
    su3: irrepNumbers(su3),
    su2: irrepNumbers(su2),
    spin,
    copy,
  };
}

/**
 * Features of each item (letters of one or two), [items, width] in C order; a function of the list and its items only, and
 * of `turn` where fields are opaque.
 */
export function itemFeatures(
  fields: FieldList,
  items: readonly (readonly number[])[],
  options: FeatureOptions,
  turn?: Rng,
): Float32Array {
  const values = new Float32Array(items.length * featureWidth(options));
  const putOwn = itemWriter(fields, options, turn);
  let at = 0;
  const put: Put = (value) => (values[at++] = value);
  for (const [a, b] of items) {
    putOwn(put, a, b);
    if (!options.ranks) continue;
    putPhases(put, a, RANK_FREQUENCIES);
    if (b === undefined) at += 2 * RANK_FREQUENCIES.length;
    else putPhases(put, b, RANK_FREQUENCIES);
  }
  return values;
}

type PutItem = (put: Put, a: number, b: number | undefined) => void;

/** Writes what an item of this list has beside its ranks. */
function itemWriter(fields: FieldList, options: FeatureOptions, turn: Rng | undefined): PutItem {
  switch (options.fields) {
    case "numbers":
      return numbersWriter(fields, options);
    case "types":
      return typesWriter(fields);
    case "opaque":
      return opaqueWriter(fields, turn);
    default:
      throw new Error(options.fields satisfies never);
  }
}

/** How many equal fields stand before each field. */
function copiesOf(fields: FieldList): number[] {
  return fields.map((field, k) => fields.slice(0, k).filter((other) => compareFields(other, field) === 0).length);
}

function numbersWriter(fields: FieldList, { charges }: FeatureOptions): PutItem {
  const copies = copiesOf(fields);
  const letters = lettersOfList(fields).map((letter, k) => letterNumbers(letter, copies[k >> 1]));
  return (put, a, b) => {
    const own = b === undefined ? [letters[a]] : [letters[a], letters[b]];
    const sum = (read: (letter: LetterNumbers) => number) => own.reduce((total, letter) => total + read(letter), 0);
    putKind(put, a, b, letters);
    if (charges === "memorised") putOneHot(put, own[0].chargeBin, own[1]?.chargeBin, CHARGE_BINS);
    else
      putCharge(
        put,
        sum(({ charge }) => charge),
      );
    putGroup(
      put,
      own.map(({ su3 }) => su3),
      3,
    );
    putGroup(
      put,
      own.map(({ su2 }) => su2),
      2,
    );
    put(sum(({ copy }) => copy));
    put((a & 1) + (b === undefined ? 0 : b & 1));
  };
}

function typesWriter(fields: FieldList): PutItem {
  const copies = copiesOf(fields);
  const bins = lettersOfList(fields).map(typeBin);
  return (put, a) => {
    putOneHot(put, bins[a], undefined, TYPE_BINS);
    put(copies[a >> 1]);
    put(a & 1);
  };
}

/** Without the number among equal fields, which would say that they are equal. */
function opaqueWriter(fields: FieldList, turn: Rng | undefined): PutItem {
  const vectors = opaqueVectors(fields, turn);
  return (put, a) => {
    for (const value of vectors[a >> 1]) put(value);
    put(a & 1);
  };
}

const SPINS = 3;
const KIND_WIDTH = 2 * SPINS + 2;
const CHARGE_WIDTH = 3 + 2 * CHARGE_FREQUENCIES.length;
/** Of SU(n): labels, two sums, two differences, N-ality. */
const groupWidth = (n: number) => (n - 1) * (LARGEST_LABEL + 1) + 6;

/** Numbers of an item. */
export function featureWidth({ ranks, charges, fields }: FeatureOptions): number {
  const rankWidth = ranks ? 4 * RANK_FREQUENCIES.length : 0;
  const chargeWidth = charges === "memorised" ? CHARGE_BINS : CHARGE_WIDTH;
  const own = {
    numbers: KIND_WIDTH + chargeWidth + groupWidth(3) + groupWidth(2) + 2,
    types: TYPE_BINS + 2,
    opaque: OPAQUE_WIDTH + 1,
  };
  return own[fields] + rankWidth;
}

/** Letter or pair by spin (the letters of a pair have one helicity), two equal letters, a field with its conjugate. */
function putKind(put: Put, a: number, b: number | undefined, letters: readonly LetterNumbers[]): void {
  const kind = letters[a].spin + (b === undefined ? 0 : SPINS);
  putOneHot(put, kind, undefined, 2 * SPINS);
  put(a === b ? 1 : 0);
  put(b === a + 1 && (a & 1) === 0 ? 1 : 0);
}

function putGroup(put: Put, irreps: readonly IrrepNumbers[], n: number): void {
  const [first, second] = irreps;
  for (let k = 0; k < n - 1; k++) putOneHot(put, first.labels[k], second?.labels[k], LARGEST_LABEL + 1);
  const other = second ?? { ...first, logDimension: 0, casimir: 0, nAlity: 0 };
  put((first.logDimension + other.logDimension) / 4);
  put((first.casimir + other.casimir) / 4);
  put(second === undefined ? 0 : Math.abs(first.logDimension - second.logDimension) / 2);
  put(second === undefined ? 0 : Math.abs(first.casimir - second.casimir) / 2);
  const turn = (2 * Math.PI * (first.nAlity + other.nAlity)) / n;
  put(Math.cos(turn));
  put(Math.sin(turn));
}

/** How many of one or two values are k, for each k; values beyond the last count as the last. */
function putOneHot(put: Put, first: number, second: number | undefined, length: number): void {
  const last = length - 1;
  for (let k = 0; k < length; k++) {
    const here = (value: number | undefined) => (value !== undefined && Math.min(value, last) === k ? 1 : 0);
    put(here(first) + here(second));
  }
}
