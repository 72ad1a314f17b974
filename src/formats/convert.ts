/**
 * One file into another format, in the memory of one batch. Columns keep their types, shapes and units as far as the format
 * has a place for them; what it has no place for is refused before anything is written, never dropped. HepMC to HepMC
 * and Les Houches events to the same keep the whole record; from any other file HepMC gets the final-state particles.
 */
import { selectColumns } from "./columns.ts";
import type { ColumnData, ColumnSchema, ColumnType, Dataset } from "./dataset.ts";
import { readHepMCEvents } from "./hepmc.ts";
import { writeHepMC3 } from "./hepmc/writer.ts";
import { readLhe } from "./lhe.ts";
import { writeLhe } from "./lhe/writer.ts";
import { particleEvents } from "./particleEvents.ts";
import type { ParticleBatch } from "./particles.ts";
import { tableOf } from "./table.ts";
import type { Table } from "./table.ts";
import { endingOf, writeTable } from "./writers.ts";

export interface ConvertOptions {
  readonly columns?: readonly string[] | undefined;
  /** Rows [start, end). */
  readonly start?: number | undefined;
  readonly end?: number | undefined;
  /** Called with the number of rows that were written so far. */
  readonly onRows?: (rows: number) => void;
}

/** Returns the number of rows. @throws GlueballError formats/unknown-ending, formats/not-writable, what reading throws */
export async function convert(dataset: Dataset, output: string, options: ConvertOptions = {}): Promise<number> {
  const ending = endingOf(output);
  const isWhole = options.columns === undefined;
  if (ending.startsWith(".hepmc")) {
    if (!isWhole || !dataset.format.startsWith("HepMC")) return convertFinalState(dataset, output, options);
    return convertRecord(readHepMCEvents(dataset.path), (events) => writeHepMC3(output, events), options);
  }
  if (ending === ".lhe" && isWhole && dataset.format.startsWith("Les Houches")) {
    const { run, events } = await readLhe(dataset.path);
    return convertRecord(events, (chosen) => writeLhe(output, run, chosen), options);
  }
  return convertTable(dataset, output, options);
}

async function convertTable(dataset: Dataset, output: string, options: ConvertOptions): Promise<number> {
  const { columns, start = 0, end = Infinity, onRows } = options;
  const table = tableOf(dataset, columns, start, end);
  let rows = 0;
  const counted = async function* (): Table["batches"] & AsyncGenerator {
    for await (const batch of table.batches) {
      rows += batch.length;
      onRows?.(rows);
      yield batch;
    }
  };
  await writeTable(output, { ...table, batches: counted() });
  return rows;
}

/** The columns where the file has momenta as lists, else the final state of each row. */
async function convertFinalState(dataset: Dataset, output: string, options: ConvertOptions): Promise<number> {
  const hasMomenta = dataset.schema.some(({ name, ragged }) => name === "px" && ragged);
  const source = hasMomenta ? dataset : await finalStateOf(dataset);
  return convertTable(source, output, options);
}

/** Events [start, end) as they are. */
async function convertRecord<Event>(
  events: AsyncIterable<Event>,
  write: (events: AsyncIterable<Event>) => Promise<void>,
  { start = 0, end = Infinity, onRows }: ConvertOptions,
): Promise<number> {
  let rows = 0;
  const counted = async function* (): AsyncGenerator<Event> {
    let row = 0;
    for await (const event of events) {
      if (row >= end) return;
      if (row++ < start) continue;
      rows++;
      onRows?.(rows);
      yield event;
    }
  };
  await write(counted());
  return rows;
}

/** The particles of each row as lists, with weights, and labels as attributes of the events. */
async function finalStateOf(dataset: Dataset): Promise<Dataset> {
  const [sample] = await Array.fromAsync(firstOf(particleEvents(dataset, { size: 1 })));
  const columns = COLUMNS.filter(({ data }) => sample !== undefined && data(sample) !== undefined);
  const schema = columns.map((column) => column.schema);
  return {
    ...dataset,
    schema,
    async *batches(start = 0, size, names) {
      const chosen = new Set(selectColumns(schema, names, dataset.path).map(({ name }) => name));
      for await (const particles of particleEvents(dataset, { start, ...(size === undefined ? {} : { size }) })) {
        const data = columns
          .filter(({ schema: { name } }) => chosen.has(name))
          .map((column) => [column.schema.name, column.data(particles)!] as const);
        yield { first: particles.first, length: particles.length, columns: new Map(data) };
      }
    },
  };
}

async function* firstOf<T>(items: AsyncIterable<T>): AsyncGenerator<T> {
  for await (const item of items) {
    yield item;
    return;
  }
}

interface ParticleColumn {
  readonly schema: ColumnSchema;
  readonly data: (batch: ParticleBatch) => ColumnData | undefined;
}

function column(name: string, type: ColumnType, ragged: boolean, data: ParticleColumn["data"]): ParticleColumn {
  return { schema: { name, type, shape: [], ragged }, data };
}

const COLUMNS: readonly ParticleColumn[] = [
  ...(["px", "py", "pz", "energy"] as const).map((name) =>
    column(name, "float64", true, ({ offsets, [name]: values }) => ({ values, offsets })),
  ),
  column("pdgId", "int32", true, ({ offsets, pdgId }) =>
    pdgId === undefined ? undefined : { values: pdgId, offsets },
  ),
  column("weight", "float64", false, ({ weight }) => (weight === undefined ? undefined : { values: weight })),
  column("attributeObject", "int32", true, (batch) => ofLabels(batch, (labels) => labels.map(() => 0))),
  column("attributeName", "string", true, (batch) => ofLabels(batch, (labels) => Array.from(labels, () => "label"))),
  column("attributeValue", "string", true, (batch) => ofLabels(batch, (labels) => Array.from(labels, String))),
];

/** One attribute of the event for its label. */
function ofLabels(
  { label, length }: ParticleBatch,
  values: (labels: Int32Array) => ColumnData["values"],
): ColumnData | undefined {
  return label === undefined
    ? undefined
    : { values: values(label), offsets: Uint32Array.from({ length: length + 1 }, (_, row) => row) };
}
