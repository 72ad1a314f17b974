/** The files that ROOT and CMSSW wrote, against the figures of their providers (spec formats 13.2 and 13.3). */
import { expect, test } from "vitest";
import { findData } from "../run/index.ts";
import type { ColumnData, Dataset } from "./dataset.ts";
import { rootReader } from "./root.ts";

const hzz = (packing: string) => findData(`jet-foundation/root-compression/uproot-HZZ-${packing}.root`);
const cms = (name: string) => findData(`jet-foundation/cms/${name}.root`);
const sum = (numbers: Iterable<unknown>) => [...numbers].reduce<number>((total, x) => total + Number(x), 0);

async function readAll(dataset: Dataset, names?: readonly string[]): Promise<ReadonlyMap<string, ColumnData>> {
  const [batch] = await Array.fromAsync(dataset.batches(0, 1e9, names));
  return batch.columns;
}

const PACKINGS = ["zlib", "lz4", "lzma", "zstd"];
test.skipIf(hzz("zlib") === undefined)("four compressions hold the same columns (needs shared data)", async () => {
  const files = await Promise.all(PACKINGS.map((packing) => rootReader.open(hzz(packing)!)));
  expect(files.map(({ format, length, schema }) => [format, length, schema.length])).toEqual(
    PACKINGS.map((packing) => [`ROOT TTree events (${packing})`, 2421, 51]),
  );
  const [zlib, ...others] = await Promise.all(files.map((file) => readAll(file)));
  for (const other of others) expect(other).toEqual(zlib);
  expect(zlib.get("Muon_Px")!.values.length + zlib.get("Jet_Px")!.values.length).toBe(6598);
  expect(sum(zlib.get("NMuon")!.values)).toBe(zlib.get("Muon_Px")!.values.length);
  expect(sum(zlib.get("NJet")!.values)).toBe(zlib.get("Jet_Px")!.values.length);
  await Promise.all(files.map((file) => file.close()));
});

test.skipIf(cms("pfnano") === undefined)("PFNano: 10 entries of 1802 branches (needs shared data)", async () => {
  const file = await rootReader.open(cms("pfnano")!);
  expect([file.length, file.schema.length, file.warnings]).toEqual([10, 1802, []]);
  const columns = await readAll(file);
  const of = (name: string) => [...(columns.get(name)!.values as Uint32Array | BigUint64Array)];
  expect(of("nPFCands")).toEqual([1900, 1819, 1626, 1344, 1698, 1668, 1863, 2336, 1451, 2492]);
  expect(sum(of("nPFCands"))).toBe(18197);
  expect(sum(of("nFatJet"))).toBe(24);
  expect(of("nFatJetPFCands")).toEqual([125, 83, 85, 74, 97, 112, 69, 171, 125, 135]);
  expect(of("event").map(Number)).toEqual([
    1735802, 1735801, 1735806, 1735811, 1735812, 1735808, 1735814, 1735804, 1735816, 1735803,
  ]);
  // Every list agrees with the count that NanoAOD stores beside it.
  let compared = 0;
  for (const { name, ragged } of file.schema) {
    const count = columns.get(`n${name.replace(/_.*/, "")}`);
    if (!ragged || count === undefined) continue;
    const { offsets } = columns.get(name)!;
    expect([name, Array.from(offsets!.subarray(1), (end, i) => end - offsets![i])]).toEqual([name, [...count.values]]);
    compared++;
  }
  expect(compared).toBe(617);
  await file.close();
});

test.skipIf(cms("nano_dy") === undefined)("NanoAOD: entries, branches, other trees (needs shared data)", async () => {
  const figures = async (name: string, part?: string) => {
    const file = await rootReader.open(cms(name)!, part);
    await file.close();
    return [file.format, file.length, file.schema.length];
  };
  expect(await figures("nano_dy")).toEqual(["ROOT TTree Events (zlib)", 40, 1499]);
  expect(await figures("nano_dy", "Runs")).toEqual(["ROOT TTree Runs (zlib)", 1, 8]);
  expect(await figures("nanoAOD_2015_CMS_Open_Data_ttbar")).toEqual(["ROOT TTree Events (zlib)", 200, 947]);
  const sets = await rootReader.open(cms("pfnano")!, "ParameterSets"); // objects of CMSSW that are not split
  expect([sets.length, sets.schema]).toEqual([10925, []]);
  expect(sets.warnings).toEqual([
    "branch IdToParameterSetsBlobs is left out: objects of class pair<edm::Hash<1>,edm::ParameterSetBlob> are not read",
  ]);
  await sets.close();
});
