import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { File, ready, type Dataset as LibraryDataset, type Group } from "h5wasm/node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { GlueballError } from "../base/index.ts";
import { hdf5Reader } from "./hdf5.ts";
import type { Hdf5Type } from "./hdf5/datatype.ts";
import type { Hdf5Dataset, Hdf5File, Hdf5Object } from "./hdf5/file.ts";
import { tableDataset } from "./hdf5/tableDataset.ts";
import { framePaths, pickledNames, readFrame } from "./pandasHdf5.ts";

import { writeFixedFrame } from "./pandasWriter.ts";

const folder = mkdtempSync(join(tmpdir(), "glueball-pandas-"));
beforeAll(() => ready);
afterAll(() => rmSync(folder, { recursive: true }));

function written(name: string, fill: (file: Group) => void): string {
  const path = join(folder, name);
  const file = new File(path, "w", { libver: ["earliest", "latest"] });
  fill(file);
  file.close();
  return path;
}

/** A fixed frame as pandas writes it: names, and for each block its columns and the rows in C order. */
function fixedFrame(
  file: Group,
  name: string,
  blocks: readonly { items: string[]; rows: number[][] }[],
  order: string[],
) {
  const group = file.create_group(name);
  group.create_attribute("pandas_type", "frame", [], "A5");
  group.create_attribute("nblocks", blocks.length, [], "<q");
  group.create_dataset({ name: "axis0", data: order, dtype: "A6" });
  for (const [k, { items, rows }] of blocks.entries()) {
    group.create_dataset({ name: `block${k}_items`, data: items, dtype: "A6" });
    const type = k === 0 ? Float64Array : Int32Array;
    const values = group.create_dataset({
      name: `block${k}_values`,
      data: type.from(rows.flat()),
      shape: [rows.length, items.length],
    });
    values.create_attribute("transposed", Uint8Array.of(1), []);
  }
}

async function columnsOf(path: string, part?: string): Promise<Record<string, unknown[]>> {
  const table = await hdf5Reader.open(path, part);
  const [batch] = await Array.fromAsync(table.batches());
  await table.close();
  return Object.fromEntries([...batch!.columns].map(([name, { values }]) => [name, [...values]]));
}

async function messageOf(run: () => Promise<unknown>): Promise<string> {
  try {
    await run();
  } catch (error) {
    if (error instanceof GlueballError) return error.message;
    throw error;
  }
  throw new Error("no error came");
}

const BLOCKS = [
  {
    items: ["pt", "eta"],
    rows: [
      [1.5, -0.5],
      [2.5, 0.25],
      [3.5, 4],
    ],
  },
  { items: ["label"], rows: [[0], [1], [0]] },
];

describe("fixed frames", () => {
  test("columns of two blocks come by name, in the order of the frame", async () => {
    const path = written("fixed.h5", (file) => fixedFrame(file, "df", BLOCKS, ["label", "pt", "eta"]));
    const table = await hdf5Reader.open(path);
    expect(table.format).toBe("pandas fixed frame /df (HDF5)");
    expect(table.schema.map(({ name, type }) => [name, type])).toEqual([
      ["label", "int32"],
      ["pt", "float64"],
      ["eta", "float64"],
    ]);
    await table.close();
    expect(await columnsOf(path)).toEqual({ label: [0, 1, 0], pt: [1.5, 2.5, 3.5], eta: [-0.5, 0.25, 4] });
  });

  test("a frame with names that we wrote in blocks", async () => {
    const path = join(folder, "ours.h5");
    const blocks = [Float32Array.of(1, 2, 3, 4), Float32Array.of(5, 6)];
    await writeFixedFrame(path, { key: "jets", type: "float32", columns: ["pt", "φ"] }, blocks);
    expect(await columnsOf(path)).toEqual({ pt: [1, 3, 5], φ: [2, 4, 6] });
  });

  test("of several frames one must be named", async () => {
    const path = written("two.h5", (file) => {
      fixedFrame(file, "train", BLOCKS, ["pt"]);
      fixedFrame(file, "test", BLOCKS, ["label"]);
    });
    expect(await columnsOf(path, "test")).toEqual({ label: [0, 1, 0] });
    expect(await messageOf(() => hdf5Reader.open(path))).toBe(
      `the file holds several pandas frames at ${path}: found "/test, /train" [formats/hdf5-several-frames]. Name one of them, for example /test`,
    );
  });

  test("blocks of unequal length, or in an order that pandas wrote long ago, are refused", async () => {
    const shorter = { items: ["label"], rows: [[0], [1]] };
    const unequal = written("unequal.h5", (file) => fixedFrame(file, "df", [BLOCKS[0]!, shorter], ["pt", "label"]));
    expect(await messageOf(() => hdf5Reader.open(unequal))).toContain(
      "group /df: found [3, 2] [formats/unequal-columns]",
    );
    const old = written("old.h5", (file) => {
      fixedFrame(file, "df", BLOCKS, ["pt"]);
      (file.get("df/block0_values") as LibraryDataset).delete_attribute("transposed");
    });
    expect(await messageOf(() => hdf5Reader.open(old))).toBe(
      `a block of a pandas frame is not as pandas writes it at ${old}, /df/block0_values: found "shape 3 x 2, not transposed", expected rows x 2, transposed [formats/pandas-unreadable]. Write the frame again with DataFrame.to_hdf`,
    );
  });
});

