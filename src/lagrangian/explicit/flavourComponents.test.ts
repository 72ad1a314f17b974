/**
 * The components named by semi-standard tableaux are independent and all there are: written with generations in their
 * slots and brought to a canonical order, they have the rank that the counting formula says.
 */
import { expect, test } from "vitest";
import { rationalRank } from "../../exact/index.ts";
import { builtinTheory } from "../builtin/theories.ts";
import { BASIS, countOperators } from "../count/countOperators.ts";
import { lettersOf } from "../theory.ts";
import { parseTypeName, typeName } from "../typeNames.ts";
import { flavourAssignments, flavourComponents } from "./flavourComponents.ts";
import { operatorBasis } from "./operatorBasis.ts";
import { operatorSpace } from "./operatorSpace.ts";
import type { OperatorSpace } from "./operatorSpace.ts";
import { createStructureLibrary } from "./structureLibrary.ts";
import { youngSymmetrise } from "./youngProjection.ts";

const library = createStructureLibrary(7);
const sm = builtinTheory("sm");
const letters = lettersOf(sm);

/**
 * Sorts the generations of equal letters by exchanging neighbours, then symmetrises among equal generations, where
 * the fields themselves are equal.
 */
function canonical(
  space: OperatorSpace,
  vector: readonly number[],
  generations: readonly number[],
): [string, Float64Array] {
  let result: Float64Array = Float64Array.from(vector);
  const sorted = [...generations];
  const isSwappable = (slot: number) => space.slots[slot] === space.slots[slot + 1];
  for (let pass = 0; pass < sorted.length; pass++) {
    for (let slot = 0; slot + 1 < sorted.length; slot++) {
      if (!isSwappable(slot) || sorted[slot] <= sorted[slot + 1]) continue;
      [sorted[slot], sorted[slot + 1]] = [sorted[slot + 1], sorted[slot]];
      result = space.exchange(slot, result).vector;
    }
  }
  for (let first = 0, next = 1; first < sorted.length; first = next, next++) {
    while (isSwappable(next - 1) && sorted[next] === sorted[first]) next++;
    result = youngSymmetrise(space, first, [next - first], result);
  }
  return [sorted.join(), result];
}

test.each([
  ["L Q^3", 1],
  ["L Q^3", 2],
  ["L Q^3", 3],
  ["Q^2 Q+^2", 2],
  ["L^2 H^2", 3],
  ["dc^3 ec+ D", 3],
  ["uc^2 dc ec", 3],
  ["Q^2 Q+^2 H H+", 2],
])("%s, %i generations", (name, generations) => {
  const type = parseTypeName(name, letters);
  const space = operatorSpace(letters, type, library);
  const byContent = new Map<string, Float64Array[]>();
  let components = 0;
  for (const operator of operatorBasis(letters, type, library, generations)) {
    const assignments = flavourAssignments(letters, operator, generations);
    expect(assignments).toHaveLength(flavourComponents(letters, operator, generations));
    components += assignments.length;
    for (const assignment of assignments) {
      const [content, vector] = canonical(space, operator.vector, assignment);
      byContent.set(content, [...(byContent.get(content) ?? []), vector]);
    }
  }
  const rank = [...byContent.values()].reduce((sum, vectors) => sum + rationalRank(vectors), 0);
  expect(components).toBeGreaterThan(0);
  expect(rank).toBe(components);
  const dimension = type.powers.reduce((sum, { letter, power }) => sum + sizeOf(letter) * power, type.derivatives);
  if (dimension > 8) return;
  const { types } = countOperators(sm, { ...BASIS, dimension, generations });
  expect(components).toBe(Number(types.find((counted) => counted.name === typeName(type, letters))!.operators));
});

/** The dimension of a letter. */
function sizeOf(letter: number): number {
  return 1 + Math.abs(letters[letter].twiceHelicity) / 2;
}
