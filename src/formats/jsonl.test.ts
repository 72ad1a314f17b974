import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { createRng, GlueballError } from "../base/index.ts";
import { byteFileOf } from "./byteFile.ts";
import type { Batch, ColumnData } from "./dataset.ts";
import { jsonlReader, openJsonl } from "./jsonl.ts";
import { writeJsonl } from "./jsonl/writer.ts";
import { arbitraryTable } from "./randomTable.ts";

const folder = mkdtempSync(join(tmpdir(), "glueball-jsonl-"));
afterAll(() => rmSync(folder, { recursive: true }));

const open = (...lines: readonly string[]) => openJsonl(byteFileOf(Buffer.from(lines.join("\n")), "t"));

async function onlyBatch(...lines: readonly string[]): Promise<Batch> {
  const batches = await Array.fromAsync((await open(...lines)).batches());
  expect(batches.length).toBe(1);
  return batches[0]!;
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

const readAll = async (...lines: readonly string[]) => Array.fromAsync((await open(...lines)).batches());

describe("reading", () => {
  test("objects, lists, lists of lists and lists of objects become columns", async () => {
    const dataset = await open(
      '{"id": 1, "kind": "signal", "good": true, "met": {"pt": 2.5, "phi": -1}, "p": [[1, 2], [3, 4]], "w": []}',
      '{"id": 2, "kind": "other", "good": false, "met": {"pt": 3, "phi": 0}, "p": [], "w": [0.5, 1]}',
    );
    expect(dataset.schema.map(({ name, type, shape, ragged }) => [name, type, shape, ragged])).toEqual([
      ["id", "float64", [], false],
      ["kind", "string", [], false],
      ["good", "bool", [], false],
      ["met.pt", "float64", [], false],
      ["met.phi", "float64", [], false],
      ["p", "float64", [2], true],
      ["w", "float64", [], true],
    ]);
    const [{ columns }] = (await Array.fromAsync(dataset.batches())) as [Batch];
    expect(columns.get("kind")).toEqual({ values: ["signal", "other"] });
    expect(columns.get("good")).toEqual({ values: Uint8Array.of(1, 0) });
    expect(columns.get("met.pt")).toEqual({ values: Float64Array.of(2.5, 3) });
    expect(columns.get("p")).toEqual({ values: Float64Array.of(1, 2, 3, 4), offsets: Uint32Array.of(0, 2, 2) });
    expect(columns.get("w")).toEqual({ values: Float64Array.of(0.5, 1), offsets: Uint32Array.of(0, 0, 2) });
    expect(dataset.warnings).toEqual([]);
  });

  test("lists of objects give one ragged column a field; what has no type is text", async () => {
    const { columns } = await onlyBatch(
      '{"jets": [{"pt": 3, "dR": {"jet2": 1.5}}, {"pt": 2, "dR": {"jet1": 1.5}}], "mix": [1, "a"]}',
      '{"jets": [{"pt": 1, "dR": {}}], "mix": {"a": 9007199254740993}}',
    );
    expect(columns.get("jets.pt")).toEqual({ values: Float64Array.of(3, 2, 1), offsets: Uint32Array.of(0, 2, 3) });
    expect(columns.get("jets.dR")).toEqual({
      values: ['{"jet2":1.5}', '{"jet1":1.5}', "{}"],
      offsets: Uint32Array.of(0, 2, 3),
    });
    expect(columns.get("mix")!.values[0]).toBe('[1,"a"]');
  });

  test("whole numbers above 2^53 keep their digits", async () => {
    const { columns } = await onlyBatch('{"event": 9007199254740993}', '{"event": 1}');
    expect(columns.get("event")).toEqual({ values: BigInt64Array.of(9007199254740993n, 1n) });
    const lines = [...Array(100).fill('{"event": 1}'), '{"event": 9007199254740993}'];
    expect(await message(() => readAll(...lines))).toBe(
      "the field event is not what it is in the first lines at t, line 101, byte 1300: " +
        'found "9007199254740993", expected a number that float64 holds [formats/jsonl-wrong-type]',
    );
    expect(await message(() => readAll(...lines.with(100, '{"event": 1e300}')))).toBe("nothing was thrown");
  });

  test("what a line lacks or has more is counted", async () => {
    const dataset = await open(
      '{"x": 1, "s": "a", "l": [1]}',
      '{"x": null, "l": null}',
      '{"x": 2, "s": "b", "l": [null]}',
    );
    const [{ columns }] = (await Array.fromAsync(dataset.batches())) as [Batch];
    expect(columns.get("x")!.values).toEqual(Float64Array.of(1, NaN, 2));
    expect(columns.get("s")!.values).toEqual(["a", "", "b"]);
    expect(dataset.warnings[0]).toBe("a line has no value for x: numbers are NaN, texts and lists empty (line 2)");
    const more = await open(
      ...Array(100).fill('{"x": 1}'),
      '{"x": 1, "y": 2}',
      '{"x": 1, "z": {}}',
      '{"x": 1, "y": 0}',
    );
    await Array.fromAsync(more.batches());
    expect(more.warnings).toEqual([
      "the field y, which the first lines have not, is passed over (2 times, first line 101)",
      "the field z, which the first lines have not, is passed over (line 102)",
    ]);
  });

  test("names of JavaScript's own objects are names like others", async () => {
    const { columns } = await onlyBatch('{"__proto__": 1, "constructor": 2, "toString": 3}');
    expect([...columns].map(([name, { values }]) => [name, values[0]])).toEqual([
      ["__proto__", 1],
      ["constructor", 2],
      ["toString", 3],
    ]);
    const lacking = await onlyBatch('{"toString": 3, "a": 1}', '{"a": 1}');
    expect(lacking.columns.get("toString")!.values).toEqual(Float64Array.of(3, NaN));
  });

  test("rows begin and end where asked, blank lines are none, and only asked columns are there", async () => {
    const dataset = await open(...Array.from({ length: 10 }, (_, i) => `{"k": ${i}, "l": [${i}]}\n`));
    const batches = await Array.fromAsync(dataset.batches(3, 4, ["k"]));
    expect(batches.map(({ first, columns }) => [first, [...columns.keys()], ...columns.get("k")!.values])).toEqual([
      [3, ["k"], 3, 4, 5, 6],
      [7, ["k"], 7, 8, 9],
    ]);
    expect(await readAll("")).toEqual([]);
  });
});

/** JSON does not say of which type a number was, or that all lists are equally long: only values are compared. */
function valuesOf({ values, offsets }: ColumnData, type: string, rows: number): unknown[] {
  const flat = Array.from<unknown, unknown>(values as ArrayLike<unknown>, (value) => {
    return type === "string" ? value : Object.is(value, -0) ? "-0" : String(value);
  });
  const width = flat.length / Math.max(1, offsets === undefined ? rows : offsets.at(-1)!);
  return Array.from({ length: rows }, (_, row) => {
    const [from, to] = offsets === undefined ? [row, row + 1] : [offsets[row]!, offsets[row + 1]!];
    return flat.slice(from * width, to * width);
  });
}

test("any table is read as it was written", async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryTable(), async ({ schema, columns, length }) => {
      const path = join(folder, "table.jsonl.gz");
      await writeJsonl(path, { schema, metadata: {}, batches: oneBatch({ first: 0, length, columns }) });
      const [batch] = await Array.fromAsync((await jsonlReader.open(path)).batches());
      for (const { name, type } of length === 0 ? [] : schema) {
        expect(valuesOf(batch!.columns.get(name)!, type, length)).toEqual(valuesOf(columns.get(name)!, type, length));
      }
    }),
    { numRuns: 150, seed: 10 },
  );
});

