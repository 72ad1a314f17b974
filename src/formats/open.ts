/**
 * Opens any file of the field by what is in it, never by its name: the first bytes, unpacked where the file is gzipped or
 * packed with zstd, are shown to the readers in turn. Binary formats have signatures; texts are tried from the strictest on.
 * A reader is loaded when its turn comes: all together are 250 modules, of which a file needs some forty.
 */
import { GlueballError } from "../base/index.ts";
import { openByteFile } from "./byteFile.ts";
import type { Dataset, Reader } from "./dataset.ts";
import { packingOf, textHead } from "./text/chunks.ts";
import type { Packing } from "./text/chunks.ts";

interface Format {
  /** Loads the reader. */
  readonly reader: () => Promise<Reader>;
  /** What a person calls it. */
  readonly title: string;
  /** Whether the reader unpacks gzip and zstd itself. */
  readonly unpacks?: boolean;
  /** What `part` names in such a file. */
  readonly part?: string;
}

/** All formats, in the order in which they are tried. */
export const FORMATS: readonly Format[] = [
  { reader: async () => (await import("./hdf5.ts")).hdf5Reader, title: "HDF5", part: "a group, frame or dataset" },
  { reader: async () => (await import("./root.ts")).rootReader, title: "ROOT", part: "a tree" },
  { reader: async () => (await import("./numpyDataset.ts")).npyReader, title: "NumPy array", unpacks: true },
  { reader: async () => (await import("./numpyDataset.ts")).npzReader, title: "NumPy archive", part: "an array" },
  { reader: async () => (await import("./parquet.ts")).parquetReader, title: "Parquet" },
  { reader: async () => (await import("./safetensors.ts")).safetensorsReader, title: "safetensors", part: "a tensor" },
  { reader: async () => (await import("./hepmc.ts")).hepmcReader, title: "HepMC 2 and 3", unpacks: true },
  { reader: async () => (await import("./lhe.ts")).lheReader, title: "Les Houches events", unpacks: true },
  { reader: async () => (await import("./jsonl.ts")).jsonlReader, title: "JSON lines", unpacks: true },
  {
    reader: async () => (await import("./textVectors.ts")).textVectorReader,
    title: "four-vectors as text",
    unpacks: true,
  },
  { reader: async () => (await import("./csv.ts")).csvReader, title: "CSV", unpacks: true },
];

/**
 * Opens a file of any known format. `part` chooses one of several tables in a file.
 * @throws GlueballError formats/unknown-format, formats/empty-file, formats/packed-file, formats/no-parts, and what the reader throws
 */
export async function open(path: string, part?: string): Promise<Dataset> {
  const { head, packing } = await readHead(path);
  const found = await recognise(head);
  if (found === undefined) throw head.length === 0 ? emptyFile(path) : unknownFormat(path, head, packing);
  const { format, reader } = found;
  if (packing !== "plain" && format.unpacks !== true) throw packedFile(path, format, packing);
  if (part !== undefined && format.part === undefined) throw noParts(path, format, part);
  return reader.open(path, part);
}

async function recognise(head: Uint8Array): Promise<{ format: Format; reader: Reader } | undefined> {
  for (const format of FORMATS) {
    const reader = await format.reader();
    if (reader.recognises(head)) return { format, reader };
  }
  return undefined;
}

async function readHead(path: string): Promise<{ head: Uint8Array; packing: Packing }> {
  const file = openByteFile(path);
  try {
    return { head: await textHead(file), packing: packingOf(file) };
  } finally {
    file.close();
  }
}

/** Content that is often met in place of data, and what to do. */
const OTHERS: readonly (readonly [beginnings: readonly string[], hint: string])[] = [
  [["<!doctype html", "<html"], "This is a web page: download the file itself, not the page that offers it"],
  [["version https://git-lfs"], "This is a pointer of Git LFS: fetch the content with git lfs pull"],
  [["\x80\x02", "\x80\x03", "\x80\x04", "\x80\x05"], "This is a Python pickle, which is never loaded: use numpy.savez"],
  [["\xfd7zxz", "bzh", "7z\xbc\xaf"], "This is packed in a way that is not read here: unpack it first"],
];

function unknownFormat(path: string, head: Uint8Array, packing: Packing): GlueballError {
  const text = Buffer.from(head).toString("latin1"); // TextDecoder's latin1 is another, where byte 80 is the euro sign
  return new GlueballError({
    code: "formats/unknown-format",
    what: "the content is of no known format",
    place: packing === "plain" ? path : `${path}, unpacked from ${packing}`,
    found: `${shown(text)} (bytes ${hex(head.subarray(0, 8))})`,
    expected: FORMATS.map(({ title }) => title).join(", "),
    hint: OTHERS.find(([beginnings]) => beginnings.some((one) => text.trim().toLowerCase().startsWith(one)))?.[1],
  });
}

/** The beginning with dots for what cannot be printed. */
function shown(text: string): string {
  return text.slice(0, 32).replaceAll(/[^\u0020-\u007e]/gu, ".");
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
}

function emptyFile(path: string): GlueballError {
  return new GlueballError({ code: "formats/empty-file", what: "the file is empty", place: path });
}

function packedFile(path: string, { title }: Format, packing: Packing): GlueballError {
  return new GlueballError({
    code: "formats/packed-file",
    what: `a ${title} file is read at many places and cannot be packed as a whole`,
    place: path,
    found: `a ${title} file in ${packing}`,
    hint: `Unpack it first: ${packing === "gzip" ? "gunzip" : "unzstd"} --keep ${path}`,
  });
}

function noParts(path: string, { title }: Format, part: string): GlueballError {
  const having = FORMATS.filter((format) => format.part !== undefined);
  return new GlueballError({
    code: "formats/no-parts",
    what: `a ${title} file has no parts to choose from`,
    place: path,
    found: part,
    expected: `no part; ${having.map((format) => `${format.part} of ${format.title}`).join(", ")}`,
  });
}
