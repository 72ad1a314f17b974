/**
 * Fractal heaps (header FRHP), in which large groups keep their links and objects their many attributes. The heap is
 * one range of bytes, cut into blocks that double in size: a table of rows of `width` blocks each, rows 0 and 1 with
 * blocks of `startBytes`, each further row with blocks of twice the size. Blocks up to `maxDirectBytes` hold objects
 * (FHDB); larger ones are tables of the same kind (FHIB). A reference to an object holds its place in that range and
 * its length.
 *
 * Only such "managed" objects and "tiny" ones, which lie in the reference itself, are read: links and attributes are no
 * larger, and the rest goes to the library.
 */
import { bytesFor, checkedStructure } from "./btree2.ts";
import { damaged, NotClassic, structureAt, type AddressSpace, type Cursor } from "./structures.ts";

interface Heap {
  readonly space: AddressSpace;
  readonly offsetBytes: number;
  readonly lengthBytes: number;
  readonly width: number;
  readonly startBytes: number;
  readonly maxDirectBytes: number;
  /** Address of the root block, and its rows when it is a table; 0 when it holds objects. */
  readonly root: number;
  readonly rows: number;
}

const HEADER_BYTES = 146;

/** A function from references (heap IDs) to the objects of the heap at `address`. @throws GlueballError. */
export function openHeap(space: AddressSpace, address: number): (reference: Cursor) => Cursor {
  const heap = readHeader(space, address);
  return (reference) => objectOf(heap, reference);
}

function readHeader(space: AddressSpace, address: number): Heap {
  const header = checkedStructure(space, address, HEADER_BYTES);
  const place = `${header.path}, byte ${header.position()}`;
  header.signature("FRHP");
  header.skip(3);
  if (header.u16() !== 0) throw new NotClassic(place, "a heap with filters");
  header.skip(1);
  const maxObject = header.u32();
  header.skip(12 * 8);
  const width = header.u16();
  const [startBytes, maxDirectBytes] = [header.u64(), header.u64()];
  const bits = header.u16();
  header.skip(2);
  const root = header.address() ?? 0;
  const rows = header.u16();
  if (width === 0 || startBytes === 0 || maxDirectBytes < startBytes || bits > 64) {
    throw damaged(place, "an impossible heap", `${width} blocks a row from ${startBytes} to ${maxDirectBytes} bytes`);
  }
  const lengthBytes = bytesFor(Math.min(maxDirectBytes, maxObject));
  return { space, offsetBytes: Math.ceil(bits / 8), lengthBytes, width, startBytes, maxDirectBytes, root, rows };
}

const KIND = { managed: 0, tiny: 2 } as const;

function objectOf(heap: Heap, reference: Cursor): Cursor {
  const first = reference.u8();
  const kind = (first >>> 4) & 3;
  const place = `${reference.path}, byte ${reference.position()}`;
  const known = first >>> 6 === 0 && (kind === KIND.managed || kind === KIND.tiny);
  if (!known) throw new NotClassic(place, `an object of a heap with the mark ${first}`);
  if (kind === KIND.tiny) return reference.part((first & 15) + 1);
  const offset = reference.unsigned(heap.offsetBytes);
  const length = reference.unsigned(heap.lengthBytes);
  const block =
    heap.rows === 0 ? { address: heap.root, within: offset, bytes: heap.startBytes } : findBlock(heap, offset);
  if (block.within + length > block.bytes) {
    throw damaged(place, "an object is larger than its block", block.within + length, `at most ${block.bytes} bytes`);
  }
  structureAt(heap.space, block.address, 4).signature("FHDB");
  return structureAt(heap.space, block.address + block.within, length);
}

interface Found {
  readonly address: number;
  /** Where in the block the object begins. */
  readonly within: number;
  readonly bytes: number;
}

/** Descends through tables to the block that holds byte `offset` of the heap. Each level is at least a row smaller. */
function findBlock(heap: Heap, offset: number): Found {
  let table = { address: heap.root, rows: heap.rows, offset };
  for (;;) {
    const { row, column, within, bytes } = position(heap, table.offset);
    const place = `${heap.space.file.path}, byte ${heap.space.base + table.address}`;
    if (row >= table.rows) throw damaged(place, "an object lies outside its heap", offset);
    const head = structureAt(heap.space, table.address, 13 + heap.offsetBytes);
    head.signature("FHIB");
    const entry = 13 + heap.offsetBytes + 8 * (row * heap.width + column);
    const address = structureAt(heap.space, table.address + entry, 8).address();
    if (address === undefined) throw damaged(place, "an object lies in a block that is not there", offset);
    if (bytes <= heap.maxDirectBytes) return { address, within, bytes };
    table = { address, rows: rowsWithin(heap, bytes), offset: within };
  }
}

/** Row, column and place of a byte in the doubling table. */
function position(heap: Heap, offset: number): { row: number; column: number; within: number; bytes: number } {
  const firstRow = heap.width * heap.startBytes;
  const row = offset < firstRow ? 0 : 1 + Math.floor(Math.log2(offset / firstRow));
  const bytes = row === 0 ? heap.startBytes : heap.startBytes * 2 ** (row - 1);
  const inRow = offset - (row === 0 ? 0 : firstRow * 2 ** (row - 1));
  const column = Math.floor(inRow / bytes);
  return { row, column, within: inRow - column * bytes, bytes };
}

/** Rows of a table that covers so many bytes of the heap. */
function rowsWithin(heap: Heap, bytes: number): number {
  return Math.round(Math.log2(bytes / (heap.width * heap.startBytes))) + 1;
}
