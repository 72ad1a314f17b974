import { expect, test } from "vitest";
import { createRng } from "../../base/index.ts";
import { builtinTheory } from "../builtin/theories.ts";
import { BASIS, countOperators } from "../count/countOperators.ts";
import { operatorBasis } from "../explicit/operatorBasis.ts";
import { createStructureLibrary } from "../explicit/structureLibrary.ts";
import { termOfOperator } from "../terms/term.ts";
import { conjugateType } from "../typeNames.ts";
import { conjugateTerm } from "./conjugateTerm.ts";
import { brokenGenerators, factorTensors } from "./invariance.ts";
import { typeSpan } from "./typeSpan.ts";

const library = createStructureLibrary();

test.each([
  ["sm", 6],
  ["sx", 4],
  ["su5", 4],
])("conjugates of a basis of %s are invariant and a basis of the conjugate type, d = %i", (name, dimension) => {
  const theory = builtinTheory(name);
  const generations = 2;
  const { letters, types } = countOperators(theory, { dimension, generations, ...BASIS });
  for (const { type, operators } of types) {
    const terms = operatorBasis(letters, type, library).map((operator) =>
      conjugateTerm(termOfOperator(operator), letters)!,
    );
    for (const term of terms) expect(brokenGenerators(term, factorTensors(term, theory, letters))).toEqual([]);
    const options = { generations, equality: "basis", rng: createRng(2) } as const;
    const span = typeSpan(terms, conjugateType(type, letters), theory, letters, options);
    expect(span.operators).toBe(Number(operators));
  }
});
