/** Neighbours against sorting, ties and padding; the whole convolution is compared with loops in particleNet.test.ts. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { constant, interpret } from "../tensor/index.ts";
import { distancesByDifference, distancesByProduct, nearestNeighbours } from "./edgeConv.ts";

/** Neighbours of each point of one cloud, row by row. */
function neighboursOf(points: readonly (readonly number[])[], valid: readonly number[], count: number): number[] {
  const cloud = constant(points.flat(), [1, points.length, points[0].length]);
  const near = nearestNeighbours(distancesByDifference(cloud), constant(valid, [1, points.length]), count);
  return [...interpret([near], {})[0].data];
}

const coordinate = fc.integer({ min: -3, max: 3 }); // small whole numbers: many coincide, many distances are equal
const cloud = fc.array(fc.tuple(coordinate, coordinate), { minLength: 4, maxLength: 9 });

test("of all points by distance, then by slot, the first is dropped and the next are taken", () => {
  fc.assert(
    fc.property(cloud, fc.integer({ min: 1, max: 3 }), (points, count) => {
      const distance = (i: number, j: number) =>
        (points[i][0] - points[j][0]) ** 2 + (points[i][1] - points[j][1]) ** 2;
      const expected = points.flatMap((_, i) => {
        const order = points.map((_, j) => j).sort((a, b) => distance(i, a) - distance(i, b) || a - b);
        return order.slice(1, count + 1);
      });
      expect(neighboursOf(points, new Array<number>(points.length).fill(1), count)).toEqual(expected);
    }),
  );
});

test("of two coincident points the one in the lower slot is nobody's neighbour, the other is both points'", () => {
  const points = [
    [5, 5],
    [0, 0],
    [0, 0],
    [0, 1],
  ];
  expect(neighboursOf(points, [1, 1, 1, 1], 1)).toEqual([3, 2, 2, 1]);
});

test("padding is a neighbour only where there are not enough points", () => {
  const points = [
    [0, 0],
    [9, 9],
    [0, 0],
    [1, 1],
  ];
  const near = neighboursOf(points, [1, 1, 0, 0], 2);
  expect(near.slice(0, 2)).toEqual([1, 2]);
  expect(near.slice(2, 4)).toEqual([0, 2]);
});

test("clouds of a batch do not see each other: neighbours are rows of the flattened batch", () => {
  const points = constant([0, 1, 3, 0, 2, 3], [2, 3, 1]);
  const near = nearestNeighbours(distancesByDifference(points), constant(new Array(6).fill(1), [2, 3]), 1);
  expect([...interpret([near], {})[0].data]).toEqual([1, 0, 1, 4, 5, 4]);
});

test("distances by product are those by difference", () => {
  const value = fc.double({ min: -10, max: 10, noNaN: true });
  fc.assert(
    fc.property(fc.array(value, { minLength: 12, maxLength: 12 }), (values) => {
      const points = constant(values, [2, 3, 2]);
      const [difference, product] = interpret([distancesByDifference(points), distancesByProduct(points)], {});
      difference.data.forEach((d, i) => expect(Math.abs(product.data[i] - d)).toBeLessThan(1e-12)); // of at most 800
    }),
  );
});
