/**
 * Expressions of Mathematica as far as Lagrangians of SARAH and FeynRules need them, as trees. The binding powers are those
 * of Mathematica, where a dot binds closer than a product: `-1/2 lam conj[H].H` is (-1/2) lam (conj[H].H).
 *
 *     a . b   >   -a   >   a / b   >   a b, a * b   >   a + b   >   a | b   >   a -> b   >   a /. b   >   a = b   >   a ; b
 *
 * Pure functions, patterns with conditions and comparisons do not occur in Lagrangians and are refused by name.
 */
import type { Piece } from "./flowBlocks.ts";
import { unknownConstruct } from "./flowBlocks.ts";

export type MathNode = MathNumber | MathSymbol | MathCall | MathOperation;

interface MathNumber {
  readonly kind: "number";
  readonly text: string;
  readonly line: number;
}

interface MathSymbol {
  readonly kind: "symbol";
  /** `\[Lambda]` is Lambda. */
  readonly text: string;
  readonly line: number;
}

export interface MathCall {
  readonly kind: "call";
  readonly head: MathNode;
  readonly parts: readonly MathNode[];
  readonly line: number;
}

/** `quotient` has its divisor second, `negative` one part; `list` is in braces; `replace` is expression /. rules. */
interface MathOperation {
  readonly kind:
    | "sum"
    | "product"
    | "dot"
    | "power"
    | "quotient"
    | "negative"
    | "list"
    | "rule"
    | "alternatives"
    | "replace"
    | "set"
    | "sequence";
  readonly parts: readonly MathNode[];
  readonly line: number;
}

interface Token {
  readonly text: string;
  readonly line: number;
}

interface Reader {
  readonly piece: Piece;
  readonly tokens: readonly Token[];
  at: number;
}

/** How close an operator binds, and what it makes. */
const OPERATORS: Readonly<Record<string, readonly [power: number, kind: MathOperation["kind"]]>> = {
  ";": [1, "sequence"],
  "=": [2, "set"],
  ":=": [2, "set"],
  "/.": [3, "replace"],
  "//.": [3, "replace"],
  "->": [4, "rule"],
  ":>": [4, "rule"],
  "|": [5, "alternatives"],
  "+": [6, "sum"],
  "-": [6, "sum"],
  "*": [7, "product"],
  "/": [8, "quotient"],
  ".": [10, "dot"],
  "^": [11, "power"],
};
const PRODUCT = 7;
const NEGATIVE = 9;

const NAME = String.raw`(?:[A-Za-z$]|\\\[\w+\])(?:[\w$\x60]|\\\[\w+\])*`;
const TOKEN = new RegExp(
  String.raw`(?:\s|\\\s)*(?:(\d+(?:\.\d+)?)|(${NAME})|(:=|:>|->|\/\/\.|\/\.|[-+*/^.;=|()[\]{},]))`,
  "y",
);

/** @throws GlueballError lagrangian/unknown-construct with file, line and the text. */
export function parseMathematica(piece: Piece): MathNode {
  const reader: Reader = { piece, tokens: tokensOf(piece), at: 0 };
  const node = readExpression(reader, 0);
  if (reader.at < reader.tokens.length) throw unexpected(reader, "an operator or the end");
  return node;
}

/** The names of all symbols in an expression, heads of functions among them. */
export function symbolsIn(node: MathNode): string[] {
  if (node.kind === "number") return [];
  if (node.kind === "symbol") return [node.text];
  return [...(node.kind === "call" ? symbolsIn(node.head) : []), ...node.parts.flatMap(symbolsIn)];
}

/** The expression in one line, as a person would write it. */
export function formatNode(node: MathNode): string {
  switch (node.kind) {
    case "number":
    case "symbol":
      return node.text;
    case "call":
      return `${formatNode(node.head)}[${node.parts.map(formatNode).join(",")}]`;
    case "list":
      return `{${node.parts.map(formatNode).join(", ")}}`;
    case "negative":
      return `-${formatOperand(node.parts[0], node)}`;
    default:
      return node.parts.map((part) => formatOperand(part, node)).join(SIGNS[node.kind]);
  }
}

const SIGNS: Readonly<Record<Exclude<MathOperation["kind"], "list" | "negative">, string>> = {
  sum: " + ",
  product: " ",
  dot: ".",
  power: "^",
  quotient: "/",
  rule: " -> ",
  alternatives: " | ",
  replace: " /. ",
  set: " = ",
  sequence: "; ",
};

const CLOSENESS = [
  "sequence",
  "set",
  "replace",
  "rule",
  "alternatives",
  "sum",
  "product",
  "quotient",
  "negative",
  "dot",
  "power",
];

function formatOperand(part: MathNode, outer: MathNode): string {
  const needed = CLOSENESS.includes(part.kind) && CLOSENESS.indexOf(part.kind) < CLOSENESS.indexOf(outer.kind);
  return needed ? `(${formatNode(part)})` : formatNode(part);
}

