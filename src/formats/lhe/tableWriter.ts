/**
 * Tables that have all columns of Les Houches events, as such. Nothing is filled in: a parton without its mother or its colour
 * would be another event.
 */
import { GlueballError } from "../../base/index.ts";
import { isStrings } from "../columns.ts";
import type { Batch, ColumnSchema } from "../dataset.ts";
import { floatsOfRow, integersOfRow, numberNotWritable } from "../rowNumbers.ts";
import { notWritable } from "../table.ts";
import type { Table } from "../table.ts";
import type { LheEvent, LheParticles, LheWeight } from "./event.ts";
import { runOfTexts } from "./runTexts.ts";
import { LHE_SCHEMA, TEXT_COLUMNS } from "./table.ts";
import { weightsIn } from "./weights.ts";
import { writeLhe } from "./writer.ts";

const FORMAT = "LHE";
const OPTIONAL: readonly string[] = [...TEXT_COLUMNS, "tag"];
const HINT = `Choose ${LHE_SCHEMA.map(({ name }) => name).join(", ")}; the last four may be missing`;

/**
 * Writes a table with the columns of a dataset of Les Houches events, whose metadata have its run; the header and the lines after
 * the processes in `<init>` are not part of a table.
 * @throws GlueballError formats/not-writable for other columns, a run that is not there, or rows that do not fit
 * together, formats/unequal-lengths
 */
export async function writeLheTable(path: string, table: Table): Promise<void> {
  requireColumns(path, table.schema);
  await writeLhe(path, runOfTexts(table.metadata, path), eventsOf(table));
}

async function* eventsOf({ batches }: Table): AsyncGenerator<LheEvent> {
  for await (const batch of batches) for (let row = 0; row < batch.length; row++) yield eventOf(batch, row);
}

function eventOf(batch: Batch, row: number): LheEvent {
  const single = (name: string): number => floatsOfRow(batch, name, row)![0]!;
  return {
    tag: textOf(batch, "tag", row),
    processId: integersOfRow(batch, "processId", row, FORMAT)![0]!,
    weight: single("weight"),
    scale: single("scale"),
    alphaQed: single("alphaQed"),
    alphaQcd: single("alphaQcd"),
    particles: particlesOf(batch, row),
    text: textOf(batch, "text", row),
    weights: weightsOf(batch, row),
  };
}

function particlesOf(batch: Batch, row: number): LheParticles {
  const count = floatsOfRow(batch, "pdgId", row)!.length;
  const checked = <Column extends Float64Array | Int32Array>(name: string, column: Column): Column => {
    if (column.length === count) return column;
    throw new GlueballError({
      code: "formats/unequal-lengths",
      what: "the lists of one event differ in length",
      place: `row ${batch.first + row}, column ${name}`,
      found: column.length,
      expected: `${count}, as pdgId has`,
    });
  };
  const whole = (name: string): Int32Array => checked(name, integersOfRow(batch, name, row, FORMAT)!);
  const real = (name: string): Float64Array => checked(name, floatsOfRow(batch, name, row)!);
  const mother = (name: string): Int32Array => {
    const bad = whole(name).find((number) => number < 0 || number > count);
    if (bad === undefined) return whole(name);
    throw numberNotWritable(FORMAT, { name, row: batch.first + row }, bad, `0 to ${count}`);
  };
  return {
    pdgId: whole("pdgId"),
    status: whole("status"),
    mother1: mother("mother1"),
    mother2: mother("mother2"),
    colour1: whole("colour1"),
    colour2: whole("colour2"),
    px: real("px"),
    py: real("py"),
    pz: real("pz"),
    energy: real("energy"),
    mass: real("mass"),
    lifetime: real("lifetime"),
    spin: real("spin"),
  };
}

/** The weights of a row, which must be those in its text where it has one. */
function weightsOf(batch: Batch, row: number): LheWeight[] {
  const values = floatsOfRow(batch, "weightValue", row) ?? new Float64Array(0);
  const { values: ids, offsets } = batch.columns.get("weightId") ?? { values: [] };
  const begin = offsets?.[row] ?? 0;
  const weights = Array.from(values, (value, k) => ({ id: String(ids[begin + k]), value }));
  const text = textOf(batch, "text", row);
  if (text === "" || !batch.columns.has("weightValue")) return weights;
  const inText = weightsIn(text);
  const other = weights.findIndex(({ id, value }, k) => id !== inText[k]?.id || value !== inText[k].value);
  if (other === -1 && weights.length === inText.length) return weights;
  const place = { name: "weightValue", row: batch.first + row };
  throw numberNotWritable(FORMAT, place, values[other] ?? NaN, "the weights in the column text, or no such column");
}

function textOf({ columns }: Batch, name: string, row: number): string {
  const values = columns.get(name)?.values;
  return values !== undefined && isStrings(values) ? values[row]! : "";
}

function requireColumns(path: string, schema: readonly ColumnSchema[]): void {
  const has = (wanted: string): boolean => schema.some(({ name }) => name === wanted);
  const missing = LHE_SCHEMA.find(({ name }) => !OPTIONAL.includes(name) && !has(name));
  if (missing !== undefined) throw notWritable(path, `${FORMAT} needs a column`, missing, HINT);
  if (has("weightId") !== has("weightValue")) {
    const name = has("weightId") ? "weightValue" : "weightId";
    throw notWritable(path, `${FORMAT} needs a column beside the other one of weights`, { name }, HINT);
  }
  for (const column of schema) {
    const known = LHE_SCHEMA.find(({ name }) => name === column.name);
    const isText = (column.type === "string") === (known?.type === "string");
    const fits = known !== undefined && known.ragged === column.ragged && column.shape.length === 0;
    if (!fits || !isText) throw notWritable(path, `${FORMAT} has no place for a column`, column, HINT);
  }
}
