/**
 * Damaged terms, for tests of the verifier; two kinds of index swaps, neither of which leaves a term invariant.
 *
 * Relabelling: one index of one contraction has two of its values exchanged, T'_{.. i ..} = T_{.. s(i) ..}. If T is
 * invariant and not zero, T' never is: T' would be invariant only if every g^-1 s^-1 g s on that one index left T
 * unchanged, and these elements generate the group.
 *
 * Mispairing: an upper and a lower index of two contractions change places, delta(u l) delta(v m) to delta(m l) delta(v u).
 * For N > 2 a delta of two upper indices is no invariant tensor.
 */
import type { Rng } from "../../base/index.ts";
import { unpackIndices, packIndices } from "../../exact/index.ts";
import type { SparseTensor } from "../../exact/index.ts";
import { movedContraction, placesOf } from "../explicit/contractions.ts";
import type { Contraction, GaugeStructure, IndexPlace } from "../explicit/contractions.ts";
import { structuresAt } from "../terms/term.ts";
import type { Term } from "../terms/term.ts";
import { specialUnitaryGroups } from "../theory.ts";
import type { Letter, Theory } from "../theory.ts";
import { gaugeLegs } from "./contractionTensor.ts";
import type { Legs } from "./contractionTensor.ts";
import type { FactorTensors } from "./invariance.ts";
import type { Relabelling } from "./randomGroup.ts";

/** An index of a random contraction that has a coefficient; undefined for a term without indices. */
export function randomRelabelling(term: Term, sizes: readonly number[], rng: Rng): Relabelling | undefined {
  const used = relabellings(term).filter(({ axis, structure }) => hasCoefficient(term, axis, structure));
  if (used.length === 0) return undefined;
  const { axis, structure, kind, place } = used[rng.integer(used.length)];
  const N = axis === 0 ? 2 : sizes[axis - 1];
  const a = rng.integer(N);
  const b = (a + 1 + rng.integer(N - 1)) % N;
  return { axis, structure, kind, place, values: [a, b] };
}

type Target = Omit<Relabelling, "values">;

function relabellings({ lorentz, gauge }: Term): Target[] {
  const spinors = lorentz.flatMap((pairs, structure) =>
    (["angle", "square"] as const).flatMap((kind) =>
      pairs[kind].flat().map((place): Target => ({ axis: 0, structure, kind, place })),
    ),
  );
  const groups = gauge.flatMap((structures, factor) =>
    structures.flatMap((contractions, structure) =>
      contractions.flatMap(placesOf).map((place): Target => ({ axis: factor + 1, structure, kind: "gauge", place })),
    ),
  );
  return [...spinors, ...groups];
}

/** Whether a structure occurs in the term with a coefficient that is not 0. */
function hasCoefficient(term: Term, axis: number, structure: number): boolean {
  return term.vector.some((coefficient, entry) => coefficient !== 0 && structuresAt(term, entry)[axis] === structure);
}

/** The term with an upper and a lower index of two contractions exchanged; undefined where there are no such two. */
export function randomMispairing(term: Term, theory: Theory, letters: readonly Letter[], rng: Rng): Term | undefined {
  const choices = specialUnitaryGroups(theory).flatMap(({ n }, factor) =>
    n === 2
      ? []
      : term.gauge[factor].flatMap((structure, k) => {
          if (!hasCoefficient(term, factor + 1, k)) return [];
          const variances = term.slots.map((letter) => gaugeLegs(n, [letters[letter].irreps[factor]]).variances);
          return mispairings(structure, ({ slot, index }) => variances[slot][index]).map((damaged) => ({
            factor,
            k,
            damaged,
          }));
        }),
  );
  if (choices.length === 0) return undefined;
  const { factor, k, damaged } = choices[rng.integer(choices.length)];
  return { ...term, gauge: term.gauge.with(factor, term.gauge[factor].with(k, damaged)) };
}

function mispairings(structure: GaugeStructure, varianceOf: (place: IndexPlace) => string): GaugeStructure[] {
  return structure.flatMap((first, a) =>
    structure.slice(a + 1).flatMap((second) =>
      placesOf(first).flatMap((one) =>
        placesOf(second)
          .filter((other) => varianceOf(one) !== varianceOf(other))
          .map((other) => structure.map((contraction) => withExchanged(contraction, one, other))),
      ),
    ),
  );
}

function withExchanged(contraction: Contraction, one: IndexPlace, other: IndexPlace): Contraction {
  const move = (place: IndexPlace) => (place === one ? other : place === other ? one : place);
  return movedContraction(contraction, move);
}

/** The tensors of a term after the damage. */
export function damagedTensors(
  factors: readonly FactorTensors[],
  { axis, structure, kind, place, values }: Relabelling,
): FactorTensors[] {
  // Both sl(2) have one entry for each Lorentz structure, the left ones first.
  const lorentzStructures = factors.filter((factor) => factor.axis === 0).length / 2;
  const target = axis > 0 ? 2 * lorentzStructures + axis - 1 : structure + (kind === "square" ? lorentzStructures : 0);
  return factors.map((factor, k) => {
    if (k !== target) return factor;
    const own = axis > 0 ? structure : 0;
    const leg = factor.legs.first[place.slot] + place.index;
    return {
      ...factor,
      tensors: factor.tensors.with(own, exchangeValues(factor.tensors[own], factor.legs, leg, values)),
    };
  });
}

function exchangeValues(
  tensor: SparseTensor,
  { values: N, variances }: Legs,
  leg: number,
  [a, b]: readonly [number, number],
): SparseTensor {
  return new Map(
    [...tensor].map(([packed, coefficient]) => {
      const indices = unpackIndices(N, packed, variances.length);
      const value = indices[leg];
      return [packIndices(N, indices.with(leg, value === a ? b : value === b ? a : value)), coefficient];
    }),
  );
}
