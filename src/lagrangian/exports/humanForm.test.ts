/** Human forms: known ones as text, every rewriting equal to its contraction on random components, Dirac bilinears. */
import { describe, expect, test } from "vitest";
import { createRng } from "../../base/index.ts";
import { builtinTheory } from "../builtin/theories.ts";
import { neutralTypes } from "../count/neutralTypes.ts";
import { operatorBasis } from "../explicit/operatorBasis.ts";
import { createStructureLibrary } from "../explicit/structureLibrary.ts";
import { lettersOf } from "../theory.ts";
import { parseTypeName } from "../typeNames.ts";
import type { Complex } from "../complexNumbers.ts";
import { addComplex, complexSize, multiplyComplex, subtractComplex } from "../complexNumbers.ts";
import { humanDifference, humanFactor } from "./humanFactor.ts";
import { humanTex } from "./humanForm.ts";

const library = createStructureLibrary(9);

function human(name: string, type: string): string[] {
  const theory = builtinTheory(name);
  const letters = lettersOf(theory);
  return operatorBasis(letters, parseTypeName(type, letters), library).map((own) => humanTex(own, theory, letters));
}

describe("as in papers", () => {
  test.each([
    ["SM", "H H+", "- {H}^{i}\\,{H}^{\\dagger\\,i}"],
    ["SM", "H^2 H+^2", "2\\,{H}^{i}\\,{H}^{j}\\,{H}^{\\dagger\\,i}\\,{H}^{\\dagger\\,j}"],
    ["SM", "Q uc H", "\\epsilon^{i j}\\,(\\overline{{Q}^{a i p}{}^{c}}P_{L}{u^{c}}^{a r})\\,{H}^{j}"],
    ["SM", "Q dc H+", "- (\\overline{{Q}^{a i p}{}^{c}}P_{L}{d^{c}}^{a r})\\,{H}^{\\dagger\\,i}"],
    [
      "TypeII",
      "L^2 Delta",
      "\\frac{\\sqrt{2}}{2}\\,\\epsilon^{i j}\\,(\\sigma^{I})_{j k}\\,(\\overline{{L}^{i p}{}^{c}}P_{L}{L}^{k r})\\,{\\Delta}^{I}",
    ],
    ["SM+xi", "H H+ xi", "\\frac{\\sqrt{2}}{2}\\,i\\,(\\sigma^{I})_{i j}\\,{H}^{j}\\,{H}^{\\dagger\\,i}\\,{\\xi}^{I}"],
    [
      "MW",
      "Q uc O",
      "\\sqrt{2}\\,(T^{A})_{a b}\\,\\epsilon^{i j}\\,(\\overline{{Q}^{b i p}{}^{c}}P_{L}{u^{c}}^{a r})\\,{O}^{A j}",
    ],
    ["phi8", "O^3", "\\sqrt{2}\\,d^{A B C}\\,{O}^{A}\\,{O}^{B}\\,{O}^{C}"],
  ])("%s: %s", (name, type, expected) => {
    expect(human(name, type)[0]).toBe(expected);
  });

  test("three gluons are contracted with f, three octet scalars with d", () => {
    expect(human("SM", "G^3")[0]).toMatch(/^-? ?\\sqrt\{2\}\\,i\\,f\^\{A B C\}/);
    expect(human("SM", "W^3")[0]).toMatch(/\\epsilon\^\{I J K\}/);
  });
});

test("every contraction of the models equals its rewriting; one with a wrong factor does not", () => {
  const rng = createRng(4);
  let count = 0;
  for (const name of ["SM", "MW", "phi8", "GM", "S3", "TypeIII", "SM+xi"]) {
    const theory = builtinTheory(name);
    const letters = lettersOf(theory);
    for (const type of [3, 4].flatMap((dimension) => neutralTypes(theory, { dimension, maxDerivatives: 0 }))) {
      for (const { slots, gauge } of operatorBasis(letters, type, library).slice(0, 1)) {
        gauge.forEach((structures, factor) => {
          const held = slots.map((letter) => letters[letter]);
          const own = held.map(({ irreps, conjugate, fieldStrength }) => ({
            labels: irreps[factor],
            conjugate,
            selfConjugate: fieldStrength,
          }));
          const n = own[0].labels.length + 1;
          for (const structure of structures) {
            const products = humanFactor(n, own, structure);
            expect(humanDifference(n, own, structure, { products, rng })).toBeLessThan(1e-12);
            if (structure.length === 0) continue;
            const [first, ...rest] = products;
            const wrong = [{ ...first, coefficient: multiplyComplex([-1, 0], first.coefficient) }, ...rest];
            expect(humanDifference(n, own, structure, { products: wrong, rng })).toBeGreaterThan(1e-3);
            count++;
          }
        });
      }
    }
  }
  expect(count).toBeGreaterThan(100);
});

test("dimension 6 of the Standard Model: all 99 terms have a human form", () => {
  const theory = builtinTheory("sm");
  const letters = lettersOf(theory);
  const texts = neutralTypes(theory, { dimension: 6 }).flatMap((type) =>
    operatorBasis(letters, type, library).map((own) => humanTex(own, theory, letters)),
  );
  expect(texts).toHaveLength(99);
  expect(texts.every((text) => text.length > 0)).toBe(true);
});

test("(psi^c-bar P_L chi) is eps_ab psi^a chi^b: with gamma matrices in the chiral basis", () => {
  const rng = createRng(5);
  const spinor = (): Complex[] => [0, 1].map((): Complex => [rng.uniform(), rng.uniform()]);
  const [psi, chi] = [spinor(), spinor()];
  const bracket = (a: readonly Complex[], b: readonly Complex[]) =>
    subtractComplex(multiplyComplex(a[0], b[1]), multiplyComplex(a[1], b[0]));
  // psi-bar of the conjugate is Psi^T C with C = i gamma^2 gamma^0; Psi = (psi_a, 0) with psi^a = eps^ab psi_b.
  const lower = (a: readonly Complex[]): Complex[] => [multiplyComplex([-1, 0], a[1]), a[0]];
  const pauli2: Complex[][] = [
    [
      [0, 0],
      [0, -1],
    ],
    [
      [0, 1],
      [0, 0],
    ],
  ];
  // gamma^2 gamma^0 = diag(sigma_2, - sigma_2), and P_L keeps the first block.
  const charge = pauli2.map((row) => row.map((entry) => multiplyComplex([0, 1], entry)));
  const [one, other] = [lower(psi), lower(chi)];
  let bilinear: Complex = [0, 0];
  charge.forEach((row, a) =>
    row.forEach(
      (entry, b) => (bilinear = addComplex(bilinear, multiplyComplex(one[a], multiplyComplex(entry, other[b])))),
    ),
  );
  expect(complexSize(subtractComplex(bilinear, bracket(psi, chi)))).toBeLessThan(1e-14);
});
