import { expect, test } from "vitest";
import { computeOptimal, isoFlopMinimum } from "./computeOptimal.ts";

const CHINCHILLA = { E: 1.69, A: 406.4, B: 410.7, alpha: 0.34, beta: 0.28 };

test("the Chinchilla figures of the specification: G, best size, data and loss at two budgets", () => {
  const small = computeOptimal(CHINCHILLA, 1e21);
  const large = computeOptimal(CHINCHILLA, 5.76e23);
  expect(small.ratio.toFixed(5)).toBe("1.34471");
  expect([small.size, small.data].map((value) => value.toExponential(4))).toEqual(["1.8242e+9", "9.1363e+10"]);
  expect([large.size, large.data].map((value) => value.toExponential(4))).toEqual(["3.2190e+10", "2.9823e+12"]);
  expect([small.loss, large.loss].map((value) => value.toFixed(5))).toEqual(["2.32888", "1.93075"]);
});

test("the allocation is the minimum: no other split of the budget has a smaller loss", () => {
  const { size, loss } = computeOptimal(CHINCHILLA, 1e21);
  for (const factor of [0.5, 0.9, 0.99, 1.01, 1.1, 2]) {
    const [n, d] = [size * factor, 1e21 / 6 / (size * factor)];
    expect(1.69 + 406.4 * n ** -0.34 + 410.7 * d ** -0.28).toBeGreaterThan(loss);
  }
});

test("IsoFLOP: a parabola in ln N is found exactly; near the optimum of equal exponents it finds the optimum", () => {
  const sizes = [1e6, 2e6, 5e6, 1e7, 3e7];
  const exact = isoFlopMinimum(
    sizes,
    sizes.map((n) => 2 + 0.1 * Math.log(n / 4e6) ** 2),
  );
  expect(exact.size / 4e6).toBeCloseTo(1, 9);
  expect(exact.loss).toBeCloseTo(2, 9);
  expect(exact.curvature).toBeCloseTo(0.1, 9);
  const equal = { ...CHINCHILLA, beta: 0.34 };
  const best = computeOptimal(equal, 1e19).size;
  const grid = [0.5, 0.7, 1, 1.4, 2].map((factor) => factor * best);
  const losses = grid.map((n) => equal.E + equal.A * n ** -0.34 + equal.B * (1e19 / 6 / n) ** -0.34);
  const found = isoFlopMinimum(grid, losses);
  expect(found.inside).toBe(true);
  expect(Math.abs(found.size / best - 1)).toBeLessThan(0.01);
});

test("the known bias is seen: unequal exponents and a grid off its centre displace the minimum, and it says how far", () => {
  const law = { ...CHINCHILLA, alpha: 0.5, beta: 0.2 };
  const best = computeOptimal(law, 1e19).size;
  const minimum = (shift: number) => {
    const grid = [0.1, 0.3, 1, 3, 10].map((factor) => factor * best * shift);
    const losses = grid.map((n) => law.E + law.A * n ** -0.5 + law.B * (1e19 / 6 / n) ** -0.2);
    return isoFlopMinimum(grid, losses);
  };
  expect(Math.abs(minimum(1).size / best - 1)).toBeGreaterThan(0.05);
  expect(minimum(30).offCentre).toBeLessThan(-0.5);
});

test("no minimum is not one, and two sizes are too few", () => {
  expect(isoFlopMinimum([1, 2, 4, 8], [1, 2, 2.5, 2.6]).inside).toBe(false);
  expect(isoFlopMinimum([1, 2, 4, 8], [4, 3, 2.2, 1.6]).inside).toBe(false);
  expect(() => isoFlopMinimum([1, 2, 2], [1, 2, 3])).toThrow("a parabola needs three sizes");
  expect(() => computeOptimal({ ...CHINCHILLA, B: 0 }, 1e20)).toThrow("[stats/no-optimum]");
});
