/**
 * A tree is a table; its branches are stored column by column, cut along the entries into baskets. The tree object tells
 * for each branch where its baskets lie and with which entry each begins; the last one may lie in the tree object itself.
 */
import { damaged, unsupported } from "./damage.ts";
import type { EmbeddedBasket } from "./embeddedBasket.ts";
import type { Key } from "./key.ts";
import { objectAt, type RootFile } from "./rootFile.ts";
import {
  itemsOf,
  numberOf,
  numbersOf,
  objectOf,
  placeOfObject,
  pointerOf,
  textOf,
  type RootObject,
} from "./rootObject.ts";

export interface Tree {
  readonly name: string;
  readonly title: string;
  readonly entries: number;
  /** Branches of every depth, a parent before its children. */
  readonly branches: readonly Branch[];
}

export interface Branch {
  /** Path in the tree: a child that does not carry its parent's name has it before a slash. */
  readonly name: string;
  readonly entries: number;
  /** Bytes of all baskets unpacked, as the tree says. */
  readonly totalBytes: number;
  readonly baskets: readonly BasketPlace[];
  readonly leaves: readonly RootObject[];
  /** Empty, or the other file that holds the baskets. */
  readonly otherFile: string;
  /** All members that the file has for it. */
  readonly object: RootObject;
}

export interface BasketPlace {
  /** Entries [first, end) of the tree. */
  readonly first: number;
  readonly end: number;
  /** Position and bytes of its record, or the basket itself. */
  readonly stored: { readonly position: number; readonly bytes: number } | EmbeddedBasket;
}

/** Deeper than any real tree by far. */
const MAX_DEPTH = 20;

/** Whether a key holds a table that this reader knows. */
export function isTree(key: Key): boolean {
  return ["TTree", "TNtuple", "TNtupleD"].includes(key.className);
}

export function readTree({ file, classes }: RootFile, key: Key): Tree {
  const object = objectAt(file, key, classes);
  const entries = numberOf(object, "fEntries");
  if (!Number.isSafeInteger(entries) || entries < 0) {
    throw damaged(placeOfObject(object), "a tree has an impossible number of entries", entries);
  }
  const branches: Branch[] = [];
  collectBranches(object, undefined, 0, branches);
  return { name: textOf(object, "fName"), title: textOf(object, "fTitle"), entries, branches };
}

function collectBranches(owner: RootObject, parent: string | undefined, depth: number, into: Branch[]): void {
  if (depth > MAX_DEPTH) throw damaged(placeOfObject(owner), `branches lie more than ${MAX_DEPTH} deep`);
  for (const object of itemsOf(objectOf(owner, "fBranches"))) {
    if (!object.fields.has("fBasketSeek")) {
      throw unsupported(placeOfObject(object), "a branch of a kind that is not read", object.className);
    }
    const own = textOf(object, "fName");
    const name = parent === undefined || own.startsWith(parent) ? own : `${parent.replace(/\.$/, "")}/${own}`;
    into.push(readBranch(object, name));
    collectBranches(object, name, depth + 1, into);
  }
}

function readBranch(object: RootObject, name: string): Branch {
  const entries = numberOf(object, "fEntries");
  return {
    name,
    entries,
    totalBytes: numberOf(object, "fTotBytes"),
    baskets: basketPlaces(object, name, entries),
    leaves: itemsOf(objectOf(object, "fLeaves")),
    otherFile: textOf(object, "fFileName"),
    object,
  };
}

/** The baskets in order; they must cover the entries of the branch without gap. */
function basketPlaces(object: RootObject, name: string, entries: number): BasketPlace[] {
  const [positions, bytes, firsts] = ["fBasketSeek", "fBasketBytes", "fBasketEntry"].map((f) => numbersOf(object, f));
  const embedded = objectOf(object, "fBaskets").items ?? [];
  const written = numberOf(object, "fWriteBasket");
  const starts: { first: number; stored: BasketPlace["stored"] }[] = [];
  for (let i = 0; i <= written && i < firsts.length; i++) {
    const inTree = embedded[i]?.basket;
    if (positions[i] > 0) starts.push({ first: firsts[i], stored: { position: positions[i], bytes: bytes[i] } });
    else if (inTree !== undefined && inTree.entries > 0) starts.push({ first: firsts[i], stored: inTree });
  }
  const places = starts.map((start, i) => ({ ...start, end: starts[i + 1]?.first ?? entries }));
  const gapless = places.every(({ first, end }, i) => end > first && (i > 0 || first === 0));
  if (!gapless)
    throw damaged(
      placeOfObject(object),
      `the baskets of branch ${name} are out of order`,
      starts.map((s) => s.first),
    );
  return places;
}

/** The branch or leaf that a pointer member leads to. */
export function targetOf(object: RootObject, field: string): RootObject | undefined {
  return object.fields.has(field) ? pointerOf(object, field) : undefined;
}
