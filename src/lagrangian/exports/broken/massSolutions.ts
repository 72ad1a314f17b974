/** Parameters that follow from masses: the one solution of an equation in which they are linear. */
import type { Complex } from "../../complexNumbers.ts";
import { conjugateComplex, multiplyComplex, scaleComplex, subtractComplex } from "../../complexNumbers.ts";
import type { BrokenBuild } from "./brokenBuild.ts";
import type { Polynomial, Product } from "./polynomial.ts";
import { polynomialText, polynomialValue, productsOf, productValue, sumProducts } from "./polynomial.ts";

interface Equation {
  /** The parameter; it stands in one product of the condition. */
  readonly name: string;
  readonly condition: Polynomial;
}

/** condition = c p + rest, with c a product. */
function split({ name, condition }: Equation): { readonly factor: Product; readonly rest: Polynomial } {
  const products = productsOf(condition);
  const own = products.filter(({ names }) => names.includes(name));
  if (own.length !== 1) throw new Error(`${name} stands in ${own.length} products of a mass`);
  const [{ factor, names }] = own;
  return {
    factor: { factor, names: names.toSpliced(names.indexOf(name), 1) },
    rest: sumProducts(products.filter((product) => product !== own[0])),
  };
}

/** Defines p by `condition = target`, an expression. */
export function addSolution(build: BrokenBuild, { target, ...equation }: Equation & { readonly target: string }): void {
  const { factor, rest } = split(equation);
  const numerator = rest.size === 0 ? target : `${target} - (${polynomialText(rest)})`;
  const denominator = polynomialText(sumProducts([factor]));
  const text =
    denominator === "1" ? numerator : denominator === "-1" ? `-(${numerator})` : `(${numerator})/(${denominator})`;
  build.sheet.addExpression(equation.name, typeOf(build, equation.name), text);
}

/** The number of p for a number as target. */
export function solvedNumber(
  { sheet }: BrokenBuild,
  { target, ...equation }: Equation & { readonly target: number },
): Complex {
  const { factor, rest } = split(equation);
  const difference = subtractComplex([target, 0], polynomialValue(rest, sheet.value));
  const divisor = productValue(factor, sheet.value);
  const size2 = divisor[0] ** 2 + divisor[1] ** 2;
  return scaleComplex(multiplyComplex(difference, conjugateComplex(divisor)), 1 / size2);
}

/** Defines a parameter as a polynomial of others. */
export function addDefinition(build: BrokenBuild, name: string, value: Polynomial): void {
  build.sheet.addExpression(name, typeOf(build, name), polynomialText(value));
}

/** Coefficients of an operator and its conjugate are complex, and so are linear terms of complex fields. */
function typeOf({ components }: BrokenBuild, name: string): "real" | "complex" {
  const entry = components.entries.find((own) => own.name === name);
  if (entry !== undefined) return entry.entry.kind === "pair" ? "complex" : "real";
  const particle = components.table.particles.find((own) => name === `tad_${own.name}`);
  return particle?.selfConjugate === false ? "complex" : "real";
}
