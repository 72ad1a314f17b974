/**
 * Links of groups of the newer kind, which lie in the group's header one message each (0x6). Groups with many members
 * keep them in a heap instead, of which the link info message (0x2) gives the address; attributes likewise (0x15).
 */
import { walkRecords } from "./btree2.ts";
import { openHeap } from "./fractalHeap.ts";
import type { Link } from "./group.ts";
import { damaged, type AddressSpace, type Cursor } from "./structures.ts";

const FLAG = { creationOrder: 4, type: 8, characterSet: 16 } as const;
const HARD = 0;

/** Bits 0 and 1 of the flags give the width of the name's length. @throws GlueballError formats/hdf5-damaged. */
export function readLink(cursor: Cursor): Link {
  const place = `${cursor.path}, byte ${cursor.position()}`;
  const version = cursor.u8();
  if (version !== 1) throw damaged(place, "unknown version of a link", version, "1");
  const flags = cursor.u8();
  const type = (flags & FLAG.type) !== 0 ? cursor.u8() : HARD;
  if ((flags & FLAG.creationOrder) !== 0) cursor.skip(8);
  if ((flags & FLAG.characterSet) !== 0) cursor.skip(1);
  const name = cursor.text(cursor.unsigned(2 ** (flags & 3)));
  return { name, address: type === HARD ? cursor.u64() : undefined };
}

/**
 * The objects in the heap of a link info or attribute info message, through the index of their names; none where there
 * is no heap. The reference to an object begins at byte `at` of a record, behind `orderBytes` for the creation order in
 * `info`.
 */
export function readHeapObjects(space: AddressSpace, info: Cursor, { orderBytes, at }: HeapIndex): Cursor[] {
  info.skip(1);
  const flags = info.u8();
  if ((flags & 1) !== 0) info.skip(orderBytes);
  const heap = info.address();
  const names = info.address();
  if (heap === undefined || names === undefined) return [];
  const objectOf = openHeap(space, heap);
  const objects: Cursor[] = [];
  walkRecords(space, names, (record) => {
    record.skip(at);
    objects.push(objectOf(record));
  });
  return objects;
}

interface HeapIndex {
  readonly orderBytes: number;
  readonly at: number;
}

/** Records of links: hash, then the reference; of attributes: the reference first. */
export const LINK_INDEX: HeapIndex = { orderBytes: 8, at: 4 };
export const ATTRIBUTE_INDEX: HeapIndex = { orderBytes: 2, at: 0 };
