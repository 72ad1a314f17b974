/**
 * A ROOT file describes its own classes: the StreamerInfo record lists, for each class and version in the file, its
 * members in the order in which they are stored. So a tree of any version can be read without knowing that version.
 * Only the classes of which the descriptions themselves are made must be known beforehand; they stand here in the same
 * form. Source: TStreamerElement.h and TVirtualStreamerInfo.h of ROOT 6 (names and numbers of the types).
 */
import type { ObjectHeader } from "./cursor.ts";
import { itemsOf, numberOf, objectOf, textOf, type RootObject } from "./rootObject.ts";

/** How a member is stored, `fType` of TStreamerElement. An array of fixed length adds 20, one with a counter 40. */
export const STORED = {
  base: 0,
  i8: 1,
  i16: 2,
  i32: 3,
  long: 4,
  f32: 5,
  counter: 6,
  charStar: 7,
  f64: 8,
  double32: 9,
  legacyChar: 10,
  u8: 11,
  u16: 12,
  u32: 13,
  ulong: 14,
  bits: 15,
  i64: 16,
  u64: 17,
  bool: 18,
  float16: 19,
  fixedArray: 20,
  countedArray: 40,
  object: 61,
  any: 62,
  objectInPlace: 63,
  objectPointer: 64,
  tString: 65,
  tObject: 66,
  tNamed: 67,
  anyInPlace: 68,
  anyPointer: 69,
  stl: 300,
  stlString: 365,
} as const;

/** A member of a class, or one of its bases, whose name is then the base's. */
export interface Member {
  readonly name: string;
  readonly type: number;
  readonly typeName: string;
  /** Numbers in an array of fixed length. */
  readonly arrayLength: number;
  /** Name of the member that holds the length of a counted array. */
  readonly countName: string;
  /** The comment beside the member; for Double32_t and Float16_t it holds the range. */
  readonly title: string;
}

export interface ClassDescription {
  readonly name: string;
  readonly version: number;
  readonly checksum: number;
  readonly members: readonly Member[];
}

/** All descriptions of a file by class name; a class may have changed while the file was written. */
export type ClassTable = ReadonlyMap<string, readonly ClassDescription[]>;

function tableOf(descriptions: readonly ClassDescription[]): ClassTable {
  return Map.groupBy(descriptions, (description) => description.name);
}

/** The description of this version, or for a class without version numbers the one with this checksum. */
export function findClass(table: ClassTable, name: string, header: ObjectHeader): ClassDescription | undefined {
  const { version, checksum } = header;
  const known = table.get(name);
  if (checksum !== undefined) return known?.find((description) => description.checksum === checksum);
  return known?.find((description) => description.version === version);
}

type Shorthand = readonly [name: string, type: number, arrayLength?: number];

function describe(name: string, version: number, members: readonly Shorthand[]): ClassDescription {
  return {
    name,
    version,
    checksum: 0,
    members: members.map(([name, type, arrayLength = 0]) => {
      return { name, type, typeName: name, arrayLength, countName: "", title: "" };
    }),
  };
}

const { base, i32, u32, f64, tString, objectPointer, fixedArray } = STORED;
const ELEMENT: readonly Shorthand[] = [
  ["TNamed", base],
  ["fType", i32],
  ["fSize", i32],
  ["fArrayLength", i32],
  ["fArrayDim", i32],
  ["fMaxIndex", fixedArray + i32, 5],
  ["fTypeName", tString],
];
const RANGE: readonly Shorthand[] = [
  ["fXmin", f64],
  ["fXmax", f64],
  ["fFactor", f64],
];
const COUNTED: readonly Shorthand[] = [
  ["TStreamerElement", base],
  ["fCountVersion", i32],
  ["fCountName", tString],
  ["fCountClass", tString],
];
const STL: readonly Shorthand[] = [
  ["TStreamerElement", base],
  ["fSTLtype", i32],
  ["fCtype", i32],
];
const PLAIN: readonly Shorthand[] = [["TStreamerElement", base]];

/** The classes that describe classes. */
export const DESCRIBING_CLASSES = tableOf([
  describe("TNamed", 1, [
    ["TObject", base],
    ["fName", tString],
    ["fTitle", tString],
  ]),
  ...[4, 5, 6, 7, 8, 9].map((version) =>
    describe("TStreamerInfo", version, [
      ["TNamed", base],
      ["fCheckSum", u32],
      ["fClassVersion", i32],
      ["fElements", objectPointer],
    ]),
  ),
  describe("TStreamerElement", 2, ELEMENT),
  describe("TStreamerElement", 3, [...ELEMENT, ...RANGE]),
  describe("TStreamerElement", 4, ELEMENT),
  describe("TStreamerBase", 2, PLAIN),
  describe("TStreamerBase", 3, [...PLAIN, ["fBaseVersion", i32]]),
  describe("TStreamerBasicPointer", 2, COUNTED),
  describe("TStreamerLoop", 2, COUNTED),
  describe("TStreamerSTL", 2, STL),
  describe("TStreamerSTL", 3, STL),
  describe("TStreamerSTLstring", 2, [["TStreamerSTL", base]]),
  ...["BasicType", "Object", "ObjectPointer", "ObjectAny", "ObjectAnyPointer", "String", "Artificial"].map((kind) =>
    describe(`TStreamer${kind}`, 2, PLAIN),
  ),
]);

/** The descriptions in the list that the StreamerInfo record holds; its last entry may be a list of other things. */
export function classTable(list: RootObject): ClassTable {
  return tableOf(
    itemsOf(list)
      .filter((entry) => entry.className === "TStreamerInfo")
      .map(description),
  );
}

function description(info: RootObject): ClassDescription {
  return {
    name: textOf(info, "fName"),
    version: numberOf(info, "fClassVersion"),
    checksum: numberOf(info, "fCheckSum"),
    members: itemsOf(objectOf(info, "fElements")).map((element) => ({
      name: textOf(element, "fName"),
      // The bases TObject and TNamed have types of their own, which members of these classes have as well.
      type: element.className === "TStreamerBase" ? STORED.base : numberOf(element, "fType"),
      typeName: textOf(element, "fTypeName"),
      arrayLength: numberOf(element, "fArrayLength"),
      countName: element.fields.has("fCountName") ? textOf(element, "fCountName") : "",
      title: textOf(element, "fTitle"),
    })),
  };
}
