import fc from "fast-check";
import { expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { drawPairOfWMasses, twoVectorsFactor } from "./higgsToWW.ts";
import { W_POLE } from "./standardModel.ts";

test("the factor of the phase space is between 0 and 1, and 1 for massless vectors", () => {
  expect(twoVectorsFactor(125, 0, 0)).toBe(1);
  expect(twoVectorsFactor(125, 80, 50)).toBe(0);
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 125, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (q1, share) => {
        const factor = twoVectorsFactor(125, q1, share * (125 - q1));
        expect(factor).toBeGreaterThanOrEqual(0);
        expect(factor).toBeLessThanOrEqual(1);
      },
    ),
    { seed: 1, numRuns: 300 },
  );
});

test("the masses have the mean and the spread of the width, by quadrature", () => {
  const higgs = 125;
  const phase = (q: number) => Math.atan2(q * q - W_POLE.mass ** 2, W_POLE.mass * W_POLE.width);
  // Both masses from the arctangent, in which their propagators are even.
  const steps = 400;
  const [low, high] = [phase(0), phase(higgs)];
  const nodes = Array.from({ length: steps }, (_, i) => {
    const square = W_POLE.mass ** 2 + W_POLE.mass * W_POLE.width * Math.tan(low + ((i + 0.5) / steps) * (high - low));
    return Math.sqrt(Math.max(0, square));
  });
  const moments = [0, 0, 0];
  // The lighter one is too far from the pole for even steps of its phase: it takes steps of its square.
  for (const q1 of nodes) {
    const range = Math.min(q1, higgs - q1) ** 2;
    for (let i = 0; i < 50; i++) {
      const q2 = Math.sqrt(((i + 0.5) / 50) * range);
      const rho = 1 / ((q2 * q2 - W_POLE.mass ** 2) ** 2 + (W_POLE.mass * W_POLE.width) ** 2);
      const weight = range * rho * twoVectorsFactor(higgs, q1, q2);
      moments[0] += weight;
      moments[1] += weight * q2;
      moments[2] += weight * q2 * q2;
    }
  }
  const mean = moments[1] / moments[0];
  const spread = Math.sqrt(moments[2] / moments[0] - mean * mean);
  const rng = createRng(1);
  const draws = 1500;
  let sum = 0;
  let firstIsHeavier = 0;
  for (let i = 0; i < draws; i++) {
    const [plus, minus] = drawPairOfWMasses(rng, higgs);
    expect(plus + minus).toBeLessThan(higgs);
    sum += Math.min(plus, minus);
    if (plus > minus) firstIsHeavier++;
  }
  expect(Math.abs(sum / draws - mean) / (spread / Math.sqrt(draws))).toBeLessThan(3.3);
  expect(Math.abs(firstIsHeavier / draws - 0.5)).toBeLessThan(3.3 * Math.sqrt(0.25 / draws));
});
