import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { GlueballError } from "../base/index.ts";

/** Random access to the bytes of a file on disk or in memory. Every range is checked against the size. */
export interface ByteFile {
  readonly path: string;
  readonly size: number;
  /** A fresh copy of `length` bytes; throws `formats/truncated` where the file ends earlier. */
  read(offset: number, length: number): Uint8Array;
  close(): void;
}

/** Opens a file of any size without reading it; throws `formats/no-such-file` or `formats/unreadable-file`. */
export function openByteFile(path: string): ByteFile {
  let descriptor: number;
  try {
    descriptor = openSync(path, "r");
  } catch (error) {
    throw unreadable(path, error as NodeJS.ErrnoException);
  }
  const status = fstatSync(descriptor);
  if (!status.isFile()) {
    closeSync(descriptor);
    throw unreadable(path, new Error(status.isDirectory() ? "it is a folder" : "not a regular file"));
  }
  const { size } = status;
  return {
    path,
    size,
    read(offset, length) {
      requireRange(path, size, offset, length);
      const bytes = new Uint8Array(length);
      let filled = 0;
      while (filled < length) {
        const got = readSync(descriptor, bytes, filled, length - filled, offset + filled);
        if (got === 0) throw truncated(path, offset + filled, length - filled, size);
        filled += got;
      }
      return bytes;
    },
    close: () => closeSync(descriptor),
  };
}

/** The same for bytes that are in memory already; `path` names them in messages. */
export function byteFileOf(bytes: Uint8Array, path: string): ByteFile {
  return {
    path,
    size: bytes.length,
    read(offset, length) {
      requireRange(path, bytes.length, offset, length);
      return new Uint8Array(bytes.subarray(offset, offset + length)); // `slice` of a Buffer would share its memory
    },
    close: () => {},
  };
}

function requireRange(path: string, size: number, offset: number, length: number): void {
  const sensible = Number.isSafeInteger(offset) && Number.isSafeInteger(length) && offset >= 0 && length >= 0;
  if (!sensible || offset + length > size) throw truncated(path, offset, length, size);
}

function truncated(path: string, offset: number, length: number, size: number): GlueballError {
  return new GlueballError({
    code: "formats/truncated",
    what: "the file ends before its content does",
    place: `${path}, byte ${offset}`,
    found: `${size} bytes in all`,
    expected: `${length} bytes from byte ${offset}`,
    hint: "Download or copy the file again",
  });
}

function unreadable(path: string, error: NodeJS.ErrnoException): GlueballError {
  const missing = error.code === "ENOENT";
  return new GlueballError({
    code: missing ? "formats/no-such-file" : "formats/unreadable-file",
    what: missing ? "there is no such file" : `the file cannot be read (${error.message})`,
    place: path,
  });
}
