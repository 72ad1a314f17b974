/**
 * JSON as it is written here: typed arrays become arrays, and the numbers that JSON lacks become the strings "NaN",
 * "Infinity" and "-Infinity" (JSON.stringify would turn them into null without a word).
 */
import { readFileSync } from "node:fs";

function plain(_key: string, value: unknown): unknown {
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  if (typeof value === "bigint") return value.toString();
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) return Array.from(value as unknown as number[]);
  return value;
}

/** One line. */
export function jsonLine(value: unknown): string {
  return `${JSON.stringify(value, plain)}\n`;
}

/** A document for people too: indented by two. */
export function jsonDocument(value: unknown): string {
  return `${JSON.stringify(value, plain, 2)}\n`;
}

/** The parsed file; undefined where it is missing or not JSON. */
export function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}

/** The parsed file; where it is missing or not JSON, the error that `refuse` makes of the reason. */
export function requireJson(path: string, refuse: (found: string) => Error): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw refuse(error instanceof Error ? error.message : String(error));
  }
}
