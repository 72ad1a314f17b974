/**
 * One column of one row group, read from the front: pages are unpacked as their rows are asked for, so that memory holds the
 * packed chunk and a page, whatever the size of the row group. hyparquet reads the page headers.
 */
import { crc32 } from "node:zlib";
import type { ColumnMetaData } from "hyparquet";
import { parquetHeader } from "hyparquet/src/column.js";
import { countOf, isStrings, numbers } from "../columns.ts";
import type { ColumnData } from "../dataset.ts";
import { ParquetDamage } from "./damage.ts";
import { bitsFor, decodeRuns } from "./levels.ts";
import { decodeValues } from "./values.ts";
import type { Values } from "./values.ts";
import { unpackPage } from "./compression.ts";
import type { ParquetLeaf } from "./schema.ts";

type PageHeader = ReturnType<typeof parquetHeader>;

const MOST_ENTRIES = 2 ** 26; // of one page; writers make pages of about 2^20 bytes

/** The levels of a page and its packed values. */
interface PageBody {
  readonly entries: number;
  readonly repetition: Uint8Array;
  readonly definition: Uint8Array;
  readonly values: Uint8Array;
  readonly encoding: Parameters<typeof decodeValues>[1];
}

export class ParquetColumn {
  readonly #leaf: ParquetLeaf;
  readonly #metadata: ColumnMetaData;
  readonly #chunk: Uint8Array;
  #at = 0;
  #entries = 0;
  #dictionary: Values | undefined;
  /** Decoded and not yet taken: values of pages, and the number of values of every row (of a list) that has begun. */
  #pieces: Values[] = [];
  #lengths: number[] = [];
  /** How many missing numbers became NaN so far, and missing texts and lists empty ones. */
  missing = 0;

  constructor(leaf: ParquetLeaf, metadata: ColumnMetaData, chunk: Uint8Array) {
    this.#leaf = leaf;
    this.#metadata = metadata;
    this.#chunk = chunk;
  }

