/** Massive vectors: those of the dictionary, their couplings by another count, gradients. */
import { expect, test } from "vitest";
import { parseIrrep, rational, singlets } from "../../exact/index.ts";
import { builtinTheory } from "../builtin/theories.ts";
import { lettersOf } from "../theory.ts";
import type { Letter } from "../theory.ts";
import { VECTOR_NAMES } from "./dictionaryNames.ts";
import { extendTheory } from "./extendedTheory.ts";
import { examineField, openMediators, searchFields } from "./newFields.ts";
import { conjugateNumbers, numbersKey, numbersText, preferredNumbers } from "./quantumNumbers.ts";
import type { QuantumNumbers } from "./quantumNumbers.ts";

const SM = builtinTheory("sm");
const SETTING = openMediators(SM);
const { fields, vanishing } = searchFields(SETTING, ({ twiceHelicity }) => twiceHelicity === "vector");
const couplings = Object.fromEntries(
  fields.map(({ entry, linear }) => [
    entry?.name,
    Object.fromEntries(linear.map(({ name, invariants: { one, three } }) => [name, [one, three]])),
  ]),
);

test("beside the Standard Model: the 16 vectors of the dictionary, and nothing else", () => {
  const names = fields.map(({ entry, field }) => [entry?.name, numbersText(field.numbers)]);
  const expected = Object.entries(VECTOR_NAMES).map(([name, text]) => [name, `(${text.replaceAll(" ", ", ")})`]);
  expect(expected).toHaveLength(16);
  expect(names.sort()).toEqual(expected.sort());
  expect(vanishing).toEqual([]);
  expect(fields.every(({ certificate }) => certificate?.passed === true)).toBe(true);
});

/** As in section 2 of the dictionary; W1 and L1 couple to nothing but D_m(H H) and D_m H. */
test("leptoquarks, diquarks and bosons of a left-right symmetry", () => {
  expect(couplings.U2).toEqual({ "dc ec+ X": [1, 9], "Q+ L X": [1, 9] });
  expect(couplings.Q5).toEqual({ "Q uc+ X": [1, 9], "dc L+ X": [1, 9], "Q+ ec X": [1, 9] });
  expect(couplings.Y1).toEqual({ "Q dc+ X": [1, 9] });
  expect(couplings.H).toEqual({ "Q Q+ X": [1, 9] });
  expect(couplings.B1).toEqual({ "uc dc+ X": [1, 9], "H^2 X+ D": [1, 1] });
  expect(couplings.W).toEqual({ "Q Q+ X": [1, 9], "L L+ X": [1, 9], "H H+ X D": [1, 1], "D(H H+) X": [1, 1] });
  expect(couplings.W1).toEqual({ "D(H^2) X+": [1, 1] });
  expect(couplings.L1).toEqual({ "D(H) X+": [1, 1] });
  const dimensions = fields.flatMap(({ linear }) => linear.map(({ dimension }) => dimension));
  expect(dimensions.sort()).toEqual([3, ...new Array<number>(31).fill(4)]);
});

/** The proton decays by the gauge bosons of SU(5), and of flipped SU(5). */
test("Q1 and Q5 alone break B and L, and keep B - L", () => {
  const breaking = fields.flatMap(({ entry, fate }) => (fate.broken.length === 0 ? [] : [[entry?.name, fate]]));
  const fate = { broken: ["B", "L"], kept: ["B - L"] };
  expect(breaking.sort()).toEqual([
    ["Q1", fate],
    ["Q5", fate],
  ]);
});

/** Singlets of SU(3) and SU(2) in products of two letters of opposite spin, charge by charge: no characters of permutations. */
test("on a bounded grid there are no other vectors, and couplings of two fermions have the number of gauge singlets", () => {
  const letters = lettersOf(SM).filter(({ fieldStrength }) => !fieldStrength);
  const isCurrent = (a: Letter, b: Letter) => a.twiceHelicity + b.twiceHelicity === 0;
  const scalars = letters.filter(({ fermion }) => !fermion).map((own) => [own]);
  const products = [
    ...letters.flatMap((a, k) => letters.slice(k).flatMap((b) => (isCurrent(a, b) ? [[a, b]] : []))),
    ...scalars,
  ];
  const singletsWith = (
    { irreps, charges: [{ numerator, denominator }] }: QuantumNumbers,
    product: readonly Letter[],
  ) => {
    const sixY = product.reduce(
      (sum, letter) => sum + Number(letter.charges[0]),
      Number((6n * numerator) / denominator),
    );
    if (sixY !== 0) return 0;
    return [3, 2].reduce((count, n, g) => count * singlets(n, [irreps[g], ...product.map((own) => own.irreps[g])]), 1);
  };
  const found = new Set<string>();
  for (const colour of ["1", "3", "6", "8", "10"]) {
    for (let weak = 0; weak <= 4; weak++) {
      for (let sixY = -14; sixY <= 14; sixY++) {
        const numbers = { irreps: [parseIrrep(colour, 3), [weak]], charges: [rational(sixY, 6)], residues: [] };
        const hasCoupling = products.some((product) => singletsWith(numbers, product) > 0);
        if (hasCoupling) found.add(numbersKey(preferredNumbers(numbers, SM)));
      }
    }
  }
  expect([...found].sort()).toEqual(fields.map(({ field }) => numbersKey(preferredNumbers(field.numbers, SM))).sort());
  for (const { field, kind, linear } of fields) {
    const both = kind === "real vector" ? [field.numbers] : [field.numbers, conjugateNumbers(field.numbers, SM)];
    const pairs = products.filter((product) => product.length === 2 && product[0].fermion);
    const singletCount = both.flatMap((numbers) => pairs.map((pair) => singletsWith(numbers, pair)));
    const total = singletCount.reduce((sum, count) => sum + count, 0);
    // A complex coupling is listed without its conjugate; of a real vector none is complex here.
    const listed = linear.filter(({ name }) => !name.includes("D")).reduce((sum, own) => sum + own.invariants.three, 0);
    expect(listed, numbersText(field.numbers)).toBe((9 * total) / both.length);
  }
});

/** With two doublets the triplet of H H2 is a current that is no gradient. */
test("a second doublet gives W1 a current", () => {
  const theory = builtinTheory("2hdm");
  const numbers = { irreps: [[0, 0], [2]], charges: [rational(1, 1)], residues: [] };
  const { couplings: own, extended } = examineField({ numbers, twiceHelicity: "vector" }, openMediators(theory));
  const names = own.map(({ name }) => name);
  expect(names.filter((name) => name.startsWith("D("))).toHaveLength(3);
  expect(names.filter((name) => name.endsWith(" D"))).toEqual(["H H2 X+ D"]);
  expect(extended.fields.slice(-2).map(({ name, twiceHelicity }) => [name, twiceHelicity])).toEqual([
    ["X", -1],
    ["Xv", 1],
  ]);
  expect(extendTheory(theory, { numbers, twiceHelicity: "vector" })).toEqual(extended);
});
