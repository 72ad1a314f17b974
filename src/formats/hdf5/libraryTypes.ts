/** Element types as the HDF5 library describes them, translated into ours. */
import type { Metadata } from "h5wasm/node";
import type { Hdf5Field, Hdf5Type } from "./datatype.ts";

/** Numbers of the classes (H5T_class_t). */
const CLASS = { integer: 0, float: 1, string: 3, bitfield: 4, compound: 6, enumeration: 8, array: 10 } as const;
const CLASS_NAMES = "integer float time string bitfield opaque compound reference enumeration list array".split(" ");

/** The library hands numbers over little-endian, whatever the file has; rows of compounds it leaves as they are. */
export function typeOfLibrary(metadata: Metadata, withinRow = false): Hdf5Type {
  const { type, size } = metadata;
  const bigEndian = withinRow && !metadata.littleEndian;
  const other: Hdf5Type = { kind: "other", size, name: CLASS_NAMES[type] ?? `class ${type}` };
  if (type === CLASS.integer) return integer(metadata, bigEndian) ?? other;
  if (type === CLASS.float && [2, 4, 8].includes(size)) return { kind: "float", size, bigEndian };
  if (type === CLASS.bitfield && size === 1) return { kind: "boolean", size: 1 };
  if (type === CLASS.string && metadata.vlen) return { kind: "variableString", size };
  if (type === CLASS.string) return { kind: "string", size, spacePadded: metadata.strpad === 2 };
  if (type === CLASS.enumeration) return enumeration(metadata, bigEndian) ?? other;
  if (type === CLASS.compound) return compound(metadata) ?? other;
  if (type === CLASS.array) return array(metadata, withinRow) ?? other;
  return other;
}

function integer({ size, signed }: Metadata, bigEndian: boolean): Hdf5Type | undefined {
  return [1, 2, 4, 8].includes(size) ? { kind: "integer", size, signed, bigEndian } : undefined;
}

function enumeration(metadata: Metadata, bigEndian: boolean): Hdf5Type | undefined {
  const members = metadata.enum_type?.members ?? {};
  const names = Object.keys(members);
  const falseOrTrue = names.length === 2 && members["FALSE"] === 0 && members["TRUE"] === 1;
  return falseOrTrue && metadata.size === 1 ? { kind: "boolean", size: 1 } : integer(metadata, bigEndian);
}

function compound(metadata: Metadata): Hdf5Type | undefined {
  const fields: Hdf5Field[] = [];
  for (const member of metadata.compound_type?.members ?? []) {
    fields.push({ name: member.name, offset: member.offset, type: typeOfLibrary(member, true) });
  }
  // Whether the library turns the bytes round depends on what all fields have in common; such rows are not guessed at.
  return fields.some(({ type }) => isBigEndian(type)) ? undefined : { kind: "compound", size: metadata.size, fields };
}

function isBigEndian(type: Hdf5Type): boolean {
  if (type.kind === "array") return isBigEndian(type.element);
  if (type.kind === "compound") return type.fields.some((field) => isBigEndian(field.type));
  return (type.kind === "integer" || type.kind === "float") && type.bigEndian;
}

function array(metadata: Metadata, withinRow: boolean): Hdf5Type | undefined {
  const base = metadata.array_type;
  const shape = base?.shape;
  if (base === undefined || shape === undefined || shape === null) return undefined;
  return { kind: "array", size: metadata.size, shape, element: typeOfLibrary(base, withinRow) };
}
