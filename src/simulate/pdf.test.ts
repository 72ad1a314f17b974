import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { findData } from "../run/index.ts";
import { CTEQ5L, type DensityFit } from "./cteq5lTable.ts";
import { createDensities, FLAVOURS, flavourSlot } from "./pdf.ts";

/** The momentum sums of the specification have four digits. */
const FOUR_DIGITS = 5e-5;

test("x f has the published values of CTEQ5L", () => {
  const { density } = createDensities();
  // All six digits that the specification gives.
  const at = (x: number, q: number) => (pdgId: number) => Number(density(pdgId, x, q).toPrecision(6));
  expect([21, 2, 1, -2, -1, 3, 4, 5].map(at(0.1, 100))).toEqual([
    0.779462, 0.566406, 0.341794, 0.0846188, 0.120563, 0.0610629, 0.0293925, 0.0169467,
  ]);
  expect([0, 2, 1].map(at(0.3, 1000))).toEqual([0.0495695, 0.289801, 0.107855]);
});

test("all partons together carry the momentum of the proton", () => {
  const densities = createDensities();
  const xf = new Float64Array(FLAVOURS);
  // Simpson in ln x, in which the momentum is the integral of x (x f).
  const momentum = (q: number) => {
    const steps = 2000;
    const step = Math.log(1e6) / steps;
    let sum = 0;
    for (let i = 1; i <= steps; i++) {
      const x = Math.exp(-i * step);
      densities.fill(x, q, xf);
      const weight = i === steps ? 1 : i % 2 === 1 ? 4 : 2;
      sum += weight * x * xf.reduce((total, value) => total + value, 0);
    }
    return (sum * step) / 3;
  };
  for (const [q, expected] of [
    [5, 0.9989],
    [100, 0.9967],
    [1000, 0.9985],
  ] as const) {
    expect(Math.abs(momentum(q) - expected), `Q = ${q}`).toBeLessThan(FOUR_DIGITS);
  }
});

test("outside its range the density stays what it is at the border, and that is counted", () => {
  const densities = createDensities();
  expect(densities.density(21, 1e-8, 100)).toBe(createDensities().density(21, 1e-6, 100));
  expect(densities.density(2, 0.1, 0.5)).toBe(createDensities().density(2, 0.1, 1));
  expect(densities.density(2, 0.1, 1e5)).toBe(createDensities().density(2, 0.1, 1e4));
  expect(densities.density(2, 1, 100)).toBe(0);
  expect(densities.frozen).toBe(4);
  densities.density(2, 0.1, 100);
  expect(densities.frozen).toBe(4);
});

test("charm and bottom begin at their thresholds; nothing is negative or infinite", () => {
  const densities = createDensities();
  expect([densities.density(4, 0.1, 1.3), densities.density(5, 0.1, 4.5)]).toEqual([0, 0]);
  const xf = new Float64Array(FLAVOURS);
  fc.assert(
    fc.property(
      fc.double({ min: -14, max: -0.01, noNaN: true }),
      fc.double({ min: 0.1, max: 9.2, noNaN: true }),
      (l, k) => {
        densities.fill(Math.exp(l), Math.exp(k), xf);
        expect(xf.every((value) => value >= 0 && Number.isFinite(value))).toBe(true);
        expect(densities.density(-2, Math.exp(l), Math.exp(k))).toBe(xf[flavourSlot(-2)]);
      },
    ),
    { seed: 1 },
  );
});

const REFERENCE = findData("jets-lhco/generator/cteq5l_coefficients.json");

test.skipIf(REFERENCE === undefined)("our copy of the coefficients is the reference's (needs shared data)", () => {
  const theirs = JSON.parse(readFileSync(REFERENCE!, "utf8")) as Record<string, DensityFit>;
  const ours = { 0: "gluon", 1: "up", 2: "down", "-1": "lightSea", "-2": "seaRatio", "-3": "strange" } as const;
  const all = { ...ours, "-4": "charm", "-5": "bottom" } as const;
  expect(Object.keys(theirs).sort()).toEqual(Object.keys(all).sort());
  for (const [index, name] of Object.entries(all)) expect(theirs[index], name).toMatchObject(CTEQ5L[name]);
});
