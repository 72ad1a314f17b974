/** How a judge of ten classes did on labelled jets: class by class, and in groups of classes that are hard to tell apart. */

/** Merged classes; a jet is right if its most probable class lies in its own group. The leptonic classes have none. */
export const GROUPS: Readonly<Record<string, readonly string[]>> = {
  QCD: ["QCD"],
  "Zqq|Wqq": ["Zqq", "Wqq"],
  "Hbb|Hcc|Hgg|H4q": ["Hbb", "Hcc", "Hgg", "H4q"],
  Tbqq: ["Tbqq"],
};

export interface Share {
  readonly name: string;
  readonly right: number;
  readonly all: number;
}

/** Rows are the true class, columns the most probable one. `probabilities` is [jets, classes]. */
export function confusionOf(labels: Int32Array, probabilities: Float32Array, classes: number): number[][] {
  const confusion = Array.from({ length: classes }, () => Array.from({ length: classes }, () => 0));
  labels.forEach((truth, jet) => {
    const row = probabilities.subarray(jet * classes, (jet + 1) * classes);
    confusion[truth][row.indexOf(Math.max(...row))]++;
  });
  return confusion;
}

/** Jets of each group, and how many of them were found in it. */
export function groupShares(confusion: readonly (readonly number[])[], classes: readonly string[]): Share[] {
  return Object.entries(GROUPS).map(([name, members]) => {
    const places = members.map((member) => classes.indexOf(member));
    const rows = places.map((place) => confusion[place]);
    const right = rows.reduce((sum, row) => sum + total(places.map((place) => row[place])), 0);
    return { name, right, all: rows.reduce((sum, row) => sum + total(row), 0) };
  });
}

/** Jets of each class, and how many of them were found in the class itself. */
export function classShares(confusion: readonly (readonly number[])[], classes: readonly string[]): Share[] {
  return classes.map((name, place) => ({ name, right: confusion[place][place], all: total(confusion[place]) }));
}

/** Share and its binomial error, in percent. */
export function percentOf({ right, all }: Share): { readonly value: number; readonly error: number } {
  const share = right / all;
  return { value: 100 * share, error: 100 * Math.sqrt((share * (1 - share)) / all) };
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, own) => sum + own, 0);
}
