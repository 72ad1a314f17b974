/**
 * NumPy archives (`.npz`): a ZIP file whose members are `.npy` files, stored or deflated (PKWARE APPNOTE 6.3.10,
 * sections 4.3.7, 4.3.12 and 4.3.16). Sizes are taken from the central directory at the end of the file; every offset,
 * size and checksum is verified. Archives of 4 GB and more (ZIP64) and encrypted members are refused.
 */
import { pipeline, Readable } from "node:stream";
import { crc32, createInflateRaw, inflateRawSync } from "node:zlib";
import { GlueballError, writeFileAtomic } from "../base/index.ts";
import { byteFileOf } from "./byteFile.ts";
import type { ByteFile } from "./byteFile.ts";
import { readNpy, writeNpy, type NpyArray } from "./numpy.ts";
import { readSource } from "./source.ts";

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const LOCAL_SIZE = 30;
const CENTRAL_SIZE = 46;
const END_SIZE = 22;
const CHUNK_BYTES = 2 ** 18;
const STORED = 0;
const DEFLATED = 8;
const JANUARY_1980 = 0x21; // DOS date; a fixed one, so that equal content gives equal bytes

/** An entry of the directory. */
export interface ZipMember {
  readonly name: string;
  readonly method: number;
  readonly checksum: number;
  readonly storedSize: number;
  readonly size: number;
  /** Position of the local header. */
  readonly start: number;
}

/** The arrays of an archive by name (without `.npy`), in the order of its directory. */
export function readNpzFile(path: string): Map<string, NpyArray> {
  return readNpz(readSource(path).bytes, path);
}

export function readNpz(bytes: Uint8Array, place: string): Map<string, NpyArray> {
  const arrays = new Map<string, NpyArray>();
  const file = byteFileOf(bytes, place);
  for (const member of zipMembers(file)) {
    arrays.set(arrayName(member), readNpy(content(file, member), whereIs(file, member)));
  }
  return arrays;
}

/** The name of a member's array, which is that of the member without `.npy`. */
export function arrayName({ name }: ZipMember): string {
  return name.replace(/\.npy$/, "");
}

/** The directory of an archive; no two members have arrays of one name. */
export function zipMembers(file: ByteFile): ZipMember[] {
  const members = directory(file);
  const names = new Set<string>();
  for (const member of members) {
    if (names.has(arrayName(member))) throw damaged(whereIs(file, member), "two members of one name");
    names.add(arrayName(member));
  }
  return members;
}

function directory(file: ByteFile): ZipMember[] {
  const { path, size } = file;
  const end = size - END_SIZE; // numpy writes no comment after the end record
  const record = end < 0 ? undefined : viewOf(file.read(end, END_SIZE));
  if (record?.getUint32(0, true) !== END) {
    throw damaged(`${path}, byte ${Math.max(0, end)}`, "no end record in the last 22 bytes");
  }
  const [count, start] = [record.getUint16(10, true), record.getUint32(16, true)];
  if (start > end) throw damaged(`${path}, byte ${start}`, "no directory entry 0");
  const bytes = file.read(start, end - start);
  const view = viewOf(bytes);
  const members: ZipMember[] = [];
  let at = 0;
  for (let i = 0; i < count; i++) {
    const place = `${path}, byte ${start + at}`;
    if (at + CENTRAL_SIZE > bytes.length || view.getUint32(at, true) !== CENTRAL) {
      throw damaged(place, `no directory entry ${i}`);
    }
    const nameSize = view.getUint16(at + 28, true);
    const next = at + CENTRAL_SIZE + nameSize + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    if (next > bytes.length) throw damaged(place, `directory entry ${i} runs past the end`);
    members.push({
      name: new TextDecoder().decode(bytes.subarray(at + CENTRAL_SIZE, at + CENTRAL_SIZE + nameSize)),
      method: view.getUint16(at + 10, true),
      checksum: view.getUint32(at + 16, true),
      storedSize: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      start: view.getUint32(at + 42, true),
    });
    at = next;
  }
  if (at !== bytes.length) {
    throw damaged(`${path}, byte ${start + at}`, "bytes between the directory and the end record");
  }
  return members;
}

/** Where the packed bytes of a member begin. */
function contentStart(file: ByteFile, member: ZipMember): number {
  const { start, storedSize, method } = member;
  const place = whereIs(file, member);
  const header = start + LOCAL_SIZE > file.size ? undefined : viewOf(file.read(start, LOCAL_SIZE));
  if (header?.getUint32(0, true) !== LOCAL) throw damaged(place, `no local header at byte ${start}`);
  const from = start + LOCAL_SIZE + header.getUint16(26, true) + header.getUint16(28, true);
  if (from + storedSize > file.size) throw damaged(place, `${storedSize} bytes from byte ${from} run past the end`);
  if (method !== STORED && method !== DEFLATED) throw damaged(place, `compression method ${method} is unknown`);
  return from;
}

