/** The values of one column while lines are read. */
import type { ColumnData, ColumnSchema } from "../dataset.ts";
import { countOf } from "../columns.ts";
import { Float64List, OffsetList } from "../text/growingLists.ts";
import { isInteger } from "./plan.ts";
import type { ColumnNode } from "./plan.ts";

/** What does not go into a column: the text says what would. */
export class Misfit {
  readonly expected: string;

  constructor(expected: string) {
    this.expected = expected;
  }
}

const EXPECTED: Partial<Record<string, string>> = { bool: "true or false", float64: "a number that float64 holds" };

/** What a value that a line lacks becomes; 64-bit integers and truth values have nothing that says so. */
const LACKING: Partial<Record<string, number | string>> = { float64: NaN, string: "" };

export class Sink {
  readonly column: ColumnSchema;
  readonly #asText: boolean;
  readonly #isFloat: boolean;
  readonly #numbers = new Float64List();
  readonly #offsets = new OffsetList();
  #others: (bigint | string)[] = [];

  constructor({ column, asText }: ColumnNode) {
    this.column = column;
    this.#asText = asText;
    this.#isFloat = column.type === "float64";
  }

  /** Values in all. */
  get #length(): number {
    const { type } = this.column;
    return isInteger(type) || type === "string" ? this.#others.length : this.#numbers.length;
  }

  /** Puts a value, or a list where the column is ragged, in. Returns whether something was lacking. */
  put(value: unknown): boolean | Misfit {
    const { ragged, shape } = this.column;
    if (!ragged) return this.putScalar(value);
    let lacks = value === null || value === undefined;
    if (!lacks && !Array.isArray(value)) return new Misfit("a list");
    for (const element of lacks ? [] : (value as readonly unknown[])) {
      const found = shape.length === 0 ? this.putScalar(element) : this.#putShaped(element, shape);
      if (found instanceof Misfit) return found;
      if (found) lacks = true;
    }
    this.endRow();
    return lacks;
  }

  /** A value of the column, or one of many in a row that `endRow` ends. */
  putScalar(value: unknown): boolean | Misfit {
    if (typeof value === "number" && this.#isFloat) {
      this.#numbers.push(value);
      return false;
    }
    if (this.#asText) {
      const text = value === undefined ? "" : textOf(value);
      if (text === undefined) return new Misfit("JSON that is nested less deeply");
      this.#others.push(text);
      return value === undefined;
    }
    const { type } = this.column;
    if (value === undefined || value === null) return this.#putNothing(type);
    if (type === "bool" && typeof value === "boolean") this.#numbers.push(value ? 1 : 0);
    else if (type === "string" && typeof value === "string") this.#others.push(value);
    else if (isInteger(type) && (typeof value === "bigint" || Number.isInteger(value))) return this.#putInteger(value);
    else return new Misfit(EXPECTED[type] ?? type);
    return false;
  }

  endRow(): void {
    this.#offsets.endRow(this.#length / countOf(this.column.shape));
  }

  take(): ColumnData {
    const offsets = this.#offsets.take();
    const data = { values: this.#takeValues() };
    return this.column.ragged ? { ...data, offsets } : data;
  }

  #putShaped(value: unknown, [length, ...inner]: readonly number[]): boolean | Misfit {
    if (length === undefined) return this.putScalar(value);
    if (!Array.isArray(value) || value.length !== length) return new Misfit(`lists of shape [${this.column.shape}]`);
    let lacks = false;
    for (const element of value as readonly unknown[]) {
      const found = inner.length === 0 ? this.putScalar(element) : this.#putShaped(element, inner);
      if (found instanceof Misfit) return found;
      if (found) lacks = true;
    }
    return lacks;
  }

  #putNothing(type: string): boolean | Misfit {
    const lacking = LACKING[type];
    if (lacking === undefined) return new Misfit(type);
    if (typeof lacking === "number") this.#numbers.push(lacking);
    else this.#others.push(lacking);
    return true;
  }

  #putInteger(value: unknown): boolean | Misfit {
    const whole = BigInt(value as number | bigint);
    const cut = this.column.type === "int64" ? BigInt.asIntN(64, whole) : BigInt.asUintN(64, whole);
    if (cut !== whole) return new Misfit(`a whole number that ${this.column.type} holds`);
    this.#others.push(whole);
    return false;
  }

  #takeValues(): ColumnData["values"] {
    const { type } = this.column;
    const others = this.#others;
    this.#others = [];
    if (type === "string") return others as string[];
    if (type === "int64") return BigInt64Array.from(others as bigint[]);
    if (type === "uint64") return BigUint64Array.from(others as bigint[]);
    const numbers = this.#numbers.take();
    return type === "bool" ? Uint8Array.from(numbers) : numbers;
  }
}

/** JSON text again, BigInt as its digits; undefined where the nesting is too deep for the stack. */
function textOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value, (_, inner) => (typeof inner === "bigint" ? rawJson(`${inner}`) : inner));
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Text that `JSON.stringify` copies; TypeScript does not know it yet. */
function rawJson(text: string): unknown {
  return (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(text);
}
