/** The options of tasks that make samples. */
import { z } from "zod";
import type { PresetChanges } from "./samples/choosePreset.ts";
import { PRESETS, type Preset } from "./samples/presets.ts";

export const sampleFields = {
  sample: z.string().default(PRESETS[0].name).describe("what is simulated; `--preset NAME` sets it"),
  count: z
    .int()
    .positive()
    .max(100_000_000)
    .default(1000)
    .describe("how many; a larger number later goes on from here"),
  classes: z.string().optional().describe("only these classes, with commas: QCD,Tbqq"),
  alphaS: z.number().optional().describe("alpha_s(M_Z) of the final-state shower"),
  detector: z.string().optional().describe("another detector: lhco, jetclass, cms, atlas, none"),
  pileup: z.number().optional().describe("mean number of other collisions in the same crossing"),
};

export const signalFields = {
  energy: z.number().optional().describe("energy of both beams together, where the preset has beams [GeV]"),
  signalFraction: z.number().optional().describe("share of signal among the events"),
  masses: z.string().optional().describe("masses of resonance, X and Y, with commas: 3500,500,100 [GeV]"),
  prongs: z.int().min(2).max(3).optional().describe("quarks and gluons that X and Y decay to"),
};

export const weightFields = {
  scaleFactors: z
    .array(z.number())
    .default([])
    .describe("weights with these factors on the scale of alpha_s in the final-state shower, such as 0.5,2"),
};

/** `--preset NAME`; the first one is the default. */
export function presetsOf(presets: readonly Preset[]): Readonly<Record<string, { readonly sample: string }>> {
  return Object.fromEntries(presets.map(({ name }) => [name, { sample: name }]));
}

interface Chosen {
  readonly energy?: number | undefined;
  readonly classes?: string | undefined;
  readonly alphaS?: number | undefined;
  readonly detector?: string | undefined;
  readonly pileup?: number | undefined;
  readonly signalFraction?: number | undefined;
  readonly masses?: string | undefined;
  readonly prongs?: number | undefined;
}

/** Options as `choosePreset` takes them. */
export function changesOf(options: Chosen): PresetChanges {
  const { classes, masses, prongs, energy, alphaS, detector, pileup, signalFraction } = options;
  return {
    energy,
    alphaS,
    detector,
    pileup,
    signalFraction,
    classes: classes?.split(",").map((name) => name.trim()),
    prongs: prongs === 3 ? 3 : prongs === 2 ? 2 : undefined,
    masses: masses?.split(",").map(Number),
  };
}
