import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { GlueballError } from "../base/index.ts";
import type { RunContext, RunEvent } from "./context.ts";
import { executeTask, resumeTask } from "./execute.ts";
import { jsonDocument } from "./json.ts";
import { changedFiles, readManifest } from "./manifest.ts";
import { listRuns } from "./registry.ts";
import { task } from "./task.ts";

let root = "";
beforeEach(() => (root = mkdtempSync(join(tmpdir(), "glueball-execute-"))));
afterEach(() => rmSync(root, { recursive: true }));

/** A random walk with its state in checkpoints: the least that training is. `stopAt` ends it as a cause would. */
function walkTask(stopAt?: { step: number; cause: () => void }) {
  return task({
    room: "test",
    name: "walk",
    help: "A random walk",
    options: z.object({ steps: z.int().default(20), every: z.int().default(5) }),
    example: "glueball test walk",
    long: true,
    run: async (context, { steps, every }) => {
      const { folder, resume, rng } = context;
      let place = resume === undefined ? 0 : Number(readFileSync(join(resume.path, "place"), "utf8"));
      for (let step = (resume?.step ?? 0) + 1; step <= steps; step++) {
        place += rng.fork(step).normal();
        context.record(step, { place }, { milliseconds: performance.now() });
        if (step % every === 0)
          await folder!.saveCheckpoint(step, (at) => writeFileSync(join(at, "place"), String(place)));
        if (step === stopAt?.step) stopAt.cause();
        context.signal.throwIfAborted();
      }
      return { summary: `ended at ${place}`, place };
    },
  });
}

const bytes = (folder: string, name: string): string => readFileSync(join(folder, name), "utf8");

test("a finished run leaves record, metrics, timings, log, result and a manifest over all of them", async () => {
  const { result, exitCode, folder } = await executeTask(walkTask(), {}, { root, common: { seed: 3 } });
  expect(exitCode).toBe(0);
  const manifest = readManifest(folder!)!;
  expect(manifest).toMatchObject({ status: "done", exitReason: result.summary });
  expect(changedFiles(folder!, manifest)).toEqual([]);
  const names = ["log.txt", "metrics.jsonl", "result.json", "run.json", "timings.jsonl"];
  expect(Object.keys(manifest.files)).toEqual(expect.arrayContaining(names));
  expect(bytes(folder!, "result.json")).toBe(jsonDocument(result));
  expect(bytes(folder!, "log.txt")).toContain("seed 3");
});

test.each([3, 5, 14])("interrupted at step %i and resumed, it ends with the same bytes as in one go", async (step) => {
  const whole = await executeTask(walkTask(), {}, { root });
  const controller = new AbortController();
  const stopped = walkTask({ step, cause: () => controller.abort(new Error("Ctrl-C")) });
  const path = join(root, "stopped");
  const run = executeTask(stopped, {}, { root, common: { out: path }, signal: controller.signal });
  await expect(run).rejects.toMatchObject({ code: "run/interrupted", exitCode: 130 });
  expect(existsSync(join(path, "manifest.json"))).toBe(false);

  const resumed = await resumeTask(walkTask(), path, { root });
  for (const name of ["metrics.jsonl", "result.json"]) expect(bytes(path, name)).toBe(bytes(whole.folder!, name));
  expect(resumed.result).toEqual(whole.result);
  expect(bytes(path, "log.txt")).toContain(
    step < 5 ? "resumed from the start" : `resumed after step ${step - (step % 5)}`,
  );
  expect(readManifest(path)!.status).toBe("done");
  await expect(resumeTask(walkTask(), path, { root })).rejects.toMatchObject({ code: "run/already-finished" });
});

test("the same seed gives the same bytes, another seed others", async () => {
  const runs = [];
  for (const seed of [1, 1, 2]) runs.push(await executeTask(walkTask(), {}, { root, common: { seed } }));
  const [first, second, third] = runs.map(({ folder }) => bytes(folder!, "metrics.jsonl"));
  expect(second).toBe(first);
  expect(third).not.toBe(first);
});

test("a failed run keeps its checkpoints, says why, and can be resumed", async () => {
  const path = join(root, "failed");
  const cause = (): never => {
    throw new GlueballError({ code: "test/not-finite", what: "the loss is not finite" });
  };
  const run = executeTask(walkTask({ step: 12, cause }), {}, { root, common: { out: path } });
  await expect(run).rejects.toThrow("[test/not-finite]");
  expect(readManifest(path)).toMatchObject({
    status: "failed",
    exitReason: "the loss is not finite [test/not-finite]",
  });
  await resumeTask(walkTask(), path, { root });
  expect(readManifest(path)!.status).toBe("done");
  expect(bytes(path, "metrics.jsonl").trim().split("\n")).toHaveLength(20);
});

/** A long task that finds fault with its input at once. */
const refusing = task({
  room: "test",
  name: "refuse",
  help: "Refuses its input",
  options: z.object({}),
  example: "glueball test refuse",
  long: true,
  run: () => {
    throw new GlueballError({ code: "test/bad-input", what: "no such file" });
  },
});

test("bad input found before anything was computed leaves no folder, nor those that were made for it", async () => {
  const refused = executeTask(refusing, {}, { common: { out: join(root, "new", "deep", "refused") } });
  await expect(refused).rejects.toThrow("test/bad-input");
  await expect(executeTask(refusing, {}, { root: join(root, "runs") })).rejects.toThrow("test/bad-input");
  await expect(executeTask(refusing, {}, { root })).rejects.toThrow("test/bad-input"); // no index either
  expect(readdirSync(root)).toEqual([]);
});

