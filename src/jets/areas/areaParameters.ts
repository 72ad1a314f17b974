/** What the numbers of areas, background and subtraction may be: one row a parameter. */
import { GlueballError } from "../../base/index.ts";
import { MAX_RADIUS } from "../definition.ts";

interface Range {
  readonly allows: (value: number) => boolean;
  readonly expected: string;
}

const positive = (what: string, most: number): Range => ({
  allows: (value) => value > 0 && value <= most,
  expected: `${what} in (0, ${most}]`,
});
const notNegative = (what: string): Range => ({
  allows: (value) => value >= 0 && Number.isFinite(value),
  expected: `${what}, finite and 0 or more`,
});
const wholeFrom = (least: number): Range => ({
  allows: (value) => Number.isInteger(value) && value >= least,
  expected: `a whole number, ${least} or more`,
});

/** Beyond |y| = 15 the energy and pz of a massless particle agree to so many digits that no rapidity is left in them. */
const MAX_RAPIDITY = 15;

const RANGES = {
  rapidityMax: positive("a rapidity", MAX_RAPIDITY),
  ghostArea: positive("an area in rapidity and azimuth", 10),
  cell: positive("a size in rapidity and azimuth", 10),
  repeat: wholeFrom(1),
  radius: positive("a radius", MAX_RADIUS),
  radiusFactor: positive("a fraction of the jet radius", 1),
  excludeHardest: wholeFrom(0),
  rho: notNegative("a pt in GeV per unit of area"),
  rhoM: notNegative("a transverse mass less pt in GeV per unit of area"),
  maxDistance: {
    allows: (value) => value > 0,
    expected: "a positive distance in rapidity and azimuth, or Infinity",
  },
  alpha: { allows: Number.isFinite, expected: "a finite power of pt" },
} as const satisfies Record<string, Range>;

export type AreaParameter = keyof typeof RANGES;

/** Throws `jets/bad-area-parameter` with the function that was asked and the parameter as the place. */
export function requireAreaParameters(asked: string, values: Readonly<Partial<Record<AreaParameter, number>>>): void {
  for (const name of Object.keys(values) as AreaParameter[]) {
    const { allows, expected } = RANGES[name];
    const found = values[name]!;
    if (allows(found)) continue;
    const what = "this cannot be asked";
    throw new GlueballError({ code: "jets/bad-area-parameter", what, place: `${asked}, ${name}`, found, expected });
  }
}
