/** Operators of the Standard Model with equations of motion or total derivatives kept. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { findData } from "../../run/index.ts";
import { builtinTheory } from "../builtin/theories.ts";
import { countOperators, kineticTerms } from "./countOperators.ts";
import { createIntegrals } from "./integrals.ts";

const path = findData("lagrangian/sm_redundancy_options.json");
const sm = builtinTheory("sm");
const integrals = createIntegrals();

interface Row {
  readonly dim: number;
  readonly remove_eom: boolean;
  readonly remove_ibp: boolean;
  readonly fields: Readonly<Record<string, number>>;
  readonly D: number;
  readonly n_ops_Nf1: number;
  readonly n_ops_Nf3: number;
}

function keyOf(fields: Readonly<Record<string, number>>, derivatives: number): string {
  const letters = Object.entries(fields).map(([name, power]) => `${name}^${power}`);
  return [...letters.sort(), `D^${derivatives}`].join(" ");
}

function counts(dimension: number, generations: number, removeEom: boolean, removeIbp: boolean): Map<string, number> {
  const { letters, types } = countOperators(sm, { dimension, generations, removeEom, removeIbp }, integrals);
  return new Map(
    types.map(({ type, operators }) => {
      const fields = Object.fromEntries(type.powers.map(({ letter, power }) => [letters[letter].name, power]));
      return [keyOf(fields, type.derivatives), Number(operators)];
    }),
  );
}

test.skipIf(path === undefined)("all 453 rows of d = 4 to 6 (needs shared data)", () => {
  const rows = JSON.parse(readFileSync(path!, "utf8")) as readonly Row[];
  expect(rows).toHaveLength(453);
  const settings = new Set(
    rows.map(({ dim, remove_eom, remove_ibp }) => JSON.stringify([dim, remove_eom, remove_ibp])),
  );
  for (const setting of settings) {
    const [dimension, removeEom, removeIbp] = JSON.parse(setting) as [number, boolean, boolean];
    const chosen = rows.filter((row) => JSON.stringify([row.dim, row.remove_eom, row.remove_ibp]) === setting);
    for (const generations of [1, 3] as const) {
      const expected = new Map(chosen.map((row) => [keyOf(row.fields, row.D), row[`n_ops_Nf${generations}`]]));
      expect(counts(dimension, generations, removeEom, removeIbp), setting).toEqual(expected);
    }
  }
});

const total = (counted: ReadonlyMap<string, number>): number => [...counted.values()].reduce((sum, n) => sum + n, 0);

test("totals and types of d = 6", () => {
  const settings = [
    [true, true],
    [false, true],
    [true, false],
    [false, false],
  ] as const;
  expect(settings.map(([eom, ibp]) => total(counts(6, 1, eom, ibp)))).toEqual([84, 165, 142, 272]);
  expect(settings.map(([eom, ibp]) => total(counts(6, 3, eom, ibp)))).toEqual([3045, 3710, 3463, 4473]);
  expect(settings.map(([eom, ibp]) => counts(6, 3, eom, ibp).size)).toEqual([72, 109, 109, 117]);
});

test("Green's basis of d = 6 by class", () => {
  const { letters, types } = countOperators(
    sm,
    { dimension: 6, generations: 1, removeEom: false, removeIbp: true },
    integrals,
  );
  const classes: Record<string, number> = {};
  for (const { type, operators } of types) {
    const fields = [2, 1, 0].map((spin) =>
      type.powers
        .filter(({ letter }) => Math.abs(letters[letter].twiceHelicity) === spin)
        .reduce((sum, { power }) => sum + power, 0),
    );
    const name = ["F", "psi", "phi", "D"]
      .map((symbol, k) => [symbol, [...fields, type.derivatives][k]] as const)
      .filter(([, power]) => power > 0)
      .map(([symbol, power]) => (power === 1 ? symbol : `${symbol}^${power}`))
      .join(" ");
    classes[name] = (classes[name] ?? 0) + Number(operators);
  }
  expect(classes).toEqual({
    "psi^2 D^3": 5,
    "psi^4": 38,
    "F psi^2 D": 30,
    "F^2 D^2": 3,
    "F^3": 4,
    "psi^2 phi D^2": 24,
    "F psi^2 phi": 16,
    "psi^2 phi^2 D": 23,
    "psi^2 phi^3": 6,
    "phi^2 D^4": 1,
    "F phi^2 D^2": 2,
    "F^2 phi^2": 8,
    "phi^4 D^2": 4,
    "phi^6": 1,
  });
});

test("d = 4: 13 and 61 operators, and one kinetic term a field", () => {
  const sum = (generations: number): number[] =>
    [
      countOperators(sm, { dimension: 4, generations, removeEom: true, removeIbp: true }, integrals),
      kineticTerms(sm, generations, integrals),
    ].map(({ types }) => types.reduce((all, { operators }) => all + Number(operators), 0));
  expect(sum(1)).toEqual([13, 6]);
  expect(sum(3)).toEqual([61, 46]);
  const names = kineticTerms(sm, 1, integrals).types.map(({ name }) => name);
  expect(names).toEqual(["Q Q+ D", "uc uc+ D", "dc dc+ D", "L L+ D", "ec ec+ D", "H H+ D^2"]);
});
