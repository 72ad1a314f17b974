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

/** The state of the method for rows <= columns. Costs are -values; arrays are 1-based, 0 stands for "none". */
interface Assignment {
  readonly values: Float64Array;
  readonly columns: number;
  readonly rowPotential: Float64Array;
  readonly columnPotential: Float64Array;
  /** The row of each column. */
  readonly rowOf: Int32Array;
  /** On the path of reassignments: the column before each column. */
  readonly previous: Int32Array;
  /** Least reduced cost at which each column is reached. */
  readonly slack: Float64Array;
  readonly visited: Uint8Array;
}

function assignRows(values: Float64Array, rows: number, columns: number): Int32Array {
  const state: Assignment = {
    values,
    columns,
    rowPotential: new Float64Array(rows + 1),
    columnPotential: new Float64Array(columns + 1),
    rowOf: new Int32Array(columns + 1),
    previous: new Int32Array(columns + 1),
    slack: new Float64Array(columns + 1),
    visited: new Uint8Array(columns + 1),
  };
  const { rowOf, previous } = state;
  for (let row = 1; row <= rows; row++) {
    for (let column = freeColumn(state, row); column !== 0; column = previous[column]) {
      rowOf[column] = rowOf[previous[column]];
    }
  }
  const columnOf = new Int32Array(rows).fill(-1);
  for (let c = 1; c <= columns; c++) if (rowOf[c] !== 0) columnOf[rowOf[c] - 1] = c - 1;
  return columnOf;
}

/** The end of the cheapest path of reassignments from a new row to a column that nobody has. */
function freeColumn(state: Assignment, row: number): number {
  const { rowOf, slack, visited } = state;
  rowOf[0] = row;
  slack.fill(Infinity);
  visited.fill(0);
  let column = 0;
  do {
    visited[column] = 1;
    column = nextColumn(state, column);
  } while (rowOf[column] !== 0);
  return column;
}

/** The nearest unvisited column; potentials move so that it is reached at no cost. */
function nextColumn(state: Assignment, column: number): number {
  const { values, columns, rowPotential, columnPotential, rowOf, previous, slack, visited } = state;
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
  return next;
}
