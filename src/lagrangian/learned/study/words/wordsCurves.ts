/** Learning curves of twins over words: values at the validations of a training, and between them. */
import { seedMean } from "../seeds.ts";
import type { WordCellResult } from "./wordsCell.ts";
import { wordMetric } from "./wordsMeasure.ts";
import type { WordMetric } from "./wordsMeasure.ts";

/** Points that all seeds have, with mean and deviation over seeds; seconds are means over seeds too. */
export function curvesOf(runs: readonly WordCellResult[], metric: WordMetric, against: "lists" | "seconds") {
  const at = runs[0].points.map((_, k) => ({
    x: runs.reduce((sum, { points }) => sum + points[k][against], 0) / runs.length,
    y: seedMean(runs.map(({ points }) => wordMetric(points[k].scores, metric))),
  }));
  return {
    x: at.map(({ x }) => x),
    y: at.map(({ y }) => y.mean),
    low: at.map(({ y }) => Math.max(0, y.mean - y.deviation)),
    high: at.map(({ y }) => Math.min(100, y.mean + y.deviation)),
  };
}

/** A metric [%] after so much processor time: on the line between two points, from 0 at the beginning. */
export function valueAfterSeconds({ points }: WordCellResult, metric: WordMetric, seconds: number): number {
  let before = { seconds: 0, value: 0 };
  for (const point of points) {
    const now = { seconds: point.seconds, value: wordMetric(point.scores, metric) };
    if (now.seconds >= seconds) {
      const share = (seconds - before.seconds) / (now.seconds - before.seconds);
      return before.value + share * (now.value - before.value);
    }
    before = now;
  }
  return before.value;
}
