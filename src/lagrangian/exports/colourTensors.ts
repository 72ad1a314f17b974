/** The colour tensors of UFO as numbers: entries that are not 0, by the arguments in their order. */
import { permutations, permutationSign } from "../../exact/index.ts";
import type { ColourName } from "./colourStrings.ts";
import type { Complex } from "../complexNumbers.ts";
import {
  addComplex,
  complexSize,
  multiplyComplex,
  scaleComplex,
  subtractComplex,
  sumComplex,
} from "../complexNumbers.ts";

export interface TensorEntry {
  readonly indices: readonly number[];
  readonly value: Complex;
}

/** The matrices T^a of SU(3), the halves of those of Gell-Mann. */
export function gellMannMatrices(): Complex[][][] {
  const zero = () => Array.from({ length: 3 }, () => Array.from({ length: 3 }, (): Complex => [0, 0]));
  const pairs = [
    [0, 1],
    [0, 2],
    [1, 2],
  ];
  const offDiagonal = pairs.map(([i, j]) => {
    const [symmetric, antisymmetric] = [zero(), zero()];
    symmetric[i][j] = symmetric[j][i] = [1 / 2, 0];
    antisymmetric[i][j] = [0, -1 / 2];
    antisymmetric[j][i] = [0, 1 / 2];
    return [symmetric, antisymmetric];
  });
  const third = zero();
  third[0][0] = [1 / 2, 0];
  third[1][1] = [-1 / 2, 0];
  const eighth = zero();
  const norm = 1 / Math.sqrt(12);
  [norm, norm, -2 * norm].forEach((value, k) => (eighth[k][k] = [value, 0]));
  return [...offDiagonal[0], third, ...offDiagonal[1], ...offDiagonal[2], eighth];
}

/** K^m_ij of the sextet: symmetric, K^m_ij K^n_ij = delta^mn. */
export function sextetTensors(): number[][][] {
  const found: number[][][] = [];
  for (let i = 0; i < 3; i++) {
    for (let j = i; j < 3; j++) {
      const tensor = [0, 1, 2].map(() => [0, 0, 0]);
      tensor[i][j] = tensor[j][i] = i === j ? 1 : Math.SQRT1_2;
      found.push(tensor);
    }
  }
  return found;
}

const matrices = gellMannMatrices();
const sextets = sextetTensors();

function trace(factors: readonly Complex[][][]): Complex {
  const product = factors.reduce((left, right) =>
    left.map((row) => right.map((_, j) => sumComplex(row.map((entry, k) => multiplyComplex(entry, right[k][j]))))),
  );
  return sumComplex(product.map((row, k) => row[k]));
}

/** f^abc = -2i tr([T^a, T^b] T^c), d^abc = 2 tr({T^a, T^b} T^c). */
function structure(sign: 1 | -1): TensorEntry[] {
  return entriesOf([8, 8, 8], ([a, b, c]) => {
    const [one, other] = [
      trace([matrices[a], matrices[b], matrices[c]]),
      trace([matrices[b], matrices[a], matrices[c]]),
    ];
    return sign === -1
      ? multiplyComplex([0, -2], subtractComplex(one, other))
      : scaleComplex(addComplex(one, other), 2);
  });
}

/** (T6^a)_mn: the action on symmetric pairs, K^m_ij (T_ik delta_jl + delta_ik T_jl) K^n_kl. */
function sextetGenerators(): TensorEntry[] {
  const all = [0, 1, 2];
  return entriesOf([8, 6, 6], ([a, m, n]) =>
    sumComplex(
      all.flatMap((i) =>
        all.flatMap((j) => all.map((k) => scaleComplex(matrices[a][i][k], 2 * sextets[m][i][j] * sextets[n][k][j]))),
      ),
    ),
  );
}

function entriesOf(sizes: readonly number[], valueAt: (indices: readonly number[]) => Complex): TensorEntry[] {
  const places = sizes.reduce<number[][]>(
    (found, size) => found.flatMap((own) => Array.from({ length: size }, (_, k) => [...own, k])),
    [[]],
  );
  return places.flatMap((indices) => {
    const value = valueAt(indices);
    return complexSize(value) > 1e-12 ? [{ indices, value }] : [];
  });
}

const EPSILON: readonly TensorEntry[] = permutations([0, 1, 2]).map((indices) => ({
  indices,
  value: [permutationSign(indices), 0],
}));
const CLEBSCHES = entriesOf([6, 3, 3], ([m, i, j]) => [sextets[m][i][j], 0]);
const TENSORS: Readonly<Record<Exclude<ColourName, "Identity">, readonly TensorEntry[]>> = {
  T: entriesOf([8, 3, 3], ([a, i, j]) => matrices[a][i][j]),
  f: structure(-1),
  d: structure(1),
  Epsilon: EPSILON,
  EpsilonBar: EPSILON,
  T6: sextetGenerators(),
  K6: CLEBSCHES,
  K6Bar: CLEBSCHES,
};

/** Of the unit matrix the entries depend on what it joins. */
export function colourEntries(name: ColourName, size: number): readonly TensorEntry[] {
  if (name !== "Identity") return TENSORS[name];
  return Array.from({ length: size }, (_, k) => ({ indices: [k, k], value: [1, 0] as const }));
}
