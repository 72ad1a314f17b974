/**
 * The compact form of a Lagrangian as a sequence of tokens, for training on a CPU: every type once, in canonical order (by
 * dimension, then by letters), followed by its number of invariants, instead of one term for each invariant.
 *
 * A token is a slot (start, end, a number of invariants) or points to an item of the list: a letter, or a pair of letters.
 * In the form `pairs` a type of two letters is one pair, of three a pair and a letter, of four two pairs, (ab)(cd) for
 * letters a <= b <= c <= d: two choices among pairs instead of four among letters, and "the charges of two pairs cancel" is
 * a relation of two tokens. Spinors stand before scalars, so a pair is of two spinors of one helicity or of two scalars;
 * others are part of no type without derivatives, and are no items. The form `letters` is the plain twin: 2 to 4 letters and
 * the number.
 *
 * `hermitian: "one"` writes of a type and its conjugate only the one with the smaller letters, since the other follows;
 * reading gives both again.
 */
import { GlueballError } from "../../../base/index.ts";
import { conjugateLetter } from "../../words/matterFields.ts";
import { sortTypes } from "../lists/typeCounts.ts";
import type { CountedType } from "../lists/typeCounts.ts";

export interface TargetForm {
  readonly items: "pairs" | "letters";
  readonly hermitian: "both" | "one";
}

export const START = 0;
export const END = 1;
const FIRST_COUNT = 2;
/** Largest number of invariants of a type that can be written. (8,7)^4 of SU(3) x SU(2) with distinct fields has 56. */
const LARGEST_COUNT = 64;
/** Slots; larger tokens are items. */
export const SLOTS = FIRST_COUNT + LARGEST_COUNT;

/** @throws GlueballError lagrangian/too-many-invariants */
export function countToken(count: number): number {
  if (count >= 1 && count <= LARGEST_COUNT) return FIRST_COUNT + count - 1;
  throw new GlueballError({
    code: "lagrangian/too-many-invariants",
    what: "a type has more invariants than the compact form can say",
    found: count,
    expected: `1 to ${LARGEST_COUNT}`,
    hint: "Count exactly with glueball lagrangian count, or leave out the largest irreps",
  });
}

/** The number that a token says; undefined for other tokens. */
export function countOfToken(token: number): number | undefined {
  return token >= FIRST_COUNT && token < SLOTS ? token - FIRST_COUNT + 1 : undefined;
}

/** What tokens of one list point to. */
export interface ListItems {
  /** Letters of each item, first all letters by themselves. */
  readonly items: readonly (readonly number[])[];
  /** The token of a letter or of a pair in ascending order. */
  token(letters: readonly number[]): number;
  /** Letters of the item that a token points to; undefined for slots. */
  lettersOf(token: number): readonly number[] | undefined;
}

/** `helicities` are those of all letters. */
export function listItems(helicities: readonly number[], { items: kind }: Pick<TargetForm, "items">): ListItems {
  const letters = helicities.map((_, letter) => letter);
  const pairs = letters.flatMap((a) =>
    letters.filter((b) => b >= a && helicities[a] === helicities[b]).map((b): readonly number[] => [a, b]),
  );
  const items = [...letters.map((letter) => [letter]), ...(kind === "pairs" ? pairs : [])];
  const byLetters = new Map(items.map((own, k) => [own.join(" "), SLOTS + k]));
  return {
    items,
    token: (own) => {
      const token = byLetters.get(own.join(" "));
      if (token === undefined) throw new RangeError(`no item of letters ${own.join(", ")}`);
      return token;
    },
    lettersOf: (token) => items[token - SLOTS],
  };
}

/** The tokens of a Lagrangian, without start, with end. Types in canonical order. */
export function encodeTypes(types: readonly CountedType[], items: ListItems, form: TargetForm): number[] {
  const written = form.hermitian === "both" ? types : types.filter(({ letters }) => isFirstOfPair(letters));
  const tokens = written.flatMap(({ letters, count }) => [
    ...chunks(letters, form).map((chunk) => items.token(chunk)),
    countToken(count),
  ]);
  return [...tokens, END];
}

