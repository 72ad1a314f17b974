import fc from "fast-check";
import { expect, test } from "vitest";
import { deltaPhi, deltaR, wrapPhi } from "./index.ts";

const angle = fc.double({ min: -1e4, max: 1e4, noNaN: true });

/** The slow twin: whole turns until the angle is inside. */
function wrapByTurns(x: number): number {
  while (x >= Math.PI) x -= 2 * Math.PI;
  while (x < -Math.PI) x += 2 * Math.PI;
  return x;
}

test("pi wraps to -pi, and -pi stays", () => {
  expect(wrapPhi(Math.PI)).toBe(-Math.PI);
  expect(wrapPhi(-Math.PI)).toBe(-Math.PI);
  expect(wrapPhi(3 * Math.PI)).toBe(-Math.PI);
  expect(wrapPhi(0)).toBe(0);
  expect(deltaPhi(3, -3)).toBeCloseTo(6 - 2 * Math.PI, 14);
});

test("every angle lands in [-pi, pi) and on the same point of the circle", () => {
  fc.assert(
    fc.property(angle, (x) => {
      const wrapped = wrapPhi(x);
      expect(wrapped).toBeGreaterThanOrEqual(-Math.PI);
      expect(wrapped).toBeLessThan(Math.PI);
      expect(Math.cos(wrapped - wrapByTurns(x))).toBeCloseTo(1, 12);
    }),
  );
});

test("odd multiples of pi and their neighbours stay inside in spite of rounding", () => {
  const outside: number[] = [];
  for (let k = -2001; k <= 2001; k += 2) {
    for (const ulps of [-2, -1, 0, 1, 2]) {
      const x = k * Math.PI * (1 + ulps * Number.EPSILON);
      const wrapped = wrapPhi(x);
      if (!(wrapped >= -Math.PI && wrapped < Math.PI)) outside.push(x);
    }
  }
  expect(outside).toEqual([]);
});

test("deltaPhi changes sign with its arguments, deltaR does not", () => {
  fc.assert(
    fc.property(angle, angle, angle, angle, (eta1, phi1, eta2, phi2) => {
      const forth = deltaPhi(phi1, phi2);
      if (forth !== -Math.PI) expect(deltaPhi(phi2, phi1)).toBeCloseTo(-forth, 10);
      expect(deltaR(eta1, phi1, eta2, phi2)).toBeCloseTo(deltaR(eta2, phi2, eta1, phi1), 8);
      expect(deltaR(eta1, phi1, eta1, phi1)).toBe(0);
    }),
  );
});

test("deltaR is a 3-4-5 triangle, also across the seam", () => {
  expect(deltaR(0.3, 0, 0, 0.4)).toBeCloseTo(0.5, 15);
  expect(deltaR(0.3, Math.PI - 0.1, 0, -Math.PI + 0.3)).toBeCloseTo(0.5, 14);
});
