/** Samples and files as tables of observables, prepared so that both can be compared class by class. */
import { existsSync } from "node:fs";
import { open, particleEvents, readNpyFile, type Dataset, type ParticleBatch } from "../../formats/index.ts";
import type { Preset, SamplePart } from "../samples/presets.ts";
import { measureStream, rowsOfClass, type ObservableTable } from "./observableTable.ts";
import type { PresetTargets } from "./presetTargets.ts";

/** The preset with those of its classes that have a reference, as many of each. */
export function comparedPreset(preset: Preset, { target }: PresetTargets): Preset {
  const parts = preset.parts.filter(({ name }) => target(name) !== undefined);
  return { ...preset, parts: parts.map((part) => ({ ...part, share: 1 })) };
}

/** The rows of a sample. */
export function measureRows(rows: Dataset, { measure }: PresetTargets, labels?: Int32Array): Promise<ObservableTable> {
  return measureStream(prepared(particleEvents(rows), labels), measure);
}

/** The rows of a file, with the labels that lie beside it. @throws GlueballError of `open` and the file's reader */
export async function measureFile(path: string, targets: PresetTargets): Promise<ObservableTable> {
  const dataset = await open(path);
  try {
    return await measureRows(dataset, targets, labelsBeside(path));
  } finally {
    await dataset.close();
  }
}

/** The rows of one class; where there are no labels, all rows. */
export function rowsOfPart(table: ObservableTable, { label }: SamplePart): ObservableTable {
  return table.labels === undefined ? table : rowsOfClass(table, label);
}

/** Without weights, so that the few events above the maximum of their process count once; with labels from elsewhere. */
async function* prepared(batches: AsyncIterable<ParticleBatch>, labels: Int32Array | undefined) {
  for await (const { weight: _, ...batch } of batches) {
    const label = labels?.subarray(batch.first, batch.first + batch.length) ?? batch.label;
    yield label === undefined ? batch : { ...batch, label };
  }
}

/** `x_labels.npy` beside `x_vectors.npy`, both packed or not. */
function labelsBeside(path: string): Int32Array | undefined {
  const beside = path.replace(/_vectors\.npy(\.gz)?$/u, "_labels.npy$1");
  if (beside === path || !existsSync(beside)) return undefined;
  return Int32Array.from(readNpyFile(beside).data as ArrayLike<number | bigint>, Number);
}
