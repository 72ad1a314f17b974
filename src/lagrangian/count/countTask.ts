/** `glueball lagrangian count`. */
import { z } from "zod";
import { GlueballError } from "../../base/index.ts";
import { formatRational } from "../../exact/index.ts";
import type { Partition } from "../../exact/index.ts";
import { task, textTable } from "../../run/index.ts";
import { warnOfAnomalies } from "../anomalyWarnings.ts";
import { readTheoryWithOptions } from "../files/readModel.ts";
import { generationsText } from "../generationsText.ts";
import type { Letter, Theory } from "../theory.ts";
import { countOperators, kineticTerms } from "./countOperators.ts";
import type { CountOptions, OperatorCount, TypeCount } from "./countOperators.ts";
import { addPolynomials, coefficientsOf } from "./flavour.ts";
import type { FlavourIrrep, FlavourPolynomial, Generations } from "./flavour.ts";
import { createIntegrals } from "./integrals.ts";
import { modelField } from "../files/modelField.ts";

const redundancy = z.enum(["keep", "remove"]).optional();
const generationsField = z.union([z.int().min(1), z.literal("symbolic")]);

export const countTask = task({
  room: "lagrangian",
  name: "count",
  help: "Count the independent operators of a theory, by type, for any number of generations",
  inputs: ["model"],
  options: z.object({
    model: modelField,
    dimension: z
      .int()
      .min(2)
      .optional()
      .describe("mass dimension of the operators, to 15; needed unless the file has dmax"),
    generations: generationsField.default(3).describe("number of generations, or symbolic for polynomials in it"),
    eom: redundancy.describe("operators that vanish by the equations of motion: keep, or remove if nothing is said"),
    ibp: redundancy.describe("total derivatives: keep, or remove if nothing is said"),
    terms: z.boolean().default(false).describe("list the symmetries of the flavour indices of each type"),
  }),
  example: "glueball lagrangian count builtin:sm --dimension 6 --generations 3",
  run: (context, given) => {
    const { theory, options } = readTheoryWithOptions(given.model);
    const dimension = given.dimension ?? options.dmax;
    if (dimension === undefined) throw dimensionMissing();
    const removeEom = (given.eom ?? options.eom ?? "remove") === "remove";
    const removeIbp = (given.ibp ?? options.ibp ?? "remove") === "remove";
    const settings = { dimension, generations: given.generations, removeEom, removeIbp };
    // Symbolic counts are judged at three generations; whether anomalies cancel does not depend on it where they do.
    warnOfAnomalies(context, theory, given.generations === "symbolic" ? 3 : given.generations);
    return countResult(theory, settings, given.terms);
  },
});

function dimensionMissing(): GlueballError {
  return new GlueballError({
    code: "lagrangian/dimension-missing",
    what: "the dimension is not given",
    place: "--dimension",
    expected: "a number from 2 to 15",
  });
}

/** The document of `--json` with the text for people. */
export function countResult(theory: Theory, options: CountOptions, withTerms: boolean) {
  const integrals = createIntegrals();
  const count = countOperators(theory, options, integrals);
  const { generations, dimension } = options;
  const kinetic = dimension === 4 && options.removeEom ? kineticTerms(theory, generations, integrals) : undefined;
  const totals = totalsOf(count, generations);
  return {
    model: theory.name,
    dimension,
    generations,
    eom: options.removeEom ? "remove" : "keep",
    ibp: options.removeIbp ? "remove" : "keep",
    ...totals,
    byType: count.types.map((type) => typeRecord(type, count.letters, withTerms)),
    ...(kinetic === undefined ? {} : { kinetic: kineticRecord(kinetic, generations) }),
    summary: summaryOf({ theory, options, count, totals, withTerms, kinetic }),
  };
}

interface Totals {
  readonly families: number;
  readonly types: number;
  readonly terms: number | string;
  readonly operators: number | string | PolynomialRecord;
}

/** Coefficients as text by power of the number of generations. */
type PolynomialRecord = Readonly<Record<string, string>>;

function totalsOf({ types }: OperatorCount, generations: Generations): Totals {
  const operators = types.reduce((sum, type) => sum + (type.operators ?? 0n), 0n);
  return {
    families: new Set(types.map(({ family }) => family)).size,
    types: types.length,
    terms: exactNumber(types.reduce((sum, { terms }) => sum + terms, 0n)),
    operators: generations === "symbolic" ? polynomialRecord(sumOf(types)) : exactNumber(operators),
  };
}

const ZERO_POLYNOMIAL: FlavourPolynomial = { numerators: [], denominator: 1n };

function sumOf(types: readonly TypeCount[]): FlavourPolynomial {
  return types.reduce((sum, { polynomial }) => addPolynomials(sum, polynomial), ZERO_POLYNOMIAL);
}

