/** A compact study as data: which twins, which test lists, and how the numbers become an answer. */
import type { Metric } from "../measures/metrics.ts";
import { metricValue, measureTwins, scoresBySeed } from "./measure.ts";
import type { ArmName, Labels, Measurements } from "./measure.ts";
import type { Study, StudyName, StudyOptions, StudyResult } from "./study.ts";
import type { TestSet } from "./testSets.ts";

export interface CompactStudy {
  readonly name: StudyName;
  readonly question: string;
  readonly arms: readonly ArmName[];
  readonly labels?: Labels;
  readonly tests: (options: StudyOptions) => readonly TestSet[];
  readonly judge: (measurements: Measurements) => Pick<StudyResult, "answer" | "tables" | "figures"> & {
    readonly numbers?: Readonly<Record<string, unknown>>;
  };
}

export function compactStudy({ name, question, arms, labels, tests, judge }: CompactStudy): Study {
  return async (context, options) => {
    const measurements = await measureTwins(context, options, { arms, labels, testSets: tests(options) });
    const { numbers, ...rest } = judge(measurements);
    return { name, question, ...rest, json: { ...numbers, twins: numbersOf(measurements) } };
  };
}

const KEPT: readonly Metric[] = [
  "exact",
  "lagrangian",
  "contraction",
  "length",
  "precision",
  "recall",
  "trilinearRecall",
  "completeness",
  "valid",
  "u1",
];

/** Metrics [%] of each arm, test set and seed. */
function numbersOf(measurements: Measurements) {
  const { arms, tests } = measurements;
  return arms.flatMap((arm) =>
    tests.map(({ name, set }) => ({
      arm,
      test: name,
      lists: set.parts.length,
      seeds: scoresBySeed(measurements, arm, [name]).map((scores) =>
        Object.fromEntries(KEPT.map((metric) => [metric, metricValue(scores, metric)])),
      ),
    })),
  );
}
