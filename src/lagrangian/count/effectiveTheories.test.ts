/** Worked examples and effective theories other than the SMEFT. */
import { expect, test } from "vitest";
import { rational } from "../../exact/index.ts";
import { builtinTheory } from "../builtin/theories.ts";
import type { Field, Theory } from "../theory.ts";
import { BASIS, countOperators } from "./countOperators.ts";
import type { TypeCount } from "./countOperators.ts";
import { polynomialText } from "./countTask.ts";
import { createIntegrals } from "./integrals.ts";

const integrals = createIntegrals();

function typesOf(theory: Theory, dimension: number, generations: number): readonly TypeCount[] {
  return countOperators(theory, { ...BASIS, dimension, generations }, integrals).types;
}

function operators(types: readonly TypeCount[]): number {
  return types.reduce((sum, type) => sum + Number(type.operators), 0);
}

test("sterile neutrinos: operators beyond the SMEFT", () => {
  const beyond = (dimension: number, generations: number): number =>
    operators(typesOf(builtinTheory("nu-smeft"), dimension, generations)) -
    operators(typesOf(builtinTheory("sm"), dimension, generations));
  expect([5, 6, 7].map((dimension) => beyond(dimension, 1))).toEqual([2, 29, 80]);
  expect([5, 6, 7].map((dimension) => beyond(dimension, 3))).toEqual([18, 1614, 4206]);
});

test("below the weak scale: operators of d = 5 and 6 by baryon and lepton number", () => {
  const theory = builtinTheory("LEFT");
  const numbers: Readonly<Record<string, readonly [number, number]>> = {
    u: [1, 0],
    uc: [-1, 0],
    d: [1, 0],
    dc: [-1, 0],
    e: [0, 3],
    ec: [0, -3],
    nu: [0, 3],
  };
  const split = (dimension: number): Record<string, number> => {
    const { letters, types } = countOperators(theory, { ...BASIS, dimension, generations: 1 }, integrals);
    const sums: Record<string, number> = {};
    for (const { type, operators: count } of types) {
      const thirds = [0, 1].map((k) =>
        type.powers.reduce((sum, { letter, power }) => {
          const { name, conjugate } = letters[letter];
          const charge = numbers[name.replace("+", "")]?.[k] ?? 0;
          return sum + (conjugate ? -power : power) * charge;
        }, 0),
      );
      const key = `B ${thirds[0] / 3}, L ${thirds[1] / 3}`;
      sums[key] = (sums[key] ?? 0) + Number(count);
    }
    return sums;
  };
  expect(split(5)).toEqual({ "B 0, L 0": 70, "B 0, L 2": 3, "B 0, L -2": 3 });
  const six = split(6);
  // 3631 with F^3 of the gluon: two operators among them.
  expect(six["B 0, L 0"]).toBe(3631);
  expect(six["B 0, L 2"] + six["B 0, L -2"]).toBe(1200);
  expect(six["B 0, L 4"] + six["B 0, L -4"]).toBe(12);
  expect(six["B 1, L 1"] + six["B -1, L -1"]).toBe(576);
  expect(six["B 1, L -1"] + six["B -1, L 1"]).toBe(456);
});

const HIGGS: Theory = { ...builtinTheory("sm"), fields: builtinTheory("sm").fields.filter(({ name }) => name === "H") };

test("the Higgs alone, to d = 8", () => {
  const names = [2, 4, 6, 8].flatMap((dimension) =>
    typesOf(HIGGS, dimension, 1)
      .filter(({ family }) => !/F/.test(family))
      .map(({ name, operators: count }) => `${name}: ${count}`),
  );
  expect(names).toEqual([
    "H H+: 1",
    "H^2 H+^2: 1",
    "H^3 H+^3: 1",
    "H^2 H+^2 D^2: 2",
    "H^4 H+^4: 1",
    "H^3 H+^3 D^2: 2",
    "H^2 H+^2 D^4: 3",
  ]);
});

function find(types: readonly TypeCount[], name: string): TypeCount | undefined {
  return types.find((type) => type.name === name);
}

test("L Q^3, L L H H, uc uc+ G G+ D, field strengths", () => {
  const sm = builtinTheory("sm");
  const six = typesOf(sm, 6, 3);
  const lqqq = find(six, "Q^3 L")!;
  expect(polynomialText(lqqq.polynomial)).toBe("2/3 Nf^4 + 1/3 Nf^2");
  expect(lqqq.irreps.map(({ partitions, multiplicity }) => [partitions[0], multiplicity])).toEqual([
    [[3], 1n],
    [[2, 1], 1n],
    [[1, 1, 1], 1n],
  ]);
  expect(polynomialText(find(typesOf(sm, 5, 3), "L^2 H^2")!.polynomial)).toBe("1/2 Nf^2 + 1/2 Nf");
  expect(polynomialText(find(typesOf(sm, 7, 3), "B L^2 H^2")!.polynomial)).toBe("1/2 Nf^2 - 1/2 Nf");
  expect(find(typesOf(sm, 8, 1), "G G+ uc uc+ D")?.operators).toBe(3n);
  expect(["G^3", "W^3", "B^3"].map((name) => find(six, name)?.operators)).toEqual([1n, 1n, undefined]);
});

