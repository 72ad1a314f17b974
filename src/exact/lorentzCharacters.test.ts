import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { findData } from "../run/index.ts";
import { lorentzScalars, timesField, unitSeries } from "./lorentzCharacters.ts";
import type { LorentzFactor } from "./lorentzCharacters.ts";

const data = findData("lagrangian/lorentz_counts.json");

function scalars(factors: readonly LorentzFactor[], derivatives: number, removeTotalDerivatives: boolean): number {
  const series = factors.reduce(timesField, unitSeries(derivatives));
  return lorentzScalars(series, derivatives, removeTotalDerivatives);
}

function distinct(helicities: readonly number[], onShell = true): LorentzFactor[] {
  return helicities.map((helicity) => ({ twiceHelicity: 2 * helicity, power: 1, onShell }));
}

test.skipIf(data === undefined)("all 269 counts of structures of distinct fields (needs shared data)", () => {
  interface Row {
    readonly helicities: readonly number[];
    readonly D: number;
    readonly n_independent: number;
    readonly n_without_IBP: number;
  }
  const rows = JSON.parse(readFileSync(data!, "utf8")) as readonly Row[];
  expect(rows).toHaveLength(269);
  for (const { helicities, D, n_independent, n_without_IBP } of rows) {
    const factors = distinct(helicities);
    const found = [scalars(factors, D, true), scalars(factors, D, false)];
    expect(found, `${helicities.join(" ")} D^${D}`).toEqual([n_independent, n_without_IBP]);
  }
});

test("two fields: the kinetic terms are what the formula is known to get wrong", () => {
  expect(scalars(distinct([0, 0]), 0, true)).toBe(1);
  expect(scalars(distinct([0, 0]), 2, true)).toBe(-1);
  expect(scalars(distinct([-0.5, 0.5]), 1, true)).toBe(-1);
  expect(scalars(distinct([0, 0]), 2, false)).toBe(1);
  expect(scalars(distinct([0, 0], false), 2, true)).toBe(1);
  // (D^2 a) b, a D^2 b, Da Db with nothing removed
  expect(scalars(distinct([0, 0], false), 2, false)).toBe(3);
});

test("equal scalars: permutations average to the known towers of one flavour", () => {
  // phi^4 D^4 with all redundancies removed: s^2 + t^2 + u^2 alone; D^6: stu.
  const permutations = (k: number): number => {
    const cycle = (...powers: number[]): number =>
      scalars(
        powers.map((power) => ({ twiceHelicity: 0, power, onShell: true })),
        k,
        true,
      );
    return (cycle(1, 1, 1, 1) + 6 * cycle(2, 1, 1) + 3 * cycle(2, 2) + 8 * cycle(3, 1) + 6 * cycle(4)) / 24;
  };
  expect([0, 2, 4, 6, 8, 10, 12].map(permutations)).toEqual([1, 0, 1, 1, 1, 1, 2]);
});

/** Coefficient of D^m x^a y^b as "m,a,b"; the characters are written out weight by weight. */
type Laurent = ReadonlyMap<string, number>;

function times(first: Laurent, second: Laurent, order: number): Laurent {
  const product = new Map<string, number>();
  for (const [one, c] of first) {
    for (const [other, d] of second) {
      const [m, a, b] = one.split(",").map(Number) as [number, number, number];
      const [n, e, f] = other.split(",").map(Number) as [number, number, number];
      if (m + n > order) continue;
      const key = `${m + n},${a + e},${b + f}`;
      product.set(key, (product.get(key) ?? 0) + c * d);
    }
  }
  return product;
}

/** [left/2, right/2] at D^m, at the r-th powers of all variables. */
function spins(m: number, left: number, right: number, power: number): Laurent {
  const sum = new Map<string, number>();
  for (let a = -left; a <= left; a += 2) {
    for (let b = -right; b <= right; b += 2) sum.set(`${power * m},${power * a},${power * b}`, 1);
  }
  return sum;
}

function together(parts: readonly Laurent[]): Laurent {
  const sum = new Map<string, number>();
  for (const part of parts) for (const [key, value] of part) sum.set(key, (sum.get(key) ?? 0) + value);
  return sum;
}

function fieldCharacter({ twiceHelicity, power, onShell }: LorentzFactor, order: number): Laurent {
  const left = Math.max(0, -twiceHelicity);
  const right = Math.max(0, twiceHelicity);
  const steps = Array.from({ length: order + 1 }, (_, m) => m);
  if (onShell) return together(steps.map((m) => spins(m, m + left, m + right, power)));
  const symmetric = steps.flatMap((m) =>
    Array.from({ length: Math.floor(m / 2) + 1 }, (_, j) => spins(m, m - 2 * j, m - 2 * j, power)),
  );
  return times(together(symmetric), spins(0, left, right, power), order * power);
}

/** The slow twin: Laurent polynomials and the constant term with the Haar measure. */
function slowScalars(factors: readonly LorentzFactor[], derivatives: number, removeTotalDerivatives: boolean): number {
  const product = factors
    .map((factor) => fieldCharacter(factor, derivatives))
    .reduce((all, next) => times(all, next, derivatives), spins(0, 0, 0, 1));
  const at = (m: number, a: number, b: number): number => product.get(`${m},${a},${b}`) ?? 0;
  const irreps = (m: number, a: number, b: number): number =>
    at(m, a, b) - at(m, a + 2, b) - at(m, a, b + 2) + at(m, a + 2, b + 2);
  const k = derivatives;
  if (!removeTotalDerivatives) return irreps(k, 0, 0);
  const even = irreps(k, 0, 0) + irreps(k - 2, 2, 0) + irreps(k - 2, 0, 2) + irreps(k - 4, 0, 0);
  return even - irreps(k - 1, 1, 1) - irreps(k - 3, 1, 1);
}

test("equals the integral over Laurent polynomials", () => {
  const factor = fc.record({
    twiceHelicity: fc.integer({ min: -2, max: 2 }),
    power: fc.integer({ min: 1, max: 3 }),
    onShell: fc.boolean(),
  });
  fc.assert(
    fc.property(
      fc.array(factor, { minLength: 1, maxLength: 3 }),
      fc.integer({ min: 0, max: 4 }),
      fc.boolean(),
      (factors, k, remove) => {
        expect(scalars(factors, k, remove)).toBe(slowScalars(factors, k, remove));
      },
    ),
    { seed: 1, numRuns: 100 },
  );
});

test("helicities all reversed: the same counts", () => {
  const helicities = [-1, -0.5, 0.5, 0, 1];
  for (const k of [2, 3, 4, 5, 6]) {
    expect(scalars(distinct(helicities.map((h) => -h)), k, true)).toBe(scalars(distinct(helicities), k, true));
  }
});
