/**
 * What ParticleNet "kin" sees of a jet: two coordinates and seven numbers for each constituent,
 *
 *     (ln pT - 1.7) 0.7, (ln E - 2) 0.7, (ln(pT / pT_jet) + 4.7) 0.7, (ln(E / E_jet) + 4.7) 0.7,
 *     (Delta R - 0.2) 4, deta, dphi          each clipped to +-5
 *
 * with deta = sign(eta_jet) (eta - eta_jet), dphi = wrap(phi - phi_jet), and the jet as the sum of its constituents
 * (JetClass_kin.yaml of jet-universe/particle_transformer). The coordinates are deta and dphi. Every step is rounded to
 * float32; why, says float32Angles.ts.
 */
import { GlueballError } from "../base/index.ts";
import type { MomentumColumns } from "../kinematics/index.ts";
import { azimuth32, hypot32, pseudorapidity32, wrap32 } from "./float32Angles.ts";
import { KIN_FEATURES, KIN_POINTS } from "./particleNet.ts";

const LARGEST = 5;

/** The network was trained with at most so many constituents; of larger jets it sees the hardest. */
export const MOST_CONSTITUENTS = 128;

/** NumPy adds a row of at most 128 numbers in so many partial sums. */
const PARTIAL_SUMS = 8;

const { fround } = Math;

export interface KinFeatures {
  readonly constituents: number;
  /** [constituents, 2] */
  readonly points: Float32Array;
  /** [constituents, 7] */
  readonly features: Float32Array;
}

/**
 * Features of the jet whose constituents are the entries [from, to) of the columns, at least one; momenta in GeV. The
 * order of the constituents decides between neighbours at equal distance only. `jet` stands in the errors.
 * @throws GlueballError nets/impossible-constituent for pT or E that is not positive, or a number that is not finite
 */
export function kinFeatures(momenta: MomentumColumns, from: number, to: number, jet: number): KinFeatures {
  for (let i = from; i < to; i++) requireConstituent(momenta, i, jet);
  const axis = axisOf(momenta, from, to);
  const used = hardest(momenta, from, to);
  const points = new Float32Array(used.length * KIN_POINTS);
  const features = new Float32Array(used.length * KIN_FEATURES);
  used.forEach((i, slot) => {
    const px = fround(momenta.px[i]);
    const py = fround(momenta.py[i]);
    const energy = fround(momenta.energy[i]);
    const pt = hypot32(px, py);
    const deta = fround(pseudorapidity32(fround(momenta.pz[i]), pt) - axis.eta) * axis.side;
    const dphi = wrap32(fround(azimuth32(px, py) - axis.phi));
    points.set([deta, dphi], slot * KIN_POINTS);
    const row = [
      scaled(log32(pt), -1.7, 0.7),
      scaled(log32(energy), -2, 0.7),
      scaled(log32(fround(pt / axis.pt)), 4.7, 0.7),
      scaled(log32(fround(energy / axis.energy)), 4.7, 0.7),
      scaled(hypot32(deta, dphi), -0.2, 4),
      deta,
      dphi,
    ];
    for (let k = 0; k < KIN_FEATURES; k++) {
      features[slot * KIN_FEATURES + k] = Math.min(Math.max(row[k], -LARGEST), LARGEST);
    }
  });
  return { constituents: used.length, points, features };
}

/** Momenta of the constituents of many jets [GeV]: jet j is the entries [offsets[j], offsets[j + 1]) of the columns. */
export interface JetColumns extends MomentumColumns {
  readonly offsets: ArrayLike<number>;
}

/** Values of the inputs `kinInputs(rows, slots)`: the jets of the given numbers, then rows of padding alone. */
export function kinBatch(jets: JetColumns, members: readonly number[], rows: number, slots: number) {
  const points = new Float32Array(rows * slots * KIN_POINTS);
  const features = new Float32Array(rows * slots * KIN_FEATURES);
  const valid = new Float32Array(rows * slots);
  members.forEach((jet, row) => {
    const seen = kinFeatures(jets, jets.offsets[jet], jets.offsets[jet + 1], jet);
    points.set(seen.points, row * slots * KIN_POINTS);
    features.set(seen.features, row * slots * KIN_FEATURES);
    valid.fill(1, row * slots, row * slots + seen.constituents);
  });
  return { points, features, valid };
}

interface Axis {
  readonly pt: number;
  readonly energy: number;
  readonly eta: number;
  readonly phi: number;
  /** Sign of eta, by which deta is mirrored. */
  readonly side: 1 | -1;
}

function axisOf({ px, py, pz, energy }: MomentumColumns, from: number, to: number): Axis {
  const [x, y, z, e] = [px, py, pz, energy].map((column) => sum32(column, from, to));
  const pt = hypot32(x, y);
  const eta = pseudorapidity32(z, pt);
  return { pt, energy: e, eta, phi: azimuth32(x, y), side: eta < 0 ? -1 : 1 };
}

/** The sum in float32, entry i in partial sum i mod 8. */
function sum32(column: ArrayLike<number>, from: number, to: number): number {
  const s = new Float32Array(PARTIAL_SUMS);
  for (let i = from; i < to; i++) s[(i - from) % PARTIAL_SUMS] += fround(column[i]);
  const quarter = (k: number) => fround(s[k] + s[k + 1]);
  return fround(fround(quarter(0) + quarter(2)) + fround(quarter(4) + quarter(6)));
}

/** Positions of the 128 constituents of largest pT, or of all, in the order of the columns. */
function hardest({ px, py }: MomentumColumns, from: number, to: number): number[] {
  const all = Array.from({ length: to - from }, (_, k) => from + k);
  if (all.length <= MOST_CONSTITUENTS) return all;
  const pt2 = (i: number) => px[i] * px[i] + py[i] * py[i];
  const byPt = all.toSorted((a, b) => pt2(b) - pt2(a) || a - b);
  return byPt.slice(0, MOST_CONSTITUENTS).sort((a, b) => a - b);
}

function log32(x: number): number {
  return fround(Math.log(x));
}

/** (x + shift) factor in float32. */
function scaled(x: number, shift: number, factor: number): number {
  return fround(fround(x + fround(shift)) * fround(factor));
}

function requireConstituent({ px, py, pz, energy }: MomentumColumns, i: number, jet: number): void {
  const [pt, e] = [hypot32(px[i], py[i]), fround(energy[i])];
  if (pt > 0 && Number.isFinite(pt) && Number.isFinite(fround(pz[i])) && e > 0 && Number.isFinite(e)) return;
  throw new GlueballError({
    code: "nets/impossible-constituent",
    what: "a constituent that the network cannot see",
    place: `jet ${jet}, particle ${i} of the columns`,
    found: `px ${px[i]}, py ${py[i]}, pz ${pz[i]}, E ${energy[i]}`,
    expected: "finite numbers in GeV, pT and E above 0",
  });
}
