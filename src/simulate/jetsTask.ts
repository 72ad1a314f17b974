/** `glueball simulate jets`: single jets of a preset into a file. */
import { z } from "zod";
import { GlueballError } from "../base/index.ts";
import { task } from "../run/index.ts";
import { makeFile, requireOut } from "./eventsTask.ts";
import { changesOf, presetsOf, sampleFields, weightFields } from "./sampleFields.ts";
import { choosePreset } from "./samples/choosePreset.ts";
import { PRESETS, type Preset } from "./samples/presets.ts";
import { writeJets } from "./samples/writeSample.ts";

const WITH_JETS = PRESETS.filter(({ jet }) => jet !== undefined);

export const jetsTask = task({
  room: "simulate",
  name: "jets",
  help: "Simulate single jets of known origin, one an event",
  options: z.object({ ...sampleFields, ...weightFields, sample: sampleFields.sample.default("jetclass") }),
  presets: presetsOf(WITH_JETS),
  example: "glueball simulate jets --preset jetclass --classes QCD,Tbqq --count 200 --out jets.parquet",
  writesOut: true,
  run: async (context, options) => {
    requireOut(context, "jets.parquet, .npy, .npz or .h5");
    const preset = choosePreset(options.sample, changesOf(options));
    requireJets(preset);
    const { count, scaleFactors } = options;
    return makeFile(context, { preset, seed: context.seed, rows: "jets", count, scaleFactors }, writeJets);
  },
});

function requireJets({ name, jet }: Preset): void {
  if (jet !== undefined) return;
  throw new GlueballError({
    code: "simulate/no-jets",
    what: "this preset makes events, not single jets",
    place: "preset",
    found: name,
    expected: `one of ${WITH_JETS.map((preset) => preset.name).join(", ")}`,
    hint: `simulate events --preset ${name}`,
  });
}
