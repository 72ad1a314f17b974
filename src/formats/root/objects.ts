/**
 * Objects of any class, read by the descriptions that the file holds of its own classes (streamerInfo.ts). An object is
 *
 *     [byte count] version [checksum] members...
 *
 * where a base class is a member that is itself an object. A pointer is stored as a tag: 0 for null, the position of an
 * object that was stored before, or the object itself behind the name of its class or the position of that name. What a
 * description does not cover is stepped over by its byte count and stays unknown.
 * Source: TBufferFile::ReadObjectAny, TStreamerInfoReadBuffer.cxx, and the streamers of TObject, TObjArray and TList.
 * Cost: linear in the bytes.
 */
import { hasByteCount, type NumberKind, type RootCursor } from "./cursor.ts";
import { damaged, placeOf, unsupported } from "./damage.ts";
import { readEmbeddedBasket } from "./embeddedBasket.ts";
import type { RootObject, RootValue } from "./rootObject.ts";
import { DESCRIBING_CLASSES, findClass, STORED, type ClassTable, type Member } from "./streamerInfo.ts";

/** Tags count from the start of the record's key plus this (`kMapOffset`). */
const TAG_OFFSET = 2;
const NEW_CLASS = 0xffffffff;
const CLASS = 0x80000000;
/** Set in the bits of a TObject that others refer to across files; two more bytes follow (`kIsReferenced`). */
const REFERENCED = 1 << 4;
/** Deeper than any real file by far; a damaged one must not exhaust the stack. */
const MAX_DEPTH = 50;

interface Reading {
  readonly cursor: RootCursor;
  readonly classes: ClassTable;
  /** Bytes of the record's header, from which tags count. */
  readonly keyLength: number;
  /** Class names and objects by their tag. */
  readonly known: Map<number, string | RootObject>;
  /** Whether something was stepped over, so that later pointers may lead into it. */
  skipped: boolean;
  depth: number;
}

/** The object of a record, whose key has `keyLength` bytes and names the class. */
export function readObject(cursor: RootCursor, className: string, classes: ClassTable, keyLength: number): RootObject {
  const reading = { cursor, classes, keyLength, known: new Map(), skipped: false, depth: 0 };
  return readClass(reading, className, emptyObject(className, cursor));
}

function emptyObject(className: string, { origin, at }: RootCursor): RootObject {
  return { className, origin, at, fields: new Map() };
}

/** Reads an object of the class into `object`, whose class may be derived from it. */
function readClass(reading: Reading, className: string, object: RootObject): RootObject {
  if (++reading.depth > MAX_DEPTH) throw damaged(reading.cursor.place, `objects lie more than ${MAX_DEPTH} deep`);
  const custom = CUSTOM.get(className);
  if (custom === undefined) readMembers(reading, className, object);
  else custom(reading, object);
  reading.depth--;
  return object;
}

function readMembers(reading: Reading, className: string, object: RootObject): void {
  const { cursor } = reading;
  const start = cursor.at;
  const header = cursor.header();
  const description = findClass(reading.classes, className, header) ?? findClass(DESCRIBING_CLASSES, className, header);
  const covered = description?.members.every((member) => readMember(reading, member, object));
  if (covered === true) return cursor.requireEnd(header.end, `an object of class ${className}`);
  if (header.end === undefined) {
    throw unsupported(
      placeOf(cursor.origin, start),
      "the file does not describe a class that it uses",
      `${className} ${header.version}`,
    );
  }
  skipTo(reading, header.end);
}

function skipTo(reading: Reading, end: number): void {
  if (reading.cursor.at > end) throw damaged(reading.cursor.place, "an object is longer than it says", end);
  reading.cursor.at = end;
  reading.skipped = true;
}

/** Reads one member; false where its type is outside what trees are made of. */
function readMember(reading: Reading, member: Member, object: RootObject): boolean {
  const { type, name } = member;
  if (type === STORED.base) {
    readClass(reading, name, object);
    return true;
  }
  const value = type < STORED.object ? readNumbers(reading, member, object) : readObjectMember(reading, member);
  if (value === UNKNOWN) return false;
  object.fields.set(name, value);
  return true;
}

/** A member whose length this reader does not know. */
const UNKNOWN = Symbol("unknown");

function readObjectMember(reading: Reading, { type, typeName }: Member): RootValue | typeof UNKNOWN {
  const { cursor } = reading;
  switch (type) {
    case STORED.object:
    case STORED.any:
    case STORED.objectInPlace:
    case STORED.anyInPlace:
    case STORED.tNamed:
    case STORED.tObject: {
      const className = typeName.replace(/\*$/, "");
      return readClass(reading, className, emptyObject(className, cursor));
    }
    case STORED.objectPointer:
    case STORED.anyPointer:
      return readPointer(reading);
    case STORED.tString:
      return cursor.string();
    default:
      return UNKNOWN;
  }
}

