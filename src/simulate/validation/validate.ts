/** All observables of a sample against a target. */
import { compare, type Comparison } from "./compare.ts";
import { columnOf, type Observable, type Observables, type ObservableTable } from "./observableTable.ts";
import type { Reference, Target } from "./reference.ts";

/** One observable with everything that a report shows of it. */
export interface ComparedObservable {
  readonly name: string;
  readonly observable: Observable;
  readonly values: Float64Array;
  readonly reference: Reference;
  readonly comparison: Comparison;
}

export interface Validation {
  readonly target: Target;
  readonly compared: readonly ComparedObservable[];
  /** Observables of the target that our sample, or the reference, has no value of. */
  readonly notMeasured: readonly string[];
  /** How many agree, and how many must: what the target says, or all that could be measured if they are fewer. */
  readonly agreeing: number;
  readonly required: number;
  readonly passed: boolean;
  /** Events or jets of our sample, and those that were left out of it by reason. */
  readonly rows: number;
  readonly skipped: Readonly<Record<string, number>>;
}

/**
 * Compares every observable that has a reference.
 * @throws GlueballError simulate/unknown-observable for a table of other observables
 */
export function validate(sample: ObservableTable, target: Target, observables: Observables): Validation {
  const compared: ComparedObservable[] = [];
  const notMeasured: string[] = [];
  for (const [name, observable] of Object.entries(observables)) {
    const reference = target.references[name];
    if (reference === undefined) continue;
    const values = columnOf(sample, name);
    const comparison = compare(values, reference, observable);
    if (comparison === undefined) notMeasured.push(name);
    else compared.push({ name, observable, values, reference, comparison });
  }
  const agreeing = compared.filter(({ comparison }) => comparison.agrees).length;
  const required = Math.min(target.required, compared.length);
  const passed = compared.length > 0 && agreeing >= required;
  const { rows, skipped } = sample;
  return { target, compared, notMeasured, agreeing, required, passed, rows, skipped };
}

/** The same target with the values of a real sample in place of the quantiles that are built in. */
export function targetOfSample(target: Target, sample: ObservableTable, origin: string): Target {
  const references = Object.keys(target.references).map((name): [string, Reference] => [
    name,
    { kind: "samples", values: columnOf(sample, name) },
  ]);
  return { ...target, origin, references: Object.fromEntries(references) };
}

/** What `--json` gives of each observable. A p-value that does not exist is null. */
export interface ObservableDocument {
  readonly median: number;
  /** The reference's median, or its mean where only that is known. */
  readonly reference: number;
  readonly relativeDifference: number;
  readonly ksP: number | null;
}

/** By observable; where several targets are compared, by `target/observable`. */
export function observableDocuments(validations: readonly Validation[]): Record<string, ObservableDocument> {
  const several = validations.length > 1;
  const entries = validations.flatMap(({ target, compared }) =>
    compared.map(({ name, comparison }) => {
      const { median, reference, relativeDifference, ksP = null } = comparison;
      const document = { median, reference: reference.value, relativeDifference: relativeDifference.value, ksP };
      return [several ? `${target.name}/${name}` : name, document] as const;
    }),
  );
  return Object.fromEntries(entries);
}
