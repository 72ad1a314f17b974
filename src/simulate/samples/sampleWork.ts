/** Rows of a sample for one thread: `createWork` for `parallelMap`. */
import { createRng } from "../../base/index.ts";
import type { Batch, ColumnSchema } from "../../formats/index.ts";
import { GrowingBatch } from "./columns.ts";
import { eventRows, eventSchema } from "./eventRows.ts";
import { jetRows, jetSchema } from "./jetRows.ts";
import type { Preset } from "./presets.ts";
import { RECORD_SCHEMA, recordRows } from "./recordRows.ts";
import { createSampler, type SampledEvent } from "./sampler.ts";
import { weightNames } from "./weights.ts";

/** What the rows are: observed events, one jet of each, or whole records. */
export type SampleRows = "events" | "jets" | "records";

export interface SampleSetup {
  readonly preset: Preset;
  readonly seed: number;
  readonly rows: SampleRows;
  /** Factors on the renormalisation scale of the final-state shower for which rows have weights. */
  readonly scaleFactors?: readonly number[];
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
  /** Of the attempts, those whose partons were too light for hadrons. */
  readonly impossible: number;
}

/** @throws GlueballError simulate/bad-scale-factors */
export function schemaOf({ preset, rows, scaleFactors = [] }: SampleSetup): readonly ColumnSchema[] {
  if (rows === "jets") return jetSchema(preset, scaleFactors);
  return rows === "events" ? eventSchema(scaleFactors) : RECORD_SCHEMA;
}

/** What the rows say of themselves; `weights` are the names of a list of them, as HepMC has it. */
export function metadataOf({ preset, seed, rows, scaleFactors = [] }: SampleSetup): Record<string, string> {
  const weights = weightNames("weight", scaleFactors).join(", ");
  const isList = rows === "records" && scaleFactors.length > 0;
  return { preset: preset.name, seed: String(seed), ...(isList ? { weights } : {}) };
}

export function createWork(setup: unknown): (input: unknown) => SimulatedRows {
  const own = setup as SampleSetup;
  const sample = createSampler(own.preset, own.seed, own.scaleFactors);
  const schema = schemaOf(own);
  return (input) => {
    const { first, length } = input as RowRange;
    const batch = new GrowingBatch(schema);
    const add = rowsInto(batch, own);
    let [attempts, impossible] = [0, 0];
    for (let index = first; index < first + length; index++) {
      const sampled = sample(index);
      attempts += sampled.attempts;
      impossible += sampled.impossible;
      add(index, sampled);
    }
    return { batch: batch.finish(first, length), attempts, impossible };
  };
}

function rowsInto(batch: GrowingBatch, setup: SampleSetup): (index: number, sampled: SampledEvent) => void {
  const { preset, seed, rows, scaleFactors = [] } = setup;
  if (rows === "records") return recordRows(batch);
  if (rows === "jets") {
    const addJet = jetRows(batch, preset, scaleFactors);
    return (_index, sampled) => addJet(sampled);
  }
  const orders = createRng(seed).fork("order of particles");
  const addEvent = eventRows(batch, { massless: preset.particles === "massless", scaleFactors });
  return (index, sampled) => addEvent(sampled, orders.fork(index));
}
