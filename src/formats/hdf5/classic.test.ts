import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { File, ready, type Group } from "h5wasm/node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { GlueballError } from "../../base/index.ts";
import { byteFileOf } from "../byteFile.ts";
import { openClassic } from "./classic.ts";
import { readAll, readRows, requireDataset, type Hdf5File } from "./file.ts";
import { lookup3 } from "./lookup3.ts";

/** Files are written by the HDF5 library in its oldest format and read by our reader: nothing is shared between the two. */
const folder = mkdtempSync(join(tmpdir(), "glueball-classic-"));
beforeAll(() => ready);
afterAll(() => rmSync(folder, { recursive: true }));

let count = 0;

type Version = "earliest" | "v108";

function writtenAs(version: Version, fill: (file: Group) => void): Uint8Array {
  const path = join(folder, `${count++}.h5`);
  const file = new File(path, "w", { libver: version === "earliest" ? ["earliest", "latest"] : [version, version] });
  fill(file);
  file.close();
  return new Uint8Array(readFileSync(path));
}

/** In the oldest format. */
function written(fill: (file: Group) => void): Uint8Array {
  return writtenAs("earliest", fill);
}

function opened(bytes: Uint8Array): Hdf5File {
  return openClassic(byteFileOf(bytes, "test.h5"));
}

function numbered(length: number): Float64Array {
  return Float64Array.from({ length }, (_, i) => i + 0.5);
}

describe.each(["earliest", "v108"] as const)("what the library wrote in its format %s", (version) => {
  const written = (fill: (file: Group) => void) => writtenAs(version, fill);

  test("any shape and chunking, any range of rows", () => {
    const axis = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }));
    const axes = fc.array(axis, { minLength: 1, maxLength: 3 });
    const gzip = fc.boolean();
    fc.assert(
      fc.property(axes, gzip, fc.nat(), fc.nat(), (axes, gzip, a, b) => {
        const shape = axes.map(([length]) => length);
        const chunks = axes.map(([length, chunk]) => Math.min(length, chunk));
        const width = shape.slice(1).reduce((product, length) => product * length, 1);
        const data = numbered(shape[0]! * width);
        const compression = gzip ? { compression: "gzip" as const } : {};
        const bytes = written((file) => file.create_dataset({ name: "x", data, shape, chunks, ...compression }));
        const dataset = requireDataset(opened(bytes), "/x");
        const first = a % shape[0]!;
        const rows = b % (shape[0]! - first + 1);
        expect(dataset.shape).toEqual(shape);
        expect(readAll(dataset)).toEqual(data);
        expect(readRows(dataset, first, rows)).toEqual(data.slice(first * width, (first + rows) * width));
      }),
      { seed: 6, numRuns: 60 },
    );
  });

  test.each([
    [Int8Array.of(-128, 127)],
    [Int16Array.of(-32768, 5)],
    [Int32Array.of(-(2 ** 31), 7)],
    [BigInt64Array.of(-(2n ** 63n), 2n ** 53n + 1n)],
    [Uint8Array.of(0, 255)],
    [Uint16Array.of(65535, 1)],
    [Uint32Array.of(2 ** 32 - 1, 0)],
    [BigUint64Array.of(2n ** 64n - 1n, 1n)],
    [Float32Array.of(0.1, -Infinity)],
    [Float64Array.of(0.1, NaN)],
  ])("%o in one piece, in chunks and as an attribute", (data) => {
    const bytes = written((file) => {
      file.create_dataset({ name: "a", data });
      file.create_dataset({ name: "b", data, chunks: [1], compression: 9 });
      file.create_attribute("c", data, [2]);
    });
    const file = opened(bytes);
    expect(readAll(requireDataset(file, "/a"))).toEqual(data);
    expect(readAll(requireDataset(file, "/b"))).toEqual(data);
    expect(file.objects.get("/")!.attributes.get("c")).toEqual(data);
  });

  test("texts of fixed and of variable length, scalars, fields of compounds", () => {
    const words = ["", "pT", "φ of a jet", "x".repeat(5000)];
    const rows = new Map<string, unknown>([
      ["n", Int32Array.of(1, 2, 3)],
      ["x", Float64Array.of(0.5, 1.5, 2.5)],
    ]);
    const bytes = written((file) => {
      file.create_dataset({ name: "variable", data: words });
      file.create_dataset({ name: "fixed", data: words.slice(0, 3), dtype: "S12" });
      file.create_dataset({ name: "scalar", data: 7.25 });
      file.create_dataset({ name: "rows", data: rows });
      file.create_attribute("text", "déjà vu");
    });
    const file = opened(bytes);
    expect(readAll(requireDataset(file, "/variable"))).toEqual(words);
    expect(readRows(requireDataset(file, "/variable"), 1, 2)).toEqual(words.slice(1, 3));
    expect(readAll(requireDataset(file, "/fixed"))).toEqual(words.slice(0, 3));
    expect(readAll(requireDataset(file, "/scalar"))).toEqual(Float64Array.of(7.25));
    expect(file.objects.get("/")!.attributes.get("text")).toBe("déjà vu");
    expect(requireDataset(file, "/rows").type).toMatchObject({
      kind: "compound",
      size: 12,
      fields: [
        { name: "n", offset: 0, type: { kind: "integer", size: 4 } },
        { name: "x", offset: 4, type: { kind: "float", size: 8 } },
      ],
    });
  });

  test.each([
    ["shuffle", 2, [8]],
    ["fletcher32", 3, []],
  ])("the filter %s", (_, compression, compression_opts) => {
    const data = numbered(1001);
    const bytes = written((file) => {
      file.create_dataset({ name: "x", data, chunks: [100], compression, compression_opts });
    });
    const dataset = requireDataset(opened(bytes), "/x");
    expect(dataset.filters.map(({ id }) => id)).toEqual([compression]);
    expect(readAll(dataset)).toEqual(data);
  });

  test("hundreds of members and attributes, groups within groups", () => {
    const names = Array.from({ length: 300 }, (_, i) => `d${i}`);
    const bytes = written((file) => {
      const inner = file.create_group("a").create_group("b");
      for (const [i, name] of names.entries()) {
        inner.create_dataset({ name, data: Int32Array.of(i) });
        file.create_attribute(name, i);
      }
    });
    const file = opened(bytes);
    for (const [i, name] of names.entries()) {
      expect(readAll(requireDataset(file, `/a/b/${name}`))).toEqual(Int32Array.of(i));
      expect(file.objects.get("/")!.attributes.get(name)).toBe(i);
    }
    expect([...file.objects.keys()]).toEqual(["/", "/a", "/a/b", ...names.map((name) => `/a/b/${name}`).toSorted()]);
  });
});

