/**
 * Orthonormal states of an SU(N) irrep as tensors, each with a weight: what becomes a particle of its own when a gauge
 * factor is written out in components. sum_s |x_s|^2 is then the invariant norm, so that kinetic terms are canonical.
 *
 * In a real irrep conjugation J (conjugateTensor.ts) maps the irrep to itself with J^2 = 1. There the states are chosen
 * such that J takes each state to another or to itself: a real field has x_s' = x_s* for J s = s', and x_s real for s' = s.
 */
import { irrepStates, isReal } from "../../exact/index.ts";
import type { DynkinLabels } from "../../exact/index.ts";
import type { Complex } from "../complexNumbers.ts";
import {
  addComplex,
  complexSize,
  conjugateComplex,
  multiplyComplex,
  scaleComplex,
  sumComplex,
} from "../complexNumbers.ts";
import type { FactorTensor } from "./conjugateTensor.ts";
import { conjugateTensor } from "./conjugateTensor.ts";

export interface ComponentState {
  readonly weight: readonly number[];
  readonly tensor: FactorTensor;
  /** In a real irrep the state that J makes of this one; else -1. */
  readonly partner: number;
}

const TOLERANCE = 1e-9; // norms of vectors that are 0 but for rounding

/** The states by weight, highest first. */
export function componentStates(N: number, labels: DynkinLabels): ComponentState[] {
  const raw = irrepStates(N, labels).states.map(({ weight, indices, coefficients }) => ({
    weight,
    tensor: new Map(Array.from(indices, (index, k): [number, Complex] => [index, [coefficients[k], 0]])),
  }));
  const spaces = [...Map.groupBy(raw, ({ weight }) => weight.join(",")).values()];
  if (!isReal(labels)) {
    return spaces.flatMap((space) =>
      orthonormal(space.map(({ tensor }) => tensor)).map((tensor) => ({
        weight: space[0].weight,
        tensor,
        partner: -1,
      })),
    );
  }
  return realStates(spaces, (tensor) => conjugateTensor(N, labels, tensor));
}

interface WeightedTensor {
  readonly weight: readonly number[];
  readonly tensor: FactorTensor;
}

function realStates(
  spaces: readonly (readonly WeightedTensor[])[],
  conjugate: (tensor: FactorTensor) => FactorTensor,
): ComponentState[] {
  const states: { weight: readonly number[]; tensor: FactorTensor; partner: number }[] = [];
  for (const space of spaces) {
    const { weight } = space[0];
    const tensors = space.map(({ tensor }) => tensor);
    const sign = weight.find((entry) => entry !== 0) ?? 0;
    if (sign < 0) continue;
    if (sign === 0) {
      for (const tensor of orthonormal(tensors.flatMap((own) => invariantParts(own, conjugate)))) {
        states.push({ weight, tensor, partner: states.length });
      }
      continue;
    }
    for (const tensor of orthonormal(tensors)) {
      states.push({ weight, tensor, partner: states.length + 1 });
      const opposite = weight.map((entry) => (entry === 0 ? 0 : -entry));
      states.push({ weight: opposite, tensor: conjugate(tensor), partner: states.length - 1 });
    }
  }
  const order = states.map((_, k) => k).sort((a, b) => compareWeights(states[b].weight, states[a].weight) || a - b);
  return order.map((k) => ({ ...states[k], partner: order.indexOf(states[k].partner) }));
}

function compareWeights(a: readonly number[], b: readonly number[]): number {
  const place = a.findIndex((entry, k) => entry !== b[k]);
  return place === -1 ? 0 : a[place] - b[place];
}

/** v + J v and i v + J i v: J leaves both as they are. */
function invariantParts(tensor: FactorTensor, conjugate: (tensor: FactorTensor) => FactorTensor): FactorTensor[] {
  const turned = new Map([...tensor].map(([place, value]) => [place, multiplyComplex([0, 1], value)]));
  return [tensor, turned].map((own) =>
    combine(
      [own, conjugate(own)],
      [
        [1, 0],
        [1, 0],
      ],
    ),
  );
}

/** Gram and Schmidt; dependent vectors are dropped. Of J-invariant vectors all products are real. */
function orthonormal(tensors: readonly FactorTensor[]): FactorTensor[] {
  const basis: FactorTensor[] = [];
  for (const tensor of tensors) {
    const overlaps = basis.map((own) => scaleComplex(innerProduct(own, tensor), -1));
    const rest = combine([tensor, ...basis], [[1, 0], ...overlaps]);
    const norm = Math.sqrt(innerProduct(rest, rest)[0]);
    if (norm > TOLERANCE) basis.push(combine([rest], [[1 / norm, 0]]));
  }
  return basis;
}

/** sum a* b. */
export function innerProduct(a: FactorTensor, b: FactorTensor): Complex {
  return sumComplex([...a].map(([place, value]) => multiplyComplex(conjugateComplex(value), b.get(place) ?? [0, 0])));
}

function combine(tensors: readonly FactorTensor[], factors: readonly Complex[]): FactorTensor {
  const sum = new Map<number, Complex>();
  tensors.forEach((tensor, k) => {
    for (const [place, value] of tensor) {
      sum.set(place, addComplex(sum.get(place) ?? [0, 0], multiplyComplex(factors[k], value)));
    }
  });
  for (const [place, value] of sum) if (complexSize(value) < 1e-13) sum.delete(place);
  return sum;
}
