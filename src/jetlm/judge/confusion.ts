/** How a judge of several classes did: which class each jet was given to, and whether that was right. */

/** The most probable class of each jet; logits are [jets, classes]. Of equal ones the first. */
export function assignedClasses(logits: ArrayLike<number>, classes: number): Int32Array {
  return Int32Array.from({ length: logits.length / classes }, (_, jet) => {
    let best = 0;
    for (let c = 1; c < classes; c++) if (logits[jet * classes + c] > logits[jet * classes + best]) best = c;
    return best;
  });
}

/** Rows are the true class, columns the assigned one. */
export function confusionMatrix(labels: ArrayLike<number>, assigned: ArrayLike<number>, classes: number): number[][] {
  const confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let jet = 0; jet < labels.length; jet++) confusion[labels[jet]][assigned[jet]]++;
  return confusion;
}

export interface Share {
  readonly right: number;
  readonly all: number;
}

/** Jets of each class, and how many of them were found in it: its recall. */
export function recalls(confusion: readonly (readonly number[])[]): Share[] {
  return confusion.map((row, own) => ({ right: row[own], all: row.reduce((sum, count) => sum + count, 0) }));
}

/** A share with its binomial error; 0 jets have none. */
export function binomial({ right, all }: Share): { readonly value: number; readonly error: number } {
  if (all === 0) return { value: 0, error: Infinity };
  const value = right / all;
  return { value, error: Math.sqrt((value * (1 - value)) / all) };
}

/** Labels of sets with more than two classes, in the order of JetClass; undefined for others and for jets without labels. */
export function jetClassLabels(labels: Int32Array | undefined, classes: number): Int32Array | undefined {
  if (labels === undefined || !labels.some((label) => label > 1)) return undefined;
  return labels.every((label) => label >= 0 && label < classes) ? labels : undefined;
}
