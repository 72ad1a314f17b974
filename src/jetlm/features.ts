/**
 * What a network sees of a jet: (pT, etaRel, phiRel) of each constituent, taken massless, relative to the jet axis.
 *
 *     etaRel = eta_i - eta_jet,   phiRel = phi_i - phi_jet wrapped to [-pi, pi)
 *
 * The axis is the sum of the constituents (float64). Boosts along the beam and rotations about it change neither the
 * mass nor the pT of a sum of massless constituents, so both can be computed from these columns alone, for real jets
 * and for generated ones, which have no place in the detector.
 */
import { deltaPhi, jetKinematics, toPtEtaPhiMass } from "../kinematics/index.ts";
import type { Jets } from "./data.ts";

/** The constituents of one jet, ordered by falling pT. */
export interface Constituents {
  readonly pt: Float64Array;
  readonly etaRel: Float64Array;
  readonly phiRel: Float64Array;
}

/** A ragged store of jets in relative coordinates: jet j is rows offsets[j] .. offsets[j + 1] - 1. */
export interface RelativeJets extends Constituents {
  /** n + 1 entries for n jets. */
  readonly offsets: Int32Array;
  readonly labels: Int32Array | undefined;
}

export function relativeJets(jets: Jets): RelativeJets {
  const { offsets, px, py, pz, energy, labels } = jets;
  const out = emptyColumns(px.length);
  for (let jet = 0; jet + 1 < offsets.length; jet++) {
    const [from, to] = [offsets[jet], offsets[jet + 1]];
    const axis = jetKinematics({ px, py, pz, energy }, from, to);
    for (let i = from; i < to; i++) {
      const particle = toPtEtaPhiMass({ px: px[i], py: py[i], pz: pz[i], energy: energy[i] });
      out.pt[i] = particle.pt;
      out.etaRel[i] = particle.eta - axis.eta;
      out.phiRel[i] = deltaPhi(particle.phi, axis.phi);
    }
  }
  return { offsets, ...out, labels };
}

export function jetCount(jets: { readonly offsets: Int32Array }): number {
  return jets.offsets.length - 1;
}

/** The constituents of one jet as views into the store; nothing is copied. */
export function constituentsOf({ offsets, pt, etaRel, phiRel }: RelativeJets, jet: number): Constituents {
  const [from, to] = [offsets[jet], offsets[jet + 1]];
  return { pt: pt.subarray(from, to), etaRel: etaRel.subarray(from, to), phiRel: phiRel.subarray(from, to) };
}

/** The jets with these indices, in this order, copied into a store of their own. */
export function selectJets(jets: RelativeJets, indices: ArrayLike<number>): RelativeJets {
  const chosen = Array.from(indices, (jet) => constituentsOf(jets, jet));
  const { labels } = jets;
  return packJets(chosen, labels && Int32Array.from(indices, (jet) => labels[jet]));
}

/** Puts jets one behind the other into a ragged store. */
export function packJets(jets: readonly Constituents[], labels: Int32Array | undefined): RelativeJets {
  const offsets = new Int32Array(jets.length + 1);
  jets.forEach(({ pt }, jet) => (offsets[jet + 1] = offsets[jet] + pt.length));
  const out = emptyColumns(offsets[jets.length]);
  jets.forEach(({ pt, etaRel, phiRel }, jet) => {
    out.pt.set(pt, offsets[jet]);
    out.etaRel.set(etaRel, offsets[jet]);
    out.phiRel.set(phiRel, offsets[jet]);
  });
  return { offsets, ...out, labels };
}

function emptyColumns(count: number): Constituents {
  return { pt: new Float64Array(count), etaRel: new Float64Array(count), phiRel: new Float64Array(count) };
}
