/** The study on tables whose answers are known: x tells the classes apart in both samples, z tells the samples apart. */
import { expect, test } from "vitest";
import { createRng } from "../src/base/index.ts";
import type { ObservableTable } from "../src/simulate/validation/observableTable.ts";
import { against, shuffledLabels, singleSeparations, transfer, withinSample } from "./transferStudy.ts";

const NAMES = ["x", "noise", "z"];

function sample(seed: number, rows: number, shift: number): ObservableTable {
  const rng = createRng(seed);
  const labels = Int32Array.from({ length: rows }, (_, row) => row % 2);
  const columns = new Map([
    ["x", Float64Array.from(labels, (label) => rng.normal() + 2 * label)],
    ["noise", Float64Array.from(labels, () => rng.normal())],
    ["z", Float64Array.from(labels, () => rng.normal() - shift)],
  ]);
  return { rows, columns, labels, skipped: {} };
}

const [made, real] = [sample(1, 1000, 0), sample(2, 400, 1)];
/** Of normal distributions that are d standard deviations apart the best AUC is Phi(d / sqrt 2). */
const BEST_OF_2 = 0.9214;
const BEST_OF_1 = 0.7602;

/** Of trees from 320 rows, cross-validated or judging fresh ones: 0.022 +- 0.006 in six samples each. */
const LEARNING_LOSS = 0.022 + 4 * 0.006;

test("what separates in both samples is learnt on one and holds on the other", () => {
  const { auc, importance } = transfer(made, real, NAMES, createRng(3));
  // The best score is x itself; three features cost a little of it.
  const best = 0.5 + singleSeparations(real, ["x"])[0].value;
  expect(Math.abs(best - BEST_OF_2)).toBeLessThan(4 * 0.0137);
  expect(Math.abs(auc.value - best)).toBeLessThan(LEARNING_LOSS);
  expect(auc.standardError).toBeGreaterThan(0.005);
  expect(auc.standardError).toBeLessThan(0.02);
  expect(importance[0].name).toBe("x");
  expect(Math.abs(withinSample(real, NAMES, createRng(3)).value - best)).toBeLessThan(LEARNING_LOSS);
});

test("samples are told apart by z only, and with shuffled labels not at all", () => {
  const pair = against(real, made);
  expect(Math.abs(withinSample(pair, NAMES, createRng(4)).value - BEST_OF_1)).toBeLessThan(0.05);
  expect(Math.abs(withinSample(pair, ["x", "noise"], createRng(4)).value - 0.5)).toBeLessThan(0.05);
  const floor = withinSample(shuffledLabels(pair, createRng(5)), NAMES, createRng(4));
  expect(Math.abs(floor.value - 0.5)).toBeLessThan(4 * 0.017); // sqrt((400 + 1000) / (12 * 400 * 1000))
});

test("one observable alone: z is smaller in the first sample, and a missing value is left out", () => {
  const [first, ...others] = singleSeparations(against(real, made), NAMES);
  expect(first.name).toBe("z");
  expect(first.value).toBeCloseTo(0.5 - BEST_OF_1, 1);
  others.forEach(({ value }) => expect(Math.abs(value)).toBeLessThan(0.05));
  const holes = new Map(real.columns).set(
    "z",
    real.columns.get("z")!.map((z, row) => (row < 100 ? NaN : z)),
  );
  expect(singleSeparations(against({ ...real, columns: holes }, made), ["z"])[0].value).toBeCloseTo(first.value, 1);
});
