/** The command line as processes: what a pipe receives, and what Ctrl-C and a kill leave behind. */
import { spawn, spawnSync } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createRecord, createRunFolder } from "../run/index.ts";
import type { doctor } from "./doctor.ts";

const MAIN = join(import.meta.dirname, "main.ts");
const STEPS = 40;

let folder = "";
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "glueball-process-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const glueball = (...words: string[]) =>
  spawnSync(process.execPath, [MAIN, ...words], { cwd: folder, encoding: "utf8" });

test("--json: stdout is exactly one JSON document, for results and for errors", () => {
  const good = glueball("runs", "list", "--json");
  expect(JSON.parse(good.stdout)).toEqual({ summary: "no runs in runs", runs: [] });
  expect([good.status, good.stderr]).toEqual([0, ""]);
  const bad = glueball("runs", "show", "none", "--json");
  expect(JSON.parse(bad.stdout)).toMatchObject({ exitCode: 2, error: { code: "run/unknown-run" } });
  expect(bad.status).toBe(2);
});

test.each(["stdout", "stderr"] as const)("a reader that closes %s early stops nothing", async (stream) => {
  const child = spawn(process.execPath, [MAIN, "runs", "show", "none", "--json"], { cwd: folder, stdio: "pipe" });
  child[stream].destroy(); // before the process has started to write
  child[stream === "stdout" ? "stderr" : "stdout"].resume();
  expect(await new Promise((resolve) => child.on("close", resolve))).toBe(2);
});

const isRoot = process.getuid?.() === 0;
/** Whether another user reaches a file: each folder above it is open to all. */
function isOpenToAll(path: string): boolean {
  const open = (statSync(path).mode & 0o1) === 0o1 || statSync(path).isFile();
  return open && (dirname(path) === path || isOpenToAll(dirname(path)));
}
const unreachable = isRoot && ![MAIN, process.execPath].every(isOpenToAll);

test.skipIf(unreachable)(
  "runs of somebody else are listed, not gone on with (needs a clone open to all for root)",
  () => {
    const run = join(folder, "runs", "theirs");
    const task = { room: "", name: "quickstart" };
    const resolved = { options: {}, origins: {} };
    createRunFolder(run, createRecord({ id: "theirs", task, resolved, seed: 1, threads: 1, device: "cpu" }));
    for (const path of [folder, run, join(folder, "runs")]) chmodSync(path, 0o555);
    const nobody = isRoot ? { uid: 65_534, gid: 65_534 } : {}; // nothing is forbidden to root
    const asNobody = (...words: string[]) =>
      spawnSync(process.execPath, [MAIN, "runs", ...words], { cwd: folder, encoding: "utf8", ...nobody });
    const list = asNobody("list");
    const resume = asNobody("resume", "theirs");
    for (const path of [folder, run, join(folder, "runs")]) chmodSync(path, 0o755);
    expect([list.status, list.stdout]).toEqual([0, expect.stringContaining("theirs  unfinished")]);
    expect([resume.status, resume.stderr]).toEqual([2, expect.stringContaining("[base/not-writable]")]);
  },
);

test("doctor --json is one document; what it finds has a state, and its cure where that is not ok", () => {
  const { stdout, stderr, status } = glueball("doctor", "--json", "--threads", "1");
  const { findings, verdict } = JSON.parse(stdout) as Awaited<ReturnType<typeof doctor.run>>;
  expect(stderr).toBe("");
  expect(status).toBe(verdict.passed ? 0 : 1);
  const names = [
    "Glueball",
    "Node",
    "packages",
    "onnxruntime",
    "processor",
    "threads",
    "memory",
    "load",
    "disk",
    "data",
  ];
  expect(findings.map(({ name }) => name)).toEqual(expect.arrayContaining(names));
  for (const { state, cure } of findings) expect(state === "ok" || cure !== undefined).toBe(true);
});

