import { writeNpyFile } from "../formats/index.ts";
import type { NpyArray } from "../formats/index.ts";
import { fromPtEtaPhiMassColumns } from "../kinematics/index.ts";
import { jetCount } from "./features.ts";
import type { RelativeJets } from "./features.ts";

/**
 * Jets in the layout of the public sets: float32 (jets, 4, slots) = px, py, pz, E in GeV, zero padded, constituents
 * massless. The axis, which a model does not generate, is put at eta = phi = 0.
 */
export function toFourVectors(jets: RelativeJets): NpyArray {
  const { offsets, pt, etaRel, phiRel } = jets;
  const { px, py, pz, energy } = fromPtEtaPhiMassColumns(pt, etaRel, phiRel, new Float64Array(pt.length));
  const count = jetCount(jets);
  let slots = 0;
  for (let jet = 0; jet < count; jet++) slots = Math.max(slots, offsets[jet + 1] - offsets[jet]);
  const data = new Float32Array(count * 4 * slots);
  for (let jet = 0; jet < count; jet++) {
    [px, py, pz, energy].forEach((column, component) => {
      data.set(column.subarray(offsets[jet], offsets[jet + 1]), (jet * 4 + component) * slots);
    });
  }
  return { type: "f4", shape: [count, 4, slots], data };
}

/** Jets in the layout of the public sets: four-vectors at `path`, `<name>_vectors.npy`, and labels, if any, in a file beside. */
export function writeJets(path: string, jets: RelativeJets): void {
  writeNpyFile(path, toFourVectors(jets));
  const labels = path.replace(/_vectors\.npy$/, "_labels.npy");
  if (jets.labels === undefined || labels === path) return;
  writeNpyFile(labels, { type: "i4", shape: [jets.labels.length], data: jets.labels.slice() });
}
