/** `glueball simulate jets`: single jets of a preset into a file. */
import { z } from "zod";
import { GlueballError } from "../base/index.ts";
import { task } from "../run/index.ts";
import { makeAndWrite, requireOut, resultOf } from "./eventsTask.ts";
import { changesOf, presetsOf, sampleFields } from "./sampleFields.ts";
import { choosePreset } from "./samples/choosePreset.ts";
import { PRESETS, type Preset } from "./samples/presets.ts";
import { writeJets } from "./samples/writeSample.ts";

const WITH_JETS = PRESETS.filter(({ jet }) => jet !== undefined);

export const jetsTask = task({
  room: "simulate",
  name: "jets",
  help: "Simulate single jets of known origin, one an event",
  options: z.object({ ...sampleFields, sample: sampleFields.sample.default("jetclass") }),
  presets: presetsOf(WITH_JETS),
  example: "glueball simulate jets --preset jetclass --classes QCD,Tbqq --count 200 --out jets.parquet",
  writesOut: true,
  run: async (context, options) => {
    const out = requireOut(context, "jets.parquet, .npy, .npz or .h5");
    const preset = choosePreset(options.sample, changesOf(options));
    requireJets(preset);
    const request = { preset, seed: context.seed, rows: "jets", count: options.count } as const;
    return resultOf(request, ...(await makeAndWrite(context, request, (sample) => writeJets(out, sample.rows))));
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
