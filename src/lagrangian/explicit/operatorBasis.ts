/**
 * The explicit basis of one type of operators: every independent operator with its contractions, sorted by permutation
 * symmetry of the letters that occur more than once.
 *
 * An operator is a vector of whole numbers over products of structures (operatorSpace.ts). For letters with n copies
 * only partitions of at most n rows give something other than zero, and an operator of symmetry lambda stands for as
 * many independent flavour components as there are semi-standard tableaux of lambda with the labels 1 ... n. So the
 * number of vectors is n_terms of the type, and the sum of their components its number of operators.
 *
 * One set of equal letters after the other is projected: what the first leaves is a representation of the next. From the
 * images of all vectors the first independent ones are kept. A type without invariants has an empty basis.
 */
import { createRowSpace, partitionsOf } from "../../exact/index.ts";
import type { Partition } from "../../exact/index.ts";
import type { Generations } from "../count/flavour.ts";
import { copyNumber } from "../theory.ts";
import type { Letter, OperatorType } from "../theory.ts";
import type { GaugeStructure } from "./contractions.ts";
import type { LorentzStructure } from "./lorentzStructures.ts";
import { operatorSpace } from "./operatorSpace.ts";
import type { OperatorSpace } from "./operatorSpace.ts";
import type { StructureLibrary } from "./structureLibrary.ts";
import { primitive, youngSymmetrise } from "./youngProjection.ts";

/** The permutation symmetry of one letter that occurs more than once. */
export interface LetterSymmetry {
  readonly letter: number;
  readonly partition: Partition;
}

export interface ExplicitOperator {
  readonly type: OperatorType;
  /** The letter in each slot. */
  readonly slots: readonly number[];
  readonly lorentz: readonly LorentzStructure[];
  /** One list for each SU(N) factor. */
  readonly gauge: readonly (readonly GaugeStructure[])[];
  /** Primitive whole numbers over Lorentz x gauge, the last factor fastest; the first that is not 0 is positive. */
  readonly vector: readonly number[];
  /** For each letter of power 2 or more, in the order of the slots. */
  readonly symmetry: readonly LetterSymmetry[];
}

/**
 * The basis of one type, ordered by symmetry, [n] first. `letters` are those of the theory. Where the number of
 * generations is left open, symmetries that some number allows are all listed.
 */
export function operatorBasis(
  letters: readonly Letter[],
  type: OperatorType,
  library: StructureLibrary,
  generations: Generations = "symbolic",
): ExplicitOperator[] {
  const space = operatorSpace(letters, type, library);
  const { slots, lorentz, gauge } = space;
  const copies = letters.map((letter) => copyNumber(letter.copies, generations));
  return symmetryClasses(space, copies).flatMap(({ symmetry, vectors }) =>
    vectors.map((vector) => ({ type, slots, lorentz, gauge, vector: Array.from(vector), symmetry })),
  );
}

/** Vectors of one symmetry; those after each other are independent. */
interface SymmetryClass {
  readonly symmetry: readonly LetterSymmetry[];
  readonly vectors: readonly Float64Array[];
}

/** `copies` of each letter of the theory. */
function symmetryClasses(space: OperatorSpace, copies: readonly Generations[]): SymmetryClass[] {
  let classes: SymmetryClass[] = [{ symmetry: [], vectors: unitVectors(space.dimension) }];
  let first = 0;
  for (const { letter, power } of space.type.powers) {
    const start = first;
    if (power > 1) {
      const shapes = allowedPartitions(power, copies[letter]);
      classes = classes.flatMap(({ symmetry, vectors }) =>
        shapes.map((partition) => ({
          symmetry: [...symmetry, { letter, partition }],
          vectors: independentImages(space, vectors, (vector) => youngSymmetrise(space, start, partition, vector)),
        })),
      );
    }
    first += power;
  }
  return classes.filter(({ vectors }) => vectors.length > 0);
}

/** The partitions whose flavour tensors exist: as many rows as copies at most. */
function allowedPartitions(power: number, copies: Generations): Partition[] {
  return partitionsOf(power).filter((partition) => copies === "symbolic" || partition.length <= copies);
}

function unitVectors(dimension: number): Float64Array[] {
  return Array.from({ length: dimension }, (_, k) => {
    const vector = new Float64Array(dimension);
    vector[k] = 1;
    return vector;
  });
}

function independentImages(
  space: OperatorSpace,
  vectors: readonly Float64Array[],
  project: (vector: Float64Array) => Float64Array,
): Float64Array[] {
  const span = createRowSpace(space.dimension);
  return vectors.map((vector) => primitive(project(vector))).filter((image) => span.add(image));
}
