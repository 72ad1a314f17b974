/**
 * How the partons of a remnant share what the proton has left. Each in turn takes z of the light-cone momentum that is
 * there, the last one (the diquark) all of it,
 *
 *   P(z) ~ (1 - z)^3 / sqrt z.
 *
 * All move along the beam, but for a singlet within the remnant, which must be able to become hadrons: its two partons
 * have opposite transverse momenta q, which make the massless pair as heavy as one with the masses m_1, m_2 that quarks
 * have inside hadrons and a normally distributed kT,
 *
 *   q^2 / zeta (1-zeta) = (m_1^2 + kT^2) / zeta + (m_2^2 + kT^2) / (1-zeta),   q^2 = kT^2 + (1-zeta) m_1^2 + zeta m_2^2,
 *
 * zeta the first one's share of the pair. The law of z and the width of kT are choices, not fits; only particles near
 * the beams feel them.
 */
import type { Rng } from "../base/index.ts";
import { constituentMass } from "./constituentChain.ts";
import type { RemnantParton } from "./remnantFlavours.ts";

/** Shares and transverse momenta of a remnant's partons, in their order. */
export interface RemnantShares {
  readonly share: readonly number[];
  readonly px: readonly number[];
  readonly py: readonly number[];
  /** Sum of pT^2 / share: the mass with which the remnant as a whole moves. */
  readonly mass2: number;
}

/** Width of each component of kT, in GeV. */
const KT_WIDTH = 0.4;

export function drawShares(partons: readonly RemnantParton[], rng: Rng): RemnantShares {
  const share: number[] = [];
  let left = 1;
  partons.forEach((_, n) => {
    const z = n === partons.length - 1 ? 1 : drawShare(rng);
    share.push(left * z);
    left *= 1 - z;
  });
  return { share, ...drawTransverse(partons, share, rng) };
}

/** z of density (35/32) (1 - z)^3 / sqrt z: with z = w^2, w has (35/16) (1 - w^2)^3. */
export function drawShare(rng: Rng): number {
  for (;;) {
    const w = 1 - rng.uniform(); // never 0
    const z = w * w;
    if (rng.uniform() < (1 - z) ** 3) return z;
  }
}

function drawTransverse(
  partons: readonly RemnantParton[],
  share: readonly number[],
  rng: Rng,
): Omit<RemnantShares, "share"> {
  const [px, py] = [share.map(() => 0), share.map(() => 0)];
  const [one, other] = partons.flatMap(({ isJoined }, n) => (isJoined ? [] : [n]));
  if (other === undefined) return { px, py, mass2: 0 };
  const zeta = share[one] / (share[one] + share[other]);
  const [mass1, mass2] = [one, other].map((n) => constituentMass(partons[n].pdgId));
  const kt2 = -2 * KT_WIDTH * KT_WIDTH * Math.log(1 - rng.uniform());
  const q = Math.sqrt(kt2 + (1 - zeta) * mass1 * mass1 + zeta * mass2 * mass2);
  const phi = 2 * Math.PI * rng.uniform();
  px[one] = q * Math.cos(phi);
  py[one] = q * Math.sin(phi);
  px[other] = -px[one];
  py[other] = -py[one];
  return { px, py, mass2: q * q * (1 / share[one] + 1 / share[other]) };
}

/** The same shares without transverse momenta: massless, so that they fit whatever is left. */
export function collinear({ share }: RemnantShares): RemnantShares {
  const zero = share.map(() => 0);
  return { share, px: zero, py: zero, mass2: 0 };
}

/** Light-cone momenta of the first remnant (E + pz) and of the second (E - pz). */
export interface RemnantCone {
  readonly forward: number;
  readonly backward: number;
}

/**
 * With M1 and M2 the masses of the two remnants, together they have `plus` = forward + M2^2 / backward and
 * `minus` = backward + M1^2 / forward, as two bodies have. Undefined where they are too heavy for that.
 */
export function solveCone(plus: number, minus: number, first: number, second: number): RemnantCone | undefined {
  const s = plus * minus;
  const room = s - first - second;
  const kallen = room * room - 4 * first * second;
  if (!(room > 0 && kallen > 0)) return undefined;
  const root = Math.sqrt(kallen);
  return { forward: (s + first - second + root) / (2 * minus), backward: (s + second - first + root) / (2 * plus) };
}
