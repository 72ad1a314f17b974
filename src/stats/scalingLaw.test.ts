import { expect, test } from "vitest";
import { createRng, GlueballError } from "../base/index.ts";
import { ADDITIVE_LAW } from "./additiveLaw.ts";
import { COUPLED_LAW } from "./coupledLaw.ts";
import { HUBER_LAW } from "./huberLaw.ts";
import { LOGARITHM, POWER_LAW } from "./powerLaw.ts";
import { bootstrapLaw, extrapolate, lawBand } from "./scalingBootstrap.ts";
import { chooseFit, fitLaw } from "./scalingLaw.ts";
import type { ScalingLaw, ScalingPoints } from "./scalingLaw.ts";

/** Values of Hoffmann et al., arXiv 2203.15556, section D.3. */
const CHINCHILLA = [1.69, 406.4, 410.7, 0.34, 0.28];
const SIZES = [4.4e7, 1.1e8, 2.8e8, 7e8, 1.8e9, 4.4e9, 1.1e10];
const TOKENS = [1e9, 4e9, 1.6e10, 6.4e10, 2.5e11, 1e12];

function synthetic(law: ScalingLaw, parameters: readonly number[], noise = 0, seed = 1): ScalingPoints {
  const rng = createRng(seed);
  const pairs = SIZES.flatMap((n) => TOKENS.map((d) => [n, d] as const));
  const variables = [0, 1].slice(0, law.variables).map((k) => Float64Array.from(pairs, (pair) => pair[k]));
  const exact = (i: number) =>
    law.predict(
      parameters,
      variables.map((column) => column[i]),
    );
  return { variables, loss: Float64Array.from(pairs, (_, i) => exact(i) * (1 + noise * rng.normal())) };
}

function expectRelative(found: ArrayLike<number>, wanted: readonly number[], tolerance: number): void {
  wanted.forEach((value, k) => expect(Math.abs(found[k] / value - 1), `parameter ${k}`).toBeLessThan(tolerance));
}

function codeOf(body: () => unknown): string {
  try {
    body();
  } catch (error) {
    if (error instanceof GlueballError) return error.code;
    throw error;
  }
  return "no error";
}

test("the Chinchilla self-test: exact losses give back their law to 1e-3, by least squares and by Huber", () => {
  const points = synthetic(ADDITIVE_LAW, CHINCHILLA);
  expectRelative(fitLaw(ADDITIVE_LAW, points).values, CHINCHILLA, 1e-3);
  expectRelative(fitLaw(HUBER_LAW, points).values, CHINCHILLA, 1e-3);
});

test("with 0.5 % noise floor and exponents come back to 5 % on average, and lie in their intervals", () => {
  const fits = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) =>
    fitLaw(ADDITIVE_LAW, synthetic(ADDITIVE_LAW, CHINCHILLA, 0.005, seed)),
  );
  const mean = ADDITIVE_LAW.parameters.map(
    (_, k) => fits.reduce((sum, { values }) => sum + values[k], 0) / fits.length,
  );
  for (const k of [0, 3, 4]) expect(Math.abs(mean[k] / CHINCHILLA[k] - 1)).toBeLessThan(0.05);
  let covered = 0;
  for (const fit of fits) {
    const { parameters } = bootstrapLaw(fit, { rng: createRng(9), resamples: 60 });
    ADDITIVE_LAW.parameters.forEach((name, k) => {
      const [low, high] = parameters[name].interval;
      if (low < CHINCHILLA[k] && CHINCHILLA[k] < high) covered++;
    });
  }
  expect(covered / (5 * fits.length)).toBeGreaterThan(0.8); // 0.92 of 300 when measured with 100 replicas each
});

test("the coupled law comes back from its own losses, and BIC prefers the law that made them", () => {
  const truth = [1.7, 3e5, 4e6, 0.2, 0.25];
  const coupled = synthetic(COUPLED_LAW, truth, 1e-4);
  expectRelative(fitLaw(COUPLED_LAW, synthetic(COUPLED_LAW, truth)).values, truth, 1e-3);
  const additive = synthetic(ADDITIVE_LAW, CHINCHILLA, 1e-4);
  const laws = [ADDITIVE_LAW, COUPLED_LAW];
  expect(chooseFit(laws.map((law) => fitLaw(law, coupled))).law).toBe(COUPLED_LAW);
  expect(chooseFit(laws.map((law) => fitLaw(law, additive))).law).toBe(ADDITIVE_LAW);
});

test("one variable: power law with floor and logarithm come back, and BIC tells them apart", () => {
  const power = [1.5, 2e6, 0.3];
  const logarithm = [5, 0.11];
  expectRelative(fitLaw(POWER_LAW, synthetic(POWER_LAW, power)).values, power, 1e-6);
  expectRelative(fitLaw(LOGARITHM, synthetic(LOGARITHM, logarithm)).values, logarithm, 1e-10);
  for (const [law, truth] of [
    [POWER_LAW, power],
    [LOGARITHM, logarithm],
  ] as const) {
    const points = synthetic(law, truth, 1e-3);
    expect(chooseFit([POWER_LAW, LOGARITHM].map((each) => fitLaw(each, points))).law).toBe(law);
  }
});

