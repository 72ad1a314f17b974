/**
 * The space of all operators of one type before flavour is looked at: Lorentz structures times the gauge structures of
 * each factor, for slots that hold the letters of the type one after the other.
 *
 * A vector has one entry for each product of structures, the last gauge factor fastest. When two equal letters change
 * places, each factor changes by its own small matrix, applied along its axis, and fermions contribute a sign. The
 * coefficients are whole numbers held in doubles; a product that could exceed 2^53 is an error, never a rounding.
 */
import { slotsOfType } from "../theory.ts";
import type { Letter, OperatorType } from "../theory.ts";
import type { GaugeStructure } from "./contractions.ts";
import type { RationalRows } from "./expansion.ts";
import type { InvariantSpace } from "./invariantSpace.ts";
import type { LorentzStructure } from "./lorentzStructures.ts";
import type { GaugeFactor, StructureLibrary } from "./structureLibrary.ts";

export interface OperatorSpace {
  readonly type: OperatorType;
  /** The letter in each slot; equal letters stand together. */
  readonly slots: readonly number[];
  readonly lorentz: readonly LorentzStructure[];
  /** One list of structures for each SU(N) factor, in the order of the theory. */
  readonly gauge: readonly (readonly GaugeStructure[])[];
  /** How many structures each factor has, Lorentz first; the length of a vector is their product. */
  readonly sizes: readonly number[];
  readonly dimension: number;
  readonly factors: OperatorFactors;
  /** The slots `slot` and `slot + 1`, which hold the same letter, change places. The vector is `scale` times too large. */
  exchange(slot: number, vector: Float64Array): ScaledVector;
}

/** The spaces of which the operator space is the product. */
export interface OperatorFactors {
  readonly lorentz: InvariantSpace<LorentzStructure>;
  readonly gauge: readonly GaugeFactor[];
}

export interface ScaledVector {
  readonly vector: Float64Array;
  readonly scale: number;
}

/** The space of one type; `letters` are those of the theory. */
export function operatorSpace(
  letters: readonly Letter[],
  type: OperatorType,
  library: StructureLibrary,
): OperatorSpace {
  const slots = slotsOfType(type);
  const held = slots.map((letter) => letters[letter]);
  const lorentz = library.lorentz(
    held.map(({ twiceHelicity }) => twiceHelicity),
    type.derivatives,
  );
  const gauge = (held[0]?.irreps ?? []).map((labels, factor) =>
    library.gauge(
      labels.length + 1,
      held.map(({ irreps }) => irreps[factor]),
    ),
  );
  const sizes = [lorentz.structures.length, ...gauge.map(({ structures }) => structures.length)];
  return {
    type,
    slots,
    lorentz: lorentz.structures,
    gauge: gauge.map(({ structures }) => structures),
    sizes,
    factors: { lorentz, gauge },
    dimension: sizes.reduce((product, size) => product * size, 1),
    exchange(slot, vector) {
      const sign = held[slot].fermion ? -1 : 1;
      let result: ScaledVector = { vector: sign === 1 ? vector : vector.map((entry) => -entry), scale: 1 };
      result = alongAxis(result, lorentz.exchange(slot), sizes, 0);
      gauge.forEach(({ space, places }, factor) => {
        if (places[slot] !== -1) result = alongAxis(result, space.exchange(places[slot]), sizes, factor + 1);
      });
      return result;
    },
  };
}

/** Multiplies a vector from the right by a matrix along one axis of the product. */
export function alongAxis(
  { vector, scale }: ScaledVector,
  { numerators, denominator, growth }: RationalRows,
  sizes: readonly number[],
  axis: number,
): ScaledVector {
  const size = sizes[axis];
  const stride = sizes.slice(axis + 1).reduce((product, length) => product * length, 1);
  const product = new Float64Array(vector.length);
  for (let start = 0; start < vector.length; start += size * stride) {
    for (let a = 0; a < size; a++) addRow(vector, product, numerators[a], { start, a, stride });
  }
  requireExact(vector, growth);
  return { vector: product, scale: scale * denominator };
}

/** product[.., b, ..] += vector[.., a, ..] row[b] for one block of the axis. */
function addRow(
  vector: Float64Array,
  product: Float64Array,
  row: Float64Array,
  { start, a, stride }: { start: number; a: number; stride: number },
): void {
  for (let inner = 0; inner < stride; inner++) {
    const entry = vector[start + a * stride + inner];
    if (entry === 0) continue;
    for (let b = 0; b < row.length; b++) product[start + b * stride + inner] += entry * row[b];
  }
}

/** No sum of products may leave the whole numbers that doubles hold. */
function requireExact(vector: Float64Array, growth: number): void {
  let largest = 0;
  for (let k = 0; k < vector.length; k++) largest = Math.max(largest, Math.abs(vector[k]));
  if (largest * growth <= Number.MAX_SAFE_INTEGER) return;
  throw new Error(`coefficients grow to ${largest * growth}: not exact in doubles`);
}
