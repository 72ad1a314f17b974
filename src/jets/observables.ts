/**
 * Observables of a jet by name, as they stand on a command line: `tau21,d2_b2,girth`. A name may carry suffixes:
 *
 * | suffix | meaning | default |
 * | --- | --- | --- |
 * | _kt, _ca, _wta, _wtaca | axes of tau without refinement: KT, CA, WTA_KT, WTA_CA | OnePass_KT |
 * | _onepasswta | axes OnePass_WTA_KT | |
 * | _b2, _b0.5 | power beta of the angle | 1 |
 * | _k0.3 | power kappa of the momentum | 1; 0.5 for the charge |
 *
 * A value that does not exist is undefined, never NaN: a jet with too few constituents, or a ratio 0 / 0.
 */
import { GlueballError, nearestNames } from "../base/index.ts";
import type { MomentumColumns } from "../kinematics/index.ts";
import type { ClusterSequence } from "./clusterSequence.ts";
import { correlatorWarning } from "./energyCorrelators.ts";
import { OBSERVABLE_ROWS, type Choice, type ObservableRow, type Suffix } from "./observableRows.ts";
import { observedJet, type PlainAxesName } from "./observedJet.ts";

const AXES_SUFFIXES: Readonly<Record<string, PlainAxesName>> = {
  kt: "KT",
  ca: "CA",
  wta: "WTA_KT",
  wtaca: "WTA_CA",
  onepasswta: "OnePass_WTA_KT",
};

/** What an observable is, for lists and tables. */
export interface ObservableDescription {
  readonly name: string;
  readonly help: string;
  readonly unit: string;
  /** Constituents a jet needs. */
  readonly needs: number;
  /** Suffixes it takes: axes, beta, kappa. */
  readonly suffixes: readonly string[];
  readonly input: string | undefined;
}

export function describeObservables(): ObservableDescription[] {
  return [...OBSERVABLE_ROWS].map(([name, { help, unit, needs, suffixes = [], input }]) => ({
    name,
    help,
    unit,
    needs,
    suffixes,
    input,
  }));
}

export interface ObservableOptions {
  /** R0 of tau, which has no meaning without it: usually the radius of the jets. */
  readonly radius?: number | undefined;
  /** Told once, of the first jet whose three-point correlators are slow. */
  readonly warn?: ((message: string) => void) | undefined;
}

/**
 * The values of one jet, in the order of the names; undefined where one does not exist. `tree` gives what
 * `reclusterCambridgeAachen` made of the particles, where that is needed beside the observables.
 */
export type Observe = (
  particles: MomentumColumns,
  charges?: ArrayLike<number>,
  tree?: () => ClusterSequence,
) => (number | undefined)[];

/**
 * A function from the constituents of a jet to its observables. Throws `jets/unknown-observable` with the nearest names,
 * `jets/bad-observable` for a suffix that makes no sense, `jets/no-radius` for tau without R0; the function then throws
 * what the observables throw (`jets/no-charges`, `jets/correlator-too-large`, `jets/not-finite`).
 */
export function jetObservables(names: readonly string[], options: ObservableOptions = {}): Observe {
  const chosen = names.map((name) => ({ name, ...parse(name) }));
  const radius = requireRadius(chosen, options.radius);
  const threePoints = chosen.some(({ row }) => row.triples === true);
  let warn = threePoints ? options.warn : undefined;
  return (particles, charges, tree) => {
    const jet = observedJet(particles, charges, radius, tree);
    const warning = correlatorWarning(jet.constituents.count);
    if (warn !== undefined && warning !== undefined) {
      warn(warning);
      warn = undefined;
    }
    return chosen.map(({ row, choice }) => (jet.constituents.count < row.needs ? undefined : row.value(jet, choice)));
  };
}

function requireRadius(chosen: readonly { name: string; row: ObservableRow }[], radius: number | undefined): number {
  const first = chosen.find(({ row }) => row.input === "radius");
  if (first === undefined || (radius !== undefined && radius > 0 && Number.isFinite(radius)))
    return radius ?? Number.NaN;
  throw new GlueballError({
    code: "jets/no-radius",
    what: "N-subjettiness has no meaning without R0",
    place: first.name,
    found: radius,
    expected: "a positive radius R0, usually that of the jets",
  });
}

function parse(name: string): { row: ObservableRow; choice: Choice } {
  const [base, ...suffixes] = name.split("_");
  const row = OBSERVABLE_ROWS.get(base);
  if (row === undefined) throw unknownObservable(name, base);
  const allowed = row.suffixes ?? [];
  let choice: Choice = { axes: "OnePass_KT", beta: 1, kappa: row.kappa ?? 1 };
  const seen = new Set<Suffix>();
  for (const suffix of suffixes) {
    const read = readSuffix(suffix);
    if (read === undefined || !allowed.includes(read.kind) || seen.has(read.kind))
      throw badSuffix(name, suffix, allowed);
    seen.add(read.kind);
    choice = { ...choice, [read.kind]: read.value };
  }
  return { row, choice };
}

function readSuffix(suffix: string): { kind: Suffix; value: string | number } | undefined {
  if (Object.hasOwn(AXES_SUFFIXES, suffix)) return { kind: "axes", value: AXES_SUFFIXES[suffix] };
  const power = /^([bk])(\d+(?:\.\d+)?)$/.exec(suffix);
  if (power === null) return undefined;
  const [, letter, digits] = power;
  return letter === "b" ? { kind: "beta", value: Number(digits) } : { kind: "kappa", value: Number(digits) };
}

function unknownObservable(found: string, base: string): GlueballError {
  const nearest = nearestNames(base, OBSERVABLE_ROWS.keys());
  return new GlueballError({
    code: "jets/unknown-observable",
    what: "there is no such observable",
    found,
    expected: [...OBSERVABLE_ROWS.keys()].join(", "),
    hint: nearest.length === 0 ? undefined : `Nearest: ${nearest.join(", ")}`,
  });
}

function badSuffix(found: string, suffix: string, allowed: readonly Suffix[]): GlueballError {
  const meanings = {
    axes: Object.keys(AXES_SUFFIXES)
      .map((name) => `_${name}`)
      .join(" "),
    beta: "_b2",
    kappa: "_k0.5",
  };
  return new GlueballError({
    code: "jets/bad-observable",
    what: `an observable does not take the suffix "_${suffix}"`,
    found,
    expected: allowed.length === 0 ? "no suffix" : `one each of ${allowed.map((kind) => meanings[kind]).join(", ")}`,
  });
}
