/** `glueball simulate validate`: a preset against what is known of the events that it stands in for. */
import { existsSync } from "node:fs";
import { z } from "zod";
import { writeFileAtomic } from "../base/index.ts";
import { open, particleEvents, readNpyFile, type Dataset, type ParticleBatch } from "../formats/index.ts";
import { formatNumber, locate, renderReport, task, textTable } from "../run/index.ts";
import type { RunContext } from "../run/index.ts";
import { changesOf, presetsOf, sampleFields } from "./sampleFields.ts";
import { choosePreset } from "./samples/choosePreset.ts";
import { PRESETS, type Preset, type SamplePart } from "./samples/presets.ts";
import { simulateSample } from "./samples/sample.ts";
import { measureStream, rowsOfClass, type ObservableTable } from "./validation/observableTable.ts";
import { presetTargets, type PresetTargets } from "./validation/presetTargets.ts";
import { targetOfSample, validate, type Validation } from "./validation/validate.ts";
import { validationReport } from "./validation/validationReport.ts";

const options = z.object({
  ...sampleFields,
  count: z.int().positive().default(1000).describe("events or jets for each class"),
  against: z.string().optional().describe("file of real events or jets; the known quantiles by default"),
});

export const validateTask = task({
  room: "simulate",
  name: "validate",
  help: "Compare a preset with what is known of real events: every observable, drawn and judged",
  options,
  presets: presetsOf(PRESETS),
  example: "glueball simulate validate --preset quark-gluon --count 100 --out report.html",
  writesOut: true,
  run: async (context, chosen) => validatePreset(context, chosen),
});

async function validatePreset(context: RunContext, chosen: z.output<typeof options>) {
  const targets = presetTargets(chosen.sample);
  const preset = equalShares(choosePreset(chosen.sample, changesOf(chosen)), targets);
  const count = chosen.count * preset.parts.length;
  const { threads, signal, seed } = context;
  const sample = await simulateSample(
    { preset, seed, rows: targets.rows, count },
    { threads, signal, progress: (done, total) => context.progress({ stage: "simulate", done, total }) },
  );
  context.progress({ stage: "measure", done: 0 });
  const ours = await measureRows(sample.rows, targets);
  const theirs = chosen.against === undefined ? undefined : await measureFile(context, chosen.against, targets);
  const validations = preset.parts.map((part) => validatePart(part, { preset, targets, ours, theirs, chosen }));
  const report = validationReport(validations, { ours: "Glueball", reference: "public set" });
  const { rows, seconds } = sample.made;
  const eventsPerSecond = rows === 0 ? undefined : rows / seconds;
  if (context.out !== undefined) {
    const title = `${preset.name}: ${count} ${targets.rows} made here, against real ones`;
    writeFileAtomic(context.out, renderReport({ title, verdict: report.verdict, sections: report.sections }));
  }
  return {
    summary: `${listing(validations)}\n${report.summary}`,
    verdict: report.verdict,
    document: { observables: report.observables, ...(eventsPerSecond === undefined ? {} : { eventsPerSecond }) },
  };
}

/** Classes that have a reference, as many of each. */
function equalShares(preset: Preset, { target }: PresetTargets): Preset {
  const parts = preset.parts.filter(({ name }) => target(name) !== undefined);
  return { ...preset, parts: parts.map((part) => ({ ...part, share: 1 })) };
}

interface Comparand {
  readonly preset: Preset;
  readonly targets: PresetTargets;
  readonly ours: ObservableTable;
  readonly theirs: ObservableTable | undefined;
  readonly chosen: { readonly against?: string | undefined };
}

function validatePart(part: SamplePart, { preset, targets, ours, theirs, chosen }: Comparand): Validation {
  const ofClass = (table: ObservableTable) => {
    return table.labels === undefined || preset.parts.length === 1 ? table : rowsOfClass(table, part.label);
  };
  const target = targets.target(part.name)!;
  const against = theirs === undefined ? target : targetOfSample(target, rowsOf(theirs, part), chosen.against!);
  return validate(ofClass(ours), against, targets.observables);
}

/** Of a file without labels all rows count. */
function rowsOf(table: ObservableTable, { label }: SamplePart): ObservableTable {
  return table.labels === undefined ? table : rowsOfClass(table, label);
}

async function measureFile(context: RunContext, file: string, targets: PresetTargets): Promise<ObservableTable> {
  const path = locate(file);
  const dataset = await open(path);
  try {
    const table = await measureRows(dataset, targets, labelsBeside(path));
    context.input({ path: file, entries: table.rows });
    return table;
  } finally {
    await dataset.close();
  }
}

function measureRows(rows: Dataset, { measure }: PresetTargets, labels?: Int32Array): Promise<ObservableTable> {
  return measureStream(prepared(particleEvents(rows), labels), measure);
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

function listing(validations: readonly Validation[]): string {
  const rows = validations.flatMap(({ target, compared }) =>
    compared.map(({ name, comparison }) => [
      target.name,
      name,
      formatNumber(comparison.ours.value, 4),
      formatNumber(comparison.reference.value, 4),
      `${(100 * comparison.relativeDifference.value).toFixed(1)} %`,
      comparison.ksP === undefined ? "" : formatNumber(comparison.ksP, 2),
      comparison.agrees ? "agrees" : "poor",
    ]),
  );
  return textTable({ columns: ["class", "observable", "ours", "reference", "difference", "KS p", ""], rows });
}
