/** Formulas say what the operators are: read back index by index, for all renormalisable and effective operators. */
import { describe, expect, test } from "vitest";
import { builtinTheory } from "../builtin/theories.ts";
import { neutralTypes } from "../count/neutralTypes.ts";
import { operatorBasis } from "../explicit/operatorBasis.ts";
import { renormalisableLagrangian } from "../explicit/renormalisable.ts";
import { createStructureLibrary } from "../explicit/structureLibrary.ts";
import { lettersOf } from "../theory.ts";
import { nameOperators } from "./couplings.ts";
import { texLagrangian, texTerm } from "./latex.ts";
import { contractedTwice, readTexTerms, texSaysOperator } from "./latexReader.ts";
import { texFieldName } from "./texNames.ts";

const library = createStructureLibrary(5);

/** Braces balance, no base has two superscripts, and only commands that KaTeX knows. */
function isWellFormed(text: string): boolean {
  let depth = 0;
  for (const sign of text) {
    if (sign === "{") depth++;
    if (sign === "}") depth--;
    if (depth < 0) return false;
  }
  return depth === 0 && !/\}\^\{[^{}]*\}\^/.test(text) && !/\\(begin|substack|text)/.test(text);
}

test("the Standard Model as on paper", () => {
  const { kinetic, terms } = texLagrangian(renormalisableLagrangian(builtinTheory("sm"), library));
  expect(kinetic[0]).toBe("-\\frac{1}{4}\\,G^{A}_{\\mu\\nu}G^{A\\,\\mu\\nu}");
  expect(kinetic.at(-1)).toBe("+(D_{\\mu}{H})^{\\dagger}(D^{\\mu}{H})");
  expect(terms.map(({ compact }) => compact).slice(1, 3)).toEqual([
    "\\left[Y_{Q u^{c} H}\\right]_{p r}\\,({Q}_{p}\\,{u^{c}}_{r})\\,{H} + \\mathrm{h.c.}",
    "\\left[Y_{Q d^{c} H^{\\dagger}}\\right]_{p r}\\,({Q}_{p}\\,{d^{c}}_{r})\\,{\\tilde{H}} + \\mathrm{h.c.}",
  ]);
  expect(terms[1].explicit).toBe(
    "\\left[Y_{Q u^{c} H}\\right]_{p r}\\,\\epsilon_{i j}\\,{Q}^{\\alpha a i}_{p}\\,{u^{c}}_{\\alpha a r}\\,{H}^{j} + \\mathrm{h.c.}",
  );
});

describe("explicit forms are read back", () => {
  test.each(["SM", "2HDM", "TypeIII", "GM", "S1+S3", "MW", "Sx", "SU5-GG", "pati-salam", "Quad12"])("%s", (name) => {
    const theory = builtinTheory(name);
    const { letters, invariants } = renormalisableLagrangian(theory, library);
    const named = nameOperators(theory, letters, invariants);
    expect(new Set(named.map(({ coupling }) => coupling.name)).size).toBe(named.length);
    expect(new Set(named.map(({ coupling }) => coupling.latex)).size).toBe(named.length);
    for (const term of named) {
      const { explicit, compact } = texTerm(theory, letters, term);
      expect(texSaysOperator(explicit, term.operator, theory, letters), explicit).toBe(true);
      expect(isWellFormed(explicit) && isWellFormed(compact), explicit).toBe(true);
    }
  });

  test("dimension 5 and 6, with derivatives and field strengths", () => {
    const theory = builtinTheory("sm");
    const letters = lettersOf(theory);
    const types = [5, 6].flatMap((dimension) => neutralTypes(theory, { dimension, maxDerivatives: 2 }));
    const operators = types.flatMap((type) => operatorBasis(letters, type, library));
    expect(operators.length).toBeGreaterThan(99);
    const terms = operators.map((operator) => ({ operator, reality: "pair" as const, dimension: 6 }));
    for (const term of nameOperators(theory, letters, terms)) {
      const { explicit } = texTerm(theory, letters, term);
      expect(texSaysOperator(explicit, term.operator, theory, letters), explicit).toBe(true);
      expect(
        readTexTerms(explicit).every((product) => contractedTwice(product, [..."prstuvwxyz"])),
        explicit,
      ).toBe(true);
    }
  });
});

test("a formula with two indices exchanged is another operator", () => {
  const theory = builtinTheory("sm");
  const { letters, invariants } = renormalisableLagrangian(theory, library);
  const [, term] = nameOperators(theory, letters, invariants);
  const { explicit } = texTerm(theory, letters, term);
  const wrong = explicit.replace("\\epsilon_{i j}", "\\epsilon_{j i}");
  expect(texSaysOperator(wrong, term.operator, theory, letters)).toBe(false);
});

test("what is not ours is refused", () => {
  expect(() => readTexTerms("Y_{a}\\,\\bar\\psi\\psi")).toThrow(
    expect.objectContaining({
      data: expect.objectContaining({ code: "lagrangian/latex-not-understood", found: "\\bar\\psi\\psi" }) as object,
    }) as Error,
  );
});

test.each([
  ["uc", true, "u^{c}"],
  ["nuc", true, "\\nu^{c}"],
  ["S1t", false, "\\tilde{S}_{1}"],
  ["Phi6", false, "\\Phi_{6}"],
  ["TRc", true, "\\mathrm{TR}^{c}"],
  ["chi", false, "\\chi"],
  ["Wp", false, "\\mathrm{Wp}"],
])("the name of %s", (name, fermion, expected) => {
  expect(texFieldName(name, fermion)).toBe(expected);
});
