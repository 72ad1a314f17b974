/**
 * Our own reader of HDF5: superblocks 0 to 3, object headers of versions 1 and 2, groups by symbol table, by links and
 * by heaps, data in one piece and in chunks under a version 1 B-tree, the filters deflate, shuffle, fletcher32, lzf and
 * blosc. This is what PyTables, pandas, h5py and our own writer write unless they are asked for the latest format. It
 * exists because the HDF5 library, as h5wasm ships it, has no blosc and no defence against hostile files. What is not
 * read here (the newer chunk indexes, above all) is refused with `NotClassic`, and the library reads such files
 * (libraryFile.ts).
 *
 * The superblock lies at byte 0, or at 512, 1024, ... behind other content; all addresses count from there. Source:
 * HDF5 File Format Specification version 3.0, sections II to IV; checked byte by byte on LHC Olympics files.
 */
import { GlueballError } from "../../base/index.ts";
import type { ByteFile } from "../byteFile.ts";
import { readAttribute } from "./attribute.ts";
import { readClassicDataset } from "./classicDataset.ts";
import type { Hdf5File, Hdf5Object } from "./file.ts";
import { createHeapReader } from "./globalHeap.ts";
import { readLinks, type Link } from "./group.ts";
import { ATTRIBUTE_INDEX, LINK_INDEX, readHeapObjects, readLink } from "./link.ts";
import { lookup3 } from "./lookup3.ts";
import { MESSAGE, readMessages, type Message } from "./objectHeader.ts";
import { cursorOf, damaged, type AddressSpace, type Cursor } from "./structures.ts";
import type { Hdf5Value } from "./values.ts";

const SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]; // "\x89HDF\r\n\x1a\n"

/** The byte at which the superblock begins, if these first bytes of a file show one. */
export function superblockStart(head: Uint8Array): number | undefined {
  const isAt = (start: number) => SIGNATURE.every((byte, i) => head[start + i] === byte);
  if (isAt(0)) return 0;
  for (let start = 512; start < head.length; start *= 2) if (isAt(start)) return start;
  return undefined;
}

/** Lists everything in the file. @throws NotClassic, GlueballError formats/hdf5-damaged and formats/truncated. */
export function openClassic(file: ByteFile): Hdf5File {
  const { space, root } = readSuperblock(file);
  const objects = new Map<string, Hdf5Object>();
  const warnings: string[] = [];
  const walk = { space, objects, warnings, textsOf: createHeapReader(space), visited: new Map<number, string>() };
  addObject(walk, "/", root);
  return { path: file.path, reader: "classic", objects, warnings, close: () => file.close() };
}

function readSuperblock(file: ByteFile): { space: AddressSpace; root: number } {
  const head = file.read(0, Math.min(file.size, 4096));
  const base = superblockStart(head);
  if (base === undefined) {
    throw new GlueballError({
      code: "formats/hdf5-wrong-magic",
      what: "this is not an HDF5 file",
      place: `${file.path}, byte 0`,
      expected: "the signature \\x89HDF\\r\\n\\x1a\\n at byte 0, 512, 1024 or 2048",
    });
  }
  const cursor = cursorOf(head.subarray(base), base, file.path);
  cursor.skip(SIGNATURE.length);
  const version = cursor.u8();
  const place = `${file.path}, byte ${base + SIGNATURE.length}`;
  if (version > 3) throw damaged(place, "unknown version of the superblock", version, "0 to 3");
  const content = version < 2 ? oldSuperblock(cursor, version) : newSuperblock(cursor, head.subarray(base, base + 44));
  if (content.base !== base)
    throw damaged(place, "the base address is not that of the superblock", content.base, `${base}`);
  if (content.end > file.size) throw cutOff(file, content.end);
  return { space: { file, base }, root: content.root };
}

interface Superblock {
  readonly base: number;
  /** Where the file ends. */
  readonly end: number;
  /** Address of the root group's header. */
  readonly root: number;
}

function oldSuperblock(cursor: Cursor, version: number): Superblock {
  cursor.skip(4);
  checkWidths(cursor);
  cursor.skip(version === 0 ? 9 : 13);
  const base = cursor.u64();
  cursor.skip(8);
  const end = cursor.u64();
  cursor.skip(16);
  return { base, end, root: cursor.u64() };
}

