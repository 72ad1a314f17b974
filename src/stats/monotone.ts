/**
 * Whether one quantity rises with another, without a formula between them: the rank correlation of Spearman (Am. J.
 * Psychol. 15 (1904) 72), and the isotonic fit, the non-decreasing function nearest to the points in least squares, by
 * pooling adjacent violators (Ayer et al., Ann. Math. Statist. 26 (1955) 641).
 */
import { GlueballError } from "../base/index.ts";
import type { Sample } from "./sample.ts";
import { requireFinite, sortingOrder } from "./sample.ts";

/**
 * Pearson correlation of the ranks, -1 to 1; equal values share the mean of their ranks.
 * @throws GlueballError stats/sizes-differ, stats/too-few-points, stats/constant-variable, stats/value-not-finite
 */
export function spearman(x: Sample, y: Sample): number {
  checkPairs(x, y);
  const [first, second] = [ranks(x), ranks(y)];
  const middle = (first.length + 1) / 2;
  let [products, squares1, squares2] = [0, 0, 0];
  for (let i = 0; i < first.length; i++) {
    const [a, b] = [first[i] - middle, second[i] - middle];
    products += a * b;
    squares1 += a * a;
    squares2 += b * b;
  }
  if (squares1 === 0 || squares2 === 0) {
    throw new GlueballError({
      code: "stats/constant-variable",
      what: "a constant has no rank correlation",
      place: squares1 === 0 ? "x" : "y",
      expected: "at least two different values",
    });
  }
  return products / Math.sqrt(squares1 * squares2);
}

/** Ranks from 1; equal values share the mean of theirs. */
export function ranks(sample: Sample): Float64Array {
  const values = Float64Array.from(sample);
  const order = sortingOrder(values);
  const out = new Float64Array(values.length);
  for (let from = 0; from < order.length;) {
    let to = from + 1;
    while (to < order.length && values[order[to]] === values[order[from]]) to++;
    for (let k = from; k < to; k++) out[order[k]] = (from + 1 + to) / 2;
    from = to;
  }
  return out;
}

export interface IsotonicFit {
  /** The different x, ascending, and the value of the fit at each. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Sum of squared residuals of all points. */
  readonly residualSum: number;
  /** 1 - residual sum / sum of squares about the mean: 1 when the points rise without exception. */
  readonly explained: number;
}

/** @throws GlueballError stats/sizes-differ, stats/too-few-points, stats/value-not-finite */
export function isotonicFit(x: Sample, y: Sample): IsotonicFit {
  checkPairs(x, y);
  const blocks: { xs: number[]; sum: number; count: number }[] = [];
  for (const i of sortingOrder(Float64Array.from(x))) {
    const last = blocks.at(-1);
    if (last !== undefined && last.xs[0] === x[i]) {
      last.sum += y[i];
      last.count++;
    } else blocks.push({ xs: [x[i]], sum: y[i], count: 1 });
  }
  const level = ({ sum, count }: { sum: number; count: number }) => sum / count;
  const pooled: typeof blocks = [];
  for (const block of blocks) {
    let current = block;
    while (pooled.length > 0 && level(pooled[pooled.length - 1]) >= level(current)) {
      const before = pooled.pop()!;
      const xs = [...before.xs, ...current.xs];
      current = { xs, sum: before.sum + current.sum, count: before.count + current.count };
    }
    pooled.push(current);
  }
  const fit = new Map(pooled.flatMap((block) => block.xs.map((at) => [at, level(block)] as const)));
  const mean = Array.from(y).reduce((sum, value) => sum + value, 0) / y.length;
  let [residualSum, total] = [0, 0];
  for (let i = 0; i < x.length; i++) {
    residualSum += (y[i] - fit.get(x[i])!) ** 2;
    total += (y[i] - mean) ** 2;
  }
  const explained = total === 0 ? 1 : 1 - residualSum / total;
  return { x: Float64Array.from(fit.keys()), y: Float64Array.from(fit.values()), residualSum, explained };
}

function checkPairs(x: Sample, y: Sample): void {
  if (x.length !== y.length) {
    throw new GlueballError({
      code: "stats/sizes-differ",
      what: "pairs need as many x as y",
      found: [x.length, y.length],
      expected: "equal numbers",
    });
  }
  if (x.length < 2) {
    throw new GlueballError({
      code: "stats/too-few-points",
      what: "one pair has no order",
      found: x.length,
      expected: "at least 2",
    });
  }
  requireFinite(x, "x");
  requireFinite(y, "y");
}