test("intervals of the bootstrap hold the true exponent as often as they say", () => {
  const truth = [1.5, 2e6, 0.3];
  const trials = 60;
  let covered = 0;
  for (let seed = 1; seed <= trials; seed++) {
    const fit = fitLaw(POWER_LAW, synthetic(POWER_LAW, truth, 0.003, seed));
    const [low, high] = bootstrapLaw(fit, { rng: createRng(seed), resamples: 60 }).parameters["a"].interval;
    if (low < truth[2] && truth[2] < high) covered++;
  }
  expect(covered / trials).toBeGreaterThan(0.85);
});

test("and with two degrees of freedom too, where the spread of the residuals alone would say too little", () => {
  const x = Float64Array.of(1e4, 3e4, 1e5, 1e6);
  const trials = 200;
  let covered = 0;
  for (let seed = 1; seed <= trials; seed++) {
    const rng = createRng(seed);
    const loss = x.map((value) => 5 - 0.1 * Math.log(value) + 0.01 * rng.normal());
    const fit = fitLaw(LOGARITHM, { variables: [x], loss });
    const [low, high] = bootstrapLaw(fit, { rng: rng.fork("errors"), resamples: 200 }).parameters["b"].interval;
    if (low < 0.1 && 0.1 < high) covered++;
  }
  expect(covered / trials).toBeGreaterThan(0.9);
  expect(covered / trials).toBeLessThan(0.99);
});

test("one run that went astray moves the Huber fit less than least squares", () => {
  const points = synthetic(ADDITIVE_LAW, CHINCHILLA);
  points.loss[17] *= 1.1;
  const off = (law: ScalingLaw) => Math.abs(fitLaw(law, points).parameters["E"] - CHINCHILLA[0]);
  expect(off(HUBER_LAW)).toBeLessThan(0.1 * off(ADDITIVE_LAW));
});

test("bands enclose the law, replicas repeat, and the largest runs are predicted from the others", () => {
  const points = synthetic(ADDITIVE_LAW, CHINCHILLA, 0.002);
  const fit = fitLaw(ADDITIVE_LAW, points);
  const errors = bootstrapLaw(fit, { rng: createRng(3), resamples: 50 });
  expect(bootstrapLaw(fit, { rng: createRng(3), resamples: 50 }).replicas).toEqual(errors.replicas);
  const { low, value, high } = lawBand(errors, points.variables);
  value.forEach((middle, i) => expect(low[i] <= middle && middle <= high[i]).toBe(true));
  const largest = [...points.variables[0].keys()].filter((i) => points.variables[0][i] === SIZES[6]);
  const { relativeError, observed } = extrapolate(ADDITIVE_LAW, points, largest);
  expect(observed.length).toBe(TOKENS.length);
  expect(relativeError).toBeLessThan(0.01);
});

test("a loss that does not depend on the data gets B = 0 or a floor, never a negative coefficient", () => {
  const points = synthetic(POWER_LAW, [1.5, 2e6, 0.3]);
  const variables = synthetic(ADDITIVE_LAW, CHINCHILLA).variables;
  const { values, residualSum } = fitLaw(ADDITIVE_LAW, { variables, loss: points.loss });
  expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
  expect(residualSum).toBeLessThan(1e-8);
  const rising = synthetic(POWER_LAW, [1.5, 2e6, 0.3]);
  const reversed = { ...rising, loss: rising.loss.toReversed() };
  expect(fitLaw(POWER_LAW, reversed).values[0]).toBeGreaterThanOrEqual(0);
});

test("what cannot be fitted is an error with its reason", () => {
  const x = Float64Array.of(1, 2, 3, 4);
  const loss = Float64Array.of(4, 3, 2.5, 2.2);
  const fit = (own: Partial<ScalingPoints>) => codeOf(() => fitLaw(POWER_LAW, { variables: [x], loss, ...own }));
  expect(fit({})).toBe("no error");
  expect(fit({ variables: [x.slice(0, 3)], loss: loss.slice(0, 3) })).toBe("stats/too-few-points");
  expect(fit({ variables: [x.slice(0, 3)] })).toBe("stats/columns-differ-in-length");
  expect(fit({ variables: [x, x] })).toBe("stats/columns-differ-in-length");
  expect(fit({ variables: [Float64Array.of(1, 2, 0, 4)] })).toBe("stats/not-positive");
  expect(fit({ variables: [Float64Array.of(7, 7, 7, 7)] })).toBe("stats/constant-variable");
  expect(fit({ loss: Float64Array.of(4, NaN, 2, 1) })).toBe("stats/value-not-finite");
  expect(() => fitLaw(POWER_LAW, { variables: [Float64Array.of(1, 2, -3, 4)], loss })).toThrow(
    "a power law needs a positive variable at x, point 2: found -3, expected a number above 0 [stats/not-positive]",
  );
});
