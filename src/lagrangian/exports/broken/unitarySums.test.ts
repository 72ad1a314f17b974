/** Sums over rows of rotations, and what cancels by them. */
import { describe, expect, test } from "vitest";
import type { Complex } from "../../complexNumbers.ts";
import { namesOf, polynomialText, sumProducts, withoutCancelled } from "./polynomial.ts";
import { createUnitarySums } from "./unitarySums.ts";

const complexNames = [0, 1, 2].map((i) => [0, 1, 2].map((j) => `V${i}${j}`));
const real = {
  names: [
    ["a", "b"],
    ["c", "d"],
  ],
  complex: false,
};
const simplify = createUnitarySums([{ names: complexNames, complex: true }, real]);
const polynomial = (...products: readonly (readonly [number, string])[]) =>
  sumProducts(products.map(([factor, text]) => ({ factor: [factor, 0] as Complex, names: namesOf(text) })));
const star = (name: string) => `complexconjugate(${name})`;

describe("sum_i V*_ij V_ik", () => {
  const rows = (j: number, k: number, factors: readonly number[]) =>
    factors.map((factor, i) => [factor, `g*${star(`V${i}${j}`)}*V${i}${k}`] as const);

  test("is one or nothing where all rows have one coefficient", () => {
    expect(polynomialText(simplify(polynomial(...rows(1, 1, [2, 2, 2]))))).toBe("2*g");
    expect(polynomialText(simplify(polynomial(...rows(0, 1, [2, 2, 2]))))).toBe("0");
  });

  test("leaves the difference of the row that has another", () => {
    expect(polynomialText(simplify(polynomial(...rows(0, 1, [2, 2, 5]))))).toBe(`3*V21*${star("V20")}*g`);
    expect(polynomialText(simplify(polynomial(...rows(0, 0, [2, 2, 5]))))).toBe(`2*g + 3*V20*${star("V20")}*g`);
  });

  test("stays where no coefficient has most rows, where rows are missing, and without conjugates", () => {
    for (const own of [
      polynomial(...rows(0, 1, [1, 2, 3])),
      polynomial(...rows(0, 1, [2])),
      polynomial([1, "V00*V01"]),
    ]) {
      expect(simplify(own)).toEqual(own);
    }
  });
});

test("a real rotation, twice in a product", () => {
  expect(polynomialText(simplify(polynomial([3, "a*a*x"], [3, "c*c*x"])))).toBe("3*x");
  expect(polynomialText(simplify(polynomial([3, "a*b"], [3, "c*d"])))).toBe("0");
  // (a a + c c)(a a + c c) = 1.
  expect(polynomialText(simplify(polynomial([1, "a*a*a*a"], [2, "a*a*c*c"], [1, "c*c*c*c"])))).not.toBe("0");
});

test("numbers of rotations cancel, equal numbers of two couplings do not", () => {
  const numbers = (name: string): Complex => [{ a: 0.6, c: 0.8, b: 0.8, d: -0.6, x: 1, y: 1 }[name]!, 0];
  const isRotation = (name: string) => "abcd".includes(name);
  const cancelled = withoutCancelled(polynomial([1, "a*b*x"], [1, "c*d*x"], [1, "y"]), isRotation, numbers);
  expect(polynomialText(cancelled)).toBe("y");
  expect(polynomialText(withoutCancelled(polynomial([1, "x"], [-1, "y"]), isRotation, numbers))).toBe("x - y");
});
