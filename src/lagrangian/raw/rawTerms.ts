/**
 * The redundant style: every contraction as a term of its own, as in BART-L's Lagrangians, together with the linear
 * relations among them.
 *
 * A term that vanishes identically is set apart: eps_ij H_i H_j, eps_abc phi_a phi_b phi_c for one copy. Terms are
 * expanded in the space of the type and, for letters of one copy, symmetrised over their slots; relations are the null
 * space of those vectors, so that terms minus relations is the number of independent operators. Letters with several
 * copies carry generation indices: for them the relations are those that hold for every choice of generations.
 */
import { nullSpace } from "../../exact/index.ts";
import type { GaugeStructure } from "../explicit/contractions.ts";
import type { RationalRows } from "../explicit/expansion.ts";
import { operatorSpace } from "../explicit/operatorSpace.ts";
import type { OperatorSpace } from "../explicit/operatorSpace.ts";
import type { StructureLibrary } from "../explicit/structureLibrary.ts";
import { renumberSlots } from "../explicit/structureLibrary.ts";
import { symmetricPart } from "../explicit/youngProjection.ts";
import type { Generations } from "../count/flavour.ts";
import { withIndices } from "../terms/term.ts";
import type { Term } from "../terms/term.ts";
import { copyNumber } from "../theory.ts";
import type { Letter, OperatorType } from "../theory.ts";
import { rawMonomials } from "./rawMonomials.ts";
import type { RawMonomials } from "./rawMonomials.ts";

export interface RawType {
  readonly type: OperatorType;
  /** One product of contractions each, vector [1]. */
  readonly terms: readonly Term[];
  /** Contractions that are zero by symmetry and statistics. */
  readonly vanishing: readonly Term[];
  /** Whole numbers over `terms`: each such combination is zero. Primitive and independent. */
  readonly relations: readonly (readonly bigint[])[];
  /** Whether the relations use integration by parts. */
  readonly upToTotalDerivatives: boolean;
}

/** All terms of a type without derivatives. */
export function rawType(
  letters: readonly Letter[],
  type: OperatorType,
  library: StructureLibrary,
  generations: Generations = "symbolic",
): RawType {
  const space = operatorSpace(letters, type, library);
  const raw = rawMonomials(letters, type);
  const vectors = space.dimension === 0 ? [] : termVectors(raw, space, letters, { library, generations });
  const terms = raw.monomials.map(({ lorentz, gauge }) => ({
    slots: raw.slots,
    lorentz: [withIndices(raw.lorentz[lorentz], raw.slots.length)],
    gauge: gauge.map((k, factor) => [raw.gauge[factor][k]]),
    vector: [1],
  }));
  const isZero = terms.map((_, t) => space.dimension === 0 || vectors[t].every((entry) => entry === 0));
  const kept = vectors.filter((_, t) => !isZero[t]);
  const rows = Array.from({ length: space.dimension }, (_, k) => kept.map((vector) => vector[k]));
  return {
    type,
    terms: terms.filter((_, t) => !isZero[t]),
    vanishing: terms.filter((_, t) => isZero[t]),
    relations: kept.length === 0 ? [] : nullSpace(rows, kept.length),
    upToTotalDerivatives: false,
  };
}

/** Each term in the space of its type, all multiplied by the same factor. */
function termVectors(
  { lorentz, gauge, monomials, slots }: RawMonomials,
  space: OperatorSpace,
  letters: readonly Letter[],
  { library, generations }: { library: StructureLibrary; generations: Generations },
): Float64Array[] {
  const held = slots.map((letter) => letters[letter]);
  const helicities = held.map(({ twiceHelicity }) => twiceHelicity);
  const lorentzRows = library.matrix(`all Lorentz ${helicities.join()}`, () => space.factors.lorentz.reduce(lorentz));
  const gaugeRows = gauge.map((structures, k) =>
    library.matrix(`all SU${held[0].irreps[k].length + 1} ${held.map(({ irreps }) => irreps[k]).join(" ")}`, () =>
      reduceGauge(structures, space, k),
    ),
  );
  return monomials.map((monomial) => {
    const rows = [
      lorentzRows.numerators[monomial.lorentz],
      ...monomial.gauge.map((own, k) => gaugeRows[k].numerators[own]),
    ];
    let vector = rows.reduce(outerProduct);
    slots.forEach((letter, slot) => {
      const { copies } = letters[letter];
      const isFirst = slots[slot - 1] !== letter;
      const equal = slots.filter((other) => other === letter).length;
      if (isFirst && equal > 1 && copyNumber(copies, generations) === 1) {
        vector = symmetricPart(space, slot, equal, vector);
      }
    });
    return vector;
  });
}

function reduceGauge(structures: readonly GaugeStructure[], space: OperatorSpace, factor: number): RationalRows {
  const { space: own, places } = space.factors.gauge[factor];
  return own.reduce(structures.map((structure) => renumberSlots(structure, places)));
}

function outerProduct(a: Float64Array, b: Float64Array): Float64Array {
  const product = new Float64Array(a.length * b.length);
  a.forEach((x, i) => b.forEach((y, j) => (product[i * b.length + j] = x * y)));
  return product;
}
