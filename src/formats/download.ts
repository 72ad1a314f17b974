/**
 * Downloads a file of any size over a network that may fail. The bytes go to `path.partial`; after a drop, also in a
 * later run of the program, the rest is asked for with Range. If-Range carries what the server said of the file (its
 * ETag or date), so that a file that changed in between comes whole again instead of as two halves of two files. At the
 * end size and checksum are compared and the file is renamed: whoever sees `path` sees a whole file.
 */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { GlueballError } from "../base/index.ts";
import { findPartial, forgetPartial, partialPath } from "./download/partial.ts";
import type { PartialFile } from "./download/partial.ts";
import { fetchRest, wrongSize } from "./download/request.ts";

export interface Checksum {
  readonly algorithm: "md5" | "sha256";
  /** Hexadecimal, in small letters. */
  readonly value: string;
}

export interface DownloadOptions {
  /** Bytes of the whole file, where they are published. */
  readonly size?: number | undefined;
  readonly checksum?: Checksum | undefined;
  /** Called with the bytes that are there and those of the whole file, as far as they are known. */
  readonly onProgress?: (done: number, total: number | undefined) => void;
  /** Stops the download; what is there stays for the next time. */
  readonly signal?: AbortSignal | undefined;
  /** Requests in a row that bring nothing new before it gives up. */
  readonly tries?: number;
  /** Pause before the next request [ms]; doubled each time nothing came. */
  readonly pauseMs?: number;
  /** A connection that brings no byte for so long is given up [ms]. */
  readonly stallMs?: number;
}

export interface Downloaded {
  readonly path: string;
  readonly bytes: number;
  /** Of the file as it now lies on the disk: md5 or sha256 as published, sha256 where nothing is. */
  readonly checksum: Checksum;
  /** Whether there was a published checksum to compare with. */
  readonly verified: boolean;
  readonly requests: number;
}

const DEFAULTS = { tries: 6, pauseMs: 1000, stallMs: 60_000 };
const LONGEST_PAUSE_MS = 60_000;

/**
 * Fetches `url` into `path`, whose folder is made. An existing `path` is replaced at the end.
 * @throws GlueballError formats/bad-url, formats/download-refused, formats/download-failed, formats/download-size,
 * formats/download-checksum, formats/disk-full, formats/cannot-write; the signal's reason when it is aborted.
 */
export async function download(url: string, path: string, options: DownloadOptions = {}): Promise<Downloaded> {
  requireUrl(url);
  await makeFolder(dirname(path));
  const partial = findPartial(path, url);
  let requests = await fetchAll(url, partial, options);
  let judged = await judge(url, partial, options);
  if (judged.fault !== undefined && !partial.inOnePiece) {
    // The pieces may be of two versions of the file, or one was damaged here: once more from the first byte.
    forgetPartial(partial);
    requests += await fetchAll(url, partial, options);
    judged = await judge(url, partial, options);
  }
  if (judged.fault !== undefined) {
    forgetPartial(partial);
    throw judged.fault;
  }
  await rename(partialPath(path), path);
  const { bytes } = partial;
  forgetPartial(partial);
  return { path, bytes, checksum: judged.checksum, verified: options.checksum !== undefined, requests };
}

/** What the file on the disk is, and what is wrong with it. */
async function judge(
  url: string,
  { path, bytes }: PartialFile,
  { size, checksum: published, signal }: DownloadOptions,
) {
  const checksum = await checksumOf(partialPath(path), published?.algorithm ?? "sha256", signal);
  const fault =
    size !== undefined && bytes !== size
      ? wrongSize(url, bytes, size)
      : published !== undefined && checksum.value !== published.value
        ? wrongChecksum(url, checksum, published)
        : undefined;
  return { checksum, fault };
}

/** Asks again until the file is whole; returns the number of requests. */
async function fetchAll(url: string, partial: PartialFile, options: DownloadOptions): Promise<number> {
  const { tries, pauseMs, stallMs } = { ...DEFAULTS, ...options };
  let most = partial.bytes;
  for (let requests = 1, idle = 0; ; requests++) {
    options.signal?.throwIfAborted();
    const { complete, problem, waitMs } = await fetchRest(url, partial, { ...options, stallMs });
    if (complete) return requests;
    // Only bytes beyond all earlier ones count, or a server that always drops at one place would be asked for ever.
    idle = partial.bytes > most ? 0 : idle + 1;
    most = Math.max(most, partial.bytes);
    if (idle >= tries) throw gaveUp(url, problem, requests, partial.bytes);
    const next = Math.max(pauseMs * 2 ** Math.max(0, idle - 1), waitMs);
    await pause(
      Math.min(next, LONGEST_PAUSE_MS),
      undefined,
      options.signal === undefined ? {} : { signal: options.signal },
    );
  }
}

/** The checksum of a file, read in pieces. */
export async function checksumOf(
  path: string,
  algorithm: Checksum["algorithm"],
  signal?: AbortSignal,
): Promise<Checksum> {
  const hash = createHash(algorithm);
  for await (const chunk of createReadStream(path, { signal })) hash.update(chunk as Uint8Array);
  return { algorithm, value: hash.digest("hex") };
}

function requireUrl(url: string): void {
  if (URL.canParse(url) && ["http:", "https:"].includes(new URL(url).protocol)) return;
  throw new GlueballError({
    code: "formats/bad-url",
    what: "this is no address that can be downloaded",
    found: url,
    expected: "http:// or https://",
  });
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    const what = `the folder cannot be made (${(error as Error).message})`;
    throw new GlueballError({ code: "formats/cannot-write", what, place: folder });
  }
}

function gaveUp(url: string, problem: string, requests: number, bytes: number): GlueballError {
  return new GlueballError({
    code: "formats/download-failed",
    what: "the download does not get on",
    place: url,
    found: `${problem}, after ${requests} requests and ${bytes} bytes`,
    hint: "Run the same command again later: it goes on where it stopped",
  });
}

function wrongChecksum(url: string, found: Checksum, expected: Checksum): GlueballError {
  return new GlueballError({
    code: "formats/download-checksum",
    what: "the file that came is not the published one; it was removed",
    place: url,
    found: `${found.algorithm} ${found.value}`,
    expected: `${expected.algorithm} ${expected.value}`,
    hint: "Try again; if it stays so, the record may have a new version",
  });
}
