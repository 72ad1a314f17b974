/** Offsets and clusters: planted ones are found, absent ones are not, values against loops over all pairs. */
import { describe, expect, test } from "vitest";
import { createRng } from "../../../base/index.ts";
import { conjugationOffset, neighbourPurity, principalPlane } from "./geometry.ts";

const [ROWS, WIDTH, SHUFFLES] = [80, 6, 99];
const noise = (name: string, size = 1) => {
  const rng = createRng(21).fork(name);
  return Float64Array.from({ length: ROWS * WIDTH }, () => size * rng.normal());
};
const rowsOf = (values: Float64Array) => ({ values, width: WIDTH });
const letters = noise("letters");

describe("conjugation offset", () => {
  const offsetOf = (conjugates: Float64Array) =>
    conjugationOffset(rowsOf(letters), rowsOf(conjugates), SHUFFLES, createRng(2));

  test("one constant offset has cosine 1, which no shuffle reaches", () => {
    const { value, p, chance, chanceDeviation } = offsetOf(letters.map((own, i) => own + (i % WIDTH)));
    expect(value).toBeCloseTo(1, 12);
    expect(p).toBe(1 / (1 + SHUFFLES));
    expect(chance + 5 * chanceDeviation).toBeLessThan(1);
  });

  test("what tells all conjugates from all letters is chance: a common shift of unrelated vectors", () => {
    const { value, chance, chanceDeviation, p } = offsetOf(noise("others").map((own, i) => own + (i % WIDTH)));
    expect(value).toBeGreaterThan(0.5);
    expect(Math.abs(value - chance)).toBeLessThan(3 * chanceDeviation);
    expect(p).toBeGreaterThan(0.05);
  });

  test("cosine and jackknife error are those of loops over pairs", () => {
    const conjugates = noise("others");
    const units = Array.from({ length: ROWS }, (_, k) => {
      const own = Array.from({ length: WIDTH }, (__, i) => conjugates[k * WIDTH + i] - letters[k * WIDTH + i]);
      return own.map((each) => each / Math.hypot(...own));
    });
    const without = (out: number) => {
      let [sum, pairs] = [0, 0];
      for (let a = 0; a < ROWS; a++) {
        for (let b = 0; b < a; b++) {
          if (a === out || b === out) continue;
          sum += units[a].reduce((total, own, i) => total + own * units[b][i], 0);
          pairs++;
        }
      }
      return sum / pairs;
    };
    const left = units.map((_, k) => without(k));
    const mean = left.reduce((sum, own) => sum + own, 0) / ROWS;
    const variance = (left.reduce((sum, own) => sum + (own - mean) ** 2, 0) * (ROWS - 1)) / ROWS;
    const found = offsetOf(conjugates);
    expect(found.value).toBeCloseTo(without(-1), 12);
    expect(found.standardError).toBeCloseTo(Math.sqrt(variance), 12);
  });
});

describe("clusters", () => {
  const labels = Uint8Array.from({ length: ROWS }, (_, k) => k % 4);
  const purityOf = (values: Float64Array) =>
    neighbourPurity(rowsOf(values), labels, { neighbours: 5, shuffles: SHUFFLES, rng: createRng(4) });

  test("four distant clusters are pure", () => {
    const clusters = noise("inside").map((own, i) => own + (i % WIDTH === labels[Math.floor(i / WIDTH)] ? 50 : 0));
    expect(purityOf(clusters)).toMatchObject({ value: 1, standardError: 0, p: 1 / (1 + SHUFFLES) });
  });

  test("without clusters, neighbours are as the labels: 19 of 79", () => {
    const { value, chance, chanceDeviation, p } = purityOf(noise("inside"));
    expect(chance).toBeCloseTo(19 / 79, 2);
    expect(Math.abs(value - chance)).toBeLessThan(3 * chanceDeviation);
    expect(p).toBeGreaterThan(0.05);
  });
});

test("the plane of largest variance is that of two planted directions", () => {
  const [first, second] = [noise("first", 9), noise("second", 5)];
  const values = noise("rest", 0.1).map(
    (own, i) => own + (i % WIDTH === 2 ? first[i] : i % WIDTH === 4 ? second[i] : 0),
  );
  const plane = principalPlane(rowsOf(values));
  const correlation = (own: Float64Array, column: number) => {
    const other = own.map((_, k) => values[k * WIDTH + column]);
    const mean = (of: Float64Array) => of.reduce((sum, each) => sum + each, 0) / ROWS;
    const product = (a: Float64Array, b: Float64Array) => mean(a.map((each, k) => each * b[k])) - mean(a) * mean(b);
    return Math.abs(product(own, other)) / Math.sqrt(product(own, own) * product(other, other));
  };
  expect(correlation(plane.x, 2)).toBeGreaterThan(0.95);
  expect(correlation(plane.y, 4)).toBeGreaterThan(0.95);
});