describe("what is odd but readable", () => {
  test("chunks that were never written read as fill value, with a warning", () => {
    const bytes = written((file) => {
      const data = numbered(4);
      const dataset = file.create_dataset({ name: "x", data, shape: [2, 2], maxshape: [null, 2], chunks: [1, 2] });
      dataset.resize([5, 2]);
    });
    const file = opened(bytes);
    expect(readAll(requireDataset(file, "/x"))).toEqual(Float64Array.of(0.5, 1.5, 2.5, 3.5, 0, 0, 0, 0, 0, 0));
    expect(file.warnings).toEqual(["/x: 3 of 5 chunks were never written; they read as fill value"]);
  });

  test("rows beyond a dataset that was made shorter are gone", () => {
    const bytes = written((file) => {
      const dataset = file.create_dataset({ name: "x", data: numbered(6), maxshape: [null], chunks: [2] });
      dataset.resize([3]);
    });
    expect(readAll(requireDataset(opened(bytes), "/x"))).toEqual(Float64Array.of(0.5, 1.5, 2.5));
  });

  test("groups that contain each other, and soft links, are named once", () => {
    const bytes = written((file) => {
      file.create_group("a");
      file.create_hard_link("/", "a/root");
      file.create_soft_link("/a", "b");
    });
    const file = opened(bytes);
    expect([...file.objects.keys()]).toEqual(["/", "/a"]);
    expect(file.warnings).toEqual([
      "/a/root is another name of / and is not listed again",
      "/b is a link by name and is not followed",
    ]);
  });

  test("a dataset with two names is listed under both", () => {
    const bytes = written((file) => {
      file.create_dataset({ name: "x", data: numbered(3) });
      file.create_hard_link("/x", "y");
    });
    const file = opened(bytes);
    expect([...file.objects.keys()]).toEqual(["/", "/x", "/y"]);
    expect(readAll(requireDataset(file, "/y"))).toEqual(numbered(3));
  });

  test("a file behind 512 other bytes", () => {
    const bytes = written((file) => file.create_dataset({ name: "x", data: numbered(9), chunks: [2] }));
    const shifted = new Uint8Array(512 + bytes.length);
    shifted.set(bytes, 512);
    const view = new DataView(shifted.buffer, 512);
    view.setBigUint64(24, 512n, true); // base address
    view.setBigUint64(40, view.getBigUint64(40, true) + 512n, true); // end of file
    expect(readAll(requireDataset(opened(shifted), "/x"))).toEqual(numbered(9));
  });
});

