import fc from "fast-check";
import { expect, test } from "vitest";
import { nelderMead } from "./nelderMead.ts";
import { nonNegativeSolver } from "./nonNegativeLeastSquares.ts";

const entry = fc.integer({ min: -9, max: 9 });

/** The conditions of Karush, Kuhn and Tucker prove a solution without a second solver. */
test("the solution fulfils its optimality conditions: x >= 0, and no coefficient would help", () => {
  const problems = fc.tuple(
    fc.array(fc.tuple(entry, entry, entry), { minLength: 6, maxLength: 6 }),
    fc.array(entry, { minLength: 6, maxLength: 6 }),
  );
  fc.assert(
    fc.property(problems, ([rows, y]) => {
      const gram = new Float64Array(9).map((_, at) =>
        rows.reduce((sum, row) => sum + row[Math.floor(at / 3)] * row[at % 3], 0),
      );
      const right = new Float64Array(3).map((_, k) => rows.reduce((sum, row, i) => sum + row[k] * y[i], 0));
      const solver = nonNegativeSolver(3);
      const gain = solver.solve(gram, right);
      const x = solver.coefficients;
      const gradient = right.map((c, k) => c - x.reduce((sum, value, l) => sum + gram[3 * k + l] * value, 0));
      x.forEach((value, k) => {
        expect(value).toBeGreaterThanOrEqual(0);
        expect(gradient[k]).toBeLessThan(1e-6);
        if (value > 0) expect(Math.abs(gradient[k])).toBeLessThan(1e-6);
      });
      const left = y.reduce((sum, value, i) => sum + (value - rows[i].reduce((s, m, k) => s + m * x[k], 0)) ** 2, 0);
      expect(left).toBeCloseTo(y.reduce((sum, value) => sum + value * value, 0) - gain, 6);
    }),
  );
});

test("the simplex method finds the minimum of Rosenbrock's valley and of a bowl in three variables", () => {
  const valley = nelderMead(({ 0: x, 1: y }) => 100 * (y - x * x) ** 2 + (1 - x) ** 2, [-1.2, 1], {
    step: 0.5,
    size: 1e-9,
    evaluations: 2000,
  });
  expect(valley.at[0]).toBeCloseTo(1, 6);
  expect(valley.at[1]).toBeCloseTo(1, 6);
  const bowl = nelderMead((x) => (x[0] - 1) ** 2 + (x[1] + 2) ** 2 + 3 * (x[2] - x[0]) ** 2, [0, 0, 0], {
    step: 1,
    size: 1e-8,
    evaluations: 2000,
  });
  [1, -2, 1].forEach((value, k) => expect(bowl.at[k]).toBeCloseTo(value, 5));
});
