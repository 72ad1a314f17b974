import { expect, test } from "vitest";
import { createRng } from "../../base/index.ts";
import { builtinTheory } from "../builtin/theories.ts";
import { neutralTypes } from "../count/neutralTypes.ts";
import { operatorBasis } from "../explicit/operatorBasis.ts";
import { renormalisableLagrangian } from "../explicit/renormalisable.ts";
import { createStructureLibrary } from "../explicit/structureLibrary.ts";
import { readTerm } from "../terms/readTerm.ts";
import type { Term } from "../terms/term.ts";
import { termOfOperator, termsOfLagrangian } from "../terms/term.ts";
import { lettersOf, specialUnitaryGroups } from "../theory.ts";
import type { Theory } from "../theory.ts";
import { damagedTensors, randomMispairing, randomRelabelling } from "./damage.ts";
import { brokenGenerators, factorTensors } from "./invariance.ts";
import { LARGEST_CHANGE, randomElements, randomGroupChanges } from "./randomGroup.ts";

const library = createStructureLibrary();
const sm = builtinTheory("sm");

const renormalisableTerms = (theory: Theory): Term[] => termsOfLagrangian(renormalisableLagrangian(theory, library));

function effectiveTerms(theory: Theory, dimension: number): Term[] {
  const letters = lettersOf(theory);
  return neutralTypes(theory, { dimension })
    .flatMap((type) => operatorBasis(letters, type, library))
    .map((operator) => termOfOperator(operator));
}

function judge(term: Term, theory: Theory, draws: number) {
  const letters = lettersOf(theory);
  const broken = brokenGenerators(term, factorTensors(term, theory, letters));
  const changes = randomGroupChanges(term, theory, letters, randomElements(theory, createRng(5), draws));
  return { broken, change: Math.max(...changes.map(({ change }) => change)) };
}

test("every operator of the SMEFT to d = 6 is invariant, by the algebra and under random group elements", () => {
  const terms = [...renormalisableTerms(sm), ...effectiveTerms(sm, 5), ...effectiveTerms(sm, 6)];
  expect(terms.length).toBeGreaterThan(110);
  for (const term of terms) {
    const { broken, change } = judge(term, sm, 2);
    expect(broken).toEqual([]);
    expect(change).toBeLessThan(LARGEST_CHANGE);
  }
});

test.each(["su5", "s3", "mw", "left-right", "pati-salam"])("so is every renormalisable term of %s", (name) => {
  const theory = builtinTheory(name);
  const terms = renormalisableTerms(theory);
  expect(terms.length).toBeGreaterThan(5);
  for (const term of terms) {
    const { broken, change } = judge(term, theory, 1);
    expect(broken).toEqual([]);
    expect(change).toBeLessThan(LARGEST_CHANGE);
  }
});

test("a damaged index is found by both checks, in the same group", () => {
  const rng = createRng(11);
  const letters = lettersOf(sm);
  const sizes = specialUnitaryGroups(sm).map(({ n }) => n);
  const elements = randomElements(sm, rng.fork("elements"), 20);
  const terms = [...renormalisableTerms(sm), ...effectiveTerms(sm, 6), ...effectiveTerms(sm, 8)];
  for (let k = 0; k < 200; k++) {
    const term = terms[rng.integer(terms.length)];
    const relabelling = randomRelabelling(term, sizes, rng);
    if (relabelling === undefined) continue;
    const group = relabelling.axis === 0 ? "Lorentz" : specialUnitaryGroups(sm)[relabelling.axis - 1].name;
    const broken = brokenGenerators(term, damagedTensors(factorTensors(term, sm, letters), relabelling));
    expect(broken.map((found) => (found.group.endsWith("sl(2)") ? "Lorentz" : found.group))).toEqual([group]);
    const changes = randomGroupChanges(term, sm, letters, elements, relabelling);
    for (const { group: own, change } of changes) {
      if (own === group) expect(change).toBeGreaterThan(1e-3);
      else expect(change).toBeLessThan(LARGEST_CHANGE);
    }
  }
});

test("an upper index in the place of a lower one is found by both checks", () => {
  const rng = createRng(12);
  const letters = lettersOf(sm);
  const elements = randomElements(sm, rng.fork("elements"), 20);
  const terms = effectiveTerms(sm, 6);
  let damaged = 0;
  for (const term of terms) {
    const wrong = randomMispairing(term, sm, letters, rng);
    if (wrong === undefined) continue;
    damaged++;
    expect(brokenGenerators(wrong, factorTensors(wrong, sm, letters))).toMatchObject([{ group: "SU3" }]);
    const changes = randomGroupChanges(wrong, sm, letters, elements).filter(({ change }) => change > LARGEST_CHANGE);
    expect(changes.map(({ group }) => group)).toEqual(["SU3"]);
    expect(changes[0].change).toBeGreaterThan(1e-3);
  }
  expect(damaged).toBeGreaterThan(20);
});

test("wrong contractions of written terms are no invariants", () => {
  const letters = lettersOf(sm);
  // Two upper colour indices in a delta.
  const delta = readTerm("Q uc H | Lorentz <1 2> | SU3 delta(1 2) | SU2 eps(1 3)", sm);
  expect(judge(delta, sm, 2).broken).toEqual([]);
  const triplets = readTerm("Q Q | Lorentz <1 2> | SU3 delta(1 2) | SU2 eps(1 2)", sm);
  expect(brokenGenerators(triplets, factorTensors(triplets, sm, letters))).toEqual([
    { group: "SU3", generator: "E_1" },
  ]);
  const right = "G uc Q H | Lorentz <1 2> <1 3> | SU3 delta(1.1 2) delta(3 1.2) | SU2 eps(3 4)";
  expect(judge(readTerm(right, sm), sm, 2).broken).toEqual([]);
  const wrong = judge(readTerm(right.replace("delta(1.1 2) delta(3 1.2)", "delta(1.1 3) delta(2 1.2)"), sm), sm, 20);
  expect(wrong.broken).toMatchObject([{ group: "SU3" }]);
  expect(wrong.change).toBeGreaterThan(1e-3);
});

test("a sum is judged as a whole", () => {
  // delta_ij between upper indices is none, but the two invariant contractions cancel in it.
  const text = "Q Q | Lorentz <1 2> | SU3 delta(1 2) ; delta(2 1) | SU2 eps(1 2) | vector 1 -1";
  expect(judge(readTerm(text, sm), sm, 1).broken).toEqual([]);
  expect(judge(readTerm(text.replace("1 -1", "1 1"), sm), sm, 1).broken).toHaveLength(1);
});
