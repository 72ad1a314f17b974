import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { requireWritable, systemRefusal } from "./systemRefusal.ts";

let root = "";
beforeEach(() => (root = mkdtempSync(join(tmpdir(), "glueball-system-"))));
afterEach(() => rmSync(root, { recursive: true }));

/** What the call throws. */
function thrownBy(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}

test("what the system refuses is told as a fault of the place, with exit code 2", () => {
  writeFileSync(join(root, "file"), "");
  const inFile = systemRefusal(thrownBy(() => mkdirSync(join(root, "file", "folder"))))!;
  expect(inFile.message).toBe(
    `the system refuses to read or write (ENOTDIR) at ${join(root, "file", "folder")}: ` +
      'found "a file where a folder should be" [base/system-refuses]',
  );
  expect(inFile.exitCode).toBe(2);
  expect(systemRefusal(thrownBy(() => readFileSync(root)))?.data.found).toBe("a folder where a file should be");
  expect(systemRefusal(new TypeError("x is undefined"))).toBeUndefined();
});

test("a path is refused before the work, where nothing can be written", () => {
  writeFileSync(join(root, "file"), "");
  expect(() => requireWritable(join(root, "new", "deep", "result.json"))).not.toThrow();
  expect(() => requireWritable(join(root, "file", "deep", "result.json"))).toThrow(
    `nothing can be written at ${join(root, "file", "deep", "result.json")}: ` +
      `found "${join(root, "file")}, a file where a folder should be" [base/not-writable]. Choose another --out`,
  );
});
