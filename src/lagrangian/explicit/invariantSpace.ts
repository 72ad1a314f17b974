/**
 * The Lorentz or gauge invariants of a list of slots: a basis of structures, and how it changes when two neighbouring
 * slots with equal fields change places.
 */
import type { Rng } from "../../base/index.ts";
import { createRowSpace, groupIntegral } from "../../exact/index.ts";
import type { DynkinLabels } from "../../exact/index.ts";
import type { TwiceHelicity } from "../theory.ts";
import { contractions } from "./contractions.ts";
import type { GaugeStructure } from "./contractions.ts";
import { expandInBasis, solvingPoints } from "./expansion.ts";
import type { PointOptions, RationalRows } from "./expansion.ts";
import { flagEvaluation } from "./flagEvaluation.ts";
import type { LorentzStructure } from "./lorentzStructures.ts";
import { lorentzStructures, pairings } from "./lorentzStructures.ts";
import { spinorEvaluation } from "./spinorEvaluation.ts";
import type { Evaluate } from "./spinorEvaluation.ts";

export interface InvariantSpace<Structure> {
  /** A basis. */
  readonly structures: readonly Structure[];
  /**
   * Row a says what structure a becomes when the slots `slot` and `slot + 1` change places; their fields must be equal.
   * Worked out on first use.
   */
  exchange(slot: number): RationalRows;
  /** Any structures of these slots, redundant ones too, in the basis: Schouten identities, integration by parts and traces are used. */
  reduce(others: readonly Structure[]): RationalRows;
  /** Whatever lies in the space, in its basis, from its values at the points of the options. */
  expand(others: (options: PointOptions) => readonly Float64Array[]): RationalRows;
}

/** The Lorentz structures of `lorentzStructures` as a space. */
export function lorentzSpace(
  twiceHelicities: readonly TwiceHelicity[],
  derivatives: number,
  rng: Rng,
): InvariantSpace<LorentzStructure> {
  const slots = twiceHelicities.length;
  const structures = lorentzStructures(twiceHelicities, derivatives);
  return invariantSpace(structures, slots, {
    evaluation: byPrime((options) => spinorEvaluation(slots, derivatives, options)),
    rng,
  });
}

/** The invariants of fields in these irreps of SU(N), none of them a singlet. */
export function gaugeSpace(N: number, irreps: readonly DynkinLabels[], rng: Rng): InvariantSpace<GaugeStructure> {
  const evaluation = byPrime((options) => flagEvaluation(N, irreps, options));
  const structures = independentContractions(N, irreps, { evaluation, rng });
  return invariantSpace(structures, irreps.length, { evaluation, rng });
}

interface Evaluation<Structure> {
  readonly evaluation: (options: PointOptions) => Evaluate<Structure>;
  readonly rng: Rng;
}

/** Points and what was evaluated there are kept: each space uses one set of points for each prime. */
function byPrime<Structure>(
  evaluation: (options: PointOptions) => Evaluate<Structure>,
): (options: PointOptions) => Evaluate<Structure> {
  const known = new Map<number, Evaluate<Structure>>();
  return (options) => {
    const found = known.get(options.prime) ?? evaluation(options);
    known.set(options.prime, found);
    return found;
  };
}

/** The first independent ones of all contractions; how many there must be is an integral over the group. */
function independentContractions(
  N: number,
  irreps: readonly DynkinLabels[],
  { evaluation, rng }: Evaluation<GaugeStructure>,
): GaugeStructure[] {
  const rank = groupIntegral(
    N,
    irreps.map((irrep) => ({ irrep, power: 1 })),
  );
  if (rank === 0) return [];
  const points = solvingPoints(rank, rng);
  const evaluate = evaluation(points);
  const space = createRowSpace(points.points, points.prime);
  const order = irreps.map((_, slot) => slot);
  const chosen: GaugeStructure[] = [];
  for (const structure of N === 2 ? doubletContractions(irreps) : contractions(N, irreps)) {
    if (space.add(evaluate(structure, order))) chosen.push(structure);
    if (chosen.length === rank) return chosen;
  }
  throw new Error(`SU(${N}): ${chosen.length} independent contractions of ${rank} invariants`);
}

/** For SU(2) the tableaux of two rows are a basis already. */
function doubletContractions(irreps: readonly DynkinLabels[]): GaugeStructure[] {
  const doublets = irreps.map(([twiceSpin]) => twiceSpin);
  const pairs = doublets.reduce((sum, count) => sum + count, 0) / 2;
  if (!Number.isInteger(pairs)) return [];
  return pairings(pairs, doublets).map((product) => {
    const used = doublets.map(() => 0);
    const next = (slot: number) => ({ slot, index: used[slot]++ });
    return product.map(([i, j]) => ({
      kind: "epsilon" as const,
      variance: "upper" as const,
      indices: [next(i), next(j)],
    }));
  });
}

function invariantSpace<Structure>(
  structures: readonly Structure[],
  slots: number,
  { evaluation, rng }: Evaluation<Structure>,
): InvariantSpace<Structure> {
  const order = Array.from({ length: slots }, (_, slot) => slot);
  const exchanges = new Map<number, RationalRows>();
  const evaluated = (options: PointOptions, slotOrder: readonly number[]) => {
    const evaluate = evaluation(options);
    return structures.map((structure) => evaluate(structure, slotOrder));
  };
  const expand = (others: (options: PointOptions) => readonly Float64Array[]) =>
    expandInBasis((options) => evaluated(options, order), others, structures.length, rng);
  return {
    structures,
    reduce: (others) =>
      expand((options) => {
        const evaluate = evaluation(options);
        return others.map((structure) => evaluate(structure, order));
      }),
    exchange(slot) {
      const swapped = order.with(slot, slot + 1).with(slot + 1, slot);
      const found = exchanges.get(slot) ?? expand((options) => evaluated(options, swapped));
      exchanges.set(slot, found);
      return found;
    },
    expand,
  };
}