test("--force gives up an earlier run only for one that has computed something", async () => {
  const path = join(root, "a");
  await executeTask(walkTask(), {}, { root, common: { out: path } });
  const before = bytes(path, "result.json");
  const common = { out: path, force: true };
  const events: RunEvent[] = [];
  const refused = executeTask(refusing, {}, { root, common, listener: (event) => events.push(event) });
  await expect(refused).rejects.toThrow("test/bad-input");
  expect(events.at(-1)).toMatchObject({ type: "warning", text: expect.stringMatching(/^the run .* stands where it/) });
  expect(bytes(path, "result.json")).toBe(before);
  expect(changedFiles(path, readManifest(path)!)).toEqual([]);
  await executeTask(walkTask(), { steps: 3 }, { root, common });
  expect(bytes(path, "result.json")).not.toBe(before);
  expect(readdirSync(root).sort()).toEqual(["a", "registry.sqlite"]); // and then it is gone
});

test("--force says what is lost", async () => {
  const path = join(root, "a");
  await executeTask(walkTask(), {}, { root, common: { out: path } });
  const again = executeTask(walkTask(), {}, { root, common: { out: path } });
  await expect(again).rejects.toMatchObject({ code: "run/folder-exists" });
  const events: RunEvent[] = [];
  await executeTask(
    walkTask(),
    {},
    { root, common: { out: path, force: true }, listener: (event) => events.push(event) },
  );
  const warning = events.find(({ type }) => type === "warning");
  expect(warning).toMatchObject({
    text: expect.stringMatching(/^--force replaced the run .*-test-walk-.* \(done, \d+ files\)$/),
  });
});

test("a task with its own folder name moves an earlier run aside", async () => {
  const named = { ...walkTask(), folderName: "walk" };
  await executeTask(named, {}, { root });
  await executeTask(named, {}, { root });
  const folders = readdirSync(root).filter((name) => name !== "registry.sqlite");
  expect(folders.sort()).toEqual([expect.stringMatching(/^\d{4}-\d\d-\d\d-test-walk-/), "walk"]);
  expect(folders.every((name) => readManifest(join(root, name))?.status === "done")).toBe(true);
});

test("while a process works on a run, nobody resumes, replaces or moves it", async () => {
  const path = join(root, "walk");
  const named = { ...walkTask(), folderName: "walk" };
  let refusals: string[] = [];
  const others = async (): Promise<void> => {
    const attempts = [
      resumeTask(walkTask(), path, { root }),
      executeTask(named, {}, { root }),
      executeTask(walkTask(), {}, { root, common: { out: path, force: true } }),
    ];
    const ends = await Promise.allSettled(attempts);
    refusals = ends.map((end) => (end.status === "rejected" ? (end.reason as GlueballError).data.code : "not refused"));
    expect(listRuns(root)).toMatchObject([{ name: "walk", status: "running" }]);
  };
  const busy = {
    ...named,
    run: async (context: RunContext) => (await others(), context.record(1, { x: 1 }), { summary: "undisturbed" }),
  };
  await executeTask(busy, {}, { root });
  expect(refusals).toEqual(["run/in-use", "run/in-use", "run/in-use"]);
  expect(bytes(path, "metrics.jsonl")).toBe('{"step":1,"x":1}\n');
  expect(listRuns(root)).toMatchObject([{ name: "walk", status: "done" }]);
  expect(existsSync(join(path, "run.lock"))).toBe(false);
});

test("a negative verdict ends with exit code 1, in a run folder with status negative", async () => {
  const verdict = { passed: false, text: "W1 is 5 times the floor" };
  const check = task({
    room: "test",
    name: "check",
    help: "Says no",
    options: z.object({}),
    example: "glueball test check",
    run: () => ({ summary: "checked", verdict }),
  });
  expect(await executeTask(check, {})).toEqual({ result: { summary: "checked", verdict }, exitCode: 1 });
  const { exitCode, folder } = await executeTask({ ...check, long: true }, {}, { root });
  expect(exitCode).toBe(1);
  expect(readManifest(folder!)!.status).toBe("negative");
});

test("--out of a short task is a file with the result, not overwritten unless forced", async () => {
  const short = { ...walkTask(), long: false, run: () => ({ summary: "short", value: Float32Array.of(1, 2) }) };
  const out = join(root, "result.json");
  await executeTask(short, {}, { common: { out } });
  expect(JSON.parse(readFileSync(out, "utf8"))).toEqual({ summary: "short", value: [1, 2] });
  await expect(executeTask(short, {}, { common: { out } })).rejects.toMatchObject({ code: "run/file-exists" });
  await executeTask(short, {}, { common: { out, force: true } });
  expect(readdirSync(root)).toEqual(["result.json"]);
});

test("an --out that cannot be written is refused before the work", async () => {
  let worked = false;
  const short = { ...walkTask(), long: false, run: () => ((worked = true), { summary: "short" }) };
  writeFileSync(join(root, "file"), "");
  const run = executeTask(short, {}, { common: { out: join(root, "file", "result.json") } });
  await expect(run).rejects.toMatchObject({ code: "base/not-writable", exitCode: 2 });
  expect(worked).toBe(false);
});

test("a task that writes --out itself gets its path; .json is still the result", async () => {
  const seen: (string | undefined)[] = [];
  const writer = task({
    room: "test",
    name: "write",
    help: "Writes its own file",
    options: z.object({}),
    example: "glueball test write",
    writesOut: true,
    run: (context) => {
      seen.push(context.out);
      return { summary: "done", value: 7 };
    },
  });
  const [page, json] = [join(root, "page.html"), join(root, "result.json")];
  await executeTask(writer, {}, { common: { out: page } });
  await executeTask(writer, {}, { common: { out: json } });
  expect(seen).toEqual([page, undefined]);
  expect(existsSync(page)).toBe(false);
  expect(JSON.parse(readFileSync(json, "utf8"))).toMatchObject({ value: 7 });
});
