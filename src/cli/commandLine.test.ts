import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { GlueballError } from "../base/index.ts";
import { createRecord, createRunFolder, lockRun, task, taskFields, taskTitle } from "../run/index.ts";
import type { Task } from "../run/index.ts";
import { commandLine } from "./commandLine.ts";
import { dataFinding, nodeFinding } from "./doctor.ts";
import { reportError } from "./failure.ts";
import { ROOMS } from "./rooms.ts";
import { runTask } from "./taskCommand.ts";

let root = "";
beforeEach(() => (root = mkdtempSync(join(tmpdir(), "glueball-cli-"))));
afterEach(() => rmSync(root, { recursive: true }));

interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs with streams of text. */
async function capture(
  run: (streams: Parameters<typeof commandLine>[1]) => Promise<number> | number,
): Promise<Outcome> {
  let [stdout, stderr] = ["", ""];
  const exitCode = await run({
    stdout: { write: (text) => void (stdout += text) },
    stderr: { write: (text) => void (stderr += text) },
  });
  return { exitCode, stdout, stderr };
}

/** The words of a line as a shell divides them, with double quotes only. */
const wordsOf = (line: string): string[] =>
  [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!);
const glueball = (line: string): Promise<Outcome> => capture((streams) => commandLine(wordsOf(line), streams));

/** A task with one option of each kind; it gives back what it received. */
const echo = task({
  room: "test",
  name: "echo",
  help: "Gives back its options",
  inputs: ["file", "more"],
  options: z.object({
    file: z.string().describe("a file"),
    more: z.array(z.string()).default([]).describe("more files"),
    minPt: z.number().nonnegative().default(20).describe("lowest jet pT [GeV]"),
    count: z.int().min(1).default(5).describe("events"),
    algorithm: z.enum(["antiKt", "kt"]).default("antiKt").describe("recombination"),
    ordered: z.boolean().default(true).describe("keep the order"),
    areas: z.boolean().default(false).describe("compute areas"),
    cuts: z.array(z.number()).default([]).describe("cuts"),
    size: z
      .union([z.number(), z.literal("auto")])
      .default("auto")
      .describe("a number or auto"),
  }),
  presets: { study: {}, smoke: { count: 1 } },
  example: "glueball test echo a.hepmc",
  run: ({ seed }, options) => ({ summary: `echo of ${options.file}`, seed, options }),
});

const runEcho = (...words: string[]): Promise<Outcome> =>
  capture(async (streams) => {
    try {
      return await runTask(echo, words, streams);
    } catch (error) {
      return reportError(error, { json: words.includes("--json"), debug: false }, streams);
    }
  });

test("flags of every kind become values", async () => {
  const words =
    "a.hepmc b c --min-pt 1e2 --count 3 --algorithm kt --no-ordered --areas --cuts 0.1,-2 --size 7 --seed 9 --json";
  const { exitCode, stdout } = await runEcho(...words.split(" "));
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    seed: 9,
    options: {
      file: "a.hepmc",
      more: ["b", "c"],
      minPt: 100,
      count: 3,
      algorithm: "kt",
      ordered: false,
      areas: true,
      cuts: [0.1, -2],
      size: 7,
    },
  });
});

test("without --json the summary is what is printed, and a dry run prints options with their origin", async () => {
  expect(await runEcho("a")).toEqual({ exitCode: 0, stdout: "echo of a\n", stderr: "" });
  const { stdout } = await runEcho("a", "--min-pt", "30", "--preset", "smoke", "--dry-run");
  const lines = stdout.split("\n").map((line) => line.trim().split(/ {2,}/));
  expect(lines).toContainEqual(["minPt", "30", "given"]);
  expect(lines).toContainEqual(["count", "1", "preset smoke"]);
  expect(lines).toContainEqual(["ordered", "true", "default"]);
  expect(stdout).toContain("Nothing was run.");
});

