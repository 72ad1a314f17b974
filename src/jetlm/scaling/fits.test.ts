import { expect, test } from "vitest";
import { createRng } from "../../base/index.ts";
import { predictAdditive } from "../../stats/index.ts";
import { allocate, computeFrontier, fitBudgets, fitCurve, fitJoint, saturation } from "./fits.ts";
import { planJets } from "./grid.ts";
import { LADDER, weightsOf } from "./ladder.ts";
import type { SizeName } from "./ladder.ts";
import { scaleOptions, scalePresets } from "./scaleOptions.ts";
import { judgeStudents } from "./teacherStudy.ts";
import type { TrainedCell } from "./trainedCell.ts";
import { learnableWindow } from "./window.ts";

const TRUTH = [3, 20, 900, 0.4, 0.6];
const FITTING = { rng: createRng(1), resamples: 40 };
const CONDITIONS = { seed: 1, device: "cpu" } as const;
const SIZES: readonly SizeName[] = ["3k", "12k", "37k", "98k", "332k", "786k"];
const TOKENS = [1e5, 4e5, 1.6e6, 6.4e6];

/** A cell as if it had been trained: its loss follows the law, the same at each of three positions. */
function cell(size: SizeName, tokens: number, loss: number, budget?: number): TrainedCell {
  const mean = {
    perToken: loss,
    error: 0.01,
    perSequence: 3 * loss,
    perSequenceError: 0.1,
    tokens: 3000,
    sequences: 1000,
  };
  const total = 6 * weightsOf(LADDER[size]) * tokens;
  return {
    id: `${size}-${tokens}`,
    size,
    groups: ["size", "data"],
    ...(budget === undefined ? {} : { budget }),
    rateFactor: 1,
    seed: 1,
    seconds: 1,
    record: {
      size: { nonEmbedding: weightsOf(LADDER[size]), total: 1 },
      sequences: 1,
      uniqueTokens: tokens,
      seenTokens: tokens,
      steps: 1,
      rate: 1,
      compute: { parameters: total, attention: 0, head: 0, total },
      validation: mean,
      positions: [0, 1, 2].map(() => ({ sum: 1000 * loss, count: 1000 })),
      excess: { ...mean, perToken: loss - 3, error: 0.001 },
      curve: [],
      tokensPerSecond: 1,
      tokensPerProcessorSecond: 1,
      own: undefined,
      samplesPerSecond: undefined,
    },
  };
}

function gridOfCells(noise = 0): TrainedCell[] {
  const rng = createRng(2);
  return SIZES.flatMap((size) =>
    TOKENS.map((tokens) =>
      cell(size, tokens, predictAdditive(TRUTH, [weightsOf(LADDER[size]), tokens]) + noise * rng.normal()),
    ),
  );
}

test("the joint law of a grid comes back with intervals, predicts the largest runs, and says what is left to gain", () => {
  const { laws, chosen, extrapolation, huber } = fitJoint(gridOfCells(0.002), FITTING).value!;
  expect(chosen.fit.law.name).toBe("additive");
  ["E", "alpha", "beta"].forEach((name) => {
    const { value, standardError } = laws[0].parameters[name];
    const truth = TRUTH[laws[0].fit.law.parameters.indexOf(name)];
    expect(Math.abs(value - truth), name).toBeLessThan(3 * standardError);
  });
  expect(huber.parameters["E"]).toBeCloseTo(3, 1);
  expect(extrapolation.value![0].relativeError).toBeLessThan(0.005);
  const { dataFirst, allOfData, allOfSize, doublingSize } = saturation(chosen);
  const [largest, most] = [weightsOf(LADDER["786k"]), 6.4e6];
  expect(Math.abs(allOfSize.value - 20 * largest ** -0.4)).toBeLessThan(3 * allOfSize.standardError);
  expect(Math.abs(allOfData.value - 900 * most ** -0.6)).toBeLessThan(3 * allOfData.standardError);
  expect(doublingSize.value).toBeLessThan(allOfSize.value);
  expect(dataFirst).toBeGreaterThan(0.95); // 0.074 nats are left to gain from data, 0.088 from size
});

