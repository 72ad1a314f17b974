/** Probes find what is there in any basis, nothing where nothing is, and errors that know of lists. */
import { describe, expect, test } from "vitest";
import { createRng } from "../../../base/index.ts";
import { scoreLogisticRegression, takeFeatureRows, trainLogisticRegression } from "../../../stats/index.ts";
import type { FeatureRows } from "../../../stats/index.ts";
import { trainClassProbe, trainNumberProbe, whiten, whiteningOf } from "./linearProbe.ts";
import { classScores, explainedVariance, splitRows } from "./probeScores.ts";

const [LETTERS, PER_LIST, WIDTH] = [1200, 4, 8];
const rng = createRng(11);
const lists = Array.from({ length: LETTERS }, (_, k) => Math.floor(k / PER_LIST));
const sides = { train: range(0, 800), test: range(800, LETTERS) };

function range(from: number, to: number): Uint32Array {
  return Uint32Array.from({ length: to - from }, (_, k) => from + k);
}

/** A whole number -1, 0, 1 a row, at 3 times the noise along one direction; the others are noise. */
const planted = Uint8Array.from({ length: LETTERS }, () => rng.integer(3));
const rows = mixed(
  Float64Array.from({ length: LETTERS * WIDTH }, (_, i) =>
    i % WIDTH === 0 ? 6 * (planted[Math.floor(i / WIDTH)] - 1) + rng.normal() : rng.normal(),
  ),
);

/** Another basis and other scales: a random matrix, nearly but not exactly singular. */
function mixed(values: Float64Array): FeatureRows {
  const own = rng.fork("mix");
  const matrix = Float64Array.from({ length: WIDTH * WIDTH }, () => 10 ** own.uniform() * own.normal());
  const moved = Float64Array.from(values, (_, at) => {
    const [row, i] = [Math.floor(at / WIDTH), at % WIDTH];
    let sum = 100;
    for (let j = 0; j < WIDTH; j++) sum += matrix[i * WIDTH + j] * values[row * WIDTH + j];
    return sum;
  });
  return { values: moved, width: WIDTH };
}

function scoresOf(labels: Uint8Array) {
  const question = { split: sides, labels, classes: 3, lists, differences: [["a", "b"]], rng: createRng(3) } as const;
  const noise = { values: Float64Array.from({ length: LETTERS }, () => rng.normal()), width: 1 };
  return classScores([splitRows({ name: "a", rows }, sides), splitRows({ name: "b", rows: noise }, sides)], question);
}

describe("classes", () => {
  test("a planted class is found, the one in the middle too; noise gives the majority", () => {
    const { accuracies, majority, differences } = scoresOf(planted);
    expect(accuracies[0].accuracy.value).toBeGreaterThan(0.98); // of Gaussians 6 apart 99.8 % and 99.7 % in the middle
    expect(Math.abs(accuracies[1].accuracy.value - majority.value)).toBeLessThan(0.1);
    expect(differences[0].difference.value).toBeCloseTo(
      accuracies[0].accuracy.value - accuracies[1].accuracy.value,
      12,
    );
    expect(differences[0].difference.interval[0]).toBeGreaterThan(0.5);
  });

  test("permuted labels are not found", () => {
    const { accuracies, majority } = scoresOf(Uint8Array.from(createRng(5).shuffle([...planted])));
    const error = Math.sqrt((1 / 3) * (2 / 3) * (2 / sides.test.length)); // of the difference of two guesses
    expect(Math.abs(accuracies[0].accuracy.value - majority.value)).toBeLessThan(4 * error);
  });

  test("letters of one list that are all alike are one case for the error", () => {
    const alike = Uint8Array.from(lists, (list) => createRng(list).integer(2));
    const apart = Uint8Array.from(createRng(7).shuffle([...alike]));
    const ratio = scoresOf(alike).majority.standardError / scoresOf(apart).majority.standardError;
    expect(ratio).toBeGreaterThan(1.6); // 2 = the root of the letters a list
    expect(ratio).toBeLessThan(2.4);
  });

  test("of two classes that overlap, decisions are those of logistic regression", () => {
    const white = whiten(rows, whiteningOf(rows));
    const labels = Uint8Array.from({ length: LETTERS }, (_, k) => {
      const score = white.values[k * WIDTH] - white.values[k * WIDTH + 3];
      return rng.uniform() < 1 / (1 + Math.exp(-score)) ? 1 : 0;
    });
    const predicted = trainClassProbe(white, labels, 2)(white);
    const scores = scoreLogisticRegression(trainLogisticRegression(white, labels), white);
    const same = predicted.filter((own, k) => own === (scores[k] > 0 ? 1 : 0)).length;
    expect(same / LETTERS).toBeGreaterThan(0.99); // penalties differ a little
    expect(predicted.filter((own, k) => own === labels[k]).length / LETTERS).toBeLessThan(0.9);
  });
});

test("white rows have unit covariance; a column that repeats another, or is constant, adds no direction", () => {
  const wide = new Float64Array(LETTERS * (WIDTH + 2));
  for (let k = 0; k < LETTERS; k++) {
    for (let i = 0; i < WIDTH; i++) wide[k * (WIDTH + 2) + i] = rows.values[k * WIDTH + i];
    wide[k * (WIDTH + 2) + WIDTH] = rows.values[k * WIDTH];
    wide[k * (WIDTH + 2) + WIDTH + 1] = 7;
  }
  const own = { values: wide, width: WIDTH + 2 };
  const { values, width } = whiten(own, whiteningOf(own));
  expect(width).toBe(WIDTH);
  for (let i = 0; i < width; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0; k < LETTERS; k++) sum += (values[k * width + i] * values[k * width + j]) / LETTERS;
      expect(sum).toBeCloseTo(i === j ? 1 : 0, 6);
    }
  }
});

describe("numbers", () => {
  const target = Float64Array.from(
    { length: LETTERS },
    (_, k) => 2 + rows.values[k * WIDTH] - 3 * rows.values[k * WIDTH + 1],
  );

  const MIDDLE = 2 + 100 - 300; // columns have the mean 100

  test("a linear number is read exactly, on values far outside of training too", () => {
    const near = Uint32Array.from([...target.keys()].filter((k) => target[k] < MIDDLE));
    const far = Uint32Array.from([...target.keys()].filter((k) => target[k] >= MIDDLE));
    expect(near.length * far.length).toBeGreaterThan(0);
    const training = takeFeatureRows(rows, near);
    const whitening = whiteningOf(training);
    const probe = trainNumberProbe(
      whiten(training, whitening),
      Float64Array.from(near, (k) => target[k]),
    );
    const predicted = probe(whiten(takeFeatureRows(rows, far), whitening));
    predicted.forEach((own, k) => expect(own).toBeCloseTo(target[far[k]], 6));
  });

  test("R^2 is 1 for the truth, 0 for the mean, negative for worse", () => {
    const mean = target.reduce((sum, own) => sum + own, 0) / LETTERS;
    const score = (predicted: Float64Array) => explainedVariance(predicted, target, lists, createRng(1)).value;
    expect(score(target)).toBe(1);
    expect(score(target.map(() => mean))).toBeCloseTo(0, 12);
    expect(score(target.map((own) => 2 * mean - own))).toBeCloseTo(-3, 12);
  });
});
