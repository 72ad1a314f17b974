/**
 * The small intact files that are damaged: cut from real ones where the shared data are, and written by our own
 * writers, so that there is something for every format everywhere. Small, because a fault in ten kilobytes is found a
 * hundred times sooner than in a megabyte.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { constants, gunzipSync, gzipSync, zstdCompressSync } from "node:zlib";
import { hdf5Reader } from "../src/formats/hdf5.ts";
import { writeHdf5File } from "../src/formats/hdf5/writer.ts";
import type { Hdf5Writer } from "../src/formats/hdf5/writer.ts";
import { hepmcReader, readHepMCEvents } from "../src/formats/hepmc.ts";
import { hepmc2, hepmc2Twin, hepmc3 } from "../src/formats/hepmc/trials.ts";
import { parquetReader } from "../src/formats/parquet.ts";
import { writeParquet } from "../src/formats/parquet/writer.ts";
import { rootReader } from "../src/formats/root.ts";
import type { Reader } from "../src/formats/dataset.ts";
import type { TableWriter } from "../src/formats/table.ts";
import { findData } from "../src/run/index.ts";
import type { FuzzSeed } from "./fuzzCase.ts";
import { smallLhco } from "./fuzzHdf5Seed.ts";
import { unpackedRoot } from "./fuzzRootSeed.ts";
import { seedTable } from "./fuzzTables.ts";
import type { TableWish } from "./fuzzTables.ts";

type Seeds = () => Promise<readonly FuzzSeed[]> | readonly FuzzSeed[];

const FORMATS: Readonly<Record<string, Seeds>> = {
  parquet: async () => [await written("all types", parquetReader, ".parquet", writeParquet)],
  hepmc: hepmcSeeds,
  root: rootSeeds,
  hdf5: hdf5Seeds,
};

export const FUZZ_FORMATS: readonly string[] = Object.keys(FORMATS);

/** The seeds of a format, the same in every call. */
export async function fuzzSeeds(format: string): Promise<readonly FuzzSeed[]> {
  return await FORMATS[format]!();
}

/** A small table with columns of all types, as one of our writers writes it. */
async function written(
  name: string,
  reader: Reader,
  extension: string,
  write: TableWriter,
  wish?: TableWish,
): Promise<FuzzSeed> {
  const bytes = await fileOf(extension, (path) => write(path, seedTable(wish)));
  return { name, reader, extension, guard: "structure", bytes };
}