function newSuperblock(cursor: Cursor, checked: Uint8Array): Superblock {
  const place = `${cursor.path}, byte ${cursor.position()}`;
  checkWidths(cursor);
  cursor.skip(1);
  const base = cursor.u64();
  cursor.skip(8);
  const [end, root] = [cursor.u64(), cursor.u64()];
  const [stored, sum] = [cursor.u32(), lookup3(checked)];
  if (stored !== sum) throw damaged(place, "a checksum does not fit", sum, `${stored}`);
  return { base, end, root };
}

/** Addresses and lengths have 8 bytes in every file but those of special builds. */
function checkWidths(cursor: Cursor): void {
  const place = `${cursor.path}, byte ${cursor.position()}`;
  const widths = [cursor.u8(), cursor.u8()];
  if (widths[0] !== 8 || widths[1] !== 8)
    throw damaged(place, "addresses and lengths of another width", widths, "8, 8");
}

function cutOff(file: ByteFile, end: number): GlueballError {
  return new GlueballError({
    code: "formats/truncated",
    what: "the file ends before its content does",
    place: `${file.path}, byte ${file.size}`,
    found: `${file.size} bytes in all`,
    expected: `${end} bytes, as its superblock says`,
    hint: "Download or copy the file again",
  });
}

interface Walk {
  readonly space: AddressSpace;
  readonly objects: Map<string, Hdf5Object>;
  readonly warnings: string[];
  textsOf(references: Uint8Array, place: string): string[];
  /** Headers that were read and the first path to each. */
  readonly visited: Map<number, string>;
}

const MAX_DEPTH = 64;

function addObject(walk: Walk, path: string, address: number): void {
  if (walk.visited.has(address)) {
    addSecondName(walk, path, walk.visited.get(address)!);
    return;
  }
  walk.visited.set(address, path);
  const messages = readMessages(walk.space, address);
  const attributes = readAttributes(walk, messages);
  const links = linksOf(walk.space, messages);
  if (links !== undefined) {
    walk.objects.set(path, { kind: "group", path, attributes });
    addMembers(walk, path, links);
    return;
  }
  const dataset = readClassicDataset(messages, { ...walk, path, attributes });
  if (dataset !== undefined) walk.objects.set(path, dataset);
}

/** Hard links give a dataset two names that count the same; a group is listed once, since it may contain itself. */
function addSecondName(walk: Walk, path: string, first: string): void {
  const object = walk.objects.get(first);
  if (object?.kind === "dataset") walk.objects.set(path, { ...object, path });
  else walk.warnings.push(`${path} is another name of ${first} and is not listed again`);
}

/** The members of a group; undefined where the object is no group. */
function linksOf(space: AddressSpace, messages: readonly Message[]): Link[] | undefined {
  const table = messages.find(({ type }) => type === MESSAGE.symbolTable);
  if (table !== undefined) return readLinks(space, table.open());
  const info = messages.find(({ type }) => type === MESSAGE.linkInfo);
  if (info === undefined) return undefined;
  const own = messages.filter(({ type }) => type === MESSAGE.link).map((message) => message.open());
  return [...own, ...readHeapObjects(space, info.open(), LINK_INDEX)].map(readLink);
}

function addMembers(walk: Walk, path: string, links: readonly Link[]): void {
  const prefix = path === "/" ? "/" : `${path}/`;
  if (path.split("/").length > MAX_DEPTH) throw damaged(walk.space.file.path, "groups are nested too deep", path);
  for (const { name, address } of links.toSorted(byName)) {
    if (address === undefined) walk.warnings.push(`${prefix}${name} is a link by name and is not followed`);
    else addObject(walk, prefix + name, address);
  }
}

/** The order of symbol tables, for links that come in the order of a hash too. */
function byName(a: Link, b: Link): number {
  return a.name < b.name ? -1 : 1;
}

function readAttributes(walk: Walk, messages: readonly Message[]): Map<string, Hdf5Value> {
  const info = messages.find(({ type }) => type === MESSAGE.attributeInfo);
  const own = messages.filter(({ type }) => type === MESSAGE.attribute).map((message) => message.open());
  const others = info === undefined ? [] : readHeapObjects(walk.space, info.open(), ATTRIBUTE_INDEX);
  return new Map([...own, ...others].map((message) => readAttribute(message, walk)));
}
