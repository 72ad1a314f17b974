/** Strings of HepMC3: a backslash is written `\\` and a newline `\|`, so that every string fits on its line. */
import type { HepMCTool } from "./event.ts";

export function escapeText(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\|");
}

/** The inverse; a backslash before any other character stands for that character. */
export function unescapeText(text: string): string {
  return text.includes("\\") ? text.replaceAll(/\\(.)/gs, (_, escaped) => (escaped === "|" ? "\n" : escaped)) : text;
}

/** Name, version and description in three lines. */
export function parseTool(text: string): HepMCTool {
  const [name = "", version = "", ...description] = text.split("\n");
  return { name, version, description: description.join("\n") };
}

/**
 * The names of `count` weights. Newer writers put one a line, older ones separate them by blanks, and a name may hold
 * blanks itself: the reading that gives the right number is taken.
 */
export function weightNamesIn(text: string, count: number): readonly string[] {
  if (text.trim() === "") return [];
  const lines = text.split("\n");
  const words = text.trim().split(/\s+/);
  return lines.length === count || words.length !== count ? lines : words;
}