test.each<[words: string, message: string]>([
  [
    "a --min-pt -3",
    "the option is out of range at --min-pt: found -3, expected a number >= 0 [GeV] (default 20) [run/option-out-of-range]",
  ],
  [
    "a --min-pt 20GeV",
    'the option has the wrong type at --min-pt: found "20GeV", expected a number >= 0 [GeV] (default 20) [run/option-wrong-type]',
  ],
  [
    "a --min-pt NaN",
    'the option has the wrong type at --min-pt: found "NaN", expected a number >= 0 [GeV] (default 20) [run/option-wrong-type]',
  ],
  [
    "a --min-pt=",
    'the option has the wrong type at --min-pt: found "", expected a number >= 0 [GeV] (default 20) [run/option-wrong-type]',
  ],
  [
    "a --count 0x10",
    'the option has the wrong type at --count: found "0x10", expected an integer >= 1 (default 5) [run/option-wrong-type]',
  ],
  [
    "a --count 1.5",
    "the option has the wrong type at --count: found 1.5, expected an integer >= 1 (default 5) [run/option-wrong-type]",
  ],
  [
    "a --algorithm anti-kt",
    'the option is not one of its choices at --algorithm: found "anti-kt", expected one of antiKt, kt (default antiKt) [run/option-not-a-choice]. Did you mean antiKt?',
  ],
  [
    "a --cuts 1,x",
    'the option has the wrong type at --cuts: found "x", expected a list of numbers (default none) [run/option-wrong-type]',
  ],
  [
    "a --size large",
    'the option has the wrong type at --size: found "large", expected a number or auto (default auto) [run/option-wrong-type]',
  ],
  [
    "",
    "a value that must be given is missing at <file>: expected a file [run/option-missing]. Example: glueball test echo a.hepmc",
  ],
  ["a --mn-pt 3", 'there is no such option: found "--mn-pt" [run/unknown-option]. Did you mean --min-pt or --count?'],
  [
    "--file a",
    'there is no such option: found "--file" [run/unknown-option]. <file> has no flag: give it by its place',
  ],
  [
    "a --count",
    "an option has no value at --count: expected an integer >= 1 (default 5): events [run/option-missing]. Example: glueball test echo a.hepmc",
  ],
  [
    "a --out --areas",
    "an option has no value at --out: expected run folder of a long task; of others, a file for the result as JSON [run/option-missing]. Example: glueball test echo a.hepmc",
  ],
  [
    "a --preset big",
    'there is no such preset at --preset: found "big", expected one of study, smoke [run/unknown-preset]',
  ],
  [
    "a --seed -1",
    "the option is out of range at --seed: found -1, expected an integer >= 0 (default 1) [run/option-out-of-range]",
  ],
  [
    "a --device gpu",
    'the option is not one of its choices at --device: found "gpu", expected one of cpu, webgpu, cuda (default cpu) [run/option-not-a-choice]. Did you mean cpu?',
  ],
])("test echo %s: one line, exit 2", async (words, message) => {
  const given = words.split(" ").filter((word) => word !== "");
  expect(await runEcho(...given)).toEqual({ exitCode: 2, stdout: "", stderr: `glueball: ${message}\n` });
});

test.each<[line: string, message: string]>([
  [
    "jetlmm train",
    'there is no such room at glueball: found "jetlmm", expected one of quickstart, data, jets, simulate, jetlm, lagrangian, runs, doctor, bench [cli/unknown-room]. Did you mean jetlm?',
  ],
  [
    "runs lst",
    'there is no such verb at glueball runs: found "lst", expected one of list, show, compare, resume [cli/unknown-verb]. Did you mean list?',
  ],
  [
    "runs list extra",
    "too many arguments. Expected 0 arguments but got 1: extra [cli/words-refused]. Inputs come before or after options; --help shows them",
  ],
])("glueball %s: one line, exit 2", async (line, message) => {
  expect(await glueball(line)).toEqual({ exitCode: 2, stdout: "", stderr: `glueball: ${message}\n` });
});

test("with --json an error is one JSON document on stdout, its sentence on stderr", async () => {
  const { exitCode, stdout, stderr } = await runEcho("a", "--count", "0", "--json");
  expect(JSON.parse(stdout)).toMatchObject({
    exitCode: 2,
    error: { code: "run/option-out-of-range", place: "--count", found: 0, expected: "an integer >= 1 (default 5)" },
  });
  expect(stderr).toMatch(/^glueball: the option is out of range.*\n$/);
  expect(exitCode).toBe(2);
});

test("a fault of the program is told from bad input; the stack is shown on request only", async () => {
  const fault = new TypeError("x is undefined");
  const quiet = await capture((streams) => reportError(fault, { json: false, debug: false }, streams));
  expect(quiet.exitCode).toBe(70);
  expect(quiet.stderr).toContain("fault in Glueball itself: x is undefined");
  expect(quiet.stderr).not.toMatch(/^ +at /m);
  const loud = await capture((streams) => reportError(fault, { json: false, debug: true }, streams));
  expect(loud.stderr).toContain("commandLine.test.ts");
  const full = Object.assign(new Error("ENOSPC: no space left"), { code: "ENOSPC", path: "a.h5" });
  const place = await capture((streams) => reportError(full, { json: false, debug: false }, streams));
  expect(place.exitCode).toBe(2);
  expect(place.stderr).toContain('(ENOSPC) at a.h5: found "a full disk" [base/system-refuses]');
});

