/** Products of two vertices: numbers of operators against terms written by hand, and one that vanishes. */
import { expect, test } from "vitest";
import { builtinTheory } from "../builtin/theories.ts";
import { readTerm } from "../terms/readTerm.ts";
import { theoryFromJson } from "../theoryJson.ts";
import { checkTerms } from "../verify/checkTerms.ts";
import { proofOfCut } from "./fieldRecords.ts";
import { mediatorsResult } from "./mediatorsTask.ts";
import { openMediators } from "./newFields.ts";
import { mediatorsOf } from "./operatorCuts.ts";
import type { Mediator } from "./operatorCuts.ts";

const SM = builtinTheory("sm");
const SETTING = openMediators(SM);

/**
 * X is a singlet, a triplet of SU(2) (symmetric in two doublets) or a triplet of SU(3) (eps of two quarks), so that the
 * contractions are seen at once; vectors join <1 3> and [2 4] of two currents. The verifier counts their components by values at random points.
 */
test.each([
  ["L L H H", "N", "L L H H | Lorentz <1 2> | SU2 eps(1 3) eps(2 4)"],
  ["L L H H", "Xi1", "L L H H | Lorentz <1 2> | SU2 eps(1 3) eps(2 4) ; eps(1 4) eps(2 3) | vector 1 1"],
  ["Q Q Q L", "omega1", "Q Q Q L | Lorentz <1 2> <3 4> | SU3 eps(1 2 3) | SU2 eps(1 2) eps(3 4)"],
  [
    "Q Q Q L",
    "zeta",
    "Q Q Q L | Lorentz <1 2> <3 4> | SU3 eps(1 2 3) | SU2 eps(1 3) eps(2 4) ; eps(1 4) eps(2 3) | vector 1 1",
  ],
  ["L L L+ L+", "S1", "L L L+ L+ | Lorentz <1 2> [3 4] | SU2 eps(1 2) eps(3 4)"],
  ["L L+ H H+ D", "N", "L L+ H H+ | Lorentz <1 3> [3 2] | SU2 eps(1 3) eps(2 4)"],
  ["L L L+ L+", "B", "L L L+ L+ | Lorentz <1 2> [3 4] | SU2 eps(1 3) eps(2 4)"],
  ["Q Q uc+ ec+", "Q5", "Q Q uc+ ec+ | Lorentz <1 2> [3 4] | SU3 eps(1 2 3) | SU2 eps(1 2)"],
  ["L L+ H H+ D", "B", "L L+ H H+ | Lorentz <1 3> [3 2] | SU2 eps(1 2) eps(3 4)"],
  ["uc dc+ H H D", "B1", "uc dc+ H H | Lorentz <1 3> [3 2] | SU3 delta(2 1) | SU2 eps(3 4)"],
  ["uc dc+ H H D", "Q1", "uc dc+ H H | Lorentz <1 3> [3 2] | SU3 delta(2 1) | SU2 eps(3 4)"],
])("%s by %s reaches as many operators as the term written by hand", (operator, field, line) => {
  const mediator = mediatorsOf(operator, SETTING, () => true).mediators.find(({ entry }) => entry?.name === field)!;
  const term = readTerm(line, SM);
  const byHand = [1, 3].map((generations) => checkTerms([term], SM, { generations })[0].operators);
  expect(mediator.cuts.map(({ product }) => [product?.one, product?.three])).toEqual([byHand]);
  expect(byHand[1]).toBeGreaterThan(0);
});

/** (H+ H) H_a and T.T H_b joined by a doublet X: eps_ab H_a H_b is zero for one H. A quartet X gives the operator. */
test("equal letters at both vertices can cancel; the answer says which", () => {
  const { theory } = theoryFromJson(
    {
      name: "doublet and triplet",
      groups: [{ name: "SU2", type: "SU", N: 2 }],
      fields: [
        { name: "H", spin: 0, irreps: { SU2: "2" } },
        { name: "T", spin: 0, irreps: { SU2: "3" } },
      ],
    },
    "test",
  );
  const { mediators, zero } = mediatorsOf("H^3 H+ T^2", openMediators(theory), () => true);
  const proofs = (found: readonly Mediator[]) =>
    found.flatMap(({ field, cuts }) =>
      cuts
        .filter(({ vertices }) => vertices.map(({ name }) => name).join(" | ") === "H^2 H+ X | H T^2 X+")
        .map(({ product }) => [field.numbers.irreps[0][0] + 1, proofOfCut(product)]),
    );
  expect(proofs(zero)).toEqual([[2, "zero by the symmetry of equal H"]]);
  expect(proofs(mediators)).toEqual([[4, "proved"]]);
});

test("the document has the proof of each cut", () => {
  const { fields, vanishing, verdict } = mediatorsResult(SM, { operator: "L L H H", spin: "0" });
  expect(verdict.text).toBe("1 single field makes L L H H, all proved");
  expect(vanishing).toEqual([]);
  expect(fields[0]).toMatchObject({ cuts: [{ operators: { "1": 1, "3": 6 }, proof: "proved" }] });
});
