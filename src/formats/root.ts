/**
 * ROOT files (TFile) with trees (TTree). Columns are the branches of one tree; what is read, and what is only listed, is
 * said in `root/treeColumns.ts`. Only the baskets of the columns asked for are read, and of each column one basket at a
 * time is kept, so that memory stays constant whatever the size of the file. Own code throughout: the file describes its
 * own classes (`root/streamerInfo.ts`), so no version of ROOT is built in.
 *
 * A damaged file is an error with its byte. Where the numbers themselves are damaged this rests on checksums: zlib, lz4
 * and lzma blocks have them; zstd blocks and baskets that were not compressed have none in ROOT's format.
 */
import { GlueballError, nearestNames } from "../base/index.ts";
import { openWith } from "./arrays/openWith.ts";
import type { ByteFile } from "./byteFile.ts";
import { listed, selectColumns } from "./columns.ts";
import type { Batch, ColumnSchema, Dataset, Reader } from "./dataset.ts";
import { readBasket, type Basket } from "./root/basket.ts";
import { damaged, unsupported } from "./root/damage.ts";
import { readEntries, type BasketSource } from "./root/entries.ts";
import { openRootFile, ROOT_MAGIC, type RootFile } from "./root/rootFile.ts";
import { isTree, readTree, type Branch, type Tree } from "./root/tree.ts";
import { treeColumns, type TreeColumn, type TreeColumns } from "./root/treeColumns.ts";

/** Bytes of unpacked baskets in a batch, when the caller does not say how many rows. */
const BATCH_BYTES = 2 ** 26;

export const rootReader: Reader = {
  name: "root",
  recognises: (head) => [...ROOT_MAGIC].every((letter, i) => head[i] === letter.charCodeAt(0)),
  open: (path, part) => openWith(path, (file) => openRootDataset(file, part)),
};

/** The tree `part` of a file that is open already; without `part` its only tree, or the one called Events. */
export function openRootDataset(file: ByteFile, part?: string): Dataset {
  const root = openRootFile(file);
  const [path, key] = chooseTree(root, part);
  const tree = readTree(root, key);
  const { columns, others } = treeColumns(tree, root.classes);
  const byName = new Map(columns.map((column) => [column.name, column]));
  const schema = columns.map(({ name, type, shape, ragged }): ColumnSchema => ({ name, type, shape, ragged }));
  const choose = (names: readonly string[] | undefined) => {
    for (const name of names ?? []) requireReadable(name, others, file.path);
    return selectColumns(schema, names, file.path).map(({ name }) => byName.get(name)!);
  };
  const source = createBasketSource(file);
  return {
    path: file.path,
    format: `ROOT TTree ${path} (${root.compression})`,
    schema,
    length: tree.entries,
    block: entriesPerBasket(tree),
    metadata: metadataOf(root, tree, path),
    warnings: others.map(({ name, reason }) => `branch ${name} is left out: ${reason}`),
    batches: (start = 0, size, names) => {
      const chosen = choose(names);
      const rows = size ?? rowsPerBatch(tree, chosen);
      requireRange(start, rows);
      return readBatches(source, tree, chosen, { start, size: rows, path: file.path });
    },
    close: async () => file.close(),
  };
}

/** Path and key of the tree. @throws GlueballError formats/no-such-tree, formats/root-several-trees */
function chooseTree({ file, keys }: RootFile, part: string | undefined) {
  const trees = [...keys].filter(([, key]) => isTree(key));
  const chosen =
    trees.find(([path]) => path === (part ?? "Events")) ??
    (part === undefined && trees.length === 1 ? trees[0] : undefined);
  if (chosen !== undefined) return chosen;
  const names = trees.map(([path]) => path);
  const ntuple = [...keys].find(([, key]) => key.className.endsWith("RNTuple"));
  if (names.length === 0 && ntuple !== undefined) {
    throw unsupported(file.path, "RNTuple is not read", ntuple[0], "Convert it to a TTree or Parquet with ROOT");
  }
  if (names.length === 0) {
    throw new GlueballError({
      code: "formats/no-such-tree",
      what: "the file has no tree",
      place: file.path,
      found: keys.size === 0 ? "no objects" : listed([...keys].map(([name, key]) => `${name} (${key.className})`)),
      expected: "a TTree",
    });
  }
  const near = nearestNames(part ?? "", names);
  throw new GlueballError({
    code: part === undefined ? "formats/root-several-trees" : "formats/no-such-tree",
    what: part === undefined ? "the file has several trees and none is called Events" : "the file has no such tree",
    place: file.path,
    ...(part === undefined ? {} : { found: part }),
    expected: `one of ${listed(names)}`,
    hint: near.length > 0 ? `Did you mean ${near.join(" or ")}?` : undefined,
  });
}

