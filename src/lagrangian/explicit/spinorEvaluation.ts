/**
 * Lorentz structures as numbers: their values at random spinors modulo a prime.
 *
 * Structures are polynomials in commuting spinors (lorentzStructures.ts), so that an identity between them holds
 * exactly if it holds at enough random points. With derivatives the points conserve momentum, sum_j |j>[j| = 0, which
 * is integration by parts: dotted spinors r_j of the slots j >= 2 are random, and with
 *
 *     [j| = <01> r_j,   [0| = sum_j <1j> r_j,   [1| = - sum_j <0j> r_j
 *
 * the sum vanishes by the Schouten identity, without a division. Each point draws its own random numbers.
 */
import type { Rng } from "../../base/index.ts";
import { multiplyModulo } from "../../exact/index.ts";
import type { PointOptions } from "./expansion.ts";
import type { LorentzStructure } from "./lorentzStructures.ts";

/** Values of a structure, one a point; `slots[i]` is the slot that takes the place of slot i. */
export type Evaluate<Structure> = (structure: Structure, slots: readonly number[]) => Float64Array;

/** Evaluates structures of `slots` fields; `derivatives` says whether momentum is conserved. */
export function spinorEvaluation(
  slots: number,
  derivatives: number,
  options: PointOptions,
): Evaluate<LorentzStructure> {
  const { prime, points } = options;
  const rng = options.rng.fork("spinors");
  const angle = new Float64Array(slots * slots * points);
  const square = new Float64Array(slots * slots * points);
  for (let point = 0; point < points; point++) {
    const undotted = randomSpinors(slots, prime, rng);
    const random = randomSpinors(slots, prime, rng);
    const dotted = derivatives > 0 && slots > 3 ? conservingSpinors(undotted, random, prime) : random;
    fillBrackets(undotted, angle, { point, points, prime });
    fillBrackets(dotted, square, { point, points, prime });
  }
  const table = (brackets: Float64Array, i: number, j: number) =>
    brackets.subarray((i * slots + j) * points, (i * slots + j + 1) * points);
  return (structure, order) => {
    const values = new Float64Array(points).fill(1);
    for (const [i, j] of structure.angle) multiplyAll(values, table(angle, order[i], order[j]), prime);
    for (const [i, j] of structure.square) multiplyAll(values, table(square, order[i], order[j]), prime);
    return values;
  };
}

/** Two components a slot. */
function randomSpinors(slots: number, prime: number, rng: Rng): Float64Array {
  return Float64Array.from({ length: 2 * slots }, () => rng.integer(prime));
}

function conservingSpinors(undotted: Float64Array, random: Float64Array, prime: number): Float64Array {
  const dotted = new Float64Array(random.length);
  const bracket01 = bracket(undotted, 0, 1, prime);
  for (let component = 0; component < 2; component++) {
    let first = 0;
    let second = 0;
    for (let j = 2; j < random.length / 2; j++) {
      const r = random[2 * j + component];
      dotted[2 * j + component] = multiplyModulo(bracket01, r, prime);
      first = (first + multiplyModulo(bracket(undotted, 1, j, prime), r, prime)) % prime;
      second = (second + multiplyModulo(bracket(undotted, j, 0, prime), r, prime)) % prime;
    }
    dotted[component] = first;
    dotted[2 + component] = second;
  }
  return dotted;
}

/** eps_ab i^a j^b. */
function bracket(spinors: Float64Array, i: number, j: number, prime: number): number {
  const up = multiplyModulo(spinors[2 * i], spinors[2 * j + 1], prime);
  const down = multiplyModulo(spinors[2 * i + 1], spinors[2 * j], prime);
  return up < down ? up - down + prime : up - down;
}

function fillBrackets(
  spinors: Float64Array,
  table: Float64Array,
  { point, points, prime }: { point: number; points: number; prime: number },
): void {
  const slots = spinors.length / 2;
  for (let i = 0; i < slots; i++) {
    for (let j = 0; j < slots; j++) table[(i * slots + j) * points + point] = bracket(spinors, i, j, prime);
  }
}

/** values *= factors, point by point. */
export function multiplyAll(values: Float64Array, factors: Float64Array, prime: number): void {
  for (let point = 0; point < values.length; point++) {
    values[point] = multiplyModulo(values[point], factors[point], prime);
  }
}
