import { expect, test } from "vitest";
import { parseRational } from "../exact/index.ts";
import { accidentalSymmetries } from "./accidental.ts";
import type { Field, Theory } from "./theory.ts";
import { lettersOf } from "./theory.ts";
import { conjugateType, parseTypeName, typeName } from "./typeNames.ts";

const field = (name: string, twiceHelicity: 0 | -1, irreps: number[][], charge: string, real = false): Field => ({
  name,
  twiceHelicity,
  irreps,
  charges: [parseRational(charge)],
  residues: [],
  real,
  copies: 1,
});

const SM: Theory = {
  name: "SM",
  description: "",
  groups: [
    { kind: "SU", name: "SU3", n: 3, gauged: true },
    { kind: "SU", name: "SU2", n: 2, gauged: true },
    { kind: "U1", name: "Y", gauged: true },
  ],
  fields: [
    field("Q", -1, [[1, 0], [1]], "1/6"),
    field("uc", -1, [[0, 1], [0]], "-2/3"),
    field("dc", -1, [[0, 1], [0]], "1/3"),
    field("L", -1, [[0, 0], [1]], "-1/2"),
    field("ec", -1, [[0, 0], [0]], "1"),
    field("H", 0, [[0, 0], [1]], "1/2"),
  ],
  hyperchargeConvention: "T3+Y",
};

const letters = lettersOf(SM);
const RENORMALISABLE = ["H H+", "H^2 H+^2", "Q uc H", "Q dc H+", "L ec H+", "Q+ uc+ H+", "H H+ D^2"];
const BARYON_NUMBER = [1, -1, -1, 0, 0, 0];
const LEPTON_NUMBER = [0, 0, 0, 1, -1, 0];

const chargesOf = (theory: Theory, names: readonly string[]) =>
  accidentalSymmetries(
    theory,
    names.map((name) => parseTypeName(name, lettersOf(theory))),
  ).map(({ charges }) => charges.map(Number));

test("the renormalisable Standard Model conserves B and L", () => {
  expect(chargesOf(SM, RENORMALISABLE)).toEqual([BARYON_NUMBER, LEPTON_NUMBER]);
});

test("Weinberg's operator leaves B; d = 6 without it leaves B - L; both leave nothing", () => {
  const violating = ["L Q^3", "Q^2 uc+ ec+", "L+ Q+ uc dc", "uc^2 dc ec"];
  expect(chargesOf(SM, [...RENORMALISABLE, "L^2 H^2"])).toEqual([BARYON_NUMBER]);
  expect(chargesOf(SM, [...RENORMALISABLE, ...violating])).toEqual([[1, -1, -1, -3, 3, 0]]); // 3 (B - L)
  expect(chargesOf(SM, [...RENORMALISABLE, ...violating, "L^2 H^2"])).toEqual([]);
});

test("without terms every complex field has its own number but for the hypercharge; a real scalar has none", () => {
  const theory = { ...SM, fields: [...SM.fields, field("S", 0, [[0, 0], [0]], "0", true)] };
  expect(chargesOf(theory, ["S^2", "S^4"])).toHaveLength(5);
  expect(chargesOf(theory, []).every((charges) => charges[5] === 0 && charges[6] === 0)).toBe(true);
});

test("names of types come back, in any order of the letters; conjugation is its own inverse", () => {
  const name = (text: string) => typeName(parseTypeName(text, letters), letters);
  expect(name("H+ H H+ H")).toBe("H^2 H+^2");
  expect(name("D H+ D H")).toBe("H H+ D^2");
  expect(name("B B W+^2")).toBe("W+^2 B^2");
  const type = parseTypeName("Q^2 uc+ H+", letters);
  expect(typeName(conjugateType(type, letters), letters)).toBe("Q+^2 uc H");
  expect(conjugateType(conjugateType(type, letters), letters)).toEqual(type);
});

test("unknown names are refused with the nearest ones", () => {
  expect(() => parseTypeName("Q ud H", letters)).toThrow(
    'an operator type names a field that the theory does not have at Q ud H: found "ud", expected one of G, G+, W, W+, B, ' +
      "B+, Q, Q+, uc, uc+, dc, dc+, L, L+, ec, ec+, H, H+ [lagrangian/unknown-letter]. Did you mean uc, G, G+?",
  );
  expect(() => parseTypeName(" ", letters)).toThrow(
    'a text is not an operator type: found " ", expected names of fields, such as L L H H or H^2 H+^2 [lagrangian/not-a-type]',
  );
});
