/**
 * What a judge of ten classes takes generated and reference jets for. The distance of the two distributions over classes is
 * the total variation, half of sum |p - q|: the largest difference of probability of any set of classes. Where both samples
 * have labels of JetClass, the recall of each class says how often a conditional generator makes what it was asked for.
 */
import type { Rng } from "../../base/index.ts";
import { bootstrapRows, distanceFloorOfRows } from "../../stats/index.ts";
import { assignedClasses, confusionMatrix, recalls, type Share } from "../judge/confusion.ts";
import type { Pair } from "./compared.ts";
import { withFloor, type Distance } from "./distances.ts";

export interface Assignment {
  readonly totalVariation: Distance;
  readonly classes: readonly string[];
  /** Jets that were given to each class. */
  readonly counts: Pair<readonly number[]>;
  /** By class; where both samples have labels. */
  readonly recall: Pair<readonly Share[]> | undefined;
}

export interface JudgedJets {
  /** [jets, classes] */
  readonly logits: ArrayLike<number>;
  /** Of the judge's classes. */
  readonly labels: Int32Array | undefined;
}

export function compareAssignment(
  { generated, reference }: Pair<JudgedJets>,
  classes: readonly string[],
  { rng, resamples = 100 }: { readonly rng: Rng; readonly resamples?: number },
): Assignment {
  const given = assignedClasses(generated.logits, classes.length);
  const real = assignedClasses(reference.logits, classes.length);
  const shares = (assigned: Int32Array, rows: Uint32Array) => {
    const out = new Float64Array(classes.length);
    for (const row of rows) out[assigned[row]] += 1 / rows.length;
    return out;
  };
  const estimate = bootstrapRows(
    [real.length, given.length],
    (realRows, rows) => ({ variation: totalVariation(shares(real, realRows), shares(given, rows)) }),
    { rng: rng.fork("bootstrap"), resamples },
  ).variation;
  const floor = distanceFloorOfRows(
    real.length,
    (first, second) => totalVariation(shares(real, first), shares(real, second)),
    { rng: rng.fork("floor") },
  );
  return {
    totalVariation: withFloor(estimate, floor),
    classes,
    counts: { generated: countsOf(given, classes.length), reference: countsOf(real, classes.length) },
    recall:
      generated.labels && reference.labels
        ? {
            generated: recalls(confusionMatrix(generated.labels, given, classes.length)),
            reference: recalls(confusionMatrix(reference.labels, real, classes.length)),
          }
        : undefined,
  };
}

export function totalVariation(p: Float64Array, q: Float64Array): number {
  return p.reduce((sum, share, c) => sum + Math.abs(share - q[c]), 0) / 2;
}

function countsOf(assigned: Int32Array, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const own of assigned) counts[own]++;
  return counts;
}
