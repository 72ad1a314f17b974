/** Batches of jets for the learnt tokenisers, and what they are fed to. */
import type { Rng } from "../../base/index.ts";
import { input } from "../../tensor/index.ts";
import type { NamedArrays, Program } from "../../tensor/index.ts";
import { jetCount } from "../features.ts";
import type { RelativeJets } from "../features.ts";
import { jetSlots, VQ_FEATURES } from "./vqFeatures.ts";
import type { JetSlots } from "./vqFeatures.ts";

export interface BatchSize {
  /** Jets of a batch. */
  readonly jets: number;
  /** Most constituents of a jet. */
  readonly slots: number;
}

/** The inputs of a network: x [B, T, F], valid bool [B, T]. */
export function slotInputs({ jets, slots }: BatchSize) {
  return { x: input("x", [jets, slots, VQ_FEATURES]), valid: input("valid", [jets, slots], "bool") };
}

/**
 * The batch of a step (1, 2, ...), a function of `rng` and the step alone: every epoch in another order, and what fills
 * no batch at its end is left out of it.
 */
export function shuffledBatches(store: RelativeJets, { jets, slots }: BatchSize, rng: Rng): (step: number) => JetSlots {
  const count = jetCount(store);
  const perEpoch = Math.max(1, Math.floor(count / jets));
  let current = -1;
  let order = new Int32Array();
  return (step) => {
    const [epoch, batch] = [Math.floor((step - 1) / perEpoch), (step - 1) % perEpoch];
    if (epoch !== current) {
      order = rng.fork(epoch).shuffle(Int32Array.from({ length: count }, (_, i) => i));
      current = epoch;
    }
    return jetSlots(store, padded(order.subarray(batch * jets, (batch + 1) * jets), jets), slots);
  };
}

/** All jets in order; the last batch ends with empty ones. */
export function* allBatches(store: RelativeJets, { jets, slots }: BatchSize): Generator<JetSlots> {
  const count = jetCount(store);
  for (let from = 0; from < count; from += jets) {
    const indices = Int32Array.from({ length: Math.min(jets, count - from) }, (_, i) => from + i);
    yield jetSlots(store, padded(indices, jets), slots);
  }
}

/** Indices, and -1 up to `size`. */
function padded(indices: Int32Array, size: number): Int32Array {
  const out = new Int32Array(size).fill(-1);
  out.set(indices);
  return out;
}

/** Parameters of a training into a program that needs fewer of them. */
export function feedParameters(program: Program, parameters: NamedArrays): void {
  for (const { name } of program.inputs) {
    const value = parameters.get(name);
    if (value !== undefined) program.feed(name, value.data);
  }
}
