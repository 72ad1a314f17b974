/** Exported files against each other: the step with its memory, position by position, and the whole jet at once. */
import type { Rng } from "../base/index.ts";
import { cacheShape, mambaStateInputs, writePosition } from "../nets/index.ts";
import type { openOnnx, Tensor } from "../tensor/index.ts";
import { stepConfig } from "./backboneStep.ts";
import { mambaConfig, rowLength } from "./model.ts";
import type { JetModelConfig } from "./model.ts";

type OnnxProgram = Awaited<ReturnType<typeof openOnnx>>;

/** The largest difference of a logit over random ids, in all positions of `batch` jets as long as the cap. */
export async function compareExported(
  step: OnnxProgram,
  full: OnnxProgram,
  config: JetModelConfig,
  batch: number,
  rng: Rng,
): Promise<number> {
  const length = rowLength(config.cap, config.stages);
  const vocabulary = config.vocabulary + (config.classes ?? 0);
  const tokens = Int32Array.from({ length: batch * length }, (_, i) =>
    i % length === 0 ? 0 : 1 + rng.integer(config.vocabulary - 2),
  );
  const shape = [batch, length];
  const whole = await full.run({
    tokens: { shape, data: tokens },
    segments: { shape, data: new Int32Array(tokens.length) },
  });
  const memory = emptyMemory(config, batch);
  let largest = 0;
  for (let t = 0; t < length; t++) {
    const token = Int32Array.from({ length: batch }, (_, b) => tokens[b * length + t]);
    const position = new Int32Array(batch).fill(t);
    const out = await step.run({
      token: { shape: [batch], data: token },
      position: { shape: [batch], data: position },
      ...memory,
    });
    remember(memory, out, position);
    for (let b = 0; b < batch; b++) {
      for (let id = 0; id < vocabulary; id++) {
        const difference = out.logits[b * vocabulary + id] - whole.logits[(b * length + t) * vocabulary + id];
        largest = Math.max(largest, Math.abs(difference));
      }
    }
  }
  return largest;
}

type Memory = Record<string, { readonly shape: readonly number[]; readonly data: Float32Array }>;

function emptyMemory(config: JetModelConfig, batch: number): Memory {
  const zeros = (shape: readonly number[]) => ({ shape, data: new Float32Array(shape.reduce((a, b) => a * b)) });
  const layers = [...Array(stepConfig(config).layers).keys()];
  if (config.backbone === "mamba") {
    const states = mambaStateInputs(batch, mambaConfig(config));
    const own = (layer: number) =>
      Object.entries(states[layer]).map(([name, { shape }]: [string, Tensor]) => [
        `state.${layer}.${name}`,
        zeros(shape),
      ]);
    return Object.fromEntries(layers.flatMap(own));
  }
  const shape = cacheShape(batch, stepConfig(config));
  const own = (layer: number) => ["keys", "values"].map((name) => [`cache.${layer}.${name}`, zeros(shape)]);
  return Object.fromEntries(layers.flatMap(own));
}

/** Puts what a step gives back where the next one looks for it. */
function remember(memory: Memory, out: Readonly<Record<string, ArrayLike<number>>>, position: Int32Array): void {
  for (const [name, { data, shape }] of Object.entries(memory)) {
    const now = out[name.replace(/^(cache|state)/, "now")] as Float32Array;
    if (name.startsWith("state")) data.set(now);
    else writePosition(data, now, position, shape as readonly [number, number, number, number]);
  }
}
