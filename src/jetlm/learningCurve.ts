/** The course of a training by its validations, and when one has been patient enough with it. */
export type LearningCurve = readonly LearningPoint[];

/** Losses in nats per token; `train` is an average over the steps since the last validation. */
interface LearningPoint {
  readonly step: number;
  readonly train: number;
  readonly validation: number;
}

/** The lowest validation loss, the first of equal ones; undefined before the first validation. */
export function bestPoint(curve: LearningCurve): LearningPoint | undefined {
  return curve.reduce<LearningPoint | undefined>(
    (best, point) => (best === undefined || point.validation < best.validation ? point : best),
    undefined,
  );
}

/** Whether `patience` validations in a row were no better than the best before them. Without patience never. */
export function hasStopped(curve: LearningCurve, patience = Infinity): boolean {
  const best = bestPoint(curve);
  return best !== undefined && curve.length - 1 - curve.indexOf(best) >= patience;
}
