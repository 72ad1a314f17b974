/**
 * Random values for all components of all fields, modulo a prime. A field and its bar are independent, as the real and
 * imaginary parts of a complex field are. An irrep that is written as a tensor (fieldIndices.ts) gets a random combination
 * of its states, so that the value has the symmetries of the irrep and no traces.
 */
import { createRng } from "../../base/index.ts";
import type { Rng } from "../../base/index.ts";
import { irrepDimension, irrepStates, residue } from "../../exact/index.ts";
import type { DynkinLabels } from "../../exact/index.ts";
import { fieldIndices, isOther } from "../files/fieldIndices.ts";
import type { IndexConvention } from "../files/fieldIndices.ts";
import type { Field, Theory } from "../theory.ts";
import type { GroupElement } from "./groupElements.ts";
import { actionOf } from "./groupElements.ts";
import type { ModularTensor } from "./modularTensor.ts";
import { contract, FIELD_PRIME, reordered, transformAxis } from "./modularTensor.ts";

export interface FieldValues {
  readonly theory: Theory;
  readonly convention: IndexConvention;
  readonly generations: number;
  readonly points: number;
  /** `X`, or `Xbar` where conjugate; axes in the order of `fieldIndices`. */
  of(name: string, conjugate: boolean, generation: number, point: number): ModularTensor;
}

export interface FieldValueOptions {
  /** Stands for fields with an open number of generations. */
  readonly generations: number;
  readonly points: number;
}

const SEED = 1;

/** The same theory always gets the same values. */
export function randomFieldValues(
  { theory, convention }: { readonly theory: Theory; readonly convention: IndexConvention },
  options: FieldValueOptions,
): FieldValues {
  const fields = new Map(theory.fields.map((field) => [field.name, field]));
  const known = new Map<string, ModularTensor>();
  const rng = createRng(SEED);
  return {
    theory,
    convention,
    ...options,
    of: (name, conjugate, generation, point) => {
      const key = `${name}${conjugate ? "bar" : ""} ${generation} ${point}`;
      const found = known.get(key) ?? randomTensor(fields.get(name)!, convention, rng.fork(key));
      known.set(key, found);
      return found;
    },
  };
}

/** Random numbers for the states of each factor, then states that are tensors written out with their indices. */
function randomTensor(field: Field, convention: IndexConvention, rng: Rng): ModularTensor {
  const factors = field.irreps.flatMap((labels, k) => (labels.some((label) => label !== 0) ? [k] : []));
  const sizes = factors.map((k) => irrepDimension(field.irreps[k]));
  const size = sizes.reduce((product, one) => product * one, 1);
  const values = Float64Array.from({ length: size }, () => rng.integer(FIELD_PRIME));
  let tensor: ModularTensor = { indices: factors.map((k) => `${k}`), sizes, values };
  if (convention === "pyrate") return tensor;
  for (const k of factors.filter((k) => isOther(field.irreps[k]))) {
    const { indices, ...rest } = stateTensors(field.irreps[k]);
    tensor = contract(tensor, { indices: indices.map((name) => (name === "state" ? `${k}` : `${k}${name}`)), ...rest });
  }
  // Axes of one factor came together at the end; they go back to the place of the factor.
  const order = factors.flatMap((k) => tensor.indices.filter((name) => name === `${k}` || name.startsWith(`${k}.`)));
  return reordered(tensor, order);
}

const tensorsOfIrrep = new Map<string, ModularTensor>();

/** The states of an irrep: axes state, .0, .1, ... */
function stateTensors(labels: DynkinLabels): ModularTensor {
  const key = labels.join(",");
  const known = tensorsOfIrrep.get(key);
  if (known !== undefined) return known;
  const n = labels.length + 1;
  const { dimension, upper, lower, states } = irrepStates(n, labels);
  const slots = Array.from({ length: upper + lower }, (_, slot) => slot);
  const values = new Float64Array(dimension * n ** slots.length);
  states.forEach(({ indices, coefficients }, state) => {
    indices.forEach(
      (packed, k) => (values[state * n ** slots.length + packed] = residue(coefficients[k], FIELD_PRIME)),
    );
  });
  const indices = ["state", ...slots.map((slot) => `.${slot}`)];
  const found = { indices, sizes: [dimension, ...slots.map(() => n)], values };
  tensorsOfIrrep.set(key, found);
  return found;
}

/** The values after a transformation of one SU(N) factor, given by its place among the SU factors. */
export function transformed(values: FieldValues, factor: number, element: GroupElement): FieldValues {
  const { theory, convention } = values;
  return {
    ...values,
    of: (name, conjugate, generation, point) => {
      const field = theory.fields.find((candidate) => candidate.name === name)!;
      return fieldIndices(field, convention).reduce(
        (tensor, index, axis) => {
          if (index.factor !== factor) return tensor;
          if (index.kind === "unknown") throw new RangeError(`no components of ${name} under factor ${factor}`);
          return transformAxis(tensor, axis, actionOf(element, index.kind, conjugate));
        },
        values.of(name, conjugate, generation, point),
      );
    },
  };
}
