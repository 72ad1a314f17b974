/** Numbers and expressions as Mathematica, and expressions of Mathematica as the Python that pythonExpression.ts evaluates. */
import type { Complex } from "../../complexNumbers.ts";
import { pythonNumber } from "../pythonNumbers.ts";

/** `1/3`, `Sqrt[2]/3`, `1.2*^-5`. */
export function mathematicaNumber(value: number): string {
  return digits(pythonNumber(value).replaceAll(/cmath\.sqrt\((\d+)\)/g, "Sqrt[$1]"));
}

/** A number of the card as it is there: `125.2`, `1.16*^-5`. */
export function cardNumber(value: number): string {
  return digits(String(value));
}

/** `1.` is a number with digits there and `1e-5` a product with the symbol e. */
function digits(text: string): string {
  return text.replaceAll(/(\d)\.(?![\d])/g, "$1").replaceAll(/(\d)e([+-]?\d+)/g, (_, digit: string, power: string) => {
    return `${digit}*^${Number(power)}`;
  });
}

export function mathematicaComplex([re, im]: Complex): string {
  if (Math.abs(im) < 1e-14) return Math.abs(re) < 1e-14 ? "0" : mathematicaNumber(re);
  const imaginary = `${mathematicaNumber(im)}*I`;
  return Math.abs(re) < 1e-14 ? imaginary : `${mathematicaNumber(re)} + ${imaginary}`;
}

export function matrixText(matrices: readonly (readonly (readonly Complex[])[])[]): string {
  const list = (items: readonly string[]) => `{${items.join(", ")}}`;
  return list(matrices.map((matrix) => list(matrix.map((row) => list(row.map(mathematicaComplex))))));
}

const FUNCTIONS: ReadonlyMap<string, string> = new Map([
  ["cmath.sqrt", "Sqrt"],
  ["complexconjugate", "Conjugate"],
]);

/** An expression of parameters.py; `nameOf` gives the text of a parameter. */
export function mathematicaExpression(python: string, nameOf: (name: string) => string): string {
  const words =
    python.replaceAll("complex(0,1)", "I").match(/\*\*|[A-Za-z_][\w.]*|\d+\.?\d*(?:[eE][+-]?\d+)?|\s+|\S/g) ?? [];
  const closing: string[] = [];
  let called = false;
  return words
    .map((word) => {
      const isCall = called;
      called = FUNCTIONS.has(word);
      if (called) return FUNCTIONS.get(word)!;
      if (word === "(") {
        closing.push(isCall ? "]" : ")");
        return isCall ? "[" : "(";
      }
      if (word === ")") return closing.pop() ?? ")";
      if (word === "**") return "^";
      if (/^\d/.test(word)) return digits(word);
      if (word === "I") return word;
      if (word === "cmath.pi") return "Pi";
      return /^[A-Za-z_]/.test(word) ? nameOf(word) : word;
    })
    .join("");
}

/** Back to Python; entries of tensors become names such as `CKM[1,2]` without brackets: `CKM_1_2`. */
export function pythonExpression(mathematica: string): string {
  const names = mathematica
    .replaceAll("*^", "e")
    .replaceAll(/(\w+)\[(\d+(?:\s*,\s*\d+)*)\]/g, (whole, head: string, list: string) =>
      head === "Sqrt" ? whole : entryName(head, list.split(",").map(Number)),
    );
  return names
    .replaceAll("^", "**")
    .replaceAll("Sqrt[", "cmath.sqrt(")
    .replaceAll("Conjugate[", "complexconjugate(")
    .replaceAll("]", ")")
    .replaceAll(/\bPi\b/g, "cmath.pi");
}

/** The name under which an entry of a tensor stands in a translated expression; places from 1. */
export function entryName(head: string, places: readonly number[]): string {
  return [head, ...places].join("_");
}
