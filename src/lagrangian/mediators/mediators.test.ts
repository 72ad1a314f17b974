import fc from "fast-check";
import { expect, test } from "vitest";
import { parseIrrep, rational, singlets } from "../../exact/index.ts";
import { builtinTheory } from "../builtin/theories.ts";
import { BASIS } from "../count/countOperators.ts";
import { createCycleSums } from "../count/cycleSum.ts";
import { evaluatePolynomial, flavourPolynomial } from "../count/flavour.ts";
import { createIntegrals } from "../count/integrals.ts";
import { lettersOf, specialUnitaryGroups } from "../theory.ts";
import type { OperatorType } from "../theory.ts";
import { brokenCharges } from "../verify/charges.ts";
import { candidateFields } from "./candidates.ts";
import { isLinear } from "./couplings.ts";
import { FERMION_NAMES, SCALAR_NAMES } from "./dictionaryNames.ts";
import { extendTheory, isAdded } from "./extendedTheory.ts";
import { examineField, openMediators, searchFields } from "./newFields.ts";
import { completionsOf, numbersKey, numbersText, preferredNumbers } from "./quantumNumbers.ts";
import type { QuantumNumbers } from "./quantumNumbers.ts";

const SM = builtinTheory("sm");
const search = searchFields(openMediators(SM), ({ twiceHelicity }) => twiceHelicity !== "vector");
const found = Object.fromEntries(
  search.fields.map((field) => [field.entry?.name ?? numbersText(field.field.numbers), field]),
);

test("beside the Standard Model: the 19 scalars and 13 fermions of the dictionary, and nothing else", () => {
  const names = search.fields.map(({ entry, field }) => [entry?.name, numbersText(field.numbers)]);
  const written = (table: Readonly<Record<string, string>>) =>
    Object.entries(table).map(([name, numbers]) => [name, `(${numbers.replaceAll(" ", ", ")})`]);
  const expected = [...written(SCALAR_NAMES), ...written(FERMION_NAMES)];
  expect(expected).toHaveLength(32);
  expect(names.toSorted()).toEqual(expected.toSorted());
  expect(search.fields.every(({ certificate }) => certificate?.passed === true)).toBe(true);
  // Three doublets make a doublet only with two of them antisymmetric, and H is one field.
  expect(search.vanishing.map(({ field }) => numbersText(field.numbers))).toEqual(["(1, 2, 3/2)"]);
});

test("couplings of leptoquarks and diquarks with their flavour symmetry", () => {
  const couplings = (name: string) =>
    Object.fromEntries(found[name].linear.map((own) => [own.name, [own.invariants.one, own.invariants.three]]));
  expect(couplings("omega1")).toEqual({ "Q^2 X": [1, 6], "Q L X+": [1, 9], "uc dc X+": [1, 9], "uc ec X": [1, 9] });
  expect(couplings("zeta")).toEqual({ "Q^2 X": [0, 3], "Q L X+": [1, 9] });
  expect(couplings("omega2")).toEqual({ "dc^2 X+": [0, 3] });
  expect(couplings("S1")).toEqual({ "L^2 X": [0, 3] });
  expect(couplings("phi")).toEqual({ "Q uc X": [1, 9], "Q dc X+": [1, 9], "L ec X+": [1, 9], "H^2 H+ X+": [1, 1] });
  expect(found.Omega1.linear.map(({ name }) => name)).toEqual(["Q^2 X+", "uc dc X"]);
  expect(found.Q1.linear.map(({ name }) => name)).toEqual(["uc H X", "dc H+ X"]);
});

test("fields that break B or L; X has two different charges where it does", () => {
  const breaking = search.fields.flatMap(({ entry, fate }) => (fate.broken.length === 0 ? [] : [[entry?.name, fate]]));
  const protonDecay = { broken: ["B", "L"], kept: ["B - L"] };
  const seesaw = { broken: ["L"], kept: [] };
  expect(Object.fromEntries(breaking)).toEqual({
    omega1: protonDecay,
    omega4: protonDecay,
    zeta: protonDecay,
    Xi1: seesaw,
    N: seesaw,
    Sigma: seesaw,
  });
  expect(found.omega1.linear.map(({ charges }) => charges)).toEqual([
    { B: "-2/3", L: "0" },
    { B: "1/3", L: "1" },
    { B: "-2/3", L: "0" },
    { B: "1/3", L: "1" },
  ]);
  expect(found.E.linear.map(({ charges }) => charges)).toEqual([{ B: "0", L: "1" }]);
});

/** Products of two or three letters of the Standard Model, with six times their hypercharge. */
function productsOfLetters(isScalar: boolean): { readonly product: readonly number[]; readonly charge: number }[] {
  const letters = lettersOf(SM);
  const matter = letters.flatMap(({ fieldStrength }, k) => (fieldStrength ? [] : [k]));
  const pairs = matter.flatMap((a, k) => matter.slice(k).map((b) => [a, b]));
  const triples = pairs.flatMap(([a, b]) => matter.filter((c) => c >= b).map((c) => [a, b, c]));
  return [...pairs, ...triples].flatMap((product) => {
    const fermions = product.filter((letter) => letters[letter].fermion).length;
    if ((fermions % 2 === 0) !== isScalar || 2 * product.length + fermions > (isScalar ? 6 : 5)) return [];
    return [{ product, charge: product.reduce((sum, letter) => sum + Number(letters[letter].charges[0]), 0) }];
  });
}

