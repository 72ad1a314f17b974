import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { GlueballError } from "../../base/index.ts";
import { findData } from "../../run/index.ts";
import { byteFileOf } from "../byteFile.ts";
import { convert } from "../convert.ts";
import type { Batch, ColumnData, ColumnSchema, Dataset } from "../dataset.ts";
import { openLhe, readLhe } from "../lhe.ts";
import { open } from "../open.ts";
import { tableOf } from "../table.ts";
import { writeTable } from "../writers.ts";

const folder = mkdtempSync(join(tmpdir(), "glueball-lhe-table-"));
afterAll(() => rmSync(folder, { recursive: true }));

const TEXT = `<LesHouchesEvents version="3.0">
<header>
cards
</header>
<init>
2212 -2212 6500 980 0 1 247000 10042 -4 2
7.0E+08 4.25E+06 7.0E+08 1
2.5 0.125 3 77
<generator name='Trial' version='1'></generator>
</init>
<event npNLO="2">
 4 1 +7.0D+08 24.4 7.5e-03 .167
 21 -1 0 0 503 501 +0.0E+00 0.0 +5.0D+01 5.0d1 0.0 0.0 1.0
 21 -1 0 0 504 502 0 0 -5.0D+01 5.0D+01 0 0 9
 21 1 1 2 503 502 +30 0 40 50 0 0 1
 21 1 1 2 504 501 -30 0 -40 50 0 0 1
<rwgt>
<wgt id='a'> 1.5 </wgt>
</rwgt>
</event>
<event>
 1 77 1 91 0.0078125 0.1
 22 1 0 0 0 0 0 0 45.5 45.5 0 0 9
</event>
</LesHouchesEvents>
`;
const NO_TEXT = ["weightId", "weightValue", "text"];

const trial = (): Promise<Dataset> => openLhe(byteFileOf(Buffer.from(TEXT), "trial.lhe"));
const rowsOf = (dataset: Dataset): Promise<Batch[]> => Array.fromAsync(dataset.batches());
const namesOf = ({ schema }: Dataset): string[] => schema.map(({ name }) => name);

test("a file of the same kind is kept whole, header and texts included, or the rows that are wanted", async () => {
  const source = join(folder, "source.lhe.gz");
  await writeTable(source, tableOf(await trial()));
  const again = join(folder, "again.lhe.zst");
  expect(await convert(await open(source), again)).toBe(2);
  const [first, second] = [await readLhe(source), await readLhe(again)];
  expect(second.run).toEqual(first.run);
  expect(await Array.fromAsync(second.events)).toEqual(await Array.fromAsync(first.events));
  const second77 = join(folder, "second.lhe");
  expect(await convert(await open(again), second77, { start: 1 })).toBe(1);
  expect((await rowsOf(await open(second77)))[0]!.columns.get("processId")!.values).toEqual(Int32Array.of(77));
});

test("all columns come back through Parquet, with the run but without the header", async () => {
  const original = await trial();
  const parquet = join(folder, "events.parquet");
  expect(await convert(original, parquet)).toBe(2);
  const back = join(folder, "back.lhe");
  expect(await convert(await open(parquet), back)).toBe(2);
  const dataset = await open(back);
  expect(await rowsOf(dataset)).toEqual(await rowsOf(original));
  const { generator: _, ...run } = original.metadata;
  expect(dataset.metadata).toEqual(run);
  const { processes, pdfGroups, header } = (await readLhe(back)).run;
  expect([processes.map(({ id }) => id), pdfGroups, header]).toEqual([[1, 77], [0, 1], ""]);
});

test("weights without the texts that they stood in are listed as weights", async () => {
  const dataset = await trial();
  const path = join(folder, "weights.lhe");
  await writeTable(
    path,
    tableOf(
      dataset,
      namesOf(dataset).filter((name) => name !== "text"),
    ),
  );
  const [batch] = await rowsOf(await open(path));
  const [original] = await rowsOf(dataset);
  for (const name of ["weightId", "weightValue", "tag", "px"])
    expect(batch!.columns.get(name)).toEqual(original!.columns.get(name));
  expect(batch!.columns.get("text")!.values).toEqual([
    "<rwgt>\n<wgt id='a'> 1.5000000000000000e+00 </wgt>\n</rwgt>",
    "",
  ]);
});

