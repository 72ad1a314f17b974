/**
 * The parameters of a model while it is made: rows for the file, and their numbers, worked out by the same expressions. A user
 * may give numbers of the card by name; those that are worked out from others, such as rotations, are not his to give.
 */
import { GlueballError, nearestNames } from "../../../base/index.ts";
import type { Complex } from "../../complexNumbers.ts";
import { evaluatePython } from "../pythonExpression.ts";
import type { ParameterRow } from "../ufoDocument.ts";

/** Without a code it is the next one of its block. */
interface CardPlace {
  readonly block: string;
  readonly code?: readonly number[];
}

/** Numbers by the names of parameters; one number or real and imaginary part. */
export type GivenNumbers = ReadonlyMap<string, Complex>;

export interface ParameterSheet {
  readonly rows: ParameterRow[];
  /** A number of the card, the default if the user gives none. */
  addNumber(name: string, value: number, place: CardPlace): void;
  /** A number of the card that is worked out from others. */
  addResult(name: string, value: number, place: CardPlace): void;
  /** An expression of what is there already. */
  addExpression(name: string, type: "real" | "complex", text: string): void;
  /** Real and imaginary part on the card, in a block and one behind `IM`. */
  addComplexNumber(name: string, value: Complex, place: CardPlace): void;
  /** The same where one part is worked out; what the user gives is in `value` already. */
  addComplexPart(name: string, value: Complex, place: CardPlace): void;
  addComplexResult(name: string, value: Complex, place: CardPlace): void;
  /** What the user gives for a parameter. */
  given(name: string): Complex | undefined;
  has(name: string): boolean;
  isComplex(name: string): boolean;
  /** @throws Error for a name that is not there. */
  value(name: string): Complex;
  /** @throws GlueballError lagrangian/unknown-parameter if a number that was given has no place. */
  checkGiven(): void;
}

export function createParameterSheet(given: GivenNumbers = new Map()): ParameterSheet {
  const rows: ParameterRow[] = [];
  const values = new Map<string, Complex>();
  const complex = new Set<string>();
  const counters = new Map<string, number>();
  const open = new Set<string>();
  const define = (row: ParameterRow, value: Complex) => {
    if (values.has(row.name)) throw new Error(`two parameters are called ${row.name}`);
    rows.push(row);
    values.set(row.name, value);
  };
  const addResult = (name: string, value: number, { block, code }: CardPlace) => {
    const next = (counters.get(block) ?? 0) + 1;
    if (code === undefined) counters.set(block, next);
    define({ name, value, block, code: code ?? [next] }, [value, 0]);
  };
  const addComplex = (name: string, [re, im]: Complex, { block, ...code }: CardPlace) => {
    addResult(`r${name}`, re, { block, ...code });
    addResult(`i${name}`, im, { block: `IM${block}`, ...code });
    addExpression(name, "complex", `r${name} + complex(0,1)*i${name}`);
  };
  const addExpression = (name: string, type: "real" | "complex", text: string) => {
    if (type === "complex") complex.add(name);
    define(
      { name, value: text, type },
      evaluatePython(text, (other) => values.get(other)),
    );
  };
  return {
    rows,
    addNumber(name, value, place) {
      open.add(name);
      const [re, im] = given.get(name) ?? [value, 0];
      if (im !== 0) throw notReal(name, im);
      addResult(name, re, place);
    },
    addResult,
    addComplexNumber(name, value, place) {
      open.add(name);
      addComplex(name, given.get(name) ?? value, place);
    },
    addComplexPart(name, value, place) {
      open.add(name);
      addComplex(name, value, place);
    },
    addComplexResult: addComplex,
    addExpression,
    given: (name) => given.get(name),
    has: (name) => values.has(name),
    isComplex: (name) => complex.has(name),
    value(name) {
      const found = values.get(name);
      if (found === undefined) throw new Error(`no parameter is called ${name}`);
      return found;
    },
    checkGiven() {
      for (const name of given.keys()) if (!open.has(name)) throw withoutPlace(name, [...open], values.has(name));
    },
  };
}

function notReal(name: string, im: number): GlueballError {
  return new GlueballError({
    code: "lagrangian/parameter-not-real",
    what: "this parameter is real",
    place: name,
    found: `an imaginary part of ${im}`,
    expected: "one number",
  });
}

function withoutPlace(name: string, open: readonly string[], isResult: boolean): GlueballError {
  const near = nearestNames(name, open);
  return new GlueballError({
    code: "lagrangian/unknown-parameter",
    what: isResult ? "this parameter follows from others" : "the model has no such parameter",
    place: "--numbers",
    found: name,
    expected: "a number that nothing else fixes, by its name in parameters.py; of complex ones without r and i",
    hint: near.length === 0 ? undefined : `Nearest: ${near.join(", ")}`,
  });
}
