/** `glueball simulate events`: events of a preset into a file. */
import { z } from "zod";
import { GlueballError } from "../base/index.ts";
import type { Dataset } from "../formats/index.ts";
import { task } from "../run/index.ts";
import type { RunContext } from "../run/index.ts";
import { changesOf, presetsOf, sampleFields, signalFields, weightFields } from "./sampleFields.ts";
import { choosePreset } from "./samples/choosePreset.ts";
import { PRESETS } from "./samples/presets.ts";
import { rehearse } from "./samples/rehearsal.ts";
import { simulateSample, type Sample, type SampleRequest } from "./samples/sample.ts";
import { bytesPerRow, eventRowsFor, requirePlaces, writeEvents, type Written } from "./samples/writeSample.ts";

export const eventsTask = task({
  room: "simulate",
  name: "events",
  help: "Simulate collisions of a preset: hard process, showers, hadrons, detector",
  options: z.object({ ...sampleFields, ...signalFields, ...weightFields }),
  presets: presetsOf(PRESETS),
  example: "glueball simulate events --preset lhco-rnd --count 200 --out events.h5",
  writesOut: true,
  run: async (context, options) => {
    const out = requireOut(context, "events.h5, .parquet, .npy or .hepmc.gz");
    const preset = choosePreset(options.sample, changesOf(options));
    const { count, scaleFactors } = options;
    return makeFile(context, { preset, seed: context.seed, rows: eventRowsFor(out), count, scaleFactors }, writeEvents);
  },
});

/** Where to; a sample without a file is of no use. */
export function requireOut({ out }: RunContext, endings: string): string {
  if (out !== undefined) return out;
  throw new GlueballError({
    code: "simulate/no-file",
    what: "nobody said where the sample is to go",
    place: "--out",
    expected: endings,
  });
}

/** Makes what is missing of a sample and writes it to `--out`, which is tried before anything is simulated. */
export async function makeFile(
  context: RunContext,
  request: SampleRequest,
  write: (path: string, rows: Dataset) => Promise<Written>,
) {
  const { threads, signal } = context;
  const out = context.out!;
  requirePlaces(out, request.scaleFactors ?? []);
  await rehearse(out, request, write);
  const sample = await simulateSample(request, {
    threads,
    signal,
    progress: (done, total) => context.progress({ stage: "simulate", done, total }),
    output: { path: out, bytesPerRow: bytesPerRow(out, request.rows) },
  });
  const { impossible, attempts } = sample.made;
  if (impossible > 0) {
    context.warn(`${impossible} of ${attempts} events were made anew: no hadrons are as light as their partons were`);
  }
  const written = await write(out, sample.rows);
  for (const warning of written.warnings) context.warn(warning);
  return resultOf(request, sample, written);
}

/** What a task tells of a sample. */
function resultOf({ preset, rows, count, seed }: SampleRequest, { folder, made }: Sample, { paths }: Written) {
  const perSecond = made.rows === 0 ? undefined : made.rows / made.seconds;
  const kind = rows === "jets" ? "jets" : "events";
  const rate = perSecond === undefined ? "all were there already" : `${perSecond.toPrecision(3)} ${kind}/s`;
  return {
    preset: preset.name,
    seed,
    count,
    made: made.rows,
    attempts: made.attempts,
    [`${kind}PerSecond`]: perSecond,
    files: paths,
    kept: folder,
    summary:
      `${count} ${kind} of ${preset.name}, made here (${made.rows} now, ${rate}): ${paths.join(", ")}\n` +
      `kept in ${folder}, from where a larger --count goes on`,
  };
}
