import { closeSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname } from "node:path";

/** Node neither reads nor writes 2 GiB and more at once. */
const LARGEST_PIECE = 2 ** 30; // bytes

/**
 * Writes a whole file under a temporary name beside it, then renames: a reader never sees half a file. Parts are written
 * one after another, so what is large need not be copied together first.
 */
export function writeFileAtomic(path: string, content: string | Uint8Array | Iterable<Uint8Array>): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.partial`;
  try {
    writeParts(temporary, partsOf(content));
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function partsOf(content: string | Uint8Array | Iterable<Uint8Array>): Iterable<Uint8Array> {
  if (typeof content === "string") return [Buffer.from(content)];
  return content instanceof Uint8Array ? [content] : content;
}

/** Writes each part in pieces of at most `piece` bytes; a part may have any length. */
export function writeParts(path: string, parts: Iterable<Uint8Array>, piece = LARGEST_PIECE): void {
  const file = openSync(path, "w");
  try {
    for (const part of parts) {
      for (let at = 0; at < part.length;) at += writeSync(file, part, at, Math.min(piece, part.length - at));
    }
  } finally {
    closeSync(file);
  }
}
