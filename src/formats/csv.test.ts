import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { createRng, GlueballError } from "../base/index.ts";
import { findData } from "../run/index.ts";
import { byteFileOf } from "./byteFile.ts";
import { csvReader, openCsv } from "./csv.ts";
import { splitRow } from "./csv/cells.ts";
import { writeCsv } from "./csv/writer.ts";
import type { Batch } from "./dataset.ts";
import { arbitraryTable } from "./randomTable.ts";
import type { Table } from "./table.ts";

const folder = mkdtempSync(join(tmpdir(), "glueball-csv-"));
afterAll(() => rmSync(folder, { recursive: true }));

const LHCO = findData("jets-lhco/lhco/lhco_tiny_fastjet340_leading2.csv.gz");

const open = (text: string) => openCsv(byteFileOf(Buffer.from(text), "t"));

async function rowsOf(text: string, names?: readonly string[]): Promise<Record<string, unknown[]>> {
  const batches = await Array.fromAsync((await open(text)).batches(0, undefined, names));
  const found: Record<string, unknown[]> = {};
  for (const { columns } of batches) for (const [name, { values }] of columns) (found[name] ??= []).push(...values);
  return found;
}

async function message(action: () => Promise<unknown>): Promise<string> {
  try {
    await action();
  } catch (error) {
    if (error instanceof GlueballError) return error.message;
    throw error;
  }
  return "nothing was thrown";
}

/** The same numbers by the obvious way: strings, split, Number. */
function slowTwin(text: string): Record<string, number[]> {
  const [header, ...rows] = text
    .trim()
    .split("\n")
    .map((line) => line.split(","));
  return Object.fromEntries(header!.map((name, k) => [name, rows.map((row) => Number(row[k]))]));
}

test.skipIf(LHCO === undefined)(
  "1000 rows of FastJet figures are those of a plain split (needs shared data)",
  async () => {
    const dataset = await csvReader.open(LHCO!);
    expect(dataset.format).toBe("CSV (gzip)");
    const batches = await Array.fromAsync(dataset.batches(0, 300));
    expect(batches.map(({ first, length }) => [first, length])).toEqual([
      [0, 300],
      [300, 300],
      [600, 300],
      [900, 100],
    ]);
    const expected = slowTwin(gunzipSync(readFileSync(LHCO!)).toString());
    expect(dataset.schema.map(({ name }) => name)).toEqual(Object.keys(expected));
    for (const [name, values] of Object.entries(expected)) {
      expect(batches.flatMap(({ columns }) => [...(columns.get(name)!.values as Float64Array)])).toEqual(values);
    }
    await dataset.close();
  },
);

describe("reading", () => {
  test("numbers, words for numbers, quotes and newlines in quotes", async () => {
    const text = [
      "x,name, y ",
      "1,plain,-2.5e-3",
      ' +.5 ,"a ""quoted"", cell",nan',
      '3,"two\r\nlines",-inf',
      "",
      '4,5" pipe,1D2',
    ].join("\r\n");
    expect(await rowsOf(text)).toEqual({
      x: [1, 0.5, 3, 4],
      name: ["plain", 'a "quoted", cell', "two\r\nlines", '5" pipe'],
      y: [-0.0025, NaN, -Infinity, 100],
    });
    expect(await rowsOf(text, ["y"])).toEqual({ y: [-0.0025, NaN, -Infinity, 100] });
  });

  test("an empty cell of numbers is NaN with a warning, an unnamed column has a name", async () => {
    const dataset = await open(",a\n0,1.5\n1,\n2,\n");
    const [{ columns }] = (await Array.fromAsync(dataset.batches())) as [Batch];
    expect([...columns.get("column0")!.values]).toEqual([0, 1, 2]);
    expect([...columns.get("a")!.values]).toEqual([1.5, NaN, NaN]);
    expect(dataset.warnings).toEqual(["an empty cell of column a is NaN (2 times, first line 3)"]);
  });

  test("whole numbers that float64 does not hold are 64-bit integers", async () => {
    const dataset = await open("event,small\n9007199254740993,1\n5,2\n");
    expect(dataset.schema.map(({ type }) => type)).toEqual(["int64", "float64"]);
    const [{ columns }] = (await Array.fromAsync(dataset.batches())) as [Batch];
    expect(columns.get("event")!.values).toEqual(BigInt64Array.of(9007199254740993n, 5n));
  });

  test("rows begin where asked, also past rows of several lines", async () => {
    const dataset = await open('k,s\n0,"a\nb"\n1,c\n2,"d\n"\n3,e\n');
    const batches = await Array.fromAsync(dataset.batches(1, 2));
    expect(batches.map(({ first, columns }) => [first, ...columns.get("k")!.values])).toEqual([
      [1, 1, 2],
      [3, 3],
    ]);
  });
});

