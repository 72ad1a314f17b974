/**
 * Random fields at a point: values and first derivatives of all components, as tensors with fundamental indices. Numbers
 * to compare two ways of writing one Lagrangian; nothing here knows of particles or components.
 *
 * A spinor is one number a component: bilinears of left-handed spinors are symmetric, since the epsilon that contracts
 * them and their statistics both change sign, and a current x+ sigma^m y becomes x* y n^m with a fixed vector n.
 */
import type { Rng } from "../../base/index.ts";
import { irrepStates } from "../../exact/index.ts";
import type { Field, Theory } from "../theory.ts";
import { specialUnitaryGroups } from "../theory.ts";
import type { Complex } from "../complexNumbers.ts";
import { addComplex, conjugateComplex, multiplyComplex, scaleComplex, subtractComplex } from "../complexNumbers.ts";
import type { FactorTensor } from "./conjugateTensor.ts";
import { conjugateTensor } from "./conjugateTensor.ts";

/** A product of tensors of the SU(N) factors with a number. */
export interface ProductTensor {
  readonly value: Complex;
  readonly factors: readonly FactorTensor[];
}

/** A field as a sum of products. */
export type FieldTensor = readonly ProductTensor[];

export interface FieldJet {
  readonly value: FieldTensor;
  /** d_m of the value, m = 0 ... 3. */
  readonly gradient: readonly FieldTensor[];
}

/** A hermitian matrix, traceless for SU(N), 1 x 1 for U(1). */
export type HermitianMatrix = readonly (readonly Complex[])[];

export interface GaugeJet {
  /** A_m. */
  readonly value: readonly HermitianMatrix[];
  /** gradient[m][n] = d_m A_n. */
  readonly gradient: readonly (readonly HermitianMatrix[])[];
}

export interface Jets {
  readonly theory: Theory;
  readonly generations: number;
  /** By field and generation. */
  readonly fields: readonly (readonly FieldJet[])[];
  /** By group; undefined for one that is not gauged. */
  readonly gauge: readonly (GaugeJet | undefined)[];
  /** n of the currents. */
  readonly currentVector: readonly number[];
}

const SPACETIME = [0, 1, 2, 3];
/** Diagonal of the metric. */
export const METRIC = [1, -1, -1, -1];

/** Random numbers of order 1. */
export function randomJets(theory: Theory, generations: number, rng: Rng): Jets {
  const copies = (field: Field) => (field.copies === "Nf" ? generations : field.copies);
  const jet = (field: Field): FieldJet => ({
    value: randomField(theory, field, rng),
    gradient: SPACETIME.map(() => randomField(theory, field, rng)),
  });
  return {
    theory,
    generations,
    fields: theory.fields.map((field) => Array.from({ length: copies(field) }, () => jet(field))),
    gauge: theory.groups.map((group) => {
      if (group.kind === "Z" || !group.gauged) return undefined;
      const n = group.kind === "SU" ? group.n : 1;
      return {
        value: SPACETIME.map(() => randomHermitian(n, rng)),
        gradient: SPACETIME.map(() => SPACETIME.map(() => randomHermitian(n, rng))),
      };
    }),
    currentVector: SPACETIME.map(() => centred(rng)),
  };
}

/** Constant scalars alone, for the potential: no gradients, spinors or gauge fields. */
export function randomScalars(theory: Theory, generations: number, rng: Rng): Jets {
  const copies = ({ copies: own }: Field) => (own === "Nf" ? generations : own);
  return {
    theory,
    generations,
    fields: theory.fields.map((field) =>
      Array.from({ length: field.twiceHelicity === 0 ? copies(field) : 0 }, () => ({
        value: randomField(theory, field, rng),
        gradient: [],
      })),
    ),
    gauge: theory.groups.map(() => undefined),
    currentVector: [],
  };
}

function centred(rng: Rng): number {
  return 2 * rng.uniform() - 1;
}

function randomField(theory: Theory, field: Field, rng: Rng): FieldTensor {
  const groups = specialUnitaryGroups(theory);
  const states = field.irreps.map((labels, k) =>
    irrepStates(groups[k].n, labels).states.map(
      ({ indices, coefficients }): FactorTensor =>
        new Map(Array.from(indices, (index, entry): [number, Complex] => [index, [coefficients[entry], 0]])),
    ),
  );
  const products = states.reduce<FactorTensor[][]>(
    (found, own) => found.flatMap((product) => own.map((tensor) => [...product, tensor])),
    [[]],
  );
  const tensor = products.map((factors): ProductTensor => ({ value: [centred(rng), centred(rng)], factors }));
  if (!field.real) return tensor;
  const half = (own: FieldTensor) => own.map(({ value, factors }) => ({ value: scaleComplex(value, 1 / 2), factors }));
  return [...half(tensor), ...half(conjugateField(theory, field, tensor))];
}

/** The tensor of the conjugate letter. */
export function conjugateField(theory: Theory, field: Field, tensor: FieldTensor): FieldTensor {
  const groups = specialUnitaryGroups(theory);
  return tensor.map(({ value, factors }) => ({
    value: conjugateComplex(value),
    factors: factors.map((factor, k) => conjugateTensor(groups[k].n, field.irreps[k], factor)),
  }));
}

function randomHermitian(n: number, rng: Rng): HermitianMatrix {
  const raw = Array.from({ length: n }, () => Array.from({ length: n }, (): Complex => [centred(rng), centred(rng)]));
  const hermitian = raw.map((row, i) => row.map((entry, j) => addComplex(entry, conjugateComplex(raw[j][i]))));
  if (n === 1) return hermitian;
  const mean = scaleComplex(
    hermitian.reduce<Complex>((sum, row, k) => addComplex(sum, row[k]), [0, 0]),
    1 / n,
  );
  return hermitian.map((row, i) => row.map((entry, j) => (i === j ? subtractComplex(entry, mean) : entry)));
}

/** One array of components: factors in order, the last one fastest; `sizes` are their numbers of components. */
export function denseTensor(tensor: FieldTensor, sizes: readonly number[]): Complex[] {
  const size = sizes.reduce((product, own) => product * own, 1);
  const dense = Array.from({ length: size }, (): Complex => [0, 0]);
  for (const { value, factors } of tensor) {
    let entries: [number, Complex][] = [[0, value]];
    factors.forEach((factor, k) => {
      entries = entries.flatMap(([place, own]) =>
        [...factor].map(([index, entry]): [number, Complex] => [place * sizes[k] + index, multiplyComplex(own, entry)]),
      );
    });
    for (const [place, own] of entries) dense[place] = addComplex(dense[place], own);
  }
  return dense;
}