function tokensOf(piece: Piece): Token[] {
  const tokens: Token[] = [];
  const text = piece.text.replace(/[\s\\]+$/, "");
  let [line, counted] = [piece.line, 0];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const start = TOKEN.lastIndex;
    const found = TOKEN.exec(text);
    if (found === null) {
      const [mark] = text.slice(start).trim();
      const place = { ...piece, line: piece.line + lineBreaks(text, 0, start), text: text.slice(start, start + 60) };
      throw unknownConstruct(
        place,
        `sums, products, powers and calls NAME[...] of names and numbers; "${mark}" is none`,
      );
    }
    const token = found[1] ?? found[2] ?? found[3];
    line += lineBreaks(text, counted, TOKEN.lastIndex - token.length);
    counted = TOKEN.lastIndex - token.length;
    tokens.push({ text: token.replaceAll(/\\\[(\w+)\]/g, "$1"), line });
  }
  return tokens;
}

function lineBreaks(text: string, from: number, to: number): number {
  return text.slice(from, to).split("\n").length - 1;
}

/** Operators that bind closer than `power` are taken in. */
function readExpression(reader: Reader, power: number): MathNode {
  let left = readOperand(reader);
  for (;;) {
    const token = reader.tokens[reader.at];
    if (token === undefined) return left;
    if (token.text === "[") {
      left = { kind: "call", head: left, parts: readParts(reader, "]"), line: left.line };
      continue;
    }
    const written = OPERATORS[token.text];
    const [own, kind] = written ?? [PRODUCT, "product"];
    const startsOperand = /^[\w$({]/.test(token.text);
    if ((written === undefined && !startsOperand) || own <= power) return left;
    if (written !== undefined) reader.at++;
    left = readOperation(reader, left, token.text, [own, kind]);
  }
}

function readOperation(
  reader: Reader,
  left: MathNode,
  mark: string,
  [power, kind]: readonly [number, MathOperation["kind"]],
): MathNode {
  const { line } = left;
  // A semicolon at the end of a block closes the last statement, with nothing behind it.
  if (kind === "sequence" && /^$|^[\])}]$/.test(reader.tokens[reader.at]?.text ?? "")) return left;
  const rightToLeft = kind === "power" || kind === "set";
  const right = readExpression(reader, rightToLeft ? power - 1 : power);
  const second: MathNode = mark === "-" ? { kind: "negative", parts: [right], line: right.line } : right;
  const joins = left.kind === kind && ["sum", "product", "dot", "sequence"].includes(kind);
  return { kind, parts: joins ? [...left.parts, second] : [left, second], line };
}

function readOperand(reader: Reader): MathNode {
  const token = reader.tokens[reader.at];
  if (token === undefined) throw unexpected(reader, "more");
  const { text, line } = token;
  reader.at++;
  if (text === "-" || text === "+") {
    const part = readExpression(reader, NEGATIVE);
    return text === "+" ? part : { kind: "negative", parts: [part], line };
  }
  if (text === "(") return bracket(reader);
  if (text === "{") {
    reader.at--;
    return { kind: "list", parts: readParts(reader, "}"), line };
  }
  if (/^\d/.test(text)) return { kind: "number", text, line };
  if (/^[A-Za-z$]/.test(text)) return { kind: "symbol", text: text === "ImaginaryI" ? "I" : text, line };
  reader.at--;
  throw unexpected(reader, "a name, a number or a bracket");
}

/** What stands in round brackets is joined with nothing outside: (a + b) + c keeps its bracket, which does no harm. */
function bracket(reader: Reader): MathNode {
  const inner = readExpression(reader, 0);
  if (reader.tokens[reader.at]?.text !== ")") throw unexpected(reader, "a closing )");
  reader.at++;
  return inner;
}

/** The parts of a call or a list, from its opening bracket on. */
function readParts(reader: Reader, closing: string): MathNode[] {
  const parts: MathNode[] = [];
  reader.at++;
  while (reader.tokens[reader.at]?.text !== closing) {
    parts.push(readExpression(reader, 0));
    const mark = reader.tokens[reader.at]?.text;
    if (mark === ",") reader.at++;
    else if (mark !== closing) throw unexpected(reader, `a comma or ${closing}`);
  }
  reader.at++;
  return parts;
}

function unexpected({ piece, tokens, at }: Reader, expected: string): Error {
  const token = tokens[at] ?? { text: "the end", line: tokens.at(-1)?.line ?? piece.line };
  const around = tokens.slice(Math.max(0, at - 4), at + 3).map(({ text }) => text);
  return unknownConstruct({ ...piece, text: around.join(" "), line: token.line }, `${expected} at "${token.text}"`);
}