test("attributes in a heap: hundreds on one object, some of kilobytes", () => {
  const text = (i: number) => "y".repeat(8 * i);
  const bytes = writtenAs("v108", (file) => {
    for (let i = 0; i < 300; i++) file.create_attribute(`a${i}`, i % 2 === 0 ? i : text(i));
  });
  expect(Buffer.from(bytes.buffer).includes("FHIB")).toBe(true); // a heap of more than one block
  const { attributes } = opened(bytes).objects.get("/")!;
  for (let i = 0; i < 300; i++) expect(attributes.get(`a${i}`)).toEqual(i % 2 === 0 ? i : text(i));
});

test("the checksum of published examples", () => {
  const text = (words: string) => lookup3(Uint8Array.from(Buffer.from(words)));
  expect(text("").toString(16)).toBe("deadbeef");
  expect(text("Four score and seven years ago").toString(16)).toBe("17770551");
});

/** Byte at which the n-th occurrence of a signature or number begins. */
function find(bytes: Uint8Array, wanted: string | number, n = 0): number {
  const pattern =
    typeof wanted === "string" ? Buffer.from(wanted) : Buffer.from(new BigUint64Array([BigInt(wanted)]).buffer);
  let at = -1;
  for (let i = 0; i <= n; i++) at = Buffer.from(bytes.buffer).indexOf(pattern, at + 1);
  expect(at).toBeGreaterThan(0);
  return at;
}

function patched(bytes: Uint8Array, at: number, value: number | bigint): Uint8Array {
  const copy = bytes.slice();
  const view = new DataView(copy.buffer);
  if (typeof value === "bigint") view.setBigUint64(at, value, true);
  else view.setUint8(at, value);
  return copy;
}

