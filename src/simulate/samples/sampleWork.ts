/** Rows of a sample for one thread: `createWork` for `parallelMap`. */
import { createRng } from "../../base/index.ts";
import type { Batch, ColumnSchema } from "../../formats/index.ts";
import { GrowingBatch } from "./columns.ts";
import { addEventRow, EVENT_SCHEMA } from "./eventRows.ts";
import { addJetRow, jetSchema } from "./jetRows.ts";
import type { Preset } from "./presets.ts";
import { addRecordRow, RECORD_SCHEMA } from "./recordRows.ts";
import { createSampler } from "./sampler.ts";

/** What the rows are: observed events, one jet of each, or whole records. */
export type SampleRows = "events" | "jets" | "records";

export interface SampleSetup {
  readonly preset: Preset;
  readonly seed: number;
  readonly rows: SampleRows;
}

/** Rows [first, first + length). */
export interface RowRange {
  readonly first: number;
  readonly length: number;
}

export interface SimulatedRows {
  readonly batch: Batch;
  /** Events that were made for them, those that did not pass included. */
  readonly attempts: number;
}

export function schemaOf({ preset, rows }: Pick<SampleSetup, "preset" | "rows">): readonly ColumnSchema[] {
  if (rows === "jets") return jetSchema(preset);
  return rows === "events" ? EVENT_SCHEMA : RECORD_SCHEMA;
}

export function createWork(setup: unknown): (input: unknown) => SimulatedRows {
  const { preset, seed, rows } = setup as SampleSetup;
  const sample = createSampler(preset, seed);
  const orders = createRng(seed).fork("order of particles");
  const schema = schemaOf({ preset, rows });
  return (input) => {
    const { first, length } = input as RowRange;
    const batch = new GrowingBatch(schema);
    let attempts = 0;
    for (let index = first; index < first + length; index++) {
      const sampled = sample(index);
      attempts += sampled.attempts;
      if (rows === "jets") addJetRow(batch, preset, sampled);
      else if (rows === "events") addEventRow(batch, sampled, preset.massless, orders.fork(index));
      else addRecordRow(batch, index, sampled);
    }
    return { batch: batch.finish(first, length), attempts };
  };
}