/** The decompressed bytes of a member, after its size and checksum were found right. */
function content(file: ByteFile, member: ZipMember): Uint8Array {
  const place = whereIs(file, member);
  const stored = file.read(contentStart(file, member), member.storedSize);
  const plain = member.method === STORED ? stored : inflate(stored, member.size, place);
  checkContent(member, plain.length, crc32(plain), place);
  return plain;
}

/** The same piece by piece; that size and checksum are wrong is seen at the end only. */
export async function* memberChunks(file: ByteFile, member: ZipMember): AsyncGenerator<Uint8Array> {
  const place = whereIs(file, member);
  const stored = storedChunks(file, contentStart(file, member), member.storedSize);
  let [size, checksum] = [0, 0];
  try {
    for await (const chunk of member.method === STORED ? stored : inflated(stored)) {
      size += chunk.length;
      checksum = crc32(chunk, checksum);
      if (size > member.size) break;
      yield chunk;
    }
  } catch (error) {
    if (error instanceof GlueballError) throw error;
    throw damaged(place, `the deflated data are damaged (${(error as Error).message})`);
  }
  checkContent(member, size, checksum, place);
}

function* storedChunks(file: ByteFile, start: number, size: number): Generator<Uint8Array> {
  for (let at = 0; at < size; at += CHUNK_BYTES) yield file.read(start + at, Math.min(CHUNK_BYTES, size - at));
}

function inflated(stored: Iterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const decoder = createInflateRaw({ chunkSize: CHUNK_BYTES });
  // Errors of either stream are thrown where the chunks are read; the callback must exist and has nothing to do.
  pipeline(Readable.from(stored), decoder, () => {});
  return decoder;
}

function checkContent(member: ZipMember, size: number, checksum: number, place: string): void {
  if (size !== member.size) throw damaged(place, `${size} bytes instead of ${member.size}`);
  if (checksum !== member.checksum) throw damaged(place, "wrong checksum");
}

function inflate(stored: Uint8Array, size: number, place: string): Uint8Array {
  try {
    return inflateRawSync(stored, { maxOutputLength: size + 1 });
  } catch (error) {
    throw damaged(place, `the deflated data are damaged (${(error as Error).message})`);
  }
}

/** With its byte, since the name of a damaged member may be empty. */
function whereIs({ path }: ByteFile, { name, start }: ZipMember): string {
  return `${path}, member ${name} at byte ${start}`;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function damaged(place: string, detail: string): GlueballError {
  return new GlueballError({
    code: "formats/npz-damaged",
    what: `the archive is truncated, damaged or of an unknown kind (${detail})`,
    place,
    expected: "a ZIP file of .npy members below 4 GB, as numpy.savez writes it",
  });
}

/** Writes the arrays uncompressed, as `numpy.savez` does; equal content gives equal bytes. */
export function writeNpzFile(path: string, arrays: ReadonlyMap<string, NpyArray>): void {
  writeFileAtomic(path, writeNpz(arrays));
}

export function writeNpz(arrays: ReadonlyMap<string, NpyArray>): Uint8Array {
  const members = [...arrays].map(([name, array]) => {
    const body = writeNpy(array);
    return { name: `${name}.npy`, size: body.length, checksum: crc32(body), chunks: [body] };
  });
  return concatenate([...zipPieces(members)]);
}

/** A member to write: its size and checksum are known before its bytes are. */
export interface NewMember {
  readonly name: string;
  readonly size: number;
  readonly checksum: number;
  readonly chunks: Iterable<Uint8Array>;
}

/** The bytes of an archive of uncompressed members. */
export function* zipPieces(members: readonly NewMember[]): Generator<Uint8Array> {
  const centrals: Uint8Array[] = [];
  let at = 0;
  for (const { name, size, checksum, chunks } of members) {
    const fileName = new TextEncoder().encode(name);
    const facts = memberFacts(size, checksum, fileName.length);
    const local = concatenate([u32(LOCAL), u16(20), facts, u16(0), fileName]);
    centrals.push(concatenate([u32(CENTRAL), u16(20, 20), facts, u16(0, 0, 0, 0, 0, 0), u32(at), fileName]));
    yield local;
    yield* chunks;
    at += local.length + size;
  }
  yield* centrals;
  const size = centrals.reduce((sum, part) => sum + part.length, 0);
  yield concatenate([u32(END), u16(0, 0, members.length, members.length), u32(size, at), u16(0)]);
}

/** The fields that the local header and the directory entry share: flags, method, time, date, checksum, sizes, name size. */
function memberFacts(size: number, checksum: number, nameSize: number): Uint8Array {
  const utf8Names = 0x800;
  const fields = u16(utf8Names, STORED, 0, JANUARY_1980);
  return concatenate([fields, u32(checksum, size, size), u16(nameSize)]);
}

function u16(...values: number[]): Uint8Array {
  return Uint8Array.from(values.flatMap((value) => [value & 0xff, value >>> 8]));
}

function u32(...values: number[]): Uint8Array {
  return Uint8Array.from(values.flatMap((value) => [0, 8, 16, 24].map((shift) => (value >>> shift) & 0xff)));
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
