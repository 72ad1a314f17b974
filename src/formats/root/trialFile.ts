/**
 * Small ROOT files for tests and benches: one tree, written record by record as ROOT 6 lays it out (key.ts, basket.ts,
 * rootFile.ts describe the layout). jsroot 7.11 reads those that are not compressed or with zlib, to the same numbers.
 */
import { deflateSync, zstdCompressSync } from "node:zlib";
import { TRIAL_CLASSES, type TrialClass, type TrialMember } from "./trialClasses.ts";
import { TrialWriter, type TrialObject, type TrialValue } from "./trialWriter.ts";
import { xxHash64 } from "./xxHash64.ts";

export interface TrialBasket {
  readonly entries: number;
  readonly data: Uint8Array;
  /** Where each entry begins, where they vary in length. */
  readonly offsets?: readonly number[];
  /** Whether it stays inside the tree, as ROOT does with the last one; only for the last. */
  readonly inTree?: boolean;
}

export interface TrialBranch {
  readonly name: string;
  /** TBranch, or TBranchElement with its members. */
  readonly className?: "TBranch" | "TBranchElement";
  readonly members?: Readonly<Record<string, TrialValue>>;
  readonly leaves: readonly TrialObject[];
  readonly baskets: readonly TrialBasket[];
  /** Branches of the members, where it is split. */
  readonly children?: readonly TrialBranch[];
}

export type TrialPacking = "none" | "ZL" | "ZS" | "L4";

export interface TrialTree {
  readonly name: string;
  readonly entries: number;
  readonly branches: readonly TrialBranch[];
  /** Whether positions have 8 bytes, as in files above 2 GB. */
  readonly large?: boolean;
  /** Classes that are split into branches. */
  readonly classes?: Readonly<Record<string, TrialClass>>;
}

const BEGIN = 100;
const NAME = "trial.root";

/** The bytes of a file that holds this tree. */
export function trialFile(tree: TrialTree, packing: TrialPacking = "none"): Uint8Array {
  const file = new TrialWriter({ large: tree.large ?? false });
  file.raw(new Uint8Array(BEGIN));
  const top = writeTopDirectory(file);
  const branches = tree.branches.map((branch) => writeBranch(file, branch, packing));
  const treeAt = writeRecord(file, "TTree", tree.name, packing, (record) => {
    record.object({
      className: "TTree",
      members: {
        fName: tree.name,
        fTitle: "a trial",
        fEntries: tree.entries,
        fBranches: { className: "TObjArray", items: branches },
      },
    });
  });
  const classesAt = writeRecord(file, "TList", "StreamerInfo", packing, (record) =>
    record.object(classList({ ...TRIAL_CLASSES, ...tree.classes })),
  );
  const keysAt = writeKeyList(file, treeAt);
  const bytes = file.result();
  bytes.set(directory(file, top, keysAt), top.recordAt);
  bytes.set(header(file, top, classesAt), 0);
  return bytes;
}

interface Span {
  readonly at: number;
  readonly bytes: number;
  readonly header: Uint8Array;
}

function keyLength({ large }: TrialWriter, className: string, name: string): number {
  return (large ? 34 : 26) + 3 + className.length + name.length;
}

/** The header of a record: the sizes of its content as stored and unpacked are known by now. */
function keyBytes(
  { large }: TrialWriter,
  [className, name]: readonly [className: string, name: string],
  at: number,
  sizes: readonly [stored: number, unpacked: number, key: number],
) {
  const [stored, unpacked, length] = sizes;
  const key = new TrialWriter({ large });
  key.i32(length + stored);
  key.i16(large ? 1004 : 4);
  key.i32(unpacked);
  key.i32(0);
  key.i16(length);
  key.i16(1);
  key.position(at);
  key.position(BEGIN);
  for (const text of [className, name, ""]) key.string(text);
  return key.result();
}

function writeRecord(
  file: TrialWriter,
  className: string,
  name: string,
  packing: TrialPacking,
  write: (record: TrialWriter) => void,
): Span {
  const at = file.length;
  const length = keyLength(file, className, name);
  const record = new TrialWriter({ keyLength: length });
  write(record);
  const content = record.result();
  const stored = pack(content, packing);
  const key = keyBytes(file, [className, name], at, [stored.length, content.length, length]);
  file.raw(key);
  file.raw(stored);
  return { at, bytes: file.length - at, header: key };
}

