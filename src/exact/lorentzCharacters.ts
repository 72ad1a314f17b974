/**
 * How many Lorentz scalars a product of fields and derivatives holds, as a class function of the permutations of equal
 * fields: the factor L_k of the counting formula (Henning, Lu, Melia, Murayama, JHEP 1708 (2017) 016).
 *
 *     L_k = [D^k] Int dmu(x,y) P^-1(D;x,y) prod_j chi_{h_j}(D^{r_j}, x^{r_j}, y^{r_j})
 *
 * over SU(2)_L x SU(2)_R, one factor for each cycle of length r_j. A field of helicity h <= 0 with all its derivatives is
 *
 *     equations of motion used:     chi_h = SUM_m D^m [(m + 2|h|)/2, m/2]
 *     equations of motion not used: chi_h = SUM_m D^m Sym^m([1/2,1/2]) [|h|, 0],  Sym^m = SUM_j [(m-2j)/2, (m-2j)/2]
 *
 * and the two spins change places for h > 0. P^-1 = 1 - D[1/2,1/2] + D^2([1,0]+[0,1]) - D^3[1/2,1/2] + D^4 takes total
 * derivatives away.
 *
 * Products of characters are kept as multiplicities of irreps, not as Laurent polynomials: multiplying by a weight moves
 * the highest weight (a,b), and what leaves the chamber a, b >= 0 comes back by reflection, a -> -a-2, with a minus sign
 * (Brauer's rule; it holds for chi(x^r) too, which is a sum of weights like any class function). A quarter of the
 * memory, and the scalars are read off. The weights of [j,j'] form a grid, so each axis is done by itself:
 * O(K^4) for a factor at order D^K.
 */

export interface LorentzFactor {
  /** -2, -1, 0, 1, 2: twice the helicity. */
  readonly twiceHelicity: number;
  /** Length of the cycle. */
  readonly power: number;
  /** Whether derivatives that vanish by the equations of motion are left out. */
  readonly onShell: boolean;
}

/**
 * A truncated series in D of virtual characters. `coefficients[m][a * (right + m + 1) + b]` is the multiplicity of the
 * irrep with spins (a/2, b/2) at D^m; a <= left + m, b <= right + m.
 */
export interface LorentzSeries {
  readonly left: number;
  readonly right: number;
  /** The highest power of D that is kept. */
  readonly order: number;
  readonly coefficients: readonly Float64Array[];
}

/** The series of no field at all: one scalar. */
export function unitSeries(order: number): LorentzSeries {
  const coefficients = Array.from({ length: order + 1 }, (_, m) => new Float64Array((m + 1) ** 2));
  coefficients[0][0] = 1;
  return { left: 0, right: 0, order, coefficients };
}

/** One more cycle of a field. */
export function timesField(series: LorentzSeries, { twiceHelicity, power, onShell }: LorentzFactor): LorentzSeries {
  const left = Math.max(0, -twiceHelicity);
  const right = Math.max(0, twiceHelicity);
  if (onShell) return timesTower(series, power, left, right);
  // SUM_m D^m Sym^m = (SUM_m D^m [m/2,m/2]) / (1 - D^2), and the spin multiplies every term.
  return timesSpin(withTraces(timesTower(series, power, 0, 0), power), power, left, right);
}

/** L_k: scalars at D^k, without total derivatives if wanted. The series must reach order k. */
export function lorentzScalars(series: LorentzSeries, derivatives: number, removeTotalDerivatives: boolean): number {
  const at = (order: number, a: number, b: number): number => multiplicity(series, order, a, b);
  const k = derivatives;
  if (!removeTotalDerivatives) return at(k, 0, 0);
  return at(k, 0, 0) - at(k - 1, 1, 1) + at(k - 2, 2, 0) + at(k - 2, 0, 2) - at(k - 3, 1, 1) + at(k - 4, 0, 0);
}

