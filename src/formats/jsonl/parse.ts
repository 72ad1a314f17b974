/** One line of JSON, with whole numbers above 2^53 kept exactly as BigInt. */
import type { TextLines } from "../text/lines.ts";

export type JsonObject = Readonly<Record<string, unknown>>;

/** Sixteen digits of a whole number or of a number's whole part: more than float64 may hold. */
const LONG_INTEGER = /(?<![\d.])\d{16}/;

/** The object of the current line. @throws GlueballError formats/jsonl-syntax with line and byte */
export function parseLine(lines: TextLines): JsonObject {
  const text = lines.text();
  let value: unknown;
  try {
    value = LONG_INTEGER.test(text)
      ? JSON.parse(text, exactIntegers as (key: string, value: unknown) => unknown)
      : JSON.parse(text);
  } catch (error) {
    throw syntaxError(lines, text, error as Error);
  }
  if (isObject(value)) return value;
  throw lines.error({
    code: "formats/jsonl-syntax",
    what: "a line is no JSON object",
    found: text.slice(0, 40),
    expected: "{...}",
  });
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `JSON.parse` rounds whole numbers above 2^53 without a word; here their digits are looked at. */
function exactIntegers(_key: string, value: unknown, { source }: { source?: string }): unknown {
  const isLarge = typeof value === "number" && !Number.isSafeInteger(value);
  return isLarge && /^-?\d+$/.test(source ?? "") ? BigInt(source!) : value;
}

function syntaxError(lines: TextLines, text: string, cause: Error) {
  const position = Number(/position (\d+)/.exec(cause.message)?.[1] ?? 0);
  lines.at = lines.start + Buffer.byteLength(text.slice(0, position));
  return lines.error({
    code: "formats/jsonl-syntax",
    what: cause instanceof RangeError ? "a line is nested too deeply" : "a line does not parse as JSON",
    found: text.slice(position, position + 30),
    expected: "one JSON object a line",
  });
}
