import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createRunFolder } from "./folder.ts";
import type { RunFolder } from "./folder.ts";
import { createRecord } from "./record.ts";
import { findRun, listRuns } from "./registry.ts";

let root = "";
beforeEach(() => (root = mkdtempSync(join(tmpdir(), "glueball-registry-"))));
afterEach(() => rmSync(root, { recursive: true }));

function makeRun(name: string, finished = true): RunFolder {
  const resolved = { options: {}, origins: {} };
  const settings = {
    id: name,
    task: { room: "jetlm", name: "train" },
    resolved,
    seed: 5,
    threads: 1,
    device: "cpu",
  } as const;
  const folder = createRunFolder(join(root, name), createRecord(settings));
  if (!finished) return folder;
  folder.write("result.json", JSON.stringify({ summary: `summary of ${name}` }));
  folder.finish("done", "done");
  return folder;
}

test("one row a run, with status and summary", () => {
  makeRun("a");
  makeRun("b", false);
  const [a, b] = listRuns(root);
  expect(a).toMatchObject({ name: "a", task: "jetlm train", status: "done", seed: 5, summary: "summary of a" });
  expect(b).toMatchObject({ name: "b", status: "unfinished", ended: null, summary: "" });
});

test.each([
  ["deleted", (path: string) => rmSync(path)],
  ["damaged", (path: string) => writeFileSync(path, "this is not a database, but it is long enough to be one")],
  ["empty", (path: string) => writeFileSync(path, "")],
])("an index that is %s is rebuilt from the folders", (_, damage) => {
  makeRun("a");
  makeRun("b");
  const before = listRuns(root);
  damage(join(root, "registry.sqlite"));
  expect(listRuns(root)).toEqual(before);
  expect(before).toHaveLength(2);
});

test("the index follows the folders: finished, renamed, replaced and deleted runs", () => {
  makeRun("a");
  const b = makeRun("b", false);
  listRuns(root);
  b.finish("failed", "out of memory");
  expect(listRuns(root)[1]).toMatchObject({ name: "b", status: "failed", summary: "out of memory" });
  renameSync(join(root, "b"), join(root, "c"));
  expect(listRuns(root).map(({ name }) => name)).toEqual(["a", "c"]);
  rmSync(join(root, "a"), { recursive: true });
  makeRun("a").finish("negative", "no");
  expect(listRuns(root).find(({ name }) => name === "a")!.status).toBe("negative");
  rmSync(join(root, "c"), { recursive: true });
  mkdirSync(join(root, "d.partial"));
  expect(listRuns(root).map(({ name }) => name)).toEqual(["a"]);
});

test("a run of a newer format is listed as unreadable, and does not hide the others", () => {
  makeRun("a");
  mkdirSync(join(root, "new"));
  writeFileSync(join(root, "new", "run.json"), '{"formatVersion": 99}');
  const rows = listRuns(root);
  expect(rows.find(({ name }) => name === "a")!.status).toBe("done");
  expect(rows.find(({ name }) => name === "new")).toMatchObject({
    status: "unreadable",
    summary: expect.stringContaining("run/format-too-new"),
  });
});

test("a run is found by name, by a unique part of it, or by path", () => {
  makeRun("2026-11-25-jetlm-train-abc123");
  makeRun("2026-11-25-jetlm-train-abd456");
  const path = join(root, "2026-11-25-jetlm-train-abc123");
  for (const wanted of ["2026-11-25-jetlm-train-abc123", "abc", path]) expect(findRun(root, wanted)).toBe(path);
  expect(() => findRun(root, "train")).toThrow(/\[run\/ambiguous-run\].*abc123.*abd456/);
  expect(() => findRun(root, "zzz")).toThrow(/found "zzz".*\[run\/unknown-run\]/);
});