test.each([
  ["passed", true, 0],
  ["NOT PASSED", false, 1],
])("a verdict is printed and decides the exit code: %s", async (word, passed, code) => {
  const judged: Task = {
    ...echo,
    options: z.object({}),
    inputs: [],
    run: () => ({ summary: "s", verdict: { passed, text: "t" } }),
  };
  const outcome = await capture((streams) => runTask(judged, [], streams));
  expect(outcome).toEqual({ exitCode: code, stdout: `s\n${word}: t\n`, stderr: "" });
});

test("help: every option with unit, range and default, and the example at the end", async () => {
  const { exitCode, stdout, stderr } = await runEcho("--help");
  expect([exitCode, stderr]).toEqual([0, ""]);
  expect(stdout).toContain("Usage: glueball test echo [options] <file> [more...]");
  expect(stdout.replace(/\s+/g, " ")).toContain("--min-pt <number> lowest jet pT [GeV] (>= 0; default 20)");
  expect(stdout.replace(/\s+/g, " ")).toContain("--size <value> a number or auto (default auto)");
  expect(stdout.replace(/\s+/g, " ")).toContain(
    "--preset <name> settings of many options at once: study, smoke (default study)",
  );
  expect(stdout.replace(/\s+/g, " ")).toContain("--no-ordered switch off, on by default: keep the order");
  expect(stdout.trimEnd().endsWith("Example:\n  glueball test echo a.hepmc")).toBe(true);
});

test("help of the house and of a room lists all rooms and verbs; no word is help too", async () => {
  const house = await glueball("--help");
  expect(house.exitCode).toBe(0);
  for (const { name } of ROOMS) expect(house.stdout).toContain(`  ${name} `);
  expect(await capture((streams) => commandLine([], streams))).toEqual(house);
  expect((await glueball("runs")).stdout).toContain("compare     Compare runs");
  for (const { name, verbs } of ROOMS.filter((room) => room.verbs.length > 0)) {
    const { exitCode, stdout } = await glueball(name);
    expect(exitCode, name).toBe(0);
    for (const verb of verbs) expect(stdout).toContain(`\n  ${verb.name} `); // verbs of two words too
  }
});

test.each(ROOMS.map((room) => [room.name, room] as const))(
  "the table and the tasks of %s do not drift apart, and examples are accepted command lines",
  async (_, room) => {
    const tasks = await room.load();
    const listed = room.verbs.length === 0 ? [{ name: room.name, help: room.help }] : room.verbs;
    const isHouse = room.verbs.length === 0;
    expect(tasks.map(({ name, help }) => ({ name, help }))).toEqual(listed);
    for (const each of tasks) {
      expect(each.room).toBe(isHouse ? "" : room.name);
      const { exitCode, stderr } = await glueball(`${each.example.replace(/^glueball /, "")} --dry-run`);
      expect(stderr).toBe("");
      expect(exitCode).toBe(0);
      expect(each.example.startsWith(`glueball ${taskTitle(each)}`)).toBe(true);
      expect(taskFields(each).filter(({ help }) => help === "")).toEqual([]); // every option is described
      for (const preset of Object.values(each.presets ?? {})) {
        for (const name of Object.keys(preset)) expect(Object.keys(each.options.shape)).toContain(name);
      }
    }
  },
);

function makeRun(name: string, steps: number, loss: number, passed = true): void {
  const resolved = { options: { steps, width: 64 }, origins: { steps: "given", width: "default" } as const };
  const record = createRecord({
    id: name,
    task: { room: "jetlm", name: "train" },
    resolved,
    seed: 1,
    threads: 1,
    device: "cpu",
  });
  const folder = createRunFolder(join(root, name), record);
  folder.metrics.append(steps, { loss });
  folder.write("result.json", JSON.stringify({ summary: "learned", verdict: { passed, text: "W1 at the floor" } }));
  folder.finish("done", "learned");
}

test("runs list, show and compare read the folders", async () => {
  makeRun("first", 100, 2.5);
  makeRun("second", 2000, 2.25);
  const list = await glueball(`runs list --root ${root}`);
  expect(list.stdout.split("\n").map((line) => line.trim().split(/ {2,}/))).toEqual([
    ["run", "status", "seed", "summary"],
    ["first", "done", "1", "learned"],
    ["second", "done", "1", "learned"],
    [""],
  ]);
  const show = await glueball(`runs show first --root ${root}`);
  expect(show.stdout).toContain("jetlm train: done: learned");
  expect(show.stdout).toContain("verdict  passed: W1 at the floor");
  expect(show.stdout).toContain("files    3, all as written");
  const { differing, metrics } = JSON.parse((await glueball(`runs compare first second --root ${root} --json`)).stdout);
  expect(differing.rows).toEqual([["steps", "100", "2000"]]);
  expect(metrics.rows).toContainEqual(["loss", { exact: 2.5 }, { exact: 2.25 }]);
  const table = (await glueball(`runs compare first second --root ${root}`)).stdout.split("\n");
  const [steps, loss] = [/^step /, /^loss /].map((start) => table.find((line) => start.test(line))!);
  expect(loss!.indexOf(".")).toBe(steps!.indexOf("100") + 3); // the point of 2.5 stands where that of 100 would
});