  /** The next `rows` rows. @throws ParquetDamage when there are fewer, or a page does not decode. */
  take(rows: number): ColumnData {
    // A row of a list may go on in the next page: it is known to be whole when another one begins or nothing follows.
    while (this.#lengths.length <= rows && this.#entries < this.#metadata.num_values) this.#nextPage();
    if (this.#lengths.length < rows) throw new ParquetDamage(`${this.#lengths.length} rows where ${rows} should be`);
    const lengths = this.#lengths.splice(0, rows);
    const values = this.#takeValues(lengths.reduce((sum, length) => sum + length, 0));
    return this.#leaf.maxRepetition === 0 ? { values } : this.#shaped(values, lengths);
  }

  /** After the last row of the row group. @throws ParquetDamage when rows are left. */
  requireEnd(): void {
    while (this.#entries < this.#metadata.num_values) this.#nextPage();
    if (this.#lengths.length > 0) throw new ParquetDamage(`${this.#lengths.length} rows too many`);
  }

  /** Lists as the column shows them: in values of its shape, or without offsets where all have the same length. */
  #shaped(values: Values, lengths: readonly number[]): ColumnData {
    const { shape, ragged } = this.#leaf.column;
    const width = countOf(shape);
    const bad = lengths.find((length) => (ragged ? length % width !== 0 : length !== width));
    if (bad !== undefined)
      throw new ParquetDamage(`a list of ${bad} numbers for values of shape [${shape.join(", ")}]`);
    if (!ragged) return { values };
    const offsets = new Uint32Array(lengths.length + 1);
    for (let i = 0; i < lengths.length; i++) offsets[i + 1] = offsets[i]! + lengths[i]! / width;
    return { values, offsets };
  }

  /** The first `count` of the values that wait. */
  #takeValues(count: number): Values {
    const { type } = this.#leaf.column;
    const taken: Values[] = [];
    let missing = count;
    while (missing > 0) {
      const piece = this.#pieces.shift()!;
      if (piece.length > missing) this.#pieces.unshift(part(piece, missing, piece.length));
      taken.push(part(piece, 0, Math.min(missing, piece.length)));
      missing -= Math.min(missing, piece.length);
    }
    if (taken.length === 1) return taken[0]!;
    if (type === "string") return taken.flat() as string[];
    const joined = numbers(type, count) as Float64Array; // any one type: numbers are only moved
    let at = 0;
    for (const piece of taken as Float64Array[]) {
      joined.set(piece, at);
      at += piece.length;
    }
    return joined;
  }

  #nextPage(): void {
    if (this.#at >= this.#chunk.length) throw new ParquetDamage(`the chunk ends after ${this.#entries} values`);
    const reader = { view: viewOf(this.#chunk.subarray(this.#at)), offset: 0 };
    const header = parquetHeader(reader);
    const start = this.#at + reader.offset;
    const size = header.compressed_page_size;
    if (!(size >= 0 && start + size <= this.#chunk.length))
      throw new ParquetDamage(`a page of ${size} bytes that the chunk does not have`);
    const page = this.#chunk.subarray(start, start + size);
    this.#at = start + size;
    if (header.crc !== undefined && crc32(page) !== header.crc >>> 0)
      throw new ParquetDamage("a page with a wrong checksum");
    if (header.type === "DICTIONARY_PAGE") this.#readDictionary(page, header);
    else if (header.type === "DATA_PAGE") this.#addRows(this.#bodyOf(page, header));
    else if (header.type === "DATA_PAGE_V2") this.#addRows(this.#bodyOfV2(page, header));
    else if (header.type !== "INDEX_PAGE") throw new ParquetDamage("a page of an unknown type");
  }

  #readDictionary(page: Uint8Array, { dictionary_page_header, uncompressed_page_size }: PageHeader): void {
    if (dictionary_page_header === undefined) throw new ParquetDamage("a dictionary without a header");
    const { num_values } = dictionary_page_header;
    const bytes = unpackPage(page, uncompressed_page_size, this.#metadata.codec);
    requireEntries(num_values);
    this.#dictionary = decodeValues(bytes, "PLAIN", num_values, this.#leaf, undefined);
  }

  /** Version 1: levels and values are packed together, each kind of level after its length (u32). */
  #bodyOf(page: Uint8Array, { data_page_header, uncompressed_page_size }: PageHeader): PageBody {
    if (data_page_header === undefined) throw new ParquetDamage("a page without its header");
    const { num_values: entries, encoding } = data_page_header;
    this.#countEntries(entries);
    const bytes = unpackPage(page, uncompressed_page_size, this.#metadata.codec);
    const { maxRepetition, maxDefinition } = this.#leaf;
    let at = 0;
    const levels = (most: number): Uint8Array => {
      if (most === 0) return new Uint8Array(0);
      if (at + 4 > bytes.length) throw new ParquetDamage("levels that are cut off");
      const length = viewOf(bytes).getUint32(at, true);
      const own = bytes.subarray(at + 4, at + 4 + length);
      at += 4 + length;
      return decodeLevels(own, most, entries);
    };
    const repetition = levels(maxRepetition);
    const definition = levels(maxDefinition);
    return { entries, repetition, definition, values: bytes.subarray(at), encoding };
  }

  /** Version 2: the levels stand before the packed values, with their lengths in the header. */
  #bodyOfV2(page: Uint8Array, { data_page_header_v2, uncompressed_page_size }: PageHeader): PageBody {
    if (data_page_header_v2 === undefined) throw new ParquetDamage("a page without its header");
    const { num_values: entries, encoding, is_compressed } = data_page_header_v2;
    const { repetition_levels_byte_length: first, definition_levels_byte_length: second } = data_page_header_v2;
    this.#countEntries(entries);
    if (!(first >= 0 && second >= 0 && first + second <= page.length))
      throw new ParquetDamage("levels that are cut off");
    const { maxRepetition, maxDefinition } = this.#leaf;
    const packed = page.subarray(first + second);
    const size = uncompressed_page_size - first - second;
    const isPacked = is_compressed !== false && packed.length > 0;
    return {
      entries,
      repetition: decodeLevels(page.subarray(0, first), maxRepetition, entries),
      definition: decodeLevels(page.subarray(first, first + second), maxDefinition, entries),
      values: isPacked ? unpackPage(packed, size, this.#metadata.codec) : packed,
      encoding,
    };
  }

  #countEntries(entries: number): void {
    requireEntries(entries);
    this.#entries += entries;
    if (this.#entries > this.#metadata.num_values)
      throw new ParquetDamage(`more than ${this.#metadata.num_values} values`);
  }

  /** Decodes the values of a page and counts them into rows. */
  #addRows({ entries, repetition, definition, values, encoding }: PageBody): void {
    const { maxDefinition, maxRepetition, listDefinition } = this.#leaf;
    const present = definition.length === 0 ? entries : countFrom(definition, maxDefinition);
    const elements = maxRepetition === 0 ? entries : countFrom(definition, listDefinition);
    const decoded = decodeValues(values, encoding, present, this.#leaf, this.#dictionary);
    const full = present === elements ? decoded : this.#withNulls(decoded, definition, elements);
    if (elements > 0) this.#pieces.push(full);
    if (maxRepetition === 0) for (let i = 0; i < entries; i++) this.#lengths.push(1);
    else this.#addLists(repetition, definition);
  }

  #addLists(repetition: Uint8Array, definition: Uint8Array): void {
    const { listDefinition } = this.#leaf;
    const lengths = this.#lengths;
    if (repetition[0] !== 0 && lengths.length === 0 && repetition.length > 0)
      throw new ParquetDamage("a list without a beginning");
    for (let i = 0; i < repetition.length; i++) {
      if (repetition[i] === 0) lengths.push(0);
      if (definition[i]! >= listDefinition) lengths[lengths.length - 1]!++;
      else if (definition[i]! < listDefinition - 1) this.missing++;
    }
  }

  /** A null number becomes NaN and a null text an empty one, both counted; integers have no such value. */
  #withNulls(decoded: Values, definition: Uint8Array, elements: number): Values {
    const { maxDefinition, listDefinition, maxRepetition, column } = this.#leaf;
    const { type, name } = column;
    const isText = isStrings(decoded);
    if (!isText && type !== "float32" && type !== "float64")
      throw new ParquetDamage(`a null in column ${name} of ${type}`);
    this.missing += elements - decoded.length;
    const full: number[] | Float64Array | string[] = isText
      ? []
      : (numbers(type as "float64", elements) as Float64Array);
    let [from, to] = [0, 0];
    for (const level of definition) {
      if (level === maxDefinition) full[to++] = decoded[from++] as never;
      else if (maxRepetition === 0 || level >= listDefinition) full[to++] = (isText ? "" : Number.NaN) as never;
    }
    return full as Values;
  }
}

function decodeLevels(bytes: Uint8Array, most: number, entries: number): Uint8Array {
  const levels = new Uint8Array(most === 0 ? 0 : entries);
  if (levels.length > 0) decodeRuns(bytes, 0, bitsFor(most), levels);
  if (countFrom(levels, most + 1) > 0) throw new ParquetDamage(`a level above ${most}`);
  return levels;
}

function countFrom(levels: Uint8Array, least: number): number {
  let found = 0;
  for (let i = 0; i < levels.length; i++) if (levels[i]! >= least) found++;
  return found;
}

function requireEntries(entries: number): void {
  if (!(entries >= 0 && entries <= MOST_ENTRIES)) throw new ParquetDamage(`a page of ${entries} values`);
}

function part(values: Values, from: number, to: number): Values {
  return isStrings(values) ? values.slice(from, to) : values.subarray(from, to);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
