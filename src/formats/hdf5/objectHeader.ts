/**
 * Object headers, version 1: every group and dataset is a list of messages, which may go on in further blocks
 * (continuation messages). The number of messages is stated at the beginning, each block is visited once and lies inside
 * the file, so that neither a cycle nor a huge count can hold the reader.
 */
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
  /** A fresh cursor at the first byte of its content. */
  open(): Cursor;
}

const PREFIX = 16; // bytes before the first message
const SHARED = 2; // flag: the content is elsewhere, in an object that several others use

/** All messages of the object at `address`, in order. @throws GlueballError formats/hdf5-damaged. */
export function readMessages(space: AddressSpace, address: number): Message[] {
  const prefix = structureAt(space, address, PREFIX);
  const place = `${prefix.path}, byte ${prefix.position()}`;
  const version = prefix.u8();
  if (version === "O".charCodeAt(0)) throw new NotClassic("object header version 2");
  if (version !== 1) throw damaged(place, "unknown version of an object header", version, "1");
  prefix.skip(1);
  const count = prefix.u16();
  prefix.skip(4);
  const blocks = [{ address: address + PREFIX, length: prefix.u32() }];
  const visited = new Set<number>();
  const messages: Message[] = [];
  let found = 0;
  for (const block of blocks) {
    if (visited.has(block.address)) throw damaged(place, "an object header continues in itself");
    visited.add(block.address);
    const cursor = structureAt(space, block.address, block.length);
    while (found < count && cursor.left() >= 8) {
      const message = readMessage(cursor);
      found++;
      if (message.type === MESSAGE.continuation) blocks.push(continuation(message.open()));
      else if (message.type !== 0) messages.push(message);
    }
  }
  if (found < count) throw damaged(place, "an object header ends too early", found, `${count} messages`);
  return messages;
}

function readMessage(cursor: Cursor): Message {
  const type = cursor.u16();
  const size = cursor.u16();
  const flags = cursor.u8();
  cursor.skip(3);
  if ((flags & SHARED) !== 0) throw new NotClassic(`message ${type} is shared`);
  const start = cursor.position();
  const content = cursor.bytes(size);
  return { type, open: () => cursorOf(content, start, cursor.path) };
}

function continuation(cursor: Cursor): { address: number; length: number } {
  return { address: cursor.u64(), length: cursor.u64() };
}
