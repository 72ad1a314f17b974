/**
 * Numbers and sums of parameters as Python: fractions and roots of fractions where a number is one, else its digits.
 */
import type { Complex } from "../complexNumbers.ts";
import type { CouplingValue } from "./vertexTable.ts";

const LARGEST_DENOMINATOR = 5000;
const EXACT = 1e-13; // relative: doubles that come from a few products and roots

/** `2`, `1/3.`, `cmath.sqrt(2)/3.`, or digits. */
export function pythonNumber(value: number): string {
  const sign = value < 0 ? "-" : "";
  const size = Math.abs(value);
  const fraction = fractionOf(size);
  if (fraction !== undefined) return sign + fractionText(fraction);
  const square = fractionOf(size * size);
  if (square === undefined) return String(value);
  // sqrt(p/q) = sqrt(p q)/q
  const [root, rest] = squareFactor(square[0] * square[1]);
  const front = fractionOf(root / square[1]);
  if (front === undefined || rest > LARGEST_DENOMINATOR) return String(value);
  const [numerator, denominator] = front;
  const factor = numerator === 1 ? "" : `${numerator}*`;
  return `${sign}${factor}cmath.sqrt(${rest})${denominator === 1 ? "" : `/${denominator}.`}`;
}

function fractionText([numerator, denominator]: readonly [number, number]): string {
  return denominator === 1 ? String(numerator) : `${numerator}/${denominator}.`;
}

function fractionOf(value: number): [number, number] | undefined {
  for (let denominator = 1; denominator <= LARGEST_DENOMINATOR; denominator++) {
    const numerator = Math.round(value * denominator);
    if (numerator > 0 && Math.abs(numerator / denominator - value) <= EXACT * value) return [numerator, denominator];
  }
  return undefined;
}

/** n = root^2 rest with rest free of squares. */
function squareFactor(n: number): [root: number, rest: number] {
  let [root, rest] = [1, n];
  for (let k = 2; k * k <= rest; k++) {
    while (rest % (k * k) === 0) {
      root *= k;
      rest /= k * k;
    }
  }
  return [root, rest];
}

function factorText([re, im]: Complex): string {
  if (Math.abs(im) <= EXACT * Math.abs(re)) return pythonNumber(re);
  const imaginary = pythonNumber(im);
  if (Math.abs(re) <= EXACT * Math.abs(im)) {
    if (imaginary === "1") return "complex(0,1)";
    return imaginary === "-1" ? "-complex(0,1)" : `${imaginary}*complex(0,1)`;
  }
  return `(${pythonNumber(re)} + (${imaginary})*complex(0,1))`;
}

/** The sum of all parameters with their factors; a parameter with the empty name is the number 1. */
export function pythonSum(value: CouplingValue): string {
  const products = [...value].map(([parameter, factor]) => {
    const text = factorText(factor);
    if (parameter === "") return text;
    return text === "1" ? parameter : text === "-1" ? `-${parameter}` : `${text}*${parameter}`;
  });
  return products.join(" + ").replaceAll("+ -", "- ");
}
