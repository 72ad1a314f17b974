/**
 * Values of YAML that stand on one line or between brackets: texts, plain or in quotes, numbers, true, false, null, lists
 * [a, b] and mappings {a: 1}. As in YAML 1.2, `yes`, `1/6` and `3bar` are texts, and `Y` is a name like any other. All
 * of JSON is read. What is left out is refused by name: anchors, aliases, tags and block texts.
 */
import type { Piece } from "./flowBlocks.ts";
import { unknownConstruct } from "./flowBlocks.ts";

/** Plain data as JSON has it. */
export type PlainValue =
  | string
  | number
  | boolean
  | null
  | readonly PlainValue[]
  | { readonly [key: string]: PlainValue };

interface Reader {
  readonly piece: Piece;
  at: number;
}

/** @throws GlueballError lagrangian/unknown-construct. */
export function readFlowValue(piece: Piece): PlainValue {
  if (!/^["'[{]/.test(piece.text)) return plainValue(piece);
  const reader = { piece, at: 0 };
  const value = readValue(reader);
  skipSpace(reader);
  if (reader.at < piece.text.length) throw refuse(reader, "nothing behind a value");
  return value;
}

/** Whether all brackets and quotes that are opened in a text are closed. */
export function isClosed(text: string): boolean {
  let depth = 0;
  let quote: string | undefined;
  for (let at = 0; at < text.length; at++) {
    const mark = text[at];
    if (quote !== undefined) {
      if (mark === "\\" && quote === '"') at++;
      else if (mark === quote) quote = undefined;
    } else if ((mark === '"' || mark === "'") && !/[\w'\])]/.test(text[at - 1] ?? " ")) quote = mark;
    else if (mark === "[" || mark === "{") depth++;
    else if (mark === "]" || mark === "}") depth--;
  }
  return depth <= 0 && quote === undefined;
}

function readValue(reader: Reader): PlainValue {
  skipSpace(reader);
  const mark = reader.piece.text[reader.at];
  if (mark === "[") return readSequence(reader);
  if (mark === "{") return readMapping(reader);
  if (mark === '"' || mark === "'") return readQuoted(reader, mark);
  return plainValue({ ...reader.piece, text: readPlain(reader) });
}

function readSequence(reader: Reader): PlainValue[] {
  const items: PlainValue[] = [];
  reader.at++;
  while (!takes(reader, "]")) {
    items.push(readValue(reader));
    if (!takes(reader, ",") && !sees(reader, "]")) throw refuse(reader, "a comma or ]");
  }
  return items;
}

function readMapping(reader: Reader): Record<string, PlainValue> {
  const entries = new Map<string, PlainValue>();
  reader.at++;
  while (!takes(reader, "}")) {
    skipSpace(reader);
    const mark = reader.piece.text[reader.at];
    const key = mark === '"' || mark === "'" ? readQuoted(reader, mark) : readPlain(reader);
    if (!takes(reader, ":")) throw refuse(reader, "a colon behind a key");
    if (entries.has(key)) throw refuse(reader, `${key} once in a mapping`);
    entries.set(key, readValue(reader));
    if (!takes(reader, ",") && !sees(reader, "}")) throw refuse(reader, "a comma or }");
  }
  return Object.fromEntries(entries);
}

/** Double quotes are those of JSON; in single quotes '' is an apostrophe. */
function readQuoted(reader: Reader, mark: string): string {
  const pattern = mark === '"' ? /"(?:[^"\\]|\\.)*"/y : /'(?:[^']|'')*'/y;
  pattern.lastIndex = reader.at;
  const [text] = pattern.exec(reader.piece.text) ?? [];
  if (text === undefined) throw refuse(reader, `a closing ${mark}`);
  reader.at += text.length;
  if (mark === "'") return text.slice(1, -1).replaceAll("''", "'");
  try {
    return JSON.parse(text.replaceAll(/\n\s*/g, " ")) as string;
  } catch {
    throw refuse(reader, "a text in double quotes as JSON writes it");
  }
}

/** Up to a comma, a bracket, or a colon with a space behind it. */
function readPlain(reader: Reader): string {
  const pattern = /(?:[^,[\]{}:]|:(?=[^\s,[\]{}]))*/y;
  pattern.lastIndex = reader.at;
  const [text] = pattern.exec(reader.piece.text)!;
  if (text.trim() === "") throw refuse(reader, "a value");
  reader.at += text.length;
  return text.trim();
}

const KEYWORDS: Readonly<Record<string, PlainValue>> = { true: true, false: false, null: null, "~": null, "": null };

function plainValue(piece: Piece): PlainValue {
  const { text } = piece;
  if (Object.hasOwn(KEYWORDS, text)) return KEYWORDS[text];
  if (/^[&*!|>%@`]/.test(text)) {
    throw unknownConstruct(piece, "texts, numbers, lists and mappings; no anchors, aliases, tags or block texts");
  }
  return /^[-+]?(0|[1-9]\d*)(\.\d+)?$/.test(text) ? Number(text) : text;
}

function skipSpace(reader: Reader): void {
  while (/\s/.test(reader.piece.text[reader.at] ?? "")) reader.at++;
}

function sees(reader: Reader, mark: string): boolean {
  skipSpace(reader);
  return reader.piece.text[reader.at] === mark;
}

function takes(reader: Reader, mark: string): boolean {
  if (!sees(reader, mark)) return false;
  reader.at++;
  return true;
}

function refuse({ piece, at }: Reader, expected: string): Error {
  return unknownConstruct({ ...piece, text: piece.text.slice(Math.max(0, at - 20), at + 20) }, expected);
}
