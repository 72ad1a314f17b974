/**
 * The invariants that operators are made of, each worked out once: many types of operators share their helicities or the
 * irreps of one gauge group. A library is made by the caller and lives as long as he keeps it.
 */
import type { Rng } from "../../base/index.ts";
import { createRng } from "../../base/index.ts";
import type { DynkinLabels } from "../../exact/index.ts";
import type { TwiceHelicity } from "../theory.ts";
import { movedContraction } from "./contractions.ts";
import type { GaugeStructure, IndexPlace } from "./contractions.ts";
import type { RationalRows } from "./expansion.ts";
import { gaugeSpace, lorentzSpace } from "./invariantSpace.ts";
import type { InvariantSpace } from "./invariantSpace.ts";
import type { LorentzStructure } from "./lorentzStructures.ts";

/** The invariants of one gauge factor for a list of slots, some of which may be singlets. */
export interface GaugeFactor {
  readonly structures: readonly GaugeStructure[];
  /** The invariants of the slots that are not singlets, which the library shares. */
  readonly space: InvariantSpace<GaugeStructure>;
  /** The place of each slot among those that are not singlets, or -1. */
  readonly places: readonly number[];
}

export interface StructureLibrary {
  lorentz(twiceHelicities: readonly TwiceHelicity[], derivatives: number): InvariantSpace<LorentzStructure>;
  gauge(N: number, irreps: readonly DynkinLabels[]): GaugeFactor;
  /** A matrix between spaces, worked out once for each key. */
  matrix(key: string, make: () => RationalRows): RationalRows;
}

/** An empty library. The seed draws the random points; results do not depend on it. */
export function createStructureLibrary(seed = 0): StructureLibrary {
  const rng = createRng(seed).fork("structures");
  const lorentzSpaces = new Map<string, InvariantSpace<LorentzStructure>>();
  const gaugeSpaces = new Map<string, InvariantSpace<GaugeStructure>>();
  const matrices = new Map<string, RationalRows>();
  return {
    matrix(key, make) {
      const found = matrices.get(key) ?? make();
      matrices.set(key, found);
      return found;
    },
    lorentz: (twiceHelicities, derivatives) =>
      remember(lorentzSpaces, `${twiceHelicities.join(",")} D${derivatives}`, rng, (own) =>
        lorentzSpace(twiceHelicities, derivatives, own),
      ),
    gauge(N, irreps) {
      const charged = irreps.map((_, slot) => slot).filter((slot) => irreps[slot].some((label) => label > 0));
      const own = charged.map((slot) => irreps[slot]);
      const key = `SU${N} ${own.join(" ")}`;
      const space = remember(gaugeSpaces, key, rng, (random) => gaugeSpace(N, own, random));
      const structures = space.structures.map((structure) => renumberSlots(structure, charged));
      return { structures, space, places: irreps.map((_, slot) => charged.indexOf(slot)) };
    },
  };
}

function remember<Space>(known: Map<string, Space>, key: string, rng: Rng, make: (rng: Rng) => Space): Space {
  const found = known.get(key) ?? make(rng.fork(key));
  known.set(key, found);
  return found;
}

/** The same structure where slot i has become slots[i]. */
export function renumberSlots(structure: GaugeStructure, slots: readonly number[]): GaugeStructure {
  const move = ({ slot, index }: IndexPlace) => ({ slot: slots[slot], index });
  return structure.map((contraction) => movedContraction(contraction, move));
}