test("--help loads no room, and its time is reported", () => {
  const cache = { NODE_COMPILE_CACHE: join(folder, "cache") }; // as the launcher ./glueball has it
  const help = () =>
    spawnSync(process.execPath, [MAIN, "--help"], { encoding: "utf8", env: { ...process.env, ...cache } });
  help();
  const began = performance.now();
  const { status, stdout } = help();
  console.log(`glueball --help: ${(performance.now() - began).toFixed(0)} ms with the start of the process`);
  expect(status).toBe(0);
  expect(stdout).toContain("Usage: glueball <room> <verb>");
  const trace = `import { registerHooks } from "node:module";
    const seen = [];
    registerHooks({ load: (url, context, next) => (seen.push(url), next(url, context)) });
    process.on("exit", () => console.error(seen.join("\\n")));`;
  writeFileSync(join(folder, "trace.mjs"), trace);
  const hook = pathToFileURL(join(folder, "trace.mjs")).href;
  const traced = spawnSync(process.execPath, ["--import", hook, MAIN, "--help"], { encoding: "utf8" });
  const sources = traced.stderr.split("\n").filter((url) => url.includes("/src/"));
  const rooms = new Set(sources.map((url) => url.match(/\/src\/([^/]+)\//)![1]));
  expect(rooms).toEqual(new Set(["base", "cli"]));
  expect(traced.stderr).not.toContain("/zod/");
});

/** A script with a long task of `STEPS` steps; it starts the task, or resumes its run. */
function slowTask(): string {
  const from = (name: string): string => JSON.stringify(pathToFileURL(join(import.meta.dirname, name)).href);
  const script = `
    import { readFileSync, writeFileSync } from "node:fs";
    import { z } from ${JSON.stringify(import.meta.resolve("zod"))};
    import { task } from ${from("../run/index.ts")};
    import { runTask } from ${from("taskCommand.ts")};
    import { runTasks } from ${from("runs.ts")};
    import { reportError } from ${from("failure.ts")};
    const walk = task({
      room: "test", name: "walk", help: "walks", example: "glueball test walk", long: true, options: z.object({}),
      run: async (context) => {
        let place = context.resume === undefined ? 0 : Number(readFileSync(context.resume.path + "/place", "utf8"));
        for (let step = (context.resume?.step ?? 0) + 1; step <= ${STEPS}; step++) {
          place += context.rng.fork(step).normal();
          context.record(step, { place });
          if (step % 4 === 0) await context.folder.saveCheckpoint(step, (at) => writeFileSync(at + "/place", String(place)));
          context.progress({ stage: "walk", done: step, total: ${STEPS}, metrics: { place } });
          await new Promise((done) => setTimeout(done, Number(process.env.STEP_MS)));
          context.signal.throwIfAborted();
        }
        return { summary: "walked to " + place, place };
      },
    });
    const [verb, ...words] = process.argv.slice(2);
    const chosen = verb === "walk" ? walk : runTasks(async () => walk).find(({ name }) => name === verb);
    process.exitCode = await runTask(chosen, words, process).catch((error) => reportError(error, {}, process));`;
  const path = join(folder, "slow.ts");
  writeFileSync(path, script);
  return path;
}

function start(script: string, words: readonly string[], stepMs: number): ChildProcess {
  const env = { ...process.env, STEP_MS: String(stepMs) };
  return spawn(process.execPath, [script, ...words], { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
}

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function ended(child: ChildProcess): Promise<Ended> {
  let [stdout, stderr] = ["", ""];
  child.stdout!.on("data", (data) => (stdout += String(data)));
  child.stderr!.on("data", (data) => (stderr += String(data)));
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, stdout, stderr })));
}

/** Waits until the run has written this many steps. */
async function untilStep(run: string, step: number): Promise<void> {
  const path = join(folder, run, "metrics.jsonl");
  while (!existsSync(path) || readFileSync(path, "utf8").split("\n").length <= step) {
    await new Promise((done) => setTimeout(done, 3));
  }
}

const bytes = (run: string, name: string): string => readFileSync(join(folder, run, name), "utf8");

test("a run killed at a moment of its own, and resumed, ends with the files of one that was not", async () => {
  const script = slowTask();
  const whole = await ended(start(script, ["walk", "--out", "whole"], 0));
  expect(whole.code).toBe(0);
  expect(whole.stderr).not.toContain("\u001b"); // plain lines in a pipe
  const killed = start(script, ["walk", "--out", "killed"], 5);
  const end = ended(killed);
  await untilStep("killed", 10);
  killed.kill("SIGKILL");
  await end;
  expect(existsSync(join(folder, "killed", "manifest.json"))).toBe(false);
  const again = await ended(start(script, ["walk", "--out", "killed"], 0));
  expect(again.code).toBe(2);
  expect(again.stderr).toContain("[run/folder-unfinished]");
  const resumed = await ended(start(script, ["resume", "killed"], 0));
  expect(resumed.code).toBe(0);
  for (const name of ["metrics.jsonl", "result.json"]) expect(bytes("killed", name)).toBe(bytes("whole", name));
});

test("the first Ctrl-C finishes the step and says how to resume, exit code 130; the second stops at once", async () => {
  const script = slowTask();
  const polite = start(script, ["walk", "--out", "polite", "--json"], 20);
  const politeEnd = ended(polite);
  await untilStep("polite", 5);
  polite.kill("SIGINT");
  const { code, stdout, stderr } = await politeEnd;
  expect(code).toBe(130);
  expect(stdout).toBe("");
  expect(stderr).toMatch(
    /interrupted, saved up to step \d+ at .*polite \[run\/interrupted\]. Resume with: glueball runs resume/,
  );
  expect(bytes("polite", "log.txt")).toContain("interrupted");
  const events = stderr.trim().split("\n").slice(0, -1); // the last line is the error's sentence
  expect(events.map((line) => JSON.parse(line) as unknown)).toContainEqual({
    type: "log",
    text: "finishing this step; once more to stop at once",
  });

  const hasty = start(script, ["walk", "--out", "hasty"], 60_000);
  const hastyEnd = ended(hasty);
  await untilStep("hasty", 1);
  hasty.kill("SIGINT");
  await new Promise((done) =>
    hasty.stderr!.on("data", (data) => String(data).includes("once more") && done(undefined)),
  );
  hasty.kill("SIGINT");
  expect((await hastyEnd).code).toBe(130);
});