function polynomialRecord(polynomial: FlavourPolynomial): PolynomialRecord {
  const entries = coefficientsOf(polynomial).map((value, power) => [power, formatRational(value)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== "0"));
}

/** A number where a double holds it, else its digits. */
function exactNumber(value: bigint): number | string {
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : String(value);
}

function typeRecord(count: TypeCount, letters: readonly Letter[], withTerms: boolean) {
  const { type, name, family, polynomial, operators, terms, irreps } = count;
  return {
    type: name,
    fields: Object.fromEntries(type.powers.map(({ letter, power }) => [letters[letter].name, power])),
    derivatives: type.derivatives,
    family,
    operators: operators === undefined ? polynomialRecord(polynomial) : exactNumber(operators),
    terms: exactNumber(terms),
    polynomial: polynomialRecord(polynomial),
    ...(withTerms ? { irreps: irreps.map((irrep) => irrepRecord(count, irrep, letters)) } : {}),
  };
}

/** The partition of every letter; one of which there is one copy is symmetric in itself. */
function irrepRecord({ type, table }: TypeCount, irrep: FlavourIrrep, letters: readonly Letter[]) {
  const symmetries = type.powers.map(({ letter, power }): [string, Partition] => {
    const axis = table.axes.findIndex((candidate) => candidate.letter === letter);
    return [letters[letter].name, axis < 0 ? [power] : irrep.partitions[axis]];
  });
  return {
    symmetries: Object.fromEntries(symmetries),
    terms: exactNumber(irrep.multiplicity),
    ...(irrep.operators === undefined ? {} : { operators: exactNumber(irrep.operators) }),
  };
}

function kineticRecord(kinetic: OperatorCount, generations: Generations) {
  const { types, operators } = totalsOf(kinetic, generations);
  return { types, operators, byType: kinetic.types.map(({ name }) => name) };
}

interface Counted {
  readonly theory: Theory;
  readonly options: CountOptions;
  readonly count: OperatorCount;
  readonly totals: Totals;
  readonly withTerms: boolean;
  readonly kinetic: OperatorCount | undefined;
}

/** Types that are printed; all of them are in the document of `--json`. */
const PRINTED_TYPES = 100;

function summaryOf({ theory, options, count, totals, withTerms, kinetic }: Counted): string {
  const { dimension, generations } = options;
  const shown = count.types.slice(0, PRINTED_TYPES);
  const rows = shown.map((type) => [
    type.name,
    operatorsText(type),
    String(type.terms),
    ...(withTerms ? [irrepsText(type, count.letters)] : []),
  ]);
  const table = textTable({ columns: ["type", "operators", "terms", ...(withTerms ? ["symmetries"] : [])], rows });
  const copies = generationsText(theory, generations);
  const operators = generations === "symbolic" ? polynomialText(sumOf(count.types)) : String(totals.operators);
  const more = count.types.length - shown.length;
  return [
    `${theory.name}, dimension ${dimension}, ${copies}: ${operators} operators in ${totals.types} types, ` +
      `${totals.families} families, ${totals.terms} terms; an operator and its conjugate count as two`,
    ...(rows.length === 0 ? [] : [table]),
    ...(more > 0 ? [`and ${more} more types; --json lists all`] : []),
    ...(kinetic === undefined
      ? []
      : [`kinetic terms beside these: ${kinetic.types.map(({ name }) => name).join(", ")}`]),
  ].join("\n");
}

function operatorsText({ operators, polynomial }: TypeCount): string {
  return operators === undefined ? polynomialText(polynomial) : String(operators);
}

/** `2/3 Nf^4 + 1/3 Nf^2`. */
export function polynomialText(polynomial: FlavourPolynomial): string {
  const words = Object.entries(polynomialRecord(polynomial))
    .toReversed()
    .map(([power, value]) => {
      const variable = power === "0" ? "" : power === "1" ? "Nf" : `Nf^${power}`;
      return variable === ""
        ? value
        : value === "1"
          ? variable
          : value === "-1"
            ? `-${variable}`
            : `${value} ${variable}`;
    });
  return words.length === 0 ? "0" : words.join(" + ").replaceAll("+ -", "- ");
}

/** `L [2] 1, L [1,1] 1`: the symmetry of each repeated field and how many terms have it. */
function irrepsText({ irreps, table }: TypeCount, letters: readonly Letter[]): string {
  return irreps
    .map(({ partitions, multiplicity }) => {
      const symmetries = partitions.map(
        (partition, axis) => `${letters[table.axes[axis].letter].name} [${partition.join(",")}]`,
      );
      return [...symmetries, ...(multiplicity === 1n ? [] : [`x ${multiplicity}`])].join(" ");
    })
    .join("; ");
}
