/**
 * Object headers: every group and dataset is a list of messages, which may go on in further blocks (continuation
 * messages). Version 1 states the number of messages at its beginning; version 2 (signature OHDR, blocks OCHK) has a
 * checksum behind each block. Each block is visited once and lies inside the file, so that neither a cycle nor a huge
 * count can hold the reader.
 */
import { checkedStructure } from "./btree2.ts";
import { cursorOf, damaged, NotClassic, structureAt, type AddressSpace, type Cursor } from "./structures.ts";

/** What a message is about; others (comments, modification times, reference counts) do not concern reading. */
export const MESSAGE = {
  dataspace: 0x01,
  linkInfo: 0x02,
  datatype: 0x03,
  oldFillValue: 0x04,
  fillValue: 0x05,
  link: 0x06,
  externalFiles: 0x07,
  layout: 0x08,
  filters: 0x0b,
  attribute: 0x0c,
  continuation: 0x10,
  symbolTable: 0x11,
  attributeInfo: 0x15,
} as const;

export interface Message {
  readonly type: number;
  /** Whether its content lies in another object. */
  readonly shared: boolean;
  /** A fresh cursor at the first byte of its content. */
  open(): Cursor;
}

/** All messages of the object at `address`, in order. @throws GlueballError formats/hdf5-damaged. */
export function readMessages(space: AddressSpace, address: number): Message[] {
  const prefix = structureAt(space, address, 4);
  const first = prefix.u8();
  const place = `${prefix.path}, byte ${space.base + address}`;
  if (first === 1) return readVersion1(space, address, place);
  if (first === "O".charCodeAt(0)) return readVersion2(space, address, place);
  throw damaged(place, "unknown version of an object header", first, "1 or the signature OHDR");
}

interface Block {
  readonly address: number;
  readonly length: number;
}

const PREFIX = 16; // bytes of version 1 before the first message

function readVersion1(space: AddressSpace, address: number, place: string): Message[] {
  const prefix = structureAt(space, address, PREFIX);
  prefix.skip(2);
  const count = prefix.u16();
  prefix.skip(4);
  const messages: Message[] = [];
  let found = 0;
  forEachBlock({ address: address + PREFIX, length: prefix.u32() }, place, (block, more) => {
    const cursor = structureAt(space, block.address, block.length);
    while (found < count && cursor.left() >= 8) {
      const [type, size, flags] = [cursor.u16(), cursor.u16(), cursor.u8()];
      cursor.skip(3);
      found++;
      addMessage(cursor, { type, size, flags }, { space, messages, more });
    }
  });
  if (found < count) throw damaged(place, "an object header ends too early", found, `${count} messages`);
  return messages;
}

/** Bits of the flags of a version 2 header; the two lowest give the width of its first block's length. */
const FLAG = { creationOrder: 4, attributeLimits: 16, times: 32 } as const;

function readVersion2(space: AddressSpace, address: number, place: string): Message[] {
  const prefix = structureAt(space, address, 6);
  prefix.signature("OHDR");
  const version = prefix.u8();
  if (version !== 2) throw damaged(place, "unknown version of an object header", version, "2");
  const flags = prefix.u8();
  const skipped = ((flags & FLAG.times) !== 0 ? 16 : 0) + ((flags & FLAG.attributeLimits) !== 0 ? 4 : 0);
  const width = 2 ** (flags & 3);
  const head = 6 + skipped + width;
  const length = structureAt(space, address + 6 + skipped, width).unsigned(width);
  const messages: Message[] = [];
  const messageHead = (flags & FLAG.creationOrder) !== 0 ? 6 : 4;
  forEachBlock({ address, length: head + length + 4 }, place, (block, more) => {
    const cursor = checkedStructure(space, block.address, block.length);
    if (block.address === address) cursor.skip(head);
    else cursor.signature("OCHK");
    while (cursor.left() >= messageHead) {
      const [type, size, flags] = [cursor.u8(), cursor.u16(), cursor.u8()];
      cursor.skip(messageHead - 4);
      addMessage(cursor, { type, size, flags }, { space, messages, more });
    }
  });
  return messages;
}

/** Visits the first block and every block that is handed to `more`, each once. */
function forEachBlock(first: Block, place: string, visit: (block: Block, more: (next: Block) => void) => void): void {
  const blocks = [first];
  const visited = new Set<number>();
  for (const block of blocks) {
    if (visited.has(block.address)) throw damaged(place, "an object header continues in itself");
    visited.add(block.address);
    visit(block, (next) => blocks.push(next));
  }
}

const SHARED = 2; // flag: the content is in another object, such as a named type

interface Head {
  readonly type: number;
  readonly size: number;
  readonly flags: number;
}

interface Listing {
  readonly space: AddressSpace;
  readonly messages: Message[];
  more(next: Block): void;
}

function addMessage(cursor: Cursor, { type, size, flags }: Head, { space, messages, more }: Listing): void {
  const start = cursor.position();
  const content = cursor.bytes(size);
  const own = () => cursorOf(content, start, cursor.path);
  const shared = (flags & SHARED) !== 0;
  if (type === MESSAGE.continuation) {
    const next = own();
    more({ address: next.u64(), length: next.u64() });
  } else if (type !== 0) messages.push({ type, shared, open: shared ? () => sharedContent(space, type, own()) : own });
}

const IN_OBJECT = 2; // kind of place: the header of another object; the other kind is a heap for the whole file

/** The message of this type in the object that a reference to shared content names. */
export function sharedContent(space: AddressSpace, type: number, reference: Cursor): Cursor {
  const place = `${reference.path}, byte ${reference.position()}`;
  const version = reference.u8();
  const kind = reference.u8();
  if (version < 1 || version > 3) throw damaged(place, "unknown version of shared content", version, "1 to 3");
  if (version === 3 && kind !== IN_OBJECT) throw new NotClassic(place, "content in a heap for the whole file");
  if (version === 1) reference.skip(6);
  const target = readMessages(space, reference.u64()).find((message) => message.type === type);
  if (target === undefined || target.shared) throw damaged(place, "shared content is not where it should be");
  return target.open();
}
