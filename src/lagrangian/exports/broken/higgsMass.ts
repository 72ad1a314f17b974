/**
 * The self-coupling of a doublet from m_h where the Higgs boson mixes: m^2 is an eigenvalue of the squared masses
 *
 *     ( a  b^T )
 *     ( b  C   )      if      a = m^2 + b^T (C - m^2)^-1 b.
 */

/** a of the formula; `place` is its row and column, whose own entry is not read. */
export function entryForEigenvalue(matrix: readonly (readonly number[])[], place: number, square: number): number {
  const rest = matrix.map((_, k) => k).filter((k) => k !== place);
  const rows = rest.map((i) => [...rest.map((j) => matrix[i][j] - (i === j ? square : 0)), matrix[i][place]]);
  const solution = solved(rows);
  return rest.reduce((sum, i, k) => sum + matrix[place][i] * solution[k], square);
}

/** Rows of a square system with the right side at their end, by elimination with the largest pivot. */
function solved(rows: readonly (readonly number[])[]): number[] {
  const left = rows.map((row) => [...row]);
  const size = left.length;
  for (let k = 0; k < size; k++) {
    const pivot = left
      .slice(k)
      .reduce((best, row, i) => (Math.abs(row[k]) > Math.abs(left[best][k]) ? k + i : best), k);
    [left[k], left[pivot]] = [left[pivot], left[k]];
    for (let i = 0; i < size; i++) {
      const factor = i === k ? 0 : left[i][k] / left[k][k];
      if (factor !== 0) left[i] = left[i].map((own, j) => own - factor * left[k][j]);
    }
  }
  return left.map((row, k) => row[size] / row[k]);
}
