/**
 * A set of labelled field lists: drawn, counted and written shard by shard into a folder, and found again by whoever trains
 * or evaluates. `lists.json` is written last; a shard that is there is not made again, so an interrupted set goes on where
 * it stopped.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { GlueballError, writeFileAtomic } from "../../../base/index.ts";
import { readJson } from "../../../run/index.ts";
import type { RunContext } from "../../../run/index.ts";
import { drawLists, MOST_FIELDS, PLAIN_GRID, RICH_SHARE } from "./fieldLists.ts";
import type { DrawnList, ListRecipe } from "./fieldLists.ts";
import { createListKeys, PARTS, partOf } from "./isomorphism.ts";
import {
  allLists,
  fieldCount,
  joinLists,
  listCount,
  listsOfPart,
  packLists,
  readLists,
  typesOfList,
  writeLists,
} from "./labelledLists.ts";
import type { LabelledLists } from "./labelledLists.ts";
import { inCanonicalOrder } from "../../words/matterFields.ts";
import type { FieldList } from "../../words/matterFields.ts";
import { createTypeCounter, helicitiesOf, sortTypes } from "./typeCounts.ts";
import type { CountedType, TypeCounter } from "./typeCounts.ts";
import { readFieldList, splitWords } from "../../words/wordReader.ts";

const FORMAT = 1;
const SUMMARY = "lists.json";
const SHARD_LISTS = 20_000;

const summarySchema = z.object({
  format: z.literal(FORMAT),
  seed: z.int(),
  lists: z.int().positive(),
  shards: z.array(z.string()).min(1),
});

/** How many lists a set has of each number of fields. */
export interface ListSetCounts {
  readonly lists: number;
  readonly parts: Readonly<Record<string, number>>;
  /** By number of fields, from 1. */
  readonly byFields: readonly { readonly lists: number; readonly trilinear: number; readonly invariants: number }[];
}

/** Draws and counts a set in memory. */
export function makeLists(context: RunContext, recipe: ListRecipe, count: number): LabelledLists {
  const counter = createTypeCounter();
  return joinLists([...shardsOf(context, recipe, count)].map(({ drawn }) => labelled(drawn, counter)));
}

/** Draws, counts and writes a set. */
export function writeListSet(context: RunContext, folder: string, recipe: ListRecipe, count: number): LabelledLists {
  const counter = createTypeCounter();
  const shards: { name: string; lists: LabelledLists }[] = [];
  for (const { index, drawn } of shardsOf(context, recipe, count)) {
    const name = `lists-${String(index).padStart(4, "0")}.npz`;
    const path = join(folder, name);
    if (!existsSync(path)) writeLists(path, labelled(drawn, counter));
    shards.push({ name, lists: readLists(path) });
    context.progress({ stage: "count types", done: index * SHARD_LISTS + drawn.length, total: count });
    context.signal.throwIfAborted();
  }
  const summary = { format: FORMAT, seed: context.seed, lists: count, shards: shards.map(({ name }) => name) };
  writeFileAtomic(join(folder, SUMMARY), `${JSON.stringify(summary, undefined, 2)}\n`);
  return joinLists(shards.map(({ lists }) => lists));
}

function* shardsOf(context: RunContext, recipe: ListRecipe, count: number) {
  let drawn: DrawnList[] = [];
  let index = 0;
  for (const list of drawLists(recipe, count, context.rng.fork("lists"))) {
    drawn.push(list);
    if (drawn.length < SHARD_LISTS) continue;
    yield { index: index++, drawn };
    drawn = [];
  }
  if (drawn.length > 0) yield { index, drawn };
}

function labelled(drawn: readonly DrawnList[], counter: TypeCounter): LabelledLists {
  return packLists(drawn.map((list) => ({ ...list, types: counter.types(list.fields) })));
}

const RANDOM = /^random:(\d+)(?::(\d+))?$/;
const LARGEST = 10;

/** What `random:2000` or `random:2000:6` asks for; undefined for another source. */
export function randomLists(source: string): { readonly count: number; readonly recipe: ListRecipe } | undefined {
  const random = RANDOM.exec(source);
  if (random === null) return undefined;
  const largest = Number(random[2] ?? LARGEST);
  if (largest < 1 || largest > MOST_FIELDS) throw noListSet(source, `lists of up to ${largest} fields`);
  return { count: Number(random[1]), recipe: { grid: PLAIN_GRID, largest, richShare: RICH_SHARE } };
}

