/** What two jets make together: the event columns of a dijet search. */
import { deltaPhi, deltaR, invariantMass, pseudorapidity } from "../kinematics/index.ts";
import type { Jet } from "./pseudojets.ts";

/** GeV and radians. */
export interface Dijet {
  /** Invariant mass and pt of the sum. */
  readonly mass: number;
  readonly pt: number;
  /** sqrt(dy^2 + dphi^2), with rapidities. */
  readonly deltaR: number;
  /** Pseudorapidity of the first less that of the second. */
  readonly deltaEta: number;
  /** Azimuth of the second less that of the first, in [-pi, pi), as FastJet's `delta_phi_to` has it. */
  readonly deltaPhi: number;
}

export function dijet(first: Jet, second: Jet): Dijet {
  const eta = ({ px, py, pz }: Jet) => pseudorapidity(px, py, pz);
  return {
    mass: invariantMass([first, second]),
    pt: Math.hypot(first.px + second.px, first.py + second.py),
    deltaR: deltaR(first.rapidity, first.phi, second.rapidity, second.phi),
    deltaEta: eta(first) - eta(second),
    deltaPhi: deltaPhi(second.phi, first.phi),
  };
}
