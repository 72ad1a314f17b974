import { existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { countedMoments } from "./frechetDistance.ts";
import { featureMoments, frechetDistance } from "./index.ts";
import type { FeatureMoments } from "./index.ts";

function gaussian(mean: number[], covariance: number[]): FeatureMoments {
  return { mean: Float64Array.from(mean), covariance: Float64Array.from(covariance) };
}

/** A covariance A A^T of the given rank, mean alike. */
function randomMoments(width: number, rank: number, seed: number): FeatureMoments {
  const rng = createRng(seed);
  const factor = Float64Array.from({ length: width * rank }, () => rng.normal());
  const covariance = Float64Array.from({ length: width * width }, (_, at) => {
    const [i, j] = [Math.floor(at / width), at % width];
    let sum = 0;
    for (let k = 0; k < rank; k++) sum += factor[i * rank + k] * factor[j * rank + k];
    return sum;
  });
  return { mean: Float64Array.from({ length: width }, () => rng.normal()), covariance };
}

test("one dimension: (mu1 - mu2)^2 + (s1 - s2)^2", () => {
  expect(frechetDistance(gaussian([1], [4]), gaussian([-2], [9]))).toBeCloseTo(9 + 1, 13);
  expect(frechetDistance(gaussian([0], [0]), gaussian([3], [4]))).toBeCloseTo(9 + 4, 13);
});

test("covariances that commute: sum of (s1 - s2)^2 along the common axes", () => {
  const diagonal = frechetDistance(gaussian([0, 0], [4, 0, 0, 1]), gaussian([1, 2], [1, 0, 0, 25]));
  expect(diagonal).toBeCloseTo(5 + 1 + 16, 13);
  // Along (1, 1) and (1, -1): variances 3, 1 and 9, 16.
  expect(frechetDistance(gaussian([0, 0], [2, 1, 1, 2]), gaussian([0, 0], [12.5, -3.5, -3.5, 12.5]))).toBeCloseTo(
    (3 - Math.sqrt(3)) ** 2 + 9,
    13,
  );
});

test("2 x 2 covariances that do not commute: Tr sqrt(M) = sqrt(Tr M + 2 sqrt(det M))", () => {
  const property = (seed: number) => {
    const [first, second] = [randomMoments(2, 2, seed), randomMoments(2, 2, seed + 1)];
    const [s, t] = [first.covariance, second.covariance];
    const trace = s[0] * t[0] + 2 * s[1] * t[1] + s[3] * t[3];
    const determinant = (s[0] * s[3] - s[1] * s[1]) * (t[0] * t[3] - t[1] * t[1]);
    const root = Math.sqrt(trace + 2 * Math.sqrt(determinant));
    const shift = (first.mean[0] - second.mean[0]) ** 2 + (first.mean[1] - second.mean[1]) ** 2;
    const expected = shift + s[0] + s[3] + t[0] + t[3] - 2 * root;
    expect(frechetDistance(first, second)).toBeCloseTo(expected, 11);
  };
  fc.assert(fc.property(fc.nat(99999), property), { seed: 2 });
});

test("a linear map M between Gaussians, S2 = M S1 M with M symmetric and positive: Tr (M - 1) S1 (M - 1)", () => {
  // The optimal map is x -> M x, so the distance is E |M x - x|^2: here M = [[2, 1], [1, 3]], S1 = [[1, 0], [0, 5]].
  const second = gaussian([0, 0], [4 + 5, 2 + 15, 2 + 15, 1 + 45]);
  // (M - 1) = [[1, 1], [1, 2]]: rows give 1 + 5 and 1 + 20.
  expect(frechetDistance(gaussian([0, 0], [1, 0, 0, 5]), second)).toBeCloseTo(27, 12);
});

test("symmetric, 0 for equal moments, also of covariances without full rank", () => {
  const property = (width: number, rank: number, seed: number) => {
    const [first, second] = [randomMoments(width, rank, seed), randomMoments(width, rank, seed + 1)];
    const distance = frechetDistance(first, second);
    // The square root of an eigenvalue that should be 0 and is 1e-16 is 1e-8.
    expect(Math.abs(frechetDistance(second, first) - distance)).toBeLessThan(1e-6);
    expect(frechetDistance(first, first)).toBeLessThan(1e-6);
  };
  fc.assert(fc.property(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 8 }), fc.nat(9999), property), {
    seed: 3,
  });
});