describe("writing", () => {
  test("any table of scalars is read back, whatever its texts hold", async () => {
    const table = arbitraryTable(["float64", "float32", "int32", "int64", "uint8", "bool", "string"], ["scalar"]);
    await fc.assert(
      fc.asyncProperty(table, async ({ schema, columns, length }) => {
        const path = join(folder, "table.csv.zst");
        await writeCsv(path, { schema, metadata: {}, batches: oneBatch({ first: 0, length, columns }) });
        const dataset = await csvReader.open(path);
        const batches = await Array.fromAsync(dataset.batches());
        for (const { name, type } of schema) {
          const found = batches.flatMap((batch) => [...batch.columns.get(name)!.values]);
          const written = [...columns.get(name)!.values];
          expect(found.map(same(type))).toEqual(written.map(same(type)));
        }
      }),
      { numRuns: 150, seed: 8 },
    );
  });

  test("lists are refused with the way out", async () => {
    const schema = [{ name: "px", type: "float64", shape: [], ragged: true }] as const;
    expect(await message(() => writeCsv("no.csv", { schema, metadata: {}, batches: oneBatch() }))).toBe(
      "CSV has no place for lists at no.csv, column px [formats/not-writable]. " +
        "Leave the column out, or write JSON lines or Parquet",
    );
  });
});

async function* oneBatch(batch?: Batch): Table["batches"] & AsyncGenerator<Batch> {
  if (batch !== undefined) yield batch;
}

/** CSV does not say of which type a number was: whole numbers may come back as float64. */
function same(type: string): (value: unknown) => unknown {
  return (value) => (type === "string" ? value : Object.is(value, -0) ? "-0" : String(value));
}

describe("bad input", () => {
  test.each([
    [
      "",
      'there is no header at t, line 1: found "an empty file", expected the names of the columns [formats/csv-no-header]',
    ],
    [
      "1,2\n3,4\n",
      'the first line has numbers only at t, line 1, byte 0: found ["1", "2"], expected the names of the columns [formats/csv-no-header]. Put a line with names first',
    ],
    ["a,b,a\n1,2,3\n", 'two columns have the same name at t, line 1, byte 0: found "a" [formats/csv-duplicate-column]'],
    [
      "a,b\n1,2\n3\n",
      'a row has another number of cells than the header at t, line 3, byte 8: found "1 cells", expected "2 cells"',
    ],
    [
      "a,b\n1,2\n3,4,5\n",
      'at t, line 3, byte 8: found "3 cells", expected 2 cells [formats/csv-ragged-row]. A cell with a comma stands in double quotes',
    ],
    ['a,b\n1,2\n3,"4",5\n', 'found "3 cells", expected 2 cells'],
    [
      'a,b\n1,"2\n',
      "the row of line 2 has a quote that does not close before a comma or the end of a line at t, line 2",
    ],
    ['a,b\n1,"2"x\n', '[formats/csv-bad-quote]. A quote inside quotes is written twice: ""'],
  ])("%j", async (text, expected) => {
    expect(await message(() => rowsOf(text))).toContain(expected.replace('expected "2 cells"', "expected 2 cells"));
  });

  test("a word after the rows by which a column was taken for numbers", async () => {
    const text = `a,b\n${"1,2\n".repeat(1000)}1,x-ray\n`;
    expect(await message(() => rowsOf(text))).toBe(
      "a cell of column b is no number, as those of the first rows are at t, line 1002, byte 4011: " +
        'found "x-ray", expected a number, nan or inf [formats/not-a-number]',
    );
    expect(await message(() => rowsOf(text.replace("x-ray", "9007199254740993")))).toContain(
      'found "9007199254740993", expected a whole number up to 2^53, which float64 holds',
    );
  });

  test("flipped bytes give typed errors or cells, never a crash", async () => {
    const rng = createRng(13);
    const text = `x,y,name\n${Array.from({ length: 20 }, (_, i) => `${i},${i / 7},"n ${i}"\n`).join("")}`;
    for (let trial = 0; trial < 400; trial++) {
      const bytes = Buffer.from(text);
      for (let k = 0; k <= rng.integer(3); k++) bytes[rng.integer(bytes.length)]! ^= 1 << rng.integer(8);
      try {
        const dataset = await openCsv(byteFileOf(bytes.subarray(0, rng.integer(bytes.length)), "t"));
        for await (const batch of dataset.batches()) expect(batch.length).toBeLessThan(25);
      } catch (error) {
        expect(error).toBeInstanceOf(GlueballError);
      }
    }
  });

  test("a quote that never closes is refused before it fills the memory", async () => {
    const text = `a,b\n1,"${`${"x".repeat(4095)}\n`.repeat(2 ** 12 + 1)}`; // 16 MB
    expect(await message(() => rowsOf(text))).toContain("[formats/line-too-long]");
  });
});

test("CSV is recognised by names with commas and as many cells below", () => {
  const recognises = (text: string) => csvReader.recognises(Buffer.from(text));
  expect(recognises("a,b\n1,2\n")).toBe(true);
  expect(recognises("\ufeffa,b\n")).toBe(true);
  for (const other of [
    "a,b\n1\n",
    "1,2\n3,4\n",
    "a b\n1 2\n",
    '{"a": 1, "b": 2}\n',
    "a\n1\n",
    "\x00a,b\n",
    "<a,b>\n",
  ]) {
    expect(recognises(other)).toBe(false);
  }
});

test("cells of a row", () => {
  const plain = (text: string) => ({ text, quoted: false });
  expect(splitRow("")).toEqual([plain("")]);
  expect(splitRow("a,,b,")).toEqual(["a", "", "b", ""].map(plain));
  expect(splitRow('"",x')).toEqual([{ text: "", quoted: true }, plain("x")]);
  expect(splitRow('"a"b')).toEqual({ faultAt: 3 });
  expect(splitRow('a,"b')).toBeUndefined();
});
