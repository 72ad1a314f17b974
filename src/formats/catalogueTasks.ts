/** `glueball data list|get`: the public data sets, and their files on this disk. */
import { existsSync, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { z } from "zod";
import { GlueballError } from "../base/index.ts";
import { task, textTable } from "../run/index.ts";
import type { RunContext, Task } from "../run/index.ts";
import { findSet, formatBytes, selectFiles, totalBytes } from "./catalogue.ts";
import type { PublicFile, PublicSet } from "./catalogue.ts";
import { PUBLIC_SETS } from "./catalogue/sets.ts";
import { checksumOf, download } from "./download.ts";
import type { Checksum } from "./download.ts";

const list = task({
  room: "data",
  name: "list",
  help: "List the public data sets that the rooms understand, or the files of one",
  inputs: ["set"],
  options: z.object({ set: z.string().optional().describe("a set, to list its files") }),
  example: "glueball data list jetclass",
  run: (_, { set }) => {
    if (set === undefined) return { summary: setsTable(PUBLIC_SETS), sets: PUBLIC_SETS };
    const found = findSet(set);
    return { summary: describeSet(found), sets: [found] };
  },
});

const get = task({
  room: "data",
  name: "get",
  help: "Download a public data set, or one file of it; goes on where it stopped and checks what came",
  inputs: ["name"],
  options: z.object({
    name: z.string().describe("a set, or SET/FILE"),
    folder: z.string().optional().describe("where to; else the first folder of GLUEBALL_DATA, else ./data"),
  }),
  example: "glueball data get lhco-tiny",
  run: async (context, { name, folder }) => {
    const { set, files } = selectFiles(name);
    const target = join(folder ?? downloadFolder(), set.name);
    const done: FetchedFile[] = [];
    for (const file of files) done.push(await fetchFile(file, target, context));
    return { set: set.name, folder: target, licence: set.licence, files: done, summary: report(set, target, done) };
  },
});

export const tasks: readonly Task[] = [list, get];

interface FetchedFile {
  readonly path: string;
  readonly bytes: number;
  readonly checksum: Checksum;
  /** Whether the checksum is the published one; false where none is published. */
  readonly verified: boolean;
  /** Whether it was there already. */
  readonly found: boolean;
}

/** The first folder of GLUEBALL_DATA, where the rooms look first; `data` in the current folder without it. */
export function downloadFolder(environment: Readonly<Record<string, string | undefined>> = process.env): string {
  return (environment["GLUEBALL_DATA"] ?? "").split(delimiter).find((folder) => folder !== "") ?? "data";
}

/** A file that is there already is checked and kept; one that is not the published file is an error, not replaced. */
export async function fetchFile(file: PublicFile, folder: string, context: RunContext): Promise<FetchedFile> {
  const path = join(folder, file.name);
  if (existsSync(path)) return await checkFile(file, path, context.signal);
  context.log(`${file.url} (${formatBytes(file.bytes)})`);
  const fetched = await download(file.url, path, {
    size: file.bytes,
    checksum: file.checksum,
    signal: context.signal,
    onProgress: (done, total) => context.progress({ stage: file.name, done, total }),
  });
  if (!fetched.verified) {
    context.warn(
      `no checksum of ${file.name} is published; it has ${fetched.checksum.algorithm} ${fetched.checksum.value}`,
    );
  }
  const { bytes, checksum, verified } = fetched;
  return { path, bytes, checksum, verified, found: false };
}

async function checkFile(file: PublicFile, path: string, signal: AbortSignal): Promise<FetchedFile> {
  const bytes = statSync(path).size;
  if (file.bytes !== undefined && bytes !== file.bytes) throw different(path, `${bytes} bytes`, `${file.bytes} bytes`);
  const checksum = await checksumOf(path, file.checksum?.algorithm ?? "sha256", signal);
  const published = file.checksum?.value;
  if (published !== undefined && checksum.value !== published) {
    throw different(path, `${checksum.algorithm} ${checksum.value}`, `${checksum.algorithm} ${published}`);
  }
  return { path, bytes, checksum, verified: published !== undefined, found: true };
}

function different(path: string, found: string, expected: string): GlueballError {
  return new GlueballError({
    code: "formats/not-the-published-file",
    what: "a file of this name is there, but it is not the published one",
    place: path,
    found,
    expected,
    hint: "Move it away and run the same command again",
  });
}

function setsTable(sets: readonly PublicSet[]): string {
  const rows = sets.map(({ name, files, licence, doi, title }) => [
    name,
    files.length === 0 ? "see page" : String(files.length),
    formatBytes(totalBytes(files)),
    checksumsText(files),
    licence ?? "unknown",
    doi ?? "unknown",
    title,
  ]);
  return textTable({ columns: ["set", "files", "size", "checksums", "licence", "DOI", "what"], rows });
}

function checksumsText(files: readonly PublicFile[]): string {
  const known = files.filter(({ checksum }) => checksum !== undefined).length;
  if (known === 0) return "unknown";
  return known === files.length ? "all" : `${known} of ${files.length}`;
}

function describeSet({ title, page, doi, licence, files }: PublicSet): string {
  const facts = `${title}\npage: ${page}\nDOI: ${doi ?? "unknown"}\nlicence: ${licence ?? "unknown"}`;
  if (files.length === 0) return `${facts}\nfiles: see the page`;
  const rows = files.map(({ name, bytes, checksum }) => [
    name,
    formatBytes(bytes),
    checksum === undefined ? "unknown" : `${checksum.algorithm} ${checksum.value}`,
  ]);
  return `${facts}\n\n${textTable({ columns: ["file", "size", "checksum"], rows })}`;
}

function report({ name, licence, page }: PublicSet, folder: string, files: readonly FetchedFile[]): string {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const there = files.filter(({ found }) => found).length;
  const verified = files.filter((file) => file.verified).length;
  return (
    `${name}: files ${files.length} (there already: ${there}), ${formatBytes(bytes)}, in ${folder}\n` +
    `${verified} of ${files.length} have the published checksum` +
    (verified === files.length ? "" : "; of the others none is published") +
    `\nlicence: ${licence ?? "unknown"}; cite as ${page} says`
  );
}
