/**
 * The mass of an unstable particle: a relativistic Breit-Wigner of fixed width in m^2,
 *
 *   dP / dm^2 ~ 1 / ((m^2 - M^2)^2 + M^2 Gamma^2),   whose integral is arctan((m^2 - M^2) / (M Gamma)),
 *
 * cut at the masses that the process leaves open.
 */
import { GlueballError, type Rng } from "../base/index.ts";
import type { Pole } from "./standardModel.ts";

export interface MassRange {
  readonly lowest: number;
  readonly highest: number;
}

/** How many widths a resonance is followed from its pole; 1.6 % of a Breit-Wigner lie outside. */
const TAIL_WIDTHS = 20;

/** The mass at a share 0 <= u <= 1 of the Breit-Wigner within the range; the pole itself where there is no width. */
export function breitWignerMass({ mass, width }: Pole, { lowest, highest }: MassRange, u: number): number {
  requireRange({ mass, width }, { lowest, highest });
  if (width === 0) return mass;
  const low = breitWignerPhase({ mass, width }, lowest);
  const high = breitWignerPhase({ mass, width }, highest);
  const square = mass * mass + mass * width * Math.tan(low + u * (high - low));
  // Rounding must not leave the range, which may end at a threshold.
  return Math.min(highest, Math.max(lowest, Math.sqrt(Math.max(0, square))));
}

/** arctan((m^2 - M^2) / (M Gamma)): differences of it over pi are shares of the whole. */
export function breitWignerPhase({ mass, width }: Pole, m: number): number {
  return Math.atan2((m - mass) * (m + mass), mass * width);
}

/** Draws a mass within 20 widths of the pole and within the range. */
export function drawMass(rng: Rng, pole: Pole, range: Partial<MassRange> = {}): number {
  return breitWignerMass(pole, massWindow(pole, range), rng.uniform());
}

/** 20 widths to both sides of the pole, cut by the range; the range itself where there is no width. */
export function massWindow({ mass, width }: Pole, { lowest = 0, highest = Infinity }: Partial<MassRange>): MassRange {
  if (width === 0) return { lowest, highest };
  return {
    lowest: Math.max(lowest, mass - TAIL_WIDTHS * width, 0),
    highest: Math.min(highest, mass + TAIL_WIDTHS * width),
  };
}

function requireRange({ mass, width }: Pole, { lowest, highest }: MassRange): void {
  requirePole({ mass, width });
  if (width === 0 ? lowest <= mass && mass <= highest : lowest < highest) return;
  throw new GlueballError({
    code: "simulate/mass-out-of-reach",
    what: "a resonance has no mass that its production and its decay leave open",
    found: `mass ${mass} and width ${width}`,
    expected: `a mass between ${lowest} and ${highest} GeV`,
  });
}

/** @throws GlueballError simulate/bad-resonance */
export function requirePole({ mass, width }: Pole): void {
  if (mass > 0 && width >= 0 && Number.isFinite(mass) && Number.isFinite(width)) return;
  throw new GlueballError({
    code: "simulate/bad-resonance",
    what: "a resonance cannot have this mass and width",
    found: `mass ${mass} and width ${width}`,
    expected: "a mass above 0 and a width that is 0 or more, in GeV",
  });
}
