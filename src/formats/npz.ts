/**
 * NumPy archives (`.npz`): a ZIP file whose members are `.npy` files, stored or deflated (PKWARE APPNOTE 6.3.10,
 * sections 4.3.7, 4.3.12 and 4.3.16). Sizes are taken from the central directory at the end of the file; every offset,
 * size and checksum is verified. Archives of 4 GB and more (ZIP64) and encrypted members are refused.
 */
import { crc32, inflateRawSync } from "node:zlib";
import { GlueballError, writeFileAtomic } from "../base/index.ts";
import { readNpy, writeNpy, type NpyArray } from "./numpy.ts";
import { readSource } from "./source.ts";

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const LOCAL_SIZE = 30;
const CENTRAL_SIZE = 46;
const END_SIZE = 22;
const STORED = 0;
const DEFLATED = 8;
const JANUARY_1980 = 0x21; // DOS date; a fixed one, so that equal content gives equal bytes

interface Member {
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
  for (const member of directory(bytes, place)) {
    const name = member.name.replace(/\.npy$/, "");
    const where = `${place}, member ${member.name}`;
    if (arrays.has(name)) throw damaged(where, "two members of one name");
    arrays.set(name, readNpy(content(bytes, member, where), where));
  }
  return arrays;
}

function directory(bytes: Uint8Array, place: string): Member[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = bytes.length - END_SIZE; // numpy writes no comment after the end record
  if (end < 0 || view.getUint32(end, true) !== END) throw damaged(place, "no end record in the last 22 bytes");
  const count = view.getUint16(end + 10, true);
  const members: Member[] = [];
  let at = view.getUint32(end + 16, true);
  for (let i = 0; i < count; i++) {
    if (at + CENTRAL_SIZE > end || view.getUint32(at, true) !== CENTRAL) {
      throw damaged(`${place}, byte ${at}`, `no directory entry ${i}`);
    }
    const nameSize = view.getUint16(at + 28, true);
    const next = at + CENTRAL_SIZE + nameSize + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    if (next > end) throw damaged(`${place}, byte ${at}`, `directory entry ${i} runs past the end`);
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
  if (at !== end) throw damaged(`${place}, byte ${at}`, "bytes between the directory and the end record");
  return members;
}

/** The decompressed bytes of a member, after its size and checksum were found right. */
function content(bytes: Uint8Array, member: Member, place: string): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { start, storedSize, method } = member;
  if (start + LOCAL_SIZE > bytes.length || view.getUint32(start, true) !== LOCAL) {
    throw damaged(place, `no local header at byte ${start}`);
  }
  const from = start + LOCAL_SIZE + view.getUint16(start + 26, true) + view.getUint16(start + 28, true);
  if (from + storedSize > bytes.length) throw damaged(place, `${storedSize} bytes from byte ${from} run past the end`);
  if (method !== STORED && method !== DEFLATED) throw damaged(place, `compression method ${method} is unknown`);
  const stored = bytes.subarray(from, from + storedSize);
  const plain = method === STORED ? stored : inflate(stored, member.size, place);
  if (plain.length !== member.size) throw damaged(place, `${plain.length} bytes instead of ${member.size}`);
  if (crc32(plain) !== member.checksum) throw damaged(place, "wrong checksum");
  return plain;
}

function inflate(stored: Uint8Array, size: number, place: string): Uint8Array {
  try {
    return inflateRawSync(stored, { maxOutputLength: size + 1 });
  } catch (error) {
    throw damaged(place, `the deflated data are damaged (${(error as Error).message})`);
  }
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
  const locals: Uint8Array[] = [];
  const centrals: Uint8Array[] = [];
  let at = 0;
  for (const [name, array] of arrays) {
    const body = writeNpy(array);
    const fileName = new TextEncoder().encode(`${name}.npy`);
    const facts = memberFacts(body, fileName.length);
    const local = concatenate([u32(LOCAL), u16(20), facts, u16(0), fileName, body]);
    centrals.push(concatenate([u32(CENTRAL), u16(20, 20), facts, u16(0, 0, 0, 0, 0, 0), u32(at), fileName]));
    locals.push(local);
    at += local.length;
  }
  const size = centrals.reduce((sum, part) => sum + part.length, 0);
  const end = concatenate([u32(END), u16(0, 0, arrays.size, arrays.size), u32(size, at), u16(0)]);
  return concatenate([...locals, ...centrals, end]);
}

/** The fields that the local header and the directory entry share: flags, method, time, date, checksum, sizes, name size. */
function memberFacts(body: Uint8Array, nameSize: number): Uint8Array {
  const utf8Names = 0x800;
  const fields = u16(utf8Names, STORED, 0, JANUARY_1980);
  return concatenate([fields, u32(crc32(body), body.length, body.length), u16(nameSize)]);
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
