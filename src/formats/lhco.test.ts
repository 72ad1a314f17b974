import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { GlueballError } from "../base/index.ts";
import { findData } from "../run/index.ts";
import { byteFileOf, openByteFile, type ByteFile } from "./byteFile.ts";
import type { Batch, Dataset } from "./dataset.ts";
import { hdf5Reader } from "./hdf5.ts";
import { openClassic } from "./hdf5/classic.ts";
import { readRows, requireDataset } from "./hdf5/file.ts";
import { openWithLibrary } from "./hdf5/libraryFile.ts";
import { writeHdf5File } from "./hdf5/writer.ts";
import { openLhco, readMasterKey } from "./lhco.ts";
import { writeLhco } from "./lhcoWriter.ts";
import { tableOf } from "./table.ts";

const TINY = findData("jets-lhco/lhco/events_anomalydetection_tiny.h5");
const RAW = findData("jets-lhco/lhco/lhco_tiny_1000x2101_float32le.bin.gz");
const withData = test.skipIf(TINY === undefined || RAW === undefined);
const folder = mkdtempSync(join(tmpdir(), "glueball-lhco-"));
afterAll(() => rmSync(folder, { recursive: true }));

const VALUES = "/df/block0_values";

function rawNumbers(): Float32Array {
  const bytes = gunzipSync(readFileSync(RAW!));
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

async function all(dataset: Dataset, start?: number, size?: number, columns?: string[]): Promise<Batch[]> {
  return Array.fromAsync(dataset.batches(start, size, columns));
}

async function errorOf(run: () => unknown): Promise<GlueballError> {
  try {
    await run();
  } catch (error) {
    if (error instanceof GlueballError) return error;
    throw error;
  }
  throw new Error("no error came");
}

describe("the published R&D file", () => {
  withData("decodes to exactly the 2,101,000 numbers of the raw file (needs shared data)", () => {
    const file = openClassic(openByteFile(TINY!));
    const values = readRows(requireDataset(file, VALUES), 0, 1000) as Float64Array;
    file.close();
    const raw = rawNumbers();
    expect(values).toHaveLength(2_101_000);
    const different = raw.reduce((count, value, i) => (Object.is(value, values[i]) ? count : count + 1), 0);
    expect(different).toBe(0);
  });

  withData("rows 990 to 999 read two chunks, and any row alone is that row (needs shared data)", () => {
    const { file, reads } = counting(openByteFile(TINY!));
    const dataset = requireDataset(openClassic(file), VALUES);
    const raw = rawNumbers();
    readRows(dataset, 0, 1); // reads the index
    reads.length = 0;
    expect(readRows(dataset, 990, 10)).toEqual(Float64Array.from(raw.subarray(990 * 2101, 1000 * 2101)));
    expect(reads).toHaveLength(2);
    for (const row of [6, 7, 500, 999]) {
      expect(readRows(dataset, row, 1)).toEqual(Float64Array.from(raw.subarray(row * 2101, (row + 1) * 2101)));
    }
    file.close();
  });

  withData("is recognised, with particles and labels (needs shared data)", async () => {
    expect(hdf5Reader.recognises(new Uint8Array(readFileSync(TINY!)).subarray(0, 4096))).toBe(true);
    const events = await hdf5Reader.open(TINY!);
    expect(events.format).toBe("LHC Olympics 2020 events (HDF5, 2101 columns with label)");
    expect(events.length).toBe(1000);
    expect(events.schema).toEqual([
      { name: "particles", type: "float64", shape: [700, 3], ragged: false },
      { name: "label", type: "uint8", shape: [], ragged: false },
    ]);
    const batches = await all(events, 0, 300);
    expect(batches.map(({ first, length }) => [first, length])).toEqual([
      [0, 300],
      [300, 300],
      [600, 300],
      [900, 100],
    ]);
    const labels = batches.flatMap((batch) => [...(batch.columns.get("label")!.values as Uint8Array)]);
    expect([labels.filter((label) => label === 1).length, labels.filter((label) => label === 0).length]).toEqual([
      93, 907,
    ]);
    const raw = rawNumbers();
    const particles = batches[3]!.columns.get("particles")!.values;
    expect(particles).toHaveLength(100 * 2100);
    expect(particles.slice(0, 2100)).toEqual(Float64Array.from(raw.subarray(900 * 2101, 900 * 2101 + 2100)));
    const [alone] = await all(events, 997, 2, ["label"]);
    expect([...alone!.columns.keys()]).toEqual(["label"]);
    expect([...(alone!.columns.get("label")!.values as Uint8Array)]).toEqual(labels.slice(997, 999));
    await events.close();
  });

  withData("a changed chunk header is an error with filter, chunk and byte, never a number (needs shared data)", () => {
    const bytes = new Uint8Array(readFileSync(TINY!));
    const chunk = chunkAddress(bytes, 3);
    for (const [byte, why] of [
      [0, "blosc version"],
      [2, "is not supported"],
      [5, "a content of"],
      [11, "blocks of"],
      [14, "a stored size of"],
      [17, "a stream"],
    ] as const) {
      const changed = bytes.slice();
      changed[chunk + byte]! ^= 0xff;
      const dataset = requireDataset(openClassic(byteFileOf(changed, "x.h5")), VALUES);
      expect(() => readRows(dataset, 21, 7)).toThrow(why);
      expect(() => readRows(dataset, 21, 7)).toThrow(
        `x.h5, dataset /df/block0_values, chunk 3 (from row 21), byte ${chunk} [formats/hdf5-chunk-damaged]`,
      );
      expect(readRows(dataset, 28, 7)).toHaveLength(7 * 2101); // the next chunk is as it was
    }
  });

  withData("a wrong filter id is an error that names it (needs shared data)", () => {
    const bytes = new Uint8Array(readFileSync(TINY!));
    const filter = lastIndexOf(bytes, "blosc") - 8;
    const ids = new DataView(bytes.buffer);
    expect(ids.getUint16(filter, true)).toBe(32001);
    ids.setUint16(filter, 32026, true);
    const file = openClassic(byteFileOf(bytes, "x.h5"));
    const changed = [...file.objects.values()].find((object) => {
      return object.kind === "dataset" && object.filters.some(({ id }) => id === 32026);
    });
    const dataset = requireDataset(file, changed!.path);
    expect(() => readRows(dataset, 0, 1)).toThrow(/through filter 32026 \(blosc2\).*chunk 0 \(from row 0\), byte \d+/u);
  });

  withData(
    "the HDF5 library, which has no blosc, refuses it instead of returning its memory (needs shared data)",
    async () => {
      const file = await openWithLibrary(TINY!);
      const error = await errorOf(() => readRows(requireDataset(file, VALUES), 0, 1));
      expect(error.code).toBe("formats/hdf5-unknown-filter");
      expect(error.message).toContain("filter 32001 (blosc)");
      file.close();
    },
  );
});

/** The same file with a list of the reads. */
function counting(file: ByteFile): { file: ByteFile; reads: number[] } {
  const reads: number[] = [];
  const read = (offset: number, length: number) => {
    reads.push(offset);
    return file.read(offset, length);
  };
  return { file: { ...file, read }, reads };
}

/** Byte of the chunk with this number, found in the keys of the chunk tree: first row, column 0. */
function chunkAddress(bytes: Uint8Array, number: number): number {
  const view = new DataView(bytes.buffer);
  for (let at = bytes.length - 40; at >= 0; at--) {
    const key = view.getBigUint64(at + 8, true) === BigInt(7 * number) && view.getBigUint64(at + 16, true) === 0n;
    if (!key || view.getUint32(at + 4, true) !== 0 || view.getBigUint64(at + 24, true) !== 0n) continue;
    const address = Number(view.getBigUint64(at + 32, true));
    if (address > 0 && address < bytes.length && view.getUint32(address + 12, true) === view.getUint32(at, true))
      return address;
  }
  throw new Error(`chunk ${number} was not found`);
}

function lastIndexOf(bytes: Uint8Array, text: string): number {
  return Buffer.from(bytes.buffer).lastIndexOf(text);
}

/** `rows` events of `width` columns, the value of a column being its number. */
async function matrix(name: string, rows: number, width: number, label = 0): Promise<string> {
  const path = join(folder, name);
  await writeHdf5File(path, async (file) => {
    const events = file.dataset("/events", { type: "float32", rowShape: [width] });
    const values = Float32Array.from({ length: rows * width }, (_, i) => i % width);
    if (width === 2101) for (let row = 0; row < rows; row++) values[row * width + 2100] = label;
    events.append(values);
  });
  return path;
}

describe("black boxes and master keys", () => {
  test("2100 columns have no label until a key is attached", async () => {
    const path = await matrix("box.h5", 4, 2100);
    const key = join(folder, "box.masterkey");
    writeFileSync(key, "0\n1\n2.0\n0\n");
    const box = await openLhco(path);
    expect(box.schema.map(({ name }) => name)).toEqual(["particles"]);
    await box.close();
    const labelled = await openLhco(path, { masterKey: key });
    expect(labelled.schema.map(({ name }) => name)).toEqual(["particles", "label"]);
    const [rest] = await all(labelled, 1);
    expect(rest!.columns.get("label")!.values).toEqual(Uint8Array.of(1, 2, 0));
    expect(rest!.columns.get("particles")!.values.slice(2100, 2103)).toEqual(Float32Array.of(0, 1, 2));
    const [only] = await all(labelled, 0, 4, ["particles"]);
    expect([...only!.columns.keys()]).toEqual(["particles"]);
    await labelled.close();
  });

  test("a key of another length and a line that is no label are refused", async () => {
    const path = await matrix("box2.h5", 3, 2100);
    const short = join(folder, "short.masterkey");
    writeFileSync(short, "0\n1\n");
    expect((await errorOf(() => openLhco(path, { masterKey: short }))).message).toBe(
      `the master key belongs to another number of events at ${short}: found 2, expected 3 labels, one for each event of ${path} [formats/lhco-wrong-key]`,
    );
    writeFileSync(short, "0\nsignal\n1\n");
    expect(() => readMasterKey(short)).toThrow(
      `a label is none of the LHC Olympics at ${short}, line 2: found "signal", expected 0 (background), 1 (signal) or 2`,
    );
  });

  test("another number of columns is an error with both numbers", async () => {
    const path = await matrix("wide.h5", 2, 2102);
    expect((await errorOf(() => openLhco(path))).message).toBe(
      `these are not events of the LHC Olympics at ${path}: found "/events with 2 x 2102", expected 2100 columns, or 2101 with the label [formats/lhco-wrong-width]`,
    );
  });

  test("a label that is none is an error with its row", async () => {
    const events = await openLhco(await matrix("label.h5", 2, 2101, 0.5));
    const error = await errorOf(() => all(events));
    expect([error.code, error.data.place]).toEqual(["formats/lhco-wrong-label", `${join(folder, "label.h5")}, row 0`]);
    await events.close();
  });
});

describe("writing", () => {
  test("events come back exactly, and the frame is one that pandas reads by name", async () => {
    const source = await openLhco(await matrix("source.h5", 5, 2101, 1));
    const path = join(folder, "written.h5");
    await writeLhco(path, tableOf(source));
    const again = await hdf5Reader.open(path);
    expect(again.format).toContain("2101 columns with label");
    const [[wanted], [found]] = [await all(source), await all(again)];
    expect(found!.columns.get("label")).toEqual(wanted!.columns.get("label"));
    expect(found!.columns.get("particles")!.values).toEqual(
      Float64Array.from(wanted!.columns.get("particles")!.values as Float32Array),
    );
    await again.close();
    const file = openClassic(openByteFile(path));
    expect(Object.fromEntries(file.objects.get("/df")!.attributes)).toMatchObject({
      pandas_type: "frame",
      nblocks: 1n,
    });
    expect(readRows(requireDataset(file, "/df/axis1"), 0, 5)).toEqual(BigInt64Array.of(0n, 1n, 2n, 3n, 4n));
    file.close();
    await source.close();
  });

  test("a table without particles is refused", async () => {
    const features = await hdf5Reader.open(await matrix("narrow.h5", 1, 3));
    expect((await errorOf(() => writeLhco(join(folder, "no.h5"), tableOf(features)))).message).toBe(
      `these are not events of the LHC Olympics at ${join(folder, "no.h5")}: found "events [3]", expected particles [700, 3] [formats/lhco-not-events]`,
    );
    await features.close();
  });
});
