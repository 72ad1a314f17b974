/**
 * A vacuum value from the mass term of its field. The conditions for the vacuum give the mass term of every field with a value;
 * where a user gives the mass term instead, m^2 and mu of the potential of a type-II seesaw say, the value is the smallest one
 * at which the conditions give that mass term back. m^2(v) is searched on a grid of v for the first change of sign of
 * m^2(v) - m^2, then by regula falsi in log v (Illinois variant: Dowell, Jarratt, BIT 11 (1971) 168).
 */
import { GlueballError } from "../../../base/index.ts";
import type { BrokenFrame } from "./brokenFrame.ts";
import type { NamedValue } from "./electroweakVacuum.ts";
import type { GivenNumbers } from "./parameterSheet.ts";

/** GeV. */
const SMALLEST = 1e-12;
const LARGEST = 1e5;
const STEPS_PER_DECADE = 2;
const AGREEMENT = 1e-13; // of the mass term

/**
 * The numbers with a value in the place of a mass term; `massTerm` gives the mass term for numbers without it.
 * @throws GlueballError lagrangian/no-vacuum-value.
 */
export function withSolvedValue(
  frame: BrokenFrame,
  given: GivenNumbers,
  massTerm: (numbers: GivenNumbers, name: string) => number,
): GivenNumbers {
  const wanted = frame.values.flatMap((value) => {
    const name = value.isDoublet || given.has(value.parameter) ? undefined : ownMassTerm(frame, value);
    return name !== undefined && given.has(name) ? [{ value, name }] : [];
  });
  // Two at once would be a system of equations: then both mass terms follow, and are refused.
  if (wanted.length !== 1) return given;
  const [{ value, name }] = wanted;
  const [target] = given.get(name)!;
  const rest = new Map([...given].filter(([key]) => key !== name));
  const at = (logarithm: number) => new Map(rest).set(value.parameter, [Math.exp(logarithm), 0]);
  const difference = (logarithm: number) => unlessImpossible(() => massTerm(at(logarithm), name) - target);
  const largest = value.w === 0 ? LARGEST : 0.99 * Math.sqrt(1 / value.w) * FERMI;
  const ends = [Math.log(SMALLEST), Math.log(largest)] as const;
  const bracket = firstChange(difference, ends);
  if (bracket === undefined) throw noValue(frame, value, { name, target });
  return at(root(difference, bracket, AGREEMENT * Math.abs(target)));
}

/** NaN at values with which M_Z, G_F and alpha give no weak mixing angle: the root of a negative number. */
function unlessImpossible(evaluate: () => number): number {
  try {
    return evaluate();
  } catch (error) {
    if (error instanceof GlueballError && error.code === "lagrangian/expression-not-understood") return Number.NaN;
    throw error;
  }
}

/** GeV: what G_F allows. */
const FERMI = 246;

function ownMassTerm({ components }: BrokenFrame, { field }: NamedValue): string | undefined {
  const { letters } = components.lagrangian;
  return components.entries.find(({ term, entry }) => {
    const { slots } = term.operator;
    return slots.length === 2 && entry.kind === "real" && slots.every((letter) => letters[letter].field === field);
  })?.name;
}

function firstChange(f: (x: number) => number, [low, high]: readonly [number, number]): [number, number] | undefined {
  const steps = Math.ceil(((high - low) / Math.LN10) * STEPS_PER_DECADE);
  const point = (k: number) => low + ((high - low) * k) / steps;
  let before = f(low);
  for (let k = 1; k <= steps; k++) {
    const here = f(point(k));
    if (before === 0 || before * here < 0) return [point(k - 1), point(k)];
    before = here;
  }
  return undefined;
}

function root(f: (x: number) => number, [left, right]: readonly [number, number], small: number): number {
  let [a, b, fa, fb] = [left, right, f(left), f(right)];
  for (let step = 0; step < 200 && Math.abs(b - a) > 1e-15 * Math.abs(b); step++) {
    if (fa === 0) return a;
    const c = (a * fb - b * fa) / (fb - fa);
    const fc = f(c);
    if (Math.abs(fc) <= small) return c;
    if (fc * fb < 0) [a, fa] = [b, fb];
    else fa /= 2;
    [b, fb] = [c, fc];
  }
  return b;
}

function noValue(
  { components }: BrokenFrame,
  { field, parameter }: NamedValue,
  { name, target }: { readonly name: string; readonly target: number },
): GlueballError {
  return new GlueballError({
    code: "lagrangian/no-vacuum-value",
    what: "no vacuum value of this field is stationary with its mass term",
    place: components.lagrangian.theory.fields[field].name,
    found: `${name} = ${target}`,
    expected: `another number of it, or one of ${parameter} in its place`,
  });
}
