/** All 522 random field lists in the tokens of BART-L: every type of dimension 2 to 4 and its number of invariants. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { findData } from "../../run/index.ts";
import { theoryFromTokens } from "../tokenList.ts";
import { countOperators } from "./countOperators.ts";
import { createIntegrals } from "./integrals.ts";

interface Row {
  readonly input: string;
  readonly terms: readonly (readonly [Readonly<Record<string, number>>, number, number])[];
}

const integrals = createIntegrals();

function textOf(fields: Readonly<Record<string, number>>, dimension: number, count: number): string {
  const letters = Object.entries(fields).map(([name, power]) => `${name}^${power}`);
  return [...letters.sort(), `d = ${dimension}`, `${count} invariants`].join(", ");
}

function found(input: string): string[] {
  const theory = theoryFromTokens(input);
  return [2, 3, 4].flatMap((dimension) => {
    const options = { dimension, generations: 1, removeEom: true, removeIbp: true };
    const { letters, types } = countOperators(theory, options, integrals);
    return types
      .filter(({ type }) => type.powers.every(({ letter }) => !letters[letter].fieldStrength))
      .map(({ type, operators }) => {
        const fields = Object.fromEntries(type.powers.map(({ letter, power }) => [letters[letter].name, power]));
        return textOf(fields, dimension, Number(operators));
      });
  });
}

const missing = findData("lagrangian/random_fieldlists_oracle.json") === undefined;

test.skipIf(missing).each([
  ["random_fieldlists_oracle", 354],
  ["random_fieldlists_oracle_ext", 168],
])("%s: all %i lists (needs shared data)", (name, lists) => {
  const rows = JSON.parse(readFileSync(findData(`lagrangian/${name}.json`)!, "utf8")) as readonly Row[];
  expect(rows).toHaveLength(lists);
  for (const { input, terms } of rows) {
    expect(found(input).sort(), input).toEqual(terms.map((term) => textOf(...term)).sort());
  }
});
