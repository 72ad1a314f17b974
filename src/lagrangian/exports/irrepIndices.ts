/**
 * One index for each irrep, as FeynRules wants it: an orthonormal basis, how it is written with fundamental indices, and
 * the generators on it. In a real irrep the basis is left alone by conjugation, so that a real field has real components.
 *
 * Fundamental irreps keep their index. The others get tensors E with X^(ab..) = sum_i E_i^(ab..) X_i.
 */
import { isReal } from "../../exact/index.ts";
import type { DynkinLabels } from "../../exact/index.ts";
import type { Complex } from "../complexNumbers.ts";
import { addComplex, complexSize, multiplyComplex } from "../complexNumbers.ts";
import { componentStates, innerProduct } from "./componentStates.ts";
import type { FactorTensor } from "./conjugateTensor.ts";
import { conjugateTensor } from "./conjugateTensor.ts";
import { actOnTensor } from "./gaugeBosons.ts";

export interface IrrepIndex {
  readonly n: number;
  readonly labels: DynkinLabels;
  readonly dimension: number;
  readonly kind: "singlet" | "fundamental" | "octet" | "other";
  /** X = sum_i X_i states[i]. */
  readonly states: readonly FactorTensor[];
  /** Conjugate letter = sum_i X_i* conjugates[i]. */
  readonly conjugates: readonly FactorTensor[];
}

/** The index of an irrep of SU(n). */
export function irrepIndex(n: number, labels: DynkinLabels): IrrepIndex {
  const fundamental = labels[0] === 1 && labels.slice(1).every((label) => label === 0);
  const states = isReal(labels) && labels.some((label) => label > 0) ? realBasis(n, labels) : ordered(n, labels);
  return {
    n,
    labels,
    dimension: states.length,
    kind: labels.every((label) => label === 0) ? "singlet" : fundamental ? "fundamental" : "other",
    states,
    conjugates: states.map((state) => conjugateTensor(n, labels, state)),
  };
}

function ordered(n: number, labels: DynkinLabels): FactorTensor[] {
  return componentStates(n, labels).map(({ tensor }) => tensor);
}

/** (t + J t)/sqrt(2) and i (t - J t)/sqrt(2) of each pair, and t where J t = t. */
function realBasis(n: number, labels: DynkinLabels): FactorTensor[] {
  const states = componentStates(n, labels);
  return states.flatMap(({ tensor, partner }, k) => {
    if (partner === k) return [tensor];
    if (partner < k) return [];
    const other = states[partner].tensor;
    const half = Math.SQRT1_2;
    return [sumOf(tensor, [half, 0], other, [half, 0]), sumOf(tensor, [0, half], other, [0, -half])];
  });
}

function sumOf(a: FactorTensor, x: Complex, b: FactorTensor, y: Complex): FactorTensor {
  const sum = new Map<number, Complex>([...a].map(([place, value]) => [place, multiplyComplex(x, value)]));
  for (const [place, value] of b) sum.set(place, addComplex(sum.get(place) ?? [0, 0], multiplyComplex(y, value)));
  return new Map([...sum].filter(([, value]) => complexSize(value) > 1e-14));
}

/** The matrices T^a with tr = 1/2 of the fundamental irrep: for SU(2) the halves of Pauli's, for SU(3) of Gell-Mann's. */
export function fundamentalGenerators(n: number): Complex[][][] {
  const zero = () => Array.from({ length: n }, () => Array.from({ length: n }, (): Complex => [0, 0]));
  const matrices: Complex[][][] = [];
  for (let k = 1; k < n; k++) {
    for (let j = 0; j < k; j++) {
      const [symmetric, antisymmetric] = [zero(), zero()];
      symmetric[j][k] = symmetric[k][j] = [1 / 2, 0];
      antisymmetric[j][k] = [0, -1 / 2];
      antisymmetric[k][j] = [0, 1 / 2];
      matrices.push(symmetric, antisymmetric);
    }
    const diagonal = zero();
    const norm = Math.sqrt(2 * k * (k + 1));
    for (let j = 0; j <= k; j++) diagonal[j][j] = [(j < k ? 1 : -k) / norm, 0];
    matrices.push(diagonal);
  }
  return matrices;
}

/** (T^a)_ij on the index: <state i | T^a | state j>. */
export function irrepGenerators({ n, labels, states }: IrrepIndex): Complex[][][] {
  return fundamentalGenerators(n).map((matrix) => {
    const images = states.map((state) => actOnTensor(n, labels, state, matrix));
    return states.map((row) => images.map((image) => innerProduct(row, image)));
  });
}
