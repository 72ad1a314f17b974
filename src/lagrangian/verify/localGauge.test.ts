import { expect, test } from "vitest";
import { createRng } from "../../base/index.ts";
import { builtinTheory } from "../builtin/theories.ts";
import { neutralTypes } from "../count/neutralTypes.ts";
import { operatorBasis } from "../explicit/operatorBasis.ts";
import { renormalisableLagrangian } from "../explicit/renormalisable.ts";
import { createStructureLibrary } from "../explicit/structureLibrary.ts";
import { readTerm } from "../terms/readTerm.ts";
import { termOfFieldStrengths, termOfKinetic, termOfOperator } from "../terms/term.ts";
import { writeTerm } from "../terms/writeTerm.ts";
import { lettersOf } from "../theory.ts";
import { localVariations } from "./localGauge.ts";

const library = createStructureLibrary();

test.each(["sm", "mw", "su5", "SM_B-L", "TypeIII", "left-right"])(
  "kinetic terms and F^2 of %s do not change under local transformations of any factor",
  (name) => {
    const theory = builtinTheory(name);
    const letters = lettersOf(theory);
    const { kinetic, fieldStrengths } = renormalisableLagrangian(theory, library);
    const terms = [...kinetic.map(termOfKinetic), ...fieldStrengths.map(termOfFieldStrengths)];
    expect(terms.length).toBeGreaterThan(3);
    for (const term of terms) {
      const found = localVariations(term, theory, letters, createRng(4));
      expect(found.length).toBe(theory.groups.filter((group) => group.kind !== "Z" && group.gauged).length);
      for (const { group, value, variation } of found) {
        expect([writeTerm(term, theory, letters), group, variation]).toEqual([
          writeTerm(term, theory, letters),
          group,
          0,
        ]);
        expect(value).not.toBe(0);
      }
    }
  },
);

test("so are all operators of d = 5 and 6, with up to two derivatives or three field strengths", () => {
  const theory = builtinTheory("sm");
  const letters = lettersOf(theory);
  const operators = [5, 6]
    .flatMap((dimension) => neutralTypes(theory, { dimension }))
    .flatMap((type) => operatorBasis(letters, type, library));
  for (const operator of operators) {
    const found = localVariations(termOfOperator(operator), theory, letters, createRng(4));
    expect(found.map(({ variation }) => variation)).toEqual([0, 0, 0]);
  }
});

test("plain derivatives are not gauge invariant, in the groups under which the field is charged", () => {
  const theory = builtinTheory("sm");
  const letters = lettersOf(theory);
  const plain: Parameters<typeof localVariations>[4] = (tensor, direction, { jets }) =>
    tensor.map((entry) => jets.derivative(entry, direction));
  const changes = (line: string) =>
    localVariations(readTerm(line, theory), theory, letters, createRng(4), plain)
      .filter(({ variation }) => variation !== 0)
      .map(({ group }) => group);
  expect(changes("H+ H | Lorentz <1 2> [1 2] | SU2 eps(1 2)")).toEqual(["SU2", "Y"]);
  expect(changes("uc+ uc | Lorentz <2.1 2.2> [1 2] | SU3 delta(1 2)")).toEqual(["SU3", "Y"]);
  expect(changes("H+ H | SU2 eps(1 2)")).toEqual([]);
});

test("a term that is not even globally invariant changes", () => {
  const theory = builtinTheory("sm");
  const letters = lettersOf(theory);
  const charged = readTerm("H H H+ H | SU2 eps(1 3) eps(2 4)", theory);
  const changed = localVariations(charged, theory, letters, createRng(4)).filter(({ variation }) => variation !== 0);
  expect(changed.map(({ group }) => group)).toEqual(["Y"]);
});
