/**
 * The simplex method of Nelder and Mead (The Computer Journal 7 (1965) 308) for functions of two or three variables
 * without derivatives: the worst corner of a simplex is mirrored at the centre of the others, further when that is the
 * best yet, nearer when it is not good enough; when nothing helps the simplex shrinks towards its best corner.
 * Coefficients 1, 2, 1/2, 1/2 as in the paper. It stops when the simplex is smaller than `size` in every variable.
 */
export interface SimplexOptions {
  /** First length of an edge, the same in every variable. */
  readonly step: number;
  /** Largest extent of the last simplex. */
  readonly size: number;
  readonly evaluations: number;
}

export interface Minimum {
  readonly at: Float64Array;
  readonly value: number;
}

/** A local minimum of `f` near `start`. Values that are not numbers count as Infinity. */
export function nelderMead(
  f: (x: Float64Array) => number,
  start: ArrayLike<number>,
  { step, size, evaluations }: SimplexOptions,
): Minimum {
  const dimension = start.length;
  const budget = { left: evaluations };
  const corner = (at: Float64Array) => {
    budget.left--;
    const value = f(at);
    return { at, value: Number.isNaN(value) ? Infinity : value };
  };
  const simplex = Array.from({ length: dimension + 1 }, (_, k) =>
    corner(Float64Array.from(start, (x, axis) => (axis === k - 1 ? x + step : x))),
  );
  while (budget.left > 0) {
    simplex.sort((a, b) => a.value - b.value);
    const [best, worst] = [simplex[0], simplex[dimension]];
    if (simplex.every(({ at }) => at.every((x, axis) => Math.abs(x - best.at[axis]) < size))) break;
    const centre = best.at.map((_, axis) => {
      let sum = 0;
      for (let k = 0; k < dimension; k++) sum += simplex[k].at[axis];
      return sum / dimension;
    });
    const beyond = (factor: number) => corner(centre.map((c, axis) => c + factor * (c - worst.at[axis])));
    const mirrored = beyond(1);
    if (mirrored.value < best.value) {
      const further = beyond(2);
      simplex[dimension] = further.value < mirrored.value ? further : mirrored;
    } else if (mirrored.value < simplex[dimension - 1].value) {
      simplex[dimension] = mirrored;
    } else {
      const nearer = beyond(mirrored.value < worst.value ? 0.5 : -0.5);
      if (nearer.value < Math.min(mirrored.value, worst.value)) simplex[dimension] = nearer;
      else for (let k = 1; k <= dimension; k++) simplex[k] = corner(simplex[k].at.map((x, i) => (x + best.at[i]) / 2));
    }
  }
  return simplex.reduce((best, other) => (other.value < best.value ? other : best));
}
