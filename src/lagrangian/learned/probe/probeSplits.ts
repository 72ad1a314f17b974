/** Which letters train a probe and which test it. */
import { createRng, hashString } from "../../../base/index.ts";
import type { Rng } from "../../../base/index.ts";
import type { RunContext } from "../../../run/index.ts";
import { chargeGrid, PLAIN_GRID, RICH_SHARE } from "../lists/fieldLists.ts";
import { createListKeys } from "../lists/isomorphism.ts";
import { fieldsOfList } from "../lists/labelledLists.ts";
import type { LabelledLists } from "../lists/labelledLists.ts";
import { makeLists } from "../lists/listSet.ts";
import { conjugateField, fieldText } from "../../words/matterFields.ts";
import type { MatterField } from "../../words/matterFields.ts";
import type { PlacedLetter } from "./letterLabels.ts";

/** Numbers of letters. */
export interface LetterSplit {
  readonly train: Uint32Array;
  readonly test: Uint32Array;
}

/** `lists`: letters of other lists. `types`: of these, letters whose spin, irreps and charge no training letter has. */
export type SplitName = "lists" | "types";

/** Share of the types that are kept for testing. */
const NEW_TYPES = 0.25;

/** Isomorphic lists are on one side, and so are a type and its conjugate. */
export function splitLetters(
  set: LabelledLists,
  lists: readonly number[],
  letters: readonly PlacedLetter[],
  testShare: number,
): Readonly<Record<SplitName, LetterSplit>> {
  const held = heldLists(set, lists, testShare);
  const newType = letters.map(({ field }) => createRng(hashString(typeText(field))).uniform() < NEW_TYPES);
  const numbersOf = (wanted: (letter: number) => boolean) =>
    Uint32Array.from(Array.from(letters.keys()).filter(wanted));
  const train = numbersOf((k) => !held.has(letters[k].list));
  const test = numbersOf((k) => held.has(letters[k].list));
  return {
    lists: { train, test },
    types: { train: train.filter((k) => !newType[k]), test: test.filter((k) => newType[k]) },
  };
}

/** Places of the lists of the last classes. */
function heldLists(set: LabelledLists, lists: readonly number[], share: number): ReadonlySet<number> {
  const keyOf = createListKeys();
  const keys = lists.map((list) => keyOf(fieldsOfList(set, list)));
  const classes = [...new Set(keys)];
  const held = new Set(classes.slice(Math.floor(classes.length * (1 - share))));
  return new Set(lists.map((_, place) => place).filter((place) => held.has(keys[place])));
}

/** The same for a letter and its conjugate. */
function typeText(field: MatterField): string {
  return [fieldText(field), fieldText(conjugateField(field))].sort().join(" ");
}

/** One letter of each list, drawn, so that letters are independent of each other. */
export function oneLetterAList(letters: readonly PlacedLetter[], rng: Rng): Uint32Array {
  const numbers = Array.from(letters.keys());
  const byList = Map.groupBy(numbers, (letter) => letters[letter].list);
  return Uint32Array.from(byList, ([list, own]) => own[rng.fork(list).integer(own.length)]);
}

/** Most fields of a list with unseen charges. */
const LARGEST = 6;

/** Lists as those of the plain grid, with charges up to the same size and another denominator, whole ones left out. */
export function unseenCharges(context: RunContext, count: number, denominator: number): LabelledLists {
  const charges = chargeGrid(denominator, 2 * denominator).filter((charge) => charge.denominator !== 1n);
  const own = { ...context, rng: context.rng.fork("unseen charges") };
  return makeLists(own, { grid: { ...PLAIN_GRID, charges }, largest: LARGEST, richShare: RICH_SHARE }, count);
}
