/**
 * The text of a file of any size as a stream of bytes, whether it is plain, gzipped or zstd-compressed (known by the
 * magic bytes, never by the name). Nothing is kept: memory is one chunk, whatever the size before or after unpacking.
 */
import { pipeline, Readable, type Transform } from "node:stream";
import { constants, createGunzip, createZstdDecompress } from "node:zlib";
import { GlueballError } from "../../base/index.ts";
import type { ByteFile } from "../byteFile.ts";

const CHUNK_BYTES = 2 ** 18;

export type Packing = "plain" | "gzip" | "zstd";

/** How the content of the file is packed. */
export function packingOf(file: ByteFile): Packing {
  const magic = file.read(0, Math.min(4, file.size));
  if (magic[0] === 0x1f && magic[1] === 0x8b) return "gzip";
  const isZstd = magic[0] === 0x28 && magic[1] === 0xb5 && magic[2] === 0x2f && magic[3] === 0xfd;
  return isZstd ? "zstd" : "plain";
}

/**
 * The unpacked content from its beginning. All members of a gzip file and all frames of a zstd file are read; damaged
 * or truncated data and bytes after the last member throw `formats/gzip-damaged` or `formats/zstd-damaged`.
 */
export async function* textChunks(file: ByteFile): AsyncGenerator<Uint8Array> {
  const packing = packingOf(file);
  if (packing === "plain") yield* storedChunks(file, 0);
  else yield* unpackedChunks(file, packing);
}

/** At least one byte and at most 4096 of the unpacked beginning; what a format is recognised by. */
export async function textHead(file: ByteFile, length = 4096): Promise<Uint8Array> {
  const head = new Uint8Array(length);
  let filled = 0;
  for await (const chunk of textChunks(file)) {
    const taken = chunk.subarray(0, length - filled);
    head.set(taken, filled);
    filled += taken.length;
    if (filled === length) break;
  }
  return head.subarray(0, filled);
}

function* storedChunks(file: ByteFile, from: number): Generator<Uint8Array> {
  for (let at = from; at < file.size; at += CHUNK_BYTES) {
    yield file.read(at, Math.min(CHUNK_BYTES, file.size - at));
  }
}

/** Node's zstd stops silently after the first frame, so the next one is started where the last one stopped. */
async function* unpackedChunks(file: ByteFile, packing: "gzip" | "zstd"): AsyncGenerator<Uint8Array> {
  let consumed = 0;
  let produced = 0;
  while (consumed < file.size) {
    const decoder = unpacker(packing);
    // The error of either stream is thrown by the loop below; the callback must exist and has nothing to do.
    pipeline(Readable.from(storedChunks(file, consumed)), decoder, () => {});
    try {
      for await (const chunk of decoder as AsyncIterable<Uint8Array>) {
        produced += chunk.length;
        yield chunk;
      }
    } catch (error) {
      throw damaged(file, packing, produced, (error as Error).message);
    }
    const taken = decoder.bytesWritten;
    if (taken === 0) throw damaged(file, packing, produced, `no ${packing} data from byte ${consumed} of the file`);
    consumed += taken;
  }
}

function unpacker(packing: "gzip" | "zstd"): Transform & { readonly bytesWritten: number } {
  if (packing === "gzip") return createGunzip({ chunkSize: CHUNK_BYTES });
  // The window is bounded as zstd's own command line bounds it (128 MiB): a frame header can ask for terabytes.
  return createZstdDecompress({ chunkSize: CHUNK_BYTES, params: { [constants.ZSTD_d_windowLogMax]: 27 } });
}

function damaged(file: ByteFile, packing: Packing, produced: number, why: string): GlueballError {
  return new GlueballError({
    code: `formats/${packing}-damaged`,
    what: `the ${packing} data are truncated or damaged (${why})`,
    place: `${file.path}, after ${produced} unpacked bytes`,
    hint: "Download or copy the file again",
  });
}
