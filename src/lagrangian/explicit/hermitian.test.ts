/**
 * Hermitian conjugation: an involution for every type of the Standard Model to d = 8, reality properties that are known,
 * and scalars as complex numbers, where the conjugate of an operator is the complex conjugate of its value.
 */
import { describe, expect, test } from "vitest";
import { createRng } from "../../base/index.ts";
import type { Rng } from "../../base/index.ts";
import { formatRational, irrepStates, rationalToNumber, unpackIndices } from "../../exact/index.ts";
import type { DynkinLabels } from "../../exact/index.ts";
import { builtinTheory } from "../builtin/theories.ts";
import {
  addComplex,
  complexSize,
  conjugateComplex,
  multiplyComplex,
  scaleComplex,
  subtractComplex,
} from "../complexNumbers.ts";
import type { Complex } from "../complexNumbers.ts";
import { neutralTypes } from "../count/neutralTypes.ts";
import { lettersOf } from "../theory.ts";
import type { Letter, Theory } from "../theory.ts";
import { theoryFromJson } from "../theoryJson.ts";
import { conjugateType, isFirstOfPair, isSelfConjugate, parseTypeName, typeName } from "../typeNames.ts";
import type { Contraction, IndexPlace } from "./contractions.ts";
import { conjugatesIn } from "./hermitian.ts";
import { flavourComponents } from "./flavourComponents.ts";
import { hermitianBasis } from "./hermitianBasis.ts";
import type { ExplicitOperator } from "./operatorBasis.ts";
import { operatorBasis } from "./operatorBasis.ts";
import { createStructureLibrary } from "./structureLibrary.ts";

const library = createStructureLibrary(2);
const sm = builtinTheory("sm");

/** How each operator of a self-conjugate type enters a Lagrangian. */
function realities(theory: Theory, type: string): string[] {
  const letters = lettersOf(theory);
  return hermitianBasis(letters, parseTypeName(type, letters), library).map(({ reality }) => reality);
}

describe("known properties", () => {
  test.each([
    ["H H+", ["real"]],
    ["H^2 H+^2", ["real"]],
    ["H^2 H+^2 D^2", ["real", "real"]],
    ["L L+ ec ec+", ["real"]],
    ["L^2 L+^2", ["real", "real"]],
    // (psi+ sigma psi)(H+ D H): real only as the current i (H+ D H - D H+ H).
    ["ec ec+ H H+ D", ["imaginary"]],
    ["L L+ H H+ D", ["imaginary", "imaginary"]],
    ["L ec H+", ["pair"]],
    ["G^3", ["pair"]],
    ["Q^3 L", ["pair", "pair", "pair"]],
  ])("%s", (type, expected) => {
    expect(realities(sm, type)).toEqual(expected);
  });

  test("the quartics of two Higgs doublets: four real, three complex", () => {
    const theory = builtinTheory("2hdm");
    const letters = lettersOf(theory);
    const types = neutralTypes(theory, { dimension: 4, maxDerivatives: 0 }).filter(({ powers }) =>
      powers.every(({ letter }) => letters[letter].twiceHelicity === 0),
    );
    const found = types
      .filter((type) => isFirstOfPair(type, letters))
      .flatMap((type) => hermitianBasis(letters, type, library).map(({ reality }) => reality));
    expect(found.toSorted()).toEqual(["pair", "pair", "pair", "real", "real", "real", "real"]);
  });
});

test("conjugating twice gives every operator back, to d = 8", () => {
  const letters = lettersOf(sm);
  let complex = 0;
  for (const dimension of [4, 5, 6, 7, 8]) {
    const maxDerivatives = dimension === 4 ? 0 : undefined;
    const types = neutralTypes(sm, { dimension, maxDerivatives });
    for (const type of types.filter((own) => isFirstOfPair(own, letters))) {
      const operators = operatorBasis(letters, type, library);
      if (operators.length === 0) continue;
      const partners = operatorBasis(letters, conjugateType(type, letters), library);
      expect(partners).toHaveLength(operators.length); // so that the product in the other order is one too
      const there = conjugatesIn(operators, partners, letters, library).map((row) => row.map(rationalToNumber));
      const back = conjugatesIn(partners, operators, letters, library).map((row) => row.map(rationalToNumber));
      const twice = there.map((row) =>
        operators.map((_, b) => row.reduce((sum, entry, k) => sum + entry * back[k][b], 0) + 0),
      );
      expect(twice, typeName(type, letters)).toEqual(operators.map((_, a) => operators.map((_, b) => Number(a === b))));
      if (there.length > 1) complex++;
    }
  }
  expect(complex).toBeGreaterThan(100);
});

test("hermitian operators and pairs are as many as the operators, components too: the Standard Model at d = 6", () => {
  const letters = lettersOf(sm);
  let components = 0;
  for (const type of neutralTypes(sm, { dimension: 6 })) {
    const operators = operatorBasis(letters, type, library, 3);
    const arranged = hermitianBasis(letters, type, library, 3);
    const weight = (reality: string) => (reality === "pair" && isSelfConjugate(type, letters) ? 2 : 1);
    expect(arranged.reduce((sum, { reality }) => sum + weight(reality), 0)).toBe(operators.length);
    for (const { operator, reality } of arranged) {
      components += weight(reality) * flavourComponents(letters, operator, 3);
    }
  }
  expect(components).toBe(3045);
});

const ZERO: Complex = [0, 0];

/** The tensor of a field: its components with their indices. */
type Tensor = readonly { readonly indices: readonly number[]; readonly value: Complex }[];

