/** Counting of judgements by hand, and the published confusion of the real jets. */
import { expect, test } from "vitest";
import { classShares, confusionOf, groupShares, percentOf } from "./judgeStudy.ts";
import { JUDGED_OBSERVABLES, judgedObservables } from "./judgedObservables.ts";

const CLASSES = ["QCD", "Hbb", "Hcc", "Hgg", "H4q", "Hqql", "Zqq", "Wqq", "Tbqq", "Tbl"];

/** Of the published network on the 500 real jets (src/nets/particleNetGolden.test.ts). */
const PUBLISHED = [
  [33, 2, 1, 2, 1, 0, 3, 2, 2, 2],
  [0, 27, 8, 6, 3, 1, 2, 0, 1, 0],
  [3, 15, 23, 4, 4, 2, 1, 0, 3, 0],
  [1, 3, 3, 29, 6, 1, 2, 0, 5, 0],
  [0, 0, 1, 2, 26, 0, 1, 1, 2, 0],
  [0, 0, 0, 0, 0, 45, 3, 2, 0, 2],
  [1, 0, 2, 2, 1, 3, 36, 9, 0, 0],
  [1, 2, 0, 0, 1, 3, 7, 34, 0, 1],
  [0, 1, 2, 1, 0, 0, 0, 0, 60, 1],
  [0, 0, 0, 0, 0, 0, 0, 0, 0, 46],
];

test("the published confusion has the shares that the specification prints, in groups and in classes", () => {
  const shares = groupShares(PUBLISHED, CLASSES).map(({ name, right, all }) => `${name} ${right}/${all}`);
  expect(shares).toEqual(["QCD 33/48", "Zqq|Wqq 86/103", "Hbb|Hcc|Hgg|H4q 160/186", "Tbqq 60/65"]);
  expect(classShares(PUBLISHED, CLASSES).reduce((sum, { right }) => sum + right, 0)).toBe(359);
  expect(percentOf({ name: "QCD", right: 33, all: 48 })).toEqual({
    value: 68.75,
    error: 100 * Math.sqrt((0.6875 * 0.3125) / 48),
  });
});

test("a jet is counted in the row of its label and the column of its largest probability", () => {
  const probabilities = Float32Array.of(0.1, 0.7, 0.2, 0.5, 0.3, 0.2, 0, 0.4, 0.6);
  expect(confusionOf(Int32Array.of(1, 1, 0), probabilities, 3)).toEqual([
    [0, 0, 1],
    [1, 1, 0],
    [0, 0, 0],
  ]);
});

test("observables of a jet by hand: a photon of 30 GeV, a pion of 10 GeV in its place and one of 0.5 GeV far out", () => {
  const mass = 0.13957;
  const [pt, phi] = [Float64Array.of(30, 10, 0.5), [0, 0, 0.6]];
  const batch = {
    first: 0,
    length: 1,
    offsets: Uint32Array.of(0, 3),
    px: pt.map((own, i) => own * Math.cos(phi[i])),
    py: pt.map((own, i) => own * Math.sin(phi[i])),
    pz: new Float64Array(3),
    energy: pt.map((own, i) => (i === 0 ? own : Math.hypot(own, mass))),
    label: Int32Array.of(0),
  };
  const { columns, labels } = judgedObservables(batch);
  expect([...columns.keys()]).toEqual(JUDGED_OBSERVABLES);
  expect([...labels!]).toEqual([0]);
  const value = (name: string) => columns.get(name)![0];
  expect(["constituents", "below1", "above10", "softMassive", "softMassless"].map(value)).toEqual([3, 1, 1, 1, 0]);
  expect(value("softest")).toBeCloseTo(0.5, 12);
  expect(value("medianPt")).toBeCloseTo(10, 12);
  expect(value("massive")).toBeCloseTo(2 / 3, 12);
  expect(value("twins")).toBeCloseTo(2 / 3, 12);
  expect(value("hardest")).toBeCloseTo(30 / 40.5, 12);
  expect(value("ptD")).toBeCloseTo(Math.sqrt(900 + 100 + 0.25) / 40.5, 12);
  expect(value("outside")).toBeCloseTo(0.5 / 40.5, 12);
  // The axis is where the sum of momenta points: tan(axis) = 0.5 sin 0.6 / (40 + 0.5 cos 0.6).
  const axis = Math.atan2(0.5 * Math.sin(0.6), 40 + 0.5 * Math.cos(0.6));
  expect(value("girth")).toBeCloseTo((40 * axis + 0.5 * (0.6 - axis)) / 40.5, 12);
});
