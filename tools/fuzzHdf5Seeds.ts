/** Intact HDF5 files: one of our own, the sample of AspenOpenJets, and a small LHC Olympics file packed with blosc. */
import { readFileSync } from "node:fs";
import { hdf5Reader } from "../src/formats/hdf5.ts";
import { writeHdf5File } from "../src/formats/hdf5/writer.ts";
import type { Hdf5Writer } from "../src/formats/hdf5/writer.ts";
import { findData } from "../src/run/index.ts";
import type { FuzzSeed } from "./fuzzCase.ts";
import { smallLhco } from "./fuzzLhcoSeed.ts";
import { fileOf } from "./fuzzSeedFile.ts";

export async function hdf5Seeds(): Promise<readonly FuzzSeed[]> {
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
