/**
 * Global heap collections (GCOL), where the texts of variable-length strings lie. A reference is u32 length, u64
 * address of the collection, u32 index of the object in it; length 0 needs no collection. Objects follow the 16-byte
 * head of the collection: u16 index (0 ends the list), u16 reference count, 4 reserved, u64 size, content padded to 8
 * bytes.
 */
import { cursorOf, damaged, structureAt, type AddressSpace, type Cursor } from "./structures.ts";

export const REFERENCE_BYTES = 16;

/** Reads texts through references; the last collection is kept, since neighbours lie in the same one. */
export function createHeapReader(space: AddressSpace): (references: Uint8Array, place: string) => string[] {
  let lastAddress = -1;
  let last = new Map<number, Uint8Array>();
  const textOf = (reference: Cursor, place: string): string => {
    const length = reference.u32();
    const address = reference.address();
    const index = reference.u32();
    if (length === 0 || address === undefined) return "";
    if (address !== lastAddress) {
      last = readCollection(space, address);
      lastAddress = address;
    }
    const content = last.get(index);
    if (content === undefined || content.length < length) {
      throw damaged(place, "a text is not in its heap", content?.length, `${length} bytes in object ${index}`);
    }
    return new TextDecoder().decode(content.subarray(0, length)).replace(/\0+$/u, "");
  };
  return (references, place) => {
    const cursor = cursorOf(references, 0, place);
    const texts: string[] = [];
    while (cursor.left() >= REFERENCE_BYTES) texts.push(textOf(cursor, place));
    return texts;
  };
}

function readCollection(space: AddressSpace, address: number): Map<number, Uint8Array> {
  const head = structureAt(space, address, 16);
  head.signature("GCOL");
  head.skip(4);
  const content = structureAt(space, address, head.u64());
  content.skip(16);
  const objects = new Map<number, Uint8Array>();
  while (content.left() >= 16) {
    const index = content.u16();
    content.skip(6);
    const size = content.u64();
    if (index === 0) break;
    objects.set(index, content.bytes(size));
    content.skip(Math.min((8 - (size % 8)) % 8, content.left()));
  }
  return objects;
}
