/**
 * One request of a download. What a network does (drops, stalls, errors of the server) is an outcome, after which the
 * caller asks again; what asking again cannot cure (the file does not exist, has another size, does not fit on the
 * disk) is an error.
 */
import { open, statfs, truncate } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import { EXIT, GlueballError } from "../../base/index.ts";
import type { DownloadOptions } from "../download.ts";
import { forgetPartial, notePartial, partialPath } from "./partial.ts";
import type { PartialFile } from "./partial.ts";

export interface Outcome {
  readonly complete: boolean;
  /** Why it is not complete, in words. */
  readonly problem: string;
  /** How long the server wishes to be left alone [ms]. */
  readonly waitMs: number;
}

type RequestOptions = Pick<DownloadOptions, "size" | "checksum" | "onProgress" | "signal"> & {
  readonly stallMs: number;
};

/** Where the bytes of a response belong, and how long the whole file is. */
interface Section {
  readonly start: number;
  readonly total: number | undefined;
}

const COMPLETE: Outcome = { complete: true, problem: "", waitMs: 0 };
/** Too early, too many requests, request timeout: the server may answer later. */
const TEMPORARY = new Set([408, 425, 429]);

function incomplete(problem: string, waitMs = 0): Outcome {
  return { complete: false, problem, waitMs };
}

/** Asks for what is missing and appends it; `partial` follows what is on the disk. */
export async function fetchRest(url: string, partial: PartialFile, options: RequestOptions): Promise<Outcome> {
  const stalled = new AbortController();
  const timer = setTimeout(() => stalled.abort(new Error(`no byte for ${options.stallMs} ms`)), options.stallMs);
  // Without a validator only a checksum can tell later whether two parts belong together.
  if (partial.validator === undefined && options.checksum === undefined) partial.bytes = 0;
  const signals = options.signal === undefined ? [stalled.signal] : [stalled.signal, options.signal];
  try {
    const response = await fetch(url, { headers: requestHeaders(partial), signal: AbortSignal.any(signals) });
    const section = readAnswer(response, url, partial);
    if (!("start" in section)) {
      await response.body?.cancel();
      return section;
    }
    await requireFit(section, url, partial, options);
    return await append(response, section, partial, url, { ...options, onChunk: () => timer.refresh() });
  } catch (error) {
    if (error instanceof GlueballError) throw error;
    options.signal?.throwIfAborted();
    return incomplete(reasonOf(error));
  } finally {
    clearTimeout(timer);
    stalled.abort(); // frees the connection when the body was not read to its end
  }
}

function requestHeaders({ bytes, validator }: PartialFile): Record<string, string> {
  // Compressed on the way, the bytes would not be those of the file, and ranges would count others.
  const headers: Record<string, string> = { "accept-encoding": "identity" };
  if (bytes === 0) return headers;
  headers["range"] = `bytes=${bytes}-`;
  if (validator !== undefined) headers["if-range"] = validator;
  return headers;
}

/** Which part of the file comes; an outcome where none that can be used does. */
function readAnswer(response: Response, url: string, partial: PartialFile): Section | Outcome {
  const { status, headers } = response;
  const range = headers.get("content-range") ?? "";
  // Compressed in spite of our wish: lengths and ranges count other bytes than those we get.
  const encoded = (headers.get("content-encoding") ?? "identity") !== "identity";
  if (status === 200) {
    partial.validator = validatorOf(headers);
    return { start: 0, total: encoded ? undefined : lengthOf(headers) };
  }
  if (status === 206 && partial.bytes > 0) {
    const [, start, total] = range.match(/^bytes (\d+)-\d+\/(\d+|\*)$/) ?? [];
    const unchanged = partial.validator === undefined || validatorOf(headers) === partial.validator;
    if (unchanged && !encoded && Number(start) === partial.bytes) {
      return { start: partial.bytes, total: total === "*" ? undefined : Number(total) };
    }
    return startAgain(partial, "the server sent another part than was asked for");
  }
  if (status === 416 && partial.bytes > 0) {
    return range === `bytes */${partial.bytes}` ? COMPLETE : startAgain(partial, "the file is shorter than before");
  }
  if (status < 500 && !TEMPORARY.has(status)) throw refused(url, response);
  const seconds = Number(headers.get("retry-after") ?? 0); // a date, which is also allowed, gives NaN
  return incomplete(`the server answers ${status}`, Number.isFinite(seconds) ? 1000 * seconds : 0);
}

