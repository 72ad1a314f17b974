import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createRng } from "../../base/index.ts";
import { createContext } from "../../run/index.ts";
import type { ObservableName } from "../compare/observables.ts";
import { jetCount, selectJets } from "../features.ts";
import { GeneratorTrainings } from "./generatorTrainings.ts";
import { shiftJets, studyShift } from "./shift.ts";
import type { ShiftResult } from "./shift.ts";
import { advantagesOf, JUDGED, shiftCurves, shiftVerdict } from "./shiftSummary.ts";
import { folderAt, toyJets, toyModel } from "./toyJets.ts";

const model = toyModel();
const jets = toyJets(200, 6);
const plan = {
  sizes: [20],
  repeats: 1,
  rates: { "pre-trained": 0.01, scratch: 0.01 },
  count: 40,
  steps: 4,
  rows: 2,
  weightDecay: 0.1,
  augment: true,
  every: 2,
  patience: 2,
};

test("a study has every cell once, resumes from its files, and keeps test jets away from training", async () => {
  const path = mkdtempSync(join(tmpdir(), "shift-"));
  const context = createContext({ seed: 4, threads: 1, folder: folderAt(path) });
  const data = shiftJets(context, jets, { validation: 30, test: 60, repeats: 2 });
  expect([jetCount(data.validation), jetCount(data.test), data.orders[0].length]).toEqual([30, 60, 110]);
  expect(new Set(data.orders[0])).toEqual(new Set(data.orders[1]));
  expect(data.orders[0]).not.toEqual(data.orders[1]);
  const study = { model, plan, data, key: "key" };
  const results = await studyShift(context, study);
  expect(results.map(({ start, size }) => `${start} ${size}`)).toEqual(["pre-trained 20", "scratch 20"]);
  for (const { distances } of results) {
    for (const name of JUDGED) expect(distances[name]!.w1).toBeGreaterThan(0);
  }
  expect(readdirSync(join(path, "cells"))).toHaveLength(2);
  rmSync(join(path, "cells", "scratch-20-0.json"));
  const again = await studyShift(context, study);
  const timeless = (list: readonly ShiftResult[]) => list.map(({ seconds: _seconds, ...rest }) => rest);
  expect(timeless(again)).toEqual(timeless(results));
  rmSync(path, { recursive: true });
});

test("a training gives the parameters of its best validation, also those it started from", async () => {
  const context = createContext({ seed: 4, threads: 1 });
  const trainings = await GeneratorTrainings.compile(context, model, { ...plan, steps: 60, every: 10 });
  const parts = [0, 1].map((part) =>
    selectJets(
      jets,
      [...Array(60).keys()].map((i) => 2 * i + part),
    ),
  );
  const validation = await trainings.pack(context, parts[1], createRng(1));
  const learnt = await trainings.fit(context, { train: parts[0], validation }, 0.02);
  const spoilt = await trainings.fit(context, { train: parts[0], validation }, 10, learnt.parameters);
  expect(spoilt.bestStep).toBe(0);
  expect(spoilt.parameters).toEqual(learnt.parameters);
  expect(spoilt.validationLoss).toBe(learnt.validationLoss);
  expect(learnt.bestStep).toBeGreaterThan(0);
  await trainings.release();
});

/** Distances that fall as known powers of n, the pre-trained model ten times closer. */
function powerResults(sizes: readonly number[], names: readonly ObservableName[] = JUDGED): readonly ShiftResult[] {
  const rng = createRng(9);
  return sizes.flatMap((size) =>
    [0, 1, 2].flatMap((repeat) =>
      (["pre-trained", "scratch"] as const).map((start) => {
        const value = (start === "scratch" ? 10 : 1) * (0.02 + size ** -0.4) * (1 + 0.01 * rng.normal());
        const distance = { kl: value, w1: value, w1OverStd: value, klFloor: 0, w1Floor: 0 };
        const distances = Object.fromEntries(names.map((name) => [name, distance]));
        return { start, size, repeat, distances, validationLoss: 1, bestStep: 1, seconds: 1 };
      }),
    ),
  );
}

test("the exponent of a known power law lies in its interval; the verdict counts observables", () => {
  const sizes = [100, 300, 1000, 3000, 10_000];
  const results = powerResults(sizes);
  const [{ exponent, values, errors }] = shiftCurves(powerResults(sizes, ["mass"]), createRng(1));
  expect(exponent!.interval[0]).toBeLessThan(0.4);
  expect(exponent!.interval[1]).toBeGreaterThan(0.4);
  expect(exponent!.interval[1] - exponent!.interval[0]).toBeLessThan(0.2);
  expect(values[0]).toBeCloseTo(0.02 + 100 ** -0.4, 2);
  expect(errors[0]).toBeGreaterThan(0);
  expect(shiftVerdict(advantagesOf(results))).toEqual({
    passed: true,
    text:
      "with 1000 target jets the pre-trained model has the lower KL in 5 of 5 observables: " +
      "mass, pt, multiplicity, tau21, tau32",
  });
  const turned = results.map((result) => ({
    ...result,
    start: result.start === "scratch" ? ("pre-trained" as const) : ("scratch" as const),
  }));
  expect(shiftVerdict(advantagesOf(turned)).passed).toBe(false);
  expect(shiftCurves(powerResults([100, 300], ["mass"]), createRng(1))[0].exponent).toBeUndefined();
});
