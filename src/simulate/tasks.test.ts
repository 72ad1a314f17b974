/** The commands of this room: what they refuse, what Ctrl-C leaves behind, and that they go on. */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { EXIT, GlueballError } from "../base/index.ts";
import { open, particleEvents } from "../formats/index.ts";
import { executeTask, type Task } from "../run/index.ts";
import { tasks } from "./tasks.ts";

const MAIN = join(import.meta.dirname, "..", "cli", "main.ts");

let folder = "";
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "glueball-simulate-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const taskNamed = (name: string): Task => tasks.find((one) => one.name === name)!;

interface Asked {
  readonly preset?: string;
  readonly out?: string;
  readonly options?: Readonly<Record<string, unknown>>;
}

/** The error of a task that does not get as far as simulating. */
async function refusal(name: string, { preset, out, options = {} }: Asked): Promise<GlueballError> {
  const common = out === undefined ? {} : { out: join(folder, out) };
  const error = await executeTask(taskNamed(name), options, { preset, common }).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof GlueballError) return error;
  throw new Error("it was not refused", { cause: error });
}

test.each<[string, Asked, string]>([
  [
    "events",
    { preset: "lep" },
    "nobody said where the sample is to go at --out: expected events.h5, .parquet, .npy or .hepmc.gz [simulate/no-file]",
  ],
  [
    "jets",
    {},
    "nobody said where the sample is to go at --out: expected jets.parquet, .npy, .npz or .h5 [simulate/no-file]",
  ],
  ["events", { preset: "lep", out: "a.root" }, "[formats/unknown-ending]"],
  [
    "events",
    { preset: "lep", out: "a.csv" },
    "[formats/not-writable]. Leave the column out, or write JSON lines or Parquet",
  ],
  [
    "jets",
    { out: "a.hepmc" },
    "[simulate/jets-not-hepmc]. simulate events --preset jetclass writes the events of the same jets",
  ],
  [
    "events",
    { preset: "lepp", out: "a.h5" },
    'there is no such preset at --preset: found "lepp", expected one of lhco-rnd, lhco-blackbox1-like, jetclass, top-tagging, quark-gluon, lep [run/unknown-preset]',
  ],
  [
    "jets",
    { preset: "lhco-rnd", out: "a.parquet" },
    'there is no such preset at --preset: found "lhco-rnd", expected one of jetclass, top-tagging, quark-gluon [run/unknown-preset]',
  ],
  [
    "jets",
    { out: "a.parquet", options: { sample: "lhco-rnd" } },
    'this preset makes events, not single jets at preset: found "lhco-rnd", expected one of jetclass, top-tagging, quark-gluon [simulate/no-jets]. simulate events --preset lhco-rnd',
  ],
  [
    "events",
    { preset: "lep", out: "a.h5", options: { count: -3 } },
    "the option is out of range at --count: found -3, expected an integer > 0, <= 100000000 (default 1000) [run/option-out-of-range]",
  ],
  [
    "events",
    { preset: "lhco-rnd", out: "a.h5", options: { masses: "500,400,200" } },
    "[simulate/bad-masses]. 3500,500,100 are those of the LHC Olympics",
  ],
  [
    "events",
    { preset: "lhco-rnd", out: "a.h5", options: { masses: "3500,heavy,100" } },
    "[simulate/bad-masses]. 3500,500,100 are those of the LHC Olympics",
  ],
  ["events", { preset: "jetclass", out: "a.h5", options: { masses: "3500,500,100" } }, "[simulate/no-signal]"],
  ["jets", { out: "a.h5", options: { masses: "3500,500,100" } }, "[run/unknown-option]"],
  ["events", { preset: "lhco-rnd", out: "a.h5", options: { signalFraction: 2 } }, "[simulate/bad-option]"],
  ["jets", { out: "a.h5", options: { classes: "QCD,Tbq" } }, "[simulate/unknown-class]. Did you mean Tbqq?"],
  ["jets", { out: "a.h5", options: { detector: "cds" } }, "[simulate/unknown-detector]. Did you mean cms?"],
  ["events", { preset: "lep", out: "a.h5", options: { energy: 1 } }, "[simulate/bad-option]"],
  [
    "events",
    { preset: "lep", out: "a.h5", options: { scaleFactors: [0.5] } },
    "[simulate/no-place-for-weights]. Leave --scale-factors away, or choose another --out",
  ],
  ["events", { preset: "lep", out: "a.parquet", options: { scaleFactors: [0] } }, "[simulate/bad-scale-factors]"],
])("simulate %s with %j is refused before anything is made", async (name, asked, message) => {
  const error = await refusal(name, asked);
  expect(error.message).toContain(message);
  expect(error.exitCode).toBe(EXIT.badInput);
  expect(readdirSync(folder)).toEqual([]);
});

