/** What no way of writing a theory down may change, on random theories. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { multiplyRationals, negateRational, rational } from "../../exact/index.ts";
import type { Rational } from "../../exact/index.ts";
import type { Copies, Field, Theory, TwiceHelicity } from "../theory.ts";
import { countOperators } from "./countOperators.ts";
import type { OperatorCount } from "./countOperators.ts";
import { evaluatePolynomial } from "./flavour.ts";
import { createIntegrals } from "./integrals.ts";

const integrals = createIntegrals();
const SETTINGS = { seed: 7, numRuns: 40 };

const randomField = fc.record({
  twiceHelicity: fc.constantFrom<TwiceHelicity>(-1, 0, 1),
  color: fc.constantFrom([0, 0], [1, 0], [0, 1], [1, 1]),
  weak: fc.constantFrom([0], [1], [2]),
  thirds: fc.integer({ min: -2, max: 2 }),
  residue: fc.integer({ min: 0, max: 2 }),
  copies: fc.constantFrom<Copies>(1, 2, "Nf"),
});

const randomTheory = fc.array(randomField, { minLength: 1, maxLength: 3 }).map((fields) =>
  theoryOf(
    fields.map(({ twiceHelicity, color, weak, thirds, residue, copies }, k) => ({
      name: `f${k}`,
      twiceHelicity,
      irreps: [color, weak],
      charges: [rational(thirds, 3)],
      residues: [residue],
      real: false,
      copies,
    })),
  ),
);

function theoryOf(fields: readonly Field[]): Theory {
  return {
    name: "random",
    description: "",
    groups: [
      { kind: "SU", name: "SU3", n: 3, gauged: true },
      { kind: "SU", name: "SU2", n: 2, gauged: false },
      { kind: "U1", name: "Y", gauged: true },
      { kind: "Z", name: "Z3", order: 3 },
    ],
    fields,
    hyperchargeConvention: "T3+Y",
  };
}

/** Dimension 5 has all kinds of fields, derivatives among them. */
function count(theory: Theory, generations: number, dimension = 5): OperatorCount {
  return countOperators(theory, { dimension, generations, removeEom: true, removeIbp: true }, integrals);
}

/** Type by type, whatever the order; `rename` gives the letters other names first. */
function table({ letters, types }: OperatorCount, rename = (name: string): string => name): Map<string, string> {
  return new Map(
    types.map(({ type, operators, terms }) => {
      const words = type.powers.map(({ letter, power }) => `${rename(letters[letter].name)}^${power}`);
      return [[...words.sort(), `D^${type.derivatives}`].join(" "), `${operators} operators, ${terms} terms`] as const;
    }),
  );
}

const sorted = (map: ReadonlyMap<string, string>): unknown[] => [...map].sort(([a], [b]) => (a < b ? -1 : 1));

test("the order of the fields", () => {
  fc.assert(
    fc.property(randomTheory, (theory) => {
      const reversed = { ...theory, fields: theory.fields.toReversed() };
      expect(sorted(table(count(reversed, 2)))).toEqual(sorted(table(count(theory, 2))));
    }),
    SETTINGS,
  );
});

test("which of a field and its conjugate is listed", () => {
  const conjugated = (field: Field): Field => ({
    ...field,
    twiceHelicity: (0 - field.twiceHelicity) as TwiceHelicity,
    irreps: field.irreps.map((labels) => labels.toReversed()),
    charges: field.charges.map(negateRational),
    residues: field.residues.map((residue) => (3 - residue) % 3),
  });
  const exchanged = (name: string): string => (/^f\d$/.test(name) ? `${name}+` : name.replace(/^(f\d)\+$/, "$1"));
  fc.assert(
    fc.property(randomTheory, (theory) => {
      const other = { ...theory, fields: theory.fields.map(conjugated) };
      expect(sorted(table(count(other, 2), exchanged))).toEqual(sorted(table(count(theory, 2))));
    }),
    SETTINGS,
  );
});

test("the unit of a charge", () => {
  const scaled = (theory: Theory, factor: Rational): Theory => {
    const times = (charge: Rational): Rational => multiplyRationals(charge, factor);
    return { ...theory, fields: theory.fields.map((field) => ({ ...field, charges: field.charges.map(times) })) };
  };
  const factor = fc.tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 50 }), fc.boolean());
  fc.assert(
    fc.property(randomTheory, factor, (theory, [p, q, negative]) => {
      const other = scaled(theory, rational(negative ? -p : p, q));
      expect(table(count(other, 2))).toEqual(table(count(theory, 2)));
    }),
    SETTINGS,
  );
});

test("one more field leaves the types without it as they were", () => {
  fc.assert(
    fc.property(randomTheory, randomField, (theory, { twiceHelicity, color, weak, thirds, copies }) => {
      const extra: Field = {
        name: "extra",
        twiceHelicity,
        irreps: [color, weak],
        charges: [rational(thirds, 5)],
        residues: [1],
        real: false,
        copies,
      };
      const extended = table(count({ ...theory, fields: [...theory.fields, extra] }, 2));
      const without = [...extended].filter(([name]) => !name.includes("extra"));
      expect(new Map(without)).toEqual(table(count(theory, 2)));
    }),
    SETTINGS,
  );
});

/** Each copy as a field of its own. */
function written(theory: Theory, generations: number): Theory {
  return {
    ...theory,
    fields: theory.fields.flatMap((field) =>
      Array.from({ length: field.copies === "Nf" ? generations : field.copies }, (_, copy) => ({
        ...field,
        name: `${field.name}x${copy}`,
        copies: 1,
      })),
    ),
  };
}

test("copies are as many fields with names of their own", () => {
  fc.assert(
    fc.property(randomTheory, fc.integer({ min: 1, max: 3 }), (theory, generations) => {
      const { types } = count(theory, generations, 4);
      const byPolynomial = types.reduce((sum, { polynomial }) => sum + evaluatePolynomial(polynomial, generations), 0n);
      const direct = count(written(theory, generations), 1, 4).types;
      expect(byPolynomial).toBe(direct.reduce((sum, { operators }) => sum + operators!, 0n));
    }),
    SETTINGS,
  );
});

test("components of the flavour irreps add up to the operators", () => {
  fc.assert(
    fc.property(randomTheory, fc.integer({ min: 1, max: 4 }), (theory, generations) => {
      for (const { irreps, polynomial } of count(theory, generations).types) {
        const components = irreps.reduce((sum, { operators }) => sum + operators!, 0n);
        expect(components).toBe(evaluatePolynomial(polynomial, generations));
        expect(irreps.every(({ multiplicity }) => multiplicity > 0n)).toBe(true);
      }
    }),
    SETTINGS,
  );
});
