/**
 * The terms of model files as expression trees: `1/2(Phi1bar[i] Phi1[i])**2`, `sqrt(2) * t[a,i,j] chi[a]`.
 *
 *     expression := ["-"] product (("+" | "-") product)*
 *     product    := power (["*" | "/"] power)*            a space multiplies as "*" does
 *     power      := atom [("**" | "^") INTEGER]
 *     atom       := INTEGER | DECIMAL | "sqrt(" expression ")" | "I" | "(" expression ")" | NAME ["[" INDEX, ... "]"]
 *
 * An index that stands twice in a product is summed over. Division is by numbers only.
 */
import {
  divideRationals,
  formatRational,
  isZeroRational,
  multiplyRationals,
  negateRational,
  ONE,
  parseRational,
} from "../../exact/index.ts";
import type { Rational } from "../../exact/index.ts";
import type { Piece } from "./flowBlocks.ts";
import { unknownConstruct } from "./flowBlocks.ts";

export type Expression =
  | { readonly kind: "number"; readonly value: Rational }
  /** The square root of a positive number. */
  | { readonly kind: "root"; readonly radicand: Rational }
  | { readonly kind: "imaginary" }
  | { readonly kind: "tensor"; readonly name: string; readonly indices: readonly string[] }
  | { readonly kind: "product"; readonly factors: readonly Expression[] }
  | { readonly kind: "sum"; readonly terms: readonly Expression[] }
  | { readonly kind: "power"; readonly base: Expression; readonly exponent: number };

/** A name with a bracket right behind it is a function; with a space between them it is a product. */
const TOKEN = /\s*(?:(\d+(?:\.\d+)?)|([A-Za-z_]\w*\(?)|(\*\*|[-+*/^()[\],]))/y;

interface Reader {
  readonly piece: Piece;
  readonly tokens: readonly string[];
  at: number;
}

/** @throws GlueballError lagrangian/unknown-construct with file, line and the text. */
export function parseExpression(piece: Piece): Expression {
  const reader: Reader = { piece, tokens: tokensOf(piece), at: 0 };
  const expression = readSum(reader);
  if (reader.at < reader.tokens.length) throw unexpected(reader, "the end of the term");
  return expression;
}

/** The expression as text that `parseExpression` reads back. */
export function formatExpression(expression: Expression): string {
  switch (expression.kind) {
    case "number":
      return formatRational(expression.value);
    case "root":
      return `sqrt(${formatRational(expression.radicand)})`;
    case "imaginary":
      return "I";
    case "tensor":
      return expression.indices.length === 0 ? expression.name : `${expression.name}[${expression.indices.join(",")}]`;
    case "product":
      return expression.factors.map(formatFactor).join(" * ");
    case "sum":
      return expression.terms.map(formatExpression).join(" + ");
    case "power":
      return `(${formatExpression(expression.base)})**${expression.exponent}`;
    default:
      return expression satisfies never;
  }
}

function formatFactor(factor: Expression): string {
  const bracketed = factor.kind === "sum" || (factor.kind === "number" && factor.value.numerator < 0n);
  return bracketed ? `(${formatExpression(factor)})` : formatExpression(factor);
}

function tokensOf(piece: Piece): string[] {
  const tokens: string[] = [];
  const text = piece.text.trimEnd();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const start = TOKEN.lastIndex;
    const found = TOKEN.exec(text);
    if (found === null) {
      throw unknownConstruct(piece, `a term of fields, tensors and numbers; "${text.slice(start).trim()[0]}" is none`);
    }
    tokens.push(found[1] ?? found[2] ?? found[3]);
  }
  return tokens;
}

function readSum(reader: Reader): Expression {
  const terms = [take(reader, "-") ? negated(readProduct(reader)) : readProduct(reader)];
  for (;;) {
    if (take(reader, "+")) terms.push(readProduct(reader));
    else if (take(reader, "-")) terms.push(negated(readProduct(reader)));
    else return terms.length === 1 ? terms[0] : { kind: "sum", terms };
  }
}