/** Times SUM_m D^{rm} [(m + left)/2, (m + right)/2](x^r, y^r). */
function timesTower(series: LorentzSeries, power: number, left: number, right: number): LorentzSeries {
  const product = emptySeries(series.left + power * left, series.right + power * right, series.order);
  for (let m = 0; m <= series.order; m++) {
    const columns = series.right + m + 1;
    for (let step = 0; m + power * step <= series.order; step++) {
      const target = m + power * step;
      const moved = moveRows(series.coefficients[m], columns, power, step + left);
      moveColumns(
        moved,
        columns,
        { power, twiceSpin: step + right },
        {
          values: product.coefficients[target],
          columns: product.right + target + 1,
        },
      );
    }
  }
  return product;
}

/** Times [left/2, right/2](x^r, y^r). */
function timesSpin(series: LorentzSeries, power: number, left: number, right: number): LorentzSeries {
  if (left === 0 && right === 0) return series;
  const product = emptySeries(series.left + power * left, series.right + power * right, series.order);
  for (let m = 0; m <= series.order; m++) {
    const columns = series.right + m + 1;
    const moved = moveRows(series.coefficients[m], columns, power, left);
    moveColumns(
      moved,
      columns,
      { power, twiceSpin: right },
      {
        values: product.coefficients[m],
        columns: product.right + m + 1,
      },
    );
  }
  return product;
}

/** Divided by 1 - D^{2r}. */
function withTraces(series: LorentzSeries, power: number): LorentzSeries {
  const { left, right, order } = series;
  const coefficients = series.coefficients.map((values) => values.slice());
  for (let m = 2 * power; m <= order; m++) {
    const lower = coefficients[m - 2 * power];
    const columns = right + m - 2 * power + 1;
    for (let index = 0; index < lower.length; index++) {
      const row = Math.floor(index / columns);
      coefficients[m][row * (right + m + 1) + (index % columns)] += lower[index];
    }
  }
  return { left, right, order, coefficients };
}

/** Brauer's rule along the first spin: all weights r s, r (s - 2), ..., -r s of twice the spin s. */
function moveRows(values: Float64Array, columns: number, power: number, twiceSpin: number): Float64Array {
  const rows = values.length / columns;
  const moved = new Float64Array((rows + power * twiceSpin) * columns);
  for (let a = 0; a < rows; a++) {
    for (let weight = -power * twiceSpin; weight <= power * twiceSpin; weight += 2 * power) {
      const target = a + weight;
      if (target === -1) continue;
      const start = (target < 0 ? -target - 2 : target) * columns;
      const sign = target < 0 ? -1 : 1;
      for (let b = 0; b < columns; b++) moved[start + b] += sign * values[a * columns + b];
    }
  }
  return moved;
}

/** The same along the second spin, added to a table with more columns. */
function moveColumns(
  values: Float64Array,
  columns: number,
  { power, twiceSpin }: { readonly power: number; readonly twiceSpin: number },
  sum: { readonly values: Float64Array; readonly columns: number },
): void {
  const rows = values.length / columns;
  for (let b = 0; b < columns; b++) {
    for (let weight = -power * twiceSpin; weight <= power * twiceSpin; weight += 2 * power) {
      const target = b + weight;
      if (target === -1) continue;
      const column = target < 0 ? -target - 2 : target;
      const sign = target < 0 ? -1 : 1;
      for (let a = 0; a < rows; a++) sum.values[a * sum.columns + column] += sign * values[a * columns + b];
    }
  }
}

function emptySeries(left: number, right: number, order: number): LorentzSeries {
  const coefficients = Array.from({ length: order + 1 }, (_, m) => new Float64Array((left + m + 1) * (right + m + 1)));
  return { left, right, order, coefficients };
}

function multiplicity({ left, right, coefficients }: LorentzSeries, order: number, a: number, b: number): number {
  if (order < 0 || a > left + order || b > right + order) return 0;
  return coefficients[order][a * (right + order + 1) + b];
}
