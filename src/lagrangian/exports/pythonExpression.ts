/** Evaluates the arithmetic of UFO parameters and couplings: + - * / **, brackets, complex(a,b), cmath.sqrt, complexconjugate. */
import { GlueballError } from "../../base/index.ts";
import type { Complex } from "../complexNumbers.ts";
import { addComplex, conjugateComplex, multiplyComplex, scaleComplex, subtractComplex } from "../complexNumbers.ts";

/** The value of an expression; `valueOf` gives that of a name. @throws GlueballError lagrangian/expression-not-understood. */
export function evaluatePython(text: string, valueOf: (name: string) => Complex | undefined): Complex {
  const words = text.match(/\*\*|[A-Za-z_][A-Za-z0-9_.]*|\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+|[-+*/(),]|\S/g) ?? [];
  let place = 0;
  const next = () => words[place];
  const take = (word: string) => {
    if (next() !== word) throw notUnderstood(text, next());
    place++;
  };

  const sum = (): Complex => {
    let value = product();
    while (next() === "+" || next() === "-") {
      const plus = words[place++] === "+";
      const other = product();
      value = plus ? addComplex(value, other) : subtractComplex(value, other);
    }
    return value;
  };
  const product = (): Complex => {
    let value = signed();
    while (next() === "*" || next() === "/") {
      const times = words[place++] === "*";
      const other = signed();
      value = multiplyComplex(value, times ? other : inverse(other));
    }
    return value;
  };
  const signed = (): Complex => {
    if (next() !== "-") return power();
    place++;
    return scaleComplex(signed(), -1);
  };
  const power = (): Complex => {
    const base = atom();
    if (next() !== "**") return base;
    place++;
    const exponent = signed()[0];
    if (!Number.isInteger(exponent) || exponent < 0) throw notUnderstood(text, String(exponent));
    let value: Complex = [1, 0];
    for (let k = 0; k < exponent; k++) value = multiplyComplex(value, base);
    return value;
  };
  const atom = (): Complex => {
    const word = next();
    if (word === undefined) throw notUnderstood(text, "the end");
    place++;
    if (word === "(") {
      const value = sum();
      take(")");
      return value;
    }
    if (/^[\d.]/.test(word)) return [Number(word), 0];
    if (next() === "(") return call(word);
    const value = word === "cmath.pi" ? ([Math.PI, 0] as const) : valueOf(word);
    if (value === undefined) throw notUnderstood(text, word);
    return value;
  };
  const call = (name: string): Complex => {
    take("(");
    const first = sum();
    if (name === "complex") {
      take(",");
      const second = sum();
      take(")");
      return addComplex(first, multiplyComplex([0, 1], second));
    }
    take(")");
    if (name === "complexconjugate") return conjugateComplex(first);
    if (name === "cmath.sqrt" && first[1] === 0 && first[0] >= 0) return [Math.sqrt(first[0]), 0];
    throw notUnderstood(text, name);
  };

  const value = sum();
  if (place < words.length) throw notUnderstood(text, next());
  return value;
}

function inverse([re, im]: Complex): Complex {
  const square = re * re + im * im;
  return [re / square, -im / square];
}

function notUnderstood(text: string, word: string | undefined): GlueballError {
  return new GlueballError({
    code: "lagrangian/expression-not-understood",
    what: "an expression is not arithmetic of known names",
    place: text,
    found: word ?? "the end",
    expected: "numbers, parameters, + - * / **, complex(a,b), cmath.sqrt(x), complexconjugate(x)",
  });
}
