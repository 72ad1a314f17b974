import { expect, test } from "vitest";
import { builtinTheory } from "../builtin/theories.ts";
import { neutralTypes } from "../count/neutralTypes.ts";
import { operatorBasis } from "../explicit/operatorBasis.ts";
import { renormalisableLagrangian } from "../explicit/renormalisable.ts";
import { createStructureLibrary } from "../explicit/structureLibrary.ts";
import { lettersOf } from "../theory.ts";
import { parseTypeName, typeName } from "../typeNames.ts";
import { readTerm, readTermRecord } from "./readTerm.ts";
import type { Term } from "./term.ts";
import { termOfKinetic, termOfOperator, termsOfLagrangian, typeOfTerm } from "./term.ts";
import { termRecord, writeTerm } from "./writeTerm.ts";

const sm = builtinTheory("sm");
const letters = lettersOf(sm);
const library = createStructureLibrary();

function basisTerms(type: string): Term[] {
  return operatorBasis(letters, parseTypeName(type, letters), library).map((operator) => termOfOperator(operator));
}

test("the operators of L Q^3 are written as in the worked example", () => {
  const terms = basisTerms("L Q^3");
  expect(terms).toHaveLength(3);
  expect(writeTerm(terms[0], sm, letters)).toBe(
    "Q Q Q L | Lorentz <1 3> <2 4> ; <1 2> <3 4> | SU3 eps(1 2 3) | SU2 eps(1 3) eps(2 4) ; eps(1 2) eps(3 4) | vector 2 -1 -1 2",
  );
});

test("every operator of the SMEFT to d = 8 and the renormalisable Lagrangian read back as they were written", () => {
  const renormalisable = termsOfLagrangian(renormalisableLagrangian(sm, library));
  const types = [5, 6, 7, 8].flatMap((dimension) => neutralTypes(sm, { dimension }));
  const terms = [...renormalisable, ...types.flatMap((type) => basisTerms(typeName(type, letters)))];
  expect(terms.length).toBeGreaterThan(600);
  for (const term of terms) {
    const text = writeTerm(term, sm, letters);
    const back = readTerm(text, sm);
    expect(JSON.stringify(back), text).toBe(JSON.stringify(term));
    const record = JSON.parse(JSON.stringify(termRecord(term, sm, letters)));
    expect(JSON.stringify(readTermRecord(record, sm))).toBe(JSON.stringify(term));
  }
});

test("kinetic terms carry their derivatives on the right slots", () => {
  const { kinetic } = renormalisableLagrangian(sm, library);
  const lines = kinetic.map((term) => writeTerm(termOfKinetic(term), sm, letters));
  expect(lines).toContain("H+ H | Lorentz <1 2> [1 2] | SU2 eps(1 2) | reality real");
  expect(lines).toContain("L+ L | Lorentz <2.1 2.2> [1 2] | SU2 eps(1 2) | reality real");
  expect(typeName(typeOfTerm(readTerm(lines[0], sm), letters), letters)).toMatch(/D/);
});

test("an index without number is the next one of its slot", () => {
  const numbered = readTerm("G G | Lorentz <1.1 2.1> <1.2 2.2> | SU3 delta(1.1 2.2) delta(2.1 1.2)", sm);
  const short = readTerm("G G | Lorentz <1 2> <1 2> | SU3 delta(1 2.2) delta(2 1)", sm);
  expect(short).toEqual(numbered);
  expect(readTerm("G G | Lorentz <1 2> <1 2> | SU3 delta(2.2 1.1) delta(2 1)", sm)).toEqual(numbered);
});

test.each([
  ["H H+ | SU2 eps(1 3)", "lagrangian/term-index", "line 7, column 18", "a slot from 1 to 2"],
  ["H H+ | SU2 eps(1 1)", "lagrangian/term-index", "line 7, column 11", "each used once"],
  ["H H+ | SU2 eps(1.1 1.1)", "lagrangian/term-index", "line 7, column 20", "occurs twice"],
  ["H H+", "lagrangian/term-index", "line 7", "1 SU2 indices of slot 1"],
  ["H Hp | SU2 eps(1 2)", "lagrangian/term-unknown-field", "line 7, column 3", "Did you mean"],
  [
    "H H+ | SU4 eps(1 2)",
    "lagrangian/term-unknown-part",
    "line 7, column 8",
    "one of Lorentz, SU3, SU2, vector, reality",
  ],
  ["H H+ | SU2 eps(1 2 2)", "lagrangian/term-syntax", "line 7, column 12", "2 indices in eps"],
  ["H H+ | SU2 tau(1 2)", "lagrangian/term-syntax", "line 7, column 12", "delta(1 2) or eps(1 2 3)"],
  ["H H+ | SU2 eps(1 2) | vector 1 2", "lagrangian/term-vector", "line 7, column 29", "1 after the word vector"],
  ["H H+ | SU2 eps(1 2) | vector 1.5", "lagrangian/term-syntax", "line 7, column 30", "a whole number"],
  [
    "H H+ | Lorentz <1 2> | SU2 eps(1 2)",
    "lagrangian/term-index",
    "line 7, column 15",
    "one of each more for every derivative",
  ],
  ["H H+ | SU2 eps(1 2) | reality maybe", "lagrangian/term-syntax", "line 7", "real, imaginary or pair"],
  ["| SU2 eps(1 2)", "lagrangian/term-syntax", "line 7, column 1", "names of fields"],
])("%s is refused", (text, code, place, message) => {
  let failure: Error | undefined;
  try {
    readTerm(text, sm, "line 7");
  } catch (error) {
    failure = error as Error;
  }
  expect(failure).toMatchObject({ code });
  expect(failure!.message).toContain(place);
  expect(failure!.message).toContain(message);
});
