/**
 * The Hermite normal form of an integer matrix: the canonical basis of the lattice that its rows span (H. Cohen, A
 * Course in Computational Algebraic Number Theory, Springer 1993, section 2.4). By Euclid's algorithm on one column after the
 * other, always with the smallest entry as divisor. Meant for small matrices: entries may grow on the way.
 */

/** The form by rows, without zero rows: pivots positive, each right of the one above, entries above in [0, pivot). */
export function hermiteNormalForm(matrix: readonly (readonly bigint[])[]): bigint[][] {
  const rows = matrix.map((row) => [...row]);
  let rank = 0;
  for (let column = 0; rank < rows.length && column < rows[0].length; column++) {
    if (!clearBelow(rows, rank, column)) continue;
    const pivot = rows[rank];
    if (pivot[column] < 0n) for (let k = 0; k < pivot.length; k++) pivot[k] = -pivot[k];
    for (let r = 0; r < rank; r++) subtractMultiple(rows[r], pivot, floorDivide(rows[r][column], pivot[column]));
    rank++;
  }
  return rows.slice(0, rank);
}

/** Euclid's algorithm on the entries of a column from row `top` down; false if they are all zero. */
function clearBelow(rows: bigint[][], top: number, column: number): boolean {
  for (;;) {
    let smallest = -1;
    let nonZero = 0;
    for (let r = top; r < rows.length; r++) {
      if (rows[r][column] === 0n) continue;
      nonZero++;
      if (smallest < 0 || magnitude(rows[r][column]) < magnitude(rows[smallest][column])) smallest = r;
    }
    if (nonZero === 0) return false;
    [rows[top], rows[smallest]] = [rows[smallest], rows[top]];
    if (nonZero === 1) return true;
    for (let r = top + 1; r < rows.length; r++) {
      subtractMultiple(rows[r], rows[top], rows[r][column] / rows[top][column]);
    }
  }
}

/** row <- row - factor * other, in place. */
export function subtractMultiple(row: bigint[], other: readonly bigint[], factor: bigint): void {
  if (factor === 0n) return;
  for (let k = 0; k < row.length; k++) row[k] -= factor * other[k];
}

function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return quotient * b > a ? quotient - 1n : quotient;
}

function magnitude(a: bigint): bigint {
  return a < 0n ? -a : a;
}
