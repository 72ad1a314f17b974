/** `glueball simulate validate`: a preset against what is known of the events that it stands in for. */
import { z } from "zod";
import { writeFileAtomic } from "../base/index.ts";
import { formatNumber, locate, renderReport, task, textTable } from "../run/index.ts";
import type { RunContext } from "../run/index.ts";
import { changesOf, presetsOf, sampleFields } from "./sampleFields.ts";
import { choosePreset } from "./samples/choosePreset.ts";
import { PRESETS, type SamplePart } from "./samples/presets.ts";
import { simulateSample } from "./samples/sample.ts";
import { comparedPreset, measureFile, measureRows, rowsOfPart } from "./validation/measuredSample.ts";
import type { ObservableTable } from "./validation/observableTable.ts";
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
  const preset = comparedPreset(choosePreset(chosen.sample, changesOf(chosen)), targets);
  const count = chosen.count * preset.parts.length;
  const { threads, signal, seed } = context;
  const sample = await simulateSample(
    { preset, seed, rows: targets.rows, count },
    { threads, signal, progress: (done, total) => context.progress({ stage: "simulate", done, total }) },
  );
  context.progress({ stage: "measure", done: 0 });
  const ours = await measureRows(sample.rows, targets);
  const theirs = await measureReference(context, chosen.against, targets);
  const origin = chosen.against ?? "";
  const validations = preset.parts.map((part) => validatePart(part, { targets, ours, theirs, origin }));
  const report = validationReport(validations, { ours: "Glueball", reference: "public set" });
  const { rows, seconds } = sample.made;
  const eventsPerSecond = rows === 0 ? undefined : rows / seconds;
  if (context.out !== undefined) {
    const title = `${preset.name}: ${count} ${targets.rows} made here, against public ones`;
    writeFileAtomic(context.out, renderReport({ title, verdict: report.verdict, sections: report.sections }));
  }
  return {
    summary: `${listing(validations)}\n${report.summary}`,
    verdict: report.verdict,
    document: { observables: report.observables, ...(eventsPerSecond === undefined ? {} : { eventsPerSecond }) },
  };
}

interface Comparand {
  readonly targets: PresetTargets;
  readonly ours: ObservableTable;
  readonly theirs: ObservableTable | undefined;
  readonly origin: string;
}

function validatePart(part: SamplePart, { targets, ours, theirs, origin }: Comparand): Validation {
  const known = targets.target(part.name)!;
  const target = theirs === undefined ? known : targetOfSample(known, rowsOfPart(theirs, part), origin);
  return validate(rowsOfPart(ours, part), target, targets.observables);
}

async function measureReference(
  context: RunContext,
  file: string | undefined,
  targets: PresetTargets,
): Promise<ObservableTable | undefined> {
  if (file === undefined) return undefined;
  const table = await measureFile(locate(file), targets);
  context.input({ path: file, entries: table.rows });
  return table;
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
