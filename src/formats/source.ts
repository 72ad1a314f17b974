import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { EXIT, GlueballError } from "../base/index.ts";

/** No reader of whole files holds more than this in memory (4 GiB, before and after decompression). */
const MAX_BYTES = 2 ** 32;

/** The content of a file, with what a record must keep to recognise the file again. */
export interface Source {
  readonly path: string;
  /** The content, decompressed where the file was gzipped. */
  readonly bytes: Uint8Array;
  /** SHA-256 of the file as it lies on disk, in hexadecimal. */
  readonly sha256: string;
}

/** Reads a whole file; gzip is recognised by its magic bytes, not by the name. */
export function readSource(path: string): Source {
  const stored = readStored(path);
  const sha256 = createHash("sha256").update(stored).digest("hex");
  return { path, bytes: isGzip(stored) ? gunzip(stored, path) : stored, sha256 };
}

function readStored(path: string): Uint8Array {
  try {
    const size = statSync(path).size;
    if (size > MAX_BYTES) throw tooLarge(path, size);
    return readFileSync(path);
  } catch (error) {
    if (error instanceof GlueballError) throw error;
    const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
    throw new GlueballError({
      code: missing ? "formats/no-such-file" : "formats/unreadable-file",
      what: missing ? "there is no such file" : `the file cannot be read (${(error as Error).message})`,
      place: path,
    });
  }
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** All members of a gzip file. A truncated or damaged member and bytes after the last one are errors. */
function gunzip(stored: Uint8Array, path: string): Uint8Array {
  const { bytes, consumed } = inflateMembers(stored, path);
  if (consumed !== stored.length) {
    throw new GlueballError({
      code: "formats/gzip-extra-bytes",
      what: "the gzip data end before the file does",
      place: `${path}, byte ${consumed}`,
      found: `${stored.length - consumed} more bytes`,
    });
  }
  return bytes;
}

function inflateMembers(stored: Uint8Array, path: string): { bytes: Uint8Array; consumed: number } {
  try {
    // With `info` node returns the number of bytes it consumed (`engine.bytesWritten`), which its types do not know.
    const result = gunzipSync(stored, { info: true, maxOutputLength: MAX_BYTES }) as unknown;
    const { buffer, engine } = result as { buffer: Uint8Array; engine: { bytesWritten: number } };
    return { bytes: buffer, consumed: engine.bytesWritten };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") throw tooLarge(path, undefined);
    throw new GlueballError({
      code: "formats/gzip-damaged",
      what: `the gzip data are truncated or damaged (${(error as Error).message})`,
      place: path,
      hint: "Download or copy the file again",
    });
  }
}

function tooLarge(path: string, size: number | undefined): GlueballError {
  return new GlueballError(
    {
      code: "formats/file-too-large",
      what: "the file does not fit the memory limit of this reader",
      place: path,
      found: size === undefined ? "more bytes after decompression" : `${size} bytes`,
      expected: `at most ${MAX_BYTES} bytes`,
    },
    EXIT.tooLarge,
  );
}
