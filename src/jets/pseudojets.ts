/**
 * The particles of an event and everything made from them while it is clustered, as columns: entries 0 to N - 1 are the
 * input, later ones were made by merging. GeV and radians, float64: the mass of a jet is a small difference of large
 * numbers.
 */
import { arena, type Arena } from "./arena.ts";
import { mass, rapidity, type FourMomentum } from "../kinematics/index.ts";

export interface Pseudojets {
  /** Entries in use. */
  count: number;
  readonly px: Float64Array;
  readonly py: Float64Array;
  readonly pz: Float64Array;
  readonly energy: Float64Array;
  readonly pt2: Float64Array;
  readonly rapidity: Float64Array;
  /** In [0, 2 pi). */
  readonly phi: Float64Array;
}

const TWO_PI = 2 * Math.PI;

export const PSEUDOJET_COLUMNS = 7;

/** Room for `capacity` entries. */
export function pseudojets(
  capacity: number,
  { numbers }: Arena = arena({ numbers: PSEUDOJET_COLUMNS * capacity, integers: 0 }),
): Pseudojets {
  return {
    count: 0,
    px: numbers(capacity),
    py: numbers(capacity),
    pz: numbers(capacity),
    energy: numbers(capacity),
    pt2: numbers(capacity),
    rapidity: numbers(capacity),
    phi: numbers(capacity),
  };
}

/** Stands for an infinite rapidity, as in FastJet; |pz| is added, so that particles along the beam stay ordered. */
const BEAM_RAPIDITY = 1e5;

/** Fills in what follows from the momentum of entry `i`. */
export function derive(jets: Pseudojets, i: number): void {
  const px = jets.px[i];
  const py = jets.py[i];
  const pz = jets.pz[i];
  const y = rapidity(px, py, pz, jets.energy[i]);
  jets.pt2[i] = px * px + py * py;
  // What is left of a jet after subtraction may have a negative energy, and then no rapidity.
  jets.rapidity[i] = Number.isFinite(y) ? y : Math.sign(pz) * (BEAM_RAPIDITY + Math.abs(pz));
  jets.phi[i] = positiveAzimuth(px, py);
}

/** Azimuth in [0, 2 pi). A tiny negative angle plus 2 pi rounds to 2 pi itself, which is 0. */
export function positiveAzimuth(px: number, py: number): number {
  const angle = Math.atan2(py, px);
  if (angle >= 0) return angle;
  const turned = angle + TWO_PI;
  return turned >= TWO_PI ? 0 : turned;
}

/** Distance in azimuth of two angles in [0, 2 pi): in [0, pi]. */
export function azimuthDistance(a: number, b: number): number {
  const difference = Math.abs(a - b);
  return difference > Math.PI ? TWO_PI - difference : difference;
}

/** Squared distance dy^2 + dphi^2 of two entries. */
export function distance2(jets: Pseudojets, i: number, j: number): number {
  const dy = jets.rapidity[i]! - jets.rapidity[j]!;
  const dphi = azimuthDistance(jets.phi[i]!, jets.phi[j]!);
  return dy * dy + dphi * dphi;
}

/**
 * The order in which equal distances are served: smaller pt first, then lower rapidity and phi, then the other components.
 * Momenta decide, so jets depend neither on the order of the input nor on the strategy; entries with equal momenta are
 * interchangeable, and their index decides.
 */
export function precedes(jets: Pseudojets, i: number, j: number): boolean {
  const one = jets.pt2[i];
  const other = jets.pt2[j];
  return one === other ? precedesAtEqualPt(jets, i, j) : one < other;
}

function precedesAtEqualPt({ rapidity, phi, energy, px, py, pz }: Pseudojets, i: number, j: number): boolean {
  if (rapidity[i] !== rapidity[j]) return rapidity[i] < rapidity[j];
  if (phi[i] !== phi[j]) return phi[i] < phi[j];
  if (energy[i] !== energy[j]) return energy[i] < energy[j];
  if (px[i] !== px[j]) return px[i] < px[j];
  if (py[i] !== py[j]) return py[i] < py[j];
  if (pz[i] !== pz[j]) return pz[i] < pz[j];
  return i < j;
}

/** A jet as a record. */
export interface Jet extends FourMomentum {
  readonly pt: number;
  readonly rapidity: number;
  /** In [0, 2 pi), as in FastJet. */
  readonly phi: number;
  /** sign(m^2) sqrt|m^2|. */
  readonly mass: number;
  /** Entry of the jet in the sequence that made it. */
  readonly index: number;
}

export function jetAt(jets: Pseudojets, index: number): Jet {
  const px = jets.px[index]!;
  const py = jets.py[index]!;
  const pz = jets.pz[index]!;
  const energy = jets.energy[index]!;
  return {
    px,
    py,
    pz,
    energy,
    pt: Math.sqrt(jets.pt2[index]!),
    rapidity: jets.rapidity[index]!,
    phi: jets.phi[index]!,
    mass: mass(px, py, pz, energy),
    index,
  };
}
