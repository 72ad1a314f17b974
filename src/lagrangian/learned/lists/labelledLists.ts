/**
 * Many field lists with their types, in flat arrays: 280 000 lists have 5.6 million types, which as objects would fill half
 * a gigabyte. Also their form on disk, one `.npz` file a shard, readable with numpy:
 *
 *     fields      i4 [F, 6]  twice the helicity, SU(3) labels, SU(2) label, charge numerator and denominator
 *     field_ends  u4 [N]     end of each list's fields
 *     letters     u1 [Y, 4]  the letters of a type, 255 where it has fewer; field k is letter 2k, its conjugate 2k + 1
 *     counts      u2 [Y]     its invariants
 *     type_ends   u4 [N]     end of each list's types
 *     parts       u1 [N]     0 train, 1 validation, 2 test
 *     rich        u1 [N]     1: drawn so that a product of three letters closes
 */
import { GlueballError } from "../../../base/index.ts";
import { rational } from "../../../exact/index.ts";
import { readNpzFile, writeNpzFile } from "../../../formats/index.ts";
import type { NpyArray, NpyData } from "../../../formats/index.ts";
import type { DrawnList } from "./fieldLists.ts";
import { PARTS } from "./isomorphism.ts";
import type { Part } from "./isomorphism.ts";
import type { FieldList } from "../../words/matterFields.ts";
import type { CountedType } from "./typeCounts.ts";

/** A list with everything that is known of it. */
export interface LabelledList extends DrawnList {
  /** In canonical order, of all letters of `fields`. */
  readonly types: readonly CountedType[];
}

export interface LabelledLists {
  readonly fields: Int32Array;
  readonly fieldEnds: Uint32Array;
  readonly letters: Uint8Array;
  readonly counts: Uint16Array;
  readonly typeEnds: Uint32Array;
  readonly parts: Uint8Array;
  readonly rich: Uint8Array;
}

const FIELD_NUMBERS = 6;
const LETTERS = 4;
const NO_LETTER = 255;

export function packLists(lists: readonly LabelledList[]): LabelledLists {
  const flatFields = lists.flatMap(({ fields }) =>
    fields.flatMap(({ twiceHelicity, su3, su2, charge }) => [
      twiceHelicity,
      ...su3,
      ...su2,
      Number(charge.numerator),
      Number(charge.denominator),
    ]),
  );
  const types = lists.flatMap((list) => list.types);
  return {
    fields: Int32Array.from(flatFields),
    fieldEnds: endsOf(lists.map(({ fields }) => fields.length)),
    letters: Uint8Array.from(types.flatMap(({ letters }) => [...letters, ...NO_LETTERS.slice(letters.length)])),
    counts: Uint16Array.from(types, ({ count }) => count),
    typeEnds: endsOf(lists.map((list) => list.types.length)),
    parts: Uint8Array.from(lists, ({ part }) => PARTS.indexOf(part)),
    rich: Uint8Array.from(lists, ({ rich }) => (rich ? 1 : 0)),
  };
}

const NO_LETTERS: readonly number[] = Array.from({ length: LETTERS }, () => NO_LETTER);

function endsOf(lengths: readonly number[]): Uint32Array {
  let end = 0;
  return Uint32Array.from(lengths, (length) => (end += length));
}

export function listCount({ parts }: LabelledLists): number {
  return parts.length;
}

/** Numbers of all lists. */
export function allLists(set: LabelledLists): number[] {
  return Array.from(set.parts.keys());
}

/** How many fields a list has. */
export function fieldCount({ fieldEnds }: LabelledLists, list: number): number {
  return fieldEnds[list] - startOf(fieldEnds, list);
}

/** Where the part of a list begins in a flat array. */
function startOf(ends: Uint32Array, list: number): number {
  return list === 0 ? 0 : ends[list - 1];
}

export function fieldsOfList(set: LabelledLists, list: number): FieldList {
  const { fields, fieldEnds } = set;
  const start = startOf(fieldEnds, list);
  return Array.from({ length: fieldCount(set, list) }, (_, k) => {
    const [helicity, p, q, label, numerator, denominator] = fields.subarray((start + k) * FIELD_NUMBERS);
    return {
      twiceHelicity: helicity as -1 | 0 | 1,
      su3: [p, q],
      su2: [label],
      charge: rational(numerator, denominator),
    };
  });
}

