/**
 * Jets as the learnt tokenisers see them (OmniJet-alpha, arXiv 2403.05618): of each constituent
 *
 *     ln pT - 1.8,   3 etaRel,   3 phiRel
 *
 * in a fixed number of slots. Constituents with |etaRel| or |phiRel| of 0.8 or more are left out, and of the rest the
 * hardest that fit are taken.
 */
import { constituentsOf } from "../features.ts";
import type { Constituents, RelativeJets } from "../features.ts";

export const VQ_FEATURES = 3;
export const LARGEST_ANGLE = 0.8;
export const VQ_LN_PT_SHIFT = 1.8;
export const VQ_ANGLE_FACTOR = 3;

export interface JetSlots {
  /** [jets, slots, 3], zero in empty slots. */
  readonly x: Float32Array;
  /** 0 or 1, [jets, slots]. */
  readonly valid: Uint8Array;
}

/** The jets with these indices; an index of -1 is an empty jet. */
export function jetSlots(jets: RelativeJets, indices: ArrayLike<number>, slots: number): JetSlots {
  const x = new Float32Array(indices.length * slots * VQ_FEATURES);
  const valid = new Uint8Array(indices.length * slots);
  for (let row = 0; row < indices.length; row++) {
    if (indices[row] >= 0) fillSlots(constituentsOf(jets, indices[row]), x, valid, row * slots, (row + 1) * slots);
  }
  return { x, valid };
}

function fillSlots(jet: Constituents, x: Float32Array, valid: Uint8Array, from: number, to: number): void {
  let slot = from;
  for (let i = 0; i < jet.pt.length && slot < to; i++) {
    if (!(Math.abs(jet.etaRel[i]) < LARGEST_ANGLE && Math.abs(jet.phiRel[i]) < LARGEST_ANGLE)) continue;
    x[slot * VQ_FEATURES] = Math.log(jet.pt[i]) - VQ_LN_PT_SHIFT;
    x[slot * VQ_FEATURES + 1] = VQ_ANGLE_FACTOR * jet.etaRel[i];
    x[slot * VQ_FEATURES + 2] = VQ_ANGLE_FACTOR * jet.phiRel[i];
    valid[slot++] = 1;
  }
}

/** The constituents in the filled slots of row `row`, in their order. */
export function constituentsIn({ x, valid }: JetSlots, row: number, slots: number): Constituents {
  const filled = Array.from({ length: slots }, (_, k) => row * slots + k).filter((slot) => valid[slot] === 1);
  const column = (k: number, f: (v: number) => number) =>
    Float64Array.from(filled, (slot) => f(x[slot * VQ_FEATURES + k]));
  return {
    pt: column(0, (v) => Math.exp(v + VQ_LN_PT_SHIFT)),
    etaRel: column(1, (v) => v / VQ_ANGLE_FACTOR),
    phiRel: column(2, (v) => v / VQ_ANGLE_FACTOR),
  };
}
