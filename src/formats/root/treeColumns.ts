/**
 * What a branch holds, as columns. Three families, told apart by the class of branch and leaf:
 *
 * - TBranch with leaves "x/F", "x[3]/F" or "x[n]/F": numbers as they are; with [n] as many as the leaf n says. Several
 *   leaves make one column each, named branch.leaf, and their values alternate.
 * - TBranchElement of class vector<T>: before the numbers of an entry 10 bytes (byte count, version, length).
 * - TBranchElement that is a member of a split object or of a split collection: numbers as they are; of a collection as
 *   many an entry as the collection's own branch says.
 *
 * All else (objects that are not split, vectors of vectors) is listed with the reason why it is not read.
 * Source: TLeaf*.h, TBranchElement.cxx (fType, fStreamerType) of ROOT 6.
 */
import type { ColumnType } from "../dataset.ts";
import { countOf, widthOf } from "../columns.ts";
import { isPackedFloat, packedFloat, type PackedFloat } from "./packedFloat.ts";
import { numberOf, textOf, type RootObject } from "./rootObject.ts";
import { findClass, STORED, type ClassTable } from "./streamerInfo.ts";
import { targetOf, type Branch, type Tree } from "./tree.ts";

export interface TreeColumn {
  readonly name: string;
  readonly branch: Branch;
  readonly type: ColumnType;
  /** How Float16_t and Double32_t are stored; undefined for numbers as they are. */
  readonly packed: PackedFloat | undefined;
  readonly shape: readonly number[];
  readonly ragged: boolean;
  /** Bytes of one value as stored, of all its numbers; 0 for texts. */
  readonly valueBytes: number;
  /** Bytes before the values of each entry: 10 for a vector, 1 for a counted array of an object. */
  readonly headerBytes: number;
  /** Where the value lies in an entry, and how long an entry is, when all have the same length. */
  readonly start: number;
  readonly stride: number;
  /** The column that says how many values an entry has. */
  readonly counter: () => TreeColumn | undefined;
}

/** A branch that is not read, and why. */
export interface OtherBranch {
  readonly name: string;
  readonly reason: string;
}

export interface TreeColumns {
  readonly columns: readonly TreeColumn[];
  readonly others: readonly OtherBranch[];
}

/** Kinds of TBranchElement, `fType`. */
const ELEMENT = { member: 0, base: 1, object: 2, clones: 3, collection: 4, ofClones: 31, ofCollection: 41 } as const;
export const VECTOR_HEADER = 10;

export function treeColumns(tree: Tree, classes: ClassTable): TreeColumns {
  const columns: TreeColumn[] = [];
  const others: OtherBranch[] = [];
  const byLeaf = new Map<RootObject, TreeColumn>();
  const byBranch = new Map<RootObject, TreeColumn>();
  const find = (leaf: RootObject | undefined, branch: RootObject | undefined) => () =>
    (leaf && byLeaf.get(leaf)) ?? (branch && byBranch.get(branch));
  for (const branch of tree.branches) {
    const isElement = branch.object.fields.has("fStreamerType");
    const found = isElement ? elementColumn(branch, classes, find) : leafColumns(branch, find);
    if (typeof found === "string") others.push({ name: branch.name, reason: found });
    else {
      columns.push(...found);
      found.forEach((column, i) => byLeaf.set(branch.leaves[i], column));
      if (found.length === 1) byBranch.set(branch.object, found[0]);
    }
  }
  return { columns, others };
}

type Find = (leaf: RootObject | undefined, branch: RootObject | undefined) => () => TreeColumn | undefined;

