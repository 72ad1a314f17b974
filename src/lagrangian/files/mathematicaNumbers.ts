/** Numbers in Mathematica's notation, exactly: rationals, square roots of rationals, the imaginary unit, and their products. */
import {
  addRationals,
  divideRationals,
  isZeroRational,
  multiplyRationals,
  negateRational,
  ONE,
  parseRational,
} from "../../exact/index.ts";
import type { Rational } from "../../exact/index.ts";
import type { NumberFactor } from "./expandTerm.ts";
import type { MathNode } from "./mathematicaExpression.ts";
import { formatNode } from "./mathematicaExpression.ts";

export const MINUS_ONE: NumberFactor = { kind: "number", value: negateRational(ONE) };

const LARGEST_POWER = 8;

/** A number that the audit knows: rational, root of a rational, imaginary unit, and their products. */
export function numbersOf(node: MathNode): NumberFactor[] | undefined {
  const value = rationalOf(node);
  if (value !== undefined) return [{ kind: "number", value }];
  if (node.kind === "symbol") return node.text === "I" ? [{ kind: "imaginary" }] : undefined;
  if (node.kind === "negative") return numbersOf(node.parts[0])?.concat(MINUS_ONE);
  if (node.kind === "call") {
    const radicand = formatNode(node.head) === "Sqrt" ? rationalOf(node.parts[0]) : undefined;
    return radicand !== undefined && radicand.numerator > 0n ? [{ kind: "root", radicand }] : undefined;
  }
  if (node.kind !== "product" && node.kind !== "quotient") return undefined;
  const parts = node.parts.map(numbersOf);
  if (parts.some((part) => part === undefined)) return undefined;
  const [first, ...others] = parts as NumberFactor[][];
  return [...first, ...(node.kind === "quotient" ? others.flat().flatMap(reciprocal) : others.flat())];
}

/** 1/sqrt(r) is sqrt(r)/r, and 1/i is -i. */
function reciprocal(number: NumberFactor): NumberFactor[] {
  if (number.kind === "imaginary") return [number, MINUS_ONE];
  if (number.kind === "root") return [number, { kind: "number", value: divideRationals(ONE, number.radicand) }];
  return [{ kind: "number", value: divideRationals(ONE, number.value) }];
}

export function rationalOf(node: MathNode): Rational | undefined {
  if (node.kind === "number") return parseRational(node.text);
  if (!["negative", "product", "quotient", "sum", "power"].includes(node.kind) || node.kind === "call")
    return undefined;
  if (node.kind === "symbol") return undefined;
  const parts = node.parts.map(rationalOf);
  if (parts.some((part) => part === undefined)) return undefined;
  const [first, ...others] = parts as Rational[];
  if (node.kind === "negative") return negateRational(first);
  if (node.kind === "sum") return others.reduce(addRationals, first);
  if (node.kind === "product") return others.reduce(multiplyRationals, first);
  if (node.kind === "quotient") return isZeroRational(others[0]) ? undefined : divideRationals(first, others[0]);
  const exponent = Number(others[0].numerator);
  if (others[0].denominator !== 1n || exponent < 1 || exponent > LARGEST_POWER) return undefined;
  return Array.from({ length: exponent }, () => first).reduce(multiplyRationals);
}
