import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { afterAll, expect, test } from "vitest";
import { GlueballError } from "../base/index.ts";
import { findData } from "../run/index.ts";
import { FORMATS, open } from "./open.ts";
import { writeTable } from "./writers.ts";
import { batchesOf } from "./randomTable.ts";

const folder = mkdtempSync(join(tmpdir(), "glueball-open-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A file whose name says nothing of its format. */
function file(content: string | Uint8Array): string {
  const path = join(folder, "data");
  writeFileSync(path, content);
  return path;
}

async function refused(content: string | Uint8Array, part?: string): Promise<GlueballError["data"]> {
  const error = await open(file(content), part).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(GlueballError);
  return (error as GlueballError).data;
}

const schema = [
  { name: "px", type: "float64", shape: [], ragged: false },
  { name: "py", type: "float64", shape: [], ragged: false },
] as const;
const columns = new Map(schema.map(({ name }) => [name, { values: Float64Array.of(1, 2) }]));

async function written(ending: string): Promise<Uint8Array> {
  const path = join(folder, `x${ending}`);
  await writeTable(path, { schema, metadata: {}, batches: batchesOf({ schema, columns, length: 2 }, 2) });
  return new Uint8Array(readFileSync(path));
}

test.each([
  [".parquet", "Parquet (zstd)"],
  [".npz", "NumPy archive"],
  [".safetensors", "safetensors"],
  [".h5", "HDF5, deflate"],
  [".jsonl", "JSON lines"],
  [".csv", "CSV"],
])("a %s file is known by its content", async (ending, format) => {
  const dataset = await open(file(await written(ending)));
  expect(dataset.format).toBe(format);
  expect((await Array.fromAsync(dataset.batches()))[0]!.columns.get("py")!.values).toEqual(Float64Array.of(1, 2));
  await dataset.close();
});

test("texts are read packed; binary files that are packed as a whole are refused with the way out", async () => {
  const csv = await written(".csv");
  for (const packed of [gzipSync(csv), zstdCompressSync(csv)]) {
    expect((await open(file(packed))).schema.map(({ name }) => name)).toEqual(["px", "py"]);
  }
  expect(await refused(gzipSync(await written(".parquet")))).toEqual({
    code: "formats/packed-file",
    what: "a Parquet file is read at many places and cannot be packed as a whole",
    place: join(folder, "data"),
    found: "a Parquet file in gzip",
    hint: `Unpack it first: gunzip --keep ${join(folder, "data")}`,
  });
});

test("unknown content is shown with what is known", async () => {
  expect(await refused("Dear diary,\ntoday I measured the top mass.\n")).toEqual({
    code: "formats/unknown-format",
    what: "the content is of no known format",
    place: join(folder, "data"),
    found: "Dear diary,.today I measured the (bytes 44 65 61 72 20 64 69 61)",
    expected:
      "HDF5, ROOT, NumPy array, NumPy archive, Parquet, safetensors, HepMC 2 and 3, Les Houches events, JSON lines, " +
      "four-vectors as text, CSV",
    hint: undefined,
  });
  expect(await refused(gzipSync("\0\u0001\u0002"))).toMatchObject({
    place: `${join(folder, "data")}, unpacked from gzip`,
    found: "... (bytes 00 01 02)",
  });
});

test.each([
  ["a web page", "<!DOCTYPE html>\n<html><body>Sign in</body></html>", "This is a web page"],
  ["a pointer of Git LFS", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n", "git lfs pull"],
  ["a pickle", Buffer.from("\x80\x04\x95\x10", "latin1"), "This is a Python pickle, which is never loaded"],
  ["an .xz file", Buffer.from("\xfd7zXZ\0", "latin1"), "unpack it first"],
])("%s in place of data is named", async (_what, content, hint) => {
  expect((await refused(content)).hint).toContain(hint);
});

test("empty, missing and cut files, folders and parts of files without parts are errors of their own", async () => {
  expect((await refused("")).code).toBe("formats/empty-file");
  expect((await refused(gzipSync(""))).code).toBe("formats/empty-file");
  expect((await refused(gzipSync("px,py\n1,2\n").subarray(0, 20))).code).toBe("formats/gzip-damaged");
  await expect(open(join(folder, "nothing"))).rejects.toMatchObject({ code: "formats/no-such-file" });
  await expect(open(folder)).rejects.toMatchObject({ code: "formats/unreadable-file" });
  expect(await refused("px,py\n1,2\n", "Events")).toMatchObject({
    code: "formats/no-parts",
    what: "a CSV file has no parts to choose from",
    found: "Events",
  });
});

test("the beginning of one format is taken for no other", async () => {
  const readers = await Promise.all(FORMATS.map(({ reader }) => reader()));
  for (const ending of [".parquet", ".npz", ".safetensors", ".h5", ".jsonl", ".csv"]) {
    const head = (await written(ending)).subarray(0, 4096);
    expect(readers.filter((reader) => reader.recognises(head)).length, ending).toBe(1);
  }
});

const SAMPLES = {
  "jets-lhco/lhco/events_anomalydetection_tiny.h5": "LHC Olympics 2020 events (HDF5, 2101 columns with label)",
  "jets-lhco/fastjet-pp/events_pp13TeV_100_px_py_pz_E.txt.gz": "four-vectors as text (gzip)",
  "jets-lhco/fastjet-ee/events.eeH.hepmc3.gz": "HepMC3 (gzip)",
  "jets-lhco/generator/madgraph5-3.5.8_pp_to_jj_13TeV_1000ev.lhe.gz": "Les Houches events (gzip)",
  "jet-foundation/cms/aoj_schema_sample.h5": "AspenOpenJets (HDF5)",
  "jet-foundation/root-compression/uproot-HZZ-lz4.root": "ROOT TTree events (lz4)",
  "jet-foundation/jets/top2000_vectors.npy.gz": "NumPy array (gzip)",
  "jets-lhco/lhco/lhco_tiny_fastjet340_leading2.csv.gz": "CSV (gzip)",
};
test.skipIf(findData("jets-lhco/lhco") === undefined)(
  "the files of the field are known (needs shared data)",
  async () => {
    for (const [name, format] of Object.entries(SAMPLES)) {
      const dataset = await open(findData(name)!);
      expect(dataset.format).toBe(format);
      await dataset.close();
    }
  },
);
