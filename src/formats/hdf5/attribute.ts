/** Attributes (message 0xC): a name, a type, a shape and a value, in versions 1 (parts padded to 8 bytes), 2 and 3. */
import { countOf } from "../columns.ts";
import { readShape } from "./dataspace.ts";
import { readDatatype, type Hdf5Type } from "./datatype.ts";
import { MESSAGE, sharedContent } from "./objectHeader.ts";
import { damaged, NotClassic, type AddressSpace, type Cursor } from "./structures.ts";
import { attributeValue, columnForm, decodeElements, type Hdf5Value } from "./values.ts";

/** What an attribute may refer to: the rest of the file, and the heap of its texts. */
export interface AttributeSurroundings {
  readonly space: AddressSpace;
  textsOf(references: Uint8Array, place: string): string[];
}

const SHARED = { type: 1, shape: 2 } as const;

/** Name and value; what no column could hold (references, compounds) is named instead, as "(reference)". */
export function readAttribute(cursor: Cursor, { space, textsOf }: AttributeSurroundings): readonly [string, Hdf5Value] {
  const place = `${cursor.path}, byte ${cursor.position()}`;
  const version = cursor.u8();
  if (version < 1 || version > 3) throw damaged(place, "unknown version of an attribute", version, "1 to 3");
  const flags = cursor.u8() & (version === 1 ? 0 : 255); // version 1 keeps the byte free
  if ((flags & SHARED.shape) !== 0) throw new NotClassic(place, "an attribute with a shared shape");
  const [nameBytes, typeBytes, shapeBytes] = [cursor.u16(), cursor.u16(), cursor.u16()];
  if (version === 3) cursor.skip(1);
  const part = (length: number) => cursor.part(version === 1 ? Math.ceil(length / 8) * 8 : length);
  const name = part(nameBytes).text(nameBytes);
  const typePart = part(typeBytes);
  const isShared = (flags & SHARED.type) !== 0;
  const type = readDatatype(isShared ? sharedContent(space, MESSAGE.datatype, typePart) : typePart);
  const shape = readShape(part(shapeBytes));
  if (shape === undefined) return [name, ""];
  const length = countOf(shape) * type.size;
  if (length > cursor.left()) throw damaged(place, `attribute ${name} is cut off`, cursor.left(), `${length} bytes`);
  const bytes = cursor.bytes(length).slice();
  return [name, valueOf(bytes, type, shape, { place, textsOf })];
}

interface Surroundings {
  readonly place: string;
  textsOf(references: Uint8Array, place: string): string[];
}

function valueOf(bytes: Uint8Array, type: Hdf5Type, shape: readonly number[], { place, textsOf }: Surroundings) {
  if (type.kind === "variableString") return attributeValue(textsOf(bytes, place), shape);
  if (columnForm(type) === undefined) return `(${type.kind === "other" ? type.name : type.kind})`;
  const isArray = type.kind === "array";
  return attributeValue(decodeElements(bytes, type, place), isArray ? [...shape, ...type.shape] : shape);
}
