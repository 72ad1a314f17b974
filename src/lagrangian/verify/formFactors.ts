/**
 * Terms as numbers: the matrix element of a term between the vacuum and one wave for each slot, at random points modulo
 * a prime. Two terms are the same operator exactly if all their matrix elements are equal, and the rank of many rows of
 * them is a number of independent operators.
 *
 * Waves of one letter can be attached to the slots of that letter in every order g, fermions with the sign of the
 * permutation. With flavour, only those orders contribute that put waves of flavour f_s on the slots s; the caller sums
 * over them (typeSpan.ts).
 */
import type { Rng } from "../../base/index.ts";
import { irrepStates, multiplyModulo, residue } from "../../exact/index.ts";
import type { DynkinLabels } from "../../exact/index.ts";
import { movedContraction } from "../explicit/contractions.ts";
import type { GaugeStructure, IndexPlace } from "../explicit/contractions.ts";
import type { IndexPair, Term } from "../terms/term.ts";
import { slotsOfType, specialUnitaryGroups } from "../theory.ts";
import type { Letter, OperatorType, Theory } from "../theory.ts";
import { componentsBySlot, gaugeLegs, gaugeTensor } from "./contractionTensor.ts";
import type { SlotComponents } from "./contractionTensor.ts";
import type { Equality, PointSource } from "./kinematics.ts";
import { spinorValues } from "./kinematics.ts";

/** The values of a term at all points, the wave `order[s]` on slot s of the type; equal letters stand together. */
export type TermValues = (term: Term, order: readonly number[]) => Float64Array;

export interface FormFactorOptions extends PointSource {
  readonly equality: Equality;
}

/** For terms of one type, with their slots in the order of `slotsOfType`. */
export function termValues(
  type: OperatorType,
  theory: Theory,
  letters: readonly Letter[],
  { equality, ...source }: FormFactorOptions,
): TermValues {
  const held = slotsOfType(type).map((letter) => letters[letter]);
  const { prime, points, rng } = source;
  const lorentz = spinorValues(held, type.derivatives, equality, { ...source, rng: rng.fork("spinors") });
  const gauge = specialUnitaryGroups(theory).map(({ n, name }, factor) => {
    const irreps = held.map(({ irreps: own }) => own[factor]);
    return gaugeValues(n, irreps, { ...source, rng: rng.fork(name) });
  });
  return (term, order) => {
    const factors = [
      term.lorentz.map((structure) => lorentz(structure, order)),
      ...term.gauge.map((structures, factor) => structures.map((structure) => gauge[factor](structure, order))),
    ];
    return sumOfProducts(term.vector, factors, { prime, points });
  };
}

/** The same term with its slots in the order of `slotsOfType`, up to a sign from the order of the fermions. */
export function sortedTerm(term: Term): Term {
  const sorted = [...term.slots].sort((a, b) => a - b);
  if (sorted.every((letter, slot) => letter === term.slots[slot])) return term;
  const used = new Map<number, number>();
  const places = term.slots.map((letter) => {
    const count = used.get(letter) ?? 0;
    used.set(letter, count + 1);
    return sorted.indexOf(letter) + count;
  });
  const move = ({ slot, index }: IndexPlace): IndexPlace => ({ slot: places[slot], index });
  const movePairs = (pairs: readonly IndexPair[]) => pairs.map(([a, b]): IndexPair => [move(a), move(b)]);
  return {
    ...term,
    slots: sorted,
    lorentz: term.lorentz.map(({ angle, square }) => ({ angle: movePairs(angle), square: movePairs(square) })),
    gauge: term.gauge.map((structures) =>
      structures.map((own) => own.map((contraction) => movedContraction(contraction, move))),
    ),
  };
}

type GaugeValues = (structure: GaugeStructure, order: readonly number[]) => Float64Array;

/** Every wave is a random tensor of its irrep, a combination of all states. */
function gaugeValues(N: number, irreps: readonly DynkinLabels[], { prime, points, rng }: PointSource): GaugeValues {
  const legs = gaugeLegs(N, irreps);
  const waves = Array.from({ length: points }, () => irreps.map((labels) => randomTensor(N, labels, prime, rng)));
  const components = new Map<GaugeStructure, SlotComponents>();
  const charged = irreps.flatMap((labels, slot) => (labels.some((label) => label > 0) ? [slot] : []));
  const ones = new Float64Array(points).fill(1);
  const known = new Map<GaugeStructure, Map<string, Float64Array>>();
  return (structure, order) => {
    if (structure.length === 0) return ones;
    const tensor = components.get(structure) ?? componentsBySlot(gaugeTensor(structure, legs), legs);
    components.set(structure, tensor);
    const byOrder = known.get(structure) ?? new Map<string, Float64Array>();
    known.set(structure, byOrder);
    const key = charged.map((slot) => order[slot]).join();
    const found =
      byOrder.get(key) ?? Float64Array.from(waves, (wave) => contracted(tensor, wave, { order, charged, prime }));
    byOrder.set(key, found);
    return found;
  };
}

function randomTensor(N: number, labels: DynkinLabels, prime: number, rng: Rng): Float64Array {
  const { states, upper, lower } = irrepStates(N, labels);
  const tensor = new Float64Array(N ** (upper + lower));
  for (const { indices, coefficients } of states) {
    const weight = rng.integer(prime);
    indices.forEach((index, k) => {
      tensor[index] = (tensor[index] + multiplyModulo(weight, residue(coefficients[k], prime), prime)) % prime;
    });
  }
  return tensor;
}

function contracted(
  { coefficients, indices }: SlotComponents,
  wave: readonly Float64Array[],
  {
    order,
    charged,
    prime,
  }: { readonly order: readonly number[]; readonly charged: readonly number[]; readonly prime: number },
): number {
  const slots = order.length;
  let sum = 0;
  for (let k = 0; k < coefficients.length; k++) {
    let product = residue(coefficients[k], prime);
    for (const slot of charged) {
      product = multiplyModulo(product, wave[order[slot]][indices[k * slots + slot]], prime);
      if (product === 0) break;
    }
    sum = (sum + product) % prime;
  }
  return sum;
}

/** sum_k vector[k] prod of one value of each factor, the last factor running fastest. */
function sumOfProducts(
  vector: readonly number[],
  factors: readonly (readonly Float64Array[])[],
  { prime, points }: { readonly prime: number; readonly points: number },
): Float64Array {
  const sum = new Float64Array(points);
  vector.forEach((coefficient, entry) => {
    if (coefficient === 0) return;
    const product = new Float64Array(points).fill(residue(coefficient, prime));
    let rest = entry;
    for (const values of factors.toReversed()) {
      const own = values[rest % values.length];
      for (let point = 0; point < points; point++) product[point] = multiplyModulo(product[point], own[point], prime);
      rest = Math.floor(rest / values.length);
    }
    for (let point = 0; point < points; point++) sum[point] = (sum[point] + product[point]) % prime;
  });
  return sum;
}
