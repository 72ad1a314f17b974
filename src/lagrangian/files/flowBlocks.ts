/**
 * The outer shape of a PyR@TE model file: `Key : value` lines whose values are words or blocks in braces. It looks like
 * YAML 1.1, but terms stand unquoted in the blocks and contain brackets, commas and braces of their own,
 *
 *     Yu : Qbar[i,a] Htilde[i] uR[a],
 *     YN : {nuR chi nuR, symmetric}
 *
 * so that a YAML parser fails. Here a block is split at commas that stand outside all brackets and quotes, and an entry
 * at its first colon outside. What a value means is left to the caller; every piece knows its line.
 */
import { GlueballError } from "../../base/index.ts";

/** A piece of a file. */
export interface Piece {
  readonly file: string;
  readonly text: string;
  /** Line of the file where the text starts, from 1. */
  readonly line: number;
}

export interface Entry {
  readonly key: string;
  readonly value: Piece;
  /** Line of the key. */
  readonly line: number;
}

export function placeOf({ file, line }: { readonly file: string; readonly line: number }): string {
  return `${file}:${line}`;
}

/** What the reader does not know: nothing of a file is skipped silently. */
export function unknownConstruct(piece: Piece, expected: string, hint?: string): GlueballError {
  return new GlueballError({
    code: "lagrangian/unknown-construct",
    what: "a model file has something that is not understood",
    place: placeOf(piece),
    found: shortened(piece.text.replaceAll(/\s+/g, " ").trim()),
    expected,
    hint,
  });
}

/** A whole block that lacks its end would fill the screen. */
const LONGEST_FOUND = 160;

function shortened(text: string): string {
  return text.length <= LONGEST_FOUND ? text : `${text.slice(0, LONGEST_FOUND)} ...`;
}

/** The `Key : value` entries of a whole file, comments and document marks left out. */
export function readDocument(file: string, text: string): Entry[] {
  const clean = blankComments(text);
  const starts = topLevelKeys({ file, text: clean, line: 1 });
  return starts.map(({ key, start, valueStart }, k) => {
    const end = starts[k + 1]?.start ?? clean.length;
    const value = slice({ file, text: clean, line: 1 }, valueStart, end);
    return { key, value, line: lineAt(clean, start) };
  });
}

/** The entries of a block in braces. Errors: `lagrangian/unknown-construct`, `lagrangian/duplicate-key`. */
export function readMapping(piece: Piece): Entry[] {
  const entries = readList(piece).map((item) => {
    const colon = findOutside(item.text, ":");
    if (colon === -1) throw unknownConstruct(item, "an entry KEY : VALUE");
    const key = item.text.slice(0, colon).trim();
    return { key, value: slice(item, colon + 1, item.text.length), line: item.line };
  });
  refuseDuplicates(piece.file, entries);
  return entries;
}

/** The items between braces or square brackets; a comma may follow the last one. */
export function readList(piece: Piece): Piece[] {
  const closing = closingOf(piece.text[0] ?? "");
  if (closing === undefined || closing === ")" || matching(piece.text, 0) !== piece.text.length - 1) {
    throw unknownConstruct(piece, "a block in { } or [ ]");
  }
  const inside = slice(piece, 1, piece.text.length - 1);
  const commas = allOutside(inside.text, ",");
  return [...commas, inside.text.length]
    .map((end, k) => slice(inside, k === 0 ? 0 : commas[k - 1] + 1, end))
    .filter(({ text }, k) => text !== "" || k < commas.length);
}

/** Whether the value is a block in braces. */
export function isBlock({ text }: Piece): boolean {
  return text.startsWith("{");
}

export function refuseDuplicates(file: string, entries: readonly Entry[]): void {
  const lines = new Map<string, number>();
  for (const { key, line } of entries) {
    const earlier = lines.get(key);
    if (earlier !== undefined) {
      throw new GlueballError({
        code: "lagrangian/duplicate-key",
        what: "a name is given twice in one block",
        place: placeOf({ file, line }),
        found: key,
        expected: `each name once; it stands in line ${earlier} already`,
      });
    }
    lines.set(key, line);
  }
}

