/**
 * A ROOT file is a row of records, each with a key (key.ts). The header at its start leads to the record of the top
 * directory, that to the list of its keys, and another field to the record that describes all classes.
 * Source: TFile.cxx and TDirectoryFile.cxx of ROOT 6 (layout of header, directory and key list).
 */
import type { ByteFile } from "../byteFile.ts";
import { unpackBlocks } from "./blocks.ts";
import { RootCursor } from "./cursor.ts";
import { damaged, unsupported } from "./damage.ts";
import { readKey, type Key } from "./key.ts";
import { readObject } from "./objects.ts";
import type { RootObject } from "./rootObject.ts";
import { classTable, DESCRIBING_CLASSES, type ClassTable } from "./streamerInfo.ts";

export const ROOT_MAGIC = "root";
/** Files above 2 GB add this to their version and use 8 bytes for positions. */
const LARGE_FILE = 1000000;
const LARGE_DIRECTORY = 1000;
const HEADER_BYTES = 75;
const DIRECTORY_BYTES = 42;
const MAX_DIRECTORIES = 10000;

export interface RootFile {
  readonly file: ByteFile;
  /** Of the ROOT that wrote it, for example "6.18/00". */
  readonly version: string;
  /** As the file is set for new records; a record may differ. */
  readonly compression: string;
  /** All objects but directories, by their path in the file; of several cycles the newest. */
  readonly keys: ReadonlyMap<string, Key>;
  readonly classes: ClassTable;
}

/** Reads header, directories and class descriptions. @throws GlueballError formats/root-damaged, root-unsupported */
export function openRootFile(file: ByteFile): RootFile {
  const header = readHeader(file);
  const keys = new Map<string, Key>();
  collectKeys(file, header.topDirectory, "", keys, new Set());
  return { file, version: header.version, compression: header.compression, keys, classes: readClasses(file, header) };
}

interface Header {
  readonly version: string;
  readonly compression: string;
  /** Byte of the record of the top directory, behind its key and its name. */
  readonly topDirectory: number;
  readonly classesAt: number;
  readonly classesBytes: number;
}

function readHeader(file: ByteFile): Header {
  const origin = { path: file.path, byte: 0, unpacked: false };
  const cursor = new RootCursor(file.read(0, Math.min(HEADER_BYTES, file.size)), origin);
  const magic = String.fromCharCode(cursor.u8(), cursor.u8(), cursor.u8(), cursor.u8());
  if (magic !== ROOT_MAGIC) throw damaged(`${file.path}, byte 0`, "it does not begin as one", magic, ROOT_MAGIC);
  const stored = cursor.i32();
  const seek = stored >= LARGE_FILE ? "i64" : "i32";
  const begin = cursor.i32();
  const end = cursor[seek]();
  if (end > file.size) throw damaged(cursor.place, "the file is cut off", `${file.size} bytes`, `${end} bytes`);
  cursor[seek](); // list of free space, its size and length
  cursor.take(8);
  const nameBytes = cursor.i32();
  cursor.take(1);
  const compression = compressionName(cursor.i32());
  const classesAt = cursor[seek]();
  const classesBytes = cursor.i32();
  const version = versionName(stored % LARGE_FILE);
  return { version, compression, topDirectory: begin + nameBytes, classesAt, classesBytes };
}

/** 61800 is 6.18/00. */
function versionName(version: number): string {
  const [major, minor, patch] = [Math.floor(version / 10000), Math.floor(version / 100) % 100, version % 100];
  return `${major}.${String(minor).padStart(2, "0")}/${String(patch).padStart(2, "0")}`;
}

/** From 100 * algorithm + level; old files give the level only. */
function compressionName(code: number): string {
  if (code % 100 === 0) return "not compressed";
  return ["zlib", "zlib", "lzma", "old", "lz4", "zstd"][Math.floor(code / 100)] ?? `compression ${code}`;
}

/** Puts the keys of a directory and of those inside it into `keys`, by path. */
function collectKeys(file: ByteFile, at: number, path: string, keys: Map<string, Key>, seen: Set<number>): void {
  if (seen.has(at) || seen.size >= MAX_DIRECTORIES) {
    throw damaged(`${file.path}, byte ${at}`, "directories contain each other, or are too many", seen.size);
  }
  seen.add(at);
  for (const key of directoryKeys(file, at)) {
    const name = path + key.name;
    if (/^TDirectory(File)?$/.test(key.className)) {
      collectKeys(file, key.position + key.keyLength, `${name}/`, keys, seen);
    } else if ((keys.get(name)?.cycle ?? -1) < key.cycle) {
      keys.set(name, key);
    }
  }
}

function directoryKeys(file: ByteFile, at: number): Key[] {
  const record = cursorAt(file, at, DIRECTORY_BYTES);
  const version = record.i16();
  record.take(8); // when it was made and changed
  const listBytes = record.i32();
  record.take(4);
  const seek = version > LARGE_DIRECTORY ? "i64" : "i32";
  record[seek](); // of this directory and of its parent
  record[seek]();
  const listAt = record[seek]();
  if (listAt === 0) {
    throw unsupported(
      `${file.path}, byte ${at}`,
      "a directory has no list of keys",
      undefined,
      "The file was not closed by the program that wrote it; ROOT can recover it (TFile::Recover)",
    );
  }
  const list = cursorAt(file, listAt, listBytes);
  readKey(list);
  const count = list.i32();
  const keys: Key[] = [];
  while (keys.length < count) keys.push(readKey(list)); // ends by itself: a key has 26 bytes or more
  return keys;
}

function cursorAt(file: ByteFile, at: number, length: number): RootCursor {
  const available = Math.min(length, file.size - at); // the directory record is shorter in small files
  return new RootCursor(file.read(at, available), { path: file.path, byte: at, unpacked: false });
}

function readClasses(file: ByteFile, { classesAt, classesBytes }: Header): ClassTable {
  const key = readKey(cursorAt(file, classesAt, classesBytes));
  if (key.className !== "TList")
    throw damaged(`${file.path}, byte ${classesAt}`, "no class descriptions", key.className);
  return classTable(objectAt(file, { ...key, position: classesAt }, DESCRIBING_CLASSES));
}

/** The object of a key. */
export function objectAt(file: ByteFile, key: Key, classes: ClassTable): RootObject {
  const { bytes, unpacked } = recordContent(file.read(key.position, key.bytes), key, file.path);
  const byte = unpacked ? key.position : key.position + key.keyLength;
  const cursor = new RootCursor(bytes, { path: file.path, byte, unpacked });
  const object = readObject(cursor, key.className, classes, key.keyLength);
  cursor.requireEnd(bytes.length, `the record of ${key.name}`);
  return object;
}

/** What follows the key in its record, unpacked where it was compressed. */
export function recordContent(
  record: Uint8Array,
  key: Key,
  path: string,
): { readonly bytes: Uint8Array; readonly unpacked: boolean } {
  const stored = record.subarray(key.keyLength);
  if (stored.length === key.objectLength) return { bytes: stored, unpacked: false };
  const place = { path, byte: key.position + key.keyLength };
  return { bytes: unpackBlocks(stored, key.objectLength, place), unpacked: true };
}
