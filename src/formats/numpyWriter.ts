/** Tables of any size as NumPy files: one column as `.npy`, several as an uncompressed `.npz`. */
import { crc32 } from "node:zlib";
import { EXIT, GlueballError } from "../base/index.ts";
import { spoolTable, writePieces } from "./arrays/spool.ts";
import type { SpooledArray } from "./arrays/spool.ts";
import type { NumberType } from "./columns.ts";
import { typeText } from "./columns.ts";
import { zipPieces } from "./npz.ts";
import type { NewMember } from "./npz.ts";
import { npyHeader } from "./numpy.ts";
import type { NpyType } from "./numpy.ts";
import { notWritable, writeWhole } from "./table.ts";
import type { Table } from "./table.ts";

const TYPES: Readonly<Record<NumberType, NpyType>> = {
  float32: "f4",
  float64: "f8",
  int8: "i1",
  int16: "i2",
  int32: "i4",
  int64: "i8",
  uint8: "u1",
  uint16: "u2",
  uint32: "u4",
  uint64: "u8",
  bool: "b1",
};

const LARGEST_ARCHIVE = 2 ** 32 - 1; // bytes; beyond, a ZIP file needs other records

/** @throws GlueballError formats/not-writable unless the table is one column of numbers with equal rows */
export async function writeNpyTable(path: string, table: Table): Promise<void> {
  const [column, second] = table.schema;
  if (second !== undefined)
    throw notWritable(path, "a .npy file holds one array", second, "Choose it with --columns, or write .npz");
  if (column?.ragged === true) {
    throw notWritable(path, `a .npy file has no place for a ${typeText(column)}`, column, "Write .npz or .parquet");
  }
  await writeWhole(path, (temporary) =>
    spoolTable({ path, temporary }, table, ([array]) => writePieces(temporary, npyPieces(array!))),
  );
}

/** Ragged columns become two arrays, NAME and NAME.offsets. @throws GlueballError formats/not-writable, formats/archive-too-large */
export async function writeNpzTable(path: string, table: Table): Promise<void> {
  await writeWhole(path, (temporary) =>
    spoolTable({ path, temporary }, table, (arrays) => {
      const members = arrays.map(npyMember);
      const size = members.reduce((sum, member) => sum + member.size + 2 * member.name.length + 100, 0);
      if (size > LARGEST_ARCHIVE) throw tooLarge(path, size);
      writePieces(temporary, zipPieces(members));
    }),
  );
}

function* npyPieces({ type, shape, chunks }: SpooledArray): Generator<Uint8Array> {
  yield npyHeader(TYPES[type], shape);
  yield* chunks();
}

function npyMember(array: SpooledArray): NewMember {
  const header = npyHeader(TYPES[array.type], array.shape);
  let checksum = crc32(header);
  for (const chunk of array.chunks()) checksum = crc32(chunk, checksum);
  return { name: `${array.name}.npy`, size: header.length + array.byteLength, checksum, chunks: npyPieces(array) };
}

function tooLarge(path: string, size: number): GlueballError {
  return new GlueballError(
    {
      code: "formats/archive-too-large",
      what: "the archive would be larger than a plain ZIP file can be",
      place: path,
      found: `${size} bytes`,
      expected: `at most ${LARGEST_ARCHIVE} bytes`,
      hint: "Write .parquet or .safetensors, or fewer rows with --rows",
    },
    EXIT.tooLarge,
  );
}
