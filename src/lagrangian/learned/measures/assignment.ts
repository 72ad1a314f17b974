/**
 * The assignment problem: which row goes with which column so that the sum of the values is largest, each used at most
 * once. The Hungarian method with potentials (Kuhn, Naval Research Logistics Quarterly 2 (1955) 83; in the form of
 * shortest augmenting paths, Jonker and Volgenant, Computing 38 (1987) 325): rows enter one at a time, each along the
 * cheapest path of reassignments. Cost rows^2 x columns for rows <= columns.
 */

/** values[r * columns + c]; returns the column of each row, -1 where it has none. All rows or all columns are assigned. */
export function bestAssignment(values: Float64Array, rows: number, columns: number): Int32Array {
  if (rows <= columns) return assignRows(values, rows, columns);
  const transposed = Float64Array.from(values.keys(), (i) => values[(i % rows) * columns + Math.floor(i / rows)]);
  const rowOf = assignRows(transposed, columns, rows);
  const columnOf = new Int32Array(rows).fill(-1);
  rowOf.forEach((row, column) => (columnOf[row] = column));
  return columnOf;
}

/** rows <= columns. Costs are -values; arrays are 1-based, 0 stands for "none". */
function assignRows(values: Float64Array, rows: number, columns: number): Int32Array {
  const rowPotential = new Float64Array(rows + 1);
  const columnPotential = new Float64Array(columns + 1);
  const rowOf = new Int32Array(columns + 1);
  const previous = new Int32Array(columns + 1);
  const slack = new Float64Array(columns + 1);
  const visited = new Uint8Array(columns + 1);
  for (let row = 1; row <= rows; row++) {
    rowOf[0] = row;
    slack.fill(Infinity);
    visited.fill(0);
    let column = 0;
    do {
      visited[column] = 1;
      const here = rowOf[column];
      let [next, least] = [0, Infinity];
      for (let c = 1; c <= columns; c++) {
        if (visited[c] === 1) continue;
        const reduced = -values[(here - 1) * columns + c - 1] - rowPotential[here] - columnPotential[c];
        if (reduced < slack[c]) {
          slack[c] = reduced;
          previous[c] = column;
        }
        if (slack[c] < least) [next, least] = [c, slack[c]];
      }
      for (let c = 0; c <= columns; c++) {
        if (visited[c] === 1) {
          rowPotential[rowOf[c]] += least;
          columnPotential[c] -= least;
        } else slack[c] -= least;
      }
      column = next;
    } while (rowOf[column] !== 0);
    while (column !== 0) {
      rowOf[column] = rowOf[previous[column]];
      column = previous[column];
    }
  }
  const columnOf = new Int32Array(rows).fill(-1);
  for (let c = 1; c <= columns; c++) if (rowOf[c] !== 0) columnOf[rowOf[c] - 1] = c - 1;
  return columnOf;
}
