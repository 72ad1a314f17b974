import { expect, test } from "vitest";
import { GlueballError } from "../../base/index.ts";
import { builtinTheory } from "../builtin/theories.ts";
import { lettersOf } from "../theory.ts";
import { parseTypeName } from "../typeNames.ts";
import { estimateBasis, requireFeasibleBasis } from "./basisEstimate.ts";
import { operatorSpace } from "./operatorSpace.ts";
import { createStructureLibrary } from "./structureLibrary.ts";

const letters = lettersOf(builtinTheory("sm"));
const typeOf = (text: string) => parseTypeName(text, letters);

test("the sizes of the estimate are those of the space", () => {
  const library = createStructureLibrary();
  for (const text of ["H H+", "Q^3 L", "G^4", "H^3 H+^3 D^2", "W^2 H H+ D^2", "uc^2 dc ec", "L H"]) {
    const { sizes, dimension } = operatorSpace(letters, typeOf(text), library);
    expect(estimateBasis(letters, typeOf(text))).toMatchObject({ sizes, dimension });
  }
});

test("the time grows with the space, and is nothing without equal letters", () => {
  const seconds = ["L ec H+", "H^2 H+^2", "H^4 H+^4", "Q^6 H+^2"].map(
    (text) => estimateBasis(letters, typeOf(text)).seconds,
  );
  expect(seconds[0]).toBe(0);
  expect(seconds.toSorted((a, b) => a - b)).toEqual(seconds);
  expect(seconds[3]).toBeGreaterThan(0.3);
  expect(seconds[3]).toBeLessThan(5);
});

test("more than eight equal fields are refused with the estimate; eight are not", () => {
  expect(() => requireFeasibleBasis(letters, typeOf("H^8 H+^8"))).not.toThrow();
  expect(() => requireFeasibleBasis(letters, typeOf("H^9 H+^9"))).toThrow(
    "the explicit basis of H^9 H+^9 has 4862 structures and takes about 2 hours: found 9, expected at most 8 equal fields " +
      "[lagrangian/too-many-equal-fields]. Count it instead, or use --allow-large",
  );
  try {
    requireFeasibleBasis(letters, typeOf("Q^9 L^3"), 3);
  } catch (error) {
    expect(error).toBeInstanceOf(GlueballError);
    expect((error as GlueballError).exitCode).toBe(3);
  }
  expect.assertions(4);
});
