/**
 * Which jets a ladder over training sizes sees. Test and validation jets are drawn first and are the same for every size,
 * mode and repetition. The rest is the pool; repetition r shuffles it class by class, and its subset of N jets is the first
 * N / C of each class. So subsets are balanced, and the larger ones hold the smaller ones: what a larger subset adds is new
 * jets, not other jets.
 */
import { GlueballError } from "../../base/index.ts";
import type { Rng } from "../../base/index.ts";

export interface LadderParts {
  readonly validation: Int32Array;
  readonly test: Int32Array;
  /** What is left, by class. */
  readonly pool: readonly Int32Array[];
}

/** Splits the jets `candidates` at random. @throws GlueballError jetlm/too-few-jets, jetlm/class-missing */
export function ladderParts(
  labels: Int32Array,
  candidates: Int32Array,
  sizes: { readonly validation: number; readonly test: number; readonly classes: readonly string[] },
  rng: Rng,
): LadderParts {
  const { validation, test, classes } = sizes;
  if (candidates.length <= validation + test) throw tooFewJets(candidates.length, validation, test);
  const order = rng.shuffle(candidates.slice());
  const parts = {
    test: order.slice(0, test),
    validation: order.slice(test, test + validation),
    pool: classes.map((_, label) => order.slice(test + validation).filter((jet) => labels[jet] === label)),
  };
  requireClasses("the test jets", byClass(labels, parts.test, classes), classes, 1);
  requireClasses("the validation jets", byClass(labels, parts.validation, classes), classes, 1);
  return parts;
}

/** The pool shuffled for one repetition. */
export function shufflePool({ pool }: LadderParts, rng: Rng): readonly Int32Array[] {
  return pool.map((jets, label) => rng.fork(label).shuffle(jets.slice()));
}

/**
 * `size` jets, as many of each class as of the others; where they cannot be equal the first classes have one more.
 * @throws GlueballError jetlm/class-missing with the counts of each class
 */
export function balancedSubset(pool: readonly Int32Array[], size: number, classes: readonly string[]): Int32Array {
  const counts = pool.map((_, label) => Math.floor(size / pool.length) + (label < size % pool.length ? 1 : 0));
  const short = counts.some((count, label) => count < 1 || pool[label].length < count);
  if (short) {
    const most = Math.max(1, ...counts);
    requireClasses(
      `the pool of a subset of ${size} jets`,
      pool.map(({ length }) => length),
      classes,
      most,
    );
    throw classesMissing(`a subset of ${size} jets`, counts, classes, 1);
  }
  return Int32Array.from(counts.flatMap((count, label) => [...pool[label].subarray(0, count)]));
}

function byClass(labels: Int32Array, jets: Int32Array, classes: readonly string[]): number[] {
  return classes.map((_, label) => jets.reduce((count, jet) => count + Number(labels[jet] === label), 0));
}

function requireClasses(place: string, counts: readonly number[], classes: readonly string[], least: number): void {
  if (counts.every((count) => count >= least)) return;
  throw classesMissing(place, counts, classes, least);
}

function classesMissing(
  place: string,
  counts: readonly number[],
  classes: readonly string[],
  least: number,
): GlueballError {
  return new GlueballError({
    code: "jetlm/class-missing",
    what: "a class has too few jets to learn it",
    place,
    found: classes.map((name, label) => `${name} ${counts[label]}`).join(", "),
    expected: `at least ${least} of each class`,
    hint: "Take more jets, a smaller --ladder, or smaller --validation and --test",
  });
}

function tooFewJets(found: number, validation: number, test: number): GlueballError {
  return new GlueballError({
    code: "jetlm/too-few-jets",
    what: "too few jets for a ladder",
    found,
    expected: `more than ${validation + test}: ${validation} for validation and ${test} for the test`,
    hint: "Take more jets, or smaller --validation and --test",
  });
}
