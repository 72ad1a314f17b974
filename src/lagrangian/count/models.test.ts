/** The 31 models of the shared data: the same fields as our own notes of them, and the same operators. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { formatRational } from "../../exact/index.ts";
import { findData } from "../../run/index.ts";
import { builtinTheory } from "../builtin/theories.ts";
import { cyclicGroups, lettersOf } from "../theory.ts";
import type { Theory } from "../theory.ts";
import { BASIS, countOperators } from "./countOperators.ts";
import { evaluatePolynomial } from "./flavour.ts";
import { createIntegrals } from "./integrals.ts";

const path = findData("lagrangian/bsm_models.json");
const integrals = createIntegrals();

interface Model {
  readonly name: string;
  readonly zn: readonly number[];
  readonly fields: readonly {
    readonly name: string;
    readonly helicity: number;
    readonly dynkin: readonly (readonly number[])[];
    readonly charges: readonly string[];
    readonly real: boolean;
    readonly copies: number | "Nf";
    readonly zn?: readonly number[];
  }[];
  readonly renormalisable: readonly {
    readonly dim: number;
    readonly fields: Readonly<Record<string, number>>;
    readonly n_ops_Nf1: number;
    readonly n_ops_Nf3: number;
    readonly n_terms_Nf3: number;
  }[];
  readonly totals: Readonly<Record<string, number>>;
}

function models(): readonly Model[] {
  return JSON.parse(readFileSync(path!, "utf8")) as readonly Model[];
}

/** The fields and field strengths as the data lists them. */
function fieldTable(theory: Theory): unknown[] {
  const bosons = lettersOf(theory).filter(({ fieldStrength, conjugate }) => fieldStrength && !conjugate);
  return [
    ...bosons.map(({ name, irreps }) => [name, -1, irreps, ["0", "0"], false, 1]),
    ...theory.fields.map(({ name, twiceHelicity, irreps, charges, real, copies }) => {
      return [name, twiceHelicity / 2, irreps, charges.map(formatRational), real, copies];
    }),
  ];
}

const byName = (rows: readonly unknown[]): unknown[] => rows.toSorted((a, b) => (String(a) < String(b) ? -1 : 1));

function keyOf(fields: Readonly<Record<string, number>>): string {
  return Object.entries(fields)
    .map(([name, power]) => `${name}^${power}`)
    .sort()
    .join(" ");
}

test.skipIf(path === undefined)("the same 31 field contents (needs shared data)", () => {
  expect(models()).toHaveLength(31);
  for (const { name, zn, fields } of models()) {
    const theory = builtinTheory(name);
    expect(theory.name).toBe(name);
    // The data gives each field strength and the fields of theories without a U(1) a charge of 0.
    const charges = Math.max(theory.fields[0].charges.length, 1);
    const expected = fields.map((field) => [
      field.name,
      field.helicity,
      field.dynkin,
      field.helicity === -1 ? ["0", "0"] : charges === 1 && theory.fields[0].charges.length === 0 ? [] : field.charges,
      field.real,
      field.copies,
    ]);
    expect(byName(fieldTable(theory)), name).toEqual(byName(expected));
    expect(cyclicGroups(theory).map(({ order }) => order)).toEqual(zn);
  }
});

test.skipIf(path === undefined)("every type of dimension 2 to 4 without derivatives (needs shared data)", () => {
  let rows = 0;
  for (const { name, renormalisable } of models()) {
    const theory = builtinTheory(name);
    for (const dimension of [2, 3, 4]) {
      const expected = renormalisable
        .filter(({ dim }) => dim === dimension)
        .map(
          ({ fields, n_ops_Nf1, n_ops_Nf3, n_terms_Nf3 }) =>
            [keyOf(fields), n_ops_Nf1, n_ops_Nf3, n_terms_Nf3] as const,
        );
      const { letters, types } = countOperators(theory, { ...BASIS, dimension, generations: 3 }, integrals);
      const found = types.map(({ type, polynomial, operators, terms }) => {
        const fields = Object.fromEntries(type.powers.map(({ letter, power }) => [letters[letter].name, power]));
        return [keyOf(fields), Number(evaluatePolynomial(polynomial, 1)), Number(operators), Number(terms)] as const;
      });
      expect(byName(found), `${name} d = ${dimension}`).toEqual(byName(expected));
      rows += expected.length;
    }
  }
  expect(rows).toBeGreaterThan(800);
});

test.skipIf(path === undefined)("totals of dimension 2 to 6 for one and three generations (needs shared data)", () => {
  for (const { name, totals } of models()) {
    const theory = builtinTheory(name);
    for (const dimension of [2, 3, 4, 5, 6]) {
      if (!(`d${dimension}_Nf1` in totals)) continue;
      const { types } = countOperators(theory, { ...BASIS, dimension, generations: "symbolic" }, integrals);
      const at = (generations: number): number[] =>
        types.map(({ polynomial }) => Number(evaluatePolynomial(polynomial, generations)));
      const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0);
      const place = `${name} d = ${dimension}`;
      expect([sum(at(1)), sum(at(3))], place).toEqual([totals[`d${dimension}_Nf1`], totals[`d${dimension}_Nf3`]]);
      const expectedTypes = totals[`d${dimension}_types_Nf3`];
      if (expectedTypes !== undefined)
        expect(
          at(3).filter((n) => n > 0),
          place,
        ).toHaveLength(expectedTypes);
    }
  }
});
