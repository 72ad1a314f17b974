/**
 * Bootstrap errors of the sliced Wasserstein distance. Done naively, each resample would project and sort again in
 * each direction. But a resample holds the same rows, each some number of times: with the rows of a direction sorted
 * once, the sorted resample is read off by walking that order and repeating each row by its count. So the loops are
 * exchanged, directions outside and resamples inside, and the n log n of sorting is paid once instead of `resamples`
 * times. Cost: directions x (sort + resamples x n); memory: resamples x n counts.
 *
 * The draws are those of `bootstrapRows`, so the slow way gives the same numbers.
 */
import type { BootstrapOptions, Estimate } from "./bootstrap.ts";
import { drawCounts, estimate, resolveOptions } from "./bootstrap.ts";
import type { Columns } from "./sample.ts";
import { sortingOrder, takeRows } from "./sample.ts";
import type { SlicingPlan } from "./slicedWasserstein.ts";
import { forEachSlice, slicedWasserstein } from "./slicedWasserstein.ts";

export interface SlicedWassersteinEstimate {
  readonly sw1: Estimate;
  readonly sw2: Estimate;
}

/** A projection sorted once: its rows from low to high and their values. */
interface SortedSlice {
  readonly order: Uint32Array;
  readonly values: Float64Array;
}

/** SW_1 and SW_2 with bootstrap errors; arguments and errors as for `slicedWasserstein`. */
export function slicedWassersteinBootstrap(
  first: Columns,
  second: Columns,
  plan: SlicingPlan,
  options: BootstrapOptions,
): SlicedWassersteinEstimate {
  const { resamples } = resolveOptions(options);
  const observed = slicedWasserstein(first, second, plan);
  const draws = Array.from({ length: resamples }, (_, r) => {
    const rng = options.rng.fork(r);
    return [drawCounts(first[0].length, rng), drawCounts(second[0].length, rng)] as const;
  });
  const sums1 = new Float64Array(resamples);
  const sums2 = new Float64Array(resamples);
  const { slices, rows } = forEachSlice(first, second, plan, (x, y) => {
    const sortedX = sortSlice(x);
    const sortedY = sortSlice(y);
    draws.forEach(([countsX, countsY], r) => {
      const [sum1, sum2] = resampledSums(sortedX, countsX, sortedY, countsY);
      sums1[r] += sum1;
      sums2[r] += sum2;
    });
  });
  const sw1 = sums1.map((sum) => sum / (slices * rows));
  const sw2 = sums2.map((sum) => Math.sqrt(sum / (slices * rows)));
  return { sw1: estimate(observed.sw1, sw1, options), sw2: estimate(observed.sw2, sw2, options) };
}

function sortSlice(projection: Float64Array): SortedSlice {
  const order = sortingOrder(projection);
  return { order, values: takeRows(projection, order) };
}

/** Sums of |x_(i) - y_(i)| and of its square over the sorted resamples. */
function resampledSums(
  x: SortedSlice,
  countsX: Uint32Array,
  y: SortedSlice,
  countsY: Uint32Array,
): [sum1: number, sum2: number] {
  let sum1 = 0;
  let sum2 = 0;
  let i = 0;
  let j = 0;
  let leftX = countsX[x.order[0]];
  let leftY = countsY[y.order[0]];
  for (let drawn = 0; drawn < x.order.length; drawn++) {
    while (leftX === 0) leftX = countsX[x.order[++i]];
    while (leftY === 0) leftY = countsY[y.order[++j]];
    const step = Math.abs(x.values[i] - y.values[j]);
    sum1 += step;
    sum2 += step * step;
    leftX--;
    leftY--;
  }
  return [sum1, sum2];
}
