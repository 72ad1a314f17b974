/**
 * Classic groups: a B-tree (signature TREE, type 0) whose leaves are symbol nodes (SNOD) of 40-byte entries; the names
 * lie in a local heap (HEAP). Levels must fall by one from parent to child and no node is visited twice, so a damaged
 * or hostile tree ends.
 */
import { damaged, structureAt, type AddressSpace, type Cursor } from "./structures.ts";

export interface Link {
  readonly name: string;
  /** Address of the object's header; undefined for a soft link, which names a path instead. */
  readonly address: number | undefined;
}

const ENTRY = 40;
const SOFT_LINK = 2;

/** The members of a group, from its symbol-table message {B-tree, heap}. @throws GlueballError formats/hdf5-damaged. */
export function readLinks(space: AddressSpace, table: Cursor): Link[] {
  const tree = table.u64();
  const heap = readHeap(space, table.u64());
  const links: Link[] = [];
  for (const address of leavesOf(space, tree)) links.push(...readSymbols(space, address, heap));
  return links;
}

/** The bytes in which the names of a group lie, each ended by a zero. */
function readHeap(space: AddressSpace, address: number): Uint8Array {
  const header = structureAt(space, address, 32);
  header.signature("HEAP");
  header.skip(4);
  const length = header.u64();
  header.skip(8);
  return structureAt(space, header.u64(), length).bytes(length);
}

function readSymbols(space: AddressSpace, address: number, heap: Uint8Array): Link[] {
  const head = structureAt(space, address, 8);
  head.signature("SNOD");
  head.skip(2);
  const count = head.u16();
  const entries = structureAt(space, address + 8, count * ENTRY);
  const links: Link[] = [];
  for (let i = 0; i < count; i++) {
    const place = `${entries.path}, byte ${entries.position()}`;
    const nameAt = entries.u64();
    const header = entries.address();
    const soft = entries.u32() === SOFT_LINK;
    entries.skip(20);
    links.push({ name: nameIn(heap, nameAt, place), address: soft ? undefined : header });
  }
  return links;
}

function nameIn(heap: Uint8Array, at: number, place: string): string {
  const end = heap.indexOf(0, at);
  if (at >= heap.length || end === -1) throw damaged(place, "a name lies outside the heap of its group", at);
  return new TextDecoder().decode(heap.subarray(at, end));
}

/** Addresses of the symbol nodes, left to right. */
function leavesOf(space: AddressSpace, root: number): number[] {
  const leaves: number[] = [];
  walkTree(space, root, { type: 0, keyBytes: 8 }, (cursor) => {
    cursor.skip(8);
    leaves.push(cursor.u64());
  });
  return leaves;
}

export interface TreeKind {
  /** 0 for groups, 1 for chunks. */
  readonly type: 0 | 1;
  readonly keyBytes: number;
}

/**
 * Calls `visit` for every entry of every leaf of a version 1 B-tree, left to right, with the cursor at the entry's key;
 * the child's address follows the key.
 */
export function walkTree(space: AddressSpace, root: number, kind: TreeKind, visit: (entry: Cursor) => void): void {
  const visited = new Set<number>();
  const walk = (address: number, expectedLevel: number | undefined) => {
    const head = structureAt(space, address, 24);
    const place = `${head.path}, byte ${head.position()}`;
    if (visited.has(address)) throw damaged(place, "a node of a B-tree is reached twice");
    visited.add(address);
    head.signature("TREE");
    const type = head.u8();
    const level = head.u8();
    if (type !== kind.type) throw damaged(place, "a B-tree of the wrong type", type, `${kind.type}`);
    if (expectedLevel !== undefined && level !== expectedLevel) {
      throw damaged(place, "a node of a B-tree has the wrong level", level, `${expectedLevel}`);
    }
    const count = head.u16();
    const entries = structureAt(space, address + 24, count * (kind.keyBytes + 8));
    for (let i = 0; i < count; i++) {
      if (level === 0) visit(entries);
      else {
        entries.skip(kind.keyBytes);
        walk(entries.u64(), level - 1);
      }
    }
  };
  walk(root, undefined);
}
