/**
 * Field lists as a network learns from them: several lists share a row, one behind the other, and no position sees another
 * list (segments), so that shapes are static and little is padding. A row has room for so many items and so many tokens.
 *
 * A list takes the first open row with room for it, among the last few; rows are filled in the order of the lists, so a
 * shuffled order gives shuffled rows. Features are computed when a batch is made.
 */
import type { Rng } from "../../../base/index.ts";
import { turnList } from "../lists/augment.ts";
import { encodedLength, encodeTypes, itemCount, listItems, SLOTS, START } from "./compactTarget.ts";
import type { ListItems, TargetForm } from "./compactTarget.ts";
import { featureWidth, itemFeatures } from "./features.ts";
import type { FeatureOptions } from "./features.ts";
import { fieldsOfList, typesOfList } from "../lists/labelledLists.ts";
import { helicitiesOf } from "../lists/typeCounts.ts";
import type { LabelledLists } from "../lists/labelledLists.ts";
import type { FieldList } from "../../words/matterFields.ts";

/** Room of a row. */
export interface RowSize {
  readonly items: number;
  readonly tokens: number;
}

/** Target that does not count. */
export const IGNORED = -1;
/** Segment of padding of the items; that of the tokens is another, so that padded tokens see no item. */
const NO_ITEM = -1;
const NO_TOKEN = -2;

/** One batch, [rows, items] and [rows, tokens]. */
export interface RowBatch {
  /** [rows, items, featureWidth] */
  readonly features: Float32Array;
  readonly itemSegments: Int32Array;
  /** Inputs: slots, or SLOTS + position of the item in its row. */
  readonly tokens: Int32Array;
  readonly targets: Int32Array;
  readonly segments: Int32Array;
}

export interface Example {
  readonly fields: FieldList;
  readonly helicities: readonly number[];
  readonly items: ListItems;
  /** Without start, with end. */
  readonly tokens: readonly number[];
  /** The stream that turned the list, from which opaque fields have their vectors; absent: the list as it is stored. */
  readonly turn?: Rng | undefined;
}

/** Another form of a list (augment.ts): the stream that chooses it, and whether charges are multiplied by a factor. */
export interface Turn {
  readonly rng: Rng;
  readonly rescale: boolean;
}

/** `turn` absent: the list as it is stored. */
export function exampleOf(set: LabelledLists, list: number, form: TargetForm, turn?: Turn): Example {
  const stored = { fields: fieldsOfList(set, list), types: typesOfList(set, list) };
  const { fields, types } = turn === undefined ? stored : turnList(stored, turn.rng, turn.rescale);
  const helicities = helicitiesOf(fields);
  const items = listItems(helicities, form);
  return { fields, helicities, items, tokens: encodeTypes(types, items, form), turn: turn?.rng };
}

/** Which lists share which row, and which fit into none. */
export interface RowPlan {
  readonly rows: readonly (readonly number[])[];
  readonly tooLong: number;
}

/** Rows that stay open for a list that fits. */
const OPEN_ROWS = 16;

/** `lengths` of each list, in this order. */
export function planRows(lists: readonly number[], lengths: (list: number) => RowSize, size: RowSize): RowPlan {
  const rows: number[][] = [];
  const open: { row: number[]; items: number; tokens: number }[] = [];
  let tooLong = 0;
  for (const list of lists) {
    const { items, tokens } = lengths(list);
    if (items > size.items || tokens > size.tokens) {
      tooLong++;
      continue;
    }
    let place = open.find((row) => row.items + items <= size.items && row.tokens + tokens <= size.tokens);
    if (place === undefined) {
      place = { row: [], items: 0, tokens: 0 };
      rows.push(place.row);
      if (open.push(place) > OPEN_ROWS) open.shift();
    }
    place.row.push(list);
    place.items += items;
    place.tokens += tokens;
  }
  return { rows, tooLong };
}

/** Items and tokens of a list, the same in all its forms. */
export function lengthsOf(set: LabelledLists, form: TargetForm): (list: number) => RowSize {
  return (list) => ({
    items: itemCount(helicitiesOf(fieldsOfList(set, list)), form),
    tokens: encodedLength(typesOfList(set, list), form),
  });
}

/** The lists of each row as arrays; fewer rows than `count` leave padding. */
export function batchOf(
  rows: readonly (readonly Example[])[],
  count: number,
  size: RowSize,
  options: FeatureOptions,
): RowBatch {
  const width = featureWidth(options);
  const batch = {
    features: new Float32Array(count * size.items * width),
    itemSegments: new Int32Array(count * size.items).fill(NO_ITEM),
    tokens: new Int32Array(count * size.tokens),
    targets: new Int32Array(count * size.tokens).fill(IGNORED),
    segments: new Int32Array(count * size.tokens).fill(NO_TOKEN),
  };
  rows.forEach((examples, row) => {
    let [item, token] = [0, 0];
    examples.forEach((example, segment) => {
      const { items } = example.items;
      const at = row * size.items + item;
      batch.features.set(itemFeatures(example.fields, items, options, example.turn), at * width);
      batch.itemSegments.fill(segment, at, at + items.length);
      writeTokens(batch, example.tokens, row * size.tokens + token, { segment, item });
      item += items.length;
      token += example.tokens.length;
    });
  });
  return batch;
}

function writeTokens(
  batch: RowBatch,
  tokens: readonly number[],
  at: number,
  { segment, item }: { readonly segment: number; readonly item: number },
): void {
  const inRow = tokens.map((token) => (token < SLOTS ? token : token + item));
  batch.segments.fill(segment, at, at + tokens.length);
  batch.targets.set(inRow, at);
  batch.tokens.set([START, ...inRow.slice(0, -1)], at);
}

export function targetCount({ targets }: Pick<RowBatch, "targets">): number {
  return targets.reduce((sum, target) => sum + (target === IGNORED ? 0 : 1), 0);
}
