import { expect, test } from "vitest";
import type { ColumnSchema } from "../../formats/index.ts";
import { GrowingBatch } from "./columns.ts";

const SCHEMA: ColumnSchema[] = [
  { name: "id", type: "int32", shape: [], ragged: false },
  { name: "pt", type: "float32", shape: [], ragged: true },
  { name: "place", type: "float64", shape: [4], ragged: true },
  { name: "isGood", type: "bool", shape: [], ragged: false },
];

test("rows of lists and single numbers become typed columns; a list of vectors counts vectors", () => {
  const batch = new GrowingBatch(SCHEMA);
  for (const [id, list] of [[1.5], [], [2, 3]].entries()) {
    batch.values("id").push(id);
    batch.values("pt").push(...list);
    for (const x of list) batch.values("place").push(x, 0, 0, x);
    batch.values("isGood").push(list.length > 0 ? 1 : 0);
    batch.endRow();
  }
  expect(batch.finish(40, 3)).toEqual({
    first: 40,
    length: 3,
    columns: new Map<string, object>([
      ["id", { values: Int32Array.of(0, 1, 2) }],
      ["pt", { values: Float32Array.of(1.5, 2, 3), offsets: Uint32Array.of(0, 1, 1, 3) }],
      [
        "place",
        { values: Float64Array.of(1.5, 0, 0, 1.5, 2, 0, 0, 2, 3, 0, 0, 3), offsets: Uint32Array.of(0, 1, 1, 3) },
      ],
      ["isGood", { values: Uint8Array.of(1, 0, 1) }],
    ]),
  });
});

test("a batch without rows has columns without numbers", () => {
  const { columns } = new GrowingBatch(SCHEMA).finish(0, 0);
  expect(columns.get("pt")).toEqual({ values: new Float32Array(0), offsets: Uint32Array.of(0) });
});
