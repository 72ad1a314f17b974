/**
 * The part of YAML in which people write theories, as the plain data that JSON would give: mappings and lists by
 * indentation, values of flowValue.ts, which may go on over several lines inside brackets, comments.
 *
 *     groups:
 *       - {name: Y, type: U1}
 *     fields:
 *       - name: H                # an entry of a list may begin on the line of its dash
 *         charges: {Y: 1/2}
 */
import type { Piece } from "./flowBlocks.ts";
import { unknownConstruct } from "./flowBlocks.ts";
import type { PlainValue } from "./flowValue.ts";
import { isClosed, readFlowValue } from "./flowValue.ts";

interface Line extends Piece {
  readonly indent: number;
}

interface Reader {
  readonly lines: Line[];
  at: number;
}

/** `file` names the text in errors. @throws GlueballError lagrangian/unknown-construct. */
export function readYaml(text: string, file: string): PlainValue {
  const lines = logicalLines(text, file);
  if (lines.length === 0) return null;
  const reader = { lines, at: 0 };
  const value = readBlock(reader, lines[0].indent);
  const rest = reader.lines[reader.at];
  if (rest !== undefined) throw unknownConstruct(rest, "a line as far to the right as those of its block");
  return value;
}

/** Without comments and document marks; a line with open brackets holds those that follow until they are closed. */
function logicalLines(text: string, file: string): Line[] {
  const lines: Line[] = [];
  let open = false;
  text.split(/\r?\n/).forEach((raw, k) => {
    const clean = withoutComment(raw).trimEnd();
    if (clean.trim() === "" || /^(---|\.\.\.)$/.test(clean)) return;
    const last = lines.at(-1);
    if (open && last !== undefined) lines[lines.length - 1] = { ...last, text: `${last.text}\n${clean.trim()}` };
    else lines.push({ file, text: clean.trim(), line: k + 1, indent: clean.length - clean.trimStart().length });
    open = !isClosed(lines.at(-1)!.text);
  });
  return lines;
}

/** A # is a comment at the start of a line or behind a space, outside quotes. */
function withoutComment(line: string): string {
  for (const { index } of line.matchAll(/(?<=^|\s)#/g))
    if (isClosedQuotes(line.slice(0, index))) return line.slice(0, index);
  return line;
}

function isClosedQuotes(text: string): boolean {
  return isClosed(text.replaceAll(/[[\]{}]/g, "_"));
}

function readBlock(reader: Reader, indent: number): PlainValue {
  const { text } = reader.lines[reader.at];
  if (isDash(text)) return readSequence(reader, indent);
  if (keyOf(text) !== undefined) return readMapping(reader, indent);
  return readFlowValue(reader.lines[reader.at++]);
}

function isDash(text: string): boolean {
  return /^-(\s|$)/.test(text);
}

function readSequence(reader: Reader, indent: number): PlainValue[] {
  const items: PlainValue[] = [];
  for (let line = reader.lines[reader.at]; isAt(line, indent) && isDash(line.text); line = reader.lines[reader.at]) {
    const [dash] = /^-\s*/.exec(line.text)!;
    const content = line.text.slice(dash.length);
    if (content === "") {
      reader.at++;
      items.push(readChild(reader, indent + 1, line));
    } else {
      reader.lines[reader.at] = { ...line, text: content, indent: indent + dash.length };
      items.push(readBlock(reader, indent + dash.length));
    }
  }
  return items;
}

function readMapping(reader: Reader, indent: number): Record<string, PlainValue> {
  const entries = new Map<string, PlainValue>();
  for (let line = reader.lines[reader.at]; isAt(line, indent) && !isDash(line.text); line = reader.lines[reader.at]) {
    const found = keyOf(line.text);
    if (found === undefined) throw unknownConstruct(line, "a line KEY: VALUE");
    if (entries.has(found.key)) throw unknownConstruct(line, "each key once in a block");
    reader.at++;
    // A list may stand as far to the left as the key it belongs to.
    const next = reader.lines[reader.at];
    const deeper = isAt(next, indent) && isDash(next.text) ? indent : indent + 1;
    const value = { ...line, text: found.value };
    entries.set(found.key, found.value === "" ? readChild(reader, deeper, line) : readFlowValue(value));
  }
  return Object.fromEntries(entries);
}

/** What is written below a key or a dash; nothing is null. */
function readChild(reader: Reader, least: number, { indent }: Line): PlainValue {
  const next = reader.lines[reader.at];
  if (next === undefined || next.indent < Math.max(least, 0) || (next.indent === indent && !isDash(next.text)))
    return null;
  return readBlock(reader, next.indent);
}

function isAt(line: Line | undefined, indent: number): line is Line {
  return line?.indent === indent;
}

/** `key: value` with the key plain or in quotes; brackets at the start are a value. */
function keyOf(text: string): { readonly key: string; readonly value: string } | undefined {
  const quoted = /^("(?:[^"\\]|\\.)*"|'(?:[^']|'')*')\s*:(?:\s+|$)/.exec(text);
  if (quoted !== null) {
    const key = readFlowValue({ file: "", text: quoted[1], line: 0 });
    return { key: String(key), value: text.slice(quoted[0].length).trim() };
  }
  const plain = /^([^\s"'[\]{}#&*!|>%@`][^]*?)\s*:(?:\s+|$)/.exec(text);
  return plain === null ? undefined : { key: plain[1], value: text.slice(plain[0].length).trim() };
}
