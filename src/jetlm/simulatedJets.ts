/**
 * Self-made jets as a source beside the public sets: `simulated:PRESET` or `simulated:PRESET:COUNT`, the single jets of a
 * preset of src/simulate, made when they are first wanted and kept in `runs/samples`.
 *
 * A name stands for the same jets always, as that of a public set does: they do not depend on --seed, and a larger count
 * begins with the jets of a smaller one. Each jet comes from a collision of its own, so that parts which are split by
 * jets know nothing of each other.
 */
import { GlueballError, nearestNames } from "../base/index.ts";
import type { RunContext } from "../run/index.ts";
import type { Preset, SampleSettings } from "../simulate/index.ts";
import type { Jets } from "./data.ts";
import { collectJets } from "./jetBatches.ts";

const PREFIX = "simulated:";
/** As many as the public sets top2000 and qg2000 have. */
const USUAL_COUNT = 2000;
/** 1.6 GB of constituents: they are all held in memory. */
const LARGEST_COUNT = 1_000_000;
/** Of the collisions; that of a run draws the split, the training and what is generated. */
const SEED = 1;

/** Whether a name asks for self-made jets. */
export function isSimulated(name: string): boolean {
  return name.startsWith(PREFIX);
}

/** How many jets a name of self-made jets asks for, NaN for what is no number; undefined for other jets. */
export function simulatedCount(name: string): number | undefined {
  if (!isSimulated(name)) return undefined;
  const digits = name.slice(PREFIX.length).split(":")[1];
  return digits === undefined ? USUAL_COUNT : Number(digits);
}

/**
 * The jets, of which only those are made now that are not there from an earlier call. An aborted call keeps what it
 * has made, in whole chunks.
 *
 * @throws GlueballError `jetlm/bad-simulated-jets`, `jetlm/unknown-simulated-jets`, and what the simulation throws.
 */
export async function simulateJets(
  context: RunContext,
  name: string,
  settings: Pick<SampleSettings, "root"> = {},
): Promise<Jets> {
  // The simulation is a large room, loaded for those who ask for it.
  const { PRESETS, simulateSample } = await import("../simulate/index.ts");
  const { preset, count } = requestOf(name, PRESETS);
  context.log(`${count} self-made jets of the preset ${preset.name}: what is not there yet is simulated`);
  const { threads, signal } = context;
  const sample = await simulateSample(
    { preset, seed: SEED, rows: "jets", count },
    {
      ...settings,
      threads,
      signal,
      progress: (done, total) => context.progress({ stage: "simulate jets", done, total }),
    },
  );
  context.log(`${sample.made.rows} of them were simulated now; they are kept in ${sample.folder}`);
  context.input({ path: sample.folder, entries: count });
  return collectJets(`${PREFIX}${preset.name}:${count}`, sample.rows);
}

function requestOf(name: string, presets: readonly Preset[]): { preset: Preset; count: number } {
  const [presetName, , ...more] = name.slice(PREFIX.length).split(":");
  const count = simulatedCount(name)!;
  if (more.length > 0 || !(Number.isInteger(count) && count >= 1 && count <= LARGEST_COUNT)) {
    throw new GlueballError({
      code: "jetlm/bad-simulated-jets",
      what: "self-made jets cannot be asked for like this",
      found: name,
      expected: `${PREFIX}PRESET or ${PREFIX}PRESET:COUNT, COUNT from 1 to ${LARGEST_COUNT} (default ${USUAL_COUNT})`,
    });
  }
  const withJets = presets.filter(({ jet }) => jet !== undefined);
  const preset = withJets.find((candidate) => candidate.name === presetName);
  if (preset !== undefined) return { preset, count };
  const known = withJets.map((candidate) => candidate.name);
  throw new GlueballError({
    code: "jetlm/unknown-simulated-jets",
    what: "no preset of the simulation makes such single jets",
    found: presetName,
    expected: nearestNames(presetName, known).join(", ") || known.join(", "),
  });
}
