/**
 * Q2: do pointers with balanced sampling keep the recall of trilinear terms up to 10 fields? Twins over pairs of letters
 * trained on balanced and on uniform draws, twins over letters, the first ones trained four times as long, and the twins of
 * q1, which know up to 6 fields only. Flat means that a straight line through the recall, each number of fields weighted
 * by its trilinear types, falls by at most a point a field.
 */
import type { CompactStudy } from "../compactStudy.ts";
import { armLabel, metricValue, scoresBySeed } from "../measure.ts";
import type { ArmName, Measurements } from "../measure.ts";
import { pairedDifference, seedMean } from "../seeds.ts";
import type { SeedMean } from "../seeds.ts";
import { boundText, comparisonText, percentText, pointsText } from "../sentences.ts";
import type { StudyOptions } from "../study.ts";
import { armMetric, byFieldsFigure, byFieldsTable, overviewTable } from "../studyTables.ts";
import type { TestSet } from "../testSets.ts";

export const ALL_SIZES = "2 to 10 fields";

/** A large fall a field is one that makes 8 points from 2 to 10 fields. */
const ALLOWED_FALL = 1;

/** Twice as many lists as of other tests, since they are looked at by number of fields. */
function sizeTests({ testLists }: StudyOptions): TestSet[] {
  return [{ name: ALL_SIZES, draw: { grid: "plain", smallest: 2, largest: 10, lists: 2 * testLists } }];
}

/** The twins of c1 and c2, their names there, and their tests. */
export const TRAINED_SIZES = {
  arms: ["numeric", "ten", "tenLonger"],
  labels: { numeric: "trained to 6 fields", ten: "trained to 10 fields", tenLonger: "to 10, 4 times as long" },
  tests: sizeTests,
} as const satisfies Partial<CompactStudy>;

/** Points of trilinear recall that a further field adds, by weighted least squares for each seed. */
function recallSlope(measurements: Measurements, arm: ArmName): SeedMean {
  const slopes = scoresBySeed(measurements, arm, [ALL_SIZES]).map((scores) => {
    const groups = [...Map.groupBy(scores, ({ fields }) => fields)].map(([fields, own]) => {
      const weight = own.reduce((sum, { trilinearTruth }) => sum + trilinearTruth, 0);
      return { fields, weight, recall: metricValue(own, "trilinearRecall") };
    });
    const total = groups.reduce((sum, { weight }) => sum + weight, 0);
    const mean = (value: (group: (typeof groups)[number]) => number) =>
      groups.reduce((sum, group) => sum + group.weight * value(group), 0) / total;
    const [x, y] = [mean(({ fields }) => fields), mean(({ recall }) => recall)];
    return mean(({ fields, recall }) => (fields - x) * (recall - y)) / mean(({ fields }) => (fields - x) ** 2);
  });
  return seedMean(slopes);
}

export const manyFields: CompactStudy = {
  name: "q2",
  question: "Do pointers with balanced sampling keep the recall of trilinear terms up to 10 fields?",
  arms: ["ten", "tenLonger", "tenUniform", "tenLetters", "numeric"],
  labels: { numeric: "pairs, balanced, to 6 fields" },
  tests: sizeTests,
  judge: (measurements) => {
    const recall = (arm: ArmName) => armMetric(measurements, arm, [ALL_SIZES], "trilinearRecall")!;
    const slopes = measurements.arms.map((arm) => ({ arm, slope: recallSlope(measurements, arm) }));
    const against = (["tenLonger", "tenUniform", "tenLetters", "numeric"] as const).map((arm) => ({
      arm,
      difference: pairedDifference(recall("ten").values, recall(arm).values),
    }));
    const what = "Trilinear recall over 2 to 10 fields";
    return {
      answer: [
        ...slopes.map(({ arm, slope }) => {
          const flat = boundText(slope, -ALLOWED_FALL);
          const level = percentText(recall(arm));
          return `${armLabel(measurements, arm)}: trilinear recall ${level}, ${pointsText(slope, 2)} a field. Falls by at most ${ALLOWED_FALL} point a field: ${flat}.`;
        }),
        ...against.map(({ arm, difference }) =>
          comparisonText(what, armLabel(measurements, "ten"), armLabel(measurements, arm), difference),
        ),
      ],
      tables: [
        overviewTable(measurements, {
          tests: [ALL_SIZES],
          metrics: ["exact", "lagrangian", "recall", "precision", "trilinearRecall"],
          caption: "All lists, freely written (L0).",
        }),
        byFieldsTable(measurements, [ALL_SIZES], "trilinearRecall"),
        byFieldsTable(measurements, [ALL_SIZES], "exact"),
      ],
      figures: [
        byFieldsFigure(measurements, [ALL_SIZES], "trilinearRecall"),
        byFieldsFigure(measurements, [ALL_SIZES], "exact"),
      ],
      numbers: { slopes, against },
    };
  },
};
