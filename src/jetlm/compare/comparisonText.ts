/** A comparison of observables for the JSON document and for the terminal. */
import type { JetComparison } from "./compareJets.ts";

/** Without the histograms. */
export function distancesOf({ observables }: JetComparison) {
  const entries = Object.entries(observables).map(([name, compared]) => {
    const { histograms: _drawn, ...numbers } = compared;
    return [name, numbers] as const;
  });
  return Object.fromEntries(entries);
}

export function comparisonSentence({ observables: { mass, pt, multiplicity } }: JetComparison): string {
  const one = (name: string, unit: string, { w1 }: typeof mass) =>
    `${name} ${w1.value.toFixed(2)}${unit} (floor ${w1.floor.toFixed(2)})`;
  return `W1: ${one("mass", " GeV", mass)}, ${one("pT", " GeV", pt)}, ${one("multiplicity", "", multiplicity)}`;
}
