import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { createContext, findData } from "../run/index.ts";
import type { RunEvent, TaskResult } from "../run/index.ts";
import type { Inspection } from "./inspect.ts";
import { tasks } from "./tasks.ts";

const folder = mkdtempSync(join(tmpdir(), "glueball-data-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function run<Result extends TaskResult>(
  name: string,
  options: Record<string, unknown>,
  events: RunEvent[] = [],
): Promise<Result> {
  const task = tasks.find((candidate) => candidate.name === name)!;
  const context = createContext();
  context.subscribe((event) => events.push(event));
  return (await task.run(context, task.options.parse(options))) as Result;
}

const inspectFile = (file: string, options = {}): Promise<Inspection & TaskResult> =>
  run("inspect", { file, ...options });

/** A file of text in the scratch folder. */
function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const TABLE = file("jets.csv", 'fatjet_pt,phi,tag\n500,1,"a"\n700.5,200,"b"\nnan,3,"c"\n');

test("inspect says what a file holds, for people and for programs", async () => {
  const { summary, ...inspection } = await inspectFile(TABLE);
  expect(inspection).toEqual({
    path: TABLE,
    bytes: 52,
    format: "CSV",
    rows: 3,
    inspected: 3,
    particles: undefined,
    metadata: {},
    columns: [
      {
        name: "fatjet_pt",
        type: "float64",
        shape: [],
        ragged: false,
        count: 3,
        notFinite: 1,
        first: [500],
        firstCount: 1,
        range: { min: 500, median: 600.25, max: 700.5 },
      },
      {
        name: "phi",
        type: "float64",
        shape: [],
        ragged: false,
        count: 3,
        notFinite: 0,
        first: [1],
        firstCount: 1,
        range: { min: 1, median: 3, max: 200 },
      },
      { name: "tag", type: "string", shape: [], ragged: false, count: 3, notFinite: 0, first: ["a"], firstCount: 1 },
    ],
    warnings: [
      "column fatjet_pt: 1 of 3 numbers in the first rows are NaN or infinite",
      "column phi: angles up to 200.0 look like degrees and are taken for radians",
    ],
  });
  expect(summary).toBe(`${TABLE}: CSV, 52 bytes, 3 rows

column     type     unit  min  median    max  first row
fatjet_pt  float64        500  600.25  700.5  500
phi        float64          1    3     200    1
tag        string                             "a"
Ranges are of all rows.

warnings:
  column fatjet_pt: 1 of 3 numbers in the first rows are NaN or infinite
  column phi: angles up to 200.0 look like degrees and are taken for radians`);
});

test("ranges are of the first rows, and the rows are counted to the end", async () => {
  const { rows, inspected, columns, summary } = await inspectFile(TABLE, { rows: 2, columns: ["phi,tag"] });
  expect([rows, inspected, columns.map(({ name }) => name)]).toEqual([3, 2, ["phi", "tag"]]);
  expect(columns[0]!.range).toEqual({ min: 1, median: 100.5, max: 200 });
  expect(summary).toContain("Ranges are of the first 2 rows.");
});

test.each([
  [
    "MeV",
    "1 0 0 250000\n-1 0 0 250000\n",
    "the particles of a row have 5.00e+5 in all, which looks like MeV and is taken for GeV",
  ],
  [
    "TeV",
    "0.1 0 0 0.25\n-0.1 0 0 0.25\n",
    "the particles of a row have 0.500 in all, which looks like TeV and is taken for GeV",
  ],
  ["a momentum that is none", "1 0 0 5\nnan 0 0 5\n", "nan"],
])("%s in four-vectors is noticed", async (name, text, warning) => {
  const path = file(`${name}.dat`, text);
  const outcome = await inspectFile(path).then(
    ({ warnings }) => warnings.join("; "),
    (error: Error) => error.message,
  );
  expect(outcome).toContain(warning);
});

test("units of jets are suspected by their column's name", async () => {
  const path = file("units.csv", "jet_pt,fatjet_pt,jet_eta\n400000,0.5,11\n300000,0.6,2\n");
  const { warnings } = await inspectFile(path);
  expect(warnings).toEqual([
    "column jet_pt: the median pT is 3.50e+5, which looks like MeV and is taken for GeV",
    "column fatjet_pt: the median pT of fat jets is 0.550, which looks like TeV and is taken for GeV",
    "column jet_eta: |eta| up to 11.00, beyond every detector",
  ]);
});

test("only the first forty columns are printed unless all are wanted", async () => {
  const names = Array.from({ length: 50 }, (_, i) => `c${i}`).join(",");
  const path = file("wide.csv", `${names}\n${names.replaceAll("c", "")}\n`);
  const [some, all] = [await inspectFile(path), await inspectFile(path, { all: true })];
  expect(some.columns.length).toBe(50);
  expect(some.summary).toContain("and 10 more columns: --all shows them");
  expect([some.summary.includes("c49"), all.summary.includes("c49")]).toEqual([false, true]);
});

test("convert writes columns and rows, reports how far it is, and passes warnings on", async () => {
  const events: RunEvent[] = [];
  const output = join(folder, "some.parquet");
  const result = await run("convert", { input: TABLE, output, columns: ["tag", "phi"], rows: "1:" }, events);
  expect(result).toMatchObject({
    input: TABLE,
    output,
    rows: 2,
    summary: expect.stringMatching(/^2 rows in .*some\.parquet \(\d+ bytes\)$/u),
  });
  expect(events).toEqual([
    { type: "input", path: TABLE },
    { type: "progress", stage: "convert", done: 2, total: undefined },
  ]);
  const { columns, rows } = await inspectFile(output);
  expect([rows, columns.map(({ name, first }) => [name, first[0]])]).toEqual([
    2,
    [
      ["tag", "b"],
      ["phi", 200],
    ],
  ]);
});

test("an output that exists is kept, unless it is to be replaced", async () => {
  const output = file("there.jsonl", "mine");
  await expect(run("convert", { input: TABLE, output })).rejects.toThrow(
    `the output file exists at ${output} [formats/output-exists]. Choose another name, or replace it with --replace`,
  );
  await run("convert", { input: TABLE, output, replace: true });
  expect((await inspectFile(output)).rows).toBe(3);
});

test.each([
  ["rows", { rows: "3" }, 'this is no range of rows at --rows: found "3", expected a:b with a <= b'],
  ["rows backwards", { rows: "3:2" }, 'found "3:2"'],
  ["an unknown ending", { output: "x.root" }, 'no writer makes a file of this ending at x.root: found ".root"'],
  ["an unknown column", { columns: ["pt,phi"] }, "the file has no such column at"],
  ["a missing input", { input: "nothing.csv" }, "there is no such file at nothing.csv"],
  ["a part of a text", { part: "Events" }, "a CSV file has no parts to choose from"],
])("convert refuses %s before it writes anything", async (_what, options, message) => {
  const output = join(folder, "refused.jsonl");
  await expect(run("convert", { input: TABLE, output, ...options })).rejects.toThrow(message);
  expect(existsSync(output)).toBe(false);
});

test("names that hold commas are columns as well", async () => {
  const path = file("commas.csv", '"p, raw",q\n1,2\n');
  const { columns } = await inspectFile(path, { columns: ["p, raw"] });
  expect(columns.map(({ name }) => name)).toEqual(["p, raw"]);
});

test("an interrupt ends a conversion between batches, and nothing stays", async () => {
  const controller = new AbortController();
  const context = createContext({ signal: controller.signal });
  controller.abort();
  const output = join(folder, "stopped.parquet");
  const task = tasks.find(({ name }) => name === "convert")!;
  await expect(Promise.resolve(task.run(context, task.options.parse({ input: TABLE, output })))).rejects.toThrow(
    "aborted",
  );
  expect(existsSync(output)).toBe(false);
});

const LHCO = "jets-lhco/lhco/events_anomalydetection_tiny.h5";
test.skipIf(findData(LHCO) === undefined)(
  "the LHC Olympics events are inspected and converted to a table of their particles (needs shared data)",
  async () => {
    const input = findData(LHCO)!;
    const { rows, particles, columns, warnings } = await inspectFile(input, { rows: 50 });
    expect([rows, particles, warnings]).toEqual([
      1000,
      "array particles of shape [N, 3]: pt, eta, phi, massless (LHC Olympics)",
      [],
    ]);
    expect(columns.map(({ name, shape }) => [name, shape])).toEqual([
      ["particles", [700, 3]],
      ["label", []],
    ]);
    const output = join(folder, "lhco.safetensors");
    await run("convert", { input, output, rows: "990:1000" });
    const converted = await inspectFile(output);
    expect([converted.rows, converted.particles]).toEqual([10, particles]);
  },
);
