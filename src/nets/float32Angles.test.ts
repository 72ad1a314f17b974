import fc from "fast-check";
import { expect, test } from "vitest";
import { azimuth32, hypot32, pseudorapidity32, wrap32 } from "./float32Angles.ts";

const { fround } = Math;
const ROUNDING = 5e-7; // absolute: two of float32's last places at 3
const LAST_PLACE = 2 ** -23; // of float32 at 1
const momentum = fc.double({ min: -1e3, max: 1e3, noNaN: true }).map(fround);

// numpy.arctan2 of float32 (NumPy 2.4, AVX-512), one an octant; none is the exact arctangent, rounded.
test.each([
  [2.9, 16.4, 0.17502005],
  [36.3, 16.2, 1.1510395],
  [25.8, -8.4, 1.8855541],
  [4.0, -8.1, 2.6828957],
  [-2.7, -20.0, -3.007404],
  [-33.1, -7.0, -1.779206],
  [-35.5, 28.7, -0.89092374],
  [-1.5, 14.5, -0.103081614],
])("the azimuth of y = %d, x = %d is NumPy's %d to the bit", (y, x, phi) => {
  expect(azimuth32(fround(x), fround(y))).toBe(fround(phi));
  expect(azimuth32(fround(x), fround(y))).not.toBe(fround(Math.atan2(fround(y), fround(x))));
});

test("azimuths are those of atan2, exact on the axes", () => {
  fc.assert(
    fc.property(momentum, momentum, (x, y) => {
      fc.pre(x !== 0 || y !== 0);
      expect(Math.abs(azimuth32(x, y) - Math.atan2(y + 0, x))).toBeLessThan(ROUNDING); // -0 counts as 0
    }),
  );
  expect([azimuth32(1, 0), azimuth32(0, 1), azimuth32(-1, 0), azimuth32(0, -1)]).toEqual(
    [0, Math.PI / 2, Math.PI, -Math.PI / 2].map(fround),
  );
});

test("lengths and pseudorapidities are the exact ones, rounded", () => {
  fc.assert(
    fc.property(momentum, momentum, (x, y) => {
      expect(hypot32(x, y)).toBe(fround(Math.sqrt(x * x + y * y)));
      fc.pre(Math.abs(y) > 1e-30); // so that the ratio is a float32
      const eta = Math.asinh(x / Math.abs(y));
      expect(Math.abs(pseudorapidity32(x, Math.abs(y)) - eta)).toBeLessThan(LAST_PLACE * (1 + Math.abs(eta)));
    }),
  );
});

// numpy: (angle + pi) % (2 pi) - pi in float32
test.each([
  [0.1, 0.099999905],
  [-0.0001, -9.9897385e-5],
  [4, -2.2831852],
  [-4, 2.2831852],
  [Math.PI, -Math.PI],
  [-Math.PI, -Math.PI],
  [6.2, -0.083185434],
])("%d wraps to NumPy's %d to the bit", (angle, wrapped) => {
  expect(wrap32(fround(angle))).toBe(fround(wrapped));
});
