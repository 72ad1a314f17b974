/** The parameters of a model while it is made: rows for the file, and their numbers, worked out by the same expressions. */
import type { Complex } from "../../complexNumbers.ts";
import { evaluatePython } from "../pythonExpression.ts";
import type { ParameterRow } from "../ufoDocument.ts";

export interface ParameterSheet {
  readonly rows: ParameterRow[];
  /** A number of the card; without a code the next one of its block. */
  addNumber(name: string, value: number, place: { readonly block: string; readonly code?: readonly number[] }): void;
  /** An expression of what is there already. */
  addExpression(name: string, type: "real" | "complex", text: string): void;
  /** Real and imaginary part on the card, in a block and one behind `IM`. */
  addComplexNumber(
    name: string,
    value: Complex,
    place: { readonly block: string; readonly code?: readonly number[] },
  ): void;
  has(name: string): boolean;
  isComplex(name: string): boolean;
  /** @throws Error for a name that is not there. */
  value(name: string): Complex;
}

export function createParameterSheet(): ParameterSheet {
  const rows: ParameterRow[] = [];
  const values = new Map<string, Complex>();
  const complex = new Set<string>();
  const counters = new Map<string, number>();
  const define = (row: ParameterRow, value: Complex) => {
    if (values.has(row.name)) throw new Error(`two parameters are called ${row.name}`);
    rows.push(row);
    values.set(row.name, value);
  };
  const sheet: ParameterSheet = {
    rows,
    addNumber(name, value, { block, code }) {
      const next = (counters.get(block) ?? 0) + 1;
      if (code === undefined) counters.set(block, next);
      define({ name, value, block, code: code ?? [next] }, [value, 0]);
    },
    addExpression(name, type, text) {
      if (type === "complex") complex.add(name);
      define(
        { name, value: text, type },
        evaluatePython(text, (other) => values.get(other)),
      );
    },
    addComplexNumber(name, [re, im], { block, code }) {
      const place = code === undefined ? {} : { code };
      sheet.addNumber(`r${name}`, re, { block, ...place });
      sheet.addNumber(`i${name}`, im, { block: `IM${block}`, ...place });
      sheet.addExpression(name, "complex", `r${name} + complex(0,1)*i${name}`);
    },
    has: (name) => values.has(name),
    isComplex: (name) => complex.has(name),
    value(name) {
      const found = values.get(name);
      if (found === undefined) throw new Error(`no parameter is called ${name}`);
      return found;
    },
  };
  return sheet;
}