/** Blocks of at most 2^24 - 1 bytes each behind their nine bytes. */
function pack(content: Uint8Array, packing: TrialPacking): Uint8Array {
  if (packing === "none" || content.length === 0) return content;
  const MAX = 0xffffff;
  const blocks: Uint8Array[] = [];
  for (let at = 0; at < content.length; at += MAX) {
    const raw = content.subarray(at, at + MAX);
    const body = PACK[packing](raw);
    const head = [
      packing.charCodeAt(0),
      packing.charCodeAt(1),
      8,
      ...threeBytes(body.length),
      ...threeBytes(raw.length),
    ];
    blocks.push(Uint8Array.from(head), body);
  }
  return Buffer.concat(blocks);
}

const threeBytes = (value: number) => [value & 255, (value >> 8) & 255, value >> 16];

const PACK = {
  ZL: (raw: Uint8Array) => {
    const block = deflateSync(raw, { level: 1 });
    // Equal sizes mean that a record is not compressed.
    return block.length + 9 === raw.length ? deflateSync(raw, { level: 0 }) : block;
  },
  ZS: (raw: Uint8Array) => zstdCompressSync(raw, { pledgedSrcSize: raw.length }),
  L4: (raw: Uint8Array) => {
    const block = literalBlock(raw);
    return Buffer.concat([Buffer.from(xxHash64(block), "hex"), block]);
  },
};

/** An LZ4 block of literals only. */
function literalBlock(raw: Uint8Array): Uint8Array {
  if (raw.length < 15) return Uint8Array.of(raw.length << 4, ...raw);
  const more = raw.length - 15;
  const lengths = [...new Array<number>(Math.floor(more / 255)).fill(255), more % 255];
  return Buffer.concat([Uint8Array.of(0xf0, ...lengths), raw]);
}

/** Writes the baskets of a branch and returns its object, which knows where they are. */
function writeBranch(file: TrialWriter, branch: TrialBranch, packing: TrialPacking, parent?: TrialObject): TrialObject {
  const { name, className = "TBranch", baskets, leaves, members } = branch;
  const stored = baskets.filter((basket) => basket.inTree !== true);
  const spans = stored.map((basket) => writeBasket(file, name, basket, packing));
  const entries = baskets.reduce((sum, basket) => sum + basket.entries, 0);
  let first = 0;
  const firsts = baskets.map((basket) => (first += basket.entries) - basket.entries);
  const size = baskets.length + 1;
  const padded = (numbers: readonly number[]) => [...numbers, ...new Array<number>(size - numbers.length).fill(0)];
  const inTree = baskets.map((basket) => (basket.inTree === true ? embedded(file, name, basket) : undefined));
  const object = {
    className,
    members: {
      fName: name,
      fTitle: name,
      fEntryOffsetLen: baskets[0]?.offsets === undefined ? 0 : 1000,
      fWriteBasket: stored.length,
      fEntryNumber: entries,
      fMaxBaskets: size,
      fEntries: entries,
      fTotBytes: baskets.reduce((sum, basket) => sum + basket.data.length, 0),
      fLeaves: { className: "TObjArray", items: leaves },
      fBaskets: { className: "TObjArray", items: inTree },
      fBasketBytes: padded(spans.map((span) => span.bytes)),
      fBasketEntry: [...firsts, entries],
      fBasketSeek: padded(spans.map((span) => span.at)),
      fBranchCount: parent,
      ...members,
    } as Record<string, TrialValue>,
  };
  const children = (branch.children ?? []).map((child) => writeBranch(file, child, packing, object));
  object.members["fBranches"] = { className: "TObjArray", items: children };
  return object;
}

const BASKET_HEADER = 19;

/** The header of a basket lies inside its key, so the key is that much longer. */
function basketHeader(basket: TrialBasket, last: number, flag: number): Uint8Array {
  const header = new TrialWriter();
  header.i16(3);
  header.i32(32000);
  header.i32(basket.offsets === undefined ? basket.data.length / basket.entries : 1000); // bytes an entry
  header.i32(basket.entries);
  header.i32(last);
  header.u8(flag);
  return header.result();
}

