import { expect, test } from "vitest";
import { jetTableObservables } from "./jetTableObservables.ts";
import { columnOf, joinTables, measureStream, rowsOfClass, selectRows } from "./observableTable.ts";
import { batchOf } from "./validationTrial.ts";

/** Jets of two constituents, `pt` GeV each; an empty one in the middle. */
function jetBatch(pts: readonly number[], labels: readonly number[]) {
  const rows = pts.map((pt) => {
    if (pt === 0) return [];
    return [
      { pt, eta: 0, phi: 0 },
      { pt, eta: 0.2, phi: 0.1 },
    ];
  });
  return { ...batchOf(rows), label: Int32Array.from(labels) };
}

test("a stream of batches gives the table of one batch, and sums what was skipped", async () => {
  const whole = jetTableObservables(jetBatch([10, 0, 30, 40, 0], [0, 1, 1, 0, 1]));
  const parts = [jetBatch([10, 0, 30], [0, 1, 1]), jetBatch([40, 0], [0, 1])];
  const streamed = await measureStream(parts, jetTableObservables);
  expect(streamed).toEqual(whole);
  expect(streamed).toMatchObject({ rows: 3, skipped: { "jets without constituents": 2 } });
  // The label stays with its row.
  expect([...streamed.labels!]).toEqual([0, 1, 0]);
});

test("rows of a class, and rows by place", () => {
  const table = jetTableObservables(jetBatch([10, 20, 30, 40], [0, 1, 1, 0]));
  const ones = rowsOfClass(table, 1);
  expect(ones.rows).toBe(2);
  const mass = columnOf(table, "mass");
  expect([...columnOf(ones, "mass")]).toEqual([mass[1], mass[2]]);
  const odd = selectRows(table, (row) => row % 2 === 1);
  expect([...columnOf(odd, "mass")]).toEqual([mass[1], mass[3]]);
  expect([...odd.labels!]).toEqual([1, 0]);
});

test("labels are lost if one batch has none, and equal weights are no weights", () => {
  const labelled = jetBatch([10], [1]);
  const { label: _, ...plain } = jetBatch([20, 30], [0, 0]);
  const tables = [labelled, { ...plain, weight: Float64Array.of(2, 2) }].map(jetTableObservables);
  expect(joinTables(tables)).toMatchObject({ rows: 3, labels: undefined });
});

test("bad input: no batch at all, no labels, a class without rows, an unknown observable", async () => {
  await expect(measureStream([], jetTableObservables)).rejects.toThrow(
    "there is nothing to compare: found 0, expected one event or more [simulate/empty-sample]",
  );
  const table = jetTableObservables(jetBatch([10], [0]));
  expect(() => rowsOfClass(table, 7)).toThrow("there is nothing to compare at class 7: found 0");
  expect(() => rowsOfClass({ ...table, labels: undefined }, 1)).toThrow(
    "a sample without labels has no classes: expected the label of each row, of which 1 is wanted [simulate/no-labels]",
  );
  expect(() => columnOf(table, "taus21")).toThrow(
    'an observable was not measured on this sample: found "taus21", expected mass, constituents, tau21, tau32, ' +
      "softDropMass, d2 [simulate/unknown-observable]. Nearest: tau21",
  );
});
