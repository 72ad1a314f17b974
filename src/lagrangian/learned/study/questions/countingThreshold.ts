/** C1: up to how many fields a network counts: recall, precision and exact Lagrangians for 2 to 10 fields, and where they collapse. */
import type { CompactStudy } from "../compactStudy.ts";
import { armLabel, metricValue, scoresBySeed } from "../measure.ts";
import type { ArmName, Measurements } from "../measure.ts";
import { ALL_SIZES, TRAINED_SIZES } from "./manyFields.ts";
import { byFieldsFigure, byFieldsTable, overviewTable } from "../studyTables.ts";

/** Below this share of exact Lagrangians the network has collapsed [%]. */
const COLLAPSE = 50;

/** The first number of fields of which fewer are exact, for each seed; undefined where there is none. */
function thresholds(measurements: Measurements, arm: ArmName): (number | undefined)[] {
  return scoresBySeed(measurements, arm, [ALL_SIZES]).map((scores) => {
    const groups = [...Map.groupBy(scores, ({ fields }) => fields)].sort(([a], [b]) => a - b);
    return groups.find(([, own]) => metricValue(own, "exact") < COLLAPSE)?.[0];
  });
}

const METRICS = ["exact", "recall", "precision"] as const;

export const countingThreshold: CompactStudy = {
  name: "c1",
  question: "Up to how many fields does a network count?",
  ...TRAINED_SIZES,
  judge: (measurements) => {
    const collapse = measurements.arms.map((arm) => ({ arm, fields: thresholds(measurements, arm) }));
    return {
      answer: collapse.map(({ arm, fields }) => {
        const words = fields.map((n) => (n === undefined ? "above 10" : String(n))).join(", ");
        return `${armLabel(measurements, arm)}: fewer than ${COLLAPSE} % of the Lagrangians are exact from this number of fields on (one value a seed): ${words}.`;
      }),
      tables: [
        overviewTable(measurements, {
          tests: [ALL_SIZES],
          metrics: ["exact", "lagrangian", "recall", "precision", "length"],
          caption: "All lists, freely written (L0).",
        }),
        ...METRICS.map((metric) => byFieldsTable(measurements, [ALL_SIZES], metric)),
      ],
      figures: METRICS.map((metric) => byFieldsFigure(measurements, [ALL_SIZES], metric)),
      numbers: { collapse },
    };
  },
};