async function fileOf(extension: string, write: (path: string) => Promise<void>): Promise<Uint8Array> {
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
function packed(seed: FuzzSeed): FuzzSeed[] {
  const { name, bytes, extension } = seed;
  const zstd = zstdCompressSync(bytes, { params: { [constants.ZSTD_c_checksumFlag]: 1 } });
  const inGzip: FuzzSeed = { ...seed, name: `${name}, gzip`, bytes: gzipSync(bytes), extension: `${extension}.gz` };
  const inZstd: FuzzSeed = { ...seed, name: `${name}, zstd`, bytes: zstd, extension: `${extension}.zst` };
  // Plain text comes up more often: behind a checksum little of the parser is reached.
  return [seed, seed, seed, seed, { ...inGzip, guard: "checksum" }, { ...inZstd, guard: "checksum" }];
}

function text(name: string, reader: Reader, extension: string, content: string): FuzzSeed {
  return { name, reader, extension, guard: "text", bytes: new TextEncoder().encode(content) };
}

/** The first events of a real file, as HepMC3 and as HepMC2. */
async function hepmcSeeds(): Promise<readonly FuzzSeed[]> {
  const path = findData("jets-lhco/fastjet-ee/events.eeH.hepmc3.gz");
  if (path === undefined) return [text("HepMC3 made by hand", hepmcReader, ".hepmc", HEPMC3_BY_HAND)].flatMap(packed);
  const whole = gunzipSync(readFileSync(path)).toString("utf8");
  const [head = "", first = "", second = ""] = whole.split(/^(?=E )/m);
  const events = [];
  for await (const event of readHepMCEvents(path)) if (events.push(event) === 2) break;
  return [
    text("HepMC3", hepmcReader, ".hepmc", `${head}${first}${second}HepMC::Asciiv3-END_EVENT_LISTING\n\n`),
    text("HepMC2", hepmcReader, ".hepmc", hepmc2(...events.map(hepmc2Twin))),
  ].flatMap(packed);
}

const HEPMC3_BY_HAND = hepmc3(
  "W Weight",
  "E 0 2 5",
  "U GEV MM",
  "W 1.0",
  "A 0 GenCrossSection 1.5 0.5 -1 -1",
  "P 1 0 11 0 0 125 125 0.000511 4",
  "P 2 0 -11 0 0 -125 125 0.000511 4",
  "V -1 0 [1,2] @ 0 0 0.5 0",
  "P 3 -1 23 0 0 0 250 250 2",
  "P 4 3 13 30.5 40 -10 51 0.105 1",
  "P 5 3 -13 -30.5 -40 10 199 0.105 1",
);

/** Wide trees: only three columns of each file are read, drawn anew. */
const ROOT_COLUMNS = 3;

function rootSeeds(): FuzzSeed[] {
  const read = (name: string): Uint8Array | undefined => {
    const path = findData(`jet-foundation/root-compression/uproot-HZZ-${name}.root`);
    return path === undefined ? undefined : new Uint8Array(readFileSync(path));
  };
  const common = { reader: rootReader, extension: ".root", columns: ROOT_COLUMNS, guard: "structure" } as const;
  const seeds: FuzzSeed[] = ["zlib", "lz4", "lzma", "zstd"].flatMap((name) => {
    const bytes = read(name);
    return bytes === undefined ? [] : [{ ...common, name, bytes }];
  });
  const zlib = read("zlib");
  if (zlib === undefined) return seeds;
  const { bytes, records } = unpackedRoot(zlib);
  return [...seeds, { ...common, name: "zlib, tree and classes unpacked", bytes, hot: records }];
}

async function hdf5Seeds(): Promise<readonly FuzzSeed[]> {
  const common = { reader: hdf5Reader, extension: ".h5", guard: "structure" } as const;
  const own = await fileOf(".h5", (path) => writeHdf5File(path, fillHdf5));
  const seeds: FuzzSeed[] = [{ ...common, name: "datasets of several types", bytes: own }];
  const lhco = findData("jets-lhco/lhco/events_anomalydetection_tiny.h5");
  if (lhco !== undefined) {
    const { bytes, structure } = smallLhco(new Uint8Array(readFileSync(lhco)));
    seeds.push({ ...common, name: "LHCO frame, blosc", bytes, hot: structure });
  }
  const jets = findData("jet-foundation/cms/aoj_schema_sample.h5");
  if (jets !== undefined) seeds.push({ ...common, name: "AspenOpenJets", bytes: new Uint8Array(readFileSync(jets)) });
  return seeds;
}

/** Numbers of two widths and texts of both kinds, with attributes, in a group. */
async function fillHdf5(writer: Hdf5Writer): Promise<void> {
  writer.attribute("/", "units", "GeV");
  writer.group("/jets");
  const momenta = writer.dataset("/jets/momenta", { type: "float32", rowShape: [4], chunkRows: 8 });
  for (let block = 0; block < 3; block++) momenta.append(Float32Array.from({ length: 32 }, (_, i) => i / 4 + block));
  momenta.attribute("columns", "px py pz E");
  const events = writer.dataset("/jets/event", { type: "int64", rowShape: [], chunkRows: 8 });
  events.append(BigInt64Array.from({ length: 24 }, (_, i) => BigInt(i) << 33n));
  const names = Array.from({ length: 24 }, (_, i) => `jet ${i % 5}`);
  writer.texts("/jets/name", names);
  writer.fixedTexts("/jets/class", names);
}
