/**
 * Entries of a column from the baskets that hold them. The numbers of all entries wanted are first put together as the
 * file has them, big-endian and one after the other; then the whole array is turned at once to the machine's byte order.
 */
import { joinColumns, numbers, numbersIn, widthOf, type NumberType } from "../columns.ts";
import type { ColumnData, NumberArray } from "../dataset.ts";
import type { Basket } from "./basket.ts";
import { damaged, unsupported } from "./damage.ts";
import { VECTOR_HEADER, type TreeColumn } from "./treeColumns.ts";

/** The basket of a column that begins with entry `first` of the tree; reads of the same one again cost nothing. */
export interface BasketSource {
  readonly read: (column: TreeColumn, index: number) => Basket;
}

/** Entries [first, end). @throws GlueballError formats/root-damaged, formats/root-unsupported */
export function readEntries(source: BasketSource, column: TreeColumn, first: number, end: number): ColumnData {
  const { baskets } = column.branch;
  const pieces: ColumnData[] = [];
  for (let i = firstBasket(column, first); i < baskets.length && baskets[i].first < end; i++) {
    const from = Math.max(first, baskets[i].first);
    const to = Math.min(end, baskets[i].end);
    pieces.push(decode({ source, column, index: i, basket: source.read(column, i) }, from, to));
  }
  return pieces.length === 0 ? emptyColumn(column) : joinColumns(pieces, column);
}

/** Index of the basket with this entry, by halving. */
function firstBasket({ branch }: TreeColumn, entry: number): number {
  let [low, high] = [0, branch.baskets.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (branch.baskets[middle].end <= entry) low = middle + 1;
    else high = middle;
  }
  return low;
}

function emptyColumn({ type, ragged }: TreeColumn): ColumnData {
  const values = type === "string" ? [] : numbers(type, 0);
  return ragged ? { values, offsets: new Uint32Array(1) } : { values };
}

interface Piece {
  readonly source: BasketSource;
  readonly column: TreeColumn;
  /** Which basket of the branch. */
  readonly index: number;
  readonly basket: Basket;
}

/** Entries [from, to) of the tree, which lie in this basket. */
function decode(piece: Piece, from: number, to: number): ColumnData {
  const { column, index, basket } = piece;
  const start = column.branch.baskets[index].first;
  if (column.type === "string") return { values: decodeTexts(piece, from - start, to - start) };
  if (!column.ragged) return { values: toNumbers(column, fixedBytes(piece, from - start, to - start), basket.place) };
  const borders = basket.offsets ?? counted(piece);
  const { bytes, offsets } = raggedBytes(piece, borders, from - start, to - start);
  return { values: toNumbers(column, bytes, basket.place), offsets };
}

/** Entries of one length; where several leaves alternate each is picked out. */
function fixedBytes({ column, basket }: Piece, from: number, to: number): Uint8Array {
  const { start, stride, valueBytes } = column;
  if (basket.data.length !== basket.entries * stride) {
    const expected = `${basket.entries} entries of ${stride} bytes`;
    throw damaged(basket.place, `a basket of ${column.name} has another size`, basket.data.length, expected);
  }
  if (stride === valueBytes) return copy(basket.data, from * stride, to * stride);
  const bytes = new Uint8Array((to - from) * valueBytes);
  for (let entry = from; entry < to; entry++) {
    const at = entry * stride + start;
    bytes.set(basket.data.subarray(at, at + valueBytes), (entry - from) * valueBytes);
  }
  return bytes;
}

/** Where the entries of a basket begin when only the counter tells (ROOT's option kGenerateOffsetMap). */
function counted({ source, column, index, basket }: Piece): Int32Array {
  const counter = column.counter();
  if (counter === undefined || counter.ragged || counter.shape.length > 0 || counter.type === "string") {
    throw unsupported(basket.place, `nothing says how many values the entries of ${column.name} have`);
  }
  const { first, end } = column.branch.baskets[index];
  const counts = readEntries(source, counter, first, end).values as NumberArray;
  const borders = new Int32Array(basket.entries + 1);
  let at = 0;
  for (let i = 0; i < basket.entries; i++) {
    at += column.headerBytes + Number(counts[i]) * column.valueBytes;
    if (!(at >= borders[i] && at <= basket.data.length)) break; // seen below, since the last border stays 0
    borders[i + 1] = at;
  }
  if (borders[basket.entries] !== basket.data.length) {
    const what = `${counter.name} does not fit the size of a basket of ${column.name}`;
    throw damaged(basket.place, what, `${basket.data.length} bytes`, `${at} bytes`);
  }
  return borders;
}

