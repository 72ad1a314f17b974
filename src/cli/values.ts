/** From the text of a flag to a value. What does not read as its kind stays text, so that the schema can refuse it. */
import type { FieldKind, OptionField } from "../run/index.ts";

/** Decimal notation only: no hexadecimal, no empty text (which JavaScript would read as 0), no NaN. */
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** `given` is what the parser returned: text, a switch, or several words. */
export function readValue(field: OptionField, given: string | boolean | readonly string[]): unknown {
  if (typeof given === "boolean") return given;
  if (field.kind !== "list") return readText(field.kind, String(given));
  // Numbers and choices may share one flag, with commas; a text may hold commas itself, so each has its own flag.
  const words = [given].flat();
  const members = field.member === "text" ? words : words.flatMap((word) => word.split(","));
  return members.filter((word) => word !== "").map((word) => readText(field.member ?? "text", word));
}

function readText(kind: FieldKind, text: string): unknown {
  switch (kind) {
    case "number":
    case "integer":
      return NUMBER.test(text) ? Number(text) : text;
    case "mixed":
      return NUMBER.test(text) ? Number(text) : text;
    case "boolean":
      return text === "true" ? true : text === "false" ? false : text;
    case "text":
    case "choice":
    case "list":
      return text;
    default:
      return kind satisfies never;
  }
}
