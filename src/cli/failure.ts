/** How a command ends that did not return: one sentence on stderr, with `--json` the error as data on stdout. */
import { GlueballError, systemRefusal } from "../base/index.ts";
import type { Streams } from "./commandLine.ts";

/** EX_SOFTWARE of BSD's sysexits: a fault of Glueball itself, not of the input. */
const FAULT = 70;

/** Writes the error and returns the exit code. */
export function reportError(
  error: unknown,
  { json, debug }: { readonly json: boolean; readonly debug: boolean },
  { stdout, stderr }: Streams,
): number {
  const known = error instanceof GlueballError ? error : systemRefusal(error);
  const exitCode = known?.exitCode ?? FAULT;
  const message = known?.message ?? (error instanceof Error ? error.message : String(error));
  stderr.write(known !== undefined ? `glueball: ${message}\n` : `glueball: fault in Glueball itself: ${message}\n`);
  if (debug && error instanceof Error) stderr.write(`${error.stack}\n`);
  else if (known === undefined) stderr.write("Repeat the command with --debug to see where; please report it.\n");
  if (json) {
    const data = known?.data ?? { code: "cli/fault", what: message };
    stdout.write(`${JSON.stringify({ error: { ...data, message }, exitCode }, readable, 2)}\n`);
  }
  return exitCode;
}

/** What JSON cannot hold is written as text. */
function readable(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
}
