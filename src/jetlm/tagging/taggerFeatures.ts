/**
 * What the supervised networks see of a jet: the features "kin" of the JetClass networks (arXiv 2202.03772, table 2, first
 * rows; offsets and factors of JetClass_kin.yaml),
 *
 *     (ln pT - 1.7) 0.7, (ln E - 2) 0.7, (ln(pT / pT_jet) + 4.7) 0.7, (ln(E / E_jet) + 4.7) 0.7,
 *     (Delta R - 0.2) 4, deta, dphi          each clipped to +-5
 *
 * and (pT, deta, dphi) for what is made of pairs. Jets are relative to their axis here: energies are those of a jet at
 * eta = 0, and there is no side of the detector by which deta could be mirrored. Computed once for all constituents.
 */
import { constituentsOf, jetCount } from "../features.ts";
import type { Constituents, RelativeJets } from "../features.ts";
import type { Examples } from "./lengthBatches.ts";
import { GlueballError } from "../../base/index.ts";

const FEATURES = 7;
const COORDINATES = 2;
const MOMENTA = 3;
const LARGEST = 5;

/** Inputs of a network, one number or a few a slot; `valid` is 1 for a constituent and 0 for padding. */
export const SLOT_INPUTS = { features: FEATURES, points: COORDINATES, momenta: MOMENTA, valid: 1 } as const;
export type SlotInput = keyof typeof SLOT_INPUTS;

/**
 * Jets as examples of a classifier with these inputs; of a jet with more constituents than slots the hardest are seen.
 * @throws GlueballError jetlm/jets-without-labels
 */
export function taggerExamples(jets: RelativeJets, inputs: readonly SlotInput[], rows: number): Examples {
  const { labels, offsets } = jets;
  if (labels === undefined) throw withoutLabels();
  const columns = { features: kinColumns(jets), ...angles(jets), valid: new Float32Array(jets.pt.length).fill(1) };
  return {
    labels,
    lengths: Int32Array.from({ length: jetCount(jets) }, (_, jet) => offsets[jet + 1] - offsets[jet]),
    feeds: (indices, length) =>
      Object.fromEntries(
        inputs.map((name) => [name, padded(columns[name], SLOT_INPUTS[name], offsets, { indices, length, rows })]),
      ),
  };
}

/** Jets without labels as examples of class 0, to be judged only. */
export function unlabelled(jets: RelativeJets): RelativeJets {
  return { ...jets, labels: new Int32Array(jetCount(jets)) };
}

/** The numbers of the first `length` constituents of each jet, `width` a constituent, zeros behind: [rows, length, width]. */
function padded(
  column: Float32Array,
  width: number,
  offsets: Int32Array,
  { indices, length, rows }: { readonly indices: Int32Array; readonly length: number; readonly rows: number },
): Float32Array {
  const out = new Float32Array(rows * length * width);
  indices.forEach((jet, row) => {
    const from = offsets[jet];
    const to = Math.min(offsets[jet + 1], from + length);
    out.set(column.subarray(from * width, to * width), row * length * width);
  });
  return out;
}

function angles({ pt, etaRel, phiRel }: RelativeJets): { points: Float32Array; momenta: Float32Array } {
  const points = new Float32Array(pt.length * COORDINATES);
  const momenta = new Float32Array(pt.length * MOMENTA);
  for (let i = 0; i < pt.length; i++) {
    points[COORDINATES * i] = momenta[MOMENTA * i + 1] = etaRel[i];
    points[COORDINATES * i + 1] = momenta[MOMENTA * i + 2] = phiRel[i];
    momenta[MOMENTA * i] = pt[i];
  }
  return { points, momenta };
}

/** [constituents, 7] */
function kinColumns(jets: RelativeJets): Float32Array {
  const out = new Float32Array(jets.pt.length * FEATURES);
  for (let jet = 0; jet < jetCount(jets); jet++) {
    const own = constituentsOf(jets, jet);
    const whole = sumOf(own);
    for (let k = 0; k < own.pt.length; k++) writeFeatures(out, (jets.offsets[jet] + k) * FEATURES, own, k, whole);
  }
  return out;
}

function writeFeatures(
  out: Float32Array,
  at: number,
  { pt, etaRel, phiRel }: Constituents,
  k: number,
  whole: { readonly pt: number; readonly energy: number },
): void {
  const energy = pt[k] * Math.cosh(etaRel[k]);
  out[at] = (Math.log(pt[k]) - 1.7) * 0.7;
  out[at + 1] = (Math.log(energy) - 2) * 0.7;
  out[at + 2] = (Math.log(pt[k] / whole.pt) + 4.7) * 0.7;
  out[at + 3] = (Math.log(energy / whole.energy) + 4.7) * 0.7;
  out[at + 4] = (Math.hypot(etaRel[k], phiRel[k]) - 0.2) * 4;
  out[at + 5] = etaRel[k];
  out[at + 6] = phiRel[k];
  for (let f = at; f < at + FEATURES; f++) out[f] = Math.min(Math.max(out[f], -LARGEST), LARGEST);
}

/** pT and energy of the sum of massless constituents at phi = 0 of the jet. */
function sumOf({ pt, etaRel, phiRel }: Constituents): { pt: number; energy: number } {
  let [px, py, energy] = [0, 0, 0];
  for (let k = 0; k < pt.length; k++) {
    px += pt[k] * Math.cos(phiRel[k]);
    py += pt[k] * Math.sin(phiRel[k]);
    energy += pt[k] * Math.cosh(etaRel[k]);
  }
  return { pt: Math.hypot(px, py), energy };
}

export function withoutLabels(): GlueballError {
  return new GlueballError({
    code: "jetlm/jets-without-labels",
    what: "a tagger learns from jets whose class is known",
    found: "jets without labels",
    expected: "a file of labels beside the jets, or a set that has them (top2000, qg2000, jetclass500)",
  });
}