test("showing a run with a negative verdict is itself no failure", async () => {
  makeRun("first", 100, 2.5, false);
  const { exitCode, stdout } = await glueball(`runs show first --root ${root}`);
  expect(exitCode).toBe(0);
  expect(stdout.match(/NOT PASSED/g)).toHaveLength(1);
});

test("runs show draws the course of the metrics and tells where the report is", async () => {
  makeRun("first", 8, 1);
  const folder = join(root, "first");
  rmSync(join(folder, "manifest.json"));
  const lines = Array.from(
    { length: 8 },
    (_, i) => `{"step":${i + 1},"loss":${8 - i}${i === 3 ? ',"accuracy":"NaN"' : ""}}\n`,
  );
  writeFileSync(join(folder, "metrics.jsonl"), lines.join(""));
  expect((await glueball(`runs show first --root ${root}`)).stdout).not.toContain("report");
  writeFileSync(join(folder, "report.html"), "");
  const { stdout } = await glueball(`runs show first --root ${root}`);
  expect(stdout).toContain(`\nreport   ${join(folder, "report.html")}\n`);
  const table = stdout.split("\n").map((line) => line.trim().split(/ {2,}/));
  expect(table).toContainEqual(["loss", "8", "1", "1", "8", "█▇▆▅▄▃▂▁"]);
  expect(table).toContainEqual(["accuracy", "NaN", "NaN"]);
  const { lastMetrics } = JSON.parse((await glueball(`runs show first --root ${root} --json`)).stdout);
  expect(lastMetrics).toEqual({ step: 8, loss: 1, accuracy: "NaN" }); // accuracy was last written at step 4
});

test("runs show tells that a run is at work", async () => {
  makeRun("first", 100, 2.5);
  rmSync(join(root, "first", "manifest.json"));
  const unlock = lockRun(join(root, "first"));
  expect((await glueball(`runs show first --root ${root}`)).stdout).toMatch(/^jetlm train: running since .*Z\n/);
  unlock();
});

test("runs show tells how to go on with an unfinished run, and what was changed in a finished one", async () => {
  makeRun("first", 100, 2.5);
  rmSync(join(root, "first", "result.json"));
  expect((await glueball(`runs show first --root ${root}`)).stdout).toContain("changed since: result.json");
  rmSync(join(root, "first", "manifest.json"));
  expect((await glueball(`runs show first --root ${root}`)).stdout).toMatch(
    /unfinished since .*; resume with: glueball runs resume .*first/,
  );
});

test("runs: one that does not exist, one that is finished, and one of a task that is gone", async () => {
  makeRun("first", 100, 2.5);
  expect((await glueball(`runs show second --root ${root}`)).stderr).toContain('found "second"');
  const finished = await glueball(`runs resume first --root ${root}`);
  expect(finished.exitCode).toBe(2);
  expect(finished.stderr).toContain("[run/already-finished]");
  const record = createRecord({
    id: "old",
    task: { room: "jetlm", name: "dream" },
    resolved: { options: {}, origins: {} },
    seed: 1,
    threads: 1,
    device: "cpu",
  });
  createRunFolder(join(root, "old"), record);
  const gone = await glueball(`runs resume old --root ${root}`);
  expect(gone.stderr).toContain('found "jetlm dream" [cli/task-gone]');
});

test("doctor's findings: an old Node and no data are told with their cure", () => {
  expect(nodeFinding("20.1.0")).toMatchObject({ state: "missing", cure: expect.stringContaining("./glueball") });
  expect(nodeFinding("24.0.0").state).toBe("ok");
  expect(dataFinding([])).toMatchObject({ state: "warning", cure: expect.stringContaining("GLUEBALL_DATA") });
});

test("an interrupt is exit code 130", async () => {
  const cause = new GlueballError({ code: "run/interrupted", what: "interrupted" }, 130);
  const outcome = await capture((streams) => reportError(cause, { json: false, debug: false }, streams));
  expect(outcome).toEqual({ exitCode: 130, stdout: "", stderr: "glueball: interrupted [run/interrupted]\n" });
});