function metadataOf({ version, keys }: RootFile, tree: Tree, path: string): Record<string, string> {
  const others = [...keys].filter(([name]) => name !== path).map(([name, key]) => `${name} (${key.className})`);
  return {
    "ROOT version": version,
    title: tree.title,
    branches: String(tree.branches.length),
    ...(others.length === 0 ? {} : { "other objects": listed(others) }),
  };
}

function requireReadable(name: string, others: TreeColumns["others"], path: string): void {
  const other = others.find((candidate) => candidate.name === name);
  if (other !== undefined) throw unsupported(path, `branch ${name} is not read: ${other.reason}`);
}

function requireRange(start: number, size: number): void {
  if (Number.isSafeInteger(start) && start >= 0 && Number.isSafeInteger(size) && size >= 1) return;
  throw new GlueballError({
    code: "formats/bad-row-range",
    what: "rows are asked for that cannot be",
    found: `${size} rows from row ${start}`,
    expected: "one row or more at a time, from row 0 or later",
  });
}

/** So many rows that the baskets of one batch have about `BATCH_BYTES` unpacked. */
function rowsPerBatch({ entries }: Tree, columns: readonly TreeColumn[]): number {
  const bytes = columns.reduce((sum, { branch }) => sum + Math.max(1, branch.totalBytes), 1);
  return Math.max(1, Math.min(entries, Math.floor((BATCH_BYTES / bytes) * entries)));
}

/** Of the branch with the most bytes; baskets of the others are small, or end with its own. */
function entriesPerBasket({ entries, branches }: Tree): number {
  const [largest] = branches.toSorted((a, b) => b.totalBytes - a.totalBytes);
  return Math.max(1, Math.ceil(entries / Math.max(1, largest?.baskets.length ?? 1)));
}

async function* readBatches(
  source: BasketSource,
  tree: Tree,
  columns: readonly TreeColumn[],
  { start, size, path }: { start: number; size: number; path: string },
): AsyncGenerator<Batch> {
  for (const { branch } of columns) requireWhole(branch, tree, path);
  for (let first = start; first < tree.entries; first += size) {
    const end = Math.min(tree.entries, first + size);
    const read = columns.map((column) => [column.name, readEntries(source, column, first, end)] as const);
    yield { first, length: end - first, columns: new Map(read) };
  }
}

function requireWhole(branch: Branch, tree: Tree, path: string): void {
  const place = `${path}, branch ${branch.name}`;
  if (branch.entries !== tree.entries) {
    throw damaged(place, "a branch has another number of entries than its tree", branch.entries, `${tree.entries}`);
  }
  if (branch.entries > 0 && branch.baskets.length === 0) throw damaged(place, "a branch has no baskets");
  if (branch.otherFile !== "")
    throw unsupported(place, "the baskets of a branch are in another file", branch.otherFile);
}

/** Keeps the last basket of each branch: a batch may end inside it, and counters are asked for by several columns. */
function createBasketSource(file: ByteFile): BasketSource {
  const kept = new Map<Branch, { readonly index: number; readonly basket: Basket }>();
  return {
    read: ({ branch }, index) => {
      const last = kept.get(branch);
      if (last?.index === index) return last.basket;
      const basket = readBasket(file, branch, branch.baskets[index]);
      kept.set(branch, { index, basket });
      return basket;
    },
  };
}