test("leptoquarks: S1 Q Q is symmetric in flavour, S3 Q Q antisymmetric", () => {
  const types = (generations: number): readonly TypeCount[] => typesOf(builtinTheory("leptoquarks"), 4, generations);
  const count = (name: string, generations: number): bigint | undefined => find(types(generations), name)?.operators;
  expect([count("Q^2 S1+", 3), count("Q^2 S3+", 3), count("Q^2 S1+", 1), count("Q^2 S3+", 1)]).toEqual([
    6n,
    3n,
    1n,
    undefined,
  ]);
});

test("three colour triplets of one kind vanish, of three kinds do not", () => {
  const triplet = (copies: number): Theory => {
    const field: Field = {
      name: "phi",
      twiceHelicity: 0,
      irreps: [[0, 1]],
      charges: [],
      residues: [],
      real: false,
      copies,
    };
    const group = { kind: "SU", name: "SU3", n: 3, gauged: false } as const;
    return { name: "triplet", description: "", groups: [group], fields: [field], hyperchargeConvention: "T3+Y" };
  };
  expect(find(typesOf(triplet(1), 3, 1), "phi^3")).toBeUndefined();
  const three = find(typesOf(triplet(3), 3, 1), "phi^3")!;
  expect([three.operators, three.irreps]).toEqual([1n, [{ partitions: [[1, 1, 1]], multiplicity: 1n, operators: 1n }]]);
});

test("n Higgs doublets: n^2 masses, n^2 (n^2 + 1)/2 quartics", () => {
  for (const n of [1, 2, 3, 4]) {
    const theory: Theory = { ...HIGGS, fields: HIGGS.fields.map((field) => ({ ...field, copies: n })) };
    expect(find(typesOf(theory, 2, 1), "H H+")?.operators).toBe(BigInt(n ** 2));
    expect(find(typesOf(theory, 4, 1), "H^2 H+^2")?.operators).toBe(BigInt((n ** 2 * (n ** 2 + 1)) / 2));
  }
});

test("quartics of Manohar and Wise: 15 with the one of the Higgs, of Georgi and Machacek: 11, of SU(5): 8", () => {
  const scalars = (name: string, dimension: number): number =>
    operators(typesOf(builtinTheory(name), dimension, 1).filter(({ family }) => /^phi\^\d$/.test(family)));
  expect([scalars("MW", 4), scalars("GM", 4)]).toEqual([15, 11]);
  expect([2, 3, 4].map((dimension) => scalars("SU5-GG", dimension))).toEqual([2, 2, 5]);
});

test("two U(1)s mix: B_L B'_L and B_R B'_R", () => {
  const names = typesOf(builtinTheory("SM_B-L"), 4, 1).map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(["B Bp", "B+ Bp+"]));
  expect(names.filter((name) => /^(G|W|B|Bp)\+?(\^2| (B|Bp)\+?)$/.test(name))).toHaveLength(10);
});

test("without matter: the field strengths alone, and nothing without a gauge group", () => {
  const empty: Theory = { ...builtinTheory("sm"), fields: [] };
  expect(typesOf(empty, 4, 1).map(({ name }) => name)).toEqual(["G^2", "G+^2", "W^2", "W+^2", "B^2", "B+^2"]);
  expect(typesOf({ ...empty, groups: [] }, 4, 1)).toEqual([]);
});

test("SU(6): 20 is pseudo-real, so that 20 20 is antisymmetric", () => {
  const group = { kind: "SU", name: "SU6", n: 6, gauged: false } as const;
  const field: Field = {
    name: "S",
    twiceHelicity: 0,
    irreps: [[0, 0, 1, 0, 0]],
    charges: [],
    residues: [],
    real: false,
    copies: "Nf",
  };
  const theory: Theory = {
    name: "SU6",
    description: "",
    groups: [group],
    fields: [field],
    hyperchargeConvention: "T3+Y",
  };
  expect(polynomialText(find(typesOf(theory, 2, 3), "S^2")!.polynomial)).toBe("1/2 Nf^2 - 1/2 Nf");
});

test("charges of any size stay exact", () => {
  const [a, b] = [rational(10n ** 40n + 1n, 7n), rational(1n, 3n)];
  const field = (name: string, charge: typeof a): Field => {
    return { name, twiceHelicity: 0, irreps: [], charges: [charge], residues: [], real: false, copies: 1 };
  };
  const theory = (third: typeof a): Theory => ({
    name: "charges",
    description: "",
    groups: [{ kind: "U1", name: "Y", gauged: false }],
    fields: [field("a", a), field("b", b), field("c", third)],
    hyperchargeConvention: "T3+Y",
  });
  const sum = rational(a.numerator * 3n + 7n, 21n);
  expect(find(typesOf(theory(sum), 3, 1), "a b c+")?.operators).toBe(1n);
  expect(find(typesOf(theory(rational(sum.numerator + 1n, 21n)), 3, 1), "a b c+")).toBeUndefined();
});