const HUGE = 100_000_000;
const HUGE_BYTES = 150_000 * HUGE;
const disk = statfsSync(tmpdir());

test.skipIf(disk.bavail * disk.bsize > HUGE_BYTES)(
  "more events than the disk holds are refused with exit code 3 (needs a disk with less than 15 TB free)",
  async () => {
    const error = await refusal("events", { preset: "lhco-rnd", out: "a.hepmc.gz", options: { count: HUGE } });
    expect(error.message).toMatch(
      /found "about 1.50e\+4 GB to write, [\d.e+]+ GB free".*\[simulate\/disk-too-small\]/u,
    );
    expect(error.exitCode).toBe(EXIT.tooLarge);
  },
);

/** The command as a process in the folder of the test. */
const glueball = (...words: string[]) =>
  spawnSync(process.execPath, [MAIN, "simulate", ...words], { cwd: folder, encoding: "utf8" });

test("an option that jets do not have is exit code 2, with --json as data", () => {
  const { status, stdout } = glueball("jets", "--masses", "3500,500,100", "--out", "a.h5", "--json");
  expect(status).toBe(EXIT.badInput);
  expect(JSON.parse(stdout)).toMatchObject({ exitCode: 2, error: { code: "run/unknown-option" } });
});

const samples = () => join(folder, "runs", "samples");
function chunkFiles(): string[] {
  if (!existsSync(samples())) return [];
  return readdirSync(samples(), { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".safetensors"));
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((done) => setTimeout(done, 5));
}

test("Ctrl-C leaves whole chunks and no file, says how to go on, and the same command does", async () => {
  const words = [
    "events",
    "--preset",
    "lep",
    "--energy",
    "12",
    "--count",
    "6000",
    "--threads",
    "1",
    "--out",
    "e.parquet",
  ];
  const child = spawn(process.execPath, [MAIN, "simulate", ...words], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (data) => (stdout += String(data)));
  child.stderr.on("data", (data) => (stderr += String(data)));
  const end = new Promise<number | null>((resolve) => child.on("close", resolve));
  await until(() => chunkFiles().length > 0);
  child.kill("SIGINT");
  expect(await end).toBe(EXIT.interrupted);
  expect(stdout).toBe("");
  const kept = chunkFiles();
  expect(kept.length).toBeLessThan(30);
  expect(stderr).toMatch(
    new RegExp(
      `glueball: interrupted: ${200 * kept.length} of 6000 rows are made and kept at runs.samples.lep-\\w+ ` +
        "\\[simulate/interrupted\\]. The same command goes on from there\\n$",
      "u",
    ),
  );
  expect(readdirSync(folder)).toEqual(["runs"]);

  const again = glueball(...words.with(6, "600"), "--json");
  expect(again.status).toBe(EXIT.done);
  expect(JSON.parse(again.stdout)).toMatchObject({
    preset: "lep",
    count: 600,
    made: Math.max(0, 600 - 200 * kept.length),
    files: ["e.parquet"],
  });
  const dataset = await open(join(folder, "e.parquet"));
  let rows = 0;
  for await (const { length } of particleEvents(dataset)) rows += length;
  await dataset.close();
  expect(rows).toBe(600);
});
