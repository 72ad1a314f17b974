/**
 * The small intact files that are damaged: cut from real ones where the shared data are, and written by our own
 * writers, so that there is something for every format everywhere. Small, because a fault in ten kilobytes is found a
 * hundred times sooner than in a megabyte.
 */
import { csvReader } from "../src/formats/csv.ts";
import { writeCsv } from "../src/formats/csv/writer.ts";
import { jsonlReader } from "../src/formats/jsonl.ts";
import { writeJsonl } from "../src/formats/jsonl/writer.ts";
import { npyReader, npzReader } from "../src/formats/numpyDataset.ts";
import { writeNpyTable, writeNpzTable } from "../src/formats/numpyWriter.ts";
import { open } from "../src/formats/open.ts";
import { parquetReader } from "../src/formats/parquet.ts";
import { writeParquet } from "../src/formats/parquet/writer.ts";
import { safetensorsReader, writeSafetensors } from "../src/formats/safetensors.ts";
import type { FuzzSeed } from "./fuzzCase.ts";
import { hdf5Seeds } from "./fuzzHdf5Seeds.ts";
import { rootSeeds } from "./fuzzRootSeeds.ts";
import { packed, text, written } from "./fuzzSeedFile.ts";
import { hepmcSeeds, lheSeeds, vectorSeeds } from "./fuzzTextSeeds.ts";

type Seeds = () => Promise<readonly FuzzSeed[]> | readonly FuzzSeed[];

const FORMATS: Readonly<Record<string, Seeds>> = {
  hdf5: hdf5Seeds,
  root: rootSeeds,
  hepmc: hepmcSeeds,
  lhe: lheSeeds,
  parquet: async () => [await written("all types", parquetReader, ".parquet", writeParquet)],
  npy: async () => {
    const matrix = { types: ["float32"], forms: ["shaped"] } as const;
    return packed(await written("float32", npyReader, ".npy", writeNpyTable, matrix));
  },
  csv: async () => packed(await written("all types", csvReader, ".csv", writeCsv, { forms: ["scalar"] })),
  jsonl: async () => [
    ...packed(await written("all types", jsonlReader, ".jsonl", writeJsonl)),
    // What a line lacks is NaN by design, and a flipped letter of a key is another key.
    ...packed({ ...text("nested", jsonlReader, ".jsonl", NESTED_LINES), guard: "structure" }),
  ],
  safetensors: async () => {
    return [
      await written("tensors and offsets", safetensorsReader, ".safetensors", writeSafetensors, { types: NUMBERS }),
    ];
  },
  vectors: vectorSeeds,
  npz: async () => [await written("numbers", npzReader, ".npz", writeNpzTable, { types: NUMBERS })],
};

/** Events with lists of jets, as language models write them. */
const NESTED_LINES = [0, 1, 2, 3]
  .map((i) => {
    const jets = [400.5, 300].slice(i % 2).map((pt, k) => ({ P_T: pt + i, eta: -0.5 * k, n_particles: 40 + k }));
    return `${JSON.stringify({ type: "event", jets, n_particles: 100 + i, M_jj: 3000.25 })}\n`;
  })
  .join("");

/** A file of every format, opened by its content: damage may turn one kind of file into another. */
async function anySeeds(): Promise<readonly FuzzSeed[]> {
  const seeds = await Promise.all(Object.values(FORMATS).map(async (make) => (await make())[0]!));
  return seeds.map((seed) => ({ ...seed, reader: { ...seed.reader, open }, guard: "structure" }));
}

/** What arrays of NumPy and safetensors can both hold. */
const NUMBERS = ["float32", "float64", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "bool"] as const;

export const FUZZ_FORMATS: readonly string[] = [...Object.keys(FORMATS), "any"];

/** The seeds of a format, the same in every call. */
export async function fuzzSeeds(format: string): Promise<readonly FuzzSeed[]> {
  return await (FORMATS[format] ?? anySeeds)();
}