/** An aligned copy; `slice` of a Buffer would be a view. */
function copy(bytes: Uint8Array, from: number, to: number): Uint8Array {
  return new Uint8Array(bytes.subarray(from, to));
}

interface RaggedBytes {
  readonly bytes: Uint8Array;
  /** In values. */
  readonly offsets: Uint32Array;
}

/** The values of entries [from, to) without the headers between them. */
function raggedBytes(piece: Piece, borders: Int32Array, from: number, to: number): RaggedBytes {
  const { column, basket } = piece;
  const { headerBytes, valueBytes } = column;
  const offsets = new Uint32Array(to - from + 1);
  for (let entry = from; entry < to; entry++) {
    const length = borders[entry + 1] - borders[entry] - headerBytes;
    if (length < 0 || length % valueBytes !== 0) throw wrongLength(piece, entry, length);
    offsets[entry - from + 1] = offsets[entry - from] + length / valueBytes;
  }
  if (headerBytes === 0) return { bytes: copy(basket.data, borders[from], borders[to]), offsets };
  if (headerBytes === VECTOR_HEADER) checkVectorHeaders(piece, borders, from, to);
  // The values move together inside one copy: a view for each entry would cost more than the bytes it moves.
  const bytes = copy(basket.data, borders[from], borders[to]);
  let at = 0;
  for (let entry = from; entry < to; entry++) {
    const [begin, end] = [borders[entry] + headerBytes - borders[from], borders[entry + 1] - borders[from]];
    bytes.copyWithin(at, begin, end);
    at += end - begin;
  }
  return { bytes: bytes.subarray(0, at), offsets };
}

/** Byte count, version and length before the numbers of a vector must fit the place that the entry has. */
function checkVectorHeaders(piece: Piece, borders: Int32Array, from: number, to: number): void {
  const { data } = piece.basket;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  for (let entry = from; entry < to; entry++) {
    const at = borders[entry];
    const length = borders[entry + 1] - at - VECTOR_HEADER;
    const counted = view.getUint32(at) === 0x40000000 + length + VECTOR_HEADER - 4;
    if (!counted || view.getInt32(at + 6) * piece.column.valueBytes !== length) throw wrongLength(piece, entry, length);
  }
}

function wrongLength({ column, index, basket }: Piece, entry: number, length: number): Error {
  const row = column.branch.baskets[index].first + entry;
  const what = `entry ${row} of ${column.name} has a wrong length`;
  return damaged(basket.place, what, `${length} bytes`, `values of ${column.valueBytes} bytes`);
}

/** Stored numbers in the machine's order; `bytes` is changed and taken over. */
function toNumbers({ type, packed, name }: TreeColumn, bytes: Uint8Array, place: string): NumberArray {
  if (packed !== undefined) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const values = numbers(type as NumberType, bytes.length / packed.bytes) as Float64Array;
    for (let i = 0; i < values.length; i++) values[i] = packed.read(view, i * packed.bytes);
    return values;
  }
  if (type === "bool" && bytes.some((byte) => byte > 1)) {
    throw damaged(
      place,
      `${name} holds something else than true and false`,
      bytes.find((byte) => byte > 1),
      "0 or 1",
    );
  }
  swapBytes(bytes, widthOf(type as NumberType));
  return numbersIn(type as NumberType, bytes);
}

function swapBytes(bytes: Uint8Array, width: number): void {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (width === 2) buffer.swap16();
  else if (width === 4) buffer.swap32();
  else if (width === 8) buffer.swap64();
}

/** One text an entry: one byte of length or 255 and four, and the text. */
function decodeTexts(piece: Piece, from: number, to: number): string[] {
  const { data, offsets, place } = piece.basket;
  if (offsets === undefined) throw unsupported(place, "a basket of texts without positions", piece.column.name);
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  return Array.from({ length: to - from }, (_, i) => {
    const [at, end] = [offsets[from + i], offsets[from + i + 1]];
    const long = data[at] === 255;
    const begin = at + (long ? 5 : 1);
    const fits = begin <= end && begin + (long ? view.getUint32(at + 1) : data[at]) === end;
    if (!fits) throw wrongLength(piece, from + i, end - at);
    return TEXT.decode(data.subarray(begin, end));
  });
}

const TEXT = new TextDecoder();