export function typesOfList({ letters, counts, typeEnds }: LabelledLists, list: number): CountedType[] {
  const start = startOf(typeEnds, list);
  return Array.from({ length: typeEnds[list] - start }, (_, k) => {
    const own = letters.subarray((start + k) * LETTERS, (start + k + 1) * LETTERS);
    return { letters: [...own].filter((letter) => letter !== NO_LETTER), count: counts[start + k] };
  });
}

/** Numbers of the lists of one part, of up to `largest` fields. */
export function listsOfPart(set: LabelledLists, part: Part, largest = Infinity): number[] {
  const wanted = PARTS.indexOf(part);
  return allLists(set).filter((list) => set.parts[list] === wanted && fieldCount(set, list) <= largest);
}

/** Lists to train a network on. */
export interface TrainingLists {
  readonly set: LabelledLists;
  /** Numbers of lists in the set. */
  readonly train: readonly number[];
  readonly validation: readonly number[];
}

/** All lists of several sets, one behind the other. */
export function joinLists(sets: readonly LabelledLists[]): LabelledLists {
  const ends = (read: (set: LabelledLists) => Uint32Array) =>
    endsOf(sets.flatMap((set) => Array.from(read(set), (end, k) => end - (k === 0 ? 0 : read(set)[k - 1]))));
  const bytes = (read: (set: LabelledLists) => Uint8Array) => concatenated(sets.map(read), Uint8Array);
  return {
    fields: concatenated(
      sets.map(({ fields }) => fields),
      Int32Array,
    ),
    fieldEnds: ends(({ fieldEnds }) => fieldEnds),
    letters: bytes(({ letters }) => letters),
    counts: concatenated(
      sets.map(({ counts }) => counts),
      Uint16Array,
    ),
    typeEnds: ends(({ typeEnds }) => typeEnds),
    parts: bytes(({ parts }) => parts),
    rich: bytes(({ rich }) => rich),
  };
}

function concatenated<Data extends Int32Array | Uint16Array | Uint8Array>(
  parts: readonly Data[],
  Type: new (length: number) => Data,
): Data {
  const joined = new Type(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** What each array is called and of which type it is. */
const COLUMNS = {
  fields: { name: "fields", type: "i4", width: FIELD_NUMBERS },
  fieldEnds: { name: "field_ends", type: "u4", width: 1 },
  letters: { name: "letters", type: "u1", width: LETTERS },
  counts: { name: "counts", type: "u2", width: 1 },
  typeEnds: { name: "type_ends", type: "u4", width: 1 },
  parts: { name: "parts", type: "u1", width: 1 },
  rich: { name: "rich", type: "u1", width: 1 },
} as const;
type Column = keyof typeof COLUMNS;

export function writeLists(path: string, lists: LabelledLists): void {
  const arrays = (Object.keys(COLUMNS) as Column[]).map((column): [string, NpyArray] => {
    const { name, type, width } = COLUMNS[column];
    const data = lists[column] as NpyData;
    return [name, { type, shape: width === 1 ? [data.length] : [data.length / width, width], data }];
  });
  writeNpzFile(path, new Map(arrays));
}

/** @throws GlueballError lagrangian/not-field-lists when an array is missing or of another type; those of `readNpzFile` */
export function readLists(path: string): LabelledLists {
  const arrays = readNpzFile(path);
  const read = (column: Column) => {
    const { name, type } = COLUMNS[column];
    const array = arrays.get(name);
    if (array?.type === type) return array.data;
    throw new GlueballError({
      code: "lagrangian/not-field-lists",
      what: "this is no file of field lists",
      place: path,
      found: array === undefined ? `no array ${name}` : `${name} of type ${array.type}`,
      expected: `${name} of type ${type}`,
      hint: "glueball lagrangian dataset writes such files",
    });
  };
  const columns = (Object.keys(COLUMNS) as Column[]).map((column) => [column, read(column)] as const);
  return Object.fromEntries(columns) as unknown as LabelledLists;
}
