/**
 * Lorentz boosts. Two roads, because one number cannot serve both: a velocity near 1 has lost the digits of 1 - beta,
 * so going to the rest frame of a fast system starts from its momentum and mass instead.
 */
import { GlueballError } from "../base/index.ts";
import type { FourMomentum } from "./fourMomentum.ts";
import { massSquare } from "./fourMomentum.ts";

/** A velocity in units of c. */
export interface Velocity {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/**
 * The active boost by velocity beta: a particle at rest moves with beta afterwards. With
 * gamma = 1 / sqrt(1 - beta^2): E' = gamma (E + beta.p), p' = p + beta gamma (E + gamma / (gamma + 1) beta.p),
 * which has no 1 / beta^2 and is exact for beta = 0.
 */
export function boost(momentum: FourMomentum, beta: Velocity): FourMomentum {
  const speed = Math.sqrt(beta.x * beta.x + beta.y * beta.y + beta.z * beta.z);
  if (!(speed < 1)) {
    throw new GlueballError({
      code: "kinematics/velocity-not-below-one",
      what: "a boost needs a velocity below that of light",
      found: [beta.x, beta.y, beta.z],
      expected: "|beta| < 1, in units of c",
      hint: "for the rest frame of a fast system use boostToRestFrame, which takes its momentum",
    });
  }
  const gamma = 1 / Math.sqrt((1 - speed) * (1 + speed));
  const along = beta.x * momentum.px + beta.y * momentum.py + beta.z * momentum.pz;
  const shift = gamma * (momentum.energy + (gamma / (gamma + 1)) * along);
  return {
    px: momentum.px + shift * beta.x,
    py: momentum.py + shift * beta.y,
    pz: momentum.pz + shift * beta.z,
    energy: gamma * (momentum.energy + along),
  };
}

/**
 * `momentum` seen in the rest frame of `frame` (time-like). With M the mass and (P, E_P) the momentum of the frame:
 * E' = (E E_P - p.P) / M, p' = p - P (E + E') / (E_P + M).
 */
export function boostToRestFrame(momentum: FourMomentum, frame: FourMomentum): FourMomentum {
  const frameMass = restMass(frame);
  const dot = momentum.px * frame.px + momentum.py * frame.py + momentum.pz * frame.pz;
  const energy = (momentum.energy * frame.energy - dot) / frameMass;
  const shift = (momentum.energy + energy) / (frame.energy + frameMass);
  return {
    px: momentum.px - shift * frame.px,
    py: momentum.py - shift * frame.py,
    pz: momentum.pz - shift * frame.pz,
    energy,
  };
}

/** The inverse of `boostToRestFrame`: from the rest frame of `frame` back to where `frame` was measured. */
export function boostFromRestFrame(momentum: FourMomentum, frame: FourMomentum): FourMomentum {
  const reversed = { px: -frame.px, py: -frame.py, pz: -frame.pz, energy: frame.energy };
  return boostToRestFrame(momentum, reversed);
}

function restMass(frame: FourMomentum): number {
  const m2 = massSquare(frame.px, frame.py, frame.pz, frame.energy);
  if (!(m2 > 0 && frame.energy > 0)) {
    throw new GlueballError({
      code: "kinematics/no-rest-frame",
      what: "only a time-like momentum has a rest frame",
      found: [frame.px, frame.py, frame.pz, frame.energy],
      expected: "(px, py, pz, E) with E > 0 and m^2 > 0, in GeV",
    });
  }
  return Math.sqrt(m2);
}
