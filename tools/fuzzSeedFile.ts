/** How intact files are made: by our writers, from text, and packed. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { constants, gzipSync, zstdCompressSync } from "node:zlib";
import type { Reader } from "../src/formats/dataset.ts";
import type { TableWriter } from "../src/formats/table.ts";
import type { FuzzSeed } from "./fuzzCase.ts";
import { seedTable } from "./fuzzTables.ts";
import type { TableWish } from "./fuzzTables.ts";

/** A small table with columns of all types, as one of our writers writes it. */
export async function written(
  name: string,
  reader: Reader,
  extension: string,
  write: TableWriter,
  wish?: TableWish,
): Promise<FuzzSeed> {
  const bytes = await fileOf(extension, (path) => write(path, seedTable(wish)));
  return { name, reader, extension, guard: "structure", bytes };
}

export async function fileOf(extension: string, write: (path: string) => Promise<void>): Promise<Uint8Array> {
  const folder = mkdtempSync(join(tmpdir(), "fuzz-seed-"));
  try {
    const path = join(folder, `seed${extension}`);
    await write(path);
    return new Uint8Array(readFileSync(path));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Text as it is and packed; packed, its checksum notices every change. */
export function packed(seed: FuzzSeed): FuzzSeed[] {
  const { name, bytes, extension } = seed;
  const zstd = zstdCompressSync(bytes, { params: { [constants.ZSTD_c_checksumFlag]: 1 } });
  const inGzip: FuzzSeed = { ...seed, name: `${name}, gzip`, bytes: gzipSync(bytes), extension: `${extension}.gz` };
  const inZstd: FuzzSeed = { ...seed, name: `${name}, zstd`, bytes: zstd, extension: `${extension}.zst` };
  // Plain text comes up more often: behind a checksum little of the parser is reached.
  return [seed, seed, seed, seed, { ...inGzip, guard: "checksum" }, { ...inZstd, guard: "checksum" }];
}

export function text(name: string, reader: Reader, extension: string, content: string): FuzzSeed {
  return { name, reader, extension, guard: "text", bytes: new TextEncoder().encode(content) };
}
