/**
 * Errors are data first and a sentence second: a code that programs can test for, the place (file, row, byte, or the
 * line of the user's program), the value found, what was expected with its unit, and the next thing to try. The
 * sentence is derived from these fields and never written by hand.
 */

export interface ErrorData {
  /** `<room>/<what-is-wrong>`, for example `jets/radius-not-positive`. */
  readonly code: string;
  /** What is wrong, in a few words that start the sentence. */
  readonly what: string;
  /** Where: a file with row, column or byte, an option, or the line of a program. */
  readonly place?: string | undefined;
  readonly found?: unknown;
  /** What was expected, with its unit. */
  readonly expected?: string | undefined;
  /** The next thing to try. */
  readonly hint?: string | undefined;
}

/** Exit codes of the command line (design: 0 done, 1 the verdict is negative, 2 bad input, 3 too large, 130 interrupted). */
export const EXIT = { done: 0, negative: 1, badInput: 2, tooLarge: 3, interrupted: 130 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export class GlueballError extends Error {
  readonly data: ErrorData;
  readonly exitCode: ExitCode;

  constructor(data: ErrorData, exitCode: ExitCode = EXIT.badInput) {
    super(sentence(data));
    this.name = "GlueballError";
    this.data = data;
    this.exitCode = exitCode;
  }

  get code(): string {
    return this.data.code;
  }
}

/** The sentence of an error, in the order what, where, found, expected, hint. */
function sentence(data: ErrorData): string {
  let text = data.what;
  if (data.place !== undefined) text += ` at ${data.place}`;
  if (data.found !== undefined) text += `: found ${display(data.found)}`;
  if (data.expected !== undefined) text += `${data.found === undefined ? ":" : ","} expected ${data.expected}`;
  text += ` [${data.code}]`;
  if (data.hint !== undefined) text += `. ${data.hint}`;
  return text;
}

function display(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(display).join(", ")}]`;
  return String(value);
}

/** The `count` names nearest to `wanted` by edit distance, for "did you mean" hints. */
export function nearestNames(wanted: string, names: Iterable<string>, count = 3): string[] {
  return [...names]
    .map((name) => ({ name, distance: editDistance(wanted.toLowerCase(), name.toLowerCase()) }))
    .filter(({ name, distance }) => distance <= Math.max(2, Math.ceil(name.length / 2)))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, count)
    .map(({ name }) => name);
}

/** Levenshtein distance. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = previous[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(previous[j] + 1, current[j - 1] + 1, substitution));
    }
    previous = current;
  }
  return previous[b.length];
}
