/** Tables of particles as lines `event px py pz E [pdg [charge]]`. */
import { GlueballError } from "../../base/index.ts";
import type { Batch, ColumnSchema } from "../dataset.ts";
import type { Table } from "../table.ts";
import { notWritable } from "../table.ts";
import { shortest, writeText } from "../text/writer.ts";

const MOMENTA = ["px", "py", "pz", "energy"] as const;
const OPTIONAL = ["pdgId", "charge"] as const;
const ROW = ["event", "subEvent"] as const;
const CHOOSE = "Choose the columns px, py, pz, energy, and pdgId and charge where needed";

/**
 * Writes particles with px, py, pz, energy, and pdgId and charge where the table has them, with the number of the event first
 * (the column `event`, else the row) and `#SUBSTART` before a sub-event that continues an event. `.gz` and `.zst` are
 * compressed. @throws GlueballError formats/not-writable for other columns, rows without particles, which text cannot
 * say, and numbers that are not finite
 */
export async function writeTextVectors(path: string, table: Table): Promise<void> {
  requireParticles(path, table.schema);
  const { comments } = table.metadata;
  await writeText(path, vectorText(path, table, comments));
}

async function* vectorText(path: string, { schema, batches }: Table, comments?: string): AsyncGenerator<string> {
  if (comments !== undefined) yield comments.replaceAll(/^/gm, "# ").concat("\n");
  const names = [...MOMENTA, ...OPTIONAL].filter((name) => schema.some((column) => column.name === name));
  let last = -Infinity;
  for await (const batch of batches) {
    for (let row = 0; row < batch.length; row++) {
      const event = rowNumber(batch, "event", row) ?? batch.first + row;
      const subEvent = rowNumber(batch, "subEvent", row) ?? 0;
      if (event < last) throw rowFault(path, "event numbers decrease", event, `${last} or more`);
      last = event;
      if (subEvent > 0) yield "#SUBSTART\n";
      yield rowText(path, batch, { row, event, names });
    }
  }
}

function rowText(
  path: string,
  { columns }: Batch,
  { row, event, names }: { row: number; event: number; names: readonly string[] },
): string {
  const data = names.map((name) => columns.get(name)!.values as Float64Array);
  const offsets = columns.get("px")!.offsets!;
  const [from, to] = [offsets[row]!, offsets[row + 1]!];
  if (from === to) throw rowFault(path, "an event has no particles", event, "one particle or more");
  const lines: string[] = [];
  for (let i = from; i < to; i++)
    lines.push(`${event} ${data.map((values) => numberText(path, values[i]!)).join(" ")}\n`);
  return lines.join("");
}

function rowNumber({ columns }: Batch, name: "event" | "subEvent", row: number): number | undefined {
  const value = columns.get(name)?.values[row];
  return value === undefined ? undefined : Number(value);
}

function numberText(path: string, value: number): string {
  if (!Number.isFinite(value)) throw rowFault(path, "a momentum is not finite", value, "a finite number");
  return shortest(value);
}

function requireParticles(path: string, schema: readonly ColumnSchema[]): void {
  const known: readonly string[] = [...MOMENTA, ...OPTIONAL, ...ROW];
  const names = schema.map(({ name }) => name);
  const missing = MOMENTA.find((name) => !names.includes(name));
  if (missing !== undefined) throw notWritable(path, "text vectors need a column", { name: missing }, CHOOSE);
  for (const column of schema) {
    const isRow = column.name === "event" || column.name === "subEvent";
    const fits = known.includes(column.name) && column.ragged !== isRow && column.shape.length === 0;
    if (!fits) throw notWritable(path, "text vectors have no place for a column", column, CHOOSE);
  }
  if (names.includes("charge") && !names.includes("pdgId")) {
    throw notWritable(path, "text vectors have a charge only after a PDG number", { name: "charge" }, CHOOSE);
  }
}

function rowFault(path: string, what: string, found: number, expected: string): GlueballError {
  return new GlueballError({ code: "formats/not-writable", what, place: path, found, expected });
}
