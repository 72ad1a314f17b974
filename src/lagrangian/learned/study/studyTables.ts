/** Tables and figures of twins: means over seeds with the deviation of one training; baselines with bootstrap errors. */
import { createRng } from "../../../base/index.ts";
import { curveFigure, exact, figure, measured, table } from "../../../run/index.ts";
import type { Block, Cell } from "../../../run/index.ts";
import { allLists, fieldCount } from "../lists/labelledLists.ts";
import { summariseScores } from "../measures/metrics.ts";
import type { ListScore, Metric } from "../measures/metrics.ts";
import { COLUMN_NAMES, percentCell } from "../measures/report.ts";
import { armLabel, metricValue, scoresBySeed } from "./measure.ts";
import type { ArmName, Measurements } from "./measure.ts";
import { seedMean } from "./seeds.ts";
import type { SeedMean } from "./seeds.ts";

/** Which lists count; all without it. `list` is the number in the test set, where there is one only. */
export type Choice = (score: ListScore, list: number) => boolean;

/** A metric [%] of one arm over its seeds; undefined where no list counts. */
export function armMetric(
  measurements: Measurements,
  arm: ArmName,
  tests: readonly string[],
  metric: Metric,
  choice: Choice = () => true,
): SeedMean | undefined {
  const chosen = scoresBySeed(measurements, arm, tests).map((scores) => scores.filter(choice));
  if (chosen.some(({ length }) => length === 0)) return undefined;
  return seedMean(chosen.map((scores) => metricValue(scores, metric)));
}

/** Rows: arms and baselines. Columns: metrics. */
export function overviewTable(
  measurements: Measurements,
  { tests, metrics, caption, choice = () => true }: OverviewRequest,
): Block {
  const twins = measurements.arms.map((arm): Cell[] => [
    armLabel(measurements, arm),
    ...metrics.map((metric) => seedCell(armMetric(measurements, arm, tests, metric, choice))),
  ]);
  const labels = [...new Set(measurements.baselines.map(({ label }) => label))];
  const baselines = labels.map((label): Cell[] => {
    const own = measurements.baselines.filter((run) => run.label === label && tests.includes(run.test));
    const scores = own.flatMap((run) => run.scores).filter(choice);
    const values = scores.length === 0 ? undefined : summariseScores(scores, createRng(0));
    return [label, ...metrics.map((metric) => (values === undefined ? "" : percentCell(values[metric])))];
  });
  return table(caption, ["", ...metrics.map((metric) => `${COLUMN_NAMES[metric]} [%]`)], [...twins, ...baselines]);
}

export interface OverviewRequest {
  readonly tests: readonly string[];
  readonly metrics: readonly Metric[];
  readonly caption: string;
  readonly choice?: Choice;
}

export function seedCell(value: SeedMean | undefined): Cell {
  return value === undefined ? "" : measured(value.mean, value.deviation);
}

/** Numbers of fields of the lists of test sets. */
function fieldNumbers({ tests }: Measurements, names: readonly string[]): number[] {
  const numbers = tests
    .filter(({ name }) => names.includes(name))
    .flatMap(({ set }) => allLists(set).map((list) => fieldCount(set, list)));
  return [...new Set(numbers)].sort((a, b) => a - b);
}

/** One metric by number of fields, a column an arm. */
export function byFieldsTable(measurements: Measurements, tests: readonly string[], metric: Metric): Block {
  const rows = fieldNumbers(measurements, tests).map((n): Cell[] => {
    const lists = scoresBySeed(measurements, measurements.arms[0], tests)[0].filter(({ fields }) => fields === n);
    const cells = measurements.arms.map((arm) =>
      seedCell(armMetric(measurements, arm, tests, metric, ({ fields }) => fields === n)),
    );
    return [exact(n), exact(lists.length), ...cells];
  });
  const columns = ["fields", "lists", ...measurements.arms.map((arm) => `${armLabel(measurements, arm)} [%]`)];
  return table(`${COLUMN_NAMES[metric]} by number of fields.`, columns, rows);
}

/** The same as curves with the 95 % interval of the mean as band. */
export function byFieldsFigure(measurements: Measurements, tests: readonly string[], metric: Metric): Block {
  const numbers = fieldNumbers(measurements, tests);
  const series = measurements.arms.map((arm) => {
    const points = numbers.flatMap((n) => {
      const value = armMetric(measurements, arm, tests, metric, ({ fields }) => fields === n);
      return value === undefined ? [] : [{ n, mean: value.mean, interval: value.interval }];
    });
    return {
      label: armLabel(measurements, arm),
      x: points.map(({ n }) => n),
      y: points.map(({ mean }) => mean),
      low: points.map(({ interval }) => Math.max(0, interval[0])),
      high: points.map(({ interval }) => Math.min(100, interval[1])),
    };
  });
  const drawn = curveFigure({
    x: { label: "number of fields" },
    y: { label: COLUMN_NAMES[metric], unit: "%", range: [0, 100] },
    series,
  });
  return figure(drawn, `${COLUMN_NAMES[metric]}, mean over seeds with its 95 % interval.`);
}