test("one variable, the frontier, and too few models as a reason instead of a fit", () => {
  const cells = gridOfCells();
  const most = cells.filter(({ record }) => record.seenTokens === 6.4e6);
  const size = (trained: TrainedCell) => trained.record.size.nonEmbedding;
  expect(fitCurve(most, size, FITTING).value!.chosen.fit.parameters["a"]).toBeCloseTo(0.4, 4);
  expect(fitCurve(most.slice(0, 3), size, FITTING).missing).toContain("as many parameters as there are losses");
  const frontier = computeFrontier(cells);
  frontier.forEach(({ record }, k) => {
    if (k === 0) return;
    expect(record.compute.total).toBeGreaterThan(frontier[k - 1].record.compute.total);
    expect(record.validation.perToken).toBeLessThan(frontier[k - 1].record.validation.perToken);
  });
});

test("budgets: the parabola's minimum lies near the law's, and one that is no minimum says so", () => {
  const joint = fitJoint(gridOfCells(), FITTING).value!;
  const budget = 3e12;
  const own = SIZES.map((size) => {
    const tokens = budget / (6 * weightsOf(LADDER[size]));
    return cell(size, tokens, predictAdditive(TRUTH, [weightsOf(LADDER[size]), tokens]), budget);
  });
  const [fit] = fitBudgets(own);
  const best = allocate(joint.laws[0], budget).value!;
  expect(fit.minimum.inside).toBe(true);
  expect(Math.abs(Math.log(fit.minimum.size / best.size))).toBeLessThan(1);
  const falling = SIZES.map((size, k) => cell(size, 1e6, 5 - k * 0.1, 1e11));
  expect(fitBudgets(falling)[0].warnings.length).toBe(1);
});

test("the window: progress from 0 to 1, and at each position the floor of the law", () => {
  const cells = gridOfCells();
  const unigram = { perToken: 5, positions: [0, 1, 2].map(() => ({ sum: 5000, count: 1000 })) };
  const window = learnableWindow(unigram, cells, fitJoint(cells, FITTING).value!.laws[0]);
  expect(window.width.value).toBeCloseTo(2, 3);
  const loss = cells[5].record.validation.perToken;
  expect(window.progress[5].learned).toBeCloseTo((5 - loss) / 2, 3);
  expect(window.positions.map(({ floor }) => floor)).toEqual([3, 3, 3].map((floor) => expect.closeTo(floor, 3)));
  expect(window.mostWithin).toBe(3);
});

test("students: a floor that contains the teacher passes, one below the teacher is a leak, a wide interval says nothing", () => {
  const cells = gridOfCells(0.002);
  const teacher = { perToken: 3, error: 0.01, perSequence: 9, perSequenceError: 0.1, tokens: 3000, sequences: 1000 };
  const set = { folder: "", vocabulary: 5, cap: 10, sequences: 1, tokens: 1 };
  const known = { set, teacher, exact: undefined, cut: 0 };
  const honest = judgeStudents("test", known, cells, FITTING);
  expect([honest.contained, honest.leaks]).toEqual([true, []]);
  expect(judgeStudents("test", { ...known, teacher: { ...teacher, perToken: 3.2 } }, cells, FITTING).contained).toBe(
    false,
  );
  const cheat = cell("12k", 1e6, 2.99);
  expect(judgeStudents("test", known, [...cells, cheat], FITTING).leaks).toEqual([cheat.id]);
  const few = cells.filter(({ size }) => size === "12k");
  expect(judgeStudents("test", known, few.slice(0, 3), FITTING).law.missing).toContain("at least");
});

test("the grid of every preset has names of its own and at least 15 models of size and data in the study", () => {
  for (const [name, preset] of Object.entries(scalePresets)) {
    const options = scaleOptions.parse(preset);
    const set = { folder: "x", vocabulary: 802, cap: 127, sequences: 58_000, tokens: 3_200_000 };
    const cells = planJets(set, options, CONDITIONS);
    expect(new Set(cells.map(({ id }) => id)).size).toBe(cells.length);
    if (name === "study") {
      const fitted = cells.filter(({ groups }) => groups.includes("size") || groups.includes("data"));
      expect(fitted.length).toBeGreaterThanOrEqual(15);
    }
  }
});

test("a part of the study is a part of its grid", () => {
  const set = { folder: "x", vocabulary: 802, cap: 127, sequences: 58_000, tokens: 3_200_000 };
  const ids = (study: string) => planJets(set, scaleOptions.parse({ study }), CONDITIONS).map(({ id }) => id);
  const all = new Set(ids("all"));
  for (const study of ["size", "data", "compute"]) {
    expect(ids(study).length).toBeGreaterThan(5);
    expect(ids(study).filter((id) => !all.has(id))).toEqual([]);
  }
  expect(ids("teacher")).toEqual([]);
});
