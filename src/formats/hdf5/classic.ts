/**
 * Our own reader of classic HDF5 files (superblock 0 or 1: what PyTables and pandas write, and h5py up to HDF5 1.14):
 * symbol-table groups, version 1 headers and B-trees, and the filters deflate, shuffle, fletcher32 and blosc. It exists
 * because the HDF5 library, as h5wasm ships it, returns uninitialised memory for blosc. Newer structures are refused with
 * `NotClassic`, and the library reads such files (h5wasmFile.ts).
 *
 * The superblock lies at byte 0, or at 512, 1024, ... behind other content; all addresses count from there. Source:
 * HDF5 File Format Specification version 3.0, sections II and III; checked byte by byte on LHC Olympics files.
 */
import { GlueballError } from "../../base/index.ts";
import type { ByteFile } from "../byteFile.ts";
import { readAttribute } from "./attribute.ts";
import { readClassicDataset } from "./classicDataset.ts";
import type { Hdf5File, Hdf5Object } from "./file.ts";
import { createHeapReader } from "./globalHeap.ts";
import { readLinks } from "./group.ts";
import { MESSAGE, readMessages, type Message } from "./objectHeader.ts";
import { cursorOf, damaged, NotClassic, type AddressSpace } from "./structures.ts";
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
  const walk = { space, objects, warnings, textsOf: createHeapReader(space), visited: new Set<number>() };
  addObject(walk, "/", root);
  return { path: file.path, reader: "classic", objects, warnings, close: () => file.close() };
}

function readSuperblock(file: ByteFile): { space: AddressSpace; root: number } {
  const head = file.read(0, Math.min(file.size, 4096));
  const base = superblockStart(head);
  if (base === undefined) {
    throw new GlueballError({ code: "formats/hdf5-wrong-magic", what: "this is not an HDF5 file", place: file.path });
  }
  const cursor = cursorOf(head.subarray(base), base, file.path);
  cursor.skip(SIGNATURE.length);
  const version = cursor.u8();
  if (version > 1) throw new NotClassic(`superblock version ${version}`);
  cursor.skip(4);
  const [addressBytes, lengthBytes] = [cursor.u8(), cursor.u8()];
  if (addressBytes !== 8 || lengthBytes !== 8) throw new NotClassic(`addresses of ${addressBytes} bytes`);
  cursor.skip(version === 0 ? 9 : 13);
  if (cursor.u64() !== base) throw new NotClassic("the base address is not that of the superblock");
  cursor.skip(8);
  const end = cursor.u64();
  if (end > file.size) throw cutOff(file, end);
  cursor.skip(16);
  return { space: { file, base }, root: cursor.u64() };
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
  /** Headers that were read: groups may contain themselves through hard links. */
  readonly visited: Set<number>;
}

const MAX_DEPTH = 64;

function addObject(walk: Walk, path: string, address: number): void {
  if (walk.visited.has(address)) {
    walk.warnings.push(`${path} is another name of an object that is listed already`);
    return;
  }
  walk.visited.add(address);
  const messages = readMessages(walk.space, address);
  const attributes = readAttributes(walk, messages);
  const table = messages.find(({ type }) => type === MESSAGE.symbolTable);
  if (messages.some(({ type }) => type === MESSAGE.linkInfo || type === MESSAGE.link)) {
    throw new NotClassic("a group of the newer kind");
  }
  if (table !== undefined) {
    walk.objects.set(path, { kind: "group", path, attributes });
    addMembers(walk, path, table);
    return;
  }
  const dataset = readClassicDataset(messages, { ...walk, path, attributes });
  if (dataset !== undefined) walk.objects.set(path, dataset);
}

function addMembers(walk: Walk, path: string, table: Message): void {
  const prefix = path === "/" ? "/" : `${path}/`;
  if (path.split("/").length > MAX_DEPTH) throw damaged(walk.space.file.path, "groups are nested too deep", path);
  for (const { name, address } of readLinks(walk.space, table.open())) {
    if (address === undefined) walk.warnings.push(`${prefix}${name} is a soft link and is not followed`);
    else addObject(walk, prefix + name, address);
  }
}

function readAttributes(walk: Walk, messages: readonly Message[]): Map<string, Hdf5Value> {
  if (messages.some(({ type }) => type === MESSAGE.attributeInfo)) throw new NotClassic("attributes kept elsewhere");
  const own = messages.filter(({ type }) => type === MESSAGE.attribute);
  return new Map(own.map((message) => readAttribute(message.open(), walk.textsOf)));
}
