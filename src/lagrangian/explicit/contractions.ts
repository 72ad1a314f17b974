/**
 * All complete contractions of fundamental indices of SU(N), the first fundamental theorem: every invariant tensor is a
 * combination of products of deltas, one upper index with one lower, and epsilons, N upper or N lower indices. Both
 * kinds of epsilon in one product are never needed, since their product is a determinant of deltas.
 *
 * A field carries columns of antisymmetric indices (`columnsOfIrrep` of src/exact). Indices of one column are
 * interchangeable up to a sign, and the columns of height 1 of one variance are symmetric. So the products are listed by
 * groups of interchangeable indices; within a group the next free index is taken. What vanishes at sight is left out:
 * an epsilon with two indices of a symmetric group, and a delta within one field, whose traces are zero.
 */
import { columnsOfIrrep } from "../../exact/index.ts";
import type { DynkinLabels } from "../../exact/index.ts";

/** An index of a field: its slot in the operator and its place among the indices of the field's irrep, both from 0. */
export interface IndexPlace {
  readonly slot: number;
  readonly index: number;
}

/** delta of an upper and a lower index, or the epsilon that contracts N upper or N lower indices. */
export type Contraction =
  | { readonly kind: "delta"; readonly upper: IndexPlace; readonly lower: IndexPlace }
  | { readonly kind: "epsilon"; readonly variance: "upper" | "lower"; readonly indices: readonly IndexPlace[] };

/** A product of contractions that uses every index of every field once. */
export type GaugeStructure = readonly Contraction[];

/** The indices of a contraction; of a delta the upper one first. */
export function placesOf(contraction: Contraction): readonly IndexPlace[] {
  return contraction.kind === "delta" ? [contraction.upper, contraction.lower] : contraction.indices;
}

/** The same contraction of other indices. */
export function movedContraction(contraction: Contraction, move: (place: IndexPlace) => IndexPlace): Contraction {
  return contraction.kind === "delta"
    ? { kind: "delta", upper: move(contraction.upper), lower: move(contraction.lower) }
    : { ...contraction, indices: contraction.indices.map(move) };
}

/** Interchangeable indices of one field. */
interface IndexGroup {
  readonly slot: number;
  readonly variance: "upper" | "lower";
  readonly symmetric: boolean;
  readonly indices: readonly number[];
}

function indexGroups(irreps: readonly DynkinLabels[]): IndexGroup[] {
  return irreps.flatMap((labels, slot) => {
    const columns = columnsOfIrrep(labels);
    const tall = columns
      .filter(({ height }) => height > 1)
      .map(({ variance, height, first }) =>
        group(
          slot,
          variance,
          Array.from({ length: height }, (_, k) => first + k),
        ),
      );
    const single = (["upper", "lower"] as const).map((variance) => {
      const own = columns.filter((column) => column.height === 1 && column.variance === variance);
      return { slot, variance, symmetric: true, indices: own.map(({ first }) => first) };
    });
    return [...tall, ...single.filter(({ indices }) => indices.length > 0)];
  });
}

function group(slot: number, variance: IndexGroup["variance"], indices: readonly number[]): IndexGroup {
  return { slot, variance, symmetric: false, indices };
}

/**
 * All contractions of fields in these irreps of SU(N), each once, in a fixed order; lazily, since the caller often knows
 * how many independent ones there are.
 */
export function* contractions(N: number, irreps: readonly DynkinLabels[]): Generator<GaugeStructure> {
  const groups = indexGroups(irreps);
  const excess = sizeOf(groups, "upper") - sizeOf(groups, "lower");
  if (excess % N !== 0) return;
  const majority = excess >= 0 ? "upper" : "lower";
  const many = groups.filter(({ variance }) => variance === majority);
  const few = groups.filter(({ variance }) => variance !== majority);
  for (const deltas of pairUp(few, many)) {
    const free = many.map(({ indices }, g) => indices.length - deltas.reduce((sum, row) => sum + row[g], 0));
    for (const epsilons of splitUp(many, free, N)) yield writeOut({ few, many, deltas, epsilons });
  }
}