/** Number types of the leaf classes TLeafB and so on; unsigned where the leaf says so. */
const LEAF_TYPES: Readonly<Record<string, readonly [signed: ColumnType, unsigned: ColumnType]>> = {
  TLeafB: ["int8", "uint8"],
  TLeafS: ["int16", "uint16"],
  TLeafI: ["int32", "uint32"],
  TLeafL: ["int64", "uint64"],
  TLeafG: ["int64", "uint64"],
  TLeafF: ["float32", "float32"],
  TLeafD: ["float64", "float64"],
  TLeafO: ["bool", "bool"],
  TLeafC: ["string", "string"],
  TLeafF16: ["float32", "float32"],
  TLeafD32: ["float64", "float64"],
};

/** A TBranch: one column a leaf, or the reason why there is none. */
function leafColumns(branch: Branch, find: Find): TreeColumn[] | string {
  if (branch.leaves.length === 0) return "it has no leaves";
  const unknown = branch.leaves.find((leaf) => !Object.hasOwn(LEAF_TYPES, leaf.className));
  if (unknown !== undefined) return `its values are of class ${unknown.className}`;
  const columns = branch.leaves.map((leaf) => leafColumn(branch, leaf, find));
  if (columns.length === 1) return columns;
  if (columns.some(({ ragged, type }) => ragged || type === "string")) return "several leaves of varying length";
  const stride = columns.reduce((sum, { valueBytes }) => sum + valueBytes, 0);
  let start = 0;
  return columns.map((column, i) => {
    const placed = { ...column, name: `${branch.name}.${textOf(branch.leaves[i], "fName")}`, start, stride };
    start += column.valueBytes;
    return placed;
  });
}

function leafColumn(branch: Branch, leaf: RootObject, find: Find): TreeColumn {
  const type = LEAF_TYPES[leaf.className][numberOf(leaf, "fIsUnsigned") === 0 ? 0 : 1];
  const counterLeaf = targetOf(leaf, "fLeafCount");
  const packed = isPackedFloat(leaf.className) ? packedFloat(leaf.className, textOf(leaf, "fTitle")) : undefined;
  return column(branch, type, {
    packed,
    shape: type === "string" ? [] : shapeOf(leaf),
    ragged: counterLeaf !== undefined,
    counter: find(counterLeaf, undefined),
  });
}

/** The fixed dimensions of "x[n][3][2]", or one of the leaf's length where the title does not agree with it. */
function shapeOf(leaf: RootObject): readonly number[] {
  const length = numberOf(leaf, "fLen");
  const shape = [...textOf(leaf, "fTitle").matchAll(/\[(\d+)\]/g)].map((match) => Number(match[1]));
  if (countOf(shape) === length) return shape;
  return [length];
}

function column(branch: Branch, type: ColumnType, own: Partial<TreeColumn>): TreeColumn {
  const { packed, shape = [] } = own;
  const numberBytes = packed?.bytes ?? (type === "string" ? 0 : widthOf(type));
  const valueBytes = numberBytes * countOf(shape);
  return {
    name: branch.name,
    branch,
    type,
    packed,
    shape,
    ragged: false,
    valueBytes,
    headerBytes: 0,
    start: 0,
    stride: valueBytes,
    counter: () => undefined,
    ...own,
  };
}

/** Number types by `STORED`. */
const STORED_TYPES: Readonly<Record<number, ColumnType>> = {
  [STORED.i8]: "int8",
  [STORED.i16]: "int16",
  [STORED.i32]: "int32",
  [STORED.long]: "int64",
  [STORED.f32]: "float32",
  [STORED.counter]: "int32",
  [STORED.f64]: "float64",
  [STORED.double32]: "float64",
  [STORED.u8]: "uint8",
  [STORED.u16]: "uint16",
  [STORED.u32]: "uint32",
  [STORED.ulong]: "uint64",
  [STORED.i64]: "int64",
  [STORED.u64]: "uint64",
  [STORED.bool]: "bool",
  [STORED.float16]: "float32",
};