test("moments of four rows by hand; counted rows are repeated rows", () => {
  const values = [1, 2, 3, 5, 2, 0, 6, 1];
  const found = featureMoments({ values, width: 2 });
  expect([...found.mean]).toEqual([3, 2]);
  [14 / 3, -1 / 3, -1 / 3, 14 / 3].forEach((entry, k) => expect(found.covariance[k]).toBeCloseTo(entry, 14));
  const repeated = featureMoments({ values: [1, 2, 1, 2, 1, 2, 2, 0, 6, 1, 6, 1], width: 2 });
  const counted = countedMoments(Float64Array.from(values), 2, Float64Array.of(3, 0, 1, 2));
  for (const part of ["mean", "covariance"] as const) {
    counted[part].forEach((entry, k) => expect(entry).toBeCloseTo(repeated[part][k], 14));
  }
});

test("samples of one Gaussian: the bias is w (w + 1) / 4 (1 / N1 + 1 / N2) for unit covariance, plus w of the means", () => {
  const [width, rows] = [4, 2000];
  const draw = (seed: number) => {
    const rng = createRng(seed);
    return featureMoments({ values: Float64Array.from({ length: rows * width }, () => rng.normal()), width });
  };
  let sum = 0;
  for (let k = 0; k < 40; k++) sum += frechetDistance(draw(2 * k), draw(2 * k + 1));
  // |mu1 - mu2|^2 is 2 w / N; Tr(S1 + S2 - 2 root) is |S1 - S2|^2 / 4 to leading order, 2 w (w + 1) / N / 4.
  const expected = (2 * width + (width * (width + 1)) / 2) / rows;
  expect(Math.abs(sum / 40 / expected - 1)).toBeLessThan(0.15); // 40 draws of 14 degrees of freedom: 6 %
});

const roots = [
  ...(process.env["GLUEBALL_DATA"]?.split(delimiter) ?? []),
  join(import.meta.dirname, "../../../shared/data"),
];
const folder = roots.map((root) => join(root, "jet-foundation/fpnd")).find((path) => existsSync(path));

/** The float64 numbers of a .npy file of format version 1. */
function npy(name: string): Float64Array {
  const bytes = readFileSync(join(folder!, name));
  const start = 10 + bytes.readUInt16LE(8);
  expect(bytes.toString("latin1", 10, start)).toContain("'descr': '<f8', 'fortran_order': False");
  return new Float64Array(bytes.buffer.slice(bytes.byteOffset + start, bytes.byteOffset + bytes.length) as ArrayBuffer);
}

test.skipIf(folder === undefined)("distances of JetNet's FPND statistics of g, q and t (needs shared data)", () => {
  const [g, q, t] = ["g", "q", "t"].map((name) => ({
    mean: npy(`${name}_mu.npy`),
    covariance: npy(`${name}_sigma.npy`),
  }));
  expect(frechetDistance(g, q)).toBeCloseTo(57.857, 3);
  expect(frechetDistance(g, t)).toBeCloseTo(171.394, 3);
  expect(frechetDistance(q, t)).toBeCloseTo(345.638, 3);
  expect(frechetDistance(g, g)).toBeLessThan(1e-6);
});

test("bad input: incomplete rows, one row, features and moments that do not fit", () => {
  expect(() => featureMoments({ values: [1, 2, 3], width: 2 })).toThrow(
    'the numbers do not make complete rows at rows: found "3 numbers in rows of 2", expected a whole number of rows [stats/rows-incomplete]',
  );
  expect(() => featureMoments({ values: [1, 2], width: 2 })).toThrow("stats/too-few-rows");
  expect(() => featureMoments({ values: [1, 2, NaN, 3], width: 2 })).toThrow("stats/value-not-finite");
  expect(() => frechetDistance(gaussian([0], [1]), gaussian([0, 0], [1, 0, 0, 1]))).toThrow("stats/observables-differ");
  expect(() => frechetDistance(gaussian([0], [1, 2]), gaussian([0], [1]))).toThrow("stats/matrix-not-square");
});
