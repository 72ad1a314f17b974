/** What a study of domain shift says of each observable: distances against the number of target jets, exponents, advantage. */
import type { Rng } from "../../base/index.ts";
import type { Verdict } from "../../run/index.ts";
import { bootstrapLaw, describe, fitLaw, POWER_LAW } from "../../stats/index.ts";
import type { Estimate } from "../../stats/index.ts";
import type { ObservableName } from "../compare/observables.ts";
import { STARTS } from "./shift.ts";
import type { ShiftDistance, ShiftResult, Start } from "./shift.ts";

export type Measure = "kl" | "w1OverStd";

export interface ShiftCurve {
  readonly observable: ObservableName;
  readonly measure: Measure;
  readonly start: Start;
  readonly sizes: readonly number[];
  /** Mean over the repetitions and its standard error, at each size. */
  readonly values: readonly number[];
  readonly errors: readonly number[];
  /** gamma of floor + (X / n)^gamma with its interval; absent with too few sizes. */
  readonly exponent?: Pick<Estimate, "value" | "standardError" | "interval">;
}

/** The five observables of the field's figures. */
export const JUDGED: readonly ObservableName[] = ["mass", "pt", "multiplicity", "tau21", "tau32"];

export function shiftCurves(results: readonly ShiftResult[], rng: Rng): readonly ShiftCurve[] {
  const names = Object.keys(results[0].distances) as ObservableName[];
  return names.flatMap((observable) =>
    (["kl", "w1OverStd"] as const).flatMap((measure) =>
      STARTS.map((start) => curveOf(results, { observable, measure, start }, rng)),
    ),
  );
}

function curveOf(
  results: readonly ShiftResult[],
  which: Pick<ShiftCurve, "observable" | "measure" | "start">,
  rng: Rng,
): ShiftCurve {
  const own = results.filter(({ start }) => start === which.start);
  const sizes = [...new Set(own.map(({ size }) => size))];
  const valueOf = ({ distances }: ShiftResult) => distances[which.observable]![which.measure];
  const atSizes = sizes.map((size) => describe(own.filter((result) => result.size === size).map(valueOf)));
  const points = {
    variables: [Float64Array.from(own, ({ size }) => size)],
    loss: Float64Array.from(own, valueOf),
  };
  return {
    ...which,
    sizes,
    values: atSizes.map(({ mean }) => mean),
    errors: atSizes.map(({ standardError }) => standardError),
    ...exponentOf(points, rng.fork(`${which.observable} ${which.measure} ${which.start}`)),
  };
}

const RESAMPLES = 300;
/** As many as the law has parameters, and one to spare. */
const FEWEST_SIZES = 4;

function exponentOf(points: Parameters<typeof fitLaw>[1], rng: Rng): Pick<ShiftCurve, "exponent"> {
  const sizes = new Set(points.variables[0]).size;
  if (sizes < FEWEST_SIZES || !points.loss.every(Number.isFinite)) return {};
  const { parameters } = bootstrapLaw(fitLaw(POWER_LAW, points), { rng, resamples: RESAMPLES });
  const { value, standardError, interval } = parameters["a"];
  return { exponent: { value, standardError, interval } };
}

/** Scratch minus pre-trained in KL, over the repetitions: above 0 where pre-training helps. */
export interface Advantage {
  readonly observable: ObservableName;
  readonly size: number;
  readonly value: number;
  readonly error: number;
}

export function advantagesOf(results: readonly ShiftResult[]): readonly Advantage[] {
  const sizes = [...new Set(results.map(({ size }) => size))];
  return JUDGED.flatMap((observable) =>
    sizes.map((size) => {
      const of = (start: Start) => results.filter((result) => result.start === start && result.size === size);
      const kl = ({ distances }: ShiftResult) => (distances[observable] as ShiftDistance).kl;
      const before = new Map(of("scratch").map((result) => [result.repeat, kl(result)]));
      const differences = of("pre-trained").map((result) => before.get(result.repeat)! - kl(result));
      const { mean, standardError } = describe(differences);
      return { observable, size, value: mean, error: standardError };
    }),
  );
}

/** Target jets at which pre-training is judged, or the size next to it. */
const JUDGED_SIZE = 1000;
const ENOUGH = 4;

/** Lower KL than from scratch for at least 4 of 5 observables with 1000 target jets. */
export function shiftVerdict(advantages: readonly Advantage[]): Verdict {
  const sizes = [...new Set(advantages.map(({ size }) => size))];
  const distance = (size: number) => Math.abs(Math.log(size / JUDGED_SIZE));
  const size = sizes.reduce((best, own) => (distance(own) < distance(best) ? own : best));
  const own = advantages.filter((advantage) => advantage.size === size);
  const better = own.filter(({ value }) => value > 0).map(({ observable }) => observable);
  const text = `with ${size} target jets the pre-trained model has the lower KL in ${better.length} of ${own.length} observables`;
  return { passed: better.length >= ENOUGH, text: better.length === 0 ? text : `${text}: ${better.join(", ")}` };
}
