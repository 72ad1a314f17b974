/** What is already there of a download: `path.partial` with the bytes, and beside it what the server said of the file. */
import { readFileSync, rmSync, statSync } from "node:fs";
import { z } from "zod";
import { writeFileAtomic } from "../../base/index.ts";

export interface PartialFile {
  /** Where the whole file will be. */
  readonly path: string;
  /** Bytes that are there. */
  bytes: number;
  /** ETag or date that the server gave with them, for If-Range; undefined where it gave none that can be relied on. */
  validator: string | undefined;
  /** Whether all bytes came in one response of this run. */
  inOnePiece: boolean;
}

const noteSchema = z.object({ url: z.string(), validator: z.string().optional() });

export function partialPath(path: string): string {
  return `${path}.partial`;
}

function notePath(path: string): string {
  return `${path}.partial.json`;
}

/** Nothing, if there is nothing or if it came from another address. */
export function findPartial(path: string, url: string): PartialFile {
  try {
    const note = noteSchema.parse(JSON.parse(readFileSync(notePath(path), "utf8")));
    if (note.url === url) {
      return { path, bytes: statSync(partialPath(path)).size, validator: note.validator, inOnePiece: false };
    }
  } catch {
    // No note, a damaged one or no bytes: nothing that could be continued.
  }
  return { path, bytes: 0, validator: undefined, inOnePiece: false };
}

/** Written before the first byte of a response, so that no byte lies there without its origin. */
export function notePartial({ path, validator }: PartialFile, url: string): void {
  writeFileAtomic(notePath(path), `${JSON.stringify({ url, validator })}\n`);
}

/** Removes what is there, so that the next request asks for the whole file. */
export function forgetPartial(partial: PartialFile): void {
  rmSync(partialPath(partial.path), { force: true });
  rmSync(notePath(partial.path), { force: true });
  partial.bytes = 0;
  partial.validator = undefined;
}
