/** The operators of the Standard Model of dimension 5 to 10, against published and independently computed numbers. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { findData } from "../../run/index.ts";
import { builtinTheory } from "../builtin/theories.ts";
import { BASIS, countOperators } from "./countOperators.ts";
import type { OperatorCount } from "./countOperators.ts";
import { countResult } from "./countTask.ts";
import { createIntegrals } from "./integrals.ts";

const data = (name: string): string | undefined => findData(`lagrangian/${name}.json`);
const missing = data("smeft_totals") === undefined;
const sm = builtinTheory("sm");
const integrals = createIntegrals();

function read<Row>(name: string): readonly Row[] {
  return JSON.parse(readFileSync(data(name)!, "utf8")) as readonly Row[];
}

function count(dimension: number, generations: number): OperatorCount {
  return countOperators(sm, { ...BASIS, dimension, generations }, integrals);
}

function totals({ types }: OperatorCount) {
  return {
    families: new Set(types.map(({ family }) => family)).size,
    types: types.length,
    terms: types.reduce((sum, { terms }) => sum + Number(terms), 0),
    operators: types.reduce((sum, { operators }) => sum + Number(operators), 0),
  };
}

interface TotalsRow {
  readonly dim: number;
  readonly Nf: number;
  readonly families: number;
  readonly types: number;
  readonly terms: number;
  readonly operators: number;
}

test.skipIf(missing)(
  "families, types, terms and operators of d = 5 to 10 for one and three generations (needs shared data)",
  () => {
    const rows = read<TotalsRow>("smeft_totals").filter(({ dim }) => dim <= 10);
    expect(rows).toHaveLength(12);
    for (const { dim, Nf, ...expected } of rows) {
      expect(totals(count(dim, Nf)), `d = ${dim}, Nf = ${Nf}`).toEqual(expected);
    }
  },
);

interface TypeRow {
  readonly fields: Readonly<Record<string, number>>;
  readonly D: number;
  readonly family: string;
  readonly n_ops_poly_in_Nf: Readonly<Record<string, string>>;
  readonly n_ops_Nf3: number;
  readonly n_terms_Nf3: number;
  readonly symmetries_Nf3: readonly {
    readonly irreps: Readonly<Record<string, readonly number[]>>;
    readonly n_terms: number;
    readonly n_ops: number;
  }[];
}

/** The same key for the same type, whatever the order of its letters. */
function keyOf(fields: Readonly<Record<string, number>>, derivatives: number): string {
  const letters = Object.entries(fields).map(([name, power]) => `${name}^${power}`);
  return [...letters.sort(), `D^${derivatives}`].join(" ");
}

const sorted = (irreps: readonly unknown[]): unknown[] =>
  irreps.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

const orderedKeys = (record: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));

test.skipIf(missing).each([
  [5, 2],
  [6, 72],
  [7, 32],
  [8, 541],
])(
  "every type of d = %i: polynomial in Nf, family, symmetries of the flavour indices (needs shared data)",
  (d, rows) => {
    const expected = read<TypeRow>(`smeft_types_d${d}`);
    expect(expected).toHaveLength(rows);
    const { byType } = countResult(sm, { ...BASIS, dimension: d, generations: 3 }, true);
    const found = new Map(byType.map((type) => [keyOf(type.fields, type.derivatives), type]));
    expect(found.size).toBe(rows);
    for (const row of expected) {
      const type = found.get(keyOf(row.fields, row.D))!;
      expect(type, JSON.stringify(row.fields)).toBeDefined();
      expect(type.family).toBe(row.family.replace(/D\^1$/, "D"));
      expect(type.polynomial).toEqual(row.n_ops_poly_in_Nf);
      expect([type.operators, type.terms]).toEqual([row.n_ops_Nf3, row.n_terms_Nf3]);
      const symmetries = type.irreps!.map((irrep) => ({ ...irrep, symmetries: orderedKeys(irrep.symmetries) }));
      expect(sorted(symmetries)).toEqual(
        sorted(
          row.symmetries_Nf3.map(({ irreps, n_terms, n_ops }) => ({
            symmetries: orderedKeys(irreps),
            terms: n_terms,
            operators: n_ops,
          })),
        ),
      );
    }
  },
);

test("d = 6 conserves baryon number in 76 and 2499 operators, and breaks it in 8 and 546", () => {
  const baryons = { Q: 1, uc: -1, dc: -1 } as const;
  const split = (generations: number): number[] => {
    const { letters, types } = count(6, generations);
    const baryonNumber = ({ powers }: (typeof types)[number]["type"]): number =>
      powers.reduce((sum, { letter, power }) => {
        const { name, conjugate } = letters[letter];
        const number = baryons[name.replace("+", "") as keyof typeof baryons] ?? 0;
        return sum + (conjugate ? -power : power) * number;
      }, 0);
    const sum = (conserving: boolean): number =>
      types
        .filter(({ type }) => (baryonNumber(type) === 0) === conserving)
        .reduce((total, { operators }) => total + Number(operators), 0);
    return [sum(true), sum(false)];
  };
  expect(split(1)).toEqual([76, 8]);
  expect(split(3)).toEqual([2499, 546]);
});
