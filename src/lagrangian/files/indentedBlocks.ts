/** The part of YAML that AutoEFT models use: `key: value` lines nested by indentation, values on one line, comments. */
import type { Piece } from "./flowBlocks.ts";
import { unknownConstruct } from "./flowBlocks.ts";

export interface IndentedEntry {
  readonly key: string;
  /** What stands behind the colon; empty for a key with entries of its own. */
  readonly value: Piece;
  readonly children: readonly IndentedEntry[];
}

/** @throws GlueballError lagrangian/unknown-construct for lists over several lines and everything else YAML has. */
export function readIndented(file: string, text: string): IndentedEntry[] {
  const lines = text.split("\n").flatMap((raw, k) => {
    const clean = raw.replace(/(^|\s)#.*$/, "").trimEnd();
    return clean === "" || clean === "---" ? [] : [{ text: clean, line: k + 1 }];
  });
  const roots: IndentedEntry[] = [];
  /** The open levels: entries are added to the last one. */
  const open: { indent: number; entries: IndentedEntry[] }[] = [{ indent: -1, entries: roots }];
  for (const { text, line } of lines) {
    const [, space, key, value] = /^( *)([^\s:][^:]*?)\s*:(?:\s+(.*))?$/.exec(text) ?? [];
    const piece = { file, text: text.trim(), line };
    if (key === undefined || key.startsWith("- ")) throw unknownConstruct(piece, "a line KEY: VALUE");
    while (open.length > 1 && open.at(-1)!.indent >= space.length) open.pop();
    const children: IndentedEntry[] = [];
    const siblings = open.at(-1)!.entries;
    if (siblings.some((other) => other.key === key)) throw unknownConstruct(piece, "each key once in a block");
    const content = (value ?? "").trim();
    siblings.push({ key, value: { file, text: content === "{}" ? "" : content, line }, children });
    open.push({ indent: space.length, entries: children });
  }
  return roots;
}
