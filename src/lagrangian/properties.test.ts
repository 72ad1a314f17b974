/**
 * What no way of writing a theory down may change, for explicit terms and for the verifier, on random theories. Terms are
 * built in one theory, carried as text into another that says the same, and proved there: each valid, the set complete.
 * (The same for counts: count/properties.test.ts.)
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { multiplyRationals, negateRational, rational } from "../exact/index.ts";
import type { Rational } from "../exact/index.ts";
import { renormalisableLagrangian } from "./explicit/renormalisable.ts";
import { createStructureLibrary } from "./explicit/structureLibrary.ts";
import { readTerm } from "./terms/readTerm.ts";
import { termsOfLagrangian } from "./terms/term.ts";
import { writeTerm } from "./terms/writeTerm.ts";
import { lettersOf } from "./theory.ts";
import type { Copies, Field, Theory, TwiceHelicity } from "./theory.ts";
import { theoryFromJson } from "./theoryJson.ts";
import { isSelfConjugate, parseTypeName } from "./typeNames.ts";
import { checkTerms } from "./verify/checkTerms.ts";
import { completenessOf } from "./verify/completeness.ts";

const library = createStructureLibrary();
const SETTINGS = { seed: 11, numRuns: 8 };

/** Of fields that leave it open. */
const GENERATIONS = 2;

const randomField = fc
  .record({
    twiceHelicity: fc.constantFrom<TwiceHelicity>(-1, 0, 1),
    color: fc.constantFrom([0, 0], [1, 0], [0, 1]),
    weak: fc.constantFrom([0], [1], [2]),
    thirds: fc.integer({ min: -2, max: 2 }),
    residue: fc.integer({ min: 0, max: 2 }),
    copies: fc.constantFrom<Copies>(1, 1, 2, "Nf"),
    wantsReal: fc.boolean(),
  })
  .map(({ twiceHelicity, color, weak, thirds, residue, copies, wantsReal }): Omit<Field, "name"> => {
    const real = wantsReal && twiceHelicity === 0 && weak[0] !== 1;
    return {
      twiceHelicity,
      irreps: [real ? [0, 0] : color, weak],
      charges: [rational(real ? 0 : thirds, 3)],
      residues: [real ? 0 : residue],
      real,
      copies,
    };
  });

const randomTheory = fc
  .array(randomField, { minLength: 1, maxLength: 3 })
  .map((fields) => theoryOf(fields.map((field, k) => ({ name: `f${k}`, ...field }))));

function theoryOf(fields: readonly Field[]): Theory {
  return {
    name: "random",
    description: "",
    groups: [
      { kind: "SU", name: "SU3", n: 3, gauged: false },
      { kind: "SU", name: "SU2", n: 2, gauged: true },
      { kind: "U1", name: "Y", gauged: true },
      { kind: "Z", name: "Z3", order: 3 },
    ],
    fields,
    hyperchargeConvention: "T3+Y",
  };
}

/** All renormalisable terms as text, those that need more generations left out. */
function termsOf(theory: Theory, generations = GENERATIONS): string[] {
  const lagrangian = renormalisableLagrangian(theory, library, generations);
  return termsOfLagrangian(lagrangian).map((term) => writeTerm(term, theory, lagrangian.letters));
}

/** What the verifier says of terms: what is wrong with them, what is missing, and how many operators they span, conjugates counted. */
function proof(texts: readonly string[], theory: Theory, generations: number) {
  const terms = texts.map((text) => readTerm(text, theory));
  const verdicts = checkTerms(terms, theory, { generations, draws: 1 });
  const types = completenessOf(verdicts, theory, { generations, dimensions: [2, 3, 4] });
  return {
    wrong: verdicts.flatMap(({ text, reasons }) => reasons.map((reason) => `${text}: ${reason}`)),
    missing: types.filter(({ rank, expected }) => rank !== expected).map(({ type }) => type),
    operators: types.reduce((sum, { type, rank }) => sum + conjugates(type, theory) * rank, 0),
  };
}

/** 1 for a type that is its own conjugate, 2 for one that stands for a pair. */
function conjugates(type: string, theory: Theory): number {
  const letters = lettersOf(theory);
  return isSelfConjugate(parseTypeName(type, letters), letters) ? 1 : 2;
}

