/**
 * The strong coupling at one loop: d(1 / alpha_s) / d ln Q^2 = (33 - 2 nf) / (12 pi), continued from alpha_s(M_Z) through
 * the thresholds of charm, bottom and top. The default is the value with which leading-order dijets meet MadGraph's.
 */
import { GlueballError } from "../base/index.ts";
import { Z_POLE } from "./standardModel.ts";

const CHARM = 1.3;
const BOTTOM = 4.5;
const TOP = 173;

/** alpha_s(Q) for Q above the Landau pole, with `atZ` its value at the mass of the Z. */
export type AlphaS = (q: number) => number;

/** @throws GlueballError simulate/bad-alpha-s, and when it is asked below the pole simulate/below-landau-pole */
export function createAlphaS(atZ = 0.127): AlphaS {
  if (!(atZ > 0 && atZ < 1)) {
    throw new GlueballError({
      code: "simulate/bad-alpha-s",
      what: "the strong coupling at the Z mass cannot be this",
      found: atZ,
      expected: "a number between 0 and 1; 0.118 is the measured one, 0.127 serves leading order",
    });
  }
  const atBottom = 1 / atZ - slope(5) * Math.log(Z_POLE.mass / BOTTOM);
  const atTop = 1 / atZ + slope(5) * Math.log(TOP / Z_POLE.mass);
  const atCharm = atBottom - slope(4) * Math.log(BOTTOM / CHARM);
  return (q) => {
    const nf = activeFlavours(q);
    const inverse =
      nf === 6
        ? atTop + slope(6) * Math.log(q / TOP)
        : nf === 5
          ? atBottom + slope(5) * Math.log(q / BOTTOM)
          : atCharm + slope(nf) * Math.log(q / CHARM);
    if (inverse > 0) return 1 / inverse;
    throw belowPole(q, atZ);
  };
}

/** Quarks that are lighter than `q`: 3 to 6. */
export function activeFlavours(q: number): number {
  if (q < BOTTOM) return q < CHARM ? 3 : 4;
  return q < TOP ? 5 : 6;
}

/** d(1 / alpha_s) / d ln Q. */
function slope(nf: number): number {
  return (33 - 2 * nf) / (6 * Math.PI);
}

function belowPole(q: number, atZ: number): GlueballError {
  return new GlueballError({
    code: "simulate/below-landau-pole",
    what: "the one-loop strong coupling has no value at this scale",
    found: `Q = ${q} GeV with alpha_s(M_Z) = ${atZ}`,
    expected: "a scale above its pole, which is some 0.1 to 0.5 GeV",
    hint: "Raise the cut-off of the shower",
  });
}
