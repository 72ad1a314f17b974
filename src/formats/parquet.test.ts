import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { parquetReader } from "./parquet.ts";
import { writeParquet } from "./parquetWrite.ts";
import { arbitraryTable, batchesOf, rowsOf } from "./randomTable.ts";
import type { RandomTable } from "./randomTable.ts";

const folder = mkdtempSync(join(tmpdir(), "glueball-parquet-"));
const path = join(folder, "x.parquet");
afterAll(() => rmSync(folder, { recursive: true }));

const write = (table: RandomTable, size = 5, metadata = {}) =>
  writeParquet(path, { schema: table.schema, metadata, batches: batchesOf(table, size) });

test("every column of every type comes back bit for bit, whatever the sizes of the batches", async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryTable(), fc.integer({ min: 1, max: 9 }), fc.nat(), async (table, size, where) => {
      await write(table, size);
      const dataset = await parquetReader.open(path);
      expect(dataset.schema).toEqual(table.schema);
      expect(dataset.length).toBe(table.length);
      const rows = await rowsOf(batchesOf(table, 99), table.schema);
      expect(await rowsOf(dataset.batches(0, size), table.schema)).toEqual(rows);
      const start = where % (table.length + 1);
      expect(await rowsOf(dataset.batches(start, 2), table.schema)).toEqual(rows.slice(start));
      await dataset.close();
    }),
    { seed: 3, numRuns: 150 },
  );
});
