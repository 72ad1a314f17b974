/** Conjugates of terms with the 6 of SU(4) and the 20 of SU(6), whose columns have N/2 indices. */
import { expect, test } from "vitest";
import { createRng } from "../../base/index.ts";
import { BASIS, countOperators } from "../count/countOperators.ts";
import { hermitianBasis } from "../explicit/hermitianBasis.ts";
import { operatorBasis } from "../explicit/operatorBasis.ts";
import { createStructureLibrary } from "../explicit/structureLibrary.ts";
import { termOfOperator } from "../terms/term.ts";
import { theoryFromJson } from "../theoryJson.ts";
import { conjugateType } from "../typeNames.ts";
import { conjugateTerm } from "./conjugateTerm.ts";
import { brokenGenerators, factorTensors } from "./invariance.ts";
import { typeSpan } from "./typeSpan.ts";

const fermion = { spin: "1/2", helicity: "-1/2" };
const theoryOf = (N: number, middle: number[], [psi, chi]: number[][], charge: number) =>
  theoryFromJson(
    {
      name: `SU${N}`,
      groups: [
        { name: "SUN", type: "SU", N },
        { name: "X", type: "U1" },
      ],
      fields: [
        { name: "S", spin: "0", irreps: { SUN: middle }, charges: { X: 2 } },
        { name: "psi", ...fermion, irreps: { SUN: psi }, charges: { X: charge }, copies: 2 },
        { name: "chi", ...fermion, irreps: { SUN: chi }, charges: { X: charge } },
      ],
    },
    "test",
  ).theory;

const library = createStructureLibrary();

test.each([
  [
    4,
    4,
    theoryOf(
      4,
      [0, 1, 0],
      [
        [1, 0, 0],
        [0, 0, 1],
      ],
      -1,
    ),
  ],
  [
    4,
    1,
    theoryOf(
      4,
      [1, 1, 0],
      [
        [1, 0, 0],
        [0, 1, 0],
      ],
      1,
    ),
  ],
  [
    6,
    1,
    theoryOf(
      6,
      [0, 0, 1, 0, 0],
      [
        [1, 0, 0, 0, 0],
        [0, 1, 0, 0, 0],
      ],
      1,
    ),
  ],
])(
  "SU(%i), at most %i of them: conjugates are a basis, hermitian operators their own conjugates",
  (_, most, theory) => {
    const generations = 2;
    const options = { generations, equality: "basis", rng: createRng(2) } as const;
    const { letters, types } = countOperators(theory, { dimension: 4, generations, ...BASIS });
    const charged = types.filter(({ type }) => {
      const middle = type.powers.filter(({ letter }) => letters[letter].name.startsWith("S"));
      const count = middle.reduce((sum, { power }) => sum + power, 0);
      return count > 0 && count <= most;
    });
    expect(charged.length).toBeGreaterThan(0);
    for (const { type, operators } of charged) {
      const terms = operatorBasis(letters, type, library).map((operator) => termOfOperator(operator));
      const conjugates = terms.map((term) => conjugateTerm(term, letters));
      for (const term of conjugates) expect(brokenGenerators(term, factorTensors(term, theory, letters))).toEqual([]);
      const span = typeSpan(conjugates, conjugateType(type, letters), theory, letters, options);
      expect(span.operators).toBe(Number(operators));
      for (const term of terms) {
        const twice = conjugateTerm(conjugateTerm(term, letters), letters);
        expect(typeSpan([term, twice], type, theory, letters, options).terms[1]).toMatchObject({ fresh: 0 });
      }
      // hermitianBasis conjugates by another method: values at highest-weight vectors.
      for (const { operator, reality } of hermitianBasis(letters, type, library)) {
        if (reality === "pair") continue;
        const term = termOfOperator(operator);
        const both = typeSpan([term, conjugateTerm(term, letters)], type, theory, letters, options);
        expect(both.terms[1]).toMatchObject({ fresh: 0 });
      }
    }
  },
);
