/**
 * Canonical bases of the integer tensors in the span of given integer tensors. With the given ones as rows A of a
 * matrix, the Hermite form of the transpose writes A = L B with L lower triangular, and the rows of B = L^-1 A are a
 * basis of all integer vectors in the rational span (the saturation of the lattice, H. Cohen, A Course in Computational
 * Algebraic Number Theory, Springer 1993, section 2.4); the Hermite form of B is unique, whatever was given.
 */
import { hermiteNormalForm, subtractMultiple } from "./hermiteForm.ts";
import { greatestCommonDivisor } from "./rationals.ts";

type Sparse = ReadonlyMap<number, number>;

/** The basis, in Hermite normal form, of all integer tensors in the span of `tensors`, which has dimension `rank`. */
export function saturatedBasis(tensors: readonly Sparse[], rank: number): Sparse[] {
  if (rank === 1) return [primitiveTensor(tensors[0])];
  const components = [...new Set(tensors.flatMap((tensor) => [...tensor.keys()]))].sort((a, b) => a - b);
  const rows = hermiteNormalForm(tensors.map((tensor) => components.map((c) => BigInt(tensor.get(c) ?? 0))));
  if (rows.length !== rank) throw new Error(`a weight space of dimension ${rank} got ${rows.length} states`);
  // Unit pivots: the coefficients of any integer vector of the span can be read off, so nothing is missing.
  const hasUnitPivots = rows.every((row) => row.find((entry) => entry !== 0n) === 1n);
  const basis = hasUnitPivots ? rows : hermiteNormalForm(saturate(rows));
  return basis.map((row) => {
    const tensor = new Map<number, number>();
    for (const [k, component] of components.entries()) if (row[k] !== 0n) tensor.set(component, Number(row[k]));
    return tensor;
  });
}

/** The tensor without common factor, its first component positive. */
function primitiveTensor(tensor: Sparse): Sparse {
  let divisor = 0n;
  let first = Infinity;
  for (const [component, coefficient] of tensor) {
    divisor = greatestCommonDivisor(divisor, BigInt(coefficient));
    first = Math.min(first, component);
  }
  const scale = Math.sign(tensor.get(first) ?? 0) * Number(divisor);
  return new Map([...tensor].map(([component, coefficient]) => [component, coefficient / scale]));
}

/** B of A = L B, for independent rows A. */
function saturate(rows: readonly (readonly bigint[])[]): bigint[][] {
  const transposed = rows[0].map((_, column) => rows.map((row) => row[column]));
  const triangle = hermiteNormalForm(transposed);
  const basis: bigint[][] = [];
  for (const [i, row] of rows.entries()) {
    const rest = [...row];
    for (let j = 0; j < i; j++) subtractMultiple(rest, basis[j], triangle[j][i]);
    basis.push(rest.map((entry) => entry / triangle[i][i]));
  }
  return basis;
}
