/**
 * The sliced Wasserstein distance of whole jets: several observables at once, each standardised by the reference, in 512
 * random directions and along the axes. Jets that lack one of the observables are left out, and of the larger sample as
 * many jets are drawn as the smaller one has.
 */
import type { Rng } from "../../base/index.ts";
import {
  distanceFloorOfRows,
  slicedWasserstein,
  slicedWassersteinBootstrap,
  slicingPlan,
  takeRows,
} from "../../stats/index.ts";
import type { JetObservables } from "./observables.ts";
import { withFloor, type Distance } from "./distances.ts";
import type { Pair } from "./compared.ts";
import type { Substructure } from "./substructure.ts";

const SLICED_OBSERVABLES = ["mass", "pt", "tau21", "tau32", "multiplicity"] as const;
export type JetColumn = keyof (JetObservables & Substructure);

export interface SlicedComparison {
  readonly observables: readonly JetColumn[];
  /** Jets of each sample that were compared. */
  readonly jets: number;
  readonly sw1: Distance;
  readonly sw2: Distance;
}

export interface SlicedOptions {
  readonly rng: Rng;
  /** Default: mass, pT, tau21, tau32, multiplicity. */
  readonly observables?: readonly JetColumn[];
  /** Random directions beside the axes; default 512. */
  readonly directions?: number;
  /** Default 100. */
  readonly resamples?: number;
}

type Columns = readonly Float64Array[];

/** @throws GlueballError of `stats`, such as stats/constant-column */
export function compareSliced(
  { generated, reference }: Pair<Readonly<Record<JetColumn, Float64Array>>>,
  { rng, observables = SLICED_OBSERVABLES, directions = 512, resamples = 100 }: SlicedOptions,
): SlicedComparison {
  const complete = [generated, reference].map((sample) => completeColumns(observables.map((name) => sample[name])));
  const [own, real] = complete;
  const plan = slicingPlan(real, rng.fork("directions"), directions);
  const jets = Math.min(own[0].length, real[0].length);
  const [x, y] = complete.map((columns, k) => draw(columns, jets, rng.fork("rows").fork(k)));
  const errors = slicedWassersteinBootstrap(x, y, plan, { rng: rng.fork("bootstrap"), resamples });
  const floor = (name: "sw1" | "sw2") =>
    distanceFloorOfRows(
      real[0].length,
      (first, second) => slicedWasserstein(take(real, first), take(real, second), plan)[name],
      { rng: rng.fork("floor"), splits: 4 },
    );
  return { observables, jets, sw1: withFloor(errors.sw1, floor("sw1")), sw2: withFloor(errors.sw2, floor("sw2")) };
}

/** Rows in which no column is NaN. */
function completeColumns(columns: Columns): Columns {
  const rows = Uint32Array.from(columns[0].keys()).filter((row) =>
    columns.every((column) => !Number.isNaN(column[row])),
  );
  return take(columns, rows);
}

/** `count` random rows without repetition, or all. */
function draw(columns: Columns, count: number, rng: Rng): Columns {
  const rows = Uint32Array.from(columns[0].keys());
  return count === rows.length ? columns : take(columns, rng.shuffle(rows).slice(0, count));
}

function take(columns: Columns, rows: Uint32Array): Columns {
  return columns.map((column) => takeRows(column, rows));
}
