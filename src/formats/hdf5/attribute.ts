/** Attributes (message 0xC): a name, a type, a shape and a value, in versions 1 (parts padded to 8 bytes), 2 and 3. */
import { countOf } from "../columns.ts";
import { readShape } from "./dataspace.ts";
import { readDatatype, type Hdf5Type } from "./datatype.ts";
import { cursorOf, damaged, NotClassic, type Cursor } from "./structures.ts";
import { attributeValue, columnForm, decodeElements, type Hdf5Value } from "./values.ts";

/** Name and value; what no column could hold (references, compounds) is named instead, as "(reference)". */
export function readAttribute(
  cursor: Cursor,
  textsOf: (references: Uint8Array, place: string) => string[],
): readonly [string, Hdf5Value] {
  const place = `${cursor.path}, byte ${cursor.position()}`;
  const version = cursor.u8();
  if (version < 1 || version > 3) throw new NotClassic(`attribute version ${version}`);
  const flags = cursor.u8();
  if (version > 1 && flags !== 0) throw new NotClassic("an attribute with a shared type");
  const [nameBytes, typeBytes, shapeBytes] = [cursor.u16(), cursor.u16(), cursor.u16()];
  if (version === 3) cursor.skip(1);
  const part = (length: number) => {
    const start = cursor.position();
    return cursorOf(cursor.bytes(version === 1 ? Math.ceil(length / 8) * 8 : length), start, cursor.path);
  };
  const name = part(nameBytes).text(nameBytes);
  const type = readDatatype(part(typeBytes));
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
