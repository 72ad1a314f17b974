import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { writeFileAtomic, writeParts } from "./files.ts";

const folder = mkdtempSync(join(tmpdir(), "glueball-files-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("text, bytes and parts are written whole, into folders that are made", () => {
  const path = join(folder, "a/b/file");
  const written = (content: Parameters<typeof writeFileAtomic>[1]) => {
    writeFileAtomic(path, content);
    return readFileSync(path).toString("latin1");
  };
  expect(written("Λ")).toBe("\u00ce\u009b"); // UTF-8
  expect(written("")).toBe("");
  expect(written(Uint8Array.of(65, 66))).toBe("AB");
  expect(written([Uint8Array.of(65), new Uint8Array(0), Uint8Array.of(66, 67)])).toBe("ABC");
  expect(written([])).toBe("");
  expect(readdirSync(join(folder, "a/b"))).toEqual(["file"]);
});

test("pieces of any length give the same file", () => {
  const parts = [5, 0, 1, 12].map((length, k) => Uint8Array.from({ length }, (_, i) => 16 * k + i));
  const path = join(folder, "pieces");
  for (let piece = 1; piece <= 13; piece++) {
    writeParts(path, parts, piece);
    expect(readFileSync(path)).toEqual(Buffer.concat(parts));
  }
});

test("where writing fails, the old file stays and no half of the new one", () => {
  const path = join(folder, "kept/file");
  writeFileAtomic(path, "old");
  const failing = function* () {
    yield Uint8Array.of(65);
    throw new Error("no second part");
  };
  expect(() => writeFileAtomic(path, failing())).toThrow("no second part");
  expect(readFileSync(path, "utf8")).toBe("old");
  mkdirSync(join(folder, "kept/folder"));
  expect(() => writeFileAtomic(join(folder, "kept/folder"), "x")).toThrow("EISDIR");
  expect(readdirSync(join(folder, "kept")).sort()).toEqual(["file", "folder"]);
});
