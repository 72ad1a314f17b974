/** Observables of many events or jets as columns: what is measured on a sample before it is compared. */
import { GlueballError, nearestNames } from "../../base/index.ts";
import type { ParticleBatch } from "../../formats/index.ts";

/** How an observable is named, drawn and judged. */
export interface Observable {
  /** With the markup of figure labels. */
  readonly label: string;
  readonly unit?: "GeV";
  readonly kind: "continuous" | "count";
  /** Largest relative difference that passes; by default 5 %, for counts 10 %. */
  readonly tolerance?: number;
}

/** By name, in the order of a report. */
export type Observables = Readonly<Record<string, Observable>>;

export interface ObservableTable {
  /** Number of rows: events or jets. */
  readonly rows: number;
  /** By observable, one entry a row; NaN where it does not exist, as a ratio 0 / 0. */
  readonly columns: ReadonlyMap<string, Float64Array>;
  /** Class of each row, where the sample has labels. */
  readonly labels: Int32Array | undefined;
  /** Rows of the sample that are not in the table, by reason. */
  readonly skipped: Readonly<Record<string, number>>;
}

/** The values of one row by name, or the reason why it is skipped. */
export type RowValues = Readonly<Record<string, number | undefined>> | string;

/** Measures every row of a batch. @throws GlueballError simulate/weighted-sample */
export function measureRows(
  batch: ParticleBatch,
  names: readonly string[],
  measure: (from: number, to: number) => RowValues,
): ObservableTable {
  requireUnweighted(batch);
  const columns = new Map(names.map((name) => [name, new Float64Array(batch.length)]));
  const labels = new Int32Array(batch.length);
  const skipped: Record<string, number> = {};
  let rows = 0;
  for (let row = 0; row < batch.length; row++) {
    const values = measure(batch.offsets[row], batch.offsets[row + 1]);
    if (typeof values === "string") {
      skipped[values] = (skipped[values] ?? 0) + 1;
      continue;
    }
    for (const [name, column] of columns) column[rows] = values[name] ?? NaN;
    if (batch.label !== undefined) labels[rows] = batch.label[row];
    rows++;
  }
  return {
    rows,
    columns: new Map([...columns].map(([name, column]) => [name, column.slice(0, rows)])),
    labels: batch.label === undefined ? undefined : labels.slice(0, rows),
    skipped,
  };
}

/** Measures a whole stream; labels are kept if every batch has them. @throws GlueballError simulate/empty-sample */
export async function measureStream(
  batches: AsyncIterable<ParticleBatch> | Iterable<ParticleBatch>,
  measure: (batch: ParticleBatch) => ObservableTable,
): Promise<ObservableTable> {
  const tables: ObservableTable[] = [];
  for await (const batch of batches) tables.push(measure(batch));
  return joinTables(tables);
}

/** One table after the other; all have the same columns. @throws GlueballError simulate/empty-sample */
export function joinTables(tables: readonly ObservableTable[]): ObservableTable {
  const [first] = tables;
  if (first === undefined) throw emptySample();
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  const columns = [...first.columns.keys()].map((name) => {
    const joined = new Float64Array(rows);
    placeAll(tables, (table, at) => joined.set(columnOf(table, name), at));
    return [name, joined] as const;
  });
  const labels = tables.every((table) => table.labels !== undefined) ? new Int32Array(rows) : undefined;
  if (labels !== undefined) placeAll(tables, (table, at) => labels.set(table.labels!, at));
  const skipped: Record<string, number> = {};
  for (const [reason, count] of tables.flatMap((table) => Object.entries(table.skipped))) {
    skipped[reason] = (skipped[reason] ?? 0) + count;
  }
  return { rows, columns: new Map(columns), labels, skipped };
}

function placeAll(tables: readonly ObservableTable[], place: (table: ObservableTable, at: number) => void): void {
  let at = 0;
  for (const table of tables) {
    place(table, at);
    at += table.rows;
  }
}

/** The rows for which `keep` holds. What was skipped is not divided and stays with the whole. */
export function selectRows(table: ObservableTable, keep: (row: number) => boolean): ObservableTable {
  const chosen = Int32Array.from({ length: table.rows }, (_, row) => row).filter(keep);
  const pick = (column: Float64Array) => Float64Array.from(chosen, (row) => column[row]);
  const { labels } = table;
  return {
    rows: chosen.length,
    columns: new Map([...table.columns].map(([name, column]) => [name, pick(column)])),
    labels: labels && chosen.map((row) => labels[row]),
    skipped: {},
  };
}

/** The rows of one class. @throws GlueballError simulate/no-labels, simulate/empty-sample */
export function rowsOfClass(table: ObservableTable, label: number): ObservableTable {
  const { labels } = table;
  if (labels === undefined) {
    throw new GlueballError({
      code: "simulate/no-labels",
      what: "a sample without labels has no classes",
      expected: `the label of each row, of which ${label} is wanted`,
    });
  }
  const chosen = selectRows(table, (row) => labels[row] === label);
  if (chosen.rows === 0) throw emptySample(`class ${label}`);
  return chosen;
}

/** One column. @throws GlueballError simulate/unknown-observable */
export function columnOf({ columns }: ObservableTable, name: string): Float64Array {
  const column = columns.get(name);
  if (column !== undefined) return column;
  throw new GlueballError({
    code: "simulate/unknown-observable",
    what: "an observable was not measured on this sample",
    found: name,
    expected: [...columns.keys()].join(", "),
    hint: `Nearest: ${nearestNames(name, columns.keys()).join(", ") || "none"}`,
  });
}

/** Medians and the Kolmogorov-Smirnov test are those of equal events. */
function requireUnweighted({ weight, first }: ParticleBatch): void {
  const other = weight?.findIndex((value) => value !== weight[0]) ?? -1;
  if (other < 0) return;
  throw new GlueballError({
    code: "simulate/weighted-sample",
    what: "events of different weights cannot be compared here",
    place: `event ${first + other}`,
    found: weight?.[other],
    expected: `the weight of the batch's first event, ${weight?.[0]}`,
    hint: "Make an unweighted sample",
  });
}

function emptySample(place?: string): GlueballError {
  return new GlueballError({
    code: "simulate/empty-sample",
    what: "there is nothing to compare",
    place,
    found: 0,
    expected: "one event or more",
  });
}