function typeOf(slots: readonly number[]): OperatorType {
  const powers = [...Map.groupBy(slots, (letter) => letter)].map(([letter, own]) => ({ letter, power: own.length }));
  return { powers: powers.sort((a, b) => a.letter - b.letter), derivatives: 0 };
}

/** Twin: a grid of fields, each tried on every product of letters with the character formula, without tensor products. */
test("a scan of a bounded grid finds the same fields", () => {
  const integrals = createIntegrals();
  const scan = (twiceHelicity: -1 | 0): string[] => {
    const products = productsOfLetters(twiceHelicity === 0);
    const hasCoupling = (numbers: QuantumNumbers, sixY: number) => {
      const neutral = products.filter(({ charge }) => Math.abs(charge) === Math.abs(sixY));
      if (neutral.length === 0) return false;
      const extended = extendTheory(SM, { numbers, twiceHelicity });
      const letters = lettersOf(extended);
      const sums = createCycleSums(extended, letters, BASIS, integrals);
      const added = letters.flatMap((letter, k) => (isAdded(letter, SM) ? [k] : []));
      return neutral.some(({ product }) =>
        added.some((own) => {
          if (brokenCharges([...product, own], extended, letters).length > 0) return false;
          const table = sums(typeOf([...product, own]));
          return table !== undefined && evaluatePolynomial(flavourPolynomial(table, letters), 3) > 0n;
        }),
      );
    };
    return ["1", "3", "6", "8"].flatMap((colour) =>
      [0, 1, 2, 3, 4].flatMap((weak) =>
        Array.from({ length: 29 }, (_, k) => k - 14).flatMap((sixY) => {
          const irreps = [parseIrrep(colour, 3), [weak]];
          const numbers = { irreps, charges: [rational(sixY, 6)], residues: [] };
          return hasCoupling(numbers, sixY) ? [`${twiceHelicity} ${numbersKey(preferredNumbers(numbers, SM))}`] : [];
        }),
      ),
    );
  };
  const scanned = new Set([...scan(0), ...scan(-1)]);
  const derived = search.fields.map(
    ({ field }) => `${field.twiceHelicity} ${numbersKey(preferredNumbers(field.numbers, SM))}`,
  );
  expect([...scanned].sort()).toEqual(derived.sort());
});

const THEORIES = ["sm", "idm", "su5-gg", "pati-salam", "left-right", "type3"].map(builtinTheory);

test("what completes a product has a singlet with it in every group and no charge left", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...THEORIES),
      fc.array(fc.nat(), { minLength: 2, maxLength: 3 }),
      fc.nat(),
      (theory, choice, other) => {
        const letters = lettersOf(theory);
        const product = choice.map((k) => letters[k % letters.length]);
        const groups = specialUnitaryGroups(theory);
        const counts = (numbers: QuantumNumbers) =>
          groups.map(({ n }, g) => singlets(n, [...product.map(({ irreps }) => irreps[g]), numbers.irreps[g]]));
        const completions = completionsOf(theory, product);
        for (const numbers of completions) expect(Math.min(...counts(numbers))).toBeGreaterThan(0);
        // Nothing is forgotten: a field of the theory with a singlet in every group is in the list, but for its charges.
        const { irreps } = theory.fields[other % theory.fields.length];
        const isListed = completions.some((numbers) => numbersKey({ ...numbers, irreps }) === numbersKey(numbers));
        expect(isListed).toBe(counts({ irreps, charges: [], residues: [] }).every((count) => count > 0));
        const extended = extendTheory(theory, { numbers: completions[0], twiceHelicity: -1 });
        const all = lettersOf(extended);
        const slots = [...product.map(({ name }) => all.findIndex((letter) => letter.name === name)), letters.length];
        expect(brokenCharges(slots, extended, all)).toEqual([]);
      },
    ),
    { seed: 3, numRuns: 60 },
  );
});

/** Field of a theory -> its couplings. */
function couplingsIn(name: string): Record<string, string[]> {
  const setting = openMediators(builtinTheory(name));
  const examined = candidateFields(setting.theory).map((field) => examineField(field, setting));
  return Object.fromEntries(
    examined.map(({ field, kind, couplings }) => [
      `${kind} ${numbersText(field.numbers)}`,
      couplings.filter(isLinear).map((own) => own.name),
    ]),
  );
}

test("scalars of SU(5) in 5bar 10 = 5 + 45, 10 10 = 5bar + 45bar + 50bar, 5bar 5bar = 10bar + 15bar", () => {
  const fields = couplingsIn("su5-gg");
  const completing = (pair: string) =>
    Object.keys(fields).filter((name) => fields[name].some((coupling) => coupling.replace(/ X\+?$/, "") === pair));
  expect(completing("F5b T10")).toEqual(["complex scalar (5)", "complex scalar (45)"]);
  expect(completing("T10^2")).toEqual(["complex scalar (5)", "complex scalar (45)", "complex scalar (50)"]);
  expect(completing("F5b^2")).toEqual(["complex scalar (10)", "complex scalar (15)"]);
  // Type I and the adjoint that holds types I and III.
  expect(completing("F5b H5")).toEqual(["Majorana fermion (1)", "Majorana fermion (24)"]);
});

test("beside the inert doublet, odd under a Z2, every fermion comes even and odd", () => {
  const fermions = Object.keys(couplingsIn("idm")).filter((name) => name.includes("fermion"));
  expect(fermions).toHaveLength(26);
  expect(fermions.filter((name) => name.endsWith(", 1)"))).toHaveLength(13);
  expect(fermions).toContain("Majorana fermion (1, 1, 0, 1)");
});
