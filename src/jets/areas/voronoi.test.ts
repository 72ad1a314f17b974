/** Voronoi cells on the cylinder: their sum, cells known by hand, and a sampled twin. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRng } from "../../base/index.ts";
import { azimuthDistance } from "../pseudojets.ts";
import { areaInDisc, cut, polygon, setRectangle } from "./polygon.ts";
import { voronoiCellAreas } from "./voronoi.ts";

const TWO_PI = 2 * Math.PI;
const ROUNDING = 1e-10;
const RUNS = { numRuns: 50, seed: 11 };

function randomPoints(seed: number, count: number) {
  const rng = createRng(seed);
  const column = (low: number, high: number) =>
    Float64Array.from({ length: count }, () => low + (high - low) * rng.uniform());
  return { rapidity: column(-2, 2), phi: column(0, TWO_PI) };
}

const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);

describe("cells of the cylinder", () => {
  test("without discs they fill it: |y| < 2 has 8 pi", () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 60 }), (seed, count) => {
        const areas = voronoiCellAreas(randomPoints(seed, count), { radius: 20, rapidityMax: 2 });
        expect(Math.abs(sum(areas) - 8 * Math.PI)).toBeLessThan(ROUNDING);
      }),
      RUNS,
    );
  });

  test("far apart each has the whole disc; two that touch lose a segment each", () => {
    const radius = 0.5;
    const far = voronoiCellAreas({ rapidity: Float64Array.of(0, 3), phi: Float64Array.of(1, 4) }, { radius });
    for (const area of far) expect(area).toBeCloseTo(Math.PI * 0.25, 12);
    // Across phi = 0, at a distance of 0.6: each keeps r^2 (pi - acos(h/r)) + h sqrt(r^2 - h^2) with h = 0.3.
    const near = voronoiCellAreas(
      { rapidity: Float64Array.of(0, 0), phi: Float64Array.of(0.2, TWO_PI - 0.4) },
      { radius },
    );
    for (const area of near) expect(area).toBeCloseTo(0.25 * (Math.PI - Math.acos(0.6)) + 0.3 * 0.4, 12);
  });

  test("a lattice has square cells, cut by discs or not", () => {
    const [rows, columns] = [9, 8];
    const side = TWO_PI / columns;
    const places = Array.from({ length: rows * columns }, (_, i) => i);
    const rapidity = Float64Array.from(places, (i) => side * (Math.floor(i / columns) - 4));
    const phi = Float64Array.from(places, (i) => side * (i % columns));
    const inner = (areas: Float64Array) => areas.slice(columns, -columns);
    for (const area of inner(voronoiCellAreas({ rapidity, phi }, { radius: side }))) {
      expect(area).toBeCloseTo(side * side, 10);
    }
    for (const area of inner(voronoiCellAreas({ rapidity, phi }, { radius: side / 2 }))) {
      expect(area).toBeCloseTo((Math.PI * side * side) / 4, 10);
    }
  });

  test("points in one place share their cell, and one along the beam has a disc to itself", () => {
    const points = { rapidity: Float64Array.of(0.3, 0.3, 0.3, 1e5), phi: Float64Array.of(2, 2, 2, 0) };
    const areas = voronoiCellAreas(points, { radius: 0.7 });
    expect([...areas].map((area) => area / (Math.PI * 0.49))).toEqual(
      [1 / 3, 1 / 3, 1 / 3, 1].map((share) => expect.closeTo(share, 12)),
    );
  });

  test("no points have no cells", () => {
    expect(voronoiCellAreas(randomPoints(1, 0), { radius: 1 })).toHaveLength(0);
  });
});

/** The slow twin: points of a fine grid go to their nearest point, if that is within the radius. */
function sampledAreas({ rapidity, phi }: ReturnType<typeof randomPoints>, radius: number, step: number): Float64Array {
  const areas = new Float64Array(rapidity.length);
  const columns = Math.round(TWO_PI / step);
  for (let y = -2 - radius + step / 2; y < 2 + radius; y += step) {
    for (let column = 0; column < columns; column++) {
      let nearest = -1;
      let smallest = radius * radius;
      for (let i = 0; i < rapidity.length; i++) {
        const distance2 = (rapidity[i] - y) ** 2 + azimuthDistance(phi[i], ((column + 0.5) * TWO_PI) / columns) ** 2;
        if (distance2 < smallest) [nearest, smallest] = [i, distance2];
      }
      if (nearest >= 0) areas[nearest] += (step * TWO_PI) / columns;
    }
  }
  return areas;
}

test.each([0.4, 1, 4])(
  "discs of radius %d: as many points of a fine grid are nearest to a point as its area says",
  (radius) => {
    const points = randomPoints(4, 12);
    const areas = voronoiCellAreas(points, { radius });
    const sampled = sampledAreas(points, radius, 0.02);
    // A grid of side 0.02 is wrong by a fraction of it all around the cell.
    areas.forEach((area, i) => expect(Math.abs(area - sampled[i])).toBeLessThan(0.02 * Math.sqrt(area) + 1e-3));
  },
);

describe("a polygon", () => {
  test("cut by half-planes", () => {
    const shape = polygon(10);
    setRectangle(shape, -1, 1, -1, 1);
    expect(cut(shape, 1, 1, 3)).toBe(false);
    expect(areaInDisc(shape, 5)).toBeCloseTo(4, 14);
    expect(cut(shape, 1, 1, 1)).toBe(true);
    expect(shape.count).toBe(5);
    expect(areaInDisc(shape, 5)).toBeCloseTo(3.5, 14);
  });

  test("through corners nothing is cut twice", () => {
    const shape = polygon(10);
    setRectangle(shape, -1, 1, -1, 1);
    expect(cut(shape, 1, 1, 0)).toBe(true);
    expect(shape.count).toBe(3);
    expect(areaInDisc(shape, 5)).toBeCloseTo(2, 14);
  });

  test("in a disc that is inside, outside and across", () => {
    const shape = polygon(10);
    setRectangle(shape, -1, 1, -1, 1);
    expect(areaInDisc(shape, 0.5)).toBeCloseTo(Math.PI / 4, 13);
    expect(areaInDisc(shape, 2)).toBeCloseTo(4, 13);
    // Radius 2 / sqrt 3: each side is met at 30 degrees to its middle, so 60 degrees of each quarter are a triangle.
    expect(areaInDisc(shape, 2 / Math.sqrt(3))).toBeCloseTo(4 / Math.sqrt(3) + (4 / 3) * (Math.PI / 6) * 2, 13);
  });
});
