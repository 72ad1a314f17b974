import fc from "fast-check";
import { expect, test } from "vitest";
import { thrust } from "./thrust.ts";

test("two jets, three symmetric ones, and a sphere", () => {
  expect(thrust([0, 0, 5, 0, 0, -5])).toBe(1);
  const half = Math.sqrt(3) / 2;
  expect(thrust([1, 0, 0, -0.5, half, 0, -0.5, -half, 0])).toBeCloseTo(2 / 3, 12);
  const sphere: number[] = [];
  for (let n = 0; n < 100; n++) {
    const z = (n + 0.5) / 50 - 1;
    const phi = n * Math.PI * (3 - Math.sqrt(5)); // golden angle: evenly over the sphere
    const rho = Math.sqrt(1 - z * z);
    sphere.push(rho * Math.cos(phi), rho * Math.sin(phi), z);
  }
  expect(thrust(sphere)).toBeCloseTo(0.5, 1);
  expect(thrust([1, 2, 3])).toBe(1);
  expect(thrust([])).toBeNaN();
});

/** The best of all divisions by signs, 2^(n-1) of them. */
function thrustOfAllSigns(momenta: readonly number[]): number {
  const count = momenta.length / 3;
  let [largest, total] = [0, 0];
  for (let i = 0; i < count; i++) total += Math.hypot(...momenta.slice(3 * i, 3 * i + 3));
  for (let signs = 0; signs < 2 ** (count - 1); signs++) {
    const sum = [0, 0, 0];
    momenta.forEach((value, at) => (sum[at % 3] += (signs >> Math.floor(at / 3)) & 1 ? value : -value));
    largest = Math.max(largest, Math.hypot(...sum));
  }
  return largest / total;
}

test("the same as the best of all divisions", () => {
  const component = fc.integer({ min: -99, max: 99 }).map((steps) => steps + 0.5);
  const momenta = fc.array(fc.tuple(component, component, component), { minLength: 2, maxLength: 8 });
  fc.assert(
    fc.property(momenta, (vectors) => {
      expect(thrust(vectors.flat())).toBeCloseTo(thrustOfAllSigns(vectors.flat()), 12);
    }),
    { seed: 1 },
  );
});