function randomTensor(N: number, labels: DynkinLabels, rng: Rng): Tensor {
  const { states, upper, lower } = irrepStates(N, labels);
  return states.flatMap(({ indices, coefficients }) => {
    const amplitude: Complex = [rng.normal(), rng.normal()];
    return Array.from(indices, (packed, k) => ({
      indices: unpackIndices(N, packed, upper + lower),
      value: scaleComplex(amplitude, coefficients[k]),
    }));
  });
}

function permutationSign(values: readonly number[]): number {
  return values.reduce((sign, a, i) => values.slice(i + 1).reduce((s, b) => (a === b ? 0 : a > b ? -s : s), sign), 1);
}

/** X+ from X: upper and lower indices change roles; doublets and the 6 of SU(4) are raised, Y^b.. = eps^b..a.. X*_a.. . */
function conjugateTensor(N: number, labels: DynkinLabels, tensor: Tensor): Tensor {
  const { upper, lower } = irrepStates(N, labels);
  return tensor.flatMap(({ indices, value }): Tensor => {
    const conjugate = conjugateComplex(value);
    if (N === 2) {
      const sign = indices.reduce((product, a) => product * (a === 1 ? 1 : -1), 1);
      return [{ indices: indices.map((a) => 1 - a), value: scaleComplex(conjugate, sign) }];
    }
    if (N === 3 || upper + lower === 1)
      return [{ indices: [...indices.slice(upper), ...indices.slice(0, upper)], value: conjugate }];
    if (N !== 4 || upper !== 2 || lower !== 0) throw new Error("not needed here");
    const others = [0, 1, 2, 3].filter((a) => !indices.includes(a));
    // Each of the two orders of a pair a, b contributes half.
    return [others, others.toReversed()].map((raised) => ({
      indices: raised,
      value: scaleComplex(conjugate, permutationSign([...raised, ...indices]) / 2),
    }));
  });
}

function contractionOf(contraction: Contraction, indices: readonly (readonly number[])[]): number {
  const at = ({ slot, index }: IndexPlace) => indices[slot][index];
  if (contraction.kind === "delta") return Number(at(contraction.upper) === at(contraction.lower));
  return permutationSign(contraction.indices.map(at));
}

/** The value of an operator of scalars without derivatives, one gauge factor. */
function valueOf({ slots, gauge, vector }: ExplicitOperator, tensors: readonly Tensor[]): Complex {
  const sumOver = (slot: number, chosen: readonly (readonly number[])[], product: Complex): Complex => {
    if (slot === slots.length) {
      const weight = vector.reduce(
        (sum, entry, k) => sum + entry * gauge[0][k].reduce((f, block) => f * contractionOf(block, chosen), 1),
        0,
      );
      return scaleComplex(product, weight);
    }
    return tensors[slots[slot]].reduce(
      (sum, { indices, value }) =>
        addComplex(sum, sumOver(slot + 1, [...chosen, indices], multiplyComplex(product, value))),
      ZERO,
    );
  };
  return sumOver(0, [], [1, 0]);
}

function scalarTheory(N: number, irreps: Readonly<Record<string, string>>): Theory {
  const fields = Object.entries(irreps).map(([name, irrep]) => ({ name, spin: "0", irreps: { G: irrep }, copies: 1 }));
  return theoryFromJson({ name: "scalars", groups: [{ name: "G", type: "SU", N, gauged: false }], fields }, "test")
    .theory;
}

test.each<[number, Readonly<Record<string, string>>]>([
  [2, { H: "2", X: "3" }],
  [2, { H: "2", X: "4" }],
  [3, { A: "3", X: "6" }],
  [3, { A: "3", X: "8" }],
  [4, { A: "4", X: "6" }],
])("scalars as complex numbers, SU(%i) %o: the value of the conjugate is the conjugate value", (N, irreps) => {
  const theory = scalarTheory(N, irreps);
  const letters: readonly Letter[] = lettersOf(theory);
  const rng = createRng(N);
  const fields = theory.fields.map((field) => randomTensor(N, field.irreps[0], rng));
  const tensors = letters.map(({ field, conjugate }) =>
    conjugate ? conjugateTensor(N, theory.fields[field].irreps[0], fields[field]) : fields[field],
  );
  let compared = 0;
  for (const dimension of [2, 3]) {
    for (const type of neutralTypes(theory, { dimension, maxDerivatives: 0 })) compared += compare(type);
  }
  for (const type of neutralTypes(theory, { dimension: 4, maxDerivatives: 0 })) {
    if (N === 2 || type.powers.every(({ letter }) => letters[letter].field === 0)) compared += compare(type);
  }
  expect(compared).toBeGreaterThan(3);

  function compare(type: ReturnType<typeof parseTypeName>): number {
    const operators = operatorBasis(letters, type, library);
    if (operators.length === 0) return 0;
    const partners = operatorBasis(letters, conjugateType(type, letters), library);
    const rows = conjugatesIn(operators, partners, letters, library);
    operators.forEach((operator, a) => {
      const own = valueOf(operator, tensors);
      const expected = rows[a].reduce(
        (sum, entry, b) => addComplex(sum, scaleComplex(valueOf(partners[b], tensors), rationalToNumber(entry))),
        ZERO,
      );
      const what = `${typeName(type, letters)} ${rows[a].map(formatRational).join()}`;
      const difference = subtractComplex(expected, conjugateComplex(own));
      expect(complexSize(difference) / (complexSize(own) + 1e-6), what).toBeLessThan(1e-9);
      expect(complexSize(own), what).toBeGreaterThan(1e-3);
    });
    return operators.length;
  }
});
