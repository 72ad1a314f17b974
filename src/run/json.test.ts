import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { jsonDocument, jsonLine, readJson, requireJson } from "./json.ts";

test("typed arrays are arrays, numbers that JSON lacks are words", () => {
  const value = { x: Float64Array.of(1, NaN, -Infinity), n: 12345678901234567890n };
  expect(jsonLine(value)).toBe('{"x":[1,"NaN","-Infinity"],"n":"12345678901234567890"}\n');
  expect(JSON.parse(jsonDocument(value))).toEqual(JSON.parse(jsonLine(value)));
});

test("a file that is missing or half is undefined, or what the caller says of the reason", () => {
  const folder = mkdtempSync(join(tmpdir(), "glueball-json-"));
  const [whole, half, missing] = ["whole.json", "half.json", "missing.json"].map((name) => join(folder, name));
  writeFileSync(whole, jsonDocument({ a: 1 }));
  writeFileSync(half, '{ "a": ');
  const refuse = (found: string) => new Error(`refused: ${found}`);
  expect([whole, half, missing].map(readJson)).toEqual([{ a: 1 }, undefined, undefined]);
  expect(requireJson(whole, refuse)).toEqual({ a: 1 });
  expect(() => requireJson(half, refuse)).toThrow(/^refused: .*JSON/);
  expect(() => requireJson(missing, refuse)).toThrow(/^refused: ENOENT/);
  rmSync(folder, { recursive: true });
});
