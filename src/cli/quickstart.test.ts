/** The quickstart as processes, from a clone beside which there are no data: what a newcomer sees. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { writeNpyFile } from "../formats/index.ts";

const REPOSITORY = join(import.meta.dirname, "../..");
/** A network that learns nothing, in a second. */
const TINY = "--steps 2 --every 2 --rows 2 --cap 31 --bins-pt 4 --bins-eta 4 --bins-phi 4 --count 4 --seed 3".split(
  " ",
);
const ABSENT = /No data folder has top2000, the first 2000 jets of .*GLUEBALL_DATA to the folder that holds /;

interface Document {
  readonly source: {
    readonly name: string;
    readonly selfMade: boolean;
    readonly jets: number;
    readonly sha256: string;
    readonly text: string;
    readonly reason?: string;
  };
  readonly summary: string;
}

let root = "";
let empty = "";
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "glueball-quickstart-"));
  mkdirSync((empty = join(root, "empty")));
  mkdirSync(join(root, "clone"));
  for (const entry of ["src", "package.json", "node_modules"]) {
    symlinkSync(join(REPOSITORY, entry), join(root, "clone", entry));
  }
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A command in a folder where it keeps its runs. Links are not followed, so the clone's neighbours are its own. */
function glueball(data: string, ...words: string[]) {
  const main = join(root, "clone/src/cli/main.ts");
  const flags = ["--preserve-symlinks", "--preserve-symlinks-main", "--disable-warning=ExperimentalWarning"];
  const env = { ...process.env, GLUEBALL_DATA: data };
  return spawnSync(process.execPath, [...flags, main, ...words], { cwd: root, env, encoding: "utf8" });
}

const quickstart = (data: string, ...words: string[]) => glueball(data, "quickstart", ...TINY, ...words);
const report = () => readFileSync(join(root, "runs/quickstart/report.html"), "utf8");

test("self-made jets: terminal, report and JSON say so; a second run makes none", { timeout: 120_000 }, () => {
  const words = ["--jets", "simulated:quark-gluon:40"];
  const text = "40 self-made jets (simulated:quark-gluon:40), simulated by this program";
  const first = quickstart(empty, ...words);
  expect([first.status, first.stderr]).toEqual([0, expect.stringContaining("40 of them were simulated now")]);
  expect(first.stdout).toContain(`\nLearned from ${text}.\n`);
  expect(report()).toContain(`<p class="lead">Learned from ${text}.</p>`);

  const second = quickstart(empty, ...words, "--json");
  expect([second.status, second.stderr]).toEqual([0, expect.stringContaining("0 of them were simulated now")]);
  const { source } = JSON.parse(second.stdout) as Document;
  expect(source).toEqual({
    name: "simulated:quark-gluon:40",
    selfMade: true,
    jets: 40,
    sha256: expect.any(String),
    text,
  });
});

test("public jets are taken without being asked for where a data folder has them", { timeout: 120_000 }, () => {
  const data = join(root, "data");
  mkdirSync(data);
  writeToys(join(data, "top2000_vectors.npy"));
  const { status, stdout, stderr } = quickstart(data, "--json");
  expect([status, stderr]).toEqual([0, expect.stringContaining("A data folder has top2000")]);
  const { source, summary } = JSON.parse(stdout) as Document;
  expect(source).toMatchObject({ name: "top2000", selfMade: false, jets: 40, text: "40 jets of top2000" });
  expect(summary).toContain("Learned from 40 jets of top2000. A data folder has top2000");
  expect(stdout + stderr).not.toMatch(/self-made/i);
});

test("a run that goes on keeps to the jets it began with: without them it stops", { timeout: 60_000 }, () => {
  rmSync(join(root, "runs/quickstart/manifest.json")); // the run of the test above, as if it had not been finished
  const { status, stderr } = glueball(empty, "runs", "resume", "runs/quickstart");
  expect([status, stderr]).toEqual([2, expect.stringContaining("[jetlm/jets-not-found]")]);
});

/** Jets of three particles; float32 (jets, 4, 3). */
function writeToys(path: string): void {
  const rng = createRng(1);
  const data = new Float32Array(40 * 4 * 3);
  for (let jet = 0; jet < 40; jet++) {
    for (let slot = 0; slot < 3; slot++) {
      const [px, py, pz] = [50 + rng.uniform(), rng.normal(), rng.normal()];
      [px, py, pz, Math.hypot(px, py, pz)].forEach((value, row) => (data[(jet * 4 + row) * 3 + slot] = value));
    }
  }
  writeNpyFile(path, { type: "f4", shape: [40, 4, 3], data });
}

test("a mistake in the name is one error, exit code 2", { timeout: 60_000 }, () => {
  const { status, stderr } = quickstart(empty, "--jets", "simulated:top-taging");
  expect([status, stderr]).toEqual([2, expect.stringContaining("[jetlm/unknown-simulated-jets]")]);
});

test.skipIf(process.env["GLUEBALL_LONG"] === undefined)(
  "without data: 2000 self-made jets, with the reason (needs ./test --long)",
  { timeout: 600_000 },
  () => {
    const { status, stdout, stderr } = quickstart(empty, "--json");
    expect([status, stderr]).toEqual([0, expect.stringMatching(ABSENT)]);
    const { source } = JSON.parse(stdout) as Document;
    expect(source).toMatchObject({ name: "simulated:top-tagging:2000", selfMade: true, jets: 2000 });
    expect(report()).toContain(
      "2000 self-made jets (simulated:top-tagging:2000), simulated by this program. No data folder",
    );
  },
);
