/**
 * Goldstone directions: what the generators of the gauge group make of the vacuum, X -> X + i e T <X>, in terms of the scalar
 * variables. Unitary gauge leaves them out; physical scalars are orthogonal to them.
 */
import type { Complex } from "../../complexNumbers.ts";
import {
  addComplex,
  complexSize,
  conjugateComplex,
  multiplyComplex,
  scaleComplex,
  sumComplex,
} from "../../complexNumbers.ts";
import type { BosonComponent } from "../gaugeBosons.ts";
import { bosonMatrix, isKineticMixing } from "../gaugeBosons.ts";
import type { BrokenBuild } from "./brokenBuild.ts";
import { productValue } from "./polynomial.ts";
import type { ScalarVariables } from "./scalarVariables.ts";

/** One number for each variable. */
type Direction = readonly Complex[];

const DEPENDENT = 1e-9; // of a vector of length 1: what others span already

/** Orthonormal directions of all broken generators, those of charged bosons and of neutral ones. */
export function goldstoneDirections(build: BrokenBuild, all: ScalarVariables): Direction[] {
  const own = build.components.bosons.components.filter(
    ({ coupling, factor }) => !isKineticMixing(coupling) && factor.kind !== "colour",
  );
  const generators = [...Map.groupBy(own, ({ boson }) => boson).values()];
  const found: Direction[] = [];
  for (const components of generators) {
    const direction = normalised(directionOf(build, all, components));
    if (direction === undefined) continue;
    const rest = projectedOut(projectedOut(direction, found), found);
    if (norm(rest) > DEPENDENT) found.push(normalised(rest)!);
  }
  return found;
}

/** Of T, or of T+ + T- for a charged boson: turned by i the other combination is the same complex direction. */
function directionOf(
  { components: { table }, numbers, vacuumValues, sheet }: BrokenBuild,
  all: ScalarVariables,
  generator: readonly BosonComponent[],
): Direction {
  const direction: Complex[] = all.variables.map(() => [0, 0]);
  for (const [particle, product] of vacuumValues) {
    const { field } = numbers[particle];
    const [{ component: held }] = table.particles[particle].parts;
    const value = productValue(product, sheet.value);
    for (const { row, column, value: entry } of generator.flatMap((own) => bosonMatrix(table, field, own))) {
      const { particle: turned, anti } = table.find(field, row, 0);
      // Of a real field the conjugate component says the same again.
      if (column !== held || anti) continue;
      const change = multiplyComplex([0, 1], multiplyComplex(entry, value));
      for (const { variable, anti: isAnti, factor } of all.contents[turned]) {
        const part = scaleComplex(multiplyComplex(change, conjugateComplex(factor)), 1 / complexSize(factor) ** 2);
        const own: Complex = all.variables[variable].real ? [part[0], 0] : isAnti ? conjugateComplex(part) : part;
        direction[variable] = addComplex(direction[variable], own);
      }
    }
  }
  return direction;
}

/** Columns of an orthonormal basis of the block without the directions: one row for each variable of the block. */
export function physicalBasis(block: readonly number[], directions: readonly Direction[]): Complex[][] {
  const held = directions.map((direction) => block.map((variable) => direction[variable]));
  const gone = held.filter((direction) => norm(direction) > DEPENDENT).map((direction) => normalised(direction)!);
  const units = block.map((_, k) => block.map((__, j): Complex => [j === k ? 1 : 0, 0]));
  const basis: Direction[] = [];
  while (gone.length + basis.length < block.length) {
    const rests = units.map((unit) => projectedOut(projectedOut(unit, [...gone, ...basis]), [...gone, ...basis]));
    const next =
      gone.length === 0
        ? rests[basis.length]
        : rests.reduce((best, own) => (norm(own) > norm(best) + 1e-9 ? own : best));
    basis.push(normalised(next)!);
  }
  return block.map((_, row) => basis.map((column) => column[row]));
}

function projectedOut(vector: Direction, basis: readonly Direction[]): Direction {
  return basis.reduce((rest, own) => {
    const overlap = scaleComplex(
      sumComplex(own.map((entry, k) => multiplyComplex(conjugateComplex(entry), rest[k]))),
      -1,
    );
    return rest.map((entry, k) => addComplex(entry, multiplyComplex(overlap, own[k])));
  }, vector);
}

function norm(vector: Direction): number {
  return Math.hypot(...vector.map(complexSize));
}

function normalised(vector: Direction): Direction | undefined {
  const size = norm(vector);
  return size === 0 ? undefined : vector.map((entry) => scaleComplex(entry, 1 / size));
}
