/** Metrics of written Lagrangians: known answers. */
import { describe, expect, test } from "vitest";
import { createRng } from "../../../base/index.ts";
import { METRICS, scoreList, summariseScores } from "./metrics.ts";
import { shareEstimate } from "../../../stats/index.ts";
import { inCanonicalOrder } from "../../words/matterFields.ts";
import { createTypeCounter } from "../lists/typeCounts.ts";
import { readFieldList, splitWords } from "../../words/wordReader.ts";

const words = "FIELD SPIN 0 SU2 2 U1 1 FIELD SPIN 1 / 2 SU2 2 U1 - 1 HEL - 1 / 2 FIELD SPIN 1 / 2 U1 2 HEL - 1 / 2";
const { fields } = inCanonicalOrder(readFieldList(splitWords(words))); // ec 0 1, L 2 3, H 4 5
const truth = createTypeCounter().types(fields); // H H+, ec L H+, ec+ L+ H, H H H+ H+
const written = (types: typeof truth, more = {}) => ({ types, unreadable: 0, repeated: 0, complete: true, ...more });

describe("one list", () => {
  test("the truth has 1 everywhere", () => {
    const summary = summariseScores([scoreList(fields, written(truth), truth)], createRng(1));
    for (const name of METRICS) expect(summary[name].value, name).toBe(1);
  });

  test("a Yukawa coupling that is missing", () => {
    const score = scoreList(fields, written(truth.filter(({ letters }) => letters.join() !== "0,2,5")), truth);
    expect(score).toMatchObject({ exact: 0, length: 0.75, hits: 3, trilinearTruth: 2, trilinearHits: 1, valid: 3 });
    expect(score.lagrangian).toBeCloseTo(0.75 * 0.75, 12);
  });

  test("ec L H in the place of ec L H+ breaks U(1) only, H H breaks U(1), not SU(2)", () => {
    const wrong = [
      { letters: [0, 2, 4], count: 1 },
      { letters: [4, 4], count: 1 },
    ];
    expect(scoreList(fields, written(wrong), truth)).toMatchObject({
      lorentz: 2,
      su3: 2,
      su2: 2,
      u1: 0,
      valid: 0,
      hits: 0,
    });
  });

  test("L ec+ breaks Lorentz symmetry, H H H+ breaks SU(2)", () => {
    const wrong = [
      { letters: [1, 2], count: 1 },
      { letters: [4, 4, 5], count: 1 },
    ];
    expect(scoreList(fields, written(wrong), truth)).toMatchObject({ lorentz: 1, su2: 0, u1: 0 });
  });

  test("a number too large is not valid, nor is a Lagrangian exact that was not closed or says a type twice", () => {
    const many = truth.map(({ letters }) => ({ letters, count: 2 }));
    expect(scoreList(fields, written(many), truth)).toMatchObject({ exact: 0, valid: 0, hits: 4, foundInvariants: 4 });
    for (const more of [{ complete: false }, { unreadable: 1 }, { repeated: 1 }]) {
      expect(scoreList(fields, written(truth, more), truth).exact, JSON.stringify(more)).toBe(0);
    }
  });
});

test("shares are of all types together, and what is not there is not missed", () => {
  const spinor = readFieldList(splitWords("FIELD SPIN 1 / 2 U1 1 HEL 1 / 2"));
  const empty = scoreList(spinor, written([]), []);
  const half = scoreList(fields, written(truth.slice(0, 1)), truth);
  const summary = summariseScores([empty, half], createRng(1));
  expect(summary.exact.value).toBe(0.5);
  expect(summary.recall.value).toBe(0.25);
  expect(summary.trilinearRecall.value).toBe(0);
  expect(summary.f1.value).toBeCloseTo(2 / 5, 12);
  expect(summary.precision.value).toBe(1);
  expect(summary.exact.interval).toEqual(shareEstimate(1, 2).interval);
  expect(summary.precision.interval[0]).toBeLessThan(1); // of two lists, all right
});