/** One number, an array of fixed length, or an array whose length is the member `countName`. */
function readNumbers(reading: Reading, member: Member, object: RootObject): RootValue | typeof UNKNOWN {
  const { cursor } = reading;
  const kind = NUMBERS[member.type % STORED.fixedArray];
  if (kind === undefined) return UNKNOWN;
  if (member.type < STORED.fixedArray) return cursor[kind]();
  if (member.type < STORED.countedArray) {
    if (member.arrayLength <= 0) throw damaged(cursor.place, "an array without length", member.name);
    return cursor.many(member.arrayLength, kind);
  }
  const count = object.fields.get(member.countName);
  if (typeof count !== "number") throw damaged(cursor.place, `the length of ${member.name} is not known`);
  const marker = cursor.u8(); // 0: there is no array; 2: 64-bit numbers, whatever the type (old files above 2 GB)
  if (marker === 0) return new Float64Array(0);
  return cursor.many(count, marker === 2 ? "i64" : kind);
}

/** How a number is read by its type. `long` has 8 bytes in a file on every machine. */
const NUMBERS: Readonly<Record<number, NumberKind>> = {
  [STORED.i8]: "i8",
  [STORED.i16]: "i16",
  [STORED.i32]: "i32",
  [STORED.long]: "i64",
  [STORED.f32]: "f32",
  [STORED.counter]: "i32",
  [STORED.f64]: "f64",
  [STORED.u8]: "u8",
  [STORED.u16]: "u16",
  [STORED.u32]: "u32",
  [STORED.ulong]: "u64",
  [STORED.bits]: "u32",
  [STORED.i64]: "i64",
  [STORED.u64]: "u64",
  [STORED.bool]: "u8",
};

/** An object behind a pointer; undefined for null and for one that lies in what was stepped over. */
function readPointer(reading: Reading): RootObject | undefined {
  const { cursor, known, keyLength } = reading;
  const start = cursor.at;
  const first = cursor.u32();
  const counted = hasByteCount(first) && first !== NEW_CLASS;
  const end = counted ? cursor.endOf(first) : undefined;
  const tagAt = cursor.at;
  const tag = counted ? cursor.u32() : first;
  if (tag < CLASS) return knownObject(reading, tag);
  if (!counted) throw unsupported(cursor.place, "objects are stored as ROOT did before version 3");
  const className = tag === NEW_CLASS ? cursor.zeroTerminated() : known.get(tag - CLASS);
  if (typeof className !== "string") throw damaged(cursor.place, "an object of a class that was not named", tag);
  if (tag === NEW_CLASS) known.set(tagAt + keyLength + TAG_OFFSET, className);
  const object = emptyObject(className, cursor);
  known.set(start + keyLength + TAG_OFFSET, object); // first, because its members may point back to it
  readClass(reading, className, object);
  cursor.requireEnd(end, `an object of class ${className}`);
  return object;
}

function knownObject(reading: Reading, tag: number): RootObject | undefined {
  if (tag === 0) return undefined;
  const object = reading.known.get(tag);
  if (typeof object === "object") return object;
  if (!reading.skipped) throw damaged(reading.cursor.place, "a pointer to an object that is not there", tag);
  return undefined;
}

type CustomReader = (reading: Reading, object: RootObject) => void;

const readTObject: CustomReader = ({ cursor }) => {
  cursor.header();
  cursor.take(4);
  if ((cursor.u32() & REFERENCED) !== 0) cursor.take(2);
};

/** TArrayI and its like: a length and the numbers. */
function arrayReader(kind: NumberKind): CustomReader {
  return ({ cursor }, object) => object.fields.set("fArray", cursor.many(cursor.i32(), kind));
}

/** Classes whose bytes do not follow a description. */
const CUSTOM: ReadonlyMap<string, CustomReader> = new Map<string, CustomReader>([
  ["TObject", readTObject],
  ["TDatime", ({ cursor }) => cursor.take(4)],
  ["TObjArray", (reading, object) => readCollection(reading, object, false)],
  ["TList", (reading, object) => readCollection(reading, object, true)],
  ["THashList", (reading, object) => readCollection(reading, object, true)],
  ["TBasket", ({ cursor }, object) => (object.basket = readEmbeddedBasket(cursor))],
  ["TArrayC", arrayReader("i8")],
  ["TArrayS", arrayReader("i16")],
  ["TArrayI", arrayReader("i32")],
  ["TArrayL", arrayReader("i64")],
  ["TArrayL64", arrayReader("i64")],
  ["TArrayF", arrayReader("f32")],
  ["TArrayD", arrayReader("f64")],
]);

/** TObjArray, or TList whose items each carry an option text. */
function readCollection(reading: Reading, object: RootObject, isList: boolean): void {
  const { cursor } = reading;
  const { version, end } = cursor.header();
  if (version <= (isList ? 3 : 2)) {
    throw unsupported(cursor.place, "a collection is stored as ROOT did before version 3", version);
  }
  readTObject(reading, object);
  cursor.string();
  const count = cursor.i32();
  if (!isList) cursor.take(4); // index of the first item
  if (count < 0 || count * 4 > cursor.end - cursor.at)
    throw damaged(cursor.place, "an impossible number of items", count);
  object.items = Array.from({ length: count }, () => {
    const item = readPointer(reading);
    if (isList) cursor.string();
    return item;
  });
  cursor.requireEnd(end, "a collection");
}
