/** What the numbers of a groomer may be: one row a parameter, for the functions and for the specs of `groomer` alike. */
import { GlueballError } from "../base/index.ts";
import { MAX_RADIUS } from "./definition.ts";

interface Range {
  readonly allows: (value: number) => boolean;
  readonly expected: string;
}

const fraction: Range = { allows: (value) => value >= 0 && value <= 1, expected: "a fraction in [0, 1]" };
const angle: Range = {
  allows: (value) => value > 0 && value <= MAX_RADIUS,
  expected: `a radius in (0, ${MAX_RADIUS}]`,
};
const positive: Range = { allows: (value) => value > 0, expected: "a positive number" };
const notNegative: Range = {
  allows: (value) => value >= 0 && Number.isFinite(value),
  expected: "a finite number, 0 or more",
};
const finite: Range = { allows: Number.isFinite, expected: "a finite number" };
const count: Range = {
  allows: (value) => Number.isInteger(value) && value >= 1,
  expected: "a whole number, 1 or more",
};
const countOrInfinity: Range = {
  allows: (value) => value === Infinity || count.allows(value),
  expected: "a whole number, 1 or more, or Infinity",
};

const RANGES = {
  zCut: fraction,
  beta: finite,
  r0: angle,
  muCut: positive,
  mu: positive,
  y: notNegative,
  radius: angle,
  fraction,
  hardest: count,
  layers: countOrInfinity,
  radiusFactor: notNegative,
  minDeltaR: notNegative,
} as const satisfies Record<string, Range>;

export type GroomingParameter = keyof typeof RANGES;

/** Throws `jets/bad-groomer` with the groomer and the parameter as the place. */
export function requireParameters(groomer: string, values: Readonly<Partial<Record<GroomingParameter, number>>>): void {
  for (const name of Object.keys(values) as GroomingParameter[]) {
    requireParameter(`${groomer}, ${name}`, name, values[name]!);
  }
}

/** The same for one parameter, at a place of the caller's choice. */
export function requireParameter(place: string, name: GroomingParameter, value: number): void {
  const { allows, expected } = RANGES[name];
  if (allows(value)) return;
  const what = "a groomer cannot have this parameter";
  throw new GlueballError({ code: "jets/bad-groomer", what, place, found: value, expected });
}