async function* oneBatch(batch: Batch): AsyncGenerator<Batch> {
  yield batch;
}

describe("bad input", () => {
  test.each([
    [
      ['{"a": 1}', '{"a": 1,}'],
      'a line does not parse as JSON at t, line 2, byte 17: found "}", expected one JSON object a line [formats/jsonl-syntax]',
    ],
    [['{"\u00e9": 1}', '{"\u00e9": }'], "at t, line 2, byte 10: found"],
    [
      ["[1, 2]"],
      'a line is no JSON object at t, line 1, byte 0: found "[1, 2]", expected {...} [formats/jsonl-syntax]',
    ],
    [['{"a": NaN}'], "[formats/jsonl-syntax]"],
    [
      ['{"a": {"b": 1}, "a.b": 2}'],
      'a field with a point in its name and a field of an object give the same column at t: found "a.b" [formats/jsonl-duplicate-column]',
    ],
  ])("%j", async (lines, expected) => {
    expect(await message(() => readAll(...lines))).toContain(expected);
  });

  const first = Array(100).fill(
    '{"x": 1, "s": "a", "b": true, "l": [1], "v": [[1, 2]], "o": [{"p": 1}], "i": 9007199254740993}',
  );
  test.each([
    [
      '"x": 1',
      '"x": "one"',
      `the field x is not what it is in the first lines at t, line 101, byte ${100 * (first[0]!.length + 1)}: found "one", expected a number that float64 holds`,
    ],
    ['"x": 1', '"x": [1]', 'found "a list", expected a number that float64 holds'],
    ['"s": "a"', '"s": {}', 'found "an object", expected string'],
    ['"b": true', '"b": 1', 'found "1", expected true or false'],
    ['"b": true, ', "", "the field b is not what it is in the first lines at t, line 101"],
    ['"l": [1]', '"l": 1', 'found "1", expected a list'],
    ['"l": [1]', '"l": [[1]]', 'found "a list", expected a number that float64 holds'],
    ['"v": [[1, 2]]', '"v": [[1, 2], [3]]', "expected lists of shape [2]"],
    ['"o": [{"p": 1}]', '"o": [3]', 'found "3", expected a list of objects'],
    ['"o": [{"p": 1}]', '"o": {}', 'found "an object", expected a list of objects'],
    ["9007199254740993", "1.5", 'found "1.5", expected int64'],
    ["9007199254740993", "99999999999999999999", "expected a whole number that int64 holds"],
  ])("after the first lines: %s becomes %s", async (from, to, expected) => {
    expect(await message(() => readAll(...first, first[0]!.replace(from, to)))).toContain(expected);
  });

  test("deep nesting is an error or text, never a crash", async () => {
    const nested = (depth: number) => `{"a": ${"[".repeat(depth)}${"]".repeat(depth)}}`;
    expect((await readAll(nested(50)))[0]!.columns.get("a")!.values).toEqual([nested(50).slice(6, -1)]);
    const tooDeep = "JSON that is nested less deeply [formats/jsonl-wrong-type]";
    expect(await message(() => readAll(nested(100_000)))).toContain(tooDeep);
    expect(await message(() => readAll(...Array(100).fill('{"a": [1, "x"]}'), nested(100_000)))).toContain(tooDeep);
    const withDigits = nested(100_000).replace("[]", "[1234567890123456789]");
    expect(await message(() => readAll(withDigits))).toContain("a line is nested too deeply at t, line 1, byte 0");
    expect(await message(() => readAll(`${'{"a":'.repeat(1000)}1${"}".repeat(1000)}`))).toBe("nothing was thrown");
  });

  test("flipped bytes give typed errors or values, never a crash", async () => {
    const rng = createRng(15);
    const text = '{"x": 1.5, "s": "a", "l": [1, 2], "o": [{"p": 1, "q": "r"}]}\n'.repeat(5);
    for (let trial = 0; trial < 500; trial++) {
      const bytes = Buffer.from(text);
      for (let k = 0; k <= rng.integer(3); k++) bytes[rng.integer(bytes.length)]! ^= 1 << rng.integer(8);
      try {
        const dataset = await openJsonl(byteFileOf(bytes.subarray(0, rng.integer(bytes.length + 1)), "t"));
        for await (const batch of dataset.batches()) expect(batch.length).toBeLessThan(6);
      } catch (error) {
        expect(error).toBeInstanceOf(GlueballError);
        expect((error as GlueballError).data.place).toMatch(/^t/);
      }
    }
  });
});

test("JSON lines are recognised by their first object", () => {
  const recognises = (text: string) => jsonlReader.recognises(Buffer.from(text));
  for (const text of ['{"a": 1}\n{"a": 2}\n', '\ufeff{"a": 1}\n', `{"a": [${"1,".repeat(3000)}`])
    expect(recognises(text)).toBe(true);
  for (const text of ['{"a": 1,\n"b": 2}\n', "[1]\n", "{a}\n", "a,b\n", ""]) expect(recognises(text)).toBe(false);
});
