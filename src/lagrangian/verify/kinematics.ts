/**
 * Values of Lorentz structures at random points modulo a prime: what the verifier compares operators with. The plain
 * waves of all slots are put into the operator, so that a derivative becomes a momentum p_aa'.
 *
 * On shell. A wave is a power of spinors |i> and |i], its momentum p = |i>[i|. That is the space of operators with
 * equations of motion and, by momentum conservation, total derivatives removed. <1| on sum_j |j>[j| = 0 gives |0], and
 * <0| gives |1]. Without derivatives the two kinds of spinors are free. With derivatives and fewer than four fields every
 * product of momenta is zero, and so are all structures.
 *
 * Off shell. Momenta are any matrices, of which the last one balances the others, so that total derivatives vanish. The
 * waves are independent of them: spinors psi_a, and F_L from a potential, p_aa' A_b^a' symmetrised in a and b. The
 * conjugate field strength stays on shell, since the Bianchi identity makes D F_R an expression in D F_L.
 */
import type { Rng } from "../../base/index.ts";
import { invertModulo, multiplyModulo } from "../../exact/index.ts";
import type { SpinorStructure } from "../terms/term.ts";
import type { Letter } from "../theory.ts";
import { offShellValues } from "./offShell.ts";

export interface PointSource {
  readonly prime: number;
  readonly points: number;
  readonly rng: Rng;
}

/** Which operators count as equal: those up to equations of motion and total derivatives, or up to total derivatives. */
export type Equality = "basis" | "green";

/** The values of a structure; `order[s]` is the slot whose wave stands in slot s. Do not change the array. */
export type SpinorValues = (structure: SpinorStructure, order: readonly number[]) => Float64Array;

/** `derivatives` of all slots together. */
export function spinorValues(
  held: readonly Letter[],
  derivatives: number,
  equality: Equality,
  source: PointSource,
): SpinorValues {
  const isFree = held.every(({ twiceHelicity }) => twiceHelicity === 2);
  if (derivatives === 0 || equality === "basis" || isFree) return onShell(held.length, derivatives, source);
  return offShellValues(held, source);
}

function onShell(slots: number, derivatives: number, { prime, points, rng }: PointSource): SpinorValues {
  const waves = Array.from({ length: points }, () => onShellWaves(slots, derivatives > 0, prime, rng));
  const bracketsOf = (kind: "undotted" | "dotted") => {
    const known = new Map<number, Float64Array>();
    return (i: number, j: number) => {
      const found =
        known.get(i * slots + j) ?? Float64Array.from(waves, (wave) => bracket(wave[kind][i], wave[kind][j], prime));
      known.set(i * slots + j, found);
      return found;
    };
  };
  const [angle, square] = [bracketsOf("undotted"), bracketsOf("dotted")];
  const zero = new Float64Array(points);
  return (structure, order) => {
    if (derivatives > 0 && slots < 4) return zero;
    const values = new Float64Array(points).fill(1);
    for (const [a, b] of structure.angle) multiplyInto(values, angle(order[a.slot], order[b.slot]), prime);
    for (const [a, b] of structure.square) multiplyInto(values, square(order[a.slot], order[b.slot]), prime);
    return values;
  };
}

type Spinor = readonly [number, number];

interface OnShellWaves {
  readonly undotted: readonly Spinor[];
  readonly dotted: readonly Spinor[];
}

function onShellWaves(slots: number, conserving: boolean, prime: number, rng: Rng): OnShellWaves {
  const draw = () => Array.from({ length: slots }, (): Spinor => [rng.integer(prime), rng.integer(prime)]);
  const undotted = draw();
  const dotted = draw();
  if (!conserving || slots < 4) return { undotted, dotted };
  const balance = (own: number, other: number): Spinor => {
    const scale = invertModulo(bracket(undotted[other], undotted[own], prime), prime);
    const sum = [0, 1].map((component) =>
      dotted.slice(2).reduce((total, spinor, k) => {
        const weight = bracket(undotted[other], undotted[k + 2], prime);
        return (total + multiplyModulo(weight, spinor[component], prime)) % prime;
      }, 0),
    );
    return [multiplyModulo(prime - sum[0], scale, prime), multiplyModulo(prime - sum[1], scale, prime)];
  };
  return { undotted, dotted: [balance(0, 1), balance(1, 0), ...dotted.slice(2)] };
}

/** eps_ab a^a b^b. */
function bracket(a: Spinor, b: Spinor, prime: number): number {
  return (multiplyModulo(a[0], b[1], prime) + prime - multiplyModulo(a[1], b[0], prime)) % prime;
}

function multiplyInto(values: Float64Array, factors: Float64Array, prime: number): void {
  for (let point = 0; point < values.length; point++)
    values[point] = multiplyModulo(values[point], factors[point], prime);
}
