/**
 * The FPND network as a judge: weights from JetNet's package, and the activations of many jets. FPND is then the
 * `frechetDistance` of their `featureMoments` and those of real jets. Cost: 0.17 GFLOP a jet, 3 ms of one core.
 */
import { GlueballError } from "../base/index.ts";
import { Program, Scope } from "../tensor/index.ts";
import type { Execution } from "../tensor/index.ts";
import { FPND_ACTIVATIONS, FPND_FEATURES, FPND_SLOTS, fpndInput, fpndNet } from "./fpnd.ts";
import { readPublishedWeights } from "./publishedWeights.ts";
import type { PublishedWeights } from "./publishedWeights.ts";

/** Jets in one run: their edges stay in the processor's cache. */
const BATCH = 8;

/** JetNet's name of a parameter, by rules in order; what stands behind each is a part of the name. */
const NAMES: readonly (readonly [ours: RegExp, published: (...parts: string[]) => string])[] = [
  // A block's model is a list of (map, normalisation, ReLU), three times.
  [/^block\.(\d)\.(\d)\.norm\./, (_, n, k) => `edge_convs.${n}.nn.model.${3 * Number(k) + 1}.`],
  [/^block\.(\d)\.(\d)\./, (_, n, k) => `edge_convs.${n}.nn.model.${3 * Number(k)}.`],
  [/^activations\./, () => "fc1.0."],
  [/^logits\./, () => "fc2."],
  [/gain$/, () => "weight"],
  [/runningMean$/, () => "running_mean"],
  [/runningVariance$/, () => "running_var"],
];

/** The network in `folder`, with classes g, q, t, w, z. @throws as `readPublishedWeights` */
export function loadFpnd(folder: string): PublishedWeights {
  const scope = Scope.create();
  fpndNet(scope, fpndInput(1));
  return readPublishedWeights(folder, scope, (name) =>
    NAMES.reduce((text, [ours, published]) => text.replace(ours, published), name),
  );
}

/** Particles of many jets relative to them: jet j is the entries [offsets[j], offsets[j + 1]) of the columns. */
export interface RelativeJets {
  /** eta - eta_jet, not mirrored. */
  readonly etarel: ArrayLike<number>;
  /** phi - phi_jet within (-pi, pi]. */
  readonly phirel: ArrayLike<number>;
  /** pT / pT_jet. */
  readonly ptrel: ArrayLike<number>;
  readonly offsets: ArrayLike<number>;
}

/** The network's view of jets, [jets, 30, 3]: the 30 hardest particles in order of pT, then zeros. */
export function fpndParticles(jets: RelativeJets): Float32Array {
  const count = jets.offsets.length - 1;
  const particles = new Float32Array(count * FPND_SLOTS * FPND_FEATURES);
  for (let jet = 0; jet < count; jet++) {
    hardest(jets, jet).forEach((i, slot) => {
      const row = [jets.etarel[i], jets.phirel[i], jets.ptrel[i]];
      if (!row.every(Number.isFinite) || !(row[2] >= 0)) throw impossible(jet, i, row);
      particles.set(row, (jet * FPND_SLOTS + slot) * FPND_FEATURES);
    });
  }
  return particles;
}

function hardest({ ptrel, offsets }: RelativeJets, jet: number): number[] {
  const all = Array.from({ length: offsets[jet + 1] - offsets[jet] }, (_, k) => offsets[jet] + k);
  return all.sort((a, b) => ptrel[b] - ptrel[a] || a - b).slice(0, FPND_SLOTS);
}

function impossible(jet: number, particle: number, row: readonly number[]): GlueballError {
  return new GlueballError({
    code: "nets/impossible-constituent",
    what: "a constituent that the network cannot see",
    place: `jet ${jet}, particle ${particle} of the columns`,
    found: `etarel ${row[0]}, phirel ${row[1]}, ptrel ${row[2]}`,
    expected: "finite numbers, ptrel 0 or more",
  });
}

/** Activations [jets, 256], row by row, of `fpndParticles`. @throws GlueballError nets/fpnd-particles */
export async function fpndActivations(
  { parameters }: PublishedWeights,
  particles: Float32Array,
  execution: Execution,
): Promise<Float32Array> {
  const jetSize = FPND_SLOTS * FPND_FEATURES;
  const jets = particles.length / jetSize;
  if (!Number.isInteger(jets)) throw incomplete(particles.length);
  const out = new Float32Array(jets * FPND_ACTIVATIONS);
  const { activations } = fpndNet(Scope.create(), fpndInput(BATCH));
  const program = await Program.compile({ outputs: { activations } }, execution);
  try {
    for (const [name, { data }] of parameters) if (!name.startsWith("logits.")) program.feed(name, data);
    const batch = new Float32Array(BATCH * jetSize);
    for (let start = 0; start < jets; start += BATCH) {
      const given = particles.subarray(start * jetSize, (start + BATCH) * jetSize);
      batch.fill(0, given.length); // the last batch: empty jets behind the others
      batch.set(given);
      const found = await program.run({ particles: batch });
      const wanted = Math.min(BATCH, jets - start) * FPND_ACTIVATIONS;
      out.set(found["activations"].subarray(0, wanted), start * FPND_ACTIVATIONS);
    }
  } finally {
    await program.release();
  }
  return out;
}

function incomplete(count: number): GlueballError {
  return new GlueballError({
    code: "nets/fpnd-particles",
    what: "the numbers do not make complete jets",
    found: count,
    expected: `a multiple of ${FPND_SLOTS} particles x ${FPND_FEATURES} features`,
  });
}
