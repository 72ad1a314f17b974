/**
 * The outer shape of Mathematica model files (SARAH, FeynRules): statements `HEAD = VALUE;` whose values are words or
 * lists in braces, with `Key -> Value` rules inside. Only brackets, commas, semicolons and comments are understood; what
 * a value means is left to the caller.
 */
import type { Piece } from "./flowBlocks.ts";
import { allOutside, slice, unknownConstruct } from "./flowBlocks.ts";

export interface Statement {
  /** `Gauge[[1]]`, `M$ClassesDescription`; empty for a statement without `=`. */
  readonly head: string;
  readonly value: Piece;
  readonly line: number;
}

/** The statements of a file; comments `(* *)` may be nested. @throws GlueballError lagrangian/unknown-construct. */
export function readStatements(file: string, text: string): Statement[] {
  const whole: Piece = { file, text: blankComments(file, text), line: 1 };
  const ends = allOutside(whole.text, ";");
  return [...ends, whole.text.length].flatMap((end, k) => {
    const piece = slice(whole, k === 0 ? 0 : ends[k - 1] + 1, end);
    return piece.text === "" ? [] : statementsOf(piece);
  });
}

/** A line end closes a statement too: `Off[General::spell]` before the first definition often has no semicolon. */
function statementsOf(piece: Piece): Statement[] {
  const equals = allOutside(piece.text, "=").find((at) => !isComparison(piece.text, at)) ?? 0;
  const line = allOutside(piece.text, "\n").findLast((at) => at < equals && piece.text.slice(at, equals).trim() !== "");
  if (line === undefined) return [statementOf(piece)];
  return [slice(piece, 0, line), slice(piece, line + 1, piece.text.length)].map(statementOf);
}

function statementOf(piece: Piece): Statement {
  const equals = allOutside(piece.text, "=").find((at) => !isComparison(piece.text, at));
  if (equals === undefined) return { head: "", value: piece, line: piece.line };
  // A definition := is a statement as well.
  const end = piece.text[equals - 1] === ":" ? equals - 1 : equals;
  return {
    head: piece.text.slice(0, end).replaceAll(/\s+/g, ""),
    value: slice(piece, equals + 1, piece.text.length),
    line: piece.line,
  };
}

function isComparison(text: string, at: number): boolean {
  return text[at + 1] === "=" || /[=!<>]/.test(text[at - 1] ?? "");
}

/** `Key -> Value` of the items of a list; :> is a rule too. Items that are none are refused. */
export function readRules(items: readonly Piece[]): { key: string; value: Piece }[] {
  return items.map((item) => {
    const arrow = allOutside(item.text, "-").find((at) => item.text[at + 1] === ">") ?? -1;
    if (arrow === -1) throw unknownConstruct(item, "a rule KEY -> VALUE");
    return { key: item.text.slice(0, arrow).trim(), value: slice(item, arrow + 2, item.text.length) };
  });
}

/** `F[1] == {...}` as head and list. */
export function readEquation(item: Piece): { head: string; value: Piece } {
  const equals = allOutside(item.text, "=").find((at) => item.text[at + 1] === "=");
  if (equals === undefined) throw unknownConstruct(item, "an entry NAME == { ... }");
  return { head: item.text.slice(0, equals).trim(), value: slice(item, equals + 2, item.text.length) };
}

function blankComments(file: string, text: string): string {
  let depth = 0;
  let clean = "";
  for (let at = 0; at < text.length; at++) {
    const pair = text.slice(at, at + 2);
    if (pair === "(*") depth++;
    const inside = depth > 0;
    if (inside && pair === "*)") depth--;
    if (!inside) clean += text[at];
    else if (pair === "(*" || pair === "*)") {
      clean += "  ";
      at++;
    } else clean += text[at] === "\n" ? "\n" : " ";
  }
  if (depth > 0) throw unknownConstruct({ file, text: "(*", line: 1 }, "every comment (* to be closed by *)");
  return clean;
}
