/**
 * One file into another format, in the memory of one batch. Columns keep their types, shapes and units as far as the format
 * has a place for them; what it has no place for is refused before anything is written, never dropped. HepMC to HepMC keeps the
 * whole event record; from any other file HepMC gets the final-state particles.
 */
import { GlueballError } from "../base/index.ts";
import type { Dataset } from "./dataset.ts";
import { readHepMCEvents } from "./hepmc.ts";
import { FINAL_STATE } from "./hepmc/event.ts";
import type { HepMCEvent, HepMCRun } from "./hepmc/event.ts";
import { writeHepMC3 } from "./hepmc/writer.ts";
import { particleEvents } from "./particleEvents.ts";
import type { ParticleBatch } from "./particles.ts";
import { tableOf } from "./table.ts";
import type { Table } from "./table.ts";
import { endingOf, HEPMC_ENDINGS, writeTable } from "./writers.ts";

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
  const isEvents = HEPMC_ENDINGS.includes(endingOf(output));
  return isEvents ? convertEvents(dataset, output, options) : convertTable(dataset, output, options);
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

async function convertEvents(dataset: Dataset, output: string, options: ConvertOptions): Promise<number> {
  const { columns, start = 0, end = Infinity, onRows } = options;
  if (columns !== undefined) {
    throw new GlueballError({
      code: "formats/no-columns-in-hepmc",
      what: "a HepMC file has no columns to choose",
      place: output,
      hint: "Leave --columns away, or write .parquet",
    });
  }
  const isHepMC = dataset.format.startsWith("HepMC");
  const events = isHepMC ? rowsOf(readHepMCEvents(dataset.path), start, end) : finalStates(dataset, start, end);
  let rows = 0;
  const counted = async function* (): AsyncGenerator<HepMCEvent> {
    for await (const event of events) {
      rows++;
      onRows?.(rows);
      yield event;
    }
  };
  await writeHepMC3(output, counted());
  return rows;
}

async function* rowsOf(events: AsyncIterable<HepMCEvent>, start: number, end: number): AsyncGenerator<HepMCEvent> {
  let row = 0;
  for await (const event of events) {
    if (row >= end) return;
    if (row++ >= start) yield event;
  }
}

async function* finalStates(dataset: Dataset, start: number, end: number): AsyncGenerator<HepMCEvent> {
  const run: HepMCRun = { weightNames: [], tools: [], attributes: [] };
  for await (const batch of particleEvents(dataset, { start })) {
    for (let row = 0; row < batch.length; row++) {
      if (batch.first + row >= end) return;
      yield eventOf(batch, row, run);
    }
  }
}

/** Particles without a history; a particle without a PDG number gets 0, which HepMC reads as unknown. */
function eventOf(batch: ParticleBatch, row: number, run: HepMCRun): HepMCEvent {
  const [from, to] = [batch.offsets[row]!, batch.offsets[row + 1]!];
  const [px, py, pz, energy] = [batch.px, batch.py, batch.pz, batch.energy].map((values) => values.slice(from, to)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const label = batch.label?.[row];
  return {
    number: batch.first + row,
    momentumUnit: "GEV",
    lengthUnit: "MM",
    weights: Float64Array.of(batch.weight?.[row] ?? 1),
    attributes: label === undefined ? [] : [{ object: 0, name: "label", value: String(label) }],
    particles: {
      parent: new Int32Array(to - from),
      pdgId: batch.pdgId?.slice(from, to) ?? new Int32Array(to - from),
      status: new Int32Array(to - from).fill(FINAL_STATE),
      px,
      py,
      pz,
      energy,
      mass: energy.map((e, i) => massOf(e, px[i]!, py[i]!, pz[i]!)),
    },
    vertices: [],
    run,
  };
}

/** 0 where rounding makes the square negative. */
function massOf(energy: number, px: number, py: number, pz: number): number {
  return Math.sqrt(Math.max(0, (energy - Math.hypot(px, py, pz)) * (energy + Math.hypot(px, py, pz))));
}