/**
 * A table frame, put together here because the library cannot write arrays within rows (values.test.ts has the bytes of
 * such types): rows of {index: int64, values_block_0: float32[3], is_signal: int8}.
 */
function tableFrame(kind: string): Hdf5File {
  const numbers = (signed: boolean, size: number) => ({ kind: "integer", size, signed, bigEndian: false }) as const;
  const float = { kind: "float", size: 4, bigEndian: false } as const;
  const type: Hdf5Type = {
    kind: "compound",
    size: 21,
    fields: [
      { name: "index", offset: 0, type: numbers(true, 8) },
      { name: "values_block_0", offset: 8, type: { kind: "array", size: 12, shape: [3], element: float } },
      { name: "is_signal", offset: 20, type: numbers(true, 1) },
    ],
  };
  const rows = new DataView(new ArrayBuffer(2 * 21));
  for (const [row, values] of [
    [1, 2, 3],
    [4, 5, 6],
  ].entries()) {
    values.forEach((value, i) => rows.setFloat32(21 * row + 8 + 4 * i, value, true));
    rows.setInt8(21 * row + 20, 1 - row);
  }
  const path = "/events/table";
  const readBytes = (first: number, count: number) =>
    new Uint8Array(rows.buffer.slice(21 * first, 21 * (first + count)));
  const attributes = new Map([["values_block_0_kind", kind]]);
  const common = { kind: "dataset", filters: [], chunkRows: 1, readTexts: () => [] } as const;
  const table: Hdf5Dataset = {
    ...common,
    path,
    place: `x.h5, dataset ${path}`,
    attributes,
    shape: [2],
    type,
    readBytes,
  };
  const group = { kind: "group", path: "/events", attributes: new Map([["pandas_type", "frame_table"]]) } as const;
  const objects = new Map<string, Hdf5Object>([
    [group.path, group],
    [path, table],
  ]);
  return { path: "x.h5", reader: "classic", objects, warnings: [], close: () => {} };
}

describe("table frames", () => {
  test("the columns of a block are named by the pickle beside it, other fields by themselves", async () => {
    const file = tableFrame("(lp0\nVE_0\np1\naVPX_0\np2\naVPY_0\np3\na.");
    expect(framePaths(file)).toEqual(["/events"]);
    const { kind, columns } = readFrame(file, "/events")!;
    expect(kind).toBe("table");
    const [batch] = await Array.fromAsync(tableDataset(file, { format: "", metadata: {}, columns }).batches());
    expect(batch!.columns).toEqual(
      new Map<string, unknown>([
        ["E_0", { values: Float32Array.of(1, 4) }],
        ["PX_0", { values: Float32Array.of(2, 5) }],
        ["PY_0", { values: Float32Array.of(3, 6) }],
        ["is_signal", { values: Int8Array.of(1, 0) }],
      ]),
    );
  });

  test("another number of names than columns is refused", () => {
    expect(() => readFrame(tableFrame("(lp0\nVa\np1\na."), "/events")).toThrow(
      'x.h5, /events/table, field values_block_0: found "1 names", expected 3 [formats/pandas-unreadable]',
    );
  });

  test("names are taken from the text of a pickle, which is never run", () => {
    expect(pickledNames("(lp0\nVpx\np1\naV\\u03c6 1\np2\na.")).toEqual(["px", "φ 1"]);
    expect(pickledNames("(lp1\nS'E_0'\np2\naS'PX_0'\np3\na.")).toEqual(["E_0", "PX_0"]); // Python 2
    expect(pickledNames("cos\nsystem\n(S'echo'\ntR.")).toEqual(["echo"]);
  });
});