/** Comments and document marks become spaces, so that lines and columns stay where they are. */
function blankComments(text: string): string {
  return text
    .split("\n")
    .map((line) => {
      if (/^(---|\.\.\.)\s*$/.test(line)) return "";
      const comment = /(^|\s)#/.exec(line);
      return comment === null ? line : line.slice(0, comment.index);
    })
    .join("\n");
}

/** Where keys stand that begin a line outside all blocks. */
function topLevelKeys(whole: Piece): { key: string; start: number; valueStart: number }[] {
  const keys: { key: string; start: number; valueStart: number }[] = [];
  const { text } = whole;
  for (let at = 0; at < text.length;) {
    const end = endOfValue(whole, at);
    const found = /^([A-Za-z_]\w*)\s*:/.exec(text.slice(at, end));
    if (found !== null) keys.push({ key: found[1], start: at, valueStart: at + found[0].length });
    else if (text.slice(at, end).trim() !== "" && !continuesKey(text, at, keys.at(-1)?.valueStart)) {
      throw unknownConstruct(slice(whole, at, end), "KEY : VALUE at the start of a line, or a block in { }");
    }
    at = end + 1;
  }
  return keys;
}

/** A block may begin on the line after its key. */
function continuesKey(text: string, at: number, valueStart: number | undefined): boolean {
  return valueStart !== undefined && text[at] === "{" && text.slice(valueStart, at).trim() === "";
}

/** The end of the line, or of the line on which the brackets opened in it are closed. */
function endOfValue(whole: Piece, start: number): number {
  const { text } = whole;
  let at = start;
  while (at < text.length && text[at] !== "\n") {
    if (closingOf(text[at]) === undefined) at++;
    else {
      const close = matching(text, at);
      if (close === -1) throw unknownConstruct(slice(whole, at, text.length), `a closing ${closingOf(text[at])}`);
      at = close + 1;
    }
  }
  return at;
}

/** The part of a piece, without the white space around it, and its line. */
export function slice(piece: Piece, start: number, end: number): Piece {
  const raw = piece.text.slice(start, end);
  const lead = raw.length - raw.trimStart().length;
  return { file: piece.file, text: raw.trim(), line: piece.line + lineAt(piece.text, start + lead) - 1 };
}

function lineAt(text: string, at: number): number {
  return text.slice(0, at).split("\n").length;
}

function closingOf(opening: string): string | undefined {
  return { "{": "}", "[": "]", "(": ")" }[opening];
}

/** Where the bracket that opens at `start` is closed; -1 where it is not. */
function matching(text: string, start: number): number {
  const closing = closingOf(text[start]);
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === closing) return at;
    if (closingOf(text[at]) !== undefined) at = matching(text, at);
    if (at === -1) return -1;
  }
  return -1;
}

/** All places of a mark outside brackets and quotes. */
export function allOutside(text: string, mark: string): number[] {
  const places: number[] = [];
  let quote: string | undefined;
  for (let at = 0; at < text.length; at++) {
    if (quote !== undefined) quote = text[at] === quote ? undefined : quote;
    else if (text[at] === mark) places.push(at);
    else if (text[at] === '"' || isOpeningQuote(text, at)) quote = text[at];
    else if (closingOf(text[at]) !== undefined) {
      at = matching(text, at);
      if (at === -1) return places;
    }
  }
  return places;
}

/** An apostrophe after a letter is a prime, as in the name g'. */
function isOpeningQuote(text: string, at: number): boolean {
  return text[at] === "'" && !/[\w'}]/.test(text[at - 1] ?? " ");
}

function findOutside(text: string, mark: string): number {
  return allOutside(text, mark)[0] ?? -1;
}