function sizeOf(groups: readonly IndexGroup[], variance: IndexGroup["variance"]): number {
  return groups.reduce((sum, own) => sum + (own.variance === variance ? own.indices.length : 0), 0);
}

/** All tables of numbers of deltas: row f says how many indices of few[f] go to each group of `many`. */
function* pairUp(few: readonly IndexGroup[], many: readonly IndexGroup[]): Generator<number[][]> {
  function* extend(rows: number[][], free: readonly number[]): Generator<number[][]> {
    if (rows.length === few.length) return yield rows;
    const { slot, indices } = few[rows.length];
    const open = free.map((count, g) => (many[g].slot === slot ? 0 : count));
    for (const row of selections(open, indices.length)) {
      yield* extend(
        [...rows, row],
        free.map((count, g) => count - row[g]),
      );
    }
  }
  yield* extend(
    [],
    many.map(({ indices }) => indices.length),
  );
}

/** All ways to split the free indices into epsilons; each epsilon says how many indices of each group it takes. */
function* splitUp(many: readonly IndexGroup[], free: readonly number[], N: number): Generator<number[][]> {
  const first = free.findIndex((count) => count > 0);
  if (first === -1) return yield [];
  // The first free index is always contracted first, so that the order of the epsilons is not counted.
  const open = free.map((count, g) => Math.min(count, many[g].symmetric ? 1 : count));
  for (const chosen of selections(open, N)) {
    if (chosen[first] === 0) continue;
    const rest = free.map((count, g) => count - chosen[g]);
    for (const others of splitUp(many, rest, N)) {
      if (others.length === 0 || !comesBefore(others[0], chosen)) yield [chosen, ...others];
    }
  }
}

/** Whether an epsilon would have been chosen before the other: then the pair is listed in the other order. */
function comesBefore(epsilon: readonly number[], other: readonly number[]): boolean {
  const g = epsilon.findIndex((count, k) => count !== other[k]);
  return g !== -1 && epsilon[g] > other[g];
}

/** All ways to choose `total` items, at most open[g] of kind g; the first kinds as often as possible first. */
function* selections(open: readonly number[], total: number): Generator<number[]> {
  const behind = open.map((_, g) => open.slice(g + 1).reduce((sum, count) => sum + count, 0));
  function* extend(counts: number[], rest: number): Generator<number[]> {
    const g = counts.length;
    if (g === open.length) return yield counts;
    for (let count = Math.min(open[g], rest); count >= Math.max(0, rest - behind[g]); count--) {
      yield* extend([...counts, count], rest - count);
    }
  }
  if (open.reduce((sum, count) => sum + count, 0) >= total) yield* extend([], total);
}

interface Assignment {
  readonly few: readonly IndexGroup[];
  readonly many: readonly IndexGroup[];
  readonly deltas: readonly (readonly number[])[];
  readonly epsilons: readonly (readonly number[])[];
}

/** Takes the next free index of a group wherever a number says so. */
function writeOut({ few, many, deltas, epsilons }: Assignment): GaugeStructure {
  const used = new Map<IndexGroup, number>();
  const next = (own: IndexGroup): IndexPlace => {
    const k = used.get(own) ?? 0;
    used.set(own, k + 1);
    return { slot: own.slot, index: own.indices[k] };
  };
  const pairs = deltas.flatMap((row, f) =>
    row.flatMap((count, g) => Array.from({ length: count }, () => deltaOf(few[f], next(few[f]), next(many[g])))),
  );
  const blocks = epsilons.map((counts) => ({
    kind: "epsilon" as const,
    variance: many[0].variance,
    indices: counts.flatMap((count, g) => Array.from({ length: count }, () => next(many[g]))),
  }));
  return [...pairs, ...blocks];
}

function deltaOf(few: IndexGroup, own: IndexPlace, other: IndexPlace): Contraction {
  return few.variance === "upper"
    ? { kind: "delta", upper: own, lower: other }
    : { kind: "delta", upper: other, lower: own };
}