/** Tokens of `encodeTypes`, counted without making them. */
export function encodedLength(types: readonly CountedType[], form: TargetForm): number {
  let length = 1; // the end
  for (const { letters } of types) {
    if (form.hermitian === "one" && !isFirstOfPair(letters)) continue;
    length += 1 + (form.items === "letters" ? letters.length : Math.ceil(letters.length / 2));
  }
  return length;
}

/** Items of `listItems`, counted without making them. */
export function itemCount(helicities: readonly number[], { items }: Pick<TargetForm, "items">): number {
  if (items === "letters") return helicities.length;
  const alike = [-1, 0, 1].map((helicity) => helicities.filter((own) => own === helicity).length);
  return alike.reduce((sum, n) => sum + (n * (n + 1)) / 2, helicities.length);
}

function chunks(letters: readonly number[], { items }: TargetForm): (readonly number[])[] {
  if (items === "letters") return letters.map((letter) => [letter]);
  return letters.length === 2 ? [letters] : [letters.slice(0, 2), letters.slice(2)];
}

/** What a sequence of tokens says. */
export interface ReadTypes {
  /** Each type once, in canonical order, with the largest number that was written. */
  readonly types: readonly CountedType[];
  /** Stretches up to a number or the end that are no type: no item, too many letters, or letters not ascending. What was cut off is none. */
  readonly unreadable: number;
  /** Types written again, themselves or, where one of a conjugate pair is enough, as the other. */
  readonly repeated: number;
  /** The sequence ended with the end token. */
  readonly complete: boolean;
}

/** Reads tokens (without start) whatever they are; what is no type is counted. */
export function decodeTypes(
  tokens: ArrayLike<number>,
  items: ListItems,
  form: TargetForm,
  helicities: readonly number[],
): ReadTypes {
  const found = new Map<string, { letters: readonly number[]; count: number }>();
  let [unreadable, repeated, complete] = [0, 0, false];
  let stretch: number[] = [];
  const add = (letters: readonly number[], count: number) => {
    const key = letters.join(" ");
    const known = found.get(key);
    found.set(key, { letters, count: Math.max(count, known?.count ?? 0) });
  };
  for (let t = 0; t < tokens.length && !complete; t++) {
    const count = countOfToken(tokens[t]);
    complete = tokens[t] === END;
    if (count === undefined && !complete) {
      stretch.push(tokens[t]);
      continue;
    }
    const letters = typeOfStretch(stretch, items, form);
    const empty = stretch.length === 0 && count === undefined;
    stretch = [];
    if (letters === undefined || count === undefined) {
      if (!empty) unreadable++;
      continue;
    }
    if (found.has(letters.join(" "))) repeated++;
    add(letters, count);
    if (form.hermitian === "one" && !isSelfConjugate(letters)) add(conjugateType(letters), count);
  }
  return { types: sortTypes([...found.values()], helicities), unreadable, repeated, complete };
}

/** Types that are put out as a set, not read from tokens. */
export function completeSet(types: readonly CountedType[]): ReadTypes {
  return { types, unreadable: 0, repeated: 0, complete: true };
}

/** The letters of a type, if the tokens are one as `encodeTypes` writes it. */
function typeOfStretch(tokens: readonly number[], items: ListItems, form: TargetForm): readonly number[] | undefined {
  const parts = tokens.map((token) => items.lettersOf(token));
  const letters = parts.flatMap((part) => part ?? []);
  const ascending = letters.every((letter, k) => k === 0 || letters[k - 1] <= letter);
  if (parts.includes(undefined) || !ascending || letters.length < 2 || letters.length > 4) return undefined;
  const asWritten = chunks(letters, form);
  return asWritten.length === parts.length && parts[0]!.length === asWritten[0].length ? letters : undefined;
}

/** Letters of the conjugate type, ascending. */
export function conjugateType(letters: readonly number[]): number[] {
  return letters.map(conjugateLetter).sort((a, b) => a - b);
}

function isSelfConjugate(letters: readonly number[]): boolean {
  return compareLetters(letters, conjugateType(letters)) === 0;
}

function isFirstOfPair(letters: readonly number[]): boolean {
  return compareLetters(letters, conjugateType(letters)) <= 0;
}

function compareLetters(a: readonly number[], b: readonly number[]): number {
  const differing = a.findIndex((letter, k) => letter !== b[k]);
  return differing < 0 ? 0 : a[differing] - b[differing];
}
