import { expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { fromPtEtaPhiMassColumns, type FourMomentumColumns } from "../kinematics/index.ts";
import { jetImage } from "./jetImage.ts";

const jet = (...particles: readonly (readonly [pt: number, y: number, phi: number])[]): FourMomentumColumns => {
  const column = (index: number) => Float64Array.from(particles, (particle) => particle[index]);
  return fromPtEtaPhiMassColumns(column(0), column(1), column(2), new Float64Array(particles.length));
};
/** Pixels with something in them: [row, column, pt]. */
const filled = (particles: FourMomentumColumns, options: Parameters<typeof jetImage>[1]) => {
  const { values, size } = jetImage(particles, options)!;
  return [...values].flatMap((value, at) =>
    value === 0 ? [] : [[Math.floor(at / size), at % size, Math.round(value * 1e9) / 1e9]],
  );
};
const GRID = { size: 5, halfWidth: 1, centre: "hardest" } as const;

test("known pictures: rows go with phi, columns with y; turned upright; the heavy half up and right", () => {
  const three = jet([60, 0, 0], [10, -0.8, 0], [5, 0.8, 6.28]);
  expect(filled(three, GRID)).toEqual([
    [2, 0, 10],
    [2, 2, 60],
    [2, 4, 5],
  ]);
  expect(filled(three, { ...GRID, flip: true })).toEqual([
    [2, 0, 5],
    [2, 2, 60],
    [2, 4, 10],
  ]);
  expect(filled(three, { ...GRID, rotate: true, flip: true })).toEqual([
    [0, 2, 5],
    [2, 2, 60],
    [4, 2, 10],
  ]);
  expect(filled(three, { ...GRID, normalise: "sum" })).toEqual([
    [2, 0, 0.133333333],
    [2, 2, 0.8],
    [2, 4, 0.066666667],
  ]);
  const { values } = jetImage(three, { ...GRID, normalise: "square" })!;
  expect(values.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(1, 12);
  expect(jetImage(three, { ...GRID, halfWidth: 0.5 })).toMatchObject({ outside: 15 });
});

test("pt is in the pixels or counted as outside; a standard image knows neither turn nor mirror nor order", () => {
  const options = { size: 8, halfWidth: 0.3, centre: "hardest", rotate: true, flip: true } as const;
  const rng = createRng(12);
  for (let trial = 0; trial < 200; trial++) {
    // The hardest constituent is the centre, so that the plane can be turned about it.
    const soft = Array.from({ length: 3 + (trial % 9) }, () => [
      1 + 50 * rng.uniform(),
      0.2 * rng.normal(),
      0.2 * rng.normal(),
    ]);
    const plane = [[100, 0, 0], ...soft];
    const picture = (change: (x: number, y: number) => readonly [number, number]) =>
      jetImage(jet(...plane.map(([pt, x, y]) => [pt, ...change(x, y)] as const)), options)!;
    const { values, outside } = picture((x, y) => [x, y]);
    const total = plane.reduce((sum, [pt]) => sum + pt, 0);
    expect(values.reduce((sum, value) => sum + value, outside)).toBeCloseTo(total, 9);
    const [cos, sin] = [Math.cos(trial), Math.sin(trial)];
    const turned = picture((x, y) => [cos * x - sin * y, sin * x + cos * y]);
    const mirrored = picture((x, y) => [-x, y]);
    plane.reverse();
    for (const other of [turned, mirrored, picture((x, y) => [x, y])]) {
      other.values.forEach((value, at) => expect(value).toBeCloseTo(values[at], 9));
    }
  }
});

test("around the jet axis, here at y = 0.192 by tanh y = pz / E, instead of the hardest constituent", () => {
  const two = jet([30, 0.4, 3], [10, -0.4, 3]);
  expect(filled(two, { size: 5, halfWidth: 1 })).toEqual([
    [2, 1, 10],
    [2, 3, 30],
  ]);
});

test("a jet without pt has no image; grids must have pixels and a width", () => {
  expect(jetImage({ px: [], py: [], pz: [], energy: [] }, GRID)).toBeUndefined();
  const ask = (change: object) => () => jetImage(jet([1, 0, 0]), { ...GRID, ...change });
  expect(ask({ size: 0 })).toThrow(
    /no such jet image at size: found 0, expected a whole number of pixels, 1 to 1024 \[jets\/bad-image\]/,
  );
  expect(ask({ halfWidth: 0 })).toThrow(/at halfWidth: found 0, expected a positive half side/);
});