/**
 * A set by its folder, by the folder of the run that made it, from a JSON file of records with the words of a list as
 * `input` (as those of the oracle; `terms` are its types where it has them), or drawn now: `random:2000` for lists of up to
 * 10 fields of the plain grid, `random:2000:6` for up to 6 fields.
 * @throws GlueballError lagrangian/no-list-set, and those of `readFieldList`
 */
export function openLists(context: RunContext, source: string): LabelledLists {
  const random = randomLists(source);
  if (random !== undefined) return makeLists(context, random.recipe, random.count);
  if (source.endsWith(".json")) {
    const lists = readWordLists(source);
    context.input({ path: source, entries: listCount(lists) });
    return lists;
  }
  const folder = [source, join(source, "lists")].find((path) => existsSync(join(path, SUMMARY)));
  const parsed = folder === undefined ? undefined : summarySchema.safeParse(readJson(join(folder, SUMMARY)));
  if (folder === undefined || parsed?.success !== true) {
    throw noListSet(source, folder === undefined ? `no ${SUMMARY}` : `a ${SUMMARY} of another kind`);
  }
  context.input({ path: join(folder, SUMMARY), entries: parsed.data.lists });
  return joinLists(parsed.data.shards.map((name) => readLists(join(folder, name))));
}

/** A type of the file is a power of each of its letters (`f0`, `f0+`), its dimension, and its number of invariants. */
const termSchema = z.tuple([z.record(z.string(), z.int().positive()), z.int(), z.int().positive()]);
const wordListsSchema = z.array(z.object({ input: z.string(), terms: z.array(termSchema).optional() })).min(1);
type FileTerms = readonly z.output<typeof termSchema>[];

/**
 * Lists as words; their parts are those of their classes, so lists of the test part were in no training. Types are those of
 * the file, whoever counted them; where it has none they are counted now.
 */
export function readWordLists(path: string): LabelledLists {
  const parsed = wordListsSchema.safeParse(readJson(path));
  if (!parsed.success) throw noListSet(path, existsSync(path) ? "JSON without inputs" : "no such file");
  const keyOf = createListKeys();
  const counter = createTypeCounter();
  const lists = parsed.data.map(({ input, terms }, row) => {
    const { fields, order } = inCanonicalOrder(readFieldList(splitWords(input)));
    const types =
      terms === undefined ? counter.types(fields) : typesOfFile(terms, fields, order, `${path}, row ${row}`);
    return { fields, rich: false, part: partOf(keyOf(fields)), types };
  });
  return packLists(lists);
}

/** Types of a file with the letters of the canonical order; `order` says where each field stood. */
function typesOfFile(terms: FileTerms, fields: FieldList, order: readonly number[], place: string): CountedType[] {
  const letterOf = new Map<string, number>(
    order.flatMap((given, k) => [[`f${given}`, 2 * k] as const, [`f${given}+`, 2 * k + 1] as const]),
  );
  const types = terms.map(([powers, , count]) => {
    const letters = Object.entries(powers).flatMap(([name, power]) => {
      const letter = letterOf.get(name);
      if (letter === undefined) throw noListSet(place, `a term with ${name}, of ${fields.length} fields`);
      return Array.from({ length: power }, () => letter);
    });
    return { letters: letters.sort((a, b) => a - b), count };
  });
  return sortTypes(types, helicitiesOf(fields));
}

function noListSet(place: string, found: string): GlueballError {
  return new GlueballError({
    code: "lagrangian/no-list-set",
    what: "no set of field lists here",
    place,
    found,
    expected: `a folder of lists, or random:2000 for lists that are drawn now, random:2000:6 for up to 6 fields (at most ${MOST_FIELDS})`,
    hint: "glueball lagrangian dataset makes one: give its run folder",
  });
}

export function countsOf(set: LabelledLists): ListSetCounts {
  const byFields: { lists: number; trilinear: number; invariants: number }[] = [];
  for (const list of allLists(set)) {
    const n = fieldCount(set, list);
    while (byFields.length < n) byFields.push({ lists: 0, trilinear: 0, invariants: 0 });
    const row = byFields[n - 1];
    const types = typesOfList(set, list);
    row.lists++;
    row.invariants += types.reduce((sum, { count }) => sum + count, 0);
    if (types.some(({ letters }) => letters.length === 3)) row.trilinear++;
  }
  const parts = PARTS.map((part) => [part, listsOfPart(set, part).length]);
  return { lists: listCount(set), parts: Object.fromEntries(parts), byFields };
}
