/**
 * The particles of an event and everything made from them while it is clustered, as columns: entries 0 to N - 1 are the
 * input, later ones were made by merging. GeV and radians, float64: the mass of a jet is a small difference of large
 * numbers.
 */
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

/** Room for `capacity` entries in one allocation. */
export function pseudojets(capacity: number): Pseudojets {
  const memory = new ArrayBuffer(7 * 8 * capacity);
  const column = (index: number) => new Float64Array(memory, index * 8 * capacity, capacity);
  return {
    count: 0,
    px: column(0),
    py: column(1),
    pz: column(2),
    energy: column(3),
    pt2: column(4),
    rapidity: column(5),
    phi: column(6),
  };
}

/** Fills in what follows from the momentum of entry `i`. */
export function derive(jets: Pseudojets, i: number): void {
  const px = jets.px[i]!;
  const py = jets.py[i]!;
  jets.pt2[i] = px * px + py * py;
  jets.rapidity[i] = rapidity(px, py, jets.pz[i]!, jets.energy[i]!);
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
 * The order in which equal distances are served: smaller pt first, then lower rapidity, phi and energy. It looks at
 * momenta only, so that jets depend neither on the order of the input nor on the strategy. Entries that agree in all
 * four are interchangeable.
 */
export function precedes(jets: Pseudojets, i: number, j: number): boolean {
  if (jets.pt2[i] !== jets.pt2[j]) return jets.pt2[i]! < jets.pt2[j]!;
  if (jets.rapidity[i] !== jets.rapidity[j]) return jets.rapidity[i]! < jets.rapidity[j]!;
  if (jets.phi[i] !== jets.phi[j]) return jets.phi[i]! < jets.phi[j]!;
  return jets.energy[i]! < jets.energy[j]!;
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