const REAL = findData("jets-lhco/generator/madgraph5-3.5.8_pp_to_jj_13TeV_1000ev.lhe.gz");
test.skipIf(REAL === undefined)("MadGraph's events come out as they went in (needs shared data)", async () => {
  const output = join(folder, "madgraph.lhe.gz");
  expect(await convert(await open(REAL!), output, { end: 20 })).toBe(20);
  const [first, second] = [await readLhe(REAL!), await readLhe(output)];
  expect(second.run).toEqual(first.run);
  for await (const event of second.events) expect(event).toEqual((await first.events.next()).value);
  await first.events.return(undefined);
});

describe("refused, and nothing stays:", () => {
  const refused = async (
    table: Partial<{
      schema: readonly ColumnSchema[];
      metadata: Record<string, string>;
      change: Record<string, ColumnData>;
    }>,
  ) => {
    const dataset = await trial();
    const { schema = dataset.schema, metadata = dataset.metadata, change = {} } = table;
    const batches = (async function* () {
      for (const batch of await rowsOf(dataset))
        yield { ...batch, columns: new Map([...batch.columns, ...Object.entries(change)]) };
    })();
    const error = await writeTable(join(folder, "no.lhe"), { schema, metadata, batches }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(GlueballError);
    expect(readdirSync(folder).filter((name) => name.startsWith("no."))).toEqual([]);
    return (error as GlueballError).message;
  };
  const without = async (...names: string[]) => (await trial()).schema.filter(({ name }) => !names.includes(name));

  test("columns that are missing or strange", async () => {
    expect(await refused({ schema: await without("mother1", ...NO_TEXT) })).toMatch(
      /^LHE needs a column at .*no.lhe, column mother1 \[formats\/not-writable\]. Choose processId, weight, /,
    );
    expect(await refused({ schema: await without("weightId") })).toMatch(/one of weights at .*, column weightId/);
    const strange = { name: "puppi", type: "float64", shape: [], ragged: true } as const;
    expect(await refused({ schema: [...(await without()), strange] })).toMatch(/no place for a column at .*puppi/);
    const text = { name: "spin", type: "string", shape: [], ragged: true } as const;
    expect(await refused({ schema: [...(await without("spin")), text] })).toMatch(/no place for a column at .*spin/);
  });

  test("a run that is not there", async () => {
    expect(await refused({ metadata: {} })).toMatch(
      /^Les Houches events need the run, and the metadata have no beams of it at .*: expected 2 numbers \[formats\/not-writable\]/,
    );
    const { metadata } = await trial();
    expect(await refused({ metadata: { ...metadata, processes: "1 2 3" } })).toContain("no processes of it");
  });

  test("rows that do not fit together, with their row", async () => {
    const offsets = Uint32Array.of(0, 4, 5);
    const mothers = { values: Int32Array.of(0, 0, 1, 5, 0), offsets };
    expect(await refused({ change: { mother2: mothers } })).toBe(
      "column mother2 has a number that LHE has no place for at row 0: found 5, expected 0 to 4 [formats/not-writable]",
    );
    const short = { values: new Float64Array(4), offsets: Uint32Array.of(0, 4, 4) };
    expect(await refused({ change: { spin: short } })).toContain(
      "at row 1, column spin: found 0, expected 1, as pdgId has [formats/unequal-lengths]",
    );
    const colours = { values: Float64Array.of(0, 0, 0.5, 0, 0), offsets };
    expect(await refused({ change: { colour1: colours } })).toContain("found 0.5, expected a whole number of 31 bits");
    const other = { values: Float64Array.of(2.5), offsets: Uint32Array.of(0, 1, 1) };
    expect(await refused({ change: { weightValue: other } })).toContain(
      "found 2.5, expected the weights in the column text",
    );
  });
});