function writeBasket(file: TrialWriter, name: string, basket: TrialBasket, packing: TrialPacking): Span {
  const at = file.length;
  const length = keyLength(file, "TBasket", name) + BASKET_HEADER;
  const content = new TrialWriter();
  content.raw(basket.data);
  if (basket.offsets !== undefined) {
    content.i32(basket.entries + 1);
    for (const offset of basket.offsets) content.i32(offset + length);
    content.i32(0);
  }
  const unpacked = content.result();
  const stored = pack(unpacked, packing);
  const key = keyBytes(file, ["TBasket", name], at, [stored.length, unpacked.length, length]);
  file.raw(key);
  file.raw(basketHeader(basket, length + basket.data.length, 0));
  file.raw(stored);
  return { at, bytes: file.length - at, header: key };
}

/** A basket inside the tree: key, header, offsets, and the bytes behind room for the key. */
function embedded(file: TrialWriter, name: string, basket: TrialBasket): TrialObject {
  const length = keyLength(file, "TBasket", name) + BASKET_HEADER;
  const last = length + basket.data.length;
  const raw = new TrialWriter();
  raw.raw(keyBytes(file, ["TBasket", name], 0, [basket.data.length, basket.data.length, length]));
  raw.raw(basketHeader(basket, last, basket.offsets === undefined ? 12 : 11));
  if (basket.offsets !== undefined) {
    raw.i32(basket.entries);
    for (const offset of basket.offsets) raw.i32(offset + length);
  }
  raw.raw(new Uint8Array(length));
  raw.raw(basket.data);
  return { className: "TBasket", raw: raw.result() };
}

/** Room for the record of the top directory: key, name and title, and the directory, which is filled in at the end. */
function writeTopDirectory(file: TrialWriter) {
  const at = file.length;
  const length = keyLength(file, "TFile", NAME);
  const nameBytes = length + NAME.length + 2;
  const body = NAME.length + 2 + DIRECTORY_BYTES;
  file.raw(keyBytes(file, ["TFile", NAME], at, [body, body, length]));
  file.string(NAME);
  file.string("");
  const recordAt = file.length;
  file.raw(new Uint8Array(DIRECTORY_BYTES));
  return { nameBytes, recordAt };
}

const DIRECTORY_BYTES = 60;

function directory({ large }: TrialWriter, { nameBytes }: { nameBytes: number }, keys: Span): Uint8Array {
  const record = new TrialWriter({ large });
  record.i16(large ? 1005 : 5);
  record.i32(0);
  record.i32(0);
  record.i32(keys.bytes);
  record.i32(nameBytes);
  record.position(BEGIN);
  record.position(0);
  record.position(keys.at);
  return record.result();
}

function writeKeyList(file: TrialWriter, tree: Span): Span {
  return writeRecord(file, "TFile", NAME, "none", (record) => {
    record.i32(1);
    record.raw(tree.header);
  });
}

function header({ large, length }: TrialWriter, { nameBytes }: { nameBytes: number }, classes: Span): Uint8Array {
  const head = new TrialWriter({ large });
  head.raw(new TextEncoder().encode("root"));
  head.i32(large ? 1061409 : 61409);
  head.i32(BEGIN);
  head.position(length);
  head.position(length); // no free space
  head.i32(0);
  head.i32(0);
  head.i32(nameBytes);
  head.u8(large ? 8 : 4);
  head.i32(101);
  head.position(classes.at);
  head.i32(classes.bytes);
  return head.result();
}

/** The descriptions of the classes, which the file must carry. */
function classList(classes: Readonly<Record<string, TrialClass>>): TrialObject {
  const described = Object.entries(classes).filter(([name]) => !name.startsWith("TStreamer"));
  return {
    className: "TList",
    items: described.map(([name, { version, checksum, members }]) => ({
      className: "TStreamerInfo",
      members: {
        fName: name,
        fCheckSum: checksum,
        fClassVersion: version,
        fElements: { className: "TObjArray", items: members.map(element) },
      },
    })),
  };
}

function element({ name, type, typeName, countName }: TrialMember): TrialObject {
  const kinds: Readonly<Record<number, string>> = {
    0: "Base",
    61: "Object",
    62: "ObjectAny",
    64: "ObjectPointer",
    65: "String",
    300: "STL",
  };
  const kind = kinds[type] ?? (type < 20 ? "BasicType" : "BasicPointer");
  const members = { fName: name, fType: type, fTypeName: typeName, fCountName: countName };
  return { className: `TStreamer${kind}`, members };
}
