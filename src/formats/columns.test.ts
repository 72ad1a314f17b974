import fc from "fast-check";
import { expect, test } from "vitest";
import { GlueballError } from "../base/index.ts";
import { joinColumns, gather, selectColumns, sliceColumn, typeText } from "./columns.ts";
import type { Batch, ColumnSchema } from "./dataset.ts";
import { arbitraryTable, batchesOf, rowsOf } from "./randomTable.ts";

test("a column that is cut into pieces and joined again is the same column", () => {
  fc.assert(
    fc.property(arbitraryTable(), fc.nat(), ({ schema, columns, length }, where) => {
      const cut = where % (length + 1);
      for (const column of schema) {
        const data = columns.get(column.name)!;
        const pieces = [sliceColumn(data, column.shape, 0, cut), sliceColumn(data, column.shape, cut, length)];
        expect(joinColumns(pieces, column)).toEqual(data);
      }
    }),
    { seed: 1, numRuns: 200 },
  );
});

test("gathered batches hold the same rows in the same order, each of the wanted size but the last", async () => {
  await fc.assert(
    fc.asyncProperty(
      arbitraryTable(),
      fc.integer({ min: 1, max: 7 }),
      fc.nat({ max: 500 }),
      async (table, size, bytes) => {
        const out: Batch[] = [];
        for await (const batch of gather(batchesOf(table, size), table.schema, bytes)) out.push(batch);
        let first = 0;
        for (const batch of out) {
          expect(batch.first).toBe(first);
          first += batch.length;
        }
        expect(await rowsOf(out, table.schema)).toEqual(await rowsOf(batchesOf(table, table.length), table.schema));
      },
    ),
    { seed: 2, numRuns: 200 },
  );
});

test("small batches are gathered until they have the wanted bytes", async () => {
  const column: ColumnSchema = { name: "x", type: "float64", shape: [], ragged: false };
  const table = { schema: [column], length: 10, columns: new Map([["x", { values: new Float64Array(10) }]]) };
  const lengths: number[] = [];
  for await (const batch of gather(batchesOf(table, 1), [column], 24)) lengths.push(batch.length);
  expect(lengths).toEqual([3, 3, 3, 1]);
});

const schema: ColumnSchema[] = ["pt", "eta", "phi"].map((name) => ({ name, type: "float32", shape: [], ragged: true }));

test("columns come in the wanted order, and an unknown one is answered with the nearest names", () => {
  expect(selectColumns(schema, ["phi", "pt"], "x").map(({ name }) => name)).toEqual(["phi", "pt"]);
  expect(selectColumns(schema, undefined, "x")).toBe(schema);
  expect(() => selectColumns(schema, ["pT2"], "a.h5")).toThrow(
    new GlueballError({
      code: "formats/no-such-column",
      what: "the file has no such column",
      place: "a.h5",
      found: "pT2",
      expected: "one of pt, eta, phi",
      hint: "Did you mean pt or eta or phi?",
    }),
  );
});

test("types are written as a person reads them", () => {
  const column = (shape: number[], ragged: boolean) => typeText({ name: "x", type: "int16", shape, ragged });
  expect([column([], false), column([700, 3], false), column([], true)]).toEqual([
    "int16",
    "int16 [700, 3]",
    "list of int16",
  ]);
});