/** Number types by their names in C++ and ROOT. */
const NAMED_TYPES: Readonly<Record<string, ColumnType>> = Object.fromEntries(
  (
    [
      ["int8", "char", "signed char", "Char_t", "int8_t"],
      ["uint8", "unsigned char", "UChar_t", "uint8_t"],
      ["int16", "short", "Short_t", "int16_t"],
      ["uint16", "unsigned short", "UShort_t", "uint16_t"],
      ["int32", "int", "Int_t", "int32_t"],
      ["uint32", "unsigned int", "unsigned", "UInt_t", "uint32_t"],
      ["int64", "long", "long long", "Long_t", "Long64_t", "int64_t"],
      ["uint64", "unsigned long", "unsigned long long", "ULong_t", "ULong64_t", "uint64_t"],
      ["float32", "float", "Float_t"],
      ["float64", "double", "Double_t"],
      ["bool", "bool", "Bool_t"],
    ] as const
  ).flatMap(([type, ...names]) => names.map((name) => [name, type])),
);

/** A TBranchElement: one column, none for a parent of other branches, or the reason why there is none. */
function elementColumn(branch: Branch, classes: ClassTable, find: Find): TreeColumn[] | string {
  const { object } = branch;
  const [kind, stored] = [numberOf(object, "fType"), numberOf(object, "fStreamerType")];
  if (kind === ELEMENT.base || kind === ELEMENT.object) return [];
  if (kind === ELEMENT.clones || kind === ELEMENT.collection) return [column(branch, "int32", {})];
  const className = classNameOf(object, classes);
  if (stored >= 0 && stored < STORED.object) return memberColumn(branch, stored, find) ?? notRead(className);
  return kind === ELEMENT.member ? vectorColumn(branch, className) : notRead(className);
}

/** The branch's class, or where it is a member of a split object (`fID` is its number) the member's. */
function classNameOf(branch: RootObject, classes: ClassTable): string {
  const owner = textOf(branch, "fClassName");
  const [version, checksum] = [numberOf(branch, "fClassVersion"), numberOf(branch, "fCheckSum")];
  const description =
    findClass(classes, owner, { version, checksum, end: undefined }) ??
    findClass(classes, owner, { version, checksum: undefined, end: undefined });
  const member = description?.members[numberOf(branch, "fID")];
  return member === undefined ? owner : member.typeName;
}

/** The member of a split object or collection: a number, an array of fixed length, or an array with a counter. */
function memberColumn(branch: Branch, stored: number, find: Find): TreeColumn[] | undefined {
  const type = STORED_TYPES[stored % STORED.fixedArray];
  const [leaf] = branch.leaves;
  const kind = numberOf(branch.object, "fType");
  if (type === undefined || leaf === undefined) return undefined;
  const number = stored % STORED.fixedArray;
  if (number === STORED.double32 || number === STORED.float16) return undefined; // the range is not in the branch
  const shape = stored < STORED.fixedArray ? [] : shapeOf(leaf);
  if (kind === ELEMENT.member && stored < STORED.countedArray) return [column(branch, type, { shape })];
  if (kind === ELEMENT.member) {
    return [
      column(branch, type, { ragged: true, headerBytes: 1, counter: find(targetOf(leaf, "fLeafCount"), undefined) }),
    ];
  }
  if (stored >= STORED.countedArray || (kind !== ELEMENT.ofClones && kind !== ELEMENT.ofCollection)) return undefined;
  const counter = find(targetOf(leaf, "fLeafCount"), targetOf(branch.object, "fBranchCount"));
  return [column(branch, type, { shape, ragged: true, counter })];
}

function vectorColumn(branch: Branch, className: string): TreeColumn[] | string {
  const inner = /^(?:std::)?vector<\s*([\w ]+?)\s*(?:,\s*(?:std::)?allocator<[\w ]+>\s*)?>$/.exec(className)?.[1];
  if (inner === undefined || !Object.hasOwn(NAMED_TYPES, inner)) return notRead(className);
  return [column(branch, NAMED_TYPES[inner], { ragged: true, headerBytes: VECTOR_HEADER })];
}

function notRead(className: string): string {
  return `objects of class ${className} are not read`;
}
