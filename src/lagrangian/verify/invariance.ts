/**
 * Proof of invariance: the raising and lowering operators E_i and F_i of every SU(N), and those of the two sl(2) of the
 * Lorentz group, act on the tensor of a term index by index (Leibniz), and what comes out must be the zero tensor, in
 * whole numbers. They generate the algebra. Derivatives are vectors, one undotted and one dotted index.
 *
 * A term is a sum of products of one structure of each factor. For one factor that is a sum over its structures with
 * the products of the others as labels, and each of these sums must be invariant. Where every structure is invariant by
 * itself, as deltas and epsilons are, nothing is left to add up.
 */
import { lowerTensor, raiseTensor } from "../../exact/index.ts";
import type { SparseTensor } from "../../exact/index.ts";
import { indicesPerSlot, structureNumbers } from "../terms/term.ts";
import type { Term } from "../terms/term.ts";
import { specialUnitaryGroups } from "../theory.ts";
import type { Letter, Theory } from "../theory.ts";
import { gaugeLegs, gaugeTensor, spinorLegs, spinorTensor } from "./contractionTensor.ts";
import type { Legs } from "./contractionTensor.ts";

/** The tensors of one factor of a term. */
export interface FactorTensors {
  /** `SU3`, or `left sl(2)` and `right sl(2)` of the Lorentz group. */
  readonly name: string;
  /** The axis of the vector: 0 Lorentz, 1 the first SU(N), ... */
  readonly axis: number;
  readonly legs: Legs;
  /** One for each structure. */
  readonly tensors: readonly SparseTensor[];
}

/** A generator that does not annihilate the term. */
export interface BrokenGenerator {
  readonly group: string;
  /** `E_1`, `F_2`. */
  readonly generator: string;
}

/** The tensors of both sl(2) and of every SU(N). */
export function factorTensors(term: Term, theory: Theory, letters: readonly Letter[]): FactorTensors[] {
  return [...spinorTensors(term), ...gaugeTensors(term, theory, letters)];
}

function spinorTensors({ slots, lorentz }: Term): FactorTensors[] {
  const sides = [
    { name: "left sl(2)", kind: "angle" },
    { name: "right sl(2)", kind: "square" },
  ] as const;
  // Structures put derivatives on different slots, so that each has legs of its own; the algebra only needs their number.
  return sides.flatMap(({ name, kind }) =>
    lorentz.map((structure) => {
      const legs = spinorLegs(indicesPerSlot(structure[kind], slots.length));
      return { name, axis: 0, legs, tensors: [spinorTensor(structure[kind], legs)] };
    }),
  );
}

function gaugeTensors({ slots, gauge }: Term, theory: Theory, letters: readonly Letter[]): FactorTensors[] {
  return specialUnitaryGroups(theory).map(({ name, n }, factor) => {
    const legs = gaugeLegs(
      n,
      slots.map((letter) => letters[letter].irreps[factor]),
    );
    return { name, axis: factor + 1, legs, tensors: gauge[factor].map((structure) => gaugeTensor(structure, legs)) };
  });
}

/** The first generator of each factor that does not annihilate the term; none if the term is invariant. */
export function brokenGenerators(term: Term, factors: readonly FactorTensors[]): BrokenGenerator[] {
  const sizes = structureNumbers(term);
  return factors.flatMap(({ name, axis, legs, tensors }) => {
    const labels = tensors.length === sizes[axis] ? slicesAlong(term.vector, sizes, axis) : [[1]];
    const generator = generators(legs).find(({ act }) => {
      const images = tensors.map(act);
      return images.some((image) => image.size > 0) && labels.some((slice) => !cancels(images, slice));
    });
    return generator === undefined ? [] : [{ group: name, generator: generator.name }];
  });
}

interface Generator {
  readonly name: string;
  act(tensor: SparseTensor): SparseTensor;
}

function generators({ values, variances }: Legs): Generator[] {
  return Array.from({ length: values - 1 }, (_, k) => k + 1).flatMap((i) => [
    { name: `E_${i}`, act: (tensor: SparseTensor) => raiseTensor(values, variances, i, tensor) },
    { name: `F_${i}`, act: (tensor: SparseTensor) => lowerTensor(values, variances, i, tensor) },
  ]);
}

/** The entries of the vector along one axis, for every choice of the others. */
export function slicesAlong(vector: readonly number[], sizes: readonly number[], axis: number): number[][] {
  const stride = sizes.slice(axis + 1).reduce((product, size) => product * size, 1);
  const slices: number[][] = [];
  for (let start = 0; start < vector.length; start++) {
    if (Math.floor(start / stride) % sizes[axis] !== 0) continue;
    slices.push(Array.from({ length: sizes[axis] }, (_, k) => vector[start + k * stride]));
  }
  return slices;
}

function cancels(images: readonly SparseTensor[], coefficients: readonly number[]): boolean {
  const sum = new Map<number, number>();
  images.forEach((image, k) => {
    if (coefficients[k] === 0) return;
    for (const [packed, value] of image) sum.set(packed, (sum.get(packed) ?? 0) + coefficients[k] * value);
  });
  return [...sum.values()].every((value) => value === 0);
}
