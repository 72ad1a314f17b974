/** The pieces of the study of words: lists by style, points between validations, shares. No training. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { createContext } from "../../../../run/index.ts";
import { listsOfPart } from "../../lists/labelledLists.ts";
import { openLists } from "../../lists/listSet.ts";
import { WORD_STYLES } from "../../words/rawWords.ts";
import type { WordListScore } from "../../words/wordScores.ts";
import { curvesOf, valueAfterSeconds } from "./wordsCurves.ts";
import { keepWords, readWords, styledLists } from "./wordsLists.ts";
import { wordMetric } from "./wordsMeasure.ts";

const folder = mkdtempSync(join(tmpdir(), "glueball-words-study-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("all styles learn from the same lists, apart from those of the test; redundant ones are the longest", () => {
  const context = createContext({ seed: 2 });
  const set = openLists(context, "random:140:2");
  const kept = readWords(keepWords(context, folder, set, 300));
  expect(kept.lists.every((list) => kept.lengths.raw[list] <= 300)).toBe(true);
  expect(kept.lengths.raw.filter((words) => words <= 300).length).toBe(kept.lists.length);
  const [raw, independent, irreps] = WORD_STYLES.map((style) => styledLists(set, kept, style, 5));
  expect(independent.train).toEqual(raw.train);
  expect(irreps.tests).toEqual(raw.tests);
  const testPart = new Set(listsOfPart(set, "test"));
  expect(raw.tests.every((list) => testPart.has(list))).toBe(true);
  expect(raw.train.some((list) => testPart.has(list))).toBe(false);
  for (const list of raw.train) {
    expect(raw.target(list).length).toBe(kept.lengths.raw[list]);
    expect(raw.target(list).length).toBeGreaterThanOrEqual(independent.target(list).length);
  }
  const words = ({ target }: typeof raw) => raw.train.reduce((sum, list) => sum + target(list).length, 0);
  expect(words(raw)).toBeGreaterThan(words(independent));
  expect(words(independent)).toBeGreaterThan(words(irreps));
  expect(raw.targetWords).toBe(Math.max(...kept.lists.map((list) => kept.lengths.raw[list] - 1)));
  expect(() => styledLists(set, kept, "raw", 0)).toThrow("[lagrangian/no-test-lists]");
});

describe("learning curves", () => {
  const score = (typesExact: number, hits: number): WordListScore => ({
    fields: 1,
    exact: 0,
    lagrangian: 0.5,
    contraction: 1,
    length: 1,
    truth: 4,
    written: 5,
    hits,
    trilinearTruth: 0,
    trilinearHits: 0,
    invariants: 4,
    foundInvariants: hits,
    lorentz: 5,
    su3: 4,
    su2: 3,
    u1: 2,
    valid: hits,
    repeated: 0,
    complete: 1,
    unreadable: 1,
    typesExact,
  });
  const point = (step: number, seconds: number, right: number) => {
    return { step, lists: 10 * step, seconds, scores: [score(right, 4), score(0, 2)] };
  };
  const run = (right: number) => ({
    points: [point(1, 10, 0), point(2, 30, right)],
    validation: 1,
    spelled: { 1: [], 2: [], 3: [] },
  });

  test("shares are sums over sums, of readable types for groups, and 100 % of nothing", () => {
    const { scores } = point(1, 1, 1);
    const values = (
      ["typesExact", "lagrangian", "recall", "precision", "completeness", "u1", "trilinear"] as const
    ).map((metric) => wordMetric(scores, metric));
    expect(values).toEqual([50, 50, 75, 60, 75, 50, 100]);
  });

  test("between points a value is on the line, from 0 at the beginning, and constant behind the last", () => {
    expect([0, 10, 20, 30, 40].map((seconds) => valueAfterSeconds(run(1), "typesExact", seconds))).toEqual([
      0, 0, 25, 50, 50,
    ]);
    expect(valueAfterSeconds(run(1), "lagrangian", 5)).toBe(25);
  });

  test("mean over seeds and the deviation of one training", () => {
    const { x, y, low, high } = curvesOf([run(1), run(0)], "typesExact", "lists");
    expect([x, y]).toEqual([
      [10, 20],
      [0, 25],
    ]);
    expect([low[1], high[1]]).toEqual([0, 25 + Math.sqrt(2 * 25 ** 2)]);
  });
});