function errorOf(run: () => unknown): { code: string; message: string } {
  try {
    run();
  } catch (error) {
    if (error instanceof GlueballError) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error("no error came");
}

describe("damaged and hostile files", () => {
  const rows = 777;
  const chunked = () => written((file) => file.create_dataset({ name: "x", data: numbered(rows), chunks: [5] }));

  test("a file that is cut off", () => {
    const bytes = chunked();
    expect(errorOf(() => opened(bytes.subarray(0, bytes.length - 1)))).toEqual({
      code: "formats/truncated",
      message: `the file ends before its content does at test.h5, byte ${bytes.length - 1}: found "${bytes.length - 1} bytes in all", expected ${bytes.length} bytes, as its superblock says [formats/truncated]. Download or copy the file again`,
    });
    expect(errorOf(() => opened(bytes.subarray(0, 60))).code).toMatch(/truncated|damaged/u);
    expect(errorOf(() => opened(Uint8Array.of(1, 2, 3))).code).toBe("formats/hdf5-wrong-magic");
  });

  test("a node of the chunk tree that points to itself", () => {
    const bytes = chunked();
    const root = treeOfChunks(bytes);
    expect(bytes[root + 5]).toBeGreaterThan(0); // the tree has levels
    const loop = patched(bytes, root + 24 + 24, BigInt(root)); // its first child is itself
    expect(errorOf(() => readAll(requireDataset(opened(loop), "/x"))).message).toContain(
      "a node of a B-tree is reached twice",
    );
    const flat = patched(bytes, root + 5, 200); // a level that its children do not continue
    expect(errorOf(() => readAll(requireDataset(opened(flat), "/x"))).message).toContain(
      "a node of a B-tree has the wrong level",
    );
  });

  test("a header that continues in itself", () => {
    const bytes = written((file) => {
      for (let i = 0; i < 40; i++) file.create_attribute(`a${i}`, i);
    });
    const view = new DataView(bytes.buffer);
    const header = Number(view.getBigUint64(64, true));
    const message = continuationIn(bytes, header);
    const loop = patched(
      patched(bytes, message, BigInt(header + 16)),
      message + 8,
      BigInt(view.getUint32(header + 8, true)),
    );
    expect(errorOf(() => opened(loop)).message).toContain("an object header continues in itself");
  });

  test.each([2n ** 40n, 2n ** 53n - 1n, 2n ** 63n, 2n ** 31n])("a shape of %d rows", (length) => {
    const bytes = chunked();
    const huge = patched(bytes, find(bytes, rows), length);
    const error = errorOf(() => readRows(requireDataset(opened(huge), "/x"), 0, 10));
    expect(["formats/hdf5-mostly-unwritten", "formats/hdf5-damaged"]).toContain(error.code);
  });

  test("rows that are not there, and more than one read should hold", () => {
    const dataset = requireDataset(opened(chunked()), "/x");
    expect(errorOf(() => readRows(dataset, 770, 8)).message).toBe(
      'the rows asked for are not in the dataset at test.h5, dataset /x: found "rows 770 to 777", expected rows 0 to 776 [formats/no-such-rows]',
    );
    expect(errorOf(() => requireDataset(opened(chunked()), "/y")).message).toBe(
      'the file has no such dataset at test.h5: found "/y", expected for example /x [formats/hdf5-no-such-object]',
    );
  });

  test("a filter that nobody knows is named with chunk and byte", () => {
    const bytes = written((file) => {
      file.create_dataset({ name: "x", data: numbered(20), chunks: [5], compression: 3, compression_opts: [] });
    });
    const named = find(bytes, "fletcher32");
    const unknown = patched(bytes, named - 8, 0x33); // the id stands before the lengths and flags
    expect(errorOf(() => readRows(requireDataset(opened(unknown), "/x"), 12, 1))).toEqual({
      code: "formats/hdf5-unknown-filter",
      message: expect.stringMatching(
        /^the data went through filter 51 \(fletcher32\), which is not read here at test.h5, dataset \/x, chunk 2 \(from row 10\), byte \d+: expected 1 \(deflate\), 2 \(shuffle\), 3 \(fletcher32\), 32000 \(lzf\), 32001 \(blosc\) \[formats\/hdf5-unknown-filter\]/u,
      ),
    });
  });

  test("a checksum that does not fit", () => {
    const bytes = written((file) => {
      file.create_dataset({ name: "x", data: numbered(20), chunks: [20], compression: 3, compression_opts: [] });
    });
    const at = Buffer.from(bytes.buffer).indexOf(Buffer.from(numbered(20).buffer));
    const error = errorOf(() => readAll(requireDataset(opened(patched(bytes, at + 3, 1)), "/x")));
    expect(error.code).toBe("formats/hdf5-chunk-damaged");
    expect(error.message).toMatch(
      /^filter 3 \(fletcher32\) cannot be undone: the checksum is \d+, and the file says \d+/u,
    );
  });
});

/** Address of the root of the first chunk tree: TREE, type 1, level above 0. */
function treeOfChunks(bytes: Uint8Array): number {
  for (let n = 0; ; n++) {
    const at = find(bytes, "TREE", n);
    if (bytes[at + 4] === 1 && bytes[at + 5]! > 0) return at;
  }
}

/** Byte of the content of the first continuation message of the header at `header`. */
function continuationIn(bytes: Uint8Array, header: number): number {
  const view = new DataView(bytes.buffer);
  for (let at = header + 16; ; at += 8 + view.getUint16(at + 2, true))
    if (view.getUint16(at, true) === 0x10) return at + 8;
}
