/**
 * Complete contractions of fundamental indices. By the first fundamental theorem of SU(N) all invariants are spanned by
 * deltas between upper and lower indices and, of what is left over, epsilons of N indices of one kind, never both kinds:
 * a product of two is a determinant of deltas. For SU(2), where epsilon moves indices up and down, they are the perfect
 * matchings. Deltas come first. Pairs within one field are left out, since irreps have no traces.
 */

/** One end of a contraction: an index of a field, or one of the two that an adjoint index stands for. */
export interface End {
  /** Which of the fields, and which of its indices under the factor. */
  readonly slot: number;
  readonly axis: number;
  readonly upper: boolean;
}

/** Deltas are pairs, epsilons sets of N. */
export interface Contraction {
  readonly deltas: readonly (readonly [End, End])[];
  readonly epsilons: readonly (readonly End[])[];
}

/** All complete contractions of these ends, for SU(2) the perfect matchings. */
export function* contractions(n: number, ends: readonly End[]): Generator<Contraction> {
  const upper = ends.filter((end) => end.upper);
  const lower = ends.filter((end) => !end.upper);
  if (n === 2) yield* matchings(ends);
  else if (upper.length >= lower.length) yield* pairings(n, lower, upper);
  else yield* pairings(n, upper, lower);
}

/** SU(2): the first end with each other one, opposite ends first. */
function* matchings(ends: readonly End[]): Generator<Contraction> {
  const [first, ...rest] = ends;
  if (first === undefined) yield { deltas: [], epsilons: [] };
  const opposite = rest.filter(({ upper }) => upper !== first.upper);
  for (const partner of [...opposite, ...rest.filter((end) => !opposite.includes(end))]) {
    if (partner.slot === first.slot) continue;
    for (const { deltas, epsilons } of matchings(rest.filter((end) => end !== partner))) {
      if (partner.upper === first.upper) yield { deltas, epsilons: [[first, partner], ...epsilons] };
      else yield { deltas: [[first, partner], ...deltas], epsilons };
    }
  }
}

/** SU(N): each of the fewer ends with one of the others, and what is left in sets of N. */
function* pairings(n: number, fewer: readonly End[], more: readonly End[]): Generator<Contraction> {
  const [first, ...rest] = fewer;
  if (first === undefined) {
    for (const epsilons of sets(n, more)) yield { deltas: [], epsilons };
    return;
  }
  for (const partner of more.filter(({ slot }) => slot !== first.slot)) {
    for (const { deltas, epsilons } of pairings(
      n,
      rest,
      more.filter((end) => end !== partner),
    )) {
      yield { deltas: [[first, partner], ...deltas], epsilons };
    }
  }
}

/** All ways to put the ends into sets of n. */
function* sets(n: number, ends: readonly End[]): Generator<End[][]> {
  if (ends.length === 0) yield [];
  if (ends.length < n) return;
  const [first, ...rest] = ends;
  for (const others of subsets(n - 1, rest)) {
    for (const more of sets(
      n,
      rest.filter((end) => !others.includes(end)),
    ))
      yield [[first, ...others], ...more];
  }
}

function* subsets(size: number, ends: readonly End[]): Generator<End[]> {
  if (size === 0) yield [];
  else {
    for (let k = 0; k + size <= ends.length; k++) {
      for (const more of subsets(size - 1, ends.slice(k + 1))) yield [ends[k], ...more];
    }
  }
}

/** One of each list. */
export function* combinations<T>(choices: readonly (readonly T[])[]): Generator<T[]> {
  const [first, ...rest] = choices;
  if (first === undefined) yield [];
  else for (const one of first) for (const more of combinations(rest)) yield [one, ...more];
}
