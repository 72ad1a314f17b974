import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createRunFolder, createRunId, openRunFolder, resumeCommand } from "./folder.ts";
import { changedFiles, readManifest } from "./manifest.ts";
import { createRecord, readRecord } from "./record.ts";
import type { RunRecord } from "./record.ts";

let root = "";
beforeEach(() => (root = mkdtempSync(join(tmpdir(), "glueball-folder-"))));
afterEach(() => rmSync(root, { recursive: true }));

function recordOf(id: string): RunRecord {
  const resolved = { options: { steps: 3 }, origins: { steps: "given" } as const };
  return createRecord({ id, task: { room: "jetlm", name: "train" }, resolved, seed: 7, threads: 1, device: "cpu" });
}

test("the name says date, task and a short id", () => {
  const id = createRunId("jetlm train", new Date("2026-11-25T23:59:59Z"));
  expect(id).toMatch(/^2026-11-25-jetlm-train-[0-9a-f]{6}$/);
});

test("run.json tells what is needed to repeat the run or to doubt it", () => {
  const folder = createRunFolder(join(root, "a"), recordOf("a"));
  const record = readRecord(folder.path);
  expect(record).toMatchObject({ formatVersion: 1, id: "a", seed: 7, threads: 1, options: { steps: 3 } });
  expect(record.machine.node).toBe(process.version);
  expect(record.product.packages["zod"]).toMatch(/^\d+\.\d+\.\d+$/);
  expect(readdirSync(root)).toEqual(["a"]); // nothing partial is left
});

test("an input enters the record with size and hash, a folder with the hash of its files", () => {
  const input = join(root, "jets.txt");
  writeFileSync(input, "abc");
  const folder = createRunFolder(join(root, "a"), recordOf("a"));
  folder.addInput({ path: input, entries: 3 });
  folder.addInput({ path: input, entries: 4 }); // the same file again replaces its line
  const sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"; // FIPS 180-2, "abc"
  expect(readRecord(folder.path).inputs).toEqual([{ path: input, bytes: 3, sha256, entries: 4 }]);
  mkdirSync(join(root, "set"));
  writeFileSync(join(root, "set", "one"), "abc");
  folder.addInput({ path: join(root, "set") });
  const before = readRecord(folder.path).inputs[1]!.sha256;
  writeFileSync(join(root, "set", "one"), "abd");
  folder.addInput({ path: join(root, "set") });
  expect(readRecord(folder.path).inputs[1]!.sha256).not.toBe(before);
  expect(() => folder.addInput({ path: join(root, "none") })).toThrow("[run/input-not-found]");
});

test("a finished run is never overwritten unless forced", () => {
  const path = join(root, "a");
  const first = createRunFolder(path, recordOf("first"));
  first.write("report.html", "precious");
  first.finish("done", "it is done");
  expect(() => createRunFolder(path, recordOf("second"))).toThrow(
    /holds a run that is finished.*\[run\/folder-exists\]/,
  );
  expect(readFileSync(join(path, "report.html"), "utf8")).toBe("precious");
  expect(readRecord(path).id).toBe("first");
  createRunFolder(path, recordOf("second"), { force: true });
  expect(readRecord(path).id).toBe("second");
  expect(existsSync(join(path, "report.html"))).toBe(false);
});

test("an unfinished run is not overwritten either, and the way to resume it is told", () => {
  const path = join(root, "a");
  createRunFolder(path, recordOf("first"));
  expect(() => createRunFolder(path, recordOf("second"))).toThrow(
    new RegExp(`\\[run/folder-unfinished\\].*glueball runs resume ${path}`),
  );
});

test("the way to resume a run can be pasted into a shell, whatever its folder is called", () => {
  expect(resumeCommand("/data/runs/a-1.b")).toBe("glueball runs resume /data/runs/a-1.b");
  expect(resumeCommand("my runs/it's")).toBe(String.raw`glueball runs resume 'my runs/it'\''s'`);
});

test("foreign files are never deleted, not even by force", () => {
  const path = join(root, "photos");
  mkdirSync(path);
  writeFileSync(join(path, "cat.jpg"), "cat");
  expect(() => createRunFolder(path, recordOf("a"), { force: true })).toThrow("[run/folder-not-a-run]");
  expect(readdirSync(path)).toEqual(["cat.jpg"]);
});

test("the last three checkpoints are kept, and one that fails half-way leaves none of its files", async () => {
  const folder = createRunFolder(join(root, "a"), recordOf("a"));
  for (const step of [2, 10, 9, 30]) {
    await folder.saveCheckpoint(step, (directory) => writeFileSync(join(directory, "model"), `step ${step}`));
  }
  expect(folder.checkpoints().map(({ step }) => step)).toEqual([9, 10, 30]); // by number, not by name
  const failing = folder.saveCheckpoint(40, (directory) => {
    writeFileSync(join(directory, "model"), "half");
    throw new Error("disk full");
  });
  await expect(failing).rejects.toThrow("disk full");
  expect(folder.checkpoints().at(-1)!.step).toBe(30);
});

test("the manifest lists hash and size of every file, and changes are noticed", () => {
  const folder = createRunFolder(join(root, "a"), recordOf("a"));
  folder.write("result.json", "{}");
  expect(readManifest(folder.path)).toBeUndefined();
  const manifest = folder.finish("done", "ok");
  expect(Object.keys(manifest.files)).toEqual(["result.json", "run.json"]);
  expect(manifest.files["result.json"]!.bytes).toBe(2);
  expect(changedFiles(folder.path, manifest)).toEqual([]);
  writeFileSync(folder.file("result.json"), "[]");
  rmSync(folder.file("run.json"));
  expect(changedFiles(folder.path, manifest)).toEqual(["result.json", "run.json"]);
});

test("what is not a run folder, or is of a newer format, is refused", () => {
  expect(() => openRunFolder(root)).toThrow("[run/not-a-run-folder]");
  writeFileSync(join(root, "run.json"), "{ half");
  expect(() => openRunFolder(root)).toThrow("[run/not-a-run-folder]");
  writeFileSync(join(root, "run.json"), '{"formatVersion": 99}');
  expect(() => openRunFolder(root)).toThrow(/found "format 99", expected format 1 or older \[run\/format-too-new\]/);
});
