import { expect, test } from "vitest";
import { messageOf } from "./message.ts";

const plain = {
  first: 3,
  name: "batch",
  nothing: undefined,
  values: Float64Array.of(1, 2, 3),
  columns: new Map([["mass", Float32Array.of(4, 5)]]),
  lists: [Int32Array.of(6), "text", null],
};

test("a message is the same data and leaves the original alone", () => {
  const { value, transfer } = messageOf(plain);
  expect(value).toEqual(plain);
  expect(structuredClone(value, { transfer: [...transfer] })).toEqual(plain);
  expect(plain.values).toEqual(Float64Array.of(1, 2, 3));
});

test("of an array that shows a part of its memory only that part goes along", () => {
  const block = new Float64Array(1000).fill(7);
  const { value, transfer } = messageOf({ part: block.subarray(10, 12), again: block.subarray(11, 14) });
  expect(transfer.map(({ byteLength }) => byteLength)).toEqual([16, 24]);
  expect(value).toEqual({ part: Float64Array.of(7, 7), again: Float64Array.of(7, 7, 7) });
});

test("what has a class of its own, and memory that others use, goes as it is", () => {
  const shared = new Float64Array(new SharedArrayBuffer(16));
  const original = { error: new TypeError("a bug"), pooled: Buffer.from("pool"), shared };
  const { value, transfer } = messageOf(original);
  expect(transfer).toEqual([]);
  for (const [name, item] of Object.entries(original)) expect((value as Record<string, unknown>)[name]).toBe(item);
});