/** The terms with other names of their letters. */
function renamed(texts: readonly string[], rename: (letter: string) => string): string[] {
  return texts.map((text) => {
    const [fields, ...parts] = text.split(" | ");
    return [fields.split(" ").map(rename).join(" "), ...parts].join(" | ");
  });
}

/** The terms of one theory are right and complete in the other. */
function expectSame(theory: Theory, other: Theory, toOther: (letter: string) => string = (letter) => letter): void {
  const carried = proof(renamed(termsOf(theory), toOther), other, GENERATIONS);
  expect(carried).toEqual({ wrong: [], missing: [], operators: carried.operators });
}

test("the order and the names of the fields", () => {
  fc.assert(
    fc.property(randomTheory, (theory) => {
      const fields = theory.fields.toReversed().map((field) => ({ ...field, name: `x${field.name}` }));
      expectSame(theory, { ...theory, fields }, (letter) => letter.replace(/^f/, "xf"));
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
  fc.assert(
    fc.property(randomTheory, (theory) => {
      const complex = new Set(theory.fields.filter(({ real }) => !real).map(({ name }) => name));
      const exchange = (letter: string): string => {
        const name = letter.replace("+", "");
        if (!complex.has(name)) return letter;
        return letter === name ? `${name}+` : name;
      };
      expectSame(theory, { ...theory, fields: theory.fields.map(conjugated) }, exchange);
    }),
    SETTINGS,
  );
});

test("the unit of a charge changes no term", () => {
  const scaled = (theory: Theory, factor: Rational): Theory => ({
    ...theory,
    fields: theory.fields.map((field) => ({
      ...field,
      charges: field.charges.map((charge) => multiplyRationals(charge, factor)),
    })),
  });
  const factor = fc.tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 50 }), fc.boolean());
  fc.assert(
    fc.property(randomTheory, factor, (theory, [p, q, negative]) => {
      const other = scaled(theory, rational(negative ? -p : p, q));
      expect(termsOf(other)).toEqual(termsOf(theory));
      expectSame(theory, other);
    }),
    SETTINGS,
  );
});

test("p/q and kp/kq are one charge", () => {
  const fields = fc.array(fc.tuple(fc.integer({ min: -3, max: 3 }), fc.integer({ min: 1, max: 6 })), {
    minLength: 2,
    maxLength: 3,
  });
  const written = (charges: readonly (readonly [number, number])[], k: number): Theory =>
    theoryFromJson(
      {
        name: "written",
        groups: [
          { name: "SU2", type: "SU", N: 2 },
          { name: "Y", type: "U1" },
        ],
        fields: charges.map(([p, q], index) => ({
          name: `f${index}`,
          spin: index === 0 ? "0" : "1/2",
          ...(index === 0 ? {} : { helicity: "-1/2" }),
          irreps: { SU2: "2" },
          charges: { Y: `${k * p}/${k * q}` },
        })),
      },
      "written",
    ).theory;
  fc.assert(
    fc.property(fields, fc.integer({ min: 2, max: 12 }), (charges, k) => {
      expect(termsOf(written(charges, k))).toEqual(termsOf(written(charges, 1)));
    }),
    SETTINGS,
  );
});

test("one more field leaves the terms without it as they were", () => {
  fc.assert(
    fc.property(randomTheory, randomField, (theory, field) => {
      const extended = termsOf({ ...theory, fields: [...theory.fields, { ...field, name: "extra" }] });
      const without = extended.filter((text) => !text.includes("extra"));
      expect(without).toEqual(termsOf(theory));
    }),
    SETTINGS,
  );
});

test("generations are as many fields with names of their own", () => {
  fc.assert(
    fc.property(randomTheory, fc.integer({ min: 1, max: 2 }), (theory, generations) => {
      const fields = theory.fields.flatMap((field) =>
        Array.from({ length: field.copies === "Nf" ? generations : field.copies }, (_, copy) => ({
          ...field,
          name: `${field.name}x${copy}`,
          copies: 1,
        })),
      );
      const separate = { ...theory, fields };
      const direct = proof(termsOf(separate, 1), separate, 1);
      expect(direct).toEqual({ wrong: [], missing: [], operators: direct.operators });
      expect(direct.operators).toBe(proof(termsOf(theory, generations), theory, generations).operators);
    }),
    SETTINGS,
  );
});
