/** Ranks over the rationals against those at random points modulo primes, and what checks say of their proof. */
import { describe, expect, test } from "vitest";
import { createRng } from "../../base/index.ts";
import { builtinTheory } from "../builtin/theories.ts";
import { rawLagrangian } from "../raw/rawLagrangian.ts";
import { createStructureLibrary } from "../explicit/structureLibrary.ts";
import { readTerm } from "../terms/readTerm.ts";
import { typeOfTerm } from "../terms/term.ts";
import { lettersOf } from "../theory.ts";
import { certificateOf } from "./certificate.ts";
import { checkTerms } from "./checkTerms.ts";
import { exactSpan } from "./exactSpan.ts";
import { typeSpan } from "./typeSpan.ts";

const library = createStructureLibrary();

describe("every redundant type without derivatives has the same ranks by both methods", () => {
  test.each(["SM", "S3", "Sx", "SM+xi"])("%s", (name) => {
    const theory = builtinTheory(name);
    const letters = lettersOf(theory);
    let dependent = 0;
    for (const { type, terms: products, vanishing } of rawLagrangian(theory, library, 2)) {
      const terms = [...products, ...vanishing];
      if (type.derivatives > 0 || terms.length === 0) continue;
      const options = { generations: 2, equality: "basis", rng: createRng(1) } as const;
      const modular = typeSpan(terms, type, theory, letters, options).terms;
      const exact = exactSpan(terms, type, theory, letters, 2);
      expect(exact).toEqual(modular);
      dependent += modular.filter(({ operators, fresh }) => fresh < operators || operators === 0).length;
    }
    expect(dependent).toBeGreaterThan(0);
  });
});

test("L Q^3 of three generations", () => {
  const theory = builtinTheory("SM");
  const letters = lettersOf(theory);
  const terms = [
    "<1 2> <3 4> | SU2 eps(1 2) eps(3 4)",
    "<1 3> <2 4> | SU2 eps(1 2) eps(3 4)",
    "<1 3> <2 4> | SU2 eps(1 3) eps(2 4)",
  ].map((text) => readTerm(`L Q Q Q | Lorentz ${text} | SU3 eps(2 3 4)`, theory));
  const type = typeOfTerm(terms[0], letters);
  const options = { generations: 3, equality: "basis", rng: createRng(1) } as const;
  expect(exactSpan(terms, type, theory, letters, 3)).toEqual(typeSpan(terms, type, theory, letters, options).terms);
});

test("a check says how dependence was proved", () => {
  const theory = builtinTheory("SM");
  const proofs = (lines: readonly string[]) => {
    const verdicts = checkTerms(
      lines.map((line) => readTerm(line, theory)),
      theory,
      { generations: 1 },
    );
    const certificate = certificateOf({ engine: "test", theory, generations: 1, verdicts, completeness: [] });
    return {
      proofs: verdicts.map(({ proof }) => proof),
      check: certificate.checks.filter((line) => line.includes("depend")),
    };
  };
  const quartic = proofs([
    "H H H+ H+ | SU2 eps(1 3) eps(2 4)",
    "H H H+ H+ | SU2 eps(1 4) eps(2 3)",
    "H H H+ H+ | SU2 eps(1 2) eps(3 4)",
  ]);
  expect(quartic.proofs).toEqual([undefined, "rational", "rational"]);
  expect(quartic.check).toContain(
    "2 terms vanish or depend on others: 2 over the rational numbers, 0 at random points modulo two primes",
  );
  const derivatives = proofs([
    "H H+ H H+ | Lorentz <1 2> [1 2] | SU2 eps(1 2) eps(3 4)",
    "H H+ H H+ | Lorentz <2 1> [2 1] | SU2 eps(2 1) eps(4 3)",
  ]);
  expect(derivatives.proofs.at(-1)).toBe("two primes");
});
