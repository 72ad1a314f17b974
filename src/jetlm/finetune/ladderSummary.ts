/** What a ladder says: the mean of each mode and size with its error over the repetitions, and the gain by pre-training. */
import { describe } from "../../stats/index.ts";
import type { Verdict } from "../../run/index.ts";
import type { CellResult, LadderMode } from "./ladderCell.ts";

/** Mean and its standard error over repetitions (other labelled jets, other initial values; the same test jets). */
export interface OverRepeats {
  readonly value: number;
  /** Infinity with a single repetition. */
  readonly error: number;
}

export interface Rung {
  readonly mode: LadderMode;
  readonly size: number;
  readonly repeats: number;
  readonly accuracy: OverRepeats;
  readonly tunedAccuracy?: OverRepeats;
  readonly auc: OverRepeats;
  readonly r30?: OverRepeats;
  readonly r50?: OverRepeats;
  readonly validationAccuracy: OverRepeats;
}

export interface Gain {
  readonly size: number;
  /** The pre-trained mode that is best on the validation jets. */
  readonly mode: LadderMode;
  /** Accuracy on the test jets above that from scratch, in percentage points, repetition by repetition. */
  readonly points: OverRepeats;
  /** The same with the thresholds that are best on the validation jets, of two classes. */
  readonly tunedPoints?: OverRepeats;
}

export function rungsOf(results: readonly CellResult[]): readonly Rung[] {
  const places = new Map(results.map(({ mode, size }) => [`${mode} ${size}`, { mode, size }]));
  return [...places.values()].map(({ mode, size }) => {
    const own = results.filter((result) => result.mode === mode && result.size === size);
    const mean = (name: "accuracy" | "auc" | "validationAccuracy") => overRepeats(own.map((result) => result[name]));
    const ofTwo = (name: "tunedAccuracy" | "r30" | "r50") => {
      const values = own.flatMap((result) => result[name] ?? []);
      return values.length === 0 ? {} : { [name]: overRepeats(values) };
    };
    return {
      mode,
      size,
      repeats: own.length,
      accuracy: mean("accuracy"),
      auc: mean("auc"),
      ...ofTwo("tunedAccuracy"),
      ...ofTwo("r30"),
      ...ofTwo("r50"),
      validationAccuracy: mean("validationAccuracy"),
    };
  });
}

const PRE_TRAINED: readonly LadderMode[] = ["full", "lora", "fixed", "probe"];

/** For each size at which something pre-trained was compared with training from scratch. */
export function gainsOf(results: readonly CellResult[]): readonly Gain[] {
  const sizes = [...new Set(results.map(({ size }) => size))];
  return sizes.flatMap((size) => {
    const own = results.filter((result) => result.size === size);
    const scratch = new Map(own.filter(({ mode }) => mode === "scratch").map((result) => [result.repeat, result]));
    const [best] = rungsOf(own.filter(({ mode }) => PRE_TRAINED.includes(mode))).toSorted(
      (a, b) => b.validationAccuracy.value - a.validationAccuracy.value,
    );
    if (best === undefined || scratch.size === 0) return [];
    const pairs = own.filter(({ mode, repeat }) => mode === best.mode && scratch.has(repeat));
    const points = pairs.map(({ accuracy, repeat }) => 100 * (accuracy - scratch.get(repeat)!.accuracy));
    const tuned = pairs.flatMap(({ tunedAccuracy, repeat }) => {
      const before = scratch.get(repeat)!.tunedAccuracy;
      return tunedAccuracy === undefined || before === undefined ? [] : [100 * (tunedAccuracy - before)];
    });
    const tunedPoints = tuned.length === 0 ? {} : { tunedPoints: overRepeats(tuned) };
    return [{ size, mode: best.mode, points: overRepeats(points), ...tunedPoints }];
  });
}

/** Standard errors by which a gain must exceed 0. */
const SIGNIFICANT = 2;

/** Whether pre-training helps where labels are fewest. */
export function verdictOf(gains: readonly Gain[]): Verdict | undefined {
  if (gains.length === 0) return undefined;
  const [fewest] = gains.toSorted((a, b) => a.size - b.size);
  const { value, error } = fairPoints(fewest);
  return { passed: value > SIGNIFICANT * error, text: `${gains.map(gainSentence).join("; ")}` };
}

/** Where both were computed, those with tuned thresholds: they credit training from scratch with all it has learnt. */
function fairPoints({ points, tunedPoints = points }: Gain): OverRepeats {
  return tunedPoints;
}

function gainSentence(gain: Gain): string {
  const { size, mode } = gain;
  const { value, error } = fairPoints(gain);
  return `pre-training (${mode}) gains ${value.toFixed(1)} +- ${error.toFixed(1)} points at ${size} jets`;
}

function overRepeats(values: readonly number[]): OverRepeats {
  if (!values.every(Number.isFinite)) return { value: Infinity, error: Infinity };
  const { mean, standardError } = describe(values);
  return { value: mean, error: standardError };
}
