/**
 * How two pseudojets become one (FastJet manual, arXiv:1111.6097, section 3.4).
 *
 * | scheme | the merged pseudojet | the input before |
 * | --- | --- | --- |
 * | E | sum of the four-momenta | as it is |
 * | pt, pt2 | pt = sum of pt; y and phi are means with weights pt, pt^2; massless | E = abs(p) |
 * | Et, Et2 | the same with weights Et, Et^2 | abs(p) = E, direction kept |
 * | BIpt, BIpt2 | as pt, pt2 (boost invariant) | as it is |
 * | wta-pt | pt = sum of pt; y, phi and mass of the harder | as it is |
 * | wta-modp | abs(p) = sum of abs(p); direction and mass of the harder | as it is |
 *
 * Larkoski, Neill, Thaler, arXiv:1401.2158 (winner takes all).
 */
import { massSquare } from "../kinematics/index.ts";
import { precedes, type Pseudojets } from "./pseudojets.ts";

export const RECOMBINATION_SCHEMES = ["E", "pt", "pt2", "Et", "Et2", "BIpt", "BIpt2", "wta-pt", "wta-modp"] as const;
export type RecombinationScheme = (typeof RECOMBINATION_SCHEMES)[number];

/** A user's own scheme: writes px, py, pz and energy of the sum of entries `a` and `b` into entry `into`. */
export type Recombiner = (jets: Pseudojets, a: number, b: number, into: number) => void;

export function recombiner(scheme: RecombinationScheme | Recombiner): Recombiner {
  return typeof scheme === "function" ? scheme : RECOMBINERS[scheme];
}

/** Makes the input what the scheme expects; see the table above. */
export function preprocess(jets: Pseudojets, scheme: RecombinationScheme | Recombiner): void {
  const { px, py, pz, energy } = jets;
  for (let i = 0; i < jets.count; i++) {
    const size = Math.sqrt(px[i]! ** 2 + py[i]! ** 2 + pz[i]! ** 2);
    if (scheme === "pt" || scheme === "pt2") energy[i] = size;
    else if (scheme === "Et" || scheme === "Et2") setScaled(jets, i, size === 0 ? 0 : energy[i]! / size, i);
    else return;
  }
}

/** The momentum of `from` times a factor; the energy is not touched. */
function setScaled({ px, py, pz }: Pseudojets, into: number, scale: number, from: number): void {
  px[into] = scale * px[from]!;
  py[into] = scale * py[from]!;
  pz[into] = scale * pz[from]!;
}

const addMomenta: Recombiner = ({ px, py, pz, energy }, a, b, into) => {
  px[into] = px[a]! + px[b]!;
  py[into] = py[a]! + py[b]!;
  pz[into] = pz[a]! + pz[b]!;
  energy[into] = energy[a]! + energy[b]!;
};

/** Direction as a mean of rapidities and azimuths with weights pt or pt^2; the result is massless. */
function weightedDirection(weight: (jets: Pseudojets, i: number) => number): Recombiner {
  return (jets, a, b, into) => {
    const weightA = weight(jets, a);
    const weightB = weight(jets, b);
    const total = weightA + weightB;
    const pt = Math.sqrt(jets.pt2[a]!) + Math.sqrt(jets.pt2[b]!);
    let phiA = jets.phi[a]!;
    let phiB = jets.phi[b]!;
    if (phiA - phiB > Math.PI) phiB += 2 * Math.PI;
    if (phiB - phiA > Math.PI) phiA += 2 * Math.PI;
    const y = total === 0 ? 0 : (weightA * jets.rapidity[a]! + weightB * jets.rapidity[b]!) / total;
    const phi = total === 0 ? 0 : (weightA * phiA + weightB * phiB) / total;
    jets.px[into] = pt * Math.cos(phi);
    jets.py[into] = pt * Math.sin(phi);
    setAlongBeam(jets, into, pt, y);
  };
}

/** pz and E of a transverse mass at a rapidity. Beyond |y| = 700 sinh overflows; there is nothing there but pt = 0. */
function setAlongBeam({ pz, energy }: Pseudojets, into: number, transverseMass: number, y: number): void {
  pz[into] = transverseMass === 0 ? 0 : transverseMass * Math.sinh(y);
  energy[into] = transverseMass === 0 ? 0 : transverseMass * Math.cosh(y);
}

const ptWeight = (jets: Pseudojets, i: number) => Math.sqrt(jets.pt2[i]!);
const pt2Weight = (jets: Pseudojets, i: number) => jets.pt2[i]!;

const winnerTakesPt: Recombiner = (jets, a, b, into) => {
  const harder = winner(jets, a, b, jets.pt2[a]! - jets.pt2[b]!);
  const hardest = Math.sqrt(jets.pt2[harder]!);
  const pt = Math.sqrt(jets.pt2[a]!) + Math.sqrt(jets.pt2[b]!);
  setScaled(jets, into, hardest === 0 ? 0 : pt / hardest, harder);
  setAlongBeam(jets, into, Math.sqrt(pt * pt + mass2(jets, harder)), jets.rapidity[harder]!);
};

const winnerTakesModP: Recombiner = (jets, a, b, into) => {
  const sizeA = Math.sqrt(jets.pt2[a]! + jets.pz[a]! ** 2);
  const sizeB = Math.sqrt(jets.pt2[b]! + jets.pz[b]! ** 2);
  const harder = winner(jets, a, b, sizeA - sizeB);
  const largest = Math.max(sizeA, sizeB);
  setScaled(jets, into, largest === 0 ? 0 : (sizeA + sizeB) / largest, harder);
  jets.energy[into] = Math.sqrt((sizeA + sizeB) ** 2 + mass2(jets, harder));
};

function mass2({ px, py, pz, energy }: Pseudojets, i: number): number {
  return Math.max(0, massSquare(px[i]!, py[i]!, pz[i]!, energy[i]!));
}

/** The harder of two; of two equally hard ones the one that `precedes`, whatever their order. */
function winner(jets: Pseudojets, a: number, b: number, difference: number): number {
  if (difference === 0) return precedes(jets, a, b) ? a : b;
  return difference > 0 ? a : b;
}

const RECOMBINERS: Record<RecombinationScheme, Recombiner> = {
  E: addMomenta,
  pt: weightedDirection(ptWeight),
  pt2: weightedDirection(pt2Weight),
  // After the input's rescaling everything is massless, so Et and pt are the same number.
  Et: weightedDirection(ptWeight),
  Et2: weightedDirection(pt2Weight),
  BIpt: weightedDirection(ptWeight),
  BIpt2: weightedDirection(pt2Weight),
  "wta-pt": winnerTakesPt,
  "wta-modp": winnerTakesModP,
};