function readProduct(reader: Reader): Expression {
  const factors = [readPower(reader)];
  for (;;) {
    const next = reader.tokens[reader.at];
    if (take(reader, "/")) factors.push(reciprocal(reader, readPower(reader)));
    else if (take(reader, "*") || next === "(" || /^[\w.]/.test(next ?? "")) factors.push(readPower(reader));
    else return productOf(factors);
  }
}

/** Products of products and of numbers are multiplied out. */
function productOf(factors: readonly Expression[]): Expression {
  const flat: Expression[] = [];
  for (const factor of factors.flatMap((one) => (one.kind === "product" ? one.factors : [one]))) {
    const last = flat.at(-1);
    if (last?.kind !== "number" || factor.kind !== "number") flat.push(factor);
    else flat[flat.length - 1] = { kind: "number", value: multiplyRationals(last.value, factor.value) };
  }
  return flat.length === 1 ? flat[0] : { kind: "product", factors: flat };
}

function readPower(reader: Reader): Expression {
  const base = readAtom(reader);
  if (!take(reader, "**") && !take(reader, "^")) return base;
  const exponent = Number(next(reader));
  if (!Number.isInteger(exponent) || exponent < 1 || exponent > 8) throw unexpected(reader, "a power from 1 to 8", -1);
  return { kind: "power", base, exponent };
}

function readAtom(reader: Reader): Expression {
  const token = next(reader);
  if (token === "(") return closed(reader, readSum(reader), ")");
  if (/^\d/.test(token)) return { kind: "number", value: parseRational(token) };
  if (!/^[A-Za-z_]/.test(token)) throw unexpected(reader, "a number, a field or a bracket", -1);
  if (token === "I" && reader.tokens[reader.at] !== "[") return { kind: "imaginary" };
  if (token.endsWith("(")) return readFunction(reader, token.slice(0, -1));
  return { kind: "tensor", name: token, indices: take(reader, "[") ? readIndices(reader) : [] };
}

/** Only the square root is known. */
function readFunction(reader: Reader, name: string): Expression {
  if (name !== "sqrt") {
    throw unknownConstruct(reader.piece, `sqrt as the only function, or a "*" between ${name} and the bracket`);
  }
  const argument = numberOf(closed(reader, readSum(reader), ")"));
  if (argument === undefined || argument.numerator <= 0n) throw unexpected(reader, "sqrt of a positive number", -1);
  return { kind: "root", radicand: argument };
}

function readIndices(reader: Reader): string[] {
  const indices: string[] = [];
  for (;;) {
    const index = next(reader);
    if (!/^[A-Za-z_]/.test(index)) throw unexpected(reader, "an index named by letters", -1);
    indices.push(index);
    if (take(reader, "]")) return indices;
    if (!take(reader, ",")) throw unexpected(reader, "a comma or ] after an index");
  }
}

function numberOf(expression: Expression): Rational | undefined {
  return expression.kind === "number" ? expression.value : undefined;
}

function reciprocal(reader: Reader, divisor: Expression): Expression {
  const value = numberOf(divisor);
  if (value !== undefined && !isZeroRational(value)) return { kind: "number", value: divideRationals(ONE, value) };
  if (divisor.kind === "root") {
    const inverse: Expression = { kind: "number", value: divideRationals(ONE, divisor.radicand) };
    return productOf([inverse, divisor]);
  }
  throw unexpected(reader, "a division by a number other than 0", -1);
}

function negated(expression: Expression): Expression {
  return productOf([{ kind: "number", value: negateRational(ONE) }, expression]);
}

function closed(reader: Reader, expression: Expression, mark: string): Expression {
  if (!take(reader, mark)) throw unexpected(reader, `a closing ${mark}`);
  return expression;
}

function take(reader: Reader, mark: string): boolean {
  if (reader.tokens[reader.at] !== mark) return false;
  reader.at++;
  return true;
}

function next(reader: Reader): string {
  const token = reader.tokens[reader.at];
  if (token === undefined) throw unexpected(reader, "more");
  reader.at++;
  return token;
}

/** `offset` -1 points at the token that was taken last. */
function unexpected(reader: Reader, expected: string, offset = 0): Error {
  const token = reader.tokens[reader.at + offset] ?? "the end";
  return unknownConstruct(reader.piece, `${expected} at "${token}"`);
}
