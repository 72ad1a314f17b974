/** `glueball lagrangian anomalies`. */
import { z } from "zod";
import { GlueballError, nearestNames } from "../base/index.ts";
import { formatRational, multiplyRationals, rational } from "../exact/index.ts";
import type { Rational } from "../exact/index.ts";
import { task, textTable } from "../run/index.ts";
import { accidentalSymmetries } from "./accidental.ts";
import type { AccidentalSymmetry } from "./accidental.ts";
import { anomalySums, mixedAnomalies } from "./anomalies.ts";
import type { AnomalySum } from "./anomalies.ts";
import type { BetaCoefficient } from "./betaCoefficients.ts";
import { betaCoefficients } from "./betaCoefficients.ts";
import { BASIS, countOperators } from "./count/countOperators.ts";
import { createIntegrals } from "./count/integrals.ts";
import { readTheoryOrModel } from "./files/readModel.ts";
import { generationsText } from "./generationsText.ts";
import type { OperatorType, Theory } from "./theory.ts";
import { unitaryGroups } from "./theory.ts";
import { modelField } from "./files/modelField.ts";

export const anomaliesTask = task({
  room: "lagrangian",
  name: "anomalies",
  help: "Sum the anomalies of a theory exactly; one-loop coefficients and accidental symmetries",
  inputs: ["model"],
  options: z.object({
    model: modelField,
    generations: z.int().min(1).default(3).describe("number of generations of fields that leave it open"),
    dimension: z.int().min(2).max(8).default(4).describe("accidental symmetries of all terms up to this dimension"),
    gut: z
      .string()
      .optional()
      .describe("a U(1) whose coefficient is also given in the normalisation of SU(5), 3/5 of it"),
  }),
  example: "glueball lagrangian anomalies builtin:sm --gut Y",
  run: (_, { model, generations, dimension, gut }) => {
    const theory = readTheoryOrModel(model);
    if (gut !== undefined) requireUnitary(theory, gut);
    const anomalies = anomalySums(theory, generations);
    const coefficients = betaCoefficients(theory, generations);
    const accidental = accidentalSymmetries(theory, allowedTypes(theory, dimension, generations));
    const symmetries = accidental.map((symmetry) => symmetryRecord(symmetry, theory, generations));
    const records = { anomalies: anomalies.map(anomalyRecord), beta: coefficients.map((b) => betaRecord(b, gut)) };
    return {
      model: theory.name,
      generations,
      ...records,
      accidental: { dimension, symmetries },
      verdict: verdictOf(anomalies),
      summary: [
        `${theory.name}, ${generationsText(theory, generations)}; all fermions as left-handed Weyl fields`,
        ...(records.anomalies.length === 0 ? [] : [anomalyTable(records.anomalies)]),
        betaTable(records.beta),
        ...accidentalLines(symmetries, dimension),
      ].join("\n\n"),
    };
  },
});

function requireUnitary(theory: Theory, name: string): void {
  const names = unitaryGroups(theory).map((group) => group.name);
  if (names.includes(name)) return;
  const nearest = nearestNames(name, names);
  throw new GlueballError({
    code: "lagrangian/unknown-group",
    what: "the theory has no such U(1)",
    place: "--gut",
    found: name,
    expected: names.length === 0 ? "a theory with a U(1)" : `one of ${names.join(", ")}`,
    hint: nearest.length === 0 ? undefined : `Did you mean ${nearest.join(", ")}?`,
  });
}

function allowedTypes(theory: Theory, dimension: number, generations: number): OperatorType[] {
  const integrals = createIntegrals();
  const dimensions = Array.from({ length: dimension - 1 }, (_, k) => k + 2);
  return dimensions.flatMap((dimension) =>
    countOperators(theory, { ...BASIS, dimension, generations }, integrals).types.map(({ type }) => type),
  );
}

function verdictOf(anomalies: readonly AnomalySum[]): { passed: boolean; text: string } {
  const failing = anomalies.filter(({ vanishes }) => !vanishes);
  if (anomalies.length === 0) return { passed: true, text: "free of anomalies: the gauge groups have no condition" };
  if (failing.length === 0) return { passed: true, text: `free of anomalies: all ${anomalies.length} conditions hold` };
  const sums = failing.map(({ name, value }) => `${name} = ${formatRational(value)}`);
  return { passed: false, text: `anomalous: ${sums.join(", ")}` };
}

interface AnomalyRecord {
  readonly name: string;
  readonly value: string;
  readonly vanishes: boolean;
  readonly contributions: Readonly<Record<string, string>>;
}

function anomalyRecord({ name, value, vanishes, contributions }: AnomalySum): AnomalyRecord {
  const byField = contributions.map(({ field, value }) => [field, formatRational(value)]);
  return { name, value: formatRational(value), vanishes, contributions: Object.fromEntries(byField) };
}

interface BetaRecord {
  readonly factors: readonly string[];
  readonly value: string;
  readonly gut?: string;
}

const GUT_NORMALISATION: Rational = rational(3, 5);

function betaRecord({ factors, value }: BetaCoefficient, gut: string | undefined): BetaRecord {
  const record = { factors: [...factors], value: formatRational(value) };
  if (factors.length !== 1 || factors[0] !== gut) return record;
  return { ...record, gut: formatRational(multiplyRationals(GUT_NORMALISATION, value)) };
}

interface SymmetryRecord {
  readonly charges: Readonly<Record<string, number>>;
  /** Sums with two gauge currents that do not vanish: quantum effects break the symmetry. */
  readonly anomalies: Readonly<Record<string, string>>;
}

function symmetryRecord({ charges }: AccidentalSymmetry, theory: Theory, generations: number): SymmetryRecord {
  const named = theory.fields.map(({ name }, k) => [name, Number(charges[k])] as const);
  const sums = mixedAnomalies(
    theory,
    charges.map((charge) => rational(charge)),
    generations,
  );
  return {
    charges: Object.fromEntries(named.filter(([, charge]) => charge !== 0)),
    anomalies: Object.fromEntries(
      sums.filter(({ vanishes }) => !vanishes).map(({ name, value }) => [name, formatRational(value)]),
    ),
  };
}

function anomalyTable(anomalies: readonly AnomalyRecord[]): string {
  const rows = anomalies.map(({ name, value, vanishes, contributions }) => {
    const parts = Object.entries(contributions).map(([field, part]) => `${field} ${part}`);
    return [name, value, vanishes ? (name.startsWith("Witten") ? "even" : "cancels") : "anomalous", parts.join(", ")];
  });
  return textTable({ columns: ["anomaly", "sum", "verdict", "by field"], rows });
}

function betaTable(coefficients: readonly BetaRecord[]): string {
  const rows = coefficients.map(({ factors, value, gut }) => [
    factors.length === 2 ? `mixing ${factors.join(" ")}` : factors[0],
    gut === undefined ? value : `${value}, ${gut} in GUT normalisation`,
  ]);
  return textTable({ columns: ["coupling", "b at one loop"], rows });
}

function accidentalLines(symmetries: readonly SymmetryRecord[], dimension: number): string[] {
  if (symmetries.length === 0) return [`No accidental U(1) up to dimension ${dimension}.`];
  const rows = symmetries.map(({ charges, anomalies }) => [
    Object.entries(charges)
      .map(([field, charge]) => `${field} ${charge}`)
      .join(", "),
    Object.keys(anomalies).join(", "),
  ]);
  return [textTable({ columns: [`accidental U(1), dimension ${dimension}`, "anomalous under"], rows })];
}