function startAgain(partial: PartialFile, problem: string): Outcome {
  forgetPartial(partial);
  return incomplete(problem);
}

/** A strong ETag, else the date of the last change; a weak ETag does not promise equal bytes. */
function validatorOf(headers: Headers): string | undefined {
  const tag = headers.get("etag");
  return tag !== null && tag.startsWith('"') ? tag : (headers.get("last-modified") ?? undefined);
}

function lengthOf(headers: Headers): number | undefined {
  const length = headers.get("content-length");
  return length === null ? undefined : Number(length);
}

/** Before the first byte: the size that the server states must be the published one, and there must be room. */
async function requireFit(
  { start, total }: Section,
  url: string,
  { path }: PartialFile,
  { size }: RequestOptions,
): Promise<void> {
  if (size !== undefined && total !== undefined && total !== size) throw wrongSize(url, total, size);
  const needed = (total ?? size ?? start) - start;
  const { bavail, bsize } = await statfs(dirname(path));
  if (needed > bavail * bsize) throw diskFull(path, `room for ${bavail * bsize} bytes`, needed);
}

type AppendOptions = RequestOptions & { readonly onChunk: () => void };

async function append(
  response: Response,
  { start, total }: Section,
  partial: PartialFile,
  url: string,
  { size, onProgress, onChunk }: AppendOptions,
): Promise<Outcome> {
  const whole = total ?? size;
  const file = await openPartialFile(partial, start);
  try {
    partial.bytes = start;
    partial.inOnePiece = start === 0;
    notePartial(partial, url);
    for await (const chunk of response.body ?? []) {
      onChunk();
      await write(file, chunk, partial);
      if (whole !== undefined && partial.bytes > whole) throw tooLong(url, partial, whole);
      onProgress?.(partial.bytes, whole);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  if (total !== undefined && partial.bytes < total) return incomplete("the connection was closed early");
  return COMPLETE;
}

/** Empty, or cut to where the response goes on. */
async function openPartialFile({ path }: PartialFile, start: number): Promise<FileHandle> {
  try {
    if (start > 0) await truncate(partialPath(path), start);
    return await open(partialPath(path), start === 0 ? "w" : "r+");
  } catch (error) {
    throw cannotWrite(path, error as NodeJS.ErrnoException);
  }
}

async function write(file: FileHandle, chunk: Uint8Array, partial: PartialFile): Promise<void> {
  try {
    for (let done = 0; done < chunk.length;) {
      const { bytesWritten } = await file.write(chunk, done, chunk.length - done, partial.bytes);
      done += bytesWritten;
      partial.bytes += bytesWritten;
    }
  } catch (error) {
    throw cannotWrite(partial.path, error as NodeJS.ErrnoException);
  }
}

/** What a failed fetch says, down to its cause. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? `${message} (${cause.message})` : message;
}

function refused(url: string, { status, statusText }: Response): GlueballError {
  return new GlueballError({
    code: "formats/download-refused",
    what: "the server does not give this file",
    place: url,
    found: `${status} ${statusText}`.trim(),
    hint: "Look at the page of the data set: the record may have moved, or ask for a login",
  });
}

/** Nothing of it can be used: what was appended is more than the file has. */
function tooLong(url: string, partial: PartialFile, whole: number): GlueballError {
  const fault = wrongSize(url, partial.bytes, whole);
  forgetPartial(partial);
  return fault;
}

export function wrongSize(url: string, found: number, expected: number): GlueballError {
  return new GlueballError({
    code: "formats/download-size",
    what: "the file does not have the size that it should",
    place: url,
    found: `${found} bytes`,
    expected: `${expected} bytes`,
    hint: "The record may have a new version",
  });
}

function diskFull(path: string, found: string, needed?: number): GlueballError {
  const expected = needed === undefined ? undefined : `${needed} more bytes`;
  const hint = "Make room and run the same command again: it goes on where it stopped";
  return new GlueballError(
    { code: "formats/disk-full", what: "the file does not fit on the disk", place: path, found, expected, hint },
    EXIT.tooLarge,
  );
}

function cannotWrite(path: string, error: NodeJS.ErrnoException): GlueballError {
  if (error.code === "ENOSPC" || error.code === "EDQUOT") return diskFull(path, error.message);
  const what = `the file cannot be written (${error.message})`;
  return new GlueballError({ code: "formats/cannot-write", what, place: path });
}
