/**
 * The header of a `.npy` file: the Python literal of a dictionary with exactly the keys `descr`, `fortran_order` and
 * `shape`. The grammar is the little that `numpy.save` writes:
 *
 *     dictionary = "{" key ":" value { "," key ":" value } [","] "}"
 *     value      = string | "True" | "False" | "(" [ integer { "," integer } [","] ] ")"
 *
 * A structured type (`descr` is a list) is outside it and gives an error of its own.
 */
import { GlueballError } from "../base/index.ts";

export interface NpyHeader {
  /** Kind and bytes, for example `f4`. */
  readonly type: string;
  readonly bigEndian: boolean;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  /** Product of the shape; exact. */
  readonly count: number;
}

type Value = string | boolean | readonly number[];

const TOKEN = /\s*(?:'([^'\\]*)'|"([^"\\]*)"|(True|False)\b|(\d+)|([{}():,[\]]))/y;
const KEYS = ["descr", "fortran_order", "shape"] as const;

export function parseNpyHeader(text: string, place: string): NpyHeader {
  const fields = new HeaderParser(text, place).dictionary();
  const wrong = (what: string, found: unknown, expected: string) =>
    new GlueballError({ code: "formats/npy-bad-header", what, place: `${place}, header`, found, expected });
  if (fields.size !== KEYS.length || KEYS.some((key) => !fields.has(key))) {
    throw wrong("the header has the wrong keys", [...fields.keys()], KEYS.join(", "));
  }
  const [descr, fortranOrder, shape] = KEYS.map((key) => fields.get(key));
  if (typeof fortranOrder !== "boolean") throw wrong("fortran_order is no truth value", fortranOrder, "True or False");
  if (typeof shape !== "object") throw wrong("the shape is no tuple", shape, "a tuple of integers");
  const match = typeof descr === "string" ? /^([<>|=]?)([A-Za-z]\d*)$/.exec(descr) : null;
  if (match === null) throw wrong("the element type is not understood", descr, "a type such as '<f4'");
  const count = shape.includes(0) ? 0 : shape.reduce((product, length) => product * length, 1);
  if (![...shape, count].every(Number.isSafeInteger))
    throw wrong("the shape is impossibly large", shape, "fewer than 2^53 elements");
  return { type: match[2]!, bigEndian: match[1] === ">", fortranOrder, shape, count };
}

class HeaderParser {
  readonly #text: string;
  readonly #place: string;
  #at = 0;

  constructor(text: string, place: string) {
    this.#text = text;
    this.#place = place;
  }

  /** The whole header: one dictionary and nothing but white space after it. */
  dictionary(): Map<string, Value> {
    const fields = new Map<string, Value>();
    this.#expect("{");
    while (!this.#accept("}")) {
      const key = this.#next();
      if (key.string === undefined || fields.has(key.string)) throw this.#error("a new key in quotes", key.start);
      this.#expect(":");
      fields.set(key.string, this.#value());
      if (!this.#accept(",")) {
        this.#expect("}");
        break;
      }
    }
    if (this.#text.slice(this.#at).trim() !== "") throw this.#error("white space up to the end", this.#at);
    return fields;
  }

  #value(): Value {
    const token = this.#next();
    if (token.string !== undefined) return token.string;
    if (token.boolean !== undefined) return token.boolean;
    if (token.sign === "(") return this.#tuple();
    if (token.sign === "[") {
      throw new GlueballError({
        code: "formats/npy-structured-type",
        what: "the array has a structured type",
        place: `${this.#place}, header character ${token.start}`,
        expected: "one number an element",
        hint: "Write its columns as separate arrays: numpy.save(name, array['column'])",
      });
    }
    throw this.#error("a string, True, False or a tuple", token.start);
  }

  #tuple(): readonly number[] {
    const lengths: number[] = [];
    while (!this.#accept(")")) {
      const token = this.#next();
      if (token.integer === undefined) throw this.#error("an integer", token.start);
      lengths.push(token.integer);
      if (!this.#accept(",")) {
        this.#expect(")");
        break;
      }
    }
    return lengths;
  }

  #next() {
    TOKEN.lastIndex = this.#at;
    const match = TOKEN.exec(this.#text);
    if (match === null) throw this.#error("a value or one of { } ( ) : ,", this.#at);
    this.#at = TOKEN.lastIndex;
    const [whole, single, double, truth, digits, sign] = match;
    return {
      start: this.#at - whole.trimStart().length,
      string: single ?? double,
      boolean: truth === undefined ? undefined : truth === "True",
      integer: digits === undefined ? undefined : Number(digits),
      sign,
    };
  }

  #accept(sign: string): boolean {
    const before = this.#at;
    if (this.#next().sign === sign) return true;
    this.#at = before;
    return false;
  }

  #expect(sign: string): void {
    const token = this.#next();
    if (token.sign !== sign) throw this.#error(sign, token.start);
  }

  #error(expected: string, at: number): GlueballError {
    return new GlueballError({
      code: "formats/npy-bad-header",
      what: "the header does not parse",
      place: `${this.#place}, header character ${at}`,
      found: this.#text.slice(at, at + 20).trimStart(),
      expected,
    });
  }
}
